//! A stream of samples and speech spans to chunks of at most 30 s for the recogniser.
//!
//! Spans are padded and merged while they fit; what is longer is cut at its quietest place. Only
//! the audio that a chunk may still need is kept.

use std::collections::VecDeque;

use crate::audio;
use crate::transcript::Span;

/// Audio kept before and behind speech, in seconds: voice activity finds soft beginnings late.
const PADDING: f64 = 0.2;
/// Silence inside a chunk may be this long, in seconds; a longer one starts the next chunk.
const LONGEST_GAP: f64 = 3.0;
/// A forced cut is sought in the last part of the chunk, beginning at this share of its length.
const CUT_FROM: f64 = 0.6;
/// Width in samples of the windows whose energy decides a cut: 0.1 s.
const CUT_WINDOW: usize = 1_600;

/// A piece of the recording for the recogniser.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// First sample, counted from the start of the stream.
    pub start: u64,
    /// Mono samples at 16 kHz.
    pub samples: Vec<f32>,
    /// Where in the stream speech was found, in seconds.
    pub speech: Vec<Span>,
}

impl Chunk {
    /// Seconds of speech in the chunk.
    #[must_use]
    pub fn speech_seconds(&self) -> f64 {
        self.speech.iter().map(Span::duration).sum()
    }
}

/// Cuts a stream into chunks.
#[derive(Debug)]
pub struct Chunker {
    limit: u64,
    padding: u64,
    gap: u64,
    buffer: VecDeque<f32>,
    base: u64,
    spans: Vec<(u64, u64)>,
    /// Audio before this sample is in a chunk already.
    used: u64,
}

impl Chunker {
    /// A chunker for chunks of at most `seconds`.
    #[must_use]
    pub fn new(seconds: f64) -> Self {
        Self {
            limit: audio::sample_at(seconds),
            padding: audio::sample_at(PADDING),
            gap: audio::sample_at(LONGEST_GAP),
            buffer: VecDeque::new(),
            base: 0,
            spans: Vec::new(),
            used: 0,
        }
    }

    /// Takes the next samples of the stream.
    pub fn push(&mut self, samples: &[f32]) {
        self.buffer.extend(samples);
    }

    /// Samples taken so far.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.base + self.buffer.len() as u64
    }

    /// Takes a finished span, in samples, and gives the chunks that it completes.
    pub fn close(&mut self, start: u64, end: u64) -> Vec<Chunk> {
        let start = start.max(self.used);
        if end <= start {
            return Vec::new();
        }
        let mut chunks: Vec<Chunk> = self.make_room(start, end).into_iter().collect();
        self.spans.push((start, end));
        while self.pending_length(end) > self.limit {
            chunks.extend(self.cut());
        }
        chunks
    }

    /// Learns that the stream is judged up to sample `now`, with speech open since `open`, and
    /// gives the chunks that need not wait any longer.
    pub fn advance(&mut self, now: u64, open: Option<u64>) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        if let Some(open) = open {
            chunks.extend(self.make_room(open.max(self.used), now));
            // What was pending is gone by now, if the open span needs a chunk for itself.
            while now.saturating_sub(self.begin(open.max(self.used))) > self.limit {
                self.spans = vec![(open.max(self.used), now)];
                chunks.extend(self.cut());
                self.spans.clear();
            }
        } else if (self.spans.last()).is_some_and(|span| now > span.1 + self.gap + self.padding) {
            chunks.extend(self.emit());
        }
        self.forget(now, open);
        chunks
    }

    /// Ends the stream and gives the rest.
    pub fn finish(&mut self) -> Option<Chunk> {
        self.emit()
    }

    /// Emits what is pending if a span from `start` to `end` no longer fits behind it.
    fn make_room(&mut self, start: u64, end: u64) -> Option<Chunk> {
        let last = self.spans.last()?.1;
        let too_long = end + self.padding > self.begin(start) + self.limit;
        let too_far = start > last + self.gap;
        (too_long || too_far).then(|| self.emit()).flatten()
    }

    /// First sample of the pending chunk, or of one that would begin with speech at `start`.
    fn begin(&self, start: u64) -> u64 {
        let first = self.spans.first().map_or(start, |span| span.0);
        first.saturating_sub(self.padding).max(self.used)
    }

    fn pending_length(&self, end: u64) -> u64 {
        let first = self.spans.first().map_or(end, |span| span.0);
        end.saturating_sub(self.begin(first))
    }

    /// Turns all pending spans into a chunk.
    fn emit(&mut self) -> Option<Chunk> {
        let (first, last) = (self.spans.first()?.0, self.spans.last()?.1);
        let begin = self.begin(first);
        let end = (last + self.padding)
            .min(self.length())
            .min(begin + self.limit);
        let spans = std::mem::take(&mut self.spans);
        self.used = end;
        Some(self.chunk(begin, end, &spans))
    }

    /// Cuts the pending spans, which are too long together, at the quietest place.
    fn cut(&mut self) -> Option<Chunk> {
        let (first, last) = (self.spans.first()?.0, self.spans.last()?.1);
        let begin = self.begin(first);
        let place = self.quietest(begin);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (start, end) in std::mem::take(&mut self.spans) {
            if start < place {
                before.push((start, end.min(place)));
            }
            if end > place {
                after.push((start.max(place), end));
            }
        }
        self.spans = after;
        self.used = place.min(last);
        Some(self.chunk(begin, place, &before))
    }

    /// The quietest sample in the last part of a full chunk that begins at `begin`.
    fn quietest(&self, begin: u64) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a chunk has fewer than a million samples"
        )]
        let from = begin + (self.limit as f64 * CUT_FROM) as u64;
        let window = CUT_WINDOW as u64;
        let to = (begin + self.limit).min(self.length());
        let energy = |at: u64| -> f64 {
            let samples = self.range(at, at + window);
            samples.map(|s| f64::from(s).powi(2)).sum()
        };
        let candidates = (from..to.saturating_sub(window)).step_by(CUT_WINDOW / 4);
        candidates
            .map(|at| (energy(at), at))
            // Of equally quiet places the last makes the fullest chunk.
            .min_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map_or(to, |(_, at)| at + window / 2)
    }

    fn chunk(&self, begin: u64, end: u64, spans: &[(u64, u64)]) -> Chunk {
        Chunk {
            start: begin,
            samples: self.range(begin, end).collect(),
            speech: spans
                .iter()
                .map(|&(start, end)| Span::new(audio::seconds(start), audio::seconds(end)))
                .collect(),
        }
    }

    fn range(&self, from: u64, to: u64) -> impl Iterator<Item = f32> {
        let index = |at: u64| {
            let offset = usize::try_from(at.saturating_sub(self.base)).unwrap_or(usize::MAX);
            offset.min(self.buffer.len())
        };
        let (from, to) = (index(from), index(to));
        self.buffer.range(from..to.max(from)).copied()
    }

    /// Drops audio that no chunk can need any more.
    fn forget(&mut self, now: u64, open: Option<u64>) {
        let earliest = self.spans.first().map(|span| span.0).or(open);
        // A span may be found to have begun a little before the frame that shows it.
        let needed = earliest.unwrap_or(now).min(now);
        let keep_from = needed.saturating_sub(self.padding).max(self.base);
        let drop = usize::try_from(keep_from - self.base).unwrap_or(0);
        let drop = drop.min(self.buffer.len());
        self.buffer.drain(..drop);
        self.base += drop as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: u64 = 16_000;

    fn feed(spans: &[(u64, u64)], length: u64) -> Vec<Chunk> {
        let mut chunker = Chunker::new(30.0);
        let mut chunks = Vec::new();
        let mut spans = spans.iter().copied().peekable();
        let step = SECOND / 4;
        for at in (0..length).step_by(usize::try_from(step).expect("small")) {
            chunker.push(&vec![0.1; usize::try_from(step).expect("small")]);
            let now = at + step;
            while let Some((start, end)) = spans.next_if(|span| span.1 <= now) {
                chunks.extend(chunker.close(start, end));
            }
            let open = spans.peek().map(|span| span.0).filter(|start| *start < now);
            chunks.extend(chunker.advance(now, open));
        }
        for (start, end) in spans {
            chunks.extend(chunker.close(start, end.min(chunker.length())));
        }
        chunks.extend(chunker.finish());
        chunks
    }

    #[test]
    fn near_spans_share_a_chunk_and_far_ones_do_not() {
        let spans = [
            (SECOND, 3 * SECOND),
            (4 * SECOND, 6 * SECOND),
            (20 * SECOND, 21 * SECOND),
        ];
        let chunks = feed(&spans, 25 * SECOND);
        assert_eq!(chunks.len(), 2);
        assert_eq!(chunks[0].start, SECOND - 3_200);
        assert_eq!(chunks[0].samples.len() as u64, 5 * SECOND + 2 * 3_200);
        assert_eq!(chunks[1].speech.len(), 1);
    }

    #[test]
    fn endless_speech_is_cut_without_loss() {
        let chunks = feed(&[(0, 200 * SECOND)], 200 * SECOND);
        let mut at = 0;
        for chunk in &chunks {
            assert_eq!(chunk.start, at);
            at += chunk.samples.len() as u64;
        }
        assert_eq!(at, 200 * SECOND);
    }

    proptest! {
        #[test]
        fn every_span_is_covered_and_no_chunk_is_too_long(
            steps in proptest::collection::vec((1u64..200_000, 1_600u64..900_000), 1..12)
        ) {
            let mut at = 0;
            let mut spans = Vec::new();
            for (gap, length) in steps {
                spans.push((at + gap, at + gap + length));
                at += gap + length;
            }
            let chunks = feed(&spans, at + SECOND);
            for chunk in &chunks {
                prop_assert!(chunk.samples.len() as u64 <= 30 * SECOND);
            }
            for pair in chunks.windows(2) {
                prop_assert!(pair[0].start + pair[0].samples.len() as u64 <= pair[1].start);
            }
            let inside = |sample: u64| chunks.iter().any(|c| {
                c.start <= sample && sample < c.start + c.samples.len() as u64
            });
            for (start, end) in spans {
                for sample in (start..end).step_by(1_000) {
                    prop_assert!(inside(sample), "sample {sample} of {start}..{end}");
                }
            }
        }
    }
}
