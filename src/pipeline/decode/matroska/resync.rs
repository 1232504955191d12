//! Going on behind damage in a Matroska or WebM file. symphonia 0.6 ends at the first element that
//! makes no sense; here the next blocks that do are looked for, and given to it as a file of their own.

use std::io::{Read, Seek};

use super::super::resync::{Buffered, Place, find, start};
use super::{CLUSTER, EBML, Element, SEGMENT, element, elements, number, variable};

const TIMESTAMP: u64 = 0xe7;
const SIMPLE_BLOCK: u64 = 0xa3;
const BLOCK_GROUP: u64 = 0xa0;
const BLOCK: u64 = 0xa1;
/// What else stands in a cluster or beside one: position, size of the cluster before, padding, checksum,
/// cues, tags, chapters, attachments, index.
const OTHERS: [u64; 9] = [
    0xa7,
    0xab,
    0xec,
    0xbf,
    0x1c53_bb6b,
    0x1254_c367,
    0x1043_a770,
    0x1941_a469,
    0x114d_9b74,
];
/// Elements in a row that make sense where a file is taken up again.
const CONFIRMED: usize = 4;
/// Elements of a cluster among which its time must be.
const MOST_BEFORE_TIME: usize = 4;
/// Difference of a cluster's time to what the next one suggests, in the file's units (usually 1 ms),
/// from which on it is another cluster's.
const OTHER_CLUSTER: i64 = 1_000;

/// Finds the first damage behind `from` (the file's first cluster where it is `None`), and the next
/// blocks behind that: a head that stands before them, and their place. `None` where no more come.
pub(in crate::pipeline::decode) fn behind_damage(
    file: &mut Buffered,
    end: u64,
    from: Option<Place>,
) -> Option<(Vec<u8>, Place)> {
    let mut head = head(file, end)?;
    let first = Place {
        byte: u64::try_from(head.len()).ok()?,
        cluster_time: 0,
    };
    let damage = walk(file, end, from.unwrap_or(first));
    let place = search(file, end, damage)?;
    // A cluster of unknown size, of this time.
    head.extend(b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x88");
    head.extend(place.cluster_time.to_be_bytes());
    Some((head, place))
}

/// All before the first cluster, with a segment of unknown size.
fn head(file: &mut (impl Read + Seek), end: u64) -> Option<Vec<u8>> {
    let ebml = element(file, 0, end).filter(|head| head.id == EBML)?;
    let segment = element(file, ebml.place.end, end).filter(|found| found.id == SEGMENT)?;
    let mut at = segment.place.start;
    while let Some(next) = element(file, at, end) {
        if next.id == CLUSTER {
            break;
        }
        at = next.place.end;
    }
    let mut bytes = start(file, at.min(end))?;
    let (_, id_length) = variable(file, ebml.place.end, true)?;
    let size_at = usize::try_from(ebml.place.end + id_length).ok()?;
    let content_at = usize::try_from(segment.place.start).ok()?;
    let size = bytes.get_mut(size_at..content_at)?;
    let marker = u32::try_from(size.len()).ok()? - 1;
    size.fill(0xff);
    *size.first_mut()? = 0xff_u8.checked_shr(marker)?;
    Some(bytes)
}

/// Reads elements from a place on, to the first that makes no sense.
fn walk(file: &mut (impl Read + Seek), end: u64, from: Place) -> Place {
    let mut place = from;
    while let Some(next) = sound_element(file, place.byte, end) {
        place.byte = match next.id {
            CLUSTER => next.place.start,
            _ => next.place.end,
        };
        if next.id == TIMESTAMP {
            place.cluster_time = number(file, next.place).unwrap_or(place.cluster_time);
        }
    }
    place
}

/// The element at a byte, if it is one that stands there in sound files.
fn sound_element(file: &mut (impl Read + Seek), at: u64, end: u64) -> Option<Element> {
    let found = element(file, at, end)?;
    let known = [CLUSTER, TIMESTAMP, SIMPLE_BLOCK, BLOCK_GROUP];
    let is_known = known.contains(&found.id) || OTHERS.contains(&found.id);
    let fits = found.id == CLUSTER || (found.place.end <= end && !found.is_open);
    let is_sound = match found.id {
        SIMPLE_BLOCK | BLOCK_GROUP => block_time(file, &found).is_some(),
        TIMESTAMP => found.place.end - found.place.start <= 8,
        _ => true,
    };
    (is_known && fits && is_sound).then_some(found)
}

/// A block's time in its cluster.
fn block_time(file: &mut (impl Read + Seek), found: &Element) -> Option<i64> {
    let block = match found.id {
        SIMPLE_BLOCK => found.place.clone(),
        BLOCK_GROUP => {
            let parts = elements(file, found.place.clone());
            let reaches_end = parts.last()?.place.end == found.place.end;
            let block = parts.into_iter().find(|part| part.id == BLOCK);
            block.filter(|_| reaches_end)?.place
        }
        _ => return None,
    };
    let (track, length) = variable(file, block.start, false)?;
    let mut rest = [0; 3];
    file.read_exact(&mut rest).ok()?;
    let fits = block.start + length + 3 < block.end;
    (track > 0 && fits).then(|| i16::from_be_bytes([rest[0], rest[1]]).into())
}

/// The next place behind damage from which on elements make sense, with the cluster that they are in.
fn search(file: &mut (impl Read + Seek), end: u64, damage: Place) -> Option<Place> {
    find(file, damage.byte + 1, end, |file, at, byte| {
        let may_begin = matches!(byte, 0x1f | 0xa0 | 0xa3);
        let begins = may_begin && is_confirmed(file, at, end);
        begins.then(|| in_cluster(file, at, end, damage.cluster_time))?
    })
}

/// Whether several elements in a row make sense; fewer do at the file's end.
fn is_confirmed(file: &mut (impl Read + Seek), at: u64, end: u64) -> bool {
    let mut next = at;
    for _ in 0..CONFIRMED {
        match sound_element(file, next, end) {
            Some(found) if found.id == CLUSTER => next = found.place.start,
            Some(found) => next = found.place.end,
            None => return false,
        }
        if next >= end {
            break;
        }
    }
    true
}

/// The place with its cluster's time. That is the time of the cluster before; where the next cluster
/// begins at quite another time than this one would end, it is just before that. Where damage lies
/// between, too, the file is taken up at the next cluster's head.
fn in_cluster(
    file: &mut (impl Read + Seek),
    at: u64,
    end: u64,
    cluster_time: u64,
) -> Option<Place> {
    let mut place = Place {
        byte: at,
        cluster_time,
    };
    let (mut last, mut step): (_, i64) = (None, 0);
    let mut next = at;
    while let Some(found) = sound_element(file, next, end) {
        next = found.place.end;
        match found.id {
            CLUSTER if last.is_none() => return Some(place),
            CLUSTER => {
                let begins: i64 = cluster_time_of(file, &found, end)? - last? - step;
                if (begins - i64::try_from(cluster_time).ok()?).abs() > OTHER_CLUSTER {
                    place.cluster_time = u64::try_from(begins).unwrap_or(0);
                }
                return Some(place);
            }
            SIMPLE_BLOCK | BLOCK_GROUP => {
                let time = block_time(file, &found)?;
                step = last.map_or(step, |last: i64| (time - last).max(step));
                last = Some(time);
            }
            _ => {}
        }
    }
    Some(next_cluster(file, next, end).unwrap_or(place))
}

fn cluster_time_of(file: &mut (impl Read + Seek), cluster: &Element, end: u64) -> Option<i64> {
    let inside = cluster.place.start..cluster.place.end.min(end);
    let time = elements(file, inside).into_iter();
    let time = time
        .take(MOST_BEFORE_TIME)
        .find(|part| part.id == TIMESTAMP);
    i64::try_from(number(file, time?.place)?).ok()
}

/// The next cluster's head from a byte on.
fn next_cluster(file: &mut (impl Read + Seek), from: u64, end: u64) -> Option<Place> {
    find(file, from, end, |file, at, byte| {
        let begins = byte == 0x1f && is_confirmed(file, at, end);
        begins.then_some(Place {
            byte: at,
            cluster_time: 0,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn block(time: i16, content: &[u8]) -> Vec<u8> {
        let size = u8::try_from(content.len() + 4).expect("short") | 0x80;
        let time = time.to_be_bytes();
        [&[0xa3, size, 0x81, time[0], time[1], 0x80], content].concat()
    }

    fn cluster(time: u8, blocks: &[Vec<u8>]) -> Vec<u8> {
        let inside = [&[0xe7, 0x81, time][..], &blocks.concat()].concat();
        let size = u32::try_from(inside.len()).expect("short") | 0x1000_0000;
        [&b"\x1f\x43\xb6\x75"[..], &size.to_be_bytes(), &inside].concat()
    }

    fn blocks(times: std::ops::Range<i16>) -> Vec<Vec<u8>> {
        times.map(|time| block(time * 20, &[0x55; 30])).collect()
    }

    /// A file, and where its clusters begin.
    fn file(clusters: &[Vec<u8>]) -> (Vec<u8>, usize) {
        let head = b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff";
        ([&head[..], &clusters.concat()].concat(), head.len())
    }

    fn found(bytes: &[u8]) -> Option<Place> {
        let mut file = Cursor::new(bytes);
        let end = bytes.len() as u64;
        let first = head(&mut file, end)?.len() as u64;
        let start = Place {
            byte: first,
            cluster_time: 0,
        };
        let damage = walk(&mut file, end, start);
        search(&mut file, end, damage)
    }

    #[test]
    fn the_next_block_of_a_cluster_is_found() {
        let (mut bytes, start) = file(&[cluster(7, &blocks(0..20)), cluster(200, &blocks(0..9))]);
        // Heads of the third to the sixth block.
        let third = start + 8 + 3 + 2 * 36;
        for at in (third..third + 4 * 36).step_by(3) {
            bytes[at] = 0;
        }
        let place = found(&bytes).expect("a place");
        assert_eq!(place.byte, (third + 4 * 36) as u64);
        assert_eq!(place.cluster_time, 7);
    }

    #[test]
    fn blocks_of_another_cluster_get_its_time() {
        let parts = [
            cluster(0, &blocks(0..20)),
            cluster(100, &blocks(0..100)),
            cluster(120, &blocks(0..9)),
        ];
        let (mut bytes, start) = file(&parts);
        let (from, to) = (start + 100, start + parts[0].len() + 200);
        bytes[from..to].fill(0x11);
        let place = found(&bytes).expect("a place");
        // The last block's time, and the step to the next one, before the third cluster: below 0.
        assert!(place.byte >= to as u64);
        assert_eq!(place.cluster_time, 0);
    }

    #[test]
    fn nothing_comes_behind_the_end() {
        let (bytes, _) = file(&[cluster(7, &blocks(0..20))]);
        assert_eq!(found(&bytes), None);
        assert_eq!(found(&bytes[..bytes.len() - 7]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let (bytes, _) = file(&[cluster(0, &blocks(0..3)), bytes, cluster(9, &blocks(0..9))]);
            let _ = found(&bytes);
        }
    }
}
