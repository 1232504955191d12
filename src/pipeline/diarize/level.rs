//! How loud each frame of a recording is, and how loud it is when nobody speaks.

use crate::engine::LocalVoices;

/// Samples over which loudness is measured: 25 ms.
const WIDTH: usize = 400;
/// Loudness of digital silence, in decibels of full scale.
const SILENCE: f32 = -100.0;
/// The floor is taken anew every 296 frames (5 s), from those up to 889 frames (15 s) away.
const BLOCK: usize = 296;
const REACH: usize = 889;
/// A frame in twenty is quieter than the floor.
const FLOOR_SHARE: usize = 20;

/// Mean power of each of the first `frames` frames of a window, in decibels of full scale.
pub(super) fn levels(window: &[f32], frames: usize) -> Vec<f32> {
    let level = |frame: usize| {
        let centre = LocalVoices::FIRST_CENTRE + frame * LocalVoices::FRAME;
        let from = (centre - WIDTH / 2).min(window.len());
        let to = (centre + WIDTH / 2).min(window.len());
        let energy: f32 = window[from..to].iter().map(|sample| sample * sample).sum();
        #[expect(clippy::cast_precision_loss, reason = "400 at most")]
        let power = energy / (to - from).max(1) as f32;
        (10.0 * power.log10()).max(SILENCE)
    };
    (0..frames).map(level).collect()
}

/// For each frame, how loud the recording is around it when it is quiet.
pub(super) fn floors(levels: &[f32]) -> Vec<f32> {
    let mut floors = Vec::with_capacity(levels.len());
    for start in (0..levels.len()).step_by(BLOCK) {
        let end = (start + BLOCK).min(levels.len());
        let around = start.saturating_sub(REACH)..(end + REACH).min(levels.len());
        let mut near = levels[around].to_vec();
        let at = near.len() / FLOOR_SHARE;
        let (_, floor, _) = near.select_nth_unstable_by(at, f32::total_cmp);
        floors.resize(end, *floor);
    }
    floors
}

/// The level that half of the chosen frames exceed; `None` when none are chosen.
pub(super) fn median(levels: impl Iterator<Item = f32>) -> Option<f32> {
    let mut levels: Vec<f32> = levels.collect();
    let middle = levels.len() / 2;
    (!levels.is_empty()).then(|| *levels.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_is_three_decibels_below_its_peak() {
        let sine: Vec<f32> = (0..16_000).map(|i| (i as f32 * 0.3).sin()).collect();
        let levels = levels(&sine, 20);
        assert!(levels.iter().all(|level| (level + 3.0).abs() < 0.2));
        assert_eq!(super::levels(&[0.0; 2_000], 3), [SILENCE; 3]);
        assert_eq!(super::levels(&[0.5; 100], 3), [SILENCE; 3]);
    }

    #[test]
    fn the_floor_follows_the_recording() {
        let mut levels: Vec<f32> = (0..4_000)
            .map(|i| if i % 10 < 2 { -70.0 } else { -30.0 })
            .collect();
        levels.extend((0..4_000).map(|i| if i % 10 < 2 { -50.0 } else { -20.0 }));
        let floors = floors(&levels);
        assert_eq!(floors.len(), levels.len());
        assert_eq!((floors[0], floors[7_999]), (-70.0, -50.0));
        assert_eq!(median([1.0, 9.0, 5.0].into_iter()), Some(5.0));
        assert_eq!(median(std::iter::empty()), None);
    }
}
