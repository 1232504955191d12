//! Files with nothing wrong in them: containers, codecs, sample rates and channels.
//!
//! Left out, because ffmpeg 5.1 doesn't read back what it wrote: AAC and Speex in WAV, RealAudio 1.0.

use super::super::bytes::Change;
use super::super::row::{Row, SIGNAL, Tool};
use super::super::signal::Take;

const ALL: &[u32] = &[
    8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000,
];
const USUAL: &[u32] = &[8_000, 16_000, 44_100, 48_000];
const MPEG: &[u32] = &[16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
const MP3: &[u32] = &[
    8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000,
];
const OPUS: &[u32] = &[8_000, 12_000, 16_000, 24_000, 48_000];
const FILM: &[u32] = &[32_000, 44_100, 48_000];
const FEW: &[u32] = &[16_000, 44_100];
const TELEPHONE: &[u32] = &[8_000];
const WIDE: &[u32] = &[16_000];
const DISC: &[u32] = &[44_100];
const DVD: &[u32] = &[48_000];

const MONO: &[u16] = &[1];
const STEREO: &[u16] = &[2];
const BOTH: &[u16] = &[1, 2];
const SURROUND: &[u16] = &[1, 2, 6];
const SIX: &[u16] = &[6];

/// Container, codecs, sample rates, channels.
type Kind = (
    &'static str,
    &'static [&'static str],
    &'static [u32],
    &'static [u16],
);

const RAW: &[Kind] = &[
    ("wav", &["pcm_s16le"], ALL, SURROUND),
    (
        "wav",
        &["pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"],
        USUAL,
        BOTH,
    ),
    ("wav", &["pcm_s24le", "pcm_f32le"], DVD, SIX),
    ("wav", &["pcm_alaw", "pcm_mulaw"], USUAL, BOTH),
    (
        "wav",
        &["adpcm_ima_wav", "adpcm_ms"],
        &[8_000, 22_050, 44_100],
        BOTH,
    ),
    ("wav", &["adpcm_yamaha", "g726", "gsm_ms"], TELEPHONE, MONO),
    (
        "wav",
        &["mp3", "mp2", "ac3", "dts", "wmav2", "flac"],
        &[44_100, 48_000],
        BOTH,
    ),
    ("wav", &["adpcm_swf", "g722", "g723_1"], FEW, MONO),
    (
        "rf64",
        &["pcm_s16le", "pcm_s24le", "pcm_f32le"],
        FEW,
        SURROUND,
    ),
    (
        "w64",
        &["pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le", "pcm_alaw"],
        FEW,
        BOTH,
    ),
    ("w64", &["pcm_s16le"], DVD, SIX),
    (
        "aiff",
        &["pcm_s16be", "pcm_s8", "pcm_s24be", "pcm_s32be", "pcm_s16le"],
        USUAL,
        BOTH,
    ),
    (
        "aiff",
        &[
            "pcm_f32be",
            "pcm_f64be",
            "pcm_alaw",
            "pcm_mulaw",
            "adpcm_ima_qt",
        ],
        FEW,
        BOTH,
    ),
    ("aiff", &["pcm_s16be"], &[96_000], SURROUND),
    (
        "caf",
        &["pcm_s16be", "pcm_s16le", "pcm_s24le", "pcm_s24be", "pcm_s8"],
        FEW,
        BOTH,
    ),
    (
        "caf",
        &[
            "pcm_s32le",
            "pcm_f32le",
            "pcm_f64be",
            "pcm_alaw",
            "pcm_mulaw",
        ],
        FEW,
        BOTH,
    ),
    (
        "caf",
        &["alac", "aac", "adpcm_ima_qt", "mp3", "mp2", "ac3"],
        DISC,
        BOTH,
    ),
    ("caf", &["opus", "flac", "alac"], DVD, SURROUND),
    (
        "au",
        &["pcm_s16be", "pcm_s8", "pcm_s24be", "pcm_s32be", "pcm_f32be"],
        FEW,
        BOTH,
    ),
    (
        "au",
        &["pcm_f64be", "pcm_alaw", "pcm_mulaw", "g722"],
        FEW,
        MONO,
    ),
    (
        "voc",
        &["pcm_u8", "pcm_s16le", "pcm_alaw", "pcm_mulaw"],
        FEW,
        BOTH,
    ),
    ("sox", &["pcm_s32le"], FEW, BOTH),
    (
        "sf",
        &["pcm_s16le", "pcm_f32le", "pcm_mulaw", "pcm_alaw"],
        FEW,
        BOTH,
    ),
    ("flac", &["flac"], ALL, SURROUND),
    ("tta", &["tta"], FEW, SURROUND),
    ("wv", &["wavpack"], FEW, SURROUND),
    ("oga", &["flac"], FEW, SURROUND),
];

const STREAMS: &[Kind] = &[
    ("mp3", &["mp3"], MP3, BOTH),
    ("mp2", &["mp2"], MPEG, BOTH),
    ("mpa", &["mp2"], DVD, STEREO),
    ("aac", &["aac"], ALL, BOTH),
    ("aac", &["aac"], DVD, SIX),
    ("loas", &["aac"], USUAL, BOTH),
    ("ogg", &["vorbis"], ALL, BOTH),
    ("ogg", &["vorbis"], DVD, SIX),
    ("opus", &["opus"], OPUS, SURROUND),
    ("spx", &["speex"], &[8_000, 16_000, 32_000], BOTH),
    ("ac3", &["ac3"], FILM, SURROUND),
    ("eac3", &["eac3"], FILM, SURROUND),
    ("dts", &["dts"], FILM, SURROUND),
    ("thd", &["truehd"], &[44_100, 48_000, 96_000], SURROUND),
    ("mlp", &["mlp"], &[44_100, 48_000, 96_000], BOTH),
    ("g722", &["g722"], WIDE, MONO),
    ("gsm", &["gsm"], TELEPHONE, MONO),
    ("sbc", &["sbc"], &[16_000, 44_100, 48_000], BOTH),
    ("adx", &["adpcm_adx"], DISC, BOTH),
    ("ra", &["ac3"], DVD, STEREO),
    ("swf", &["mp3"], DISC, BOTH),
];

const BOXES: &[Kind] = &[
    ("m4a", &["aac"], ALL, BOTH),
    ("m4a", &["aac"], DVD, SIX),
    ("m4a", &["alac"], ALL, SURROUND),
    ("mp4", &["aac", "mp3"], MPEG, BOTH),
    ("mp4", &["flac", "alac"], FEW, SURROUND),
    ("mp4", &["opus"], OPUS, BOTH),
    ("mp4", &["ac3", "eac3"], DVD, SURROUND),
    ("mp4", &["mp2", "dts", "vorbis"], FILM, BOTH),
    ("mp4", &["truehd"], DVD, SIX),
    ("f4v", &["aac", "mp3"], DISC, BOTH),
    (
        "mov",
        &["pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"],
        FEW,
        BOTH,
    ),
    (
        "mov",
        &["pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be"],
        FEW,
        BOTH,
    ),
    (
        "mov",
        &["pcm_f64le", "pcm_f64be", "pcm_s8", "pcm_u8"],
        FEW,
        BOTH,
    ),
    (
        "mov",
        &[
            "pcm_alaw",
            "pcm_mulaw",
            "adpcm_ima_qt",
            "adpcm_ms",
            "mp2",
            "mp3",
        ],
        FEW,
        BOTH,
    ),
    (
        "mov",
        &["pcm_s16le", "pcm_s24be", "aac", "alac", "ac3"],
        DVD,
        SIX,
    ),
    (
        "mov",
        &["pcm_s16le", "pcm_s24be", "pcm_f32be"],
        &[96_000],
        STEREO,
    ),
    ("mov", &["aac", "alac"], FEW, BOTH),
    ("mov", &["gsm", "g726"], TELEPHONE, MONO),
    ("3gp", &["aac"], FEW, BOTH),
];

const FILMS: &[Kind] = &[
    (
        "mkv",
        &["aac", "opus", "vorbis", "flac"],
        &[16_000, 48_000],
        SURROUND,
    ),
    (
        "mkv",
        &["mp3", "mp2", "ac3", "eac3", "dts", "wmav1", "wmav2"],
        &[44_100, 48_000],
        BOTH,
    ),
    (
        "mkv",
        &["ac3", "eac3", "dts", "truehd", "mlp"],
        DVD,
        SURROUND,
    ),
    (
        "mkv",
        &["pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_f32le", "pcm_u8"],
        FEW,
        BOTH,
    ),
    (
        "mkv",
        &["pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav"],
        FEW,
        BOTH,
    ),
    ("mkv", &["alac", "tta", "wavpack"], FEW, BOTH),
    ("mkv", &["g722", "speex"], WIDE, MONO),
    ("mkv", &["gsm_ms", "g726"], TELEPHONE, MONO),
    ("mka", &["opus", "vorbis", "aac", "flac"], DVD, STEREO),
    ("webm", &["opus"], OPUS, SURROUND),
    ("webm", &["vorbis"], USUAL, SURROUND),
    ("ts", &["mp2", "mp3", "aac", "ac3"], FILM, BOTH),
    ("ts", &["eac3", "dts", "opus", "s302m", "truehd"], DVD, BOTH),
    ("ts", &["ac3", "aac", "opus"], DVD, SIX),
    (
        "m2ts",
        &["ac3", "eac3", "dts", "mp2", "pcm_bluray", "truehd"],
        DVD,
        BOTH,
    ),
    ("mpg", &["mp2", "ac3"], FILM, BOTH),
    (
        "vob",
        &["mp2", "ac3", "dts", "pcm_dvd", "pcm_s16be"],
        DVD,
        BOTH,
    ),
    (
        "avi",
        &["mp3", "mp2", "ac3", "pcm_s16le", "pcm_u8"],
        FEW,
        BOTH,
    ),
    (
        "avi",
        &[
            "pcm_alaw",
            "pcm_mulaw",
            "adpcm_ms",
            "adpcm_ima_wav",
            "wmav2",
            "aac",
        ],
        FEW,
        BOTH,
    ),
    ("avi", &["flac", "vorbis", "dts"], DISC, STEREO),
    (
        "wma",
        &["wmav1", "wmav2"],
        &[8_000, 16_000, 22_050, 32_000, 44_100, 48_000],
        BOTH,
    ),
    (
        "asf",
        &["mp3", "ac3", "pcm_s16le", "aac", "adpcm_ms"],
        DISC,
        BOTH,
    ),
    ("flv", &["mp3"], &[11_025, 22_050, 44_100], BOTH),
    ("flv", &["aac"], FEW, BOTH),
    (
        "flv",
        &["pcm_s16le", "adpcm_swf", "nellymoser"],
        &[11_025, 22_050, 44_100],
        MONO,
    ),
    ("flv", &["pcm_alaw", "pcm_mulaw"], TELEPHONE, MONO),
    ("flv", &["speex"], WIDE, MONO),
    ("wtv", &["mp2", "ac3", "aac"], DVD, BOTH),
    (
        "nut",
        &["pcm_s16le", "mp3", "aac", "opus", "vorbis", "flac", "ac3"],
        DVD,
        BOTH,
    ),
    ("mxf", &["pcm_s16le", "pcm_s24le"], DVD, BOTH),
];

/// Containers with fixed kinds of sound, which want pictures beside it.
const WITH_PICTURES: &[Kind] = &[
    ("dv", &["pcm_s16le"], DVD, STEREO),
    ("gxf", &["pcm_s16le"], DVD, MONO),
    ("mxf", &["pcm_s16le", "pcm_s24le"], DVD, BOTH),
];

fn table(kinds: &'static [Kind]) -> impl Iterator<Item = Row> {
    kinds
        .iter()
        .flat_map(|(container, codecs, rates, channels)| {
            codecs.iter().flat_map(move |codec| {
                rates.iter().flat_map(move |rate| {
                    let row = move |count: &u16| Row::plain(container, codec, *rate, *count);
                    channels.iter().map(row)
                })
            })
        })
}

/// The plain files.
pub(super) fn rows() -> Vec<Row> {
    let plain = [RAW, STREAMS, BOXES, FILMS].into_iter().flat_map(table);
    let filmed = table(WITH_PICTURES).map(|row| row.filmed(0.0).fault("pictures"));
    plain.chain(filmed).collect()
}

/// Sound files that LAME and SoX make, and settings of encoders.
pub(super) fn special() -> Vec<Row> {
    let mut rows = Vec::new();
    for rate in [11_025, 44_100] {
        let lame = |name: &str, options: &[&str]| {
            let row = Row::plain("mp3", "mp3", rate, 2).fault(format!("lame {name}"));
            row.made(Tool::Lame, &[options, &["--quiet", SIGNAL]].concat())
        };
        rows.push(lame("-V4", &["-V4"]));
        rows.push(lame("-V4 -t", &["-V4", "-t"]));
        rows.push(lame("--abr 64", &["--abr", "64"]));
        rows.push(lame("-b 64 -t", &["-b", "64", "-t"]));
        rows.push(lame("-b 64 --freeformat", &["-b", "64", "--freeformat"]));
    }
    let sox = [
        ("8svx", "pcm_s8", 8_000, 1),
        ("8svx", "pcm_s8", 22_050, 1),
        ("amr-nb", "amr_nb", 8_000, 1),
        ("amr-wb", "amr_wb", 16_000, 1),
        ("avr", "pcm_s16be", 16_000, 2),
        ("nist", "pcm_s16le", 16_000, 1),
        ("nist", "pcm_s16le", 44_100, 2),
        ("pvf", "pcm_s16be", 16_000, 1),
        ("aifc", "pcm_s16be", 44_100, 2),
        ("wve", "pcm_alaw", 8_000, 1),
    ];
    for (container, codec, rate, channels) in sox {
        let row = Row::plain(container, codec, rate, channels);
        rows.push(row.made(Tool::Sox, &["-V1", SIGNAL]));
    }
    for (container, codec, rate) in [("amr-nb", "amr_nb", 8_000), ("amr-wb", "amr_wb", 16_000)] {
        for to in ["3gp", "mov", "mkv"] {
            let mut row = Row::plain(container, codec, rate, 1).made(Tool::Sox, &["-V1", SIGNAL]);
            row = row.change(Change::Remux {
                to,
                input: &[],
                options: &[],
            });
            row.file = Some(to);
            rows.push(row);
        }
    }
    rows.extend(settings());
    rows.extend(layouts());
    rows
}

/// Settings of encoders and muxers that change what a decoder must do.
fn settings() -> Vec<Row> {
    let settings: &[(&str, &str, u32, &str, &[&str])] = &[
        ("mp3", "mp3", 44_100, "vbr", &["-q:a", "4"]),
        ("mp3", "mp3", 22_050, "vbr", &["-q:a", "6"]),
        ("mp3", "mp3", 44_100, "no xing", &["-write_xing", "0"]),
        ("mp3", "mp3", 44_100, "320k", &["-b:a", "320k"]),
        ("mp3", "mp3", 44_100, "no reservoir", &["-reservoir", "0"]),
        ("mp3", "mp3", 44_100, "no id3", &["-id3v2_version", "0"]),
        (
            "opus",
            "opus",
            48_000,
            "2.5 ms",
            &["-frame_duration", "2.5"],
        ),
        ("opus", "opus", 48_000, "10 ms", &["-frame_duration", "10"]),
        ("opus", "opus", 48_000, "60 ms", &["-frame_duration", "60"]),
        (
            "opus",
            "opus",
            16_000,
            "voip 12k",
            &["-application", "voip", "-b:a", "16k"],
        ),
        (
            "opus",
            "opus",
            48_000,
            "dtx",
            &["-application", "voip", "-b:a", "24k", "-dtx", "1"],
        ),
        ("webm", "opus", 48_000, "60 ms", &["-frame_duration", "60"]),
        ("mkv", "opus", 48_000, "10 ms", &["-frame_duration", "10"]),
        (
            "flac",
            "flac",
            44_100,
            "blocks of 576",
            &["-frame_size", "576"],
        ),
        (
            "flac",
            "flac",
            44_100,
            "blocks of 16384",
            &["-frame_size", "16384"],
        ),
        (
            "flac",
            "flac",
            44_100,
            "level 12",
            &["-compression_level", "12"],
        ),
        ("flac", "flac", 48_000, "24 bits", &["-sample_fmt", "s32"]),
        ("m4a", "alac", 48_000, "24 bits", &["-sample_fmt", "s32p"]),
        ("ogg", "vorbis", 44_100, "low", &["-q:a", "0"]),
        ("ogg", "vorbis", 44_100, "high", &["-q:a", "9"]),
        (
            "ogg",
            "vorbis",
            44_100,
            "small pages",
            &["-page_duration", "20000"],
        ),
        (
            "opus",
            "opus",
            48_000,
            "large pages",
            &["-page_duration", "10000000"],
        ),
        ("m4a", "aac", 44_100, "64k", &["-b:a", "64k"]),
        (
            "m4a",
            "aac",
            44_100,
            "ltp",
            &["-profile:a", "aac_ltp", "-strict", "-2"],
        ),
        ("mkv", "aac", 44_100, "main", &["-profile:a", "aac_main"]),
        (
            "m4a",
            "aac",
            44_100,
            "moov in front",
            &["-movflags", "+faststart"],
        ),
        (
            "mp4",
            "opus",
            48_000,
            "moov in front",
            &["-movflags", "+faststart"],
        ),
        (
            "mov",
            "pcm_s24be",
            48_000,
            "moov in front",
            &["-movflags", "+faststart"],
        ),
        (
            "m4a",
            "alac",
            44_100,
            "moov in front",
            &["-movflags", "+faststart"],
        ),
        (
            "m4a",
            "aac",
            44_100,
            "no edit list",
            &["-use_editlist", "0"],
        ),
        (
            "mp4",
            "mp3",
            44_100,
            "no edit list",
            &["-use_editlist", "0"],
        ),
        (
            "mkv",
            "aac",
            48_000,
            "short clusters",
            &["-cluster_time_limit", "100"],
        ),
        (
            "mkv",
            "pcm_s16le",
            48_000,
            "cues in front",
            &["-cues_to_front", "1"],
        ),
        ("ts", "aac", 48_000, "latm", &["-mpegts_flags", "latm"]),
        (
            "ts",
            "mp2",
            48_000,
            "small payloads",
            &["-pes_payload_size", "400"],
        ),
        ("wav", "pcm_s16le", 48_000, "bext", &["-write_bext", "1"]),
        ("wav", "pcm_s16le", 48_000, "peaks", &["-write_peak", "1"]),
        (
            "aiff",
            "pcm_s16be",
            44_100,
            "id3",
            &["-write_id3v2", "1", "-metadata", "title=Talk"],
        ),
        ("wv", "wavpack", 44_100, "float", &["-sample_fmt", "fltp"]),
    ];
    let mut rows: Vec<Row> = (settings.iter())
        .map(|(container, codec, rate, name, options)| {
            Row::plain(container, codec, *rate, 2)
                .option(options)
                .fault(*name)
        })
        .collect();
    for (container, codec) in FRAGMENTED {
        for (name, flags) in FRAGMENTS {
            let row = Row::plain(container, codec, 48_000, 2);
            let times = ["-movflags", flags, "-frag_duration", "1000000"];
            rows.push(row.option(&times).fault(format!("fragments {name}")));
        }
    }
    for (container, codec) in SHORT {
        let mut row = Row::plain(container, codec, 48_000, 1).fault("short");
        row.parts = vec![row.part(Take::Short, Tool::Ffmpeg, &["-i", SIGNAL])];
        rows.push(row.hears(Some(Take::Short.truth())));
    }
    rows
}

const FRAGMENTED: &[(&str, &str)] = &[
    ("mp4", "aac"),
    ("mp4", "opus"),
    ("mp4", "flac"),
    ("mp4", "mp3"),
    ("mov", "pcm_s16le"),
    ("m4a", "alac"),
];

const FRAGMENTS: &[(&str, &str)] = &[
    ("empty moov", "+frag_keyframe+empty_moov"),
    ("delayed moov", "+delay_moov+default_base_moof"),
    ("dash", "+dash+global_sidx"),
];

const SHORT: &[(&str, &str)] = &[
    ("wav", "pcm_s16le"),
    ("flac", "flac"),
    ("mp3", "mp3"),
    ("aac", "aac"),
    ("m4a", "aac"),
    ("m4a", "alac"),
    ("ogg", "vorbis"),
    ("opus", "opus"),
    ("webm", "opus"),
    ("mkv", "mp3"),
    ("aiff", "pcm_s16be"),
    ("caf", "pcm_s16le"),
    ("ts", "mp2"),
    ("wma", "wmav2"),
];

/// More channels, other rates, and sound on one channel alone.
fn layouts() -> Vec<Row> {
    let mut rows = Vec::new();
    for channels in [3, 4, 5, 7, 8] {
        for (container, codec) in [
            ("wav", "pcm_s16le"),
            ("flac", "flac"),
            ("opus", "opus"),
            ("ogg", "vorbis"),
        ] {
            rows.push(Row::plain(container, codec, 48_000, channels));
        }
    }
    for rate in [6_000, 12_000, 24_000, 37_800, 88_200, 192_000] {
        for (container, codec) in [("wav", "pcm_s16le"), ("flac", "flac"), ("aac", "aac")] {
            rows.push(Row::plain(container, codec, rate, 1));
        }
    }
    let alone = [
        ("wav", "pcm_s16le", 2, 0),
        ("wav", "pcm_s16le", 2, 1),
        ("wav", "pcm_s16le", 6, 2),
        ("flac", "flac", 6, 0),
        ("flac", "flac", 6, 4),
        ("ac3", "ac3", 6, 2),
        ("m4a", "aac", 6, 2),
        ("opus", "opus", 6, 1),
        ("mov", "pcm_s16le", 6, 2),
    ];
    for (container, codec, channels, only) in alone {
        let mut row = Row::plain(container, codec, 48_000, channels);
        row.parts[0].signal.only = Some(only);
        // What a channel counts in a mix is a matter of taste, up to twice.
        row.level = if channels > 2 { 6.0 } else { 1.0 };
        rows.push(row.fault(format!("channel {only} alone")));
    }
    rows
}
