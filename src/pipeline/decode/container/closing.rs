//! What is lost of a recording, as far as its end shows it.

use super::Container;
use super::block::{Block, seconds};
use crate::transcript::Warning;

/// Digital silence, in seconds, that stands for what could not be decoded.
const SHORTEST_GAP: f64 = 0.05;
/// Seconds in which it begins behind the place where a decoder gave up.
const SEARCHED_FOR_GAP: f64 = 2.0;
/// Seconds by which a recording may fall short of what its header promises.
const WHOLE: f64 = 1.0;

impl Container {
    pub(super) fn is_short(&self) -> bool {
        let heard = self.timeline.position().max(self.media);
        let is_short = |promised: f64| heard < promised - WHOLE;
        self.promised.is_some_and(is_short)
    }

    /// What the user should know after the last sample.
    pub(in crate::pipeline::decode) fn closing_warning(&self) -> Option<Warning> {
        let seconds = self.given;
        if let Some(warning) = self.damage.warning().filter(|_| self.feeder.is_some()) {
            return Some(warning);
        }
        if let Some(reason) = &self.trouble {
            return Some(Warning::lost(format!(
                "ffmpeg stumbled over the file ({reason}): it may be damaged or cut short, and {seconds:.1} s of it were used"
            )));
        }
        if self.feeder.is_some() {
            return None;
        }
        if let Some(reason) = &self.ended_by {
            return Some(Warning::lost(format!(
                "the file is damaged or cut short ({reason}): the {seconds:.1} s before were used"
            )));
        }
        if let Some(warning) = self.damage.warning() {
            return Some(warning);
        }
        if let Some(promised) = self.promised.filter(|_| self.is_short()) {
            let heard = self.timeline.position().max(self.media);
            return Some(Warning::lost(format!(
                "the file is cut short: its header promises {promised:.1} s, {heard:.1} s are there"
            )));
        }
        self.is_cut.then(|| {
            Warning::lost(format!(
                "the file is cut short: it ends before its container does, and the {seconds:.1} s that are there were used"
            ))
        })
    }

    /// Takes over what was lost by the decoder in whose place this one goes on.
    pub(in crate::pipeline::decode) fn inherit(&mut self, before: &Self) {
        self.damage = before.damage.clone();
        if self.damage.is_none() {
            self.damage.note(before.seconds(), 0.0);
        }
        self.given = before.given;
        self.gap = Some(0.0);
        self.resumed_at = before.given;
    }

    /// Counts the silence in the place of what was lost: the first that is digital, soon after this
    /// decoder has gone on where another gave up.
    pub(super) fn measure_gap(&mut self, block: &Block, at: f64) {
        let Some(mut gap) = self.gap else {
            return;
        };
        let channels = block.weights.len();
        let mut frame_at = at;
        let step = seconds(1, block.rate);
        for frame in block.samples.chunks_exact(channels) {
            if frame.iter().all(|sample| *sample == 0.0) {
                gap += step;
            } else if gap >= SHORTEST_GAP || frame_at > self.resumed_at + SEARCHED_FOR_GAP {
                self.gap = None;
                if gap >= SHORTEST_GAP {
                    self.damage.note(frame_at - gap, gap);
                }
                return;
            } else {
                gap = 0.0;
            }
            frame_at += step;
        }
        self.gap = Some(gap);
    }
}
