//! Which language a recording is in, where its chunks don't agree. Pure.

/// What chunks say of a recording's language.
#[derive(Default)]
pub(super) struct Votes {
    /// Sums by language, of probabilities times weights.
    sums: Vec<(&'static str, f64)>,
    /// Weights of all chunks.
    weight: f64,
}

impl Votes {
    /// Adds the probabilities of languages in one chunk.
    pub(super) fn add(&mut self, ranked: &[(&'static str, f32)], weight: f64) {
        self.weight += weight;
        for (code, probability) in ranked {
            let votes = f64::from(*probability) * weight;
            match self.sums.iter_mut().find(|sum| sum.0 == *code) {
                Some(sum) => sum.1 += votes,
                None => self.sums.push((code, votes)),
            }
        }
    }

    /// The likeliest language of all that was heard, and how likely it is.
    pub(super) fn leader(&self) -> Option<(&'static str, f64)> {
        let best = self.sums.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(code, sum)| (*code, sum / self.weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::thousandths;

    #[test]
    fn the_main_language_is_that_of_most_speech() {
        let mut votes = Votes::default();
        assert_eq!(votes.leader(), None);
        votes.add(&[("de", 0.7)], 1.4);
        assert_eq!(votes.leader().map(|(code, _)| code), Some("de"));
        votes.add(&[("en", 0.9)], 22.0);
        let (code, share) = votes.leader().expect("a language");
        assert_eq!((code, thousandths(share)), ("en", 0.846));
    }
}
