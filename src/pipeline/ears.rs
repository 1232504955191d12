//! Samples to spans of speech, as they come or of a whole recording.

use super::PipelineError;
use super::decode::AudioReader;
use super::detect::{Detection, Hysteresis};
use crate::audio;
use crate::engine::load::DetectorFactory;
use crate::engine::{EngineError, SpeechDetector};
use crate::transcript::Warning;

/// Where speech is in a whole recording, in samples, and how many samples it has. `heard` is told
/// how many were read, and what was noticed.
pub(super) fn speech(
    mut reader: AudioReader,
    detectors: &DetectorFactory,
    detection: &Detection,
    mut heard: impl FnMut(u64, Vec<Warning>) -> Result<(), PipelineError>,
) -> Result<(Vec<(u64, u64)>, u64), PipelineError> {
    let mut ears = Ears::new(detectors, detection);
    let mut samples = Vec::new();
    let mut length = 0;
    loop {
        samples.clear();
        let more = reader.next_block(&mut samples)?;
        length += samples.len() as u64;
        ears.hear(&samples, !more)?;
        heard(length, reader.take_warnings())?;
        if !more {
            return Ok((ears.spans, length));
        }
    }
}

/// The detector and its state, or no detector at all.
pub(super) struct Ears {
    detector: Option<Box<dyn SpeechDetector>>,
    hysteresis: Hysteresis,
    frame_samples: u64,
    probabilities: Vec<f32>,
    /// Spans found since last taken, in samples.
    pub(super) spans: Vec<(u64, u64)>,
    /// Start of speech that goes on, in samples.
    pub(super) open: Option<u64>,
    /// Samples judged so far.
    pub(super) judged: u64,
}

impl Ears {
    pub(super) fn new(detectors: &DetectorFactory, detection: &Detection) -> Self {
        let detector = detectors.detector();
        let frame_samples = detector.as_ref().map_or(1, |d| d.frame_samples() as u64);
        let seconds = audio::seconds(frame_samples);
        Self {
            detector,
            hysteresis: Hysteresis::new(detection, seconds),
            frame_samples,
            probabilities: Vec::new(),
            spans: Vec::new(),
            open: None,
            judged: 0,
        }
    }

    pub(super) fn hear(&mut self, samples: &[f32], ended: bool) -> Result<(), EngineError> {
        let Some(detector) = &mut self.detector else {
            // Without detection the whole recording is one span.
            self.judged += samples.len() as u64;
            if ended && self.judged > 0 {
                self.spans.push((0, self.judged));
            }
            self.open = (!ended).then_some(0);
            return Ok(());
        };
        detector.push(samples, &mut self.probabilities)?;
        if ended {
            detector.finish(&mut self.probabilities)?;
        }
        let frame_samples = self.frame_samples;
        let in_samples = |(start, end)| (start * frame_samples, end * frame_samples);
        for probability in self.probabilities.drain(..) {
            self.judged += frame_samples;
            self.spans
                .extend(self.hysteresis.push(probability).map(in_samples));
        }
        if ended {
            self.spans.extend(self.hysteresis.finish().map(in_samples));
        }
        self.open = self.hysteresis.open().map(|frame| frame * frame_samples);
        Ok(())
    }
}
