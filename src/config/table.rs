//! The list of settings: one entry feeds the flag, the environment name, the config file and help.

use serde_json::Value;

/// Which part of the help a setting stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The model and the machine.
    Model,
    /// What the recogniser writes.
    Recognition,
    /// What is heard.
    Listening,
    /// When words are said and where segments end.
    Words,
    /// Who speaks.
    Speakers,
    /// How subtitles are laid out.
    Subtitles,
    /// What is remembered between runs.
    History,
    /// How the service is reached, and what it may do.
    Service,
    /// What is told on the way.
    Messages,
}

impl Group {
    /// Heading in the help.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Model => "Model and machine",
            Self::Recognition => "Recognition",
            Self::Listening => "Voice activity",
            Self::Words => "Word times and segments",
            Self::Speakers => "Speakers",
            Self::Subtitles => "Output and subtitles",
            Self::History => "History",
            Self::Service => "Service",
            Self::Messages => "Messages",
        }
    }
}

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Name in the config file; with hyphens, the flag.
    pub key: &'static str,
    /// Environment variable.
    pub env: &'static str,
    /// Value when nothing else is said.
    pub default: &'static str,
    /// Placeholder of the flag's value; empty for a switch.
    pub value: &'static str,
    /// The values, where they are few.
    pub allowed: &'static [&'static str],
    /// Part of the help.
    pub group: Group,
    /// Whether there is a flag.
    pub flag: bool,
    /// Whether the value may be shown.
    pub secret: bool,
    /// One sentence.
    pub help: &'static str,
}

impl Setting {
    /// A value of this setting as JSON has it: a switch, a number or a text, null for none.
    #[must_use]
    pub fn as_json(&self, value: &str) -> Value {
        let text = value.trim();
        let is_on = || matches!(text.to_lowercase().as_str(), "true" | "1" | "yes" | "on");
        match self.value {
            "" if self.flag => is_on().into(),
            _ if text.is_empty() => Value::Null,
            "BOOL" => is_on().into(),
            "N" | "P" | "T" | "X" | "ALPHA" | "COLUMNS" | "MB" | "PORT" | "SECONDS" => {
                let whole = text.parse::<i64>().map(Value::from);
                let number = whole.or_else(|_| text.parse::<f64>().map(Value::from));
                number.unwrap_or_else(|_| text.into())
            }
            _ => text.into(),
        }
    }
}

const PLAIN: Setting = Setting {
    key: "",
    env: "",
    default: "",
    value: "",
    allowed: &[],
    group: Group::Messages,
    flag: true,
    secret: false,
    help: "",
};

macro_rules! settings {
    ($($group:ident { $($key:literal $env:literal $value:literal = $default:literal
        $([$($allowed:literal),*])? : $help:literal;)* })*) => {
        /// Every setting, in the order of the help and of `scripta config`.
        pub const SETTINGS: &[Setting] = &[
            $($(Setting {
                key: $key,
                env: $env,
                value: $value,
                default: $default,
                $(allowed: &[$($allowed),*],)?
                group: Group::$group,
                flag: true,
                help: $help,
                ..PLAIN
            },)*)*
            Setting {
                key: "environment",
                env: "ENVIRONMENT",
                default: "production",
                flag: false,
                help: "development, testing or production; development logs more",
                ..PLAIN
            },
            Setting {
                key: "auth_token",
                env: "AUTH__BEARER_TOKEN",
                group: Group::Service,
                flag: false,
                secret: true,
                help: "A token that is let in",
                ..PLAIN
            },
            Setting {
                key: "webhook_secret",
                env: "SCRIPTA_WEBHOOK_SECRET",
                group: Group::Service,
                flag: false,
                secret: true,
                help: "Secret that callbacks are signed with (Standard Webhooks)",
                ..PLAIN
            },
            Setting {
                key: "hf_token",
                env: "HF_TOKEN",
                flag: false,
                secret: true,
                help: "Token for gated models of the Hugging Face hub",
                ..PLAIN
            },
        ];
    };
}

settings! {
    Model {
        "model" "WHISPER_MODEL" "NAME|PATH" = "base":
            "Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE";
        "engine" "SCRIPTA_ENGINE" "ENGINE" = "auto" ["auto", "whisper.cpp"]:
            "Program that recognises: auto is the faster built-in one wherever it can read the model";
        "device" "DEVICE" "DEVICE" = "auto":
            "Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1";
        "device_index" "SCRIPTA_DEVICE_INDEX" "N" = "0":
            "Which of several GPUs";
        "compute_type" "COMPUTE_TYPE" "TYPE" = "auto" ["auto", "float32", "float16", "int8"]:
            "Precision of the model file to look for";
        "offline" "SCRIPTA_OFFLINE" "" = "false":
            "Download no models; recordings that URLs name are still fetched";
        "threads" "SCRIPTA_THREADS" "N" = "0":
            "CPU threads; 0 uses all cores";
        "jobs" "SCRIPTA_JOBS" "N" = "0":
            "Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve";
    }
    Recognition {
        "language" "DEFAULT_LANG" "LANGUAGE" = "auto":
            "Language spoken, as a code or an English name; auto detects it";
        "multilingual" "SCRIPTA_MULTILINGUAL" "" = "false":
            "Detect the language of every chunk, for recordings that mix languages";
        "task" "SCRIPTA_TASK" "TASK" = "transcribe" ["transcribe", "translate"]:
            "Write down what is said, or translate it into English";
        "initial_prompt" "SCRIPTA_INITIAL_PROMPT" "TEXT" = "":
            "Text that sets the style and spelling, as if it came before the recording";
        "hotwords" "SCRIPTA_HOTWORDS" "WORDS" = "":
            "Names and terms to expect";
        "beam_size" "SCRIPTA_BEAM_SIZE" "N" = "5":
            "Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster";
        "best_of" "SCRIPTA_BEST_OF" "N" = "5":
            "Samples drawn when decoding at a temperature above 0, 1 to 8";
        "length_penalty" "SCRIPTA_LENGTH_PENALTY" "ALPHA" = "":
            "Exponent of the length normalisation of hypotheses; unset divides by length";
        "temperature" "SCRIPTA_TEMPERATURE" "T" = "0":
            "First sampling temperature, 0 to 1";
        "temperature_increment" "SCRIPTA_TEMPERATURE_INCREMENT" "T" = "0.2":
            "Step to the next temperature when a decode fails; 0 never tries again";
        "entropy_threshold" "SCRIPTA_ENTROPY_THRESHOLD" "X" = "2.4":
            "Token entropy below which a decode counts as a loop";
        "compression_ratio_threshold" "SCRIPTA_COMPRESSION_RATIO_THRESHOLD" "X" = "2.4":
            "Text compression ratio above which a decode counts as a loop";
        "logprob_threshold" "SCRIPTA_LOGPROB_THRESHOLD" "X" = "-1":
            "Average log-probability below which a decode counts as failed";
        "no_speech_threshold" "SCRIPTA_NO_SPEECH_THRESHOLD" "P" = "0.6":
            "Probability of silence above which a failed decode is dropped";
        "suppress_tokens" "SCRIPTA_SUPPRESS_TOKENS" "IDS" = "-1":
            "Token ids never written, separated by commas; -1 stands for symbols that aren't speech";
        "suppress_numerals" "SCRIPTA_SUPPRESS_NUMERALS" "" = "false":
            "Write numbers as words";
    }
    Listening {
        "vad" "SCRIPTA_VAD" "METHOD" = "silero" ["silero", "pyannote", "none"]:
            "How speech is found; none decodes everything";
        "vad_onset" "SCRIPTA_VAD_ONSET" "P" = "0.5":
            "Speech probability at which speech begins";
        "vad_offset" "SCRIPTA_VAD_OFFSET" "P" = "0.363":
            "Speech probability below which speech ends";
        "chunk_size" "SCRIPTA_CHUNK_SIZE" "SECONDS" = "30":
            "Longest chunk given to the recogniser, 1 to 30";
    }
    Words {
        "align" "SCRIPTA_ALIGN" "METHOD" = "auto" ["auto", "phoneme", "wav2vec2", "attention", "none"]:
            "How words get their times; auto takes the best that is on this machine";
        "align_model" "SCRIPTA_ALIGN_MODEL" "ID|PATH" = "":
            "Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub";
        "char_alignments" "SCRIPTA_CHAR_ALIGNMENTS" "" = "false":
            "Add the times of characters to the JSON, where the aligner has them";
        "segment_by" "SCRIPTA_SEGMENT_BY" "UNIT" = "sentence" ["sentence", "chunk", "pause"]:
            "Where segments end";
        "max_segment_duration" "SCRIPTA_MAX_SEGMENT_DURATION" "SECONDS" = "30":
            "Longest segment, 1 to 30; a longer one is cut in its best pause";
    }
    Speakers {
        "diarize" "SCRIPTA_DIARIZE" "" = "false":
            "Tell who speaks: speakers on every word, in every format";
        "num_speakers" "SCRIPTA_NUM_SPEAKERS" "N" = "":
            "How many speakers there are, where that is known";
        "min_speakers" "SCRIPTA_MIN_SPEAKERS" "N" = "":
            "Fewest speakers there may be";
        "max_speakers" "SCRIPTA_MAX_SPEAKERS" "N" = "":
            "Most speakers there may be";
        "speaker_names" "SCRIPTA_SPEAKER_NAMES" "NAMES" = "":
            "Names of the speakers, separated by commas, in the order in which they are first heard";
        "identify_speakers" "SCRIPTA_IDENTIFY_SPEAKERS" "" = "false":
            "Name the speakers whose voices are enrolled (scripta speakers add)";
        "speaker_threshold" "SCRIPTA_SPEAKER_THRESHOLD" "X" = "0.7":
            "Cosine similarity from which on a voice is an enrolled one, 0 to 1";
        "speaker_embeddings" "SCRIPTA_SPEAKER_EMBEDDINGS" "" = "false":
            "Add what each voice sounds like to the JSON, as a vector";
        "channels_as_speakers" "SCRIPTA_CHANNELS_AS_SPEAKERS" "" = "false":
            "Take each channel of the recording for one speaker";
        "diarize_model" "SCRIPTA_DIARIZE_MODEL" "NAME|PATH" = "campplus":
            "Models that tell voices apart: campplus, community-1 (downloaded once), or a folder";
        "diarize_step" "SCRIPTA_DIARIZE_STEP" "SECONDS" = "2.5":
            "Time from one 10 s window to the next, 0.5 to 9; shorter takes longer";
    }
    Subtitles {
        "format" "SCRIPTA_FORMAT" "FORMATS" = "":
            "Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all";
        "strict" "SCRIPTA_STRICT" "" = "false":
            "Exit with 1 when sound or words may be missing from a result, which is written all the same";
        "html_audio" "SCRIPTA_HTML_AUDIO" "HOW" = "link" ["link", "embed", "none"]:
            "How an HTML page gets its sound: a link to the recording, a copy inside, or not at all";
        "max_line_width" "SCRIPTA_MAX_LINE_WIDTH" "COLUMNS" = "42":
            "Widest subtitle line; 0 for no limit";
        "max_line_count" "SCRIPTA_MAX_LINE_COUNT" "N" = "2":
            "Most lines a subtitle";
        "max_cue_duration" "SCRIPTA_MAX_CUE_DURATION" "SECONDS" = "7":
            "Longest time a subtitle stands";
        "max_cps" "SCRIPTA_MAX_CPS" "N" = "20":
            "Reading speed in characters a second that subtitles are timed for; 0 for no limit";
        "highlight_words" "SCRIPTA_HIGHLIGHT_WORDS" "" = "false":
            "Mark each word in subtitles while it is said";
    }
    History {
        "db" "DB_URL" "URL" = "":
            "Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder]";
        "db_echo" "DB_ECHO" "" = "false":
            "Log the SQL statements that are sent to the database";
        "no_history" "SCRIPTA_NO_HISTORY" "" = "false":
            "Remember nothing of what is done, and look nothing up";
    }
    Service {
        "host" "SCRIPTA_HOST" "ADDRESS" = "127.0.0.1":
            "Address to listen on; 0.0.0.0 for all networks, which needs tokens or --insecure";
        "port" "SCRIPTA_PORT" "PORT" = "8000":
            "Port to listen on; 0 takes a free one";
        "allowed_hosts" "SCRIPTA_ALLOWED_HOSTS" "NAMES" = "":
            "Names that a service without tokens answers to, besides localhost, addresses and --host; * for every name";
        "insecure" "SCRIPTA_INSECURE" "" = "false":
            "Let everybody in who reaches an address other than this machine's own";
        "tls_cert" "SCRIPTA_TLS_CERT" "FILE" = "":
            "Certificate chain in PEM, for https";
        "tls_key" "SCRIPTA_TLS_KEY" "FILE" = "":
            "Private key in PEM, for https";
        "auth" "AUTH__ENABLED" "BOOL" = "" ["true", "false"]:
            "Whether requests need a token [default: if there is one]";
        "auth_tokens" "AUTH__TOKENS_FILE" "FILE" = "":
            "Tokens that are let in: a line each with a name and the token's SHA-256";
        "max_upload_size_mb" "MAX_UPLOAD_SIZE_MB" "MB" = "4096":
            "Largest recording that is taken, in megabytes; 0 for no limit";
        "upload_dir" "SCRIPTA_UPLOAD_DIR" "DIR" = "":
            "Where recordings lie until their tasks end [default: uploads in the data folder]";
        "upload_retention" "SCRIPTA_UPLOAD_RETENTION" "SECONDS" = "3600":
            "How long the recordings of failed and cancelled tasks are kept, to try them again";
        "audio_extensions" "AUDIO_EXTENSIONS" "LIST" = "":
            "Extensions of sound files that are taken [default: all usual ones]";
        "video_extensions" "VIDEO_EXTENSIONS" "LIST" = "":
            "Extensions of video files that are taken [default: all usual ones]";
        "auto_store_speakers" "SCRIPTA_AUTO_STORE_SPEAKERS" "" = "false":
            "Name the speakers whose voices are known, and keep those of the others for later tasks";
        "max_gpu_tasks" "MAX_CONCURRENT_GPU_TASKS" "N" = "1":
            "Tasks worked on at once on a GPU";
        "max_queued" "MAX_QUEUED_GPU_REQUESTS" "N" = "1000":
            "Tasks that may wait; more are refused with 503. 0 for no limit";
        "model_idle_timeout" "MODEL_IDLE_TIMEOUT" "SECONDS" = "300":
            "How long unused models stay loaded; 0 keeps them";
        "task_max_retries" "TASK_MAX_RETRIES" "N" = "0":
            "How often a task that failed through no fault of its recording is tried again, 0 to 10";
        "task_retry_backoff" "TASK_RETRY_BACKOFF_SECONDS" "SECONDS" = "2":
            "Time before a failed task is tried again; doubles each time, to 300 s";
        "rate_limit" "RATE_LIMIT__ENABLED" "" = "false":
            "Limit how often a client may ask";
        "rate_limit_per_minute" "RATE_LIMIT__REQUESTS_PER_MINUTE" "N" = "60":
            "Requests a minute and client";
        "rate_limit_burst" "RATE_LIMIT__BURST" "N" = "10":
            "Requests at once and client";
        "rate_limit_key" "RATE_LIMIT__KEY_STRATEGY" "WHAT" = "ip" ["ip", "bearer_token"]:
            "What clients are told apart by";
        "callback_timeout" "CALLBACK_TIMEOUT" "SECONDS" = "10":
            "How long a receiver of a callback may take";
        "callback_max_retries" "CALLBACK_MAX_RETRIES" "N" = "3":
            "How often a callback is tried in all, 1 to 20";
        "download_timeout" "SCRIPTA_DOWNLOAD_TIMEOUT" "SECONDS" = "3600":
            "Longest time that fetching a URL may take";
        "ssrf_protection" "SSRF_PROTECTION_ENABLED" "BOOL" = "true" ["true", "false"]:
            "Whether URLs and callbacks into private networks are refused";
        "ssrf_allowed_schemes" "SSRF_ALLOWED_SCHEMES" "LIST" = "http,https":
            "Schemes of URLs that are fetched";
        "ssrf_blocked_networks" "SSRF_BLOCKED_NETWORKS" "LIST" = "":
            "Networks that are refused [default: all private and reserved ones]";
        "ssrf_allow" "SCRIPTA_SSRF_ALLOW" "LIST" = "":
            "Hosts, addresses and networks that are reached all the same";
    }
    Messages {
        "progress" "SCRIPTA_PROGRESS" "STYLE" = "auto" ["auto", "json", "none"]:
            "Progress on stderr: bars on a terminal, one JSON object a line, or none";
        "log_level" "LOG_LEVEL" "LEVEL" = "":
            "Least important messages to log: error, warning, info, debug, trace [default: warning]";
        "log_format" "LOG_FORMAT" "FORMAT" = "text" ["text", "json"]:
            "How log lines are written";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_settings_kind() {
        for (key, value, json) in [
            ("hotwords", "123", Value::from("123")),
            ("suppress_numerals", "True", true.into()),
            ("suppress_numerals", "off", false.into()),
            ("beam_size", "3", 3.into()),
            ("vad_offset", "0.363", 0.363.into()),
            ("length_penalty", "", Value::Null),
            ("min_speakers", "2", 2.into()),
            ("language", "auto", "auto".into()),
        ] {
            let setting = SETTINGS.iter().find(|setting| setting.key == key);
            assert_eq!(setting.expect("a setting").as_json(value), json, "{key}");
        }
    }

    #[test]
    fn keys_and_environment_names_are_unique() {
        for (index, setting) in SETTINGS.iter().enumerate() {
            assert!(!setting.help.is_empty(), "{}", setting.key);
            for other in &SETTINGS[index + 1..] {
                assert_ne!(setting.key, other.key);
                assert_ne!(setting.env, other.env);
            }
        }
    }
}
