//! Files with several audio tracks: the one to be taken is the default, or the first that isn't silent.

use super::super::row::{Row, SIGNAL, Tool};

const KINDS: &[(&str, &str, u32)] = &[
    ("ts", "mp2", 48_000),
    ("ts", "aac", 48_000),
    ("avi", "mp3", 44_100),
    ("avi", "pcm_s16le", 44_100),
    ("mpg", "mp2", 48_000),
    ("vob", "ac3", 48_000),
    ("wmv", "wmav2", 44_100),
    ("mkv", "ac3", 48_000),
    ("mkv", "aac", 48_000),
    ("mkv", "opus", 48_000),
    ("webm", "vorbis", 48_000),
    ("mp4", "aac", 48_000),
    ("mov", "pcm_s16le", 48_000),
    ("mov", "pcm_s24be", 48_000),
    ("nut", "mp3", 44_100),
];

/// Containers that flag a track as the default.
const FLAGGED: &[(&str, &str, u32)] = &[
    ("mkv", "aac", 48_000),
    ("mkv", "opus", 48_000),
    ("mkv", "ac3", 48_000),
    ("webm", "vorbis", 48_000),
    ("mp4", "aac", 48_000),
    ("mov", "pcm_s16le", 48_000),
];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (container, codec, rate) in KINDS {
        let silence = format!("anullsrc=r={rate}:cl=mono:d=11");
        let row =
            |inputs: &[&str]| Row::plain(container, codec, *rate, 1).made(Tool::Ffmpeg, inputs);
        let mut first = row(&[
            "-f", "lavfi", "-i", &silence, "-i", SIGNAL, "-map", "0", "-map", "1",
        ]);
        first.track = 2;
        rows.push(first.fault("silent first track"));
        let second = row(&[
            "-i", SIGNAL, "-f", "lavfi", "-i", &silence, "-map", "0", "-map", "1",
        ]);
        rows.push(second.fault("silent second track"));
    }
    for (container, codec, rate) in FLAGGED {
        let tone = format!("sine=frequency=440:sample_rate={rate}:duration=11");
        for (track, name) in [
            (1, "first track is default"),
            (2, "second track is default"),
        ] {
            let inputs: &[&str] = match track {
                1 => &["-i", SIGNAL, "-f", "lavfi", "-i", &tone],
                _ => &["-f", "lavfi", "-i", &tone, "-i", SIGNAL],
            };
            let maps: &[&str] = match track {
                1 => &[
                    "-map",
                    "0",
                    "-map",
                    "1",
                    "-disposition:a:0",
                    "default",
                    "-disposition:a:1",
                    "0",
                ],
                _ => &[
                    "-map",
                    "0",
                    "-map",
                    "1",
                    "-disposition:a:0",
                    "0",
                    "-disposition:a:1",
                    "default",
                ],
            };
            let mut row = Row::plain(container, codec, *rate, 1);
            row = row.made(Tool::Ffmpeg, &[inputs, maps].concat());
            row.track = track;
            rows.push(row.fault(name));
        }
    }
    rows
}
