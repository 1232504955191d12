//! Damaged files: a stretch of other bytes in the middle, or the end gone. What lies apart from it is to
//! be heard at the right time, and the loss is to be told.

use super::super::bytes::Change;
use super::super::row::{Loss, Row};

/// Formats whose decoders notice other bytes.
const STRETCHES: &[(&str, &str, u32, u16)] = &[
    ("m4a", "aac", 44_100, 1),
    ("m4a", "aac", 16_000, 2),
    ("m4a", "alac", 44_100, 2),
    ("mp4", "mp3", 44_100, 2),
    ("mp4", "opus", 48_000, 2),
    ("aac", "aac", 44_100, 2),
    ("aac", "aac", 16_000, 1),
    ("mkv", "aac", 48_000, 2),
    ("mkv", "opus", 48_000, 2),
    ("mkv", "vorbis", 48_000, 2),
    ("mkv", "flac", 48_000, 2),
    ("mkv", "mp3", 44_100, 2),
    ("mkv", "ac3", 48_000, 2),
    ("webm", "opus", 48_000, 1),
    ("webm", "vorbis", 44_100, 2),
    ("mp3", "mp3", 44_100, 2),
    ("mp3", "mp3", 16_000, 1),
    ("mp2", "mp2", 48_000, 2),
    ("flac", "flac", 44_100, 2),
    ("flac", "flac", 16_000, 1),
    ("ogg", "vorbis", 44_100, 2),
    ("ogg", "vorbis", 16_000, 1),
    ("opus", "opus", 48_000, 2),
    ("opus", "opus", 16_000, 1),
    ("oga", "flac", 48_000, 2),
    ("spx", "speex", 16_000, 1),
    ("ts", "aac", 48_000, 2),
    ("ts", "mp2", 48_000, 2),
    ("ts", "ac3", 48_000, 2),
    ("mpg", "mp2", 48_000, 2),
    ("avi", "mp3", 44_100, 2),
    ("avi", "ac3", 48_000, 2),
    ("wma", "wmav2", 44_100, 2),
    ("flv", "aac", 44_100, 2),
    ("flv", "mp3", 44_100, 2),
    ("ac3", "ac3", 48_000, 2),
    ("eac3", "eac3", 48_000, 2),
    ("dts", "dts", 48_000, 2),
    ("caf", "alac", 44_100, 2),
    ("caf", "aac", 44_100, 2),
    ("tta", "tta", 44_100, 2),
    ("wv", "wavpack", 44_100, 2),
    ("nut", "opus", 48_000, 2),
];

/// From which time to which the sound may be anything: 42 to 48 % of the bytes and what leans on them.
const AROUND: (f64, f64) = (4.0, 6.1);

/// Formats that are cut, and whether their header tells it.
const CUT: &[(&str, &str, u32, &[&str], Loss)] = &[
    ("wav", "pcm_s16le", 16_000, &[], Loss::Told),
    ("wav", "pcm_s24le", 48_000, &[], Loss::Told),
    ("wav", "adpcm_ms", 22_050, &[], Loss::Told),
    ("rf64", "pcm_s16le", 48_000, &[], Loss::Told),
    ("w64", "pcm_s16le", 48_000, &[], Loss::Told),
    ("aiff", "pcm_s16be", 44_100, &[], Loss::Told),
    ("caf", "pcm_s16le", 44_100, &[], Loss::Told),
    ("au", "pcm_s16be", 44_100, &[], Loss::Maybe),
    ("flac", "flac", 44_100, &[], Loss::Told),
    ("flac", "flac", 16_000, &[], Loss::Told),
    ("mp3", "mp3", 44_100, &[], Loss::Told),
    ("mp3", "mp3", 44_100, &["-write_xing", "0"], Loss::Maybe),
    ("mp3", "mp3", 16_000, &["-q:a", "4"], Loss::Told),
    ("aac", "aac", 44_100, &[], Loss::Maybe),
    (
        "m4a",
        "aac",
        44_100,
        &["-movflags", "+faststart"],
        Loss::Told,
    ),
    (
        "m4a",
        "alac",
        44_100,
        &["-movflags", "+faststart"],
        Loss::Told,
    ),
    (
        "mov",
        "pcm_s16le",
        44_100,
        &["-movflags", "+faststart"],
        Loss::Told,
    ),
    (
        "mp4",
        "opus",
        48_000,
        &["-movflags", "+faststart"],
        Loss::Told,
    ),
    ("m4a", "aac", 44_100, &[], Loss::Refused),
    ("mov", "pcm_s16le", 44_100, &[], Loss::Refused),
    ("mkv", "aac", 48_000, &[], Loss::Told),
    ("mkv", "flac", 48_000, &[], Loss::Told),
    ("mkv", "ac3", 48_000, &[], Loss::Told),
    ("webm", "opus", 48_000, &[], Loss::Told),
    ("webm", "vorbis", 48_000, &[], Loss::Told),
    ("ogg", "vorbis", 44_100, &[], Loss::Maybe),
    ("opus", "opus", 48_000, &[], Loss::Maybe),
    ("oga", "flac", 48_000, &[], Loss::Maybe),
    ("ts", "aac", 48_000, &[], Loss::Maybe),
    ("mpg", "mp2", 48_000, &[], Loss::Maybe),
    ("avi", "mp3", 44_100, &[], Loss::Maybe),
    ("avi", "pcm_s16le", 44_100, &[], Loss::Maybe),
    ("wma", "wmav2", 44_100, &[], Loss::Maybe),
    ("flv", "aac", 44_100, &[], Loss::Maybe),
    ("tta", "tta", 44_100, &[], Loss::Maybe),
    ("wv", "wavpack", 44_100, &[], Loss::Maybe),
    ("voc", "pcm_s16le", 44_100, &[], Loss::Maybe),
];

/// Share of a file that is left: it ends in a pause between markers.
const LEFT: f64 = 0.66;

pub(super) fn rows() -> Vec<Row> {
    let stretches = STRETCHES
        .iter()
        .flat_map(|(container, codec, rate, channels)| {
            let changes = [
                ("random bytes", Change::Random(0.42, 0.48)),
                ("zeros", Change::Zeros(0.42, 0.48)),
            ];
            changes.map(|(name, change)| {
                let row = Row::plain(container, codec, *rate, *channels).change(change);
                row.free(AROUND.0, AROUND.1).tells(Loss::Told).fault(name)
            })
        });
    let cut = CUT
        .iter()
        .flat_map(|(container, codec, rate, options, loss)| {
            [1, 2].map(|channels| {
                let row = Row::plain(container, codec, *rate, channels).option(options);
                let name = ["cut", &options.join(" ")].join(" ");
                row.change(Change::Cut(LEFT))
                    .hears(None)
                    .tells(*loss)
                    .fault(name.trim())
            })
        });
    stretches.chain(cut).collect()
}
