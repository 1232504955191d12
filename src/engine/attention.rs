//! Word times by the recogniser's attention, in every language it knows, snapped to pauses.
//!
//! Words that recognition has timed so are only snapped; other text is forced on the decoder.

use std::sync::Arc;

use super::script::{self, HeardWord, Listener};
use super::{Aligner, EngineError, Placed, Run, Timing, Window};
use crate::audio::{self, energy::Contour};
use crate::language;
use crate::transcript::{Span, WordSource};

mod snap;

pub(super) struct AttentionAligner {
    listener: Arc<dyn Listener>,
}

impl AttentionAligner {
    pub(super) fn new(listener: Arc<dyn Listener>) -> Self {
        Self { listener }
    }

    /// Where attention has the words of a window, before snapping.
    fn heard(
        &self,
        window: &Window<'_>,
        run: Run<'_>,
    ) -> Result<Vec<Option<HeardWord>>, EngineError> {
        let timed = |source| source == WordSource::Attention;
        if window.words.iter().all(|word| timed(word.source)) {
            let words = window.words.iter().map(|word| {
                Some(HeardWord {
                    start: word.start,
                    end: word.end,
                    score: word.score,
                })
            });
            return Ok(words.collect());
        }
        let (samples, language) = (window.samples, window.language);
        script::listen_for(&*self.listener, samples, language, window.words, run)
    }
}

impl Aligner for AttentionAligner {
    fn source(&self) -> WordSource {
        WordSource::Attention
    }

    fn knows(&self, language: &str) -> bool {
        self.listener.knows(language)
    }

    fn align(&self, windows: &[Window<'_>], run: Run<'_>) -> Result<Vec<Placed>, EngineError> {
        let mut placed = Vec::with_capacity(windows.len());
        for window in windows {
            run.check()?;
            placed.push(place(window, &self.heard(window, run)?));
        }
        Ok(placed)
    }
}

/// Snaps what was heard, leaving out what was not.
fn place(window: &Window<'_>, heard: &[Option<HeardWord>]) -> Placed {
    let duration = audio::seconds(window.samples.len() as u64);
    if window.samples.is_empty() {
        return vec![None; heard.len()];
    }
    let (mut spans, lengths): (Vec<Span>, Vec<f64>) = window
        .words
        .iter()
        .zip(heard)
        .filter_map(|(word, heard)| Some((heard.as_ref()?, letters(&word.word))))
        .map(|(heard, letters)| (Span::new(heard.start, heard.end), letters))
        .unzip();
    snap::share(&mut spans, &lengths);
    let mut spans = snap::snap(&spans, &Contour::new(window.samples), duration).into_iter();
    let timing = |word: &Option<HeardWord>| {
        let (word, span) = (word.as_ref()?, spans.next()?);
        Some(Timing {
            start: span.start,
            end: span.end,
            score: word.score,
            chars: Vec::new(),
        })
    };
    heard.iter().map(timing).collect()
}

/// Characters of a word that are said, at least one.
fn letters(word: &str) -> f64 {
    let said = word.chars().filter(|c| !language::is_mark(*c)).count();
    f64::from(u32::try_from(said.max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::device::Device;
    use super::*;
    use crate::engine::native::Native;
    use crate::engine::whisper::Whisper;
    use crate::engine::{Recognition, Transcriber};
    use crate::ggml::Model;
    use crate::models::Weights;
    use crate::transcript::Word;

    static STOP: AtomicBool = AtomicBool::new(true);
    static GO: AtomicBool = AtomicBool::new(false);

    fn run(cancel: &AtomicBool) -> Run<'_> {
        Run { threads: 1, cancel }
    }

    fn at(path: &str) -> String {
        format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
    }

    fn conversation() -> Vec<f32> {
        let mut file = hound::WavReader::open(at("examples/conversation.wav")).expect("a file");
        let samples = file
            .samples::<i16>()
            .map(|s| f32::from(s.expect("a sample")));
        samples.map(|sample| sample / 32_768.0).collect()
    }

    fn written(text: &str) -> Vec<Word> {
        let words = language::words(text, "en").into_iter();
        words.map(Word::untimed).collect()
    }

    fn weights() -> Weights {
        Weights::File(at("models/ggml-base-q5_0.bin").into())
    }

    #[test]
    fn whisper_cpp_hears_words_where_they_are_said() {
        hears_words_where_they_are_said(&Arc::new(
            Whisper::load(&weights(), true, Device::Cpu).expect("a model"),
        ));
    }

    #[test]
    fn the_built_in_engine_hears_words_where_they_are_said() {
        let path = at("models/ggml-base-q5_0.bin");
        let model = Model::open(path.as_ref()).expect("a file");
        hears_words_where_they_are_said(&Arc::new(Native::load(model, "", true).expect("a model")));
    }

    /// One test for all, as a model takes its time to load.
    fn hears_words_where_they_are_said<E: Listener + Transcriber + 'static>(engine: &Arc<E>) {
        let aligner = AttentionAligner::new(Arc::clone(engine) as _);
        assert!(aligner.knows("en") && aligner.knows("ja") && !aligner.knows("xx"));
        let samples = conversation();
        let align = |samples: &[f32], words: &[Word]| -> Placed {
            let window = Window {
                samples,
                language: "en",
                words,
            };
            let placed = aligner.align(&[window], run(&GO)).expect("no failure");
            placed.into_iter().flatten().collect()
        };

        // From 6.5 s on; when turns begin is told by examples/conversation.rttm.
        let samples = &samples[104_000..232_000];
        let text = written(
            "Hello? Hello? Oh, hello. I didn't know you were there. Neither did I. Okay, then I \
             thought, you know, I heard a beep.",
        );
        let placed: Vec<Timing> = align(samples, &text).into_iter().flatten().collect();
        assert_eq!(placed.len(), text.len());
        assert!(placed.windows(2).all(|pair| pair[0].end <= pair[1].start));
        for (word, said) in [("Oh,", 8.32), ("Neither", 9.92)] {
            let index = text.iter().position(|written| written.word == word);
            let heard = &placed[index.expect("a word of the text")];
            assert!((heard.start + 6.5 - said).abs() < 0.2, "{word}: {heard:?}");
        }
        assert!(
            placed
                .iter()
                .all(|word| word.score > 0.0 && word.score <= 1.0)
        );

        // More than one decode holds, and words that no time is left for.
        let long = written(&"I didn't know you were there. ".repeat(40));
        let placed = align(samples, &long);
        assert_eq!(placed.len(), long.len());
        assert!(placed[..100].iter().all(Option::is_some));

        // Too short, nothing to say, stopped.
        assert_eq!(align(&samples[..1_000], &text[..2]), [None, None]);
        assert_eq!(align(samples, &[]), []);
        let window = Window {
            samples,
            language: "en",
            words: &text,
        };
        let stopped = aligner.align(&[window], run(&STOP));
        assert!(matches!(stopped, Err(EngineError::Cancelled)));

        // Recognised words carry their times.
        let options = Recognition {
            beam_size: 1,
            ..Recognition::default()
        };
        let segments = engine.transcribe(samples, "en", &options, run(&GO));
        let segments = segments.expect("no failure");
        let words = || segments.iter().flat_map(|segment| &segment.words);
        assert!(words().count() > 5);
        assert!(words().all(|word| word.source == WordSource::Attention));
        assert!(words().zip(words().skip(1)).all(|(a, b)| a.end <= b.start));
    }
}
