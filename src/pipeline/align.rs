//! Words to their times: the aligners in turn over one window, and interpolation for the rest.
//!
//! A word always leaves here with a time, and a window that no aligner can take is no failure.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::interpolate::{self, Given};
use crate::audio;
use crate::engine::{Aligner, EngineError, Placed, Run, Timing, Window};
use crate::transcript::{Segment, Span, Word, WordSource};

/// Audio taken along on both sides of a segment that is aligned by itself, in seconds.
const PADDING: f64 = 0.3;

/// The aligners of a run, in the order in which they are asked.
#[derive(Clone, Default)]
pub struct Aligners {
    /// Asked in this order; none at all leaves the recogniser's own times.
    pub order: Vec<Arc<dyn Aligner>>,
    /// Whether words keep the times of their characters.
    pub characters: bool,
}

/// One window of audio on the recording's clock.
#[derive(Debug, Clone, Copy)]
pub struct AudioSlice<'a> {
    /// Mono 16 kHz samples, at most 30 s.
    pub samples: &'a [f32],
    /// When they begin, in seconds.
    pub start: f64,
}

impl AudioSlice<'_> {
    fn span(&self) -> Span {
        Span::new(
            self.start,
            self.start + audio::seconds(self.samples.len() as u64),
        )
    }

    /// What lies in a span, which is clipped to the window.
    fn part(&self, span: Span) -> Self {
        let index =
            |at: f64| usize::try_from(audio::sample_at(at - self.start)).unwrap_or(usize::MAX);
        let end = index(span.end).min(self.samples.len());
        let begin = index(span.start).min(end);
        Self {
            samples: &self.samples[begin..end],
            start: self.start + audio::seconds(begin as u64),
        }
    }
}

/// A window of audio and the segments said in it, which are of one language.
pub struct Piece<'a> {
    /// The audio.
    pub heard: AudioSlice<'a>,
    /// What is said, times on the recording's clock.
    pub segments: Vec<Segment>,
}

impl Piece<'_> {
    fn words(&self) -> impl Iterator<Item = &Word> {
        self.segments.iter().flat_map(|segment| &segment.words)
    }
}

impl Aligners {
    /// Whether words are left with the times they have.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Gives the words of windows their times, and the segments those of their words.
    ///
    /// # Errors
    /// Only when the run is cancelled.
    pub fn time(&self, pieces: &mut [Piece<'_>], run: Run<'_>) -> Result<(), EngineError> {
        if self.is_empty() {
            let segments = pieces.iter_mut().flat_map(|piece| &mut piece.segments);
            segments.for_each(set_apart);
            return Ok(());
        }
        for piece in pieces.iter_mut() {
            piece.segments.retain(|segment| !segment.words.is_empty());
        }
        for index in self.ask(&mut pieces.iter_mut().collect::<Vec<_>>(), run)? {
            self.time_by_segment(&mut pieces[index], run)?;
        }
        Ok(())
    }

    /// Times each segment by itself. Text that can't all be there spoils a window as a whole; most
    /// of it may be found so.
    fn time_by_segment(&self, piece: &mut Piece<'_>, run: Run<'_>) -> Result<(), EngineError> {
        let bounds = piece.heard.span();
        let apart = piece
            .segments
            .windows(2)
            .all(|pair| pair[0].end <= pair[1].start + PADDING);
        if apart {
            let mut parts: Vec<Piece<'_>> = std::mem::take(&mut piece.segments)
                .into_iter()
                .map(|segment| Piece {
                    heard: piece
                        .heard
                        .part(Span::new(segment.start - PADDING, segment.end + PADDING)),
                    segments: vec![segment],
                })
                .collect();
            for lost in self.ask(&mut parts.iter_mut().collect::<Vec<_>>(), run)? {
                let segment = &mut parts[lost].segments[0];
                let none = vec![None; segment.words.len()];
                let given = interpolate::all(&none, segment.span(), &segment.words);
                spread(std::slice::from_mut(segment), given, self.characters);
            }
            piece.segments = parts.into_iter().flat_map(|part| part.segments).collect();
        }
        // Parts that overlap may have been given the same time.
        let words: Vec<Word> = piece.words().cloned().collect();
        let given = |word: &Word| apart.then(|| own(word));
        let given: Vec<Option<Given>> = words.iter().map(given).collect();
        let given = interpolate::all(&given, bounds, &words);
        spread(&mut piece.segments, given, self.characters);
        Ok(())
    }

    /// Asks one aligner after the other, and gives the indices of the windows in which none could
    /// place a word.
    fn ask(&self, pieces: &mut [&mut Piece<'_>], run: Run<'_>) -> Result<Vec<usize>, EngineError> {
        let mut open: Vec<usize> = (0..pieces.len())
            .filter(|&i| !pieces[i].segments.is_empty())
            .collect();
        for aligner in &self.order {
            let known = |index: &usize| {
                let first = pieces[*index].segments.first();
                first.is_some_and(|segment| aligner.knows(&segment.language))
            };
            let (mut asked, unknown): (Vec<usize>, Vec<usize>) =
                open.iter().copied().partition(known);
            if !asked.is_empty() {
                let placed = place(&**aligner, pieces, &asked, run)?;
                asked.retain(|index| !placed.contains_key(index));
                for (index, given) in placed {
                    spread(&mut pieces[index].segments, given, self.characters);
                }
            }
            open = [asked, unknown].concat();
        }
        open.sort_unstable();
        Ok(open)
    }
}

/// Times from one aligner for all words of the windows in which it places any.
fn place(
    aligner: &dyn Aligner,
    pieces: &[&mut Piece<'_>],
    indices: &[usize],
    run: Run<'_>,
) -> Result<BTreeMap<usize, Vec<Given>>, EngineError> {
    let source = aligner.source();
    let local = |&index: &usize| -> Vec<Word> {
        let piece = &pieces[index];
        piece
            .words()
            .map(|word| moved(word, -piece.heard.start))
            .collect()
    };
    let words: Vec<Vec<Word>> = indices.iter().map(local).collect();
    let windows: Vec<Window<'_>> = indices
        .iter()
        .zip(&words)
        .map(|(&index, words)| Window {
            samples: pieces[index].heard.samples,
            language: &pieces[index].segments[0].language,
            words,
        })
        .collect();
    let placed = match aligner.align(&windows, run) {
        Ok(placed) => placed,
        Err(EngineError::Cancelled) => return Err(EngineError::Cancelled),
        Err(error) => {
            tracing::warn!("alignment by {source} failed, another way is taken: {error}");
            return Ok(BTreeMap::new());
        }
    };
    let mut given = BTreeMap::new();
    for ((&index, words), placed) in indices.iter().zip(&words).zip(placed) {
        let heard = pieces[index].heard;
        if placed.len() == words.len() && placed.iter().any(Option::is_some) {
            let times = on_the_clock(placed, source, heard.start);
            given.insert(index, interpolate::all(&times, heard.span(), words));
        } else {
            tracing::debug!(
                "alignment by {source} placed no word of the window at {:.1} s",
                heard.start
            );
        }
    }
    Ok(given)
}

fn on_the_clock(placed: Placed, source: WordSource, start: f64) -> Vec<Option<Given>> {
    let shift = |mut timing: Timing| {
        timing.start += start;
        timing.end += start;
        for character in &mut timing.chars {
            character.start += start;
            character.end += start;
        }
        Given { timing, source }
    };
    placed.into_iter().map(|timing| timing.map(shift)).collect()
}

/// The time that a word has.
fn own(word: &Word) -> Given {
    Given {
        timing: Timing {
            start: word.start,
            end: word.end,
            score: word.score,
            chars: word.chars.clone(),
        },
        source: word.source,
    }
}

/// Gives every word of a segment some time of its own: at the segment's edges, and where silence was
/// taken away, the recogniser's words may have none.
fn set_apart(segment: &mut Segment) {
    let given: Vec<Option<Given>> = segment.words.iter().map(|word| Some(own(word))).collect();
    let times = interpolate::all(&given, segment.span(), &segment.words);
    for (word, given) in segment.words.iter_mut().zip(times) {
        (word.start, word.end) = (given.timing.start, given.timing.end);
    }
}

fn moved(word: &Word, seconds: f64) -> Word {
    Word {
        start: word.start + seconds,
        end: word.end + seconds,
        ..word.clone()
    }
}

/// Hands out times, one a word, to the words of segments, and their edges to the segments.
fn spread(segments: &mut [Segment], timed: Vec<Given>, characters: bool) {
    let mut timed = timed.into_iter();
    for segment in segments {
        for (word, given) in segment.words.iter_mut().zip(&mut timed) {
            word.start = given.timing.start;
            word.end = given.timing.end;
            word.source = given.source;
            if given.source != WordSource::Interpolated {
                word.score = given.timing.score;
            }
            if characters {
                word.chars = given.timing.chars;
            }
        }
        if let (Some(first), Some(last)) = (segment.words.first(), segment.words.last()) {
            segment.start = first.start;
            segment.end = last.end;
        }
    }
}
