//! Hypotheses: which tokens they take next, and which of them is the best.

use super::rules::{Rules, log_sum};

/// Logits that are looked through at once for large ones.
const BATCH: usize = 64;

/// How tokens are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Search {
    /// The likeliest so many hypotheses are gone on with; one is a greedy search.
    Beam(usize),
    /// So many hypotheses draw their tokens at a temperature, each for itself.
    Sample(usize, f32),
}

/// Tokens that were written, and how likely they were.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Path {
    pub(super) tokens: Vec<u32>,
    /// Natural-log probability of each token.
    pub(super) logprobs: Vec<f32>,
    /// Sum of these and of the end's.
    sum: f32,
    /// Places of the tokens, and of the prompt's before them, in the decoder's cache.
    pub(super) places: Vec<u32>,
}

/// The hypotheses of one decode.
pub(super) struct Paths<'a> {
    rules: &'a Rules,
    search: Search,
    /// Most tokens of a path.
    longest: usize,
    pub(super) open: Vec<Path>,
    done: Vec<Path>,
    random: fastrand::Rng,
}

impl<'a> Paths<'a> {
    /// Begins behind a prompt whose tokens have these places.
    pub(super) fn new(rules: &'a Rules, search: Search, longest: usize, prompt: Vec<u32>) -> Self {
        let first = Path {
            places: prompt,
            ..Path::default()
        };
        Self {
            rules,
            search,
            longest,
            open: vec![first],
            done: Vec::new(),
            // The same recording gives the same text, whatever was decoded before it.
            random: fastrand::Rng::with_seed(0),
        }
    }

    /// Goes on with the logits of each open path, a row of the vocabulary's length each.
    pub(super) fn advance(&mut self, logits: &mut [f32]) {
        let length = logits.len() / self.open.len().max(1);
        let open = std::mem::take(&mut self.open);
        let rows = open.iter().zip(logits.chunks_exact_mut(length.max(1)));
        let mut next: Vec<Candidate> = Vec::new();
        for (path, (tokens, logits)) in rows.map(|(p, l)| (&p.tokens, l)).enumerate() {
            self.rules.apply(tokens, logits);
            let sum = log_sum(logits);
            match self.search {
                Search::Beam(size) => {
                    let likeliest = likeliest(logits, size + 1).into_iter();
                    next.extend(likeliest.map(|(token, logit)| {
                        let logprob = logit - sum;
                        let total = open[path].sum + logprob;
                        Candidate {
                            path,
                            token,
                            logprob,
                            total,
                        }
                    }));
                }
                Search::Sample(count, temperature) => {
                    // All samples begin behind the same prompt.
                    let draws = if tokens.is_empty() { count } else { 1 };
                    for _ in 0..draws {
                        let token = draw(logits, temperature, &mut self.random);
                        let logprob = logits[token] - sum;
                        let total = open[path].sum + logprob;
                        next.push(Candidate {
                            path,
                            token,
                            logprob,
                            total,
                        });
                    }
                }
            }
        }
        if matches!(self.search, Search::Beam(_)) {
            next.sort_by(|a, b| b.total.total_cmp(&a.total));
        }
        for candidate in next {
            self.take(&open[candidate.path], &candidate);
            if let Search::Beam(size) = self.search
                && self.open.len() == size
            {
                break;
            }
        }
        if let Search::Beam(size) = self.search
            && self.done.len() >= size
        {
            self.open.clear();
        }
    }

    fn take(&mut self, path: &Path, candidate: &Candidate) {
        let mut path = path.clone();
        path.sum = candidate.total;
        let token = u32::try_from(candidate.token).unwrap_or(self.rules.specials.end);
        let ends = token == self.rules.specials.end;
        if !ends {
            path.tokens.push(token);
            path.logprobs.push(candidate.logprob);
        }
        if ends || path.tokens.len() >= self.longest {
            self.done.push(path);
        } else {
            self.open.push(path);
        }
    }

    /// The best path that has ended. `penalty` is the exponent of the length that sums are divided
    /// by, as in Google's NMT (Wu et al., 2016); negative for the length itself.
    pub(super) fn best(self, penalty: f32) -> Path {
        let score = |path: &Path| {
            #[expect(clippy::cast_precision_loss, reason = "some hundred tokens")]
            let length = path.tokens.len().max(1) as f32;
            if penalty < 0.0 {
                path.sum / length
            } else {
                path.sum / ((5.0 + length) / 6.0).powf(penalty)
            }
        };
        let best = self.done.into_iter().chain(self.open);
        best.max_by(|a, b| score(a).total_cmp(&score(b)))
            .unwrap_or_default()
    }
}

/// A token that a path may go on with.
struct Candidate {
    path: usize,
    token: usize,
    logprob: f32,
    /// The path's sum with this token.
    total: f32,
}

/// The largest so many logits, the largest first.
fn likeliest(logits: &[f32], count: usize) -> Vec<(usize, f32)> {
    let mut found: Vec<(usize, f32)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (batch, logits) in logits.chunks(BATCH).enumerate() {
        let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if top <= least {
            continue;
        }
        for (index, logit) in logits.iter().copied().enumerate() {
            if logit > least {
                let at = found.partition_point(|other| other.1 >= logit);
                found.insert(at, (batch * BATCH + index, logit));
                found.truncate(count);
                if found.len() == count {
                    least = found[count - 1].1;
                }
            }
        }
    }
    found
}

/// A token drawn with the probabilities that logits have at a temperature.
fn draw(logits: &[f32], temperature: f32, random: &mut fastrand::Rng) -> usize {
    let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights: Vec<f32> = (logits.iter())
        .map(|logit| ((logit - top) / temperature).exp())
        .collect();
    let mut left = random.f32() * weights.iter().sum::<f32>();
    let mut last = 0;
    for (token, weight) in weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight > 0.0)
    {
        last = token;
        left -= weight;
        if left <= 0.0 {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::native::tokens::Specials;

    static RULES: Rules = Rules {
        specials: Specials {
            end: 4,
            start: 5,
            languages: 6,
            translate: 6,
            transcribe: 7,
            previous: 8,
            no_speech: 9,
            no_times: 10,
            times: 11,
            multilingual: true,
        },
        suppressed: Vec::new(),
    };

    fn logits(likely: &[(usize, f32)]) -> Vec<f32> {
        let mut logits = vec![-10.0; 80];
        for (token, logit) in likely {
            logits[*token] = *logit;
        }
        logits
    }

    #[test]
    fn a_beam_finds_what_greed_misses() {
        let begin = logits(&[(11, 9.0)]);
        // Token 1 is likelier at first, but what follows token 2 is surer.
        let first = logits(&[(1, 1.0), (2, 0.9)]);
        let behind = |token: u32| match token {
            1 => logits(&[(0, 0.2), (3, 0.1), (4, 0.0)]),
            _ => logits(&[(4, 9.0)]),
        };
        for (size, expected) in [(1, 1), (3, 2)] {
            let mut paths = Paths::new(&RULES, Search::Beam(size), 3, vec![0]);
            paths.advance(&mut begin.clone());
            let mut rows = first.repeat(paths.open.len());
            paths.advance(&mut rows);
            while !paths.open.is_empty() {
                let mut rows: Vec<f32> = (paths.open.iter())
                    .flat_map(|path| behind(path.tokens[1]))
                    .collect();
                paths.advance(&mut rows);
            }
            assert_eq!(paths.best(-1.0).tokens[1], expected);
        }
    }

    #[test]
    fn samples_differ_and_are_the_same_each_time() {
        let sampled = || {
            let mut paths = Paths::new(&RULES, Search::Sample(5, 1.0), 3, vec![0]);
            paths.advance(&mut logits(&[(11, 0.0), (12, 0.0), (13, 0.0)]));
            let open = &paths.open;
            open.iter().map(|path| path.tokens[0]).collect::<Vec<_>>()
        };
        let first = sampled();
        assert_eq!(first.len(), 5);
        assert!(first.iter().any(|token| *token != first[0]));
        assert_eq!(first, sampled());
    }

    #[test]
    fn the_likeliest_are_found_in_order() {
        let mut random = fastrand::Rng::with_seed(1);
        let logits: Vec<f32> = (0..1_000).map(|_| random.f32()).collect();
        let mut sorted: Vec<(usize, f32)> = logits.iter().copied().enumerate().collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert_eq!(likeliest(&logits, 6), sorted[..6]);
    }
}
