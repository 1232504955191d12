//! Words like `OWNER/NAME` where a model is wanted: whether one names a repository of the hub, and what
//! to give instead.

use std::path::Path;

use super::known::KNOWN;

/// Who publishes OpenAI's and Distil-Whisper's models, unchanged or for faster-whisper.
const PUBLISHERS: &[&str] = &[
    "openai",
    "systran",
    "guillaumekln",
    "distil-whisper",
    "deepdml",
    "mobiuslabsgmbh",
];

/// Whether a word looks like a repository, `OWNER/NAME`, and is nothing on this machine.
#[must_use]
pub fn is_repository(word: &str) -> bool {
    let is_part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && !part.starts_with('.') && part.chars().all(plain)
    };
    let parts = word.split_once('/');
    let is_file = Path::new(word).extension().is_some_and(|end| end == "bin");
    parts.is_some_and(|(owner, name)| is_part(owner) && is_part(name))
        && !is_file
        && !Path::new(word).exists()
}

/// The name of the known model that a repository holds.
#[must_use]
pub fn known_as(repository: &str) -> Option<&'static str> {
    let repository = repository.to_lowercase();
    let (owner, name) = repository.split_once('/')?;
    if !PUBLISHERS.contains(&owner) {
        return None;
    }
    let name = name.strip_prefix("faster-").unwrap_or(name);
    let name = name.replacen("whisper-", "", 1);
    let ends = ["-ct2", "-ggml"];
    let end = ends.iter().find_map(|end| name.strip_suffix(*end));
    let name = match end.unwrap_or(&name) {
        // The first of them came without a number.
        "large" => "large-v1",
        name => name,
    };
    let mut known = KNOWN.iter().map(|known| known.name);
    known.find(|known| *known == name)
}

/// What to give instead of a repository where a recognition model is wanted.
pub(super) fn advice(repository: &str) -> String {
    let same = known_as(repository).map(|name| format!("take `{name}`, the same model, or "));
    format!(
        "{}name a ggml file in a repository as hf:OWNER/REPO:FILE, or make one of a CTranslate2 or \
         Hugging Face checkpoint with `scripta models convert FOLDER`",
        same.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_told_from_files() {
        for word in ["openai/whisper-small", "nyrahealth/faster_CrisperWhisper"] {
            assert!(is_repository(word), "{word}");
        }
        let others = [
            "small",
            "./small",
            "../small",
            "/small",
            "~/small",
            "models/small.bin",
            "a/b/c",
            "a/",
            "a\\b",
            "src/models",
        ];
        for word in others {
            assert!(!is_repository(word), "{word}");
        }
    }

    #[test]
    fn models_are_known_under_the_names_of_others() {
        for (repository, name) in [
            ("openai/whisper-small", Some("small")),
            ("openai/whisper-large", Some("large-v1")),
            ("openai/whisper-large-v3-turbo", Some("large-v3-turbo")),
            ("Systran/faster-whisper-tiny.en", Some("tiny.en")),
            ("Systran/faster-whisper-large-v3", Some("large-v3")),
            (
                "Systran/faster-distil-whisper-large-v3",
                Some("distil-large-v3"),
            ),
            ("distil-whisper/distil-medium.en", Some("distil-medium.en")),
            (
                "distil-whisper/distil-large-v3.5-ct2",
                Some("distil-large-v3.5"),
            ),
            (
                "deepdml/faster-whisper-large-v3-turbo-ct2",
                Some("large-v3-turbo"),
            ),
            (
                "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
                Some("large-v3-turbo"),
            ),
            ("nyrahealth/faster_CrisperWhisper", None),
            ("ann/whisper-small", None),
            ("openai/whisper-small-german", None),
            ("small", None),
        ] {
            assert_eq!(known_as(repository), name, "{repository}");
        }
    }
}
