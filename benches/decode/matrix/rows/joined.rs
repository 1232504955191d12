//! Files that are several recordings, one behind the other.

use super::super::row::{Row, SIGNAL, Tool};
use super::super::signal::Take;

/// Rate, channels and options of a part.
type Kind = (u32, u16, &'static [&'static str]);

/// What is joined: container, codec, what each part is.
const PAIRS: &[(&str, &str, &[(Kind, Kind)])] = &[
    (
        "mp3",
        "mp3",
        &[
            (
                (44_100, 2, &["-b:a", "128k"]),
                (44_100, 2, &["-b:a", "128k"]),
            ),
            ((44_100, 2, &["-q:a", "4"]), (44_100, 2, &["-q:a", "4"])),
            ((16_000, 1, &["-q:a", "4"]), (16_000, 1, &["-q:a", "4"])),
            (
                (44_100, 1, &["-b:a", "128k", "-write_xing", "0"]),
                (44_100, 1, &["-b:a", "32k", "-write_xing", "0"]),
            ),
            (
                (44_100, 2, &["-b:a", "32k", "-write_xing", "0"]),
                (44_100, 2, &["-b:a", "256k", "-write_xing", "0"]),
            ),
            ((44_100, 1, &[]), (44_100, 2, &[])),
            ((44_100, 2, &[]), (44_100, 1, &[])),
            (
                (44_100, 1, &["-write_xing", "0"]),
                (44_100, 2, &["-write_xing", "0"]),
            ),
            ((44_100, 2, &[]), (48_000, 2, &[])),
            (
                (44_100, 1, &["-write_xing", "0"]),
                (48_000, 1, &["-write_xing", "0"]),
            ),
            ((44_100, 2, &[]), (22_050, 1, &[])),
            ((22_050, 1, &[]), (44_100, 2, &[])),
            ((16_000, 1, &[]), (48_000, 2, &[])),
            ((8_000, 1, &[]), (16_000, 1, &[])),
        ],
    ),
    (
        "aac",
        "aac",
        &[
            ((44_100, 2, &[]), (44_100, 2, &[])),
            ((44_100, 1, &[]), (44_100, 2, &[])),
            ((48_000, 2, &[]), (44_100, 2, &[])),
            ((16_000, 1, &[]), (48_000, 2, &[])),
            ((48_000, 2, &[]), (16_000, 1, &[])),
        ],
    ),
    (
        "wav",
        "pcm_s16le",
        &[
            ((16_000, 1, &[]), (16_000, 1, &[])),
            ((44_100, 2, &[]), (44_100, 2, &[])),
            ((16_000, 1, &[]), (16_000, 2, &[])),
            ((16_000, 1, &[]), (48_000, 1, &[])),
            ((48_000, 2, &[]), (16_000, 1, &[])),
            ((44_100, 2, &[]), (44_100, 2, &["-c:a", "pcm_s24le"])),
            ((16_000, 1, &["-c:a", "pcm_mulaw"]), (16_000, 1, &[])),
            (
                (16_000, 1, &["-c:a", "pcm_f32le"]),
                (8_000, 1, &["-c:a", "pcm_alaw"]),
            ),
        ],
    ),
    (
        "ogg",
        "vorbis",
        &[
            ((44_100, 2, &[]), (44_100, 2, &[])),
            ((16_000, 1, &[]), (16_000, 1, &[])),
            ((44_100, 1, &[]), (44_100, 2, &[])),
            ((44_100, 2, &[]), (48_000, 2, &[])),
            ((48_000, 2, &[]), (16_000, 1, &[])),
        ],
    ),
    (
        "opus",
        "opus",
        &[
            ((48_000, 2, &[]), (48_000, 2, &[])),
            ((16_000, 1, &[]), (16_000, 1, &[])),
            ((48_000, 1, &[]), (48_000, 2, &[])),
            ((48_000, 2, &[]), (16_000, 1, &[])),
        ],
    ),
    (
        "oga",
        "flac",
        &[
            ((44_100, 2, &[]), (44_100, 2, &[])),
            ((44_100, 1, &[]), (44_100, 2, &[])),
        ],
    ),
    (
        "flac",
        "flac",
        &[
            ((44_100, 2, &[]), (44_100, 2, &[])),
            ((44_100, 1, &[]), (44_100, 2, &[])),
            ((16_000, 1, &[]), (48_000, 1, &[])),
        ],
    ),
    (
        "mp2",
        "mp2",
        &[
            ((48_000, 2, &[]), (48_000, 2, &[])),
            ((48_000, 1, &[]), (48_000, 2, &[])),
            ((44_100, 2, &[]), (48_000, 2, &[])),
        ],
    ),
    (
        "ac3",
        "ac3",
        &[
            ((48_000, 2, &[]), (48_000, 2, &[])),
            ((48_000, 1, &[]), (48_000, 6, &[])),
        ],
    ),
    (
        "ts",
        "mp2",
        &[
            ((48_000, 2, &[]), (48_000, 2, &[])),
            ((48_000, 2, &[]), (48_000, 1, &[])),
        ],
    ),
    (
        "ts",
        "aac",
        &[
            ((48_000, 2, &[]), (48_000, 2, &[])),
            ((48_000, 1, &[]), (48_000, 2, &[])),
        ],
    ),
    ("mpg", "mp2", &[((48_000, 2, &[]), (48_000, 2, &[]))]),
    ("dts", "dts", &[((48_000, 2, &[]), (48_000, 2, &[]))]),
    ("spx", "speex", &[((16_000, 1, &[]), (16_000, 1, &[]))]),
];

pub(super) fn rows() -> Vec<Row> {
    let pairs = PAIRS.iter().flat_map(|(container, codec, pairs)| {
        pairs.iter().map(|(first, second)| {
            let mut row = Row::plain(container, codec, first.0, first.1).option(first.2);
            let other = Row::plain(container, codec, second.0, second.1);
            let mut part = other.part(Take::Second, Tool::Ffmpeg, &["-i", SIGNAL]);
            part.arguments
                .extend(second.2.iter().map(ToString::to_string));
            row.parts.push(part);
            let of = |kind: &Kind| {
                let options: Vec<&str> = kind
                    .2
                    .iter()
                    .copied()
                    .filter(|o| !o.starts_with('-'))
                    .collect();
                [format!("{}x{}", kind.0, kind.1), options.join(" ")]
                    .join(" ")
                    .trim()
                    .to_owned()
            };
            row.slack = slack(codec, first.0);
            let truth = Take::First.truth().then(Take::Second.truth());
            row.fault(format!("joined {}, {}", of(first), of(second)))
                .hears(Some(truth))
        })
    });
    pairs.chain(by_lame()).collect()
}

/// Seconds for which two decoders may differ at a joint. The first frame of a joined MP3 file wants data
/// from frames before it, which aren't there: ffmpeg leaves it out, which moves all behind it.
fn slack(codec: &str, rate: u32) -> f64 {
    let frame = if rate < 32_000 { 576.0 } else { 1_152.0 };
    if codec == "mp3" {
        frame / f64::from(rate)
    } else {
        0.0
    }
}

/// Without a Xing header, by LAME; and three files in a row.
fn by_lame() -> Vec<Row> {
    let mut rows = Vec::new();
    for ((rate, channels), (other, others)) in [
        ((44_100, 1), (44_100, 2)),
        ((44_100, 1), (48_000, 1)),
        ((16_000, 1), (16_000, 1)),
        ((44_100, 2), (44_100, 2)),
    ] {
        let mut row = Row::plain("mp3", "mp3", rate, channels);
        row = row.made(Tool::Lame, &["-t", "--quiet", SIGNAL]);
        let second = Row::plain("mp3", "mp3", other, others);
        row.parts
            .push(second.part(Take::Second, Tool::Lame, &["-t", "--quiet", SIGNAL]));
        row.slack = slack("mp3", rate);
        let truth = Take::First.truth().then(Take::Second.truth());
        rows.push(
            row.fault(format!("joined lame -t, {other}x{others}"))
                .hears(Some(truth)),
        );
    }
    for (container, codec) in [
        ("mp3", "mp3"),
        ("wav", "pcm_s16le"),
        ("ogg", "vorbis"),
        ("aac", "aac"),
        ("opus", "opus"),
    ] {
        let mut row = Row::plain(container, codec, 48_000, 1);
        for _ in 0..2 {
            row.parts
                .push(row.part(Take::Second, Tool::Ffmpeg, &["-i", SIGNAL]));
        }
        row.slack = 2.0 * slack(codec, 48_000);
        let truth = Take::First
            .truth()
            .then(Take::Second.truth())
            .then(Take::Second.truth());
        rows.push(row.fault("three joined").hears(Some(truth)));
    }
    rows
}
