//! What a running job tells: the events, and who may listen.

use crate::transcript::Segment;

/// Something that happened to a job.
#[derive(Debug)]
pub enum Event<'a> {
    /// The recording is open; its length in seconds, where the container says it.
    Opened {
        /// Seconds to be heard.
        duration: Option<f64>,
    },
    /// The language is known.
    Language {
        /// ISO 639-1 code.
        code: &'a str,
        /// Probability when it was detected, `None` when it was given.
        probability: Option<f64>,
    },
    /// A segment is final. Segments come in order of time.
    Segment(&'a Segment),
    /// Work of another kind begins; positions begin anew.
    Stage(Stage),
    /// Everything before this time, in seconds from the start of the part heard, is done.
    Position(f64),
    /// What had to be done again, was left out or cut: for those who want to look.
    Note(&'a str),
    /// Something to know that does not stop the job.
    Warning(&'a str),
}

/// A kind of work on a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Speech is written down; every job begins so unless it says otherwise.
    Transcribe,
    /// A given text is looked for.
    Locate,
    /// The words of a given text get their times.
    Align,
    /// Voices are told apart.
    Diarize,
}

impl Stage {
    /// The name in events, in the database and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Transcribe => "transcribe",
            Self::Locate => "locate",
            Self::Align => "align",
            Self::Diarize => "diarize",
        }
    }
}

/// A listener; called from the thread that runs the job.
pub trait Progress {
    /// Takes one event.
    fn report(&self, event: &Event<'_>);
}

/// A listener that doesn't listen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: &Event<'_>) {}
}
