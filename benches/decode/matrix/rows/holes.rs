//! Packets that are missing: lost on the way, or never sent where nothing was said. What follows stays at
//! its time.

use super::super::row::{Loss, Row};

/// Containers that say when a packet is heard, with their codecs and the packets in a second.
const KINDS: &[(&str, &str, u32, f64)] = &[
    ("mkv", "opus", 48_000, 50.0),
    ("mkv", "opus", 16_000, 50.0),
    ("mkv", "aac", 48_000, 46.875),
    ("mkv", "mp3", 44_100, 38.28),
    ("mkv", "vorbis", 48_000, 46.875),
    ("mkv", "ac3", 48_000, 31.25),
    ("mkv", "flac", 48_000, 10.42),
    ("webm", "opus", 48_000, 50.0),
    ("webm", "vorbis", 44_100, 43.07),
    ("mp4", "aac", 44_100, 43.07),
    ("mp4", "opus", 48_000, 50.0),
    ("m4a", "aac", 16_000, 15.625),
    ("ts", "aac", 48_000, 46.875),
    ("ts", "mp2", 48_000, 41.67),
    ("ts", "ac3", 48_000, 31.25),
    ("m2ts", "ac3", 48_000, 31.25),
    ("mpg", "mp2", 48_000, 41.67),
    ("vob", "ac3", 48_000, 31.25),
    ("flv", "aac", 44_100, 43.07),
    ("flv", "mp3", 44_100, 38.28),
    ("wma", "wmav2", 44_100, 21.53),
    ("avi", "mp3", 44_100, 38.28),
    ("nut", "opus", 48_000, 50.0),
    ("ogg", "vorbis", 48_000, 46.875),
    ("opus", "opus", 48_000, 50.0),
];

/// Where the hole is, in seconds, and its lengths: a fifth of a second, and as long as a pause.
const HOLE: f64 = 2.5;
const LENGTHS: [(&str, f64); 2] = [("hole of 0.2 s", 0.2), ("hole of 2 s", 2.0)];

/// Seconds of single packets that are lost, all of them in pauses between markers.
const LOST: [f64; 16] = [
    0.5, 0.7, 1.3, 1.85, 2.1, 2.4, 3.0, 3.6, 3.9, 4.7, 5.4, 5.7, 6.45, 7.2, 7.5, 8.3,
];

pub(super) fn rows() -> Vec<Row> {
    let rows = KINDS.iter().flat_map(|(container, codec, rate, packets)| {
        let holes = LENGTHS.map(|(name, length)| {
            let (from, to) = (HOLE * packets, (HOLE + length) * packets - 1.0);
            let drop = format!("noise=drop='between(n,{from:.0},{to:.0})'");
            let row = Row::plain(container, codec, *rate, 1).option(&["-bsf:a", &drop]);
            row.free(HOLE - 0.2, HOLE + length + 0.35)
                .tells(Loss::Maybe)
                .fault(name)
        });
        let lost = LOST
            .map(|at| format!("eq(n,{:.0})", at * packets))
            .join("+");
        let drop = format!("noise=drop='{lost}'");
        let mut lost = Row::plain(container, codec, *rate, 2).option(&["-bsf:a", &drop]);
        // Less than that, no decoder fills in.
        lost.slack = 0.06;
        holes
            .into_iter()
            .chain([lost.tells(Loss::Maybe).fault("3 % lost")])
    });
    rows.collect()
}
