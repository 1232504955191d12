//! The parameters of requests: names, types and help for the API's description, and the setting
//! that each one stands for. Values stay text here; settings check them.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// Declares groups of query parameters, and which setting takes the value of each.
macro_rules! params {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $field:ident : $type:ty => $setting:literal),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(IntoParams)]
        #[into_params(parameter_in = Query)]
        #[expect(dead_code, reason = "it describes the parameters; their values are read as text")]
        #[allow(clippy::struct_field_names, reason = "these are the names that clients know")]
        pub(super) struct $name {
            $($(#[$about])* $field: Option<$type>),*
        }

        impl $name {
            /// The parameters by name, each with its setting; empty for what decides nothing here.
            pub(super) const NAMES: &[(&str, &str)] = &[$((stringify!($field), $setting)),*];
        }
    )*};
}

/// What is done with speech.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes a parameter")]
pub(super) enum TaskEnum {
    /// Written down.
    Transcribe,
    /// Translated into English.
    Translate,
}

/// Where to compute.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes a parameter")]
pub(super) enum Device {
    /// The service's own.
    Auto,
    /// An NVIDIA GPU.
    Cuda,
    /// The CPU.
    Cpu,
}

/// Precision of the model's weights.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes a parameter")]
pub(super) enum ComputeType {
    /// The best there is.
    Auto,
    /// 16-bit floats.
    Float16,
    /// 32-bit floats.
    Float32,
    /// Integers.
    Int8,
}

/// What whisperX-FastAPI does about words without times; here every word has one.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes a parameter")]
pub(super) enum InterpolateMethod {
    /// The nearest time.
    Nearest,
    /// In between.
    Linear,
    /// None.
    Ignore,
}

params! {
    /// What is recognised, and by which model.
    WhisperModelParams {
        /// Language code or English name; `auto` or `null` detects it; left out, the service's
        /// default, else detected.
        language: String => "language",
        /// Write down what is said, or translate it into English.
        task: TaskEnum => "task",
        /// Name of a model; left out, the service's default.
        #[param(example = "base")]
        model: String => "model",
        /// Where to compute; what the service can't use becomes its own device, and `notes` says so.
        device: Device => "device",
        /// Taken for the sake of old clients; the service chooses.
        device_index: i64 => "",
        /// CPU threads; 0 uses all.
        #[param(minimum = 0, maximum = 1024)]
        threads: u32 => "threads",
        /// Taken for the sake of old clients; the service chooses.
        batch_size: i64 => "",
        /// Longest chunk given to the recogniser, in seconds.
        #[param(minimum = 1, maximum = 30)]
        chunk_size: f64 => "chunk_size",
        /// Precision of the weights; what isn't there is corrected, and said in `notes`.
        compute_type: ComputeType => "compute_type",
    }

    /// How it is recognised.
    AsrOptions {
        /// Hypotheses kept while decoding.
        #[param(minimum = 1, maximum = 8)]
        beam_size: u32 => "beam_size",
        /// Samples drawn at temperatures above 0.
        #[param(minimum = 1, maximum = 8)]
        best_of: u32 => "best_of",
        /// Taken for the sake of old clients; whisper.cpp has none.
        patience: f64 => "",
        /// Exponent of the length normalisation of hypotheses.
        #[param(minimum = 0, maximum = 10)]
        length_penalty: f64 => "length_penalty",
        /// First sampling temperature; of a list with commas the first counts, and `notes` says so.
        temperatures: String => "temperature",
        /// Text compression ratio above which a decode counts as a loop.
        #[param(minimum = 0, maximum = 1000)]
        compression_ratio_threshold: f64 => "compression_ratio_threshold",
        /// Average log-probability below which a decode counts as failed.
        #[param(minimum = -100, maximum = 0)]
        log_prob_threshold: f64 => "logprob_threshold",
        /// Probability of silence above which a failed decode is dropped.
        #[param(minimum = 0, maximum = 1)]
        no_speech_threshold: f64 => "no_speech_threshold",
        /// Text that sets style and spelling.
        initial_prompt: String => "initial_prompt",
        /// Token ids never written; repeated, or one list with commas.
        suppress_tokens: Vec<i32> => "suppress_tokens",
        /// Write numbers as words.
        suppress_numerals: bool => "suppress_numerals",
        /// Names and terms to expect.
        hotwords: String => "hotwords",
        /// Detect the language of every chunk.
        multilingual: bool => "multilingual",
    }

    /// How speech is found.
    VadOptions {
        /// Speech probability at which speech begins.
        #[param(minimum = 0.01, maximum = 0.99)]
        vad_onset: f64 => "vad_onset",
        /// Speech probability below which speech ends.
        #[param(minimum = 0.01, maximum = 0.99)]
        vad_offset: f64 => "vad_offset",
        /// `silero`, `pyannote`, or `none` to decode everything.
        vad_method: String => "vad",
    }

    /// How words get their times.
    AlignmentParams {
        /// Whether and how: `true`, `false`, or a method.
        align: String => "align",
        /// A wav2vec2 model that is on the server, by its id of the Hugging Face hub.
        align_model: String => "align_model",
        /// Taken for the sake of old clients: every word has a time here.
        interpolate_method: InterpolateMethod => "",
        /// Whether characters get times too.
        return_char_alignments: bool => "char_alignments",
        /// Where segments end: `sentence`, `chunk` or `pause`.
        segment_by: String => "segment_by",
    }

    /// Who speaks.
    DiarizationParams {
        /// Fewest speakers there may be.
        #[param(minimum = 1, maximum = 100)]
        min_speakers: u32 => "min_speakers",
        /// Most speakers there may be.
        #[param(minimum = 1, maximum = 100)]
        max_speakers: u32 => "max_speakers",
        /// How many there are, where that is known.
        #[param(minimum = 1, maximum = 100)]
        num_speakers: u32 => "num_speakers",
        /// Name the speakers whose voices are enrolled.
        identify_speakers: bool => "identify_speakers",
        /// Name the speakers whose voices are known, and keep those of the others for later tasks.
        auto_store_speakers: bool => "auto_store_speakers",
        /// Add what each voice sounds like to the result.
        return_embeddings: bool => "speaker_embeddings",
    }

    /// Whether speakers are told apart.
    SpeakerSwitch {
        /// Tell who speaks; true unless it says otherwise.
        diarize: bool => "diarize",
    }

    /// Where to compute.
    DeviceParams {
        /// Where to compute; what the service can't use becomes its own device, and `notes` says so.
        device: Device => "device",
    }
}

/// Who is told when the task ends, and how long to wait.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it describes the parameters; their values are read as text"
)]
pub(super) struct TaskParams {
    /// URL that gets the result by POST; the API's description has what is sent.
    #[param(max_length = 2083)]
    callback_url: Option<String>,
    /// Seconds to wait for the result, at most 600; without it the answer comes at once.
    #[param(minimum = 0, maximum = 600)]
    wait: Option<f64>,
}

/// How long to wait.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it describes the parameters; their values are read as text"
)]
pub(super) struct WaitParams {
    /// Seconds to wait for the result, at most 600; without it the answer comes at once.
    #[param(minimum = 0, maximum = 600)]
    wait: Option<f64>,
}

/// Which tasks are listed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it describes the parameters; their values are read as text"
)]
pub(super) struct ListParams {
    /// How many at most, 1 to 1000; without it, all.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// How many to leave out first.
    #[param(minimum = 0)]
    offset: Option<u32>,
    /// `newest` (the usual way) or `oldest` first.
    order: Option<String>,
    /// Only tasks that stand so; several with commas.
    status: Option<String>,
    /// Only tasks of this kind.
    task_type: Option<String>,
    /// Only tasks of this language.
    language: Option<String>,
    /// Only tasks with this in the name of the recording.
    file: Option<String>,
    /// Only tasks with these words in the name of the recording or in what is said.
    q: Option<String>,
}

/// How a result is shown.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it describes the parameters; their values are read as text"
)]
pub(super) struct ShowParams {
    /// Format of the result: txt, srt, vtt, json and the others; without it, the task as JSON.
    format: Option<String>,
}
