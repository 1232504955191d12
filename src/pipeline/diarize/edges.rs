//! Where speech begins and ends, by loudness: the network is sure of voices, not of their edges.
//!
//! Where a recording is quiet between turns, the sound itself says where a turn ends: soft first
//! and last sounds belong to it, and a pause that is as quiet as the room does not. Recordings
//! with noise between the turns are left as the network has them.

use super::level;
use super::timeline::Frame;

/// Speech must be this much louder than the floor for loudness to tell anything, in decibels.
const RANGE: f32 = 35.0;
/// Within this of the floor nobody speaks, in decibels.
const QUIET: f32 = 6.0;
/// A pause as quiet as that ends a turn when it has this many frames (0.2 s).
const SHORTEST_QUIET: usize = 12;
/// Below this above the floor a turn has faded out, in decibels.
const FADED: f32 = 18.0;
/// So many frames in a row must have faded.
const HOLD: usize = 3;
/// A turn is lengthened by fewer frames than this (0.6 s), or not at all.
const REACH: usize = 36;

/// Moves the edges of speech to where the sound begins and ends.
pub(super) fn refine(who: &mut [Frame], levels: &[f32]) {
    let spoken = who
        .iter()
        .zip(levels)
        .filter(|(frame, _)| frame[0].is_some());
    let Some(speech) = level::median(spoken.map(|(_, level)| *level)) else {
        return;
    };
    let floors = level::floors(levels);
    let tells: Vec<bool> = floors.iter().map(|floor| speech - floor > RANGE).collect();
    let below = |margin: f32| -> Vec<bool> {
        let pairs = levels.iter().zip(&floors);
        pairs
            .map(|(level, floor)| *level < floor + margin)
            .collect()
    };
    silence(who, &below(QUIET), &tells);
    lengthen(who, &below(FADED), &tells);
}

/// Takes speech out of pauses that are as quiet as the room.
fn silence(who: &mut [Frame], quiet: &[bool], tells: &[bool]) {
    let is_quiet = |frame: usize| quiet[frame] && tells[frame];
    let mut frame = 0;
    while frame < who.len() {
        let start = frame;
        while frame < who.len() && is_quiet(frame) {
            frame += 1;
        }
        if frame - start >= SHORTEST_QUIET {
            who[start..frame].fill([None, None]);
        }
        frame = frame.max(start + 1);
    }
}

/// Lengthens speech on both sides to where the sound has faded.
fn lengthen(who: &mut [Frame], faded: &[bool], tells: &[bool]) {
    let spoken: Vec<bool> = who.iter().map(|frame| frame[0].is_some()).collect();
    let mut claims = Vec::new();
    for edge in 1..who.len() {
        match (spoken[edge - 1], spoken[edge]) {
            (false, true) if tells[edge] => {
                let outside = (0..edge).rev().take_while(|at| !spoken[*at]);
                claims.push((edge, reach(outside, faded)));
            }
            (true, false) if tells[edge - 1] => {
                let outside = (edge..who.len()).take_while(|at| !spoken[*at]);
                claims.push((edge - 1, reach(outside, faded)));
            }
            _ => {}
        }
    }
    for (edge, frames) in claims {
        let claimed = [who[edge][0], None];
        for frame in frames {
            if who[frame][0].is_none() {
                who[frame] = claimed;
            }
        }
    }
}

/// The frames outside an edge up to where the sound has faded; none where it doesn't fade.
fn reach(outside: impl Iterator<Item = usize>, faded: &[bool]) -> Vec<usize> {
    let mut frames = Vec::new();
    let mut held = 0;
    for frame in outside.take(REACH) {
        frames.push(frame);
        held = if faded[frame] { held + 1 } else { 0 };
        if held == HOLD {
            frames.truncate(frames.len() - HOLD);
            return frames;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEECH: f32 = -25.0;
    const BREATH: f32 = -48.0;
    const ROOM: f32 = -75.0;

    fn scene(parts: &[(f32, Option<usize>, usize)]) -> (Vec<Frame>, Vec<f32>) {
        let frames = parts.iter().flat_map(|part| vec![[part.1, None]; part.2]);
        let levels = parts.iter().flat_map(|part| vec![part.0; part.2]);
        (frames.collect(), levels.collect())
    }

    fn spoken(who: &[Frame]) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (index, frame) in who.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if frame[0].is_some() && run.1 == index => run.1 += 1,
                _ if frame[0].is_some() => runs.push((index, index + 1)),
                _ => {}
            }
        }
        runs
    }

    #[test]
    fn soft_sounds_belong_to_the_turn_and_quiet_pauses_do_not() {
        let (mut who, levels) = scene(&[
            (ROOM, None, 100),
            (BREATH, None, 20),
            (SPEECH, Some(0), 100),
            (ROOM, Some(0), 30),
            (SPEECH, Some(0), 100),
            (ROOM, None, 100),
        ]);
        refine(&mut who, &levels);
        assert_eq!(spoken(&who), [(100, 220), (250, 350)]);
    }

    #[test]
    fn noise_that_goes_on_is_nobodys() {
        let (mut who, levels) = scene(&[
            (ROOM, None, 100),
            (BREATH, None, 60),
            (SPEECH, Some(0), 100),
            (ROOM, None, 100),
        ]);
        let before = who.clone();
        refine(&mut who, &levels);
        assert_eq!(who, before);
    }

    #[test]
    fn a_noisy_recording_is_left_alone() {
        let (mut who, levels) = scene(&[
            (-45.0, None, 100),
            (SPEECH, Some(0), 100),
            (-45.0, Some(0), 100),
        ]);
        let before = who.clone();
        refine(&mut who, &levels);
        assert_eq!(who, before);
    }
}
