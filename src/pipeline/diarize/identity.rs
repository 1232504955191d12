//! The local speakers of windows to the speakers of the recording.

use std::ops::Range;

use crate::cluster::{self, Clustering, SpeakerCount};
use crate::engine::{LocalVoice, LocalVoices};

/// A voice that is alone for fewer frames (0.5 s) of its window doesn't found a speaker.
const FEWEST_CLEAN: usize = 30;
/// What a phrase's own embedding counts for beside that of its local speaker.
const PHRASE_WEIGHT: f32 = 0.7;
/// By how much a phrase must fit another speaker better to be taken from its local speaker.
const PHRASE_MARGIN: f32 = 0.05;

/// Number of a speaker of the recording.
pub(super) type Speaker = usize;

/// Who the local speakers of a window are.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Identities {
    /// The speaker that each local speaker is.
    pub(super) local: [Option<Speaker>; LocalVoices::SPEAKERS],
    /// Frames of a local speaker that are somebody else's.
    pub(super) moved: Vec<(usize, Range<usize>, Speaker)>,
}

impl Identities {
    /// Who a local speaker is in a frame of the window.
    pub(super) fn of(&self, local: usize, frame: usize) -> Option<Speaker> {
        let moved = self.moved.iter();
        let mut here =
            moved.filter(|(whose, frames, _)| *whose == local && frames.contains(&frame));
        here.next()
            .map(|(_, _, speaker)| *speaker)
            .or(self.local[local])
    }
}

/// Embeddings of the recording's speakers, of length 1.
pub(super) fn speakers(
    windows: &[LocalVoices],
    clustering: &Clustering,
    count: SpeakerCount,
) -> Vec<Vec<f32>> {
    let voices = || {
        windows
            .iter()
            .flat_map(|window| window.voices.iter().flatten())
    };
    let heard_well: Vec<&[f32]> = voices()
        .filter(|voice| voice.clean >= FEWEST_CLEAN)
        .map(|voice| voice.embedding.as_slice())
        .collect();
    let found = clustering.speakers(&heard_well, SpeakerCount::default());
    if count.most.is_some_and(|most| found.len() > most) {
        return clustering.speakers(&heard_well, count);
    }
    if found.len() >= count.least.unwrap_or(1) {
        return found;
    }
    // The speakers that are missing say little: better a rough idea of their voices than none.
    let all: Vec<&[f32]> = voices().map(|voice| voice.embedding.as_slice()).collect();
    clustering.speakers(&all, count)
}

/// Who the local speakers of a window are, each somebody else as far as there are enough speakers.
pub(super) fn identify(window: &LocalVoices, speakers: &[Vec<f32>]) -> Identities {
    let fit = |embedding: &[f32]| -> Vec<f32> {
        speakers
            .iter()
            .map(|speaker| cluster::cosine(speaker, embedding))
            .collect()
    };
    let fits: Vec<Option<Vec<f32>>> = window
        .voices
        .iter()
        .map(|voice| voice.as_ref().map(|voice| fit(&voice.embedding)))
        .collect();
    let mut identities = Identities {
        local: apart(&fits, speakers.len()),
        moved: Vec::new(),
    };
    for (local, voice) in window.voices.iter().enumerate() {
        let (Some(voice), Some(whole), Some(owner)) =
            (voice, &fits[local], identities.local[local])
        else {
            continue;
        };
        identities.moved.extend(
            strays(voice, whole, owner, &fit).map(|(frames, speaker)| (local, frames, speaker)),
        );
    }
    identities
}

/// The phrases of a local speaker that fit somebody else clearly better.
fn strays<'a>(
    voice: &'a LocalVoice,
    whole: &'a [f32],
    owner: Speaker,
    fit: &'a impl Fn(&[f32]) -> Vec<f32>,
) -> impl Iterator<Item = (Range<usize>, Speaker)> + 'a {
    voice.phrases.iter().filter_map(move |phrase| {
        let alone = fit(&phrase.embedding);
        let fits: Vec<f32> = alone
            .iter()
            .zip(whole)
            .map(|(alone, whole)| PHRASE_WEIGHT * alone + (1.0 - PHRASE_WEIGHT) * whole)
            .collect();
        let best = best(&fits)?;
        (fits[best] - fits[owner] > PHRASE_MARGIN).then(|| (phrase.frames.clone(), best))
    })
}

fn best(fits: &[f32]) -> Option<Speaker> {
    (0..fits.len()).max_by(|a, b| fits[*a].total_cmp(&fits[*b]))
}

/// Gives each local speaker a different speaker so that the sum of the fits is greatest. When
/// there are more of them than speakers, those left over are whom they fit best.
fn apart(fits: &[Option<Vec<f32>>], speakers: usize) -> [Option<Speaker>; LocalVoices::SPEAKERS] {
    const SETS: usize = 1 << LocalVoices::SPEAKERS;
    // For each set of local speakers that are served: the best sum, and who serves them.
    let mut plans = [const { None::<(f32, [Option<Speaker>; LocalVoices::SPEAKERS])> }; SETS];
    plans[0] = Some((0.0, [None; LocalVoices::SPEAKERS]));
    for speaker in 0..speakers {
        // From large sets to small ones, so that a speaker serves once.
        for set in (0..SETS).rev() {
            let Some((sum, plan)) = plans[set] else {
                continue;
            };
            for (local, fits) in fits.iter().enumerate() {
                let Some(fits) = fits.as_ref().filter(|_| set & (1 << local) == 0) else {
                    continue;
                };
                let larger = set | (1 << local);
                let sum = sum + fits[speaker];
                if plans[larger].is_none_or(|(best, _)| sum > best) {
                    let mut plan = plan;
                    plan[local] = Some(speaker);
                    plans[larger] = Some((sum, plan));
                }
            }
        }
    }
    let fullest = (0..SETS).filter(|set| plans[*set].is_some());
    let sum = |set: usize| plans[set].map_or(f32::MIN, |plan| plan.0);
    let fullest = fullest.max_by(|a, b| {
        let size = a.count_ones().cmp(&b.count_ones());
        size.then(sum(*a).total_cmp(&sum(*b)))
    });
    let mut plan = fullest
        .and_then(|set| plans[set])
        .map_or([None; LocalVoices::SPEAKERS], |plan| plan.1);
    for (slot, fits) in plan.iter_mut().zip(fits) {
        *slot = slot.or(fits.as_ref().and_then(|fits| best(fits)));
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Phrase;

    fn fits(rows: &[&[f32]]) -> Vec<Option<Vec<f32>>> {
        let mut fits: Vec<Option<Vec<f32>>> = rows.iter().map(|row| Some(row.to_vec())).collect();
        fits.resize(3, None);
        fits
    }

    #[test]
    fn local_speakers_are_different_people() {
        // Each fits the first best; together they fit better apart.
        let plan = apart(&fits(&[&[0.9, 0.8, 0.1], &[0.8, 0.3, 0.2]]), 3);
        assert_eq!(plan, [Some(1), Some(0), None]);
        let plan = apart(&fits(&[&[0.9, 0.1, 0.2]]), 3);
        assert_eq!(plan, [Some(0), None, None]);
    }

    #[test]
    fn with_too_few_speakers_some_share() {
        let plan = apart(&fits(&[&[0.5], &[0.9], &[0.1]]), 1);
        assert_eq!(plan, [Some(0); 3]);
        assert_eq!(apart(&fits(&[]), 0), [None; 3]);
    }

    #[test]
    fn a_phrase_of_somebody_else_is_told() {
        let voice = |vector: [f32; 2]| cluster::unit(&vector).expect("a direction");
        let local = LocalVoice {
            embedding: voice([1.0, 0.5]),
            clean: 200,
            phrases: vec![
                Phrase {
                    frames: 0..100,
                    embedding: voice([1.0, 0.1]),
                },
                Phrase {
                    frames: 120..200,
                    embedding: voice([0.2, 1.0]),
                },
            ],
        };
        let window = LocalVoices {
            speech: Vec::new(),
            overlap: Vec::new(),
            speakers: Vec::new(),
            voices: [Some(local), None, None],
        };
        let identities = identify(&window, &[vec![1.0, 0.0], vec![0.0, 1.0]]);
        assert_eq!(identities.of(0, 50), Some(0));
        assert_eq!(identities.of(0, 150), Some(1));
        assert_eq!(identities.of(1, 50), None);
    }
}
