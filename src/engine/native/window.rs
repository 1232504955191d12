//! One window of up to 30 s: decoded, doubted, decoded again, and cut into segments.

use super::SHORTEST_REST;
use super::decoder::{Cache, CrossCache, Row, Watch};
use super::linear::Kernels;
use super::rules::{Rules, log_sum};
use super::search::{Path, Paths, Search};
use super::{Failure, Native, timing};
use crate::engine::doubt::{Verdict, verdict};
use crate::engine::words::{self, Piece};
use crate::engine::{Recognition, Run};
use crate::transcript::{Segment, WordSource, compression_ratio, mean, mean_logprob};

/// Logits that are worked out at once where all of a text's are wanted.
const LOGITS: usize = 32;
/// Highest temperature that is tried.
const HOTTEST: f32 = 1.0;

/// What is decoded, and how.
pub(super) struct Job<'a> {
    pub(super) options: &'a Recognition,
    pub(super) language: &'a str,
    /// The tokens before the first that is written.
    pub(super) prompt: &'a [u32],
    /// Place of the token among these whose successor tells whether there is speech.
    pub(super) start: usize,
    pub(super) rules: &'a Rules,
    pub(super) run: Run<'a>,
}

/// A text that the decoder is made to write.
pub(super) struct Text<'a> {
    /// The tokens before it, from the start of the transcript on.
    pub(super) prompt: &'a [u32],
    pub(super) tokens: &'a [u32],
    /// Seconds of the window that were recorded.
    pub(super) seconds: f64,
    /// Whether each token's log-probability is wanted.
    pub(super) judged: bool,
}

/// What a window gave.
#[derive(Default)]
pub(super) struct Decoded {
    /// With times from the window's start.
    pub(super) segments: Vec<Segment>,
    /// The tokens of each segment that stand for text.
    pieces: Vec<Vec<Piece>>,
    /// Where the next window begins, in seconds from this one's start; `None` if nothing is left.
    pub(super) next: Option<f64>,
}

/// A decode that may have to be done again.
struct Attempt {
    path: Path,
    no_speech: f32,
}

impl Native {
    /// Decodes a window in which `seconds` were recorded. A decode that fails the checks is done
    /// again at the next temperature. If all fail the likeliest text that isn't a loop is taken: a hot
    /// decode of a sound that is no speech is long and made up.
    pub(super) fn decode(
        &self,
        job: &Job<'_>,
        kernels: &Kernels,
        heard: &CrossCache,
        seconds: f64,
    ) -> Result<Decoded, Failure> {
        let options = job.options;
        let mut likeliest: Option<(f64, Decoded)> = None;
        let mut looped = None;
        for temperature in temperatures(options.temperature, options.temperature_increment) {
            let search = if temperature > 0.0 {
                Search::Sample(options.best_of.max(1), temperature)
            } else {
                Search::Beam(options.beam_size.max(1))
            };
            let attempt = self.search(job, kernels, heard, search)?;
            let decoded = self.decoded(job, &attempt, seconds);
            match verdict(&decoded.segments, options) {
                Verdict::Good => return self.timed(job, kernels, heard, decoded, seconds),
                Verdict::Unsure(logprob) => {
                    if likeliest.as_ref().is_none_or(|(most, _)| logprob > *most) {
                        likeliest = Some((logprob, decoded));
                    }
                }
                Verdict::Looped => looped = Some(decoded),
            }
        }
        // At least one temperature was tried, so there is one or the other.
        let taken = likeliest.map(|(_, decoded)| decoded).or(looped);
        self.timed(job, kernels, heard, taken.unwrap_or_default(), seconds)
    }

    fn search(
        &self,
        job: &Job<'_>,
        kernels: &Kernels,
        heard: &CrossCache,
        search: Search,
    ) -> Result<Attempt, Failure> {
        let decoder = &self.decoder;
        let mut cache = Cache::default();
        let places: Vec<u32> = (0..).take(job.prompt.len()).collect();
        let rows = Row::sequence(job.prompt, &places);
        let last = rows.len() - 1;
        let wanted = |index: usize| index == job.start || index == last;
        let mut logits = decoder.step(kernels, &rows, heard, &mut cache, wanted)?;
        let length = decoder.vocabulary();
        let no_speech = usize::try_from(job.rules.specials.no_speech).unwrap_or(0);
        let no_speech = (logits[no_speech] - log_sum(&logits[..length])).exp();
        logits.drain(..logits.len() - length);
        let longest = (decoder.context() / 2).min(decoder.context() - job.prompt.len());
        let mut paths = Paths::new(job.rules, search, longest, places);
        paths.advance(&mut logits);
        while !paths.open.is_empty() {
            job.run.check()?;
            let rows: Vec<Row<'_>> = (paths.open.iter())
                .filter_map(|path| {
                    Some(Row {
                        token: *path.tokens.last()?,
                        past: &path.places,
                    })
                })
                .collect();
            let first = cache.next();
            logits = decoder.step(kernels, &rows, heard, &mut cache, |_| true)?;
            for (place, path) in (first..).zip(&mut paths.open) {
                path.places.push(place);
            }
            paths.advance(&mut logits);
        }
        Ok(Attempt {
            path: paths.best(job.options.length_penalty),
            no_speech,
        })
    }

    /// The segments between the times that were written, their words spread over them.
    fn decoded(&self, job: &Job<'_>, attempt: &Attempt, seconds: f64) -> Decoded {
        let tokens = &attempt.path.tokens;
        let specials = &job.rules.specials;
        let (mut cuts, mut next) = cuts(tokens, |token| specials.time(token));
        if next.is_some_and(|next| next + SHORTEST_REST >= seconds) {
            // Too little is left to be decoded again: what was written of it stands.
            next = None;
            cuts.push(tokens.len());
        }
        let mut from = 0;
        let (mut segments, mut all_pieces) = (Vec::new(), Vec::new());
        for cut in cuts {
            let part = from..cut;
            from = cut;
            let inner = &tokens[part.clone()];
            let time = |token: Option<&u32>| token.and_then(|token| specials.time(*token));
            let mut start = time(inner.first()).unwrap_or(0.0);
            if start >= seconds && segments.is_empty() {
                // The first text may begin up to a second late: a shorter sound is all there is of it.
                start = 0.0;
            }
            let start = start.min(seconds);
            let end = time(inner.last()).unwrap_or(seconds).clamp(start, seconds);
            if end <= start {
                continue;
            }
            let logprobs = &attempt.path.logprobs[part];
            let pieces = self.pieces(inner.iter().zip(logprobs), start, end);
            let segment = segment(job.language, &pieces, (start, end), attempt);
            if segment.text.is_empty() {
                continue;
            }
            segments.push(segment);
            all_pieces.push(pieces);
        }
        let silent = attempt.no_speech > job.options.no_speech_threshold
            && mean_logprob(&segments) < f64::from(job.options.logprob_threshold);
        if silent {
            // As in OpenAI's `transcribe.py`: nothing in the whole window.
            return Decoded::default();
        }
        Decoded {
            segments,
            pieces: all_pieces,
            next: next.filter(|next| *next > 0.0),
        }
    }

    /// Tokens that stand for text, spread over a time by their length.
    fn pieces<'t>(
        &self,
        tokens: impl Iterator<Item = (&'t u32, &'t f32)>,
        start: f64,
        end: f64,
    ) -> Vec<Piece> {
        let text = tokens.filter_map(|(token, logprob)| {
            let bytes = self.bytes(*token)?;
            Some((*token, bytes.to_vec(), f64::from(*logprob)))
        });
        let text: Vec<(u32, Vec<u8>, f64)> = text.collect();
        let length = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let all = length(text.iter().map(|token| token.1.len()).sum()).max(1.0);
        let mut done = 0;
        let piece = |(token, bytes, logprob): (u32, Vec<u8>, f64)| {
            let from = start + (end - start) * length(done) / all;
            done += bytes.len();
            Piece {
                id: token.cast_signed(),
                bytes,
                probability: logprob.exp(),
                logprob,
                start: from,
                end: start + (end - start) * length(done) / all,
            }
        };
        text.into_iter().map(piece).collect()
    }

    /// Times the words of a decode by attention, where that is asked for.
    fn timed(
        &self,
        job: &Job<'_>,
        kernels: &Kernels,
        heard: &CrossCache,
        mut decoded: Decoded,
        seconds: f64,
    ) -> Result<Decoded, Failure> {
        if !self.attention || decoded.segments.is_empty() {
            return Ok(decoded);
        }
        let tokens: Vec<u32> = (decoded.segments.iter())
            .flat_map(|segment| segment.tokens.iter().map(|token| token.cast_unsigned()))
            .collect();
        let text = Text {
            prompt: &job.prompt[job.start..],
            tokens: &tokens,
            seconds,
            judged: false,
        };
        let (ends, _) = self.watched(kernels, heard, &text, job.run)?;
        let mut ends = ends.into_iter();
        let mut before = 0.0f64;
        for (segment, pieces) in decoded.segments.iter_mut().zip(&mut decoded.pieces) {
            before = before.max(segment.start);
            for piece in pieces.iter_mut() {
                let end = ends.next().map_or(before, |end| end.max(before));
                piece.start = before.clamp(segment.start, segment.end);
                piece.end = end.clamp(segment.start, segment.end);
                before = end;
            }
            segment.words = words::join(pieces, job.language, WordSource::Attention);
        }
        Ok(decoded)
    }

    /// Where each token of a text ends by attention, in seconds, and how likely the decoder held
    /// it if that is to be judged: none of them where the text leaves no room to be attended to.
    pub(super) fn watched(
        &self,
        kernels: &Kernels,
        heard: &CrossCache,
        given: &Text<'_>,
        run: Run<'_>,
    ) -> Result<(Vec<f64>, Vec<f32>), Failure> {
        let (text, judged) = (given.tokens, given.judged);
        let script: Vec<u32> = (given.prompt.iter())
            .chain([&self.specials.no_times])
            .chain(text)
            .copied()
            .collect();
        let first = script.len() - text.len() - 1;
        let places: Vec<u32> = (0..).take(script.len()).collect();
        let rows = Row::sequence(&script, &places);
        let mut watch = Watch {
            heads: &self.heads,
            seen: vec![Vec::new(); self.heads.len()],
        };
        let mut cache = Cache::default();
        run.check()?;
        let wanted = |index: usize| judged && index >= first && index < first + text.len();
        let states =
            self.decoder
                .states(kernels, &rows, heard, &mut cache, wanted, Some(&mut watch))?;
        let frames = heard.frames();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some thousand frames"
        )]
        let spoken = ((given.seconds / super::tokens::STEP).ceil() as usize).clamp(1, frames);
        let ends = timing::ends(&watch.seen, frames, spoken, first);
        let mut logprobs = Vec::new();
        let width = self.decoder.width();
        for (states, text) in states.chunks(LOGITS * width).zip(text.chunks(LOGITS)) {
            let logits = self.decoder.logits(kernels, states)?;
            for (logits, token) in logits.chunks_exact(self.decoder.vocabulary()).zip(text) {
                let logit = logits.get(usize::try_from(*token).unwrap_or(usize::MAX));
                logprobs.push(logit.map_or(f32::NEG_INFINITY, |logit| logit - log_sum(logits)));
            }
        }
        Ok((ends, logprobs))
    }
}

/// The temperatures at which a window is decoded until a decode passes. Each above 0 costs several decodes:
/// with longer and longer steps, no window costs more than a few others.
fn temperatures(first: f32, increment: f32) -> impl Iterator<Item = f32> {
    let hotter = |(temperature, step): &(f32, f32)| {
        let more = *step > 0.0 && *temperature < HOTTEST;
        more.then(|| ((temperature + step).min(HOTTEST), step * 2.0))
    };
    std::iter::successors(Some((first, increment)), hotter).map(|(temperature, _)| temperature)
}

fn segment(
    language: &str,
    pieces: &[Piece],
    (start, end): (f64, f64),
    attempt: &Attempt,
) -> Segment {
    let bytes: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.bytes.iter().copied())
        .collect();
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    Segment {
        id: 0,
        start,
        end,
        language: language.to_owned(),
        avg_logprob: mean(pieces.iter().map(|piece| piece.logprob)),
        no_speech_prob: f64::from(attempt.no_speech),
        compression_ratio: compression_ratio(&text),
        tokens: pieces.iter().map(|piece| piece.id).collect(),
        words: words::join(pieces, language, WordSource::Interpolated),
        text,
        speaker: None,
    }
}

/// Where the tokens of each segment end, the times around them included, and where the next window
/// begins if more is to be heard than was written: behind the last segment that has ended, as in
/// OpenAI's `transcribe.py`.
fn cuts(tokens: &[u32], time: impl Fn(u32) -> Option<f64>) -> (Vec<usize>, Option<f64>) {
    let is_time = |index: usize| tokens.get(index).copied().and_then(&time).is_some();
    let count = tokens.len();
    let mut cuts: Vec<usize> = (1..count)
        .filter(|index| is_time(*index) && is_time(index - 1))
        .collect();
    let ends_alone = count > 1 && is_time(count - 1) && !is_time(count - 2);
    let next = match cuts.last() {
        Some(cut) if !ends_alone => time(tokens[cut - 1]),
        _ => {
            cuts.push(count);
            None
        }
    };
    (cuts, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(tokens: &[u32]) -> (Vec<usize>, Option<f64>) {
        cuts(tokens, |token| token.checked_sub(100).map(f64::from))
    }

    #[test]
    fn temperatures_rise_in_longer_and_longer_steps() {
        let rising: Vec<f32> = temperatures(0.0, 0.2).collect();
        assert_eq!(rising.len(), 4);
        for (is, expected) in rising.iter().zip([0.0, 0.2, 0.6, 1.0]) {
            assert!((is - expected).abs() < 1e-6, "{rising:?}");
        }
        assert_eq!(temperatures(0.4, 0.0).count(), 1);
        assert_eq!(temperatures(1.0, 0.2).count(), 1);
    }

    #[test]
    fn segments_lie_between_times() {
        assert_eq!(cut(&[100, 1, 2, 105]), (vec![4], None));
        assert_eq!(cut(&[100, 1, 2]), (vec![3], None));
        assert_eq!(cut(&[100, 1, 105, 105, 2, 109]), (vec![3, 6], None));
        // The second segment was not ended: it is decoded again from where it begins.
        assert_eq!(cut(&[100, 1, 105, 106, 2]), (vec![3], Some(5.0)));
        assert_eq!(cut(&[100, 1, 105, 105]), (vec![3], Some(5.0)));
        assert_eq!(cut(&[]), (vec![0], None));
    }
}
