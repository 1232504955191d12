//! Sound that begins after the pictures or before them, and recordings that begin midway.

use super::super::bytes::Change;
use super::super::row::{Row, SIGNAL, Tool};

const KINDS: &[(&str, &str, u32)] = &[
    ("ts", "mp2", 48_000),
    ("ts", "aac", 48_000),
    ("ts", "ac3", 48_000),
    ("m2ts", "ac3", 48_000),
    ("mpg", "mp2", 48_000),
    ("vob", "ac3", 48_000),
    ("ogv", "vorbis", 48_000),
    ("ogv", "opus", 48_000),
    ("mkv", "aac", 48_000),
    ("mkv", "opus", 48_000),
    ("mkv", "flac", 48_000),
    ("mkv", "ac3", 48_000),
    ("mkv", "mp3", 44_100),
    ("webm", "opus", 48_000),
    ("webm", "vorbis", 44_100),
    ("mp4", "aac", 48_000),
    ("mp4", "aac", 44_100),
    ("mp4", "opus", 48_000),
    ("mp4", "mp3", 44_100),
    ("mov", "aac", 48_000),
    ("mov", "pcm_s16le", 48_000),
    ("mov", "alac", 48_000),
    ("avi", "mp3", 44_100),
    ("avi", "pcm_s16le", 44_100),
    ("flv", "aac", 44_100),
    ("flv", "mp3", 44_100),
    ("wmv", "wmav2", 44_100),
    ("nut", "vorbis", 48_000),
    ("wtv", "mp2", 48_000),
];

/// When the sound begins, in seconds after the pictures.
const LATE: [(&str, f64); 4] = [
    ("at once", 0.0),
    ("late 0.1 s", 0.1),
    ("late 2.5 s", 2.5),
    ("early 1 s", -1.0),
];

/// What is cut out of the middle of a recording, its clock as it was or set to 0.
const MIDWAY: &[(&str, &str, u32)] = &[
    ("mkv", "aac", 48_000),
    ("mkv", "opus", 48_000),
    ("mkv", "flac", 48_000),
    ("mkv", "vorbis", 48_000),
    ("mkv", "ac3", 48_000),
    ("webm", "opus", 48_000),
    ("webm", "vorbis", 44_100),
    ("ogg", "vorbis", 44_100),
    ("ogg", "vorbis", 16_000),
    ("opus", "opus", 48_000),
    ("oga", "flac", 48_000),
    ("ts", "aac", 48_000),
    ("ts", "mp2", 48_000),
    ("mp4", "aac", 48_000),
    ("m4a", "aac", 44_100),
    ("m4a", "alac", 44_100),
    ("mp4", "opus", 48_000),
    ("mov", "pcm_s16le", 48_000),
    ("flv", "aac", 44_100),
    ("mp3", "mp3", 44_100),
    ("aac", "aac", 44_100),
    ("nut", "opus", 48_000),
];

pub(super) fn rows() -> Vec<Row> {
    let films = KINDS.iter().flat_map(|(container, codec, rate)| {
        LATE.map(|(name, late)| {
            Row::plain(container, codec, *rate, 2)
                .filmed(late)
                .fault(format!("film, sound {name}"))
        })
    });
    let fragmented = ["aac", "opus"].into_iter().flat_map(|codec| {
        LATE.map(|(name, late)| {
            let row = Row::plain("mp4", codec, 48_000, 2).filmed(late);
            let row = row.option(&["-movflags", "+frag_keyframe+empty_moov", "-g", "25"]);
            row.fault(format!("fragmented film, sound {name}"))
        })
    });
    let midway = MIDWAY.iter().flat_map(|(container, codec, rate)| {
        let remuxes: [(&str, &[&str]); 2] = [("midway", &["-copyts"]), ("midway, clock set", &[])];
        remuxes.map(|(name, options)| {
            let remux = Change::Remux {
                to: container,
                input: &["-ss", "4"],
                options,
            };
            Row::plain(container, codec, *rate, 2)
                .change(remux)
                .hears(None)
                .fault(name)
        })
    });
    let live = ["opus", "vorbis"].into_iter().map(|codec| {
        let row = Row::plain("webm", codec, 48_000, 2);
        let row = row.made(
            Tool::Piped,
            &["-i", SIGNAL, "-live", "1", "-cluster_time_limit", "500"],
        );
        let remux = Change::Remux {
            to: "webm",
            input: &["-ss", "4"],
            options: &["-copyts", "-live", "1"],
        };
        row.change(remux).hears(None).fault("live, midway")
    });
    films.chain(fragmented).chain(midway).chain(live).collect()
}
