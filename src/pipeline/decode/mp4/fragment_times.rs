//! When the fragments of an MP4 file are heard. symphonia 0.6 puts one behind the other and never looks at
//! `tfdt`, so that all behind a lost fragment would come too early.

use std::io::{Read, Seek};
use std::ops::Range;

use super::boxes::{bytes, find, header, number};

/// Fragments among which each track must have begun.
const FIRST_FRAGMENTS: usize = 8;
/// Most fragments of a file: a day of quarter seconds.
const MOST_FRAGMENTS: usize = 400_000;
/// Most entries of a table of durations.
const MOST_ENTRIES: u32 = 1 << 20;

/// Fields of `tfhd` and `trun` that flags announce (ISO/IEC 14496-12, 8.8.7 and 8.8.8).
const BASE_DATA_OFFSET: u32 = 0x1;
const SAMPLE_DESCRIPTION: u32 = 0x2;
const DEFAULT_DURATION: u32 = 0x8;
const DATA_OFFSET: u32 = 0x1;
const FIRST_FLAGS: u32 = 0x4;
const SAMPLE_FIELDS: [u32; 4] = [SAMPLE_DURATION, 0x200, 0x400, 0x800];
const SAMPLE_DURATION: u32 = 0x100;

/// How a track counts time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::pipeline::decode) struct TrackClock {
    pub(super) id: u32,
    /// Units in a second.
    pub(super) scale: f64,
    /// Units of a sample for which nothing else is said.
    pub(super) duration: u32,
    /// Units of the samples that the movie's header describes, before all fragments.
    pub(super) before: u64,
    /// Seconds at which the file's first fragments begin.
    pub(super) zero: f64,
}

/// By how much packets are later than the demuxer says, from a time of its on; all in seconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::pipeline::decode) struct FragmentTimes(Vec<(f64, f64)>);

impl FragmentTimes {
    /// When a packet is heard that the demuxer puts at `seconds`.
    pub(in crate::pipeline::decode) fn heard_at(&self, seconds: f64) -> f64 {
        // The demuxer's times are multiples of a unit.
        let begun = |(from, _): &(f64, f64)| *from <= seconds + 1e-6;
        let behind = self.0.partition_point(begun);
        let shift = behind.checked_sub(1).map_or(0.0, |last| self.0[last].1);
        seconds + shift
    }
}

/// Reads the times of a track's fragments from a byte on, up to the first box that makes no sense.
pub(in crate::pipeline::decode) fn read(
    file: &mut (impl Read + Seek),
    end: u64,
    from: u64,
    clock: TrackClock,
) -> FragmentTimes {
    let mut times = FragmentTimes::default();
    let mut sum = clock.before;
    for fragment in fragments(file, end, from) {
        for part in track_parts(file, fragment, clock.id) {
            if let Some(begin) = decode_time(file, part.clone()) {
                let shift = seconds(begin, clock.scale) - clock.zero - seconds(sum, clock.scale);
                if times
                    .0
                    .last()
                    .is_none_or(|(_, last)| (last - shift).abs() > 1e-6)
                {
                    times.0.push((seconds(sum, clock.scale), shift));
                }
            }
            sum = sum.saturating_add(length(file, part, clock.duration));
        }
    }
    times
}

/// Seconds at which the first of some tracks begins, given their numbers and units in a second.
pub(super) fn begin(file: &mut (impl Read + Seek), end: u64, tracks: &[(u32, f64)]) -> Option<f64> {
    let mut earliest = f64::INFINITY;
    for fragment in fragments(file, end, 0).into_iter().take(FIRST_FRAGMENTS) {
        for (id, scale) in tracks {
            let part = track_parts(file, fragment.clone(), *id).into_iter().next();
            if let Some(begin) = part.and_then(|part| decode_time(file, part)) {
                earliest = earliest.min(seconds(begin, *scale));
            }
        }
    }
    earliest.is_finite().then_some(earliest)
}

/// Units of all samples that a table of durations (`stts`) describes.
pub(super) fn table_length(file: &mut (impl Read + Seek), table: Range<u64>) -> Option<u64> {
    let count = number(file, table.start + 4)?.min(MOST_ENTRIES);
    let mut sum = 0_u64;
    for entry in 0..u64::from(count) {
        let [a, b, c, d, delta @ ..] = bytes::<8>(file, table.start + 8 + 8 * entry)?;
        let samples = u64::from(u32::from_be_bytes([a, b, c, d]));
        sum = sum.saturating_add(samples * u64::from(u32::from_be_bytes(delta)));
    }
    Some(sum)
}

/// The contents of `moof` boxes from a byte on.
fn fragments(file: &mut (impl Read + Seek), end: u64, from: u64) -> Vec<Range<u64>> {
    let mut found = Vec::new();
    let mut at = from;
    while found.len() < MOST_FRAGMENTS
        && let Some((kind, head, length)) = header(file, at, end)
        && let Some(next) = at.checked_add(length).filter(|next| *next <= end)
    {
        if kind == *b"moof" {
            found.push(at + head..next);
        }
        at = next;
    }
    found
}

/// The contents of a fragment's `traf` boxes that belong to a track.
fn track_parts(file: &mut (impl Read + Seek), fragment: Range<u64>, id: u32) -> Vec<Range<u64>> {
    let mut parts = super::boxes::boxes(file, fragment);
    parts.retain(|(kind, _)| kind == b"traf");
    let mut parts: Vec<_> = parts.into_iter().map(|(_, place)| place).collect();
    parts.retain(|place| {
        let head = find(file, place.clone(), *b"tfhd");
        head.and_then(|head| number(file, head.start + 4)) == Some(id)
    });
    parts
}

/// When a part of a fragment begins, in the track's units.
fn decode_time(file: &mut (impl Read + Seek), part: Range<u64>) -> Option<u64> {
    let time = find(file, part, *b"tfdt")?;
    match bytes::<4>(file, time.start)? {
        [1, ..] => Some(u64::from_be_bytes(bytes(file, time.start + 4)?)),
        _ => Some(number(file, time.start + 4)?.into()),
    }
}

/// Units of all samples of a part.
fn length(file: &mut (impl Read + Seek), part: Range<u64>, usual: u32) -> u64 {
    let usual = default_duration(file, part.clone()).unwrap_or(usual);
    let boxes = super::boxes::boxes(file, part);
    let runs = boxes.into_iter().filter(|(kind, _)| kind == b"trun");
    runs.map(|(_, place)| run_length(file, place, usual).unwrap_or(0))
        .fold(0, u64::saturating_add)
}

fn default_duration(file: &mut (impl Read + Seek), part: Range<u64>) -> Option<u32> {
    let head = find(file, part, *b"tfhd")?;
    let flags = number(file, head.start)?;
    let skipped = [(BASE_DATA_OFFSET, 8), (SAMPLE_DESCRIPTION, 4)];
    let skipped: u64 = skipped
        .map(|(flag, size)| if flags & flag == 0 { 0 } else { size })
        .iter()
        .sum();
    (flags & DEFAULT_DURATION != 0).then(|| number(file, head.start + 8 + skipped))?
}

fn run_length(file: &mut (impl Read + Seek), run: Range<u64>, usual: u32) -> Option<u64> {
    let flags = number(file, run.start)?;
    let count = number(file, run.start + 4)?;
    if flags & SAMPLE_DURATION == 0 {
        return Some(u64::from(count) * u64::from(usual));
    }
    let fields = |all: &[u32]| all.iter().filter(|flag| flags & **flag != 0).count() as u64;
    let mut at = run.start + 8 + 4 * fields(&[DATA_OFFSET, FIRST_FLAGS]);
    let mut sum = 0;
    for _ in 0..count.min(MOST_ENTRIES) {
        if at >= run.end {
            break;
        }
        sum += u64::from(number(file, at)?);
        at += 4 * fields(&SAMPLE_FIELDS);
    }
    Some(sum)
}

#[expect(clippy::cast_precision_loss, reason = "recordings aren't that long")]
fn seconds(units: u64, scale: f64) -> f64 {
    units as f64 / scale
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).expect("short");
        [&size.to_be_bytes(), &kind[..], content].concat()
    }

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_be_bytes())
            .collect()
    }

    /// A fragment of ten samples of 100 units, said in the head or with each sample.
    fn fragment(begin: u32, each: bool) -> Vec<u8> {
        let head = boxed(
            *b"tfhd",
            &numbers(&if each {
                vec![0, 1]
            } else {
                vec![DEFAULT_DURATION, 1, 100]
            }),
        );
        let time = boxed(*b"tfdt", &numbers(&[0, begin]));
        let run = if each {
            let samples = [100, 7].repeat(10);
            numbers(
                &[
                    &[SAMPLE_DURATION | 0x200 | DATA_OFFSET, 10, 0][..],
                    &samples,
                ]
                .concat(),
            )
        } else {
            numbers(&[0, 10])
        };
        let part = [head, time, boxed(*b"trun", &run)].concat();
        [
            boxed(*b"moof", &boxed(*b"traf", &part)),
            boxed(*b"mdat", b"sound"),
        ]
        .concat()
    }

    #[test]
    fn a_lost_fragment_is_a_gap() {
        let parts = [
            fragment(500, true),
            fragment(1_500, false),
            fragment(3_500, true),
        ];
        let bytes = parts.concat();
        let (mut file, end) = (Cursor::new(&bytes), bytes.len() as u64);
        let zero = begin(&mut file, end, &[(1, 1_000.0)]).expect("a time");
        assert_eq!(zero, 0.5);
        let clock = TrackClock {
            id: 1,
            scale: 1_000.0,
            duration: 0,
            before: 0,
            zero,
        };
        let times = read(&mut file, end, 0, clock);
        assert_eq!(times, FragmentTimes(vec![(0.0, 0.0), (2.0, 1.0)]));
        assert_eq!(times.heard_at(1.9), 1.9);
        assert_eq!(times.heard_at(2.0), 3.0);
        // Another track's fragments don't count.
        let other = TrackClock { id: 2, ..clock };
        assert_eq!(read(&mut file, end, 0, other), FragmentTimes::default());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let fragment = [fragment(0, true), boxed(*b"moof", &boxed(*b"traf", &bytes))].concat();
            let clock = TrackClock { id: 1, scale: 1.0, duration: 1, before: 0, zero: 0.0 };
            let _ = read(&mut Cursor::new(&fragment), fragment.len() as u64, 0, clock);
        }
    }
}
