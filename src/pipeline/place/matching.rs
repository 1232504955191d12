//! Which words of a text were recognised where: anchors that the rest of the text hangs from. Pure.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp};

use crate::transcript::Span;

/// Words in a row that are the same by no chance.
const SURE_RUN: usize = 3;
/// A shorter run counts when it lies this near to a sure one, in words, on both sides alike.
const NEAR: usize = 6;
/// Words by which both sides may differ on the way there.
const SLACK: usize = 3;
/// The comparison of texts that have little in common is cut short after this time.
const PATIENCE: Duration = Duration::from_secs(20);

/// For each word of the text the span at which it was recognised, if it was.
///
/// Both sides are given as written; case and marks don't matter. Single words that agree in the
/// middle of others that don't are no anchors.
pub(super) fn anchors(text: &[&str], recognised: &[(&str, Span)]) -> Vec<Option<Span>> {
    let wanted: Vec<String> = text.iter().map(|word| plain(word)).collect();
    let heard: Vec<String> = recognised.iter().map(|(word, _)| plain(word)).collect();
    let deadline = Some(Instant::now() + PATIENCE);
    let ops = similar::capture_diff_slices_deadline(Algorithm::Patience, &wanted, &heard, deadline);
    let mut runs: Vec<Run> = ops.iter().filter_map(run).collect();
    keep_sure(&mut runs);
    let mut anchors = vec![None; text.len()];
    for run in runs {
        for offset in 0..run.length {
            if !wanted[run.text + offset].is_empty() {
                anchors[run.text + offset] = Some(recognised[run.heard + offset].1);
            }
        }
    }
    anchors
}

/// Words in a row that agree.
#[derive(Debug, Clone, Copy)]
struct Run {
    text: usize,
    heard: usize,
    length: usize,
}

fn run(op: &DiffOp) -> Option<Run> {
    match *op {
        DiffOp::Equal {
            old_index,
            new_index,
            len,
        } => Some(Run {
            text: old_index,
            heard: new_index,
            length: len,
        }),
        _ => None,
    }
}

/// Keeps long runs, and short ones that continue them.
fn keep_sure(runs: &mut Vec<Run>) {
    let near = |a: &Run, b: &Run| {
        let text = b.text - (a.text + a.length);
        let heard = b.heard - (a.heard + a.length);
        text <= NEAR && heard <= NEAR && text.abs_diff(heard) <= SLACK
    };
    let mut sure: Vec<bool> = runs.iter().map(|run| run.length >= SURE_RUN).collect();
    for index in 1..runs.len() {
        sure[index] |= sure[index - 1] && near(&runs[index - 1], &runs[index]);
    }
    for index in (1..runs.len()).rev() {
        sure[index - 1] |= sure[index] && near(&runs[index - 1], &runs[index]);
    }
    let mut keep = sure.into_iter();
    runs.retain(|_| keep.next().unwrap_or(false));
}

fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(text: &str, heard: &str) -> Vec<Option<f64>> {
        let words: Vec<&str> = text.split(' ').collect();
        let heard: Vec<(&str, Span)> = (0u32..)
            .zip(heard.split(' '))
            .map(|(at, word)| (word, Span::new(f64::from(at), f64::from(at) + 0.5)))
            .collect();
        let anchors = anchors(&words, &heard);
        anchors
            .iter()
            .map(|anchor| anchor.map(|span| span.start))
            .collect()
    }

    #[test]
    fn words_are_matched_whatever_their_case_and_marks() {
        let found = matched("Well, it's a Nice day.", "um well it's a nice day");
        assert_eq!(
            found,
            [Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0)]
        );
    }

    #[test]
    fn a_wrong_word_leaves_a_hole_and_the_rest_in_place() {
        let found = matched("we met Dianne in the town", "we met the an in the town");
        assert_eq!(
            found,
            [Some(0.0), Some(1.0), None, Some(4.0), Some(5.0), Some(6.0)]
        );
    }

    #[test]
    fn words_that_agree_by_chance_are_no_anchors() {
        let found = matched(
            "nothing of the sort was ever said by anyone of us",
            "the weather of tomorrow will be fine in the north of it",
        );
        assert!(found.iter().all(Option::is_none), "{found:?}");
    }
}
