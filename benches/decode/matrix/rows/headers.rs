//! Headers that don't know how long the sound is, or say something else; tags and other bytes around it.

use super::super::bytes::Change;
use super::super::row::{Loss, Row, SIGNAL, Tool};

/// Written to a pipe: lengths stay unknown.
const PIPED: &[(&str, &str, u32, &[&str])] = &[
    ("wav", "pcm_s16le", 16_000, &[]),
    ("wav", "pcm_f32le", 48_000, &[]),
    ("wav", "pcm_mulaw", 8_000, &[]),
    ("wav", "adpcm_ms", 22_050, &[]),
    ("rf64", "pcm_s16le", 48_000, &[]),
    ("w64", "pcm_s16le", 48_000, &[]),
    ("aiff", "pcm_s16be", 44_100, &[]),
    ("au", "pcm_s16be", 44_100, &[]),
    ("caf", "pcm_s16le", 44_100, &[]),
    ("caf", "opus", 48_000, &[]),
    ("flac", "flac", 44_100, &[]),
    ("oga", "flac", 48_000, &[]),
    ("mp3", "mp3", 44_100, &[]),
    ("mp3", "mp3", 22_050, &["-q:a", "4"]),
    ("mp3", "mp3", 44_100, &["-q:a", "4"]),
    ("aac", "aac", 44_100, &[]),
    ("ogg", "vorbis", 44_100, &[]),
    ("opus", "opus", 48_000, &[]),
    ("mkv", "aac", 48_000, &[]),
    ("mkv", "flac", 48_000, &[]),
    ("mkv", "ac3", 48_000, &[]),
    ("mkv", "pcm_s16le", 48_000, &[]),
    ("mkv", "opus", 48_000, &["-live", "1"]),
    ("webm", "opus", 48_000, &[]),
    ("webm", "vorbis", 48_000, &[]),
    ("webm", "opus", 48_000, &["-live", "1"]),
    ("webm", "vorbis", 44_100, &["-live", "1"]),
    ("ts", "aac", 48_000, &[]),
    ("mpg", "mp2", 48_000, &[]),
    ("avi", "mp3", 44_100, &[]),
    ("wma", "wmav2", 44_100, &[]),
    ("flv", "mp3", 44_100, &[]),
    ("flv", "aac", 44_100, &[]),
    ("nut", "opus", 48_000, &[]),
    ("wv", "wavpack", 44_100, &[]),
    (
        "mp4",
        "aac",
        48_000,
        &["-movflags", "+frag_keyframe+empty_moov"],
    ),
    (
        "mp4",
        "opus",
        48_000,
        &["-movflags", "+frag_keyframe+empty_moov"],
    ),
    (
        "mov",
        "pcm_s16le",
        48_000,
        &["-movflags", "+frag_keyframe+empty_moov"],
    ),
];

const UNKNOWN: &[u8] = &[0xff; 4];
const ZERO: &[u8] = &[0; 4];
/// A length of 10,000 bytes or samples.
const SMALL_BIG_ENDIAN: &[u8] = &[0, 0, 0x27, 0x10];

const fn at(mark: &'static [u8], offset: usize, value: &'static [u8]) -> Change {
    Change::Patch {
        mark,
        offset,
        value,
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = (PIPED.iter())
        .flat_map(|(container, codec, rate, options)| {
            [1, 2].map(|channels| {
                let row = Row::plain(container, codec, *rate, channels);
                let fault = ["piped", &options.join(" ")].join(" ");
                row.made(Tool::Piped, &[&["-i", SIGNAL], *options].concat())
                    .fault(fault.trim())
            })
        })
        .collect();
    rows.extend(lengths());
    rows.extend(around());
    rows
}

/// Lengths that are wrong.
fn lengths() -> Vec<Row> {
    let mut rows = Vec::new();
    for (codec, rate, channels) in [
        ("pcm_s16le", 16_000, 1),
        ("pcm_s16le", 44_100, 2),
        ("pcm_f32le", 48_000, 2),
        ("pcm_mulaw", 8_000, 1),
    ] {
        let row = || Row::plain("wav", codec, rate, channels);
        let both = |value| (at(b"RIFF", 4, value), at(b"data", 4, value));
        for (name, (whole, data)) in [
            ("lengths 0", both(ZERO)),
            ("lengths unknown", both(UNKNOWN)),
        ] {
            rows.push(row().change(whole).change(data).fault(name));
        }
        rows.push(row().change(at(b"data", 4, ZERO)).fault("data length 0"));
        rows.push(
            row()
                .change(at(b"data", 4, UNKNOWN))
                .fault("data length unknown"),
        );
        // Programs that record for hours begin with the largest length.
        let largest = &[0xff, 0xff, 0xff, 0x7f];
        let row = row()
            .change(at(b"data", 4, largest))
            .fault("data length 2 GB");
        rows.push(row.tells(Loss::Maybe));
    }
    for rate in [16_000, 44_100] {
        let row = || Row::plain("mp3", "mp3", rate, 2);
        for frames in [0, 10, 100_000] {
            rows.push(
                row()
                    .change(Change::XingFrames(frames))
                    .fault(format!("xing says {frames}")),
            );
        }
        let vbr = row().option(&["-q:a", "4"]);
        rows.push(
            vbr.clone()
                .change(Change::XingFrames(10))
                .fault("vbr, xing says 10"),
        );
        rows.push(vbr.option(&["-write_xing", "0"]).fault("vbr without xing"));
    }
    for rate in [16_000, 48_000] {
        let flac = || Row::plain("flac", "flac", rate, 2);
        rows.push(
            flac()
                .change(at(b"fLaC", 22, ZERO))
                .fault("samples unknown"),
        );
        rows.push(
            flac()
                .change(at(b"fLaC", 22, SMALL_BIG_ENDIAN))
                .fault("samples 10000"),
        );
        let au = || Row::plain("au", "pcm_s16be", rate, 2);
        rows.push(au().change(at(b".snd", 8, UNKNOWN)).fault("length unknown"));
        for codec in ["aac", "alac"] {
            let boxed = || Row::plain("m4a", codec, rate, 2);
            rows.push(
                boxed()
                    .change(at(b"mdhd", 20, SMALL_BIG_ENDIAN))
                    .fault("mdhd says 10000"),
            );
            rows.push(boxed().change(at(b"mdhd", 20, ZERO)).fault("mdhd says 0"));
        }
        for (container, codec) in [
            ("mkv", "flac"),
            ("mkv", "aac"),
            ("webm", "opus"),
            ("webm", "vorbis"),
        ] {
            // The element Duration, a float of eight bytes: one second.
            let second = &[0x44, 0x89, 0x88, 0x40, 0x8f, 0x40, 0, 0, 0, 0, 0];
            let change = at(&[0x44, 0x89, 0x88], 0, second);
            let row = Row::plain(container, codec, rate, 2);
            rows.push(row.change(change).fault("duration 1 s"));
        }
    }
    rows
}

/// Tags and garbage before and behind the sound.
fn around() -> Vec<Row> {
    let mut rows = Vec::new();
    let streams = [
        ("mp3", "mp3", 44_100),
        ("mp3", "mp3", 16_000),
        ("mp2", "mp2", 48_000),
        ("aac", "aac", 44_100),
        ("aac", "aac", 16_000),
        ("ac3", "ac3", 48_000),
    ];
    for (container, codec, rate) in streams {
        let row = || Row::plain(container, codec, rate, 2);
        for length in [100, 3_000, 20_000] {
            let row = row().change(Change::Garbage(length)).tells(Loss::Maybe);
            rows.push(row.fault(format!("garbage of {length} in front")));
        }
        rows.push(
            row()
                .change(Change::ZerosInFront(2_000))
                .tells(Loss::Maybe)
                .fault("zeros in front"),
        );
        rows.push(
            row()
                .change(Change::GarbageBehind(5_000))
                .tells(Loss::Maybe)
                .fault("garbage behind"),
        );
        rows.push(row().change(Change::TagsBehind).fault("tags behind"));
    }
    let tagged = [
        ("mp3", "mp3", 44_100),
        ("mp2", "mp2", 48_000),
        ("aac", "aac", 44_100),
        ("flac", "flac", 44_100),
        ("wav", "pcm_s16le", 44_100),
        ("ac3", "ac3", 48_000),
        ("tta", "tta", 44_100),
        ("aiff", "pcm_s16be", 44_100),
    ];
    for (container, codec, rate) in tagged {
        for length in [500, 300_000] {
            let row = Row::plain(container, codec, rate, 1).change(Change::Id3(length));
            rows.push(row.fault(format!("id3 of {length} in front")));
        }
        let row = Row::plain(container, codec, rate, 1)
            .change(Change::Id3(500))
            .change(Change::Id3(700));
        rows.push(row.fault("two id3 in front"));
    }
    let followed = [
        ("wav", "pcm_s16le"),
        ("flac", "flac"),
        ("m4a", "aac"),
        ("mkv", "opus"),
        ("ogg", "vorbis"),
        ("opus", "opus"),
        ("aiff", "pcm_s16be"),
        ("ts", "mp2"),
    ];
    for (container, codec) in followed {
        let row = Row::plain(container, codec, 48_000, 1).change(Change::GarbageBehind(5_000));
        rows.push(row.tells(Loss::Maybe).fault("garbage behind"));
    }
    for (container, codec) in [("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "mp3")] {
        rows.push(
            Row::plain(container, codec, 48_000, 2)
                .change(Change::TagsBehind)
                .fault("tags behind"),
        );
    }
    rows
}
