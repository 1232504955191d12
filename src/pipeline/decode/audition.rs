//! Which of several audio tracks to take: the first that isn't silent.

use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::formats::FormatReader;

use super::container::{audio_parameters, audio_tracks, decoder};

/// Mean square below which a track counts as silent: -80 dB of full scale.
const SILENT_POWER: f64 = 1e-8;
/// Seconds of each track that are listened to.
const LONGEST: f64 = 60.0;
/// Seconds of one track after which no other is waited for: tracks lie interleaved, so one that hasn't
/// come by then has nothing.
const PATIENCE: f64 = 2.0 * LONGEST;

/// An audio track and what was heard of it.
struct Candidate {
    id: u32,
    decoder: Option<Box<dyn AudioDecoder>>,
    power: f64,
    seconds: f64,
}

impl Candidate {
    fn is_silent(&self) -> bool {
        self.power <= SILENT_POWER
    }

    /// Whether enough was heard of it, if anything can be.
    fn is_heard(&self) -> bool {
        self.decoder.is_none() || self.seconds > LONGEST
    }
}

/// Index of the first audio track that isn't silent in its first minute; 0 if all are, and if the first
/// can't be decoded here: ffmpeg can, and nobody knows yet that it is silent.
pub(super) fn audition(mut reader: Box<dyn FormatReader>) -> usize {
    let tracks = audio_tracks(&*reader).into_iter();
    let mut candidates: Vec<Candidate> = tracks
        .map(|track| Candidate {
            id: track.id,
            decoder: decoder(audio_parameters(track)).ok(),
            power: 0.0,
            seconds: 0.0,
        })
        .collect();
    if candidates
        .first()
        .is_none_or(|first| first.decoder.is_none())
    {
        return 0;
    }
    let mut samples: Vec<f32> = Vec::new();
    while let Ok(Some(packet)) = reader.next_packet() {
        let Some(candidate) = candidates.iter_mut().find(|c| c.id == packet.track_id) else {
            continue;
        };
        let Some(decoder) = &mut candidate.decoder else {
            continue;
        };
        let Ok(heard) = decoder.decode(&packet) else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "a packet holds few frames")]
        let seconds = heard.frames() as f64 / f64::from(heard.spec().rate().max(1));
        heard.copy_to_vec_interleaved::<f32>(&mut samples);
        #[expect(clippy::cast_precision_loss, reason = "a packet holds few samples")]
        let count = samples.len().max(1) as f64;
        let square: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
        candidate.power = candidate.power.max(square / count);
        candidate.seconds += seconds;
        if !candidates[0].is_silent()
            || candidates.iter().all(Candidate::is_heard)
            || candidates.iter().any(|one| one.seconds > PATIENCE)
        {
            break;
        }
    }
    let mut all = candidates.iter();
    all.position(|one| !one.is_silent()).unwrap_or(0)
}
