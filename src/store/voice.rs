//! What an enrolled voice is, which names it may have, and how more recordings change it. Pure.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::StoreError;

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// Embeddings shorter than this have no direction.
const SHORTEST: f64 = 1.0e-6;

/// A voice that was enrolled under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// UUID, version 4, as text.
    pub id: String,
    /// The name, as it was first written.
    pub name: String,
    /// Id of the embedding model; embeddings of different models can't be compared.
    pub model: String,
    /// The voice as a vector of unit length.
    pub embedding: Vec<f32>,
    /// How many recordings it was made from.
    pub clips: usize,
    /// Seconds of speech heard.
    pub seconds: f64,
    /// When the name was first enrolled: RFC 3339, UTC.
    pub created_at: String,
}

/// Recordings of a voice that are to be enrolled under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// The name; spaces around it don't count, and capital and small letters are the same.
    pub name: String,
    /// Id of the embedding model.
    pub model: String,
    /// The voice as a vector of any length but 0.
    pub embedding: Vec<f32>,
    /// How many recordings these are.
    pub clips: usize,
    /// Seconds of speech in them.
    pub seconds: f64,
}

impl Enrolment {
    /// The enrolment with a trimmed name and an embedding of unit length, if it can be used.
    pub(super) fn checked(&self) -> Result<Self, StoreError> {
        let name = checked_name(&self.name)?;
        let refused = |reason| StoreError::Embedding {
            name: name.clone(),
            reason,
        };
        if self.clips == 0 || !(self.seconds > 0.0 && self.seconds.is_finite()) {
            return Err(refused("there is no speech in them: give longer ones"));
        }
        let values = self.embedding.iter().copied().map(f64::from).collect();
        let unit = unit(values).ok_or_else(|| refused("the model gave no embedding"))?;
        Ok(Self {
            name,
            embedding: unit,
            ..self.clone()
        })
    }
}

impl Voice {
    /// Adds what a checked enrolment brings: means weighted by seconds, of unit length again.
    pub(super) fn merge(&mut self, more: &Enrolment) -> Result<(), StoreError> {
        let refused = |reason| StoreError::Embedding {
            name: self.name.clone(),
            reason,
        };
        if self.embedding.len() != more.embedding.len() {
            return Err(refused(
                "their embedding is longer or shorter than the stored one: remove the voice first",
            ));
        }
        let pairs = self.embedding.iter().zip(&more.embedding);
        let sums =
            pairs.map(|(old, new)| self.seconds * f64::from(*old) + more.seconds * f64::from(*new));
        let seconds = self.seconds + more.seconds;
        let mean = unit(sums.map(|sum| sum / seconds).collect());
        self.embedding = mean.ok_or_else(|| {
            refused("they are the opposite of what was heard before: remove the voice first")
        })?;
        self.seconds = seconds;
        self.clips = self.clips.saturating_add(more.clips);
        Ok(())
    }
}

/// What names are compared by: small letters, each with its accents as one character.
pub(super) fn key(name: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(name.trim());
    composed.to_lowercase()
}

/// The name without surrounding spaces, if it can be one.
fn checked_name(name: &str) -> Result<String, StoreError> {
    let trimmed = name.trim();
    let reason = if trimmed.is_empty() {
        "it has no letters"
    } else if trimmed.chars().any(char::is_control) {
        "it holds control characters; leave them out"
    } else if trimmed.chars().count() > LONGEST_NAME {
        "it has more than 200 characters; shorten it"
    } else {
        return Ok(trimmed.to_owned());
    };
    let shown = trimmed.chars().take(40).flat_map(char::escape_debug);
    Err(StoreError::Name {
        name: shown.collect(),
        reason,
    })
}

/// The vector with length 1; nothing for one without a direction.
fn unit(values: Vec<f64>) -> Option<Vec<f32>> {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if !length.is_finite() || length < SHORTEST {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "values of a unit vector; f32 is how embeddings are kept"
    )]
    let scaled = values.into_iter().map(|value| (value / length) as f32);
    Some(scaled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_the_same_however_they_are_typed() {
        assert_eq!(key(" Zoe\u{308} "), key("zo\u{eb}"));
        assert_ne!(key("Zoe"), key("zo\u{eb}"));
    }

    fn enrolment(name: &str, embedding: &[f32], seconds: f64) -> Enrolment {
        Enrolment {
            name: name.to_owned(),
            model: "m".to_owned(),
            embedding: embedding.to_owned(),
            clips: 1,
            seconds,
        }
    }

    fn voice(enrolment: &Enrolment) -> Voice {
        let checked = enrolment.checked().expect("a voice");
        Voice {
            id: String::new(),
            name: checked.name,
            model: checked.model,
            embedding: checked.embedding,
            clips: checked.clips,
            seconds: checked.seconds,
            created_at: String::new(),
        }
    }

    #[test]
    fn names_are_trimmed_and_held_to_the_rules() {
        assert_eq!(checked_name(" Ann Lee\n").expect("a name"), "Ann Lee");
        assert!(checked_name(&"é".repeat(200)).is_ok());
        for name in ["", " \t ", "a\u{0}b", "a\nb", &"x".repeat(201)] {
            let error = checked_name(name).expect_err(name).to_string();
            assert!(error.len() < 200 && !error.contains('\n'), "{error}");
        }
        assert_eq!(key(" ÉMILE "), key("émile"));
    }

    #[test]
    fn what_is_no_voice_is_refused() {
        let none: &[&[f32]] = &[&[], &[0.0, 0.0], &[f32::NAN, 1.0], &[f32::INFINITY]];
        for embedding in none {
            assert!(enrolment("A", embedding, 1.0).checked().is_err());
        }
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(enrolment("A", &[1.0], seconds).checked().is_err());
        }
    }

    #[test]
    fn longer_speech_weighs_more() {
        let mut ann = voice(&enrolment("Ann", &[2.0, 0.0], 30.0));
        let more = enrolment("ann", &[0.0, 5.0], 10.0)
            .checked()
            .expect("a voice");
        ann.merge(&more).expect("merged");
        assert_eq!((ann.clips, ann.seconds), (2, 40.0));
        assert!((ann.embedding[0] - 3.0 / 10.0_f32.sqrt()).abs() < 1e-6);
        assert!((ann.embedding[1] - 1.0 / 10.0_f32.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn what_can_not_be_merged_changes_nothing() {
        let mut ann = voice(&enrolment("Ann", &[1.0, 0.0], 10.0));
        let before = ann.clone();
        for other in [&[1.0][..], &[-1.0, 0.0]] {
            let more = enrolment("Ann", other, 10.0).checked().expect("a voice");
            assert!(ann.merge(&more).is_err());
            assert_eq!(ann, before);
        }
    }

    proptest! {
        #[test]
        fn merged_voices_have_unit_length(
            clips in proptest::collection::vec((proptest::collection::vec(0.01_f32..1.0e3, 4), 0.1..1.0e4), 2..9),
        ) {
            let mut all = clips.iter().map(|(embedding, seconds)| enrolment("A", embedding, *seconds));
            let mut merged = voice(&all.next().expect("a clip"));
            for more in all {
                merged.merge(&more.checked().expect("a voice")).expect("merged");
            }
            let length: f32 = merged.embedding.iter().map(|value| value * value).sum();
            prop_assert!((length - 1.0).abs() < 1e-5);
            prop_assert_eq!(merged.clips, clips.len());
        }
    }
}
