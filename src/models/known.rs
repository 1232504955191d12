//! Recognition models by the names that users give them, and what is known of each.

/// The languages of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// English alone.
    English,
    /// All that Whisper was trained on at first.
    Most,
    /// These and Cantonese, which large-v3 and what was made from it know.
    All,
}

/// Cantonese's code, the youngest of Whisper's languages.
const CANTONESE: &str = "yue";

impl Languages {
    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Most | Self::All => "all",
        }
    }

    /// Whether a language (ISO 639-1 code) is among them.
    #[must_use]
    pub fn include(self, language: &str) -> bool {
        match self {
            Self::English => language == "en",
            Self::Most => language != CANTONESE,
            Self::All => true,
        }
    }
}

/// A model that has a name.
#[derive(Debug)]
pub struct Known {
    /// The name.
    pub name: &'static str,
    /// Millions of parameters.
    pub parameters: u32,
    /// What it understands.
    pub languages: Languages,
    /// How many times as fast as large-v3 it is, by its makers' cards (OpenAI's README and
    /// Distil-Whisper's).
    pub speed: f32,
    /// From 1, for drafts, to 5, the best there is; by the word error rates of the same cards.
    pub accuracy: u8,
}

impl Known {
    const fn new(
        name: &'static str,
        parameters: u32,
        languages: Languages,
        speed: f32,
        accuracy: u8,
    ) -> Self {
        Self {
            name,
            parameters,
            languages,
            speed,
            accuracy,
        }
    }
}

/// The licence of all of them: OpenAI's and Distil-Whisper's are the same.
pub const LICENCE: &str = "MIT";

/// All models that have a name.
pub const KNOWN: &[Known] = &[
    Known::new("tiny", 39, Languages::Most, 10.0, 1),
    Known::new("tiny.en", 39, Languages::English, 10.0, 1),
    Known::new("base", 74, Languages::Most, 7.0, 2),
    Known::new("base.en", 74, Languages::English, 7.0, 2),
    Known::new("small", 244, Languages::Most, 4.0, 3),
    Known::new("small.en", 244, Languages::English, 4.0, 3),
    Known::new("medium", 769, Languages::Most, 2.0, 4),
    Known::new("medium.en", 769, Languages::English, 2.0, 4),
    Known::new("large-v1", 1550, Languages::Most, 1.0, 4),
    Known::new("large-v2", 1550, Languages::Most, 1.0, 5),
    Known::new("large-v3", 1550, Languages::All, 1.0, 5),
    Known::new("large-v3-turbo", 809, Languages::All, 8.0, 5),
    Known::new("distil-small.en", 166, Languages::English, 5.6, 3),
    Known::new("distil-medium.en", 394, Languages::English, 6.8, 4),
    Known::new("distil-large-v2", 756, Languages::English, 5.8, 4),
    Known::new("distil-large-v3", 756, Languages::English, 6.3, 5),
    Known::new("distil-large-v3.5", 756, Languages::English, 6.3, 5),
];

/// Short names of models that have a longer one.
pub const ALIASES: &[(&str, &str)] = &[("large", "large-v3"), ("turbo", "large-v3-turbo")];

/// What is known of the model of a name or of a short one.
#[must_use]
pub fn known(name: &str) -> Option<&'static Known> {
    let alias = ALIASES.iter().find(|alias| alias.0 == name);
    let name = alias.map_or(name, |alias| alias.1);
    KNOWN.iter().find(|known| known.name == name)
}

/// All names, short ones among them.
pub fn names() -> impl Iterator<Item = &'static str> {
    let names = KNOWN.iter().map(|known| known.name);
    names.chain(ALIASES.iter().map(|alias| alias.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::published::PUBLISHED;

    #[test]
    fn every_model_is_published_and_every_published_one_known() {
        for known in KNOWN {
            assert!(PUBLISHED.iter().any(|file| file.model == known.name));
        }
        for file in PUBLISHED {
            assert!(known(file.model).is_some(), "{}", file.model);
        }
        assert_eq!(
            known("turbo").map(|known| known.name),
            Some("large-v3-turbo")
        );
        assert_eq!(names().count(), KNOWN.len() + ALIASES.len());
    }
}
