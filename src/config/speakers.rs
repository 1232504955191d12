//! Settings of who speaks.

use super::{ConfigError, Reader};
use crate::cluster::SpeakerCount;
use crate::transcript::is_speaker_label;

/// How speakers are told apart and named.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Speakers {
    /// Whether transcripts get speakers.
    pub diarize: bool,
    /// Set of models, by name or path.
    pub model: String,
    /// How many there may be.
    pub count: SpeakerCount,
    /// Seconds from one window to the next.
    pub step: f64,
    /// Their names, in the order in which they are first heard.
    pub names: Vec<String>,
    /// Whether enrolled voices are looked for.
    pub identify: bool,
    /// Cosine similarity from which on a voice is an enrolled one.
    pub threshold: f64,
    /// Whether embeddings are written.
    pub embeddings: bool,
    /// Whether each channel is a speaker.
    pub by_channel: bool,
}

/// Most speakers that can be asked for.
const MOST: usize = 100;

impl Speakers {
    pub(super) fn resolve(read: &mut Reader<'_>) -> Result<Self, ConfigError> {
        settle(read)?;
        let exact = count(read, "num_speakers")?;
        let (least, most) = (count(read, "min_speakers")?, count(read, "max_speakers")?);
        Ok(Self {
            diarize: read.switch("diarize")?,
            model: read.text("diarize_model"),
            count: SpeakerCount {
                least: exact.or(least),
                most: exact.or(most),
            },
            step: read.number("diarize_step", 0.5..=9.0)?,
            names: read.with("speaker_names", names)?,
            identify: read.switch("identify_speakers")?,
            threshold: read.number("speaker_threshold", 0.0..=1.0)?,
            embeddings: read.switch("speaker_embeddings")?,
            by_channel: read.switch("channels_as_speakers")?,
        })
    }

    /// Whether anything of who speaks is asked for.
    #[must_use]
    pub fn wanted(&self) -> bool {
        self.diarize || self.by_channel
    }
}

/// A number of speakers, if there is one.
fn count(read: &Reader<'_>, key: &str) -> Result<Option<usize>, ConfigError> {
    read.optional(key, |text| match text.parse() {
        Ok(number) if (1..=MOST).contains(&number) => Ok(number),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    })
}

/// Settles what contradicts itself.
fn settle(read: &mut Reader<'_>) -> Result<(), ConfigError> {
    let (least, most) = (count(read, "min_speakers")?, count(read, "max_speakers")?);
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        let reason = "it must not be above max_speakers";
        read.settle("min_speakers", "max_speakers", reason)?;
    }
    let bounds = ["min_speakers", "max_speakers"].into_iter();
    let bounds: Vec<&str> = bounds.filter(|key| read.is_given(key)).collect();
    let nearest = bounds.iter().max_by_key(|key| read.nearness(key)).copied();
    if let Some(nearest) = nearest
        && read.is_given("num_speakers")
    {
        let reason = "an exact number leaves nothing to min_speakers and max_speakers; \
                      drop one or the other";
        read.settle("num_speakers", nearest, reason)?;
        if read.is_given("num_speakers") {
            for bound in bounds {
                read.forget(bound);
            }
        }
    }
    for number in ["num_speakers", "min_speakers", "max_speakers"] {
        if count(read, number)?.is_some() {
            settle_channels(read, number)?;
        }
    }
    for switch in ["identify_speakers", "speaker_embeddings"] {
        if read.switch(switch)? {
            settle_channels(read, switch)?;
        }
    }
    Ok(())
}

/// Settles that channels are speakers, and that something is asked which voices alone can tell.
fn settle_channels(read: &mut Reader<'_>, key: &str) -> Result<(), ConfigError> {
    if !read.switch("channels_as_speakers")? {
        return Ok(());
    }
    let reason = "each channel is one speaker then: there is nothing to count, recognise or embed";
    read.settle("channels_as_speakers", key, reason)
}

fn names(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = text
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err(format!("`{name}` stands there twice"));
        }
        if is_speaker_label(name) {
            return Err(format!("speakers without a name are called `{name}`"));
        }
        if name.chars().any(char::is_control) {
            return Err("a name can't hold control characters".to_owned());
        }
    }
    Ok(names)
}
