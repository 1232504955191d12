//! Settings: flag > environment > `.env` > config file > default, resolved and checked once.
//!
//! [`SETTINGS`] is the one list of names, defaults and help; `cli.rs` makes flags of it.

mod history;
mod layers;
mod server;
mod speakers;
mod table;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use history::History;
pub use layers::{Layers, Origin, Resolved};
pub use server::{ClientKey, Server};
pub use speakers::Speakers;
pub use table::{Group, SETTINGS, Setting};

use crate::engine::device::DeviceWanted;
use crate::engine::{AlignMethod, EngineKind, Recognition, Task};
use crate::format::Format;
use crate::language;
use crate::models::ComputeType;
use crate::pipeline::detect::Detection;
use crate::pipeline::regroup::Grouping;
use crate::subtitle::Layout;

/// Why the settings can't be used: always the user's to mend, exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that the setting doesn't take.
    #[error("{name}: `{value}` can't be used ({origin}): {reason}")]
    Value {
        /// The setting as its origin spells it.
        name: String,
        /// What was given.
        value: String,
        /// Where it was given.
        origin: Origin,
        /// What is accepted.
        reason: String,
    },
    /// A variable that is no text.
    #[error("the environment variable {0} isn't UTF-8: set it again, or unset it")]
    NotUtf8(&'static str),
    /// A config file that can't be read.
    #[error("can't read the config file {path}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A config file or `.env` with a mistake in it.
    #[error("{path}: {reason}")]
    Parse {
        /// The file.
        path: String,
        /// What is wrong, and where.
        reason: String,
    },
}

/// A mistake in what was asked for, over settings that are good each by itself: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// How messages about progress are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressStyle {
    /// Bars on a terminal, nothing elsewhere.
    Auto,
    /// One JSON object a line on stderr.
    Json,
    /// Nothing.
    None,
}

/// How an HTML page gets its sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HtmlAudio {
    /// By a link to the recording.
    Link,
    /// From a copy inside the page.
    Embed,
    /// Not at all.
    None,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Every setting, typed and checked.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that have nothing to do with one another"
)]
pub struct Settings {
    /// Name or path of the recognition model.
    pub model: String,
    /// Stored precision of the model.
    pub compute_type: ComputeType,
    /// Where to compute.
    pub device: DeviceWanted,
    /// Whether nothing is asked of the hub.
    pub offline: bool,
    /// Program that recognises.
    pub engine: EngineKind,
    /// CPU threads; 0 was given for all cores.
    pub threads: usize,
    /// Recordings worked on at once; 0 leaves it to the command.
    pub jobs: usize,
    /// ISO 639-1 code; `None` detects it.
    pub language: Option<&'static str>,
    /// Whether each chunk's language is detected.
    pub multilingual: bool,
    /// What the recogniser does.
    pub recognition: Recognition,
    /// How voice activity becomes chunks.
    pub detection: Detection,
    /// How words get their times.
    pub align: AlignMethod,
    /// Folder or hub id of a wav2vec2 model; `None` takes the language's.
    pub align_model: Option<String>,
    /// Whether characters get times too.
    pub char_alignments: bool,
    /// Where segments end.
    pub grouping: Grouping,
    /// Who speaks.
    pub speakers: Speakers,
    /// What is remembered, and where.
    pub history: History,
    /// How the service is reached, and what it may do.
    pub server: Server,
    /// Formats to write; empty when none were chosen.
    pub formats: Vec<Format>,
    /// Whether a result that something may be missing from counts as a failure.
    pub strict: bool,
    /// How pages get their sound.
    pub html_audio: HtmlAudio,
    /// Subtitle layout.
    pub layout: Layout,
    /// How progress is shown.
    pub progress: ProgressStyle,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Least important level that is logged.
    pub log_level: tracing::Level,
    /// Every setting as text, with its origin, in the order of [`SETTINGS`].
    pub resolved: Vec<Resolved>,
}

impl Settings {
    /// Resolves all settings from the layers. Of two values that contradict each other the nearer
    /// one wins.
    ///
    /// # Errors
    /// On the first value that its setting doesn't take, and on two of one place that contradict
    /// each other.
    pub fn resolve(layers: &Layers) -> Result<Self, ConfigError> {
        Self::resolve_for(layers, &BTreeMap::new())
    }

    /// The same for a request whose own settings are nearer than all places of the layers.
    ///
    /// # Errors
    /// Those of [`Settings::resolve`].
    pub fn resolve_for(
        layers: &Layers,
        asked: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let layers = layers.with(asked.clone());
        let mut read = Reader {
            resolved: SETTINGS.iter().map(|setting| layers.get(setting)).collect(),
            asked,
        };
        let recognition = recognition(&read)?;
        let detection = detection(&mut read)?;
        let (language, multilingual) = spoken(&mut read)?;
        let (align, align_model) = aligner(&mut read, recognition.task, language)?;
        let layout = Layout {
            max_line_width: read.whole("max_line_width", 0..=1000)?,
            max_line_count: read.whole("max_line_count", 1..=20)?,
            max_cue_duration: read.number("max_cue_duration", 0.5..=3600.0)?,
            max_cps: read.number("max_cps", 0.0..=1000.0)?,
            highlight_words: read.switch("highlight_words")?,
        };
        let environment = read.parsed::<Environment>("environment")?;
        Ok(Self {
            model: read.text("model"),
            compute_type: read.parsed("compute_type")?,
            device: device(&read)?,
            offline: read.switch("offline")?,
            engine: read.parsed("engine")?,
            threads: read.whole("threads", 0..=1024)?,
            jobs: read.whole("jobs", 0..=64)?,
            language,
            multilingual,
            recognition,
            detection,
            align,
            align_model,
            char_alignments: read.switch("char_alignments")?,
            grouping: Grouping {
                by: read.parsed("segment_by")?,
                longest: read.number("max_segment_duration", 1.0..=30.0)?,
            },
            speakers: Speakers::resolve(&mut read)?,
            history: History::resolve(&read)?,
            server: Server::resolve(&read)?,
            formats: read.with("format", formats)?,
            strict: read.switch("strict")?,
            html_audio: read.parsed("html_audio")?,
            layout,
            progress: read.parsed("progress")?,
            log_format: read.parsed("log_format")?,
            log_level: read
                .optional("log_level", level)?
                .unwrap_or(environment.log_level()),
            resolved: read.resolved,
        })
    }

    /// Whether a setting was given as a flag, or anywhere else with a value that isn't the default:
    /// `scripta config` writes files that hold all of them.
    #[must_use]
    pub fn is_given(&self, key: &str) -> bool {
        let usual = |key: &str, value: &str| {
            let setting = SETTINGS.iter().find(|setting| setting.key == key);
            setting.is_some_and(|setting| setting.default == value)
        };
        let given = |resolved: &Resolved| match resolved.origin {
            Origin::Flag => true,
            Origin::Default => false,
            _ => !usual(resolved.key, &resolved.value),
        };
        let mut named = self.resolved.iter().filter(|resolved| resolved.key == key);
        named.any(given)
    }

    /// Whether a setting was given as a flag.
    #[must_use]
    pub fn is_flag(&self, key: &str) -> bool {
        let given = |resolved: &Resolved| resolved.key == key && resolved.origin == Origin::Flag;
        self.resolved.iter().any(given)
    }

    /// Token for the hub; a secret.
    #[must_use]
    pub fn hf_token(&self) -> Option<&str> {
        let token = self
            .resolved
            .iter()
            .find(|resolved| resolved.key == "hf_token");
        token
            .map(|token| token.value.as_str())
            .filter(|token| !token.is_empty())
    }

    /// Cores to use: those given, else all there are.
    #[must_use]
    pub fn cores(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        if self.threads == 0 {
            all()
        } else {
            self.threads
        }
    }
}

/// Reads and checks single settings, and settles what contradicts itself.
struct Reader<'a> {
    /// Every setting, in the order of [`SETTINGS`].
    resolved: Vec<Resolved>,
    /// Those that a request names.
    asked: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    fn get(&self, key: &str) -> Resolved {
        let mut all = self.resolved.iter();
        // Every key named in this file is in the table; a test reads them all.
        let found = all.find(|resolved| resolved.key == key).cloned();
        found.unwrap_or_else(Resolved::missing)
    }

    /// How near to the user a value was given.
    fn nearness(&self, key: &str) -> u8 {
        match self.get(key).origin {
            _ if self.asked.contains_key(key) => 5,
            Origin::Flag => 4,
            Origin::Env(_) => 3,
            Origin::DotEnv(_) => 2,
            Origin::File(_) => 1,
            Origin::Default => 0,
        }
    }

    /// Whether a setting that may be empty isn't.
    fn is_given(&self, key: &str) -> bool {
        !self.text(key).trim().is_empty()
    }

    /// Whether a value was given nearer to the user than another one.
    fn is_nearer(&self, key: &str, other: &str) -> bool {
        self.nearness(key) > self.nearness(other)
    }

    /// Settles that two values contradict each other: the farther one is forgotten. Two of one place
    /// are refused.
    fn settle(&mut self, key: &str, other: &str, reason: &str) -> Result<(), ConfigError> {
        match self.nearness(key).cmp(&self.nearness(other)) {
            Ordering::Greater => self.forget(other),
            Ordering::Less => self.forget(key),
            Ordering::Equal => return Err(self.get(key).refuse(reason.to_owned())),
        }
        Ok(())
    }

    /// Has a setting as if nobody had given it.
    fn forget(&mut self, key: &str) {
        let setting = SETTINGS.iter().find(|setting| setting.key == key);
        let resolved = self.resolved.iter_mut().find(|one| one.key == key);
        if let (Some(setting), Some(resolved)) = (setting, resolved) {
            setting.default.clone_into(&mut resolved.value);
            resolved.origin = Origin::Default;
        }
    }

    /// Gives a setting the value of another one.
    fn follow(&mut self, key: &str, leader: &str) {
        let value = self.text(leader);
        let resolved = self.resolved.iter_mut().find(|one| one.key == key);
        if let Some(resolved) = resolved {
            resolved.value = value;
        }
    }

    fn text(&self, key: &str) -> String {
        self.get(key).value
    }

    fn with<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let resolved = self.get(key);
        parse(&resolved.value).map_err(|reason| resolved.refuse(reason))
    }

    fn parsed<T: FromStr<Err = String>>(&self, key: &str) -> Result<T, ConfigError> {
        self.with(key, |text| text.to_lowercase().parse())
    }

    fn optional<T>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        self.with(key, |text| match text.trim() {
            "" => Ok(None),
            text => parse(text).map(Some),
        })
    }

    fn number(&self, key: &str, range: std::ops::RangeInclusive<f64>) -> Result<f64, ConfigError> {
        self.with(key, |text| number(text, &range))
    }

    /// A number for an engine that works in single precision.
    fn single(&self, key: &str, range: std::ops::RangeInclusive<f64>) -> Result<f32, ConfigError> {
        self.number(key, range).map(single)
    }

    fn whole(
        &self,
        key: &str,
        range: std::ops::RangeInclusive<usize>,
    ) -> Result<usize, ConfigError> {
        self.with(key, |text| {
            let expected = || {
                format!(
                    "expected a whole number from {} to {}",
                    range.start(),
                    range.end()
                )
            };
            let value = text.trim().parse::<usize>().map_err(|_| expected())?;
            range.contains(&value).then_some(value).ok_or_else(expected)
        })
    }

    fn switch(&self, key: &str) -> Result<bool, ConfigError> {
        self.with(key, |text| match text.to_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" | "" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        })
    }

    fn list(&self, key: &str) -> Result<Vec<i32>, ConfigError> {
        self.with(key, |text| {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            parts
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| "expected token ids separated by commas, such as -1,50364".to_owned())
        })
    }

    fn check(&self, key: &str, good: bool, reason: &str) -> Result<(), ConfigError> {
        if good {
            return Ok(());
        }
        Err(self.get(key).refuse(reason.to_owned()))
    }
}

fn recognition(read: &Reader<'_>) -> Result<Recognition, ConfigError> {
    let length_penalty = read.optional("length_penalty", |text| {
        number(text, &(0.0..=10.0)).map(single)
    })?;
    Ok(Recognition {
        task: read.parsed::<Task>("task")?,
        beam_size: read.whole("beam_size", 1..=8)?,
        best_of: read.whole("best_of", 1..=8)?,
        temperature: read.single("temperature", 0.0..=1.0)?,
        temperature_increment: read.single("temperature_increment", 0.0..=1.0)?,
        length_penalty: length_penalty.unwrap_or(Recognition::default().length_penalty),
        entropy_threshold: read.single("entropy_threshold", 0.0..=100.0)?,
        compression_ratio_threshold: read.number("compression_ratio_threshold", 0.0..=1000.0)?,
        logprob_threshold: read.single("logprob_threshold", -100.0..=0.0)?,
        no_speech_threshold: read.single("no_speech_threshold", 0.0..=1.0)?,
        initial_prompt: read.optional("initial_prompt", |text| Ok(text.to_owned()))?,
        hotwords: read.optional("hotwords", |text| Ok(text.to_owned()))?,
        suppress_tokens: read.list("suppress_tokens")?,
        suppress_numerals: read.switch("suppress_numerals")?,
    })
}

/// How speech is found. Whoever sets one threshold needn't know the other's default: it follows.
fn detection(read: &mut Reader<'_>) -> Result<Detection, ConfigError> {
    let (onset, offset) = ("vad_onset", "vad_offset");
    if threshold(read, offset)? > threshold(read, onset)? {
        match read.nearness(onset).cmp(&read.nearness(offset)) {
            Ordering::Greater => read.follow(offset, onset),
            Ordering::Less => read.follow(onset, offset),
            Ordering::Equal => {
                let reason = "it must not be above vad_onset, or speech could end before it begins";
                return Err(read.get(offset).refuse(reason.to_owned()));
            }
        }
    }
    Ok(Detection {
        method: read.parsed("vad")?,
        onset: threshold(read, onset)?,
        offset: threshold(read, offset)?,
        chunk_seconds: read.number("chunk_size", 1.0..=30.0)?,
    })
}

/// A probability of speech.
fn threshold(read: &Reader<'_>, key: &str) -> Result<f32, ConfigError> {
    read.single(key, 0.01..=0.99)
}

/// The language, and whether each chunk's own is detected.
fn spoken(read: &mut Reader<'_>) -> Result<(Option<&'static str>, bool), ConfigError> {
    if read.switch("multilingual")? && read.with("language", language_code)?.is_some() {
        let reason = "a fixed language leaves nothing to detect; drop one of the two";
        read.settle("multilingual", "language", reason)?;
    }
    let language = read.with("language", language_code)?;
    Ok((language, read.switch("multilingual")?))
}

/// How words get their times, and from which model.
fn aligner(
    read: &mut Reader<'_>,
    task: Task,
    language: Option<&str>,
) -> Result<(AlignMethod, Option<String>), ConfigError> {
    let method: AlignMethod = read.parsed("align")?;
    // Only attention can follow a translation, and the phoneme recogniser knows English alone.
    let translates = task == Task::Translate;
    let is_spoken = matches!(method, AlignMethod::Phoneme | AlignMethod::Wav2vec2);
    let is_foreign = method == AlignMethod::Phoneme && language.is_some_and(|code| code != "en");
    if (translates && is_spoken && read.is_nearer("task", "align"))
        || (is_foreign && read.is_nearer("language", "align"))
    {
        read.forget("align");
    }
    if translates && read.is_nearer("task", "align_model") {
        read.forget("align_model");
    }
    let method: AlignMethod = read.parsed("align")?;
    let takes_model = matches!(method, AlignMethod::Auto | AlignMethod::Wav2vec2);
    if !takes_model && !read.text("align_model").trim().is_empty() {
        let reason = "it is a wav2vec2 model; give --align wav2vec2 with it, or nothing";
        read.settle("align_model", "align", reason)?;
    }
    let model = read.optional("align_model", |text| Ok(text.to_owned()))?;
    Ok((read.parsed("align")?, model))
}

fn number(text: &str, range: &std::ops::RangeInclusive<f64>) -> Result<f64, String> {
    let expected = || {
        format!(
            "expected a number from {} to {}",
            range.start(),
            range.end()
        )
    };
    let value = text.trim().parse::<f64>().map_err(|_| expected())?;
    range.contains(&value).then_some(value).ok_or_else(expected)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "settings are small numbers"
)]
fn single(value: f64) -> f32 {
    value as f32
}

fn language_code(text: &str) -> Result<Option<&'static str>, String> {
    if matches!(text.trim().to_lowercase().as_str(), "auto" | "") {
        return Ok(None);
    }
    let codes: Vec<&str> = language::LANGUAGES.iter().map(|l| l.0).collect();
    language::find(text).map(Some).ok_or_else(|| {
        format!(
            "expected auto, an English name or one of: {}",
            codes.join(" ")
        )
    })
}

fn formats(text: &str) -> Result<Vec<Format>, String> {
    let mut formats = Vec::new();
    for name in text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let named = match name.to_lowercase().as_str() {
            "all" => Format::ALL.to_vec(),
            _ => vec![name.parse()?],
        };
        for format in named {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Ok(formats)
}

/// The device; `device_index` says which of several, where the device doesn't itself.
fn device(read: &Reader<'_>) -> Result<DeviceWanted, ConfigError> {
    let index = read.whole("device_index", 0..=255)?;
    // A number behind the device's name stands, unless another is given nearer.
    let is_numbered = read.text("device").contains(':');
    let counts = !is_numbered || read.is_nearer("device_index", "device");
    Ok(match read.parsed("device")? {
        DeviceWanted::Gpu(kind, _) if counts => DeviceWanted::Gpu(kind, index),
        device => device,
    })
}

fn level(text: &str) -> Result<tracing::Level, String> {
    Ok(match text.to_lowercase().as_str() {
        "error" | "critical" => tracing::Level::ERROR,
        "warning" | "warn" => tracing::Level::WARN,
        "info" => tracing::Level::INFO,
        "debug" => tracing::Level::DEBUG,
        "trace" => tracing::Level::TRACE,
        _ => return Err("expected one of: error, warning, info, debug, trace".to_owned()),
    })
}

/// The kind of place the program runs in: it sets the default log level.
#[derive(Debug, Clone, Copy)]
enum Environment {
    Development,
    Testing,
    Production,
}

impl Environment {
    fn log_level(self) -> tracing::Level {
        match self {
            Self::Development => tracing::Level::DEBUG,
            Self::Testing | Self::Production => tracing::Level::WARN,
        }
    }
}

impl FromStr for Environment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "development" => Ok(Self::Development),
            "testing" => Ok(Self::Testing),
            "production" => Ok(Self::Production),
            _ => Err("expected one of: development, testing, production".to_owned()),
        }
    }
}

impl FromStr for ProgressStyle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "json" => Ok(Self::Json),
            "none" => Ok(Self::None),
            _ => Err("expected one of: auto, json, none".to_owned()),
        }
    }
}

impl FromStr for HtmlAudio {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "link" => Ok(Self::Link),
            "embed" => Ok(Self::Embed),
            "none" => Ok(Self::None),
            _ => Err("expected one of: link, embed, none".to_owned()),
        }
    }
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected one of: text, json".to_owned()),
        }
    }
}

impl fmt::Display for Settings {
    /// As a config file, each line with its origin; secrets are hidden.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for resolved in &self.resolved {
            writeln!(f, "{}", resolved.as_toml())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        pairs.collect()
    }

    fn layers(pairs: &[(&str, &str)]) -> Layers {
        Layers::from_flags(map(pairs))
    }

    #[test]
    fn defaults_are_valid_and_match_the_library() {
        let settings = Settings::resolve(&layers(&[])).expect("defaults");
        assert_eq!(settings.recognition, Recognition::default());
        assert_eq!(settings.detection, Detection::default());
        assert_eq!(settings.layout, Layout::default());
        assert!(settings.resolved.iter().all(|r| !r.key.is_empty()));
    }

    #[test]
    fn wrong_values_name_the_flag_and_what_is_accepted() {
        let wrong = [
            ("beam_size", "0", "1 to 8"),
            ("language", "zz", "auto"),
            ("vad", "webrtc", "silero"),
            ("format", "docx", "srt"),
            ("device", "tpu", "cpu"),
        ];
        for (key, value, expected) in wrong {
            let error = Settings::resolve(&layers(&[(key, value)])).expect_err(key);
            let text = error.to_string();
            assert!(text.contains(expected) && text.contains(value), "{text}");
        }
    }

    /// Each pair contradicts itself: it is refused from one place, and the nearer one of two wins.
    #[test]
    fn of_contradicting_values_the_nearer_one_wins() {
        let shown = |settings: &Settings, key: &str| {
            let mut all = settings.resolved.iter();
            let found = all.find(|resolved| resolved.key == key).expect("a setting");
            found.value.clone()
        };
        for (one, other) in [
            (("vad_onset", "0.3"), ("vad_offset", "0.6")),
            (("multilingual", "true"), ("language", "de")),
            (("align_model", "a/b"), ("align", "none")),
            (("num_speakers", "3"), ("min_speakers", "2")),
            (("num_speakers", "3"), ("max_speakers", "2")),
            (("min_speakers", "4"), ("max_speakers", "2")),
            (("channels_as_speakers", "true"), ("num_speakers", "2")),
            (
                ("channels_as_speakers", "true"),
                ("identify_speakers", "true"),
            ),
        ] {
            Settings::resolve(&layers(&[one, other])).expect_err("one place");
            for (near, far) in [(one, other), (other, one)] {
                let settings = Settings::resolve_for(&layers(&[far]), &map(&[near]));
                let settings = settings.unwrap_or_else(|error| panic!("{near:?}: {error}"));
                assert_eq!(shown(&settings, near.0), near.1);
                assert_ne!(shown(&settings, far.0), far.1, "{near:?}");
            }
        }
    }

    #[test]
    fn of_three_the_nearest_counts() {
        let service = layers(&[("min_speakers", "2"), ("num_speakers", "3")]);
        let asked = map(&[("max_speakers", "5")]);
        let settings = Settings::resolve_for(&service, &asked).expect("settings");
        let count = settings.speakers.count;
        assert_eq!((count.least, count.most), (Some(2), Some(5)));
    }

    #[test]
    fn a_default_follows_the_value_that_was_given() {
        let low = Settings::resolve(&layers(&[("vad_onset", "0.3")])).expect("settings");
        assert!((low.detection.offset - 0.3).abs() < 1e-6);
        let high = Settings::resolve(&layers(&[("vad_offset", "0.9")])).expect("settings");
        assert!((high.detection.onset - 0.9).abs() < 1e-6);
    }

    #[test]
    fn a_translation_and_a_language_change_how_words_are_timed() {
        let service = layers(&[("align", "wav2vec2"), ("align_model", "a/b")]);
        let asked = map(&[("task", "translate")]);
        let settings = Settings::resolve_for(&service, &asked).expect("settings");
        assert_eq!(
            (settings.align, settings.align_model),
            (AlignMethod::Auto, None)
        );
        let service = layers(&[("align", "phoneme")]);
        let asked = map(&[("language", "de")]);
        let settings = Settings::resolve_for(&service, &asked).expect("settings");
        assert_eq!(settings.align, AlignMethod::Auto);
    }
}
