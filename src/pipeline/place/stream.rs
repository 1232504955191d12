//! Windows of a recording, one after the other, without keeping the whole.

use crate::audio;
use crate::pipeline::PipelineError;
use crate::pipeline::decode::AudioReader;
use crate::pipeline::ears::Ears;
use crate::transcript::{Span, Warning};

pub(super) struct Stream {
    reader: AudioReader,
    /// When the stream begins on the recording's clock, in seconds.
    offset: f64,
    buffer: Vec<f32>,
    /// Sample of the stream with which the buffer begins.
    base: u64,
    ended: bool,
    /// Finds speech on the way, where that is wanted.
    ears: Option<Ears>,
    warnings: Vec<Warning>,
}

impl Stream {
    pub(super) fn new(reader: AudioReader, offset: f64, ears: Option<Ears>) -> Self {
        Self {
            reader,
            offset,
            buffer: Vec::new(),
            base: 0,
            ended: false,
            ears,
            warnings: Vec::new(),
        }
    }

    /// Reads until `seconds` of the stream are there, or it ends; gives how many there are.
    pub(super) fn fill(&mut self, seconds: f64) -> Result<f64, PipelineError> {
        let wanted = audio::sample_at(seconds);
        while !self.ended && self.length() < wanted {
            let known = self.buffer.len();
            self.ended = !self.reader.next_block(&mut self.buffer)?;
            if let Some(ears) = &mut self.ears {
                ears.hear(&self.buffer[known..], self.ended)?;
            }
            self.warnings.extend(self.reader.take_warnings());
        }
        Ok(audio::seconds(self.length()))
    }

    /// The samples of a span of the recording, and when they begin; what lies before it is
    /// forgotten, so spans are asked for in order of their starts.
    pub(super) fn window(&mut self, span: Span) -> Result<(Vec<f32>, f64), PipelineError> {
        let from = audio::sample_at(span.start - self.offset).max(self.base);
        let to = audio::sample_at(span.end - self.offset).max(from);
        self.forget(from);
        while !self.ended && self.length() < to {
            self.fill(audio::seconds(self.length()) + 1.0)?;
            self.forget(from);
        }
        let index = |at: u64| usize::try_from(at.saturating_sub(self.base)).unwrap_or(usize::MAX);
        let end = index(to).min(self.buffer.len());
        let begin = index(from).min(end);
        let start = self.offset + audio::seconds(self.base + begin as u64);
        Ok((self.buffer[begin..end].to_vec(), start))
    }

    /// Length of the stream in seconds, which is read to its end for it.
    pub(super) fn finish(&mut self) -> Result<f64, PipelineError> {
        while !self.ended {
            self.forget(self.length());
            self.fill(audio::seconds(self.length()) + 1.0)?;
        }
        Ok(audio::seconds(self.length()))
    }

    /// The stream from its beginning so far; only before anything was forgotten.
    pub(super) fn head(&self) -> &[f32] {
        &self.buffer
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Where speech was found so far, on the recording's clock.
    pub(super) fn speech(&self) -> Vec<Span> {
        let length = self.length();
        let at = |sample: u64| self.offset + audio::seconds(sample.min(length));
        let spans = self.ears.iter().flat_map(|ears| &ears.spans);
        spans
            .map(|(from, to)| Span::new(at(*from), at(*to)))
            .collect()
    }

    pub(super) fn take_warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }

    fn length(&self) -> u64 {
        self.base + self.buffer.len() as u64
    }

    fn forget(&mut self, before: u64) {
        let gone = usize::try_from(before.saturating_sub(self.base)).unwrap_or(usize::MAX);
        let gone = gone.min(self.buffer.len());
        self.buffer.drain(..gone);
        self.base += gone as u64;
    }
}
