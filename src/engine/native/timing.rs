//! When tokens were said, by what the decoder attended to: dynamic time warping over the attention
//! of the heads that follow the audio, as in OpenAI's `timing.py`.

use super::tokens::STEP;

/// Frames whose median is taken, around each frame.
const MEDIAN: usize = 7;
/// How long before a token begins attention has moved on to it, in seconds. Against words timed by
/// hand (`benches/words.sh`) the median is 40 ms in read speech and 44 in conversation; of 20 to 60 ms,
/// this places most words within 50 and 100 ms, those of a given text and recognised ones together.
const LEAD: f64 = 0.05;

/// Where each token ends, in seconds from the first frame. `heads` holds for each head a row of
/// `frames` probabilities for each step, of which the first `heard` are looked at. The first
/// `before` steps are those before the tokens; of the others there is one more than tokens, the last
/// for the end.
pub(super) fn ends(heads: &[Vec<f32>], frames: usize, heard: usize, before: usize) -> Vec<f64> {
    let steps = heads.first().map_or(0, |head| head.len() / frames.max(1));
    if steps < before + 2 || heard == 0 {
        return Vec::new();
    }
    let mut costs = vec![0.0f32; steps * heard];
    for head in heads {
        let mut rows: Vec<f32> = Vec::with_capacity(steps * heard);
        for row in head.chunks_exact(frames) {
            // Probabilities over what was heard alone.
            let sum: f32 = row[..heard].iter().sum();
            rows.extend(row[..heard].iter().map(|p| p / sum.max(f32::MIN_POSITIVE)));
        }
        normalise(&mut rows, heard);
        for (costs, row) in costs.chunks_exact_mut(heard).zip(rows.chunks_exact(heard)) {
            subtract_median(costs, row);
        }
    }
    let seconds = |frames| f64::from(u32::try_from(frames).unwrap_or(u32::MAX)) * STEP;
    warp(&costs[before * heard..], heard)
        .into_iter()
        .skip(1)
        .map(|frame| (seconds(frame) + LEAD).min(seconds(heard)))
        .collect()
}

/// Takes the mean of each column and divides by its standard deviation.
fn normalise(rows: &mut [f32], columns: usize) {
    #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
    let count = (rows.len() / columns) as f32;
    let mut means = vec![0.0f32; columns];
    for row in rows.chunks_exact(columns) {
        for (mean, value) in means.iter_mut().zip(row) {
            *mean += value / count;
        }
    }
    let mut deviations = vec![0.0f32; columns];
    for row in rows.chunks_exact(columns) {
        for ((deviation, value), mean) in deviations.iter_mut().zip(row).zip(&means) {
            *deviation += (value - mean).powi(2) / count;
        }
    }
    for deviation in &mut deviations {
        *deviation = deviation.sqrt().max(f32::MIN_POSITIVE);
    }
    for row in rows.chunks_exact_mut(columns) {
        for ((value, mean), deviation) in row.iter_mut().zip(&means).zip(&deviations) {
            *value = (*value - mean) / deviation;
        }
    }
}

/// Takes from costs the running median of a row, which is mirrored at its ends.
fn subtract_median(costs: &mut [f32], row: &[f32]) {
    let half = MEDIAN / 2;
    let last = row.len() - 1;
    let at = |index: usize| {
        let mirrored = index.abs_diff(half);
        let beyond = mirrored.saturating_sub(last);
        row[mirrored.saturating_sub(2 * beyond).min(last)]
    };
    for (index, cost) in costs.iter_mut().enumerate() {
        let mut window: [f32; MEDIAN] = std::array::from_fn(|offset| at(index + offset));
        window.sort_unstable_by(f32::total_cmp);
        *cost -= window[half];
    }
}

/// The first column of each row on the cheapest way from the first cell to the last, which goes on
/// by a row, a column, or both.
fn warp(costs: &[f32], columns: usize) -> Vec<usize> {
    let rows = costs.len() / columns;
    let mut total = vec![f32::INFINITY; columns + 1];
    total[0] = 0.0;
    // From where each cell was reached.
    let mut from = vec![Step::Both; costs.len()];
    for (costs, from) in costs
        .chunks_exact(columns)
        .zip(from.chunks_exact_mut(columns))
    {
        let mut diagonal = std::mem::replace(&mut total[0], f32::INFINITY);
        for (column, (cost, from)) in costs.iter().zip(from).enumerate() {
            let (above, before) = (total[column + 1], total[column]);
            let best = if diagonal < above && diagonal < before {
                (diagonal, Step::Both)
            } else if above < diagonal && above < before {
                (above, Step::Row)
            } else {
                (before, Step::Column)
            };
            diagonal = above;
            total[column + 1] = cost + best.0;
            *from = best.1;
        }
    }
    let mut firsts = vec![0; rows];
    let (mut row, mut column) = (rows - 1, columns - 1);
    loop {
        firsts[row] = column;
        if row == 0 && column == 0 {
            return firsts;
        }
        match from[row * columns + column] {
            _ if row == 0 => column -= 1,
            _ if column == 0 => row -= 1,
            Step::Both => (row, column) = (row - 1, column - 1),
            Step::Row => row -= 1,
            Step::Column => column -= 1,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Both,
    Row,
    Column,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_where_attention_leaves_them() {
        // Four steps that attend to ten frames each.
        let head: Vec<f32> = (0..4usize)
            .flat_map(|step| (0..60usize).map(move |frame| (frame / 10).abs_diff(step)))
            .map(|distance| if distance == 0 { 1.0 } else { 0.01 })
            .collect();
        let all = ends(&[head.clone(), head.clone()], 60, 40, 0);
        assert_eq!(all.len(), 3);
        for (end, expected) in all.iter().zip([0.2, 0.4, 0.6]) {
            assert!((end - LEAD - expected).abs() < 0.07, "{all:?}");
        }
        // A step before the tokens: it isn't on their way.
        let mut begun = vec![0.01; 60];
        begun.extend(head);
        assert_eq!(ends(&[begun], 60, 40, 1).len(), 3);
        assert!(ends(&[], 60, 40, 0).is_empty());
        assert_eq!(ends(&[vec![0.1; 120]], 60, 1, 0), [STEP]);
    }

    #[test]
    fn the_cheapest_way_is_found() {
        let costs = [
            0.0, 0.0, 9.0, 9.0, //
            9.0, 9.0, 0.0, 9.0, //
            9.0, 9.0, 9.0, 0.0,
        ];
        assert_eq!(warp(&costs, 4), [0, 2, 3]);
    }
}
