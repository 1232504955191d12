//! Connectionist temporal classification: the best way to lay known labels over a network's
//! frames. Pure; the acoustic models give the frames, and the aligners make words of the result.
//!
//! Forced alignment after Graves et al. 2006 (CTC) and Kürzinger et al. 2020 (segmentation by
//! CTC): Viterbi over the labels with a blank between each two, before the first and after the
//! last.

/// States kept a frame: more than any half minute needs, so that shorter input is searched whole,
/// and an hour fits into 200 MB.
const BAND: usize = 4_096;
/// Back-pointers a byte.
const PACKED: usize = 4;
/// Taken off a wildcard's score in each frame, so that it wins only where no label fits.
const WILDCARD_PENALTY: f32 = 0.5;

/// Natural-log probabilities of a network's classes, frame by frame.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Emissions {
    /// Frames in time order.
    pub(crate) frames: usize,
    /// Classes a frame.
    pub(crate) classes: usize,
    /// `frames` rows of `classes` values.
    pub(crate) values: Vec<f32>,
}

impl Emissions {
    /// Some of the frames.
    pub(crate) fn part(&self, frames: std::ops::Range<usize>) -> Self {
        let end = frames.end.min(self.frames);
        let start = frames.start.min(end);
        Self {
            frames: end - start,
            classes: self.classes,
            values: self.values[start * self.classes..end * self.classes].to_vec(),
        }
    }

    fn row(&self, frame: usize) -> &[f32] {
        &self.values[frame * self.classes..(frame + 1) * self.classes]
    }
}

/// What is sought in the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A class of the network, never the blank.
    Class(usize),
    /// Whatever is said: text that the network has no class for.
    Wildcard,
}

/// Where a label was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    /// First frame of the label.
    pub(crate) first: usize,
    /// Last frame of the label.
    pub(crate) last: usize,
    /// How well the label fits: its probability over that of the likeliest class, in the frame
    /// where that is highest; 1 where nothing else is likelier.
    pub(crate) fit: f64,
}

/// The best path, and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alignment {
    /// Each label's place, in order.
    pub(crate) labels: Vec<Found>,
    /// Natural-log probability of the path.
    pub(crate) score: f64,
}

/// Finds the labels in the frames; `None` where there are fewer frames than the labels need.
///
/// Takes time and memory in proportion to frames × labels up to some 2,000 labels, and beyond
/// that in proportion to the frames: only the states near the best one are followed.
pub(crate) fn align(emissions: &Emissions, labels: &[Label], blank: usize) -> Option<Alignment> {
    let (states, score) = search(emissions, labels, blank, BAND)?;
    let mut found: Vec<Option<Found>> = vec![None; labels.len()];
    for (frame, &state) in states.iter().enumerate() {
        if state % 2 == 0 {
            continue;
        }
        let row = emissions.row(frame);
        let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let fit = f64::from((emission(row, labels[state / 2], blank) - best).exp());
        let found = found[state / 2].get_or_insert(Found {
            first: frame,
            last: frame,
            fit,
        });
        found.last = frame;
        found.fit = found.fit.max(fit);
    }
    let labels = found.into_iter().collect::<Option<Vec<Found>>>()?;
    Some(Alignment { labels, score })
}

fn emission(row: &[f32], label: Label, blank: usize) -> f32 {
    match label {
        Label::Class(class) => row.get(class).copied().unwrap_or(f32::NEG_INFINITY),
        Label::Wildcard => {
            let (before, after) = row.split_at(blank.min(row.len()));
            let others = before.iter().chain(after.iter().skip(1)).copied();
            others.fold(f32::NEG_INFINITY, f32::max) - WILDCARD_PENALTY
        }
    }
}

/// The states of one frame that are followed: `scores` begin at state `low`.
struct Column {
    low: usize,
    scores: Vec<f64>,
}

impl Column {
    fn get(&self, state: usize) -> f64 {
        let index = state.checked_sub(self.low);
        let score = index.and_then(|index| self.scores.get(index));
        score.copied().unwrap_or(f64::NEG_INFINITY)
    }
}

/// Steps back from each followed state, two bits each.
struct Steps {
    lows: Vec<usize>,
    bits: Vec<Vec<u8>>,
}

impl Steps {
    fn push(&mut self, low: usize, steps: &[u8]) {
        let pack = |steps: &[u8]| steps.iter().rev().fold(0, |byte, step| byte << 2 | step);
        self.lows.push(low);
        self.bits.push(steps.chunks(PACKED).map(pack).collect());
    }

    fn get(&self, frame: usize, state: usize) -> usize {
        let index = state - self.lows[frame];
        usize::from(self.bits[frame][index / PACKED] >> (index % PACKED * 2) & 3)
    }
}

/// The state of each frame on the best path, and the path's score.
fn search(
    emissions: &Emissions,
    labels: &[Label],
    blank: usize,
    band: usize,
) -> Option<(Vec<usize>, f64)> {
    let frames = emissions.frames;
    let count = labels.len() * 2 + 1;
    // A repeated label needs a blank between.
    let repeats = labels
        .windows(2)
        .filter(|pair| !may_touch(pair[0], pair[1]));
    if labels.is_empty() || frames < labels.len() + repeats.count() {
        return None;
    }
    let score = |row: &[f32], state: usize| {
        let score = match state % 2 {
            0 => row[blank],
            _ => emission(row, labels[state / 2], blank),
        };
        f64::from(score)
    };
    let first = emissions.row(0);
    let mut column = Column {
        low: 0,
        scores: (0..2).map(|state| score(first, state)).collect(),
    };
    let mut steps = Steps {
        lows: Vec::with_capacity(frames),
        bits: Vec::with_capacity(frames),
    };
    steps.push(0, &[0, 0]);
    for frame in 1..frames {
        let row = emissions.row(frame);
        let range = followed(&column, frame, frames, count, band);
        let wildcard = emission(row, Label::Wildcard, blank);
        let mut taken = Vec::with_capacity(range.len());
        let mut scores = Vec::with_capacity(range.len());
        for state in range.clone() {
            let stay = column.get(state);
            let step = if state > 0 {
                column.get(state - 1)
            } else {
                f64::NEG_INFINITY
            };
            let jumps =
                state % 2 == 1 && state > 1 && may_touch(labels[state / 2 - 1], labels[state / 2]);
            let jump = if jumps {
                column.get(state - 2)
            } else {
                f64::NEG_INFINITY
            };
            let (best, back) = if jump > step && jump > stay {
                (jump, 2)
            } else if step > stay {
                (step, 1)
            } else {
                (stay, 0)
            };
            let own = match state % 2 {
                1 if labels[state / 2] == Label::Wildcard => f64::from(wildcard),
                _ => score(row, state),
            };
            taken.push(back);
            scores.push(best + own);
        }
        steps.push(range.start, &taken);
        column = Column {
            low: range.start,
            scores,
        };
    }
    let (blank_end, label_end) = (column.get(count - 1), column.get(count - 2));
    let (mut state, total) = if blank_end > label_end {
        (count - 1, blank_end)
    } else {
        (count - 2, label_end)
    };
    if !total.is_finite() {
        return None;
    }
    let mut states = vec![0; frames];
    for frame in (0..frames).rev() {
        states[frame] = state;
        state -= steps.get(frame, state);
    }
    Some((states, total))
}

/// Whether two labels may follow each other without a blank between. Wildcards may: nothing says
/// that they stand for the same sound.
fn may_touch(first: Label, second: Label) -> bool {
    first != second || first == Label::Wildcard
}

/// The states to follow in a frame: those that can be reached and can reach the end, and of these
/// a band around the best of the frame before.
fn followed(
    before: &Column,
    frame: usize,
    frames: usize,
    count: usize,
    band: usize,
) -> std::ops::Range<usize> {
    let reached = (before.low + before.scores.len() + 2).min(count);
    let needed = count.saturating_sub(2 * (frames - frame)).min(count - 1);
    let (low, high) = (before.low.max(needed), reached.max(needed + 1));
    if high - low <= band {
        return low..high;
    }
    let best = (0..).zip(&before.scores).max_by(|a, b| a.1.total_cmp(b.1));
    let centre = before.low + best.map_or(0, |(index, _): (usize, _)| index);
    let from = centre.saturating_sub(band / 2).clamp(low, high - band);
    from..from + band
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One frame a digit: the digit's class is likely, 0 is the blank.
    fn spoken(digits: &str, classes: usize) -> Emissions {
        let mut values = Vec::new();
        for digit in digits.bytes() {
            let likely = usize::from(digit - b'0');
            let unlikely = (0.1 / (classes as f32 - 1.0)).ln();
            values.extend((0..classes).map(|class| {
                if class == likely {
                    0.9_f32.ln()
                } else {
                    unlikely
                }
            }));
        }
        Emissions {
            frames: digits.len(),
            classes,
            values,
        }
    }

    fn classes(labels: &[usize]) -> Vec<Label> {
        labels.iter().map(|&class| Label::Class(class)).collect()
    }

    fn places(emissions: &Emissions, labels: &[Label]) -> Vec<(usize, usize)> {
        let alignment = align(emissions, labels, 0).expect("an alignment");
        alignment
            .labels
            .iter()
            .map(|found| (found.first, found.last))
            .collect()
    }

    #[test]
    fn labels_are_found_where_they_are_said() {
        let emissions = spoken("001100220", 4);
        assert_eq!(places(&emissions, &classes(&[1, 2])), [(2, 3), (6, 7)]);
        let alignment = align(&emissions, &classes(&[1, 2]), 0).expect("an alignment");
        assert!((alignment.labels[0].fit - 1.0).abs() < 1e-6);
        let wrong = align(&emissions, &classes(&[3]), 0).expect("an alignment");
        assert!(wrong.labels[0].fit < 0.1);
    }

    #[test]
    fn repeated_labels_need_a_blank_between() {
        assert_eq!(
            places(&spoken("1101", 3), &classes(&[1, 1])),
            [(0, 1), (3, 3)]
        );
        assert_eq!(align(&spoken("11", 3), &classes(&[1, 1]), 0), None);
        assert_eq!(align(&spoken("11", 3), &[], 0), None);
    }

    #[test]
    fn a_wildcard_takes_what_no_label_fits() {
        let labels = [Label::Class(1), Label::Wildcard, Label::Class(2)];
        assert_eq!(
            places(&spoken("01033304402", 5), &labels),
            [(1, 1), (3, 8), (10, 10)]
        );
    }

    /// The same search over the whole matrix, without band, packing or early limits.
    fn plain(emissions: &Emissions, labels: &[Label], blank: usize) -> f64 {
        let count = labels.len() * 2 + 1;
        let own = |frame: usize, state: usize| match state % 2 {
            0 => f64::from(emissions.row(frame)[blank]),
            _ => f64::from(emission(emissions.row(frame), labels[state / 2], blank)),
        };
        let mut column = vec![f64::NEG_INFINITY; count];
        column[0] = own(0, 0);
        column[1] = own(0, 1);
        for frame in 1..emissions.frames {
            column = (0..count)
                .map(|state| {
                    let mut best = column[state];
                    if state > 0 {
                        best = best.max(column[state - 1]);
                    }
                    if state > 1
                        && state % 2 == 1
                        && may_touch(labels[state / 2 - 1], labels[state / 2])
                    {
                        best = best.max(column[state - 2]);
                    }
                    best + own(frame, state)
                })
                .collect();
        }
        column[count - 1].max(column[count - 2])
    }

    #[derive(serde::Deserialize)]
    struct Golden {
        frames: usize,
        classes: usize,
        blank: usize,
        log_probs: Vec<f32>,
        targets: Vec<usize>,
        path: Vec<usize>,
        score: f64,
    }

    /// Paths that torchaudio's `forced_align` finds; tests/golden/forced_align.py made them.
    #[test]
    fn paths_are_those_of_torchaudio() {
        let text = include_str!("../../tests/golden/forced_align.json");
        let cases: Vec<Golden> = serde_json::from_str(text).expect("golden cases");
        assert!(cases.len() >= 20);
        for case in cases {
            let emissions = Emissions {
                frames: case.frames,
                classes: case.classes,
                values: case.log_probs,
            };
            let labels = classes(&case.targets);
            let (states, score) = search(&emissions, &labels, case.blank, BAND).expect("a path");
            let class = |state: &usize| match state % 2 {
                0 => case.blank,
                _ => case.targets[state / 2],
            };
            assert_eq!(states.iter().map(class).collect::<Vec<_>>(), case.path);
            assert!((score - case.score).abs() < 1e-3);
        }
    }

    proptest! {
        #[test]
        fn the_path_is_the_best_one_and_in_order(
            rows in proptest::collection::vec(proptest::collection::vec(0.01f32..1.0, 4), 1..30),
            labels in proptest::collection::vec(0usize..4, 1..8),
        ) {
            let values = rows.iter().flat_map(|row| {
                let sum: f32 = row.iter().sum();
                row.iter().map(move |value| (value / sum).ln())
            });
            let emissions = Emissions { frames: rows.len(), classes: 4, values: values.collect() };
            let labels: Vec<Label> = labels
                .iter()
                .map(|&class| if class == 0 { Label::Wildcard } else { Label::Class(class) })
                .collect();
            let best = plain(&emissions, &labels, 0);
            match align(&emissions, &labels, 0) {
                Some(alignment) => {
                    prop_assert!((alignment.score - best).abs() < 1e-6);
                    for pair in alignment.labels.windows(2) {
                        prop_assert!(pair[0].last < pair[1].first);
                    }
                }
                None => prop_assert!(!best.is_finite()),
            }
        }
    }

    #[test]
    fn a_narrow_band_follows_a_clear_path() {
        let said: String = (0..500).map(|i| ["10", "20", "30", "000"][i % 4]).collect();
        let labels: Vec<usize> = (0..500).filter(|i| i % 4 < 3).map(|i| i % 4 + 1).collect();
        let emissions = spoken(&said, 5);
        let whole = search(&emissions, &classes(&labels), 0, usize::MAX / 2);
        let narrow = search(&emissions, &classes(&labels), 0, 64);
        assert_eq!(whole, narrow);
    }
}
