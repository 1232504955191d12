//! The header of whisper.cpp's model files, and which of OpenAI's models it tells.

use std::io::Read;

use super::{Kind, MAGIC};

/// Numbers behind the magic one: ten dimensions, and how most tensors are stored.
const NUMBERS: usize = 11;
/// Largest dimension taken for one; the largest models have 1,500 and 1,280.
const LARGEST_SANE: usize = 1 << 20;
/// More bands of the spectrum than any model hears; they have 80 or 128.
const MOST_BANDS: usize = 1_024;
/// Vocabulary from which on a model is multilingual, as in whisper.cpp; English ones have 51,864.
const MULTILINGUAL: usize = 51_865;
/// Vocabulary of large-v3 and what descends from it: one language more.
const THIRD: usize = 51_866;

/// The dimensions of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Tokens, special ones among them.
    pub vocabulary: usize,
    /// Positions of the encoder: two frames of 10 ms each.
    pub audio_context: usize,
    /// Values of a position.
    pub audio_width: usize,
    /// Attention heads of a layer of the encoder.
    pub audio_heads: usize,
    /// Layers of the encoder.
    pub audio_layers: usize,
    /// Most tokens that the decoder sees at once.
    pub text_context: usize,
    /// Values of a token.
    pub text_width: usize,
    /// Attention heads of a layer of the decoder.
    pub text_heads: usize,
    /// Layers of the decoder.
    pub text_layers: usize,
    /// Bands of the spectrogram.
    pub mels: usize,
}

/// One of OpenAI's models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// tiny.
    Tiny,
    /// tiny.en.
    TinyEn,
    /// base.
    Base,
    /// base.en.
    BaseEn,
    /// small.
    Small,
    /// small.en.
    SmallEn,
    /// medium.
    Medium,
    /// medium.en.
    MediumEn,
    /// large-v1.
    LargeV1,
    /// large-v2.
    LargeV2,
    /// large-v3.
    LargeV3,
    /// large-v3-turbo.
    LargeV3Turbo,
}

impl Header {
    /// Reads the header; `None` for what is none.
    #[must_use]
    pub fn read(mut file: impl Read) -> Option<Self> {
        let mut bytes = [0; 4 * (1 + NUMBERS)];
        file.read_exact(&mut bytes).ok()?;
        let mut values = bytes
            .chunks_exact(4)
            .filter_map(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
        if values.next()? != MAGIC {
            return None;
        }
        let mut dimension = || {
            let value = usize::try_from(values.next()?).ok()?;
            (1..=LARGEST_SANE).contains(&value).then_some(value)
        };
        let header = Self {
            vocabulary: dimension()?,
            audio_context: dimension()?,
            audio_width: dimension()?,
            audio_heads: dimension()?,
            audio_layers: dimension()?,
            text_context: dimension()?,
            text_width: dimension()?,
            text_heads: dimension()?,
            text_layers: dimension()?,
            mels: dimension()?,
        };
        Kind::is_of_file(values.next()?).then_some(header)
    }

    /// How many tensors a model of these dimensions has.
    #[must_use]
    pub fn tensors(&self) -> usize {
        // Per layer two tensors a norm, seven an attention (keys have no bias), and four more; besides,
        // positions, two convolutions and a norm here, positions, tokens and a norm there.
        (7 + 15 * self.audio_layers) + (4 + 24 * self.text_layers)
    }

    /// Whether the model knows languages other than English.
    #[must_use]
    pub fn is_multilingual(&self) -> bool {
        self.vocabulary >= MULTILINGUAL
    }

    /// How many tokens stand for text: those before the one that ends a text.
    #[must_use]
    pub fn text_tokens(&self) -> usize {
        if self.is_multilingual() {
            50_257
        } else {
            50_256
        }
    }

    /// What keeps these from being the dimensions of a Whisper model; `None` when nothing does.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let sane = |size: &usize| (1..=LARGEST_SANE).contains(size);
        if !self.dimensions().iter().all(sane) {
            return Some(format!(
                "its dimensions are no Whisper model's: {:?}",
                self.dimensions()
            ));
        }
        if self.mels > MOST_BANDS {
            return Some(format!("it listens to {} bands", self.mels));
        }
        let (audio, text) = (self.audio_width, self.text_width);
        if !audio.is_multiple_of(self.audio_heads) || !text.is_multiple_of(self.text_heads) {
            return Some("its width can't be shared by its attention heads".to_owned());
        }
        if self.vocabulary <= self.text_tokens() {
            return Some(format!(
                "its vocabulary of {} tokens is smaller than Whisper's",
                self.vocabulary
            ));
        }
        None
    }

    /// The dimensions, in the order of a file.
    pub(super) fn dimensions(&self) -> [usize; NUMBERS - 1] {
        [
            self.vocabulary,
            self.audio_context,
            self.audio_width,
            self.audio_heads,
            self.audio_layers,
            self.text_context,
            self.text_width,
            self.text_heads,
            self.text_layers,
            self.mels,
        ]
    }

    /// Which of OpenAI's models has these dimensions, if one has. `file_name` is in small letters.
    #[must_use]
    pub fn known(&self, file_name: &str) -> Option<Known> {
        let multilingual = self.is_multilingual();
        let third = self.vocabulary >= THIRD;
        Some(
            match (self.audio_layers, self.text_layers, self.text_heads) {
                (4, 4, 6) if multilingual => Known::Tiny,
                (4, 4, 6) => Known::TinyEn,
                (6, 6, 8) if multilingual => Known::Base,
                (6, 6, 8) => Known::BaseEn,
                (12, 12, 12) if multilingual => Known::Small,
                (12, 12, 12) => Known::SmallEn,
                (24, 24, 16) if multilingual => Known::Medium,
                (24, 24, 16) => Known::MediumEn,
                (32, 32, 20) if third => Known::LargeV3,
                // The first two large models differ in nothing but their weights.
                (32, 32, 20) if file_name.contains("v1") => Known::LargeV1,
                (32, 32, 20) => Known::LargeV2,
                (32, 4, 20) if third => Known::LargeV3Turbo,
                _ => return None,
            },
        )
    }

    /// Layers and heads that follow the audio. For models other than OpenAI's, distilled ones among
    /// them, its reference takes all heads of the upper half of the layers (`Whisper.__init__` in
    /// `model.py`): the lower ones look less at the audio.
    #[must_use]
    pub fn heads(&self, file_name: &str) -> Vec<(usize, usize)> {
        if let Some(known) = self.known(file_name) {
            return known.heads().to_vec();
        }
        let layers = self.text_layers - self.top_layers()..self.text_layers;
        let of_layer = |layer| (0..self.text_heads).map(move |head| (layer, head));
        layers.flat_map(of_layer).collect()
    }

    /// Layers of the upper half.
    #[must_use]
    pub fn top_layers(&self) -> usize {
        self.text_layers.div_ceil(2)
    }
}

impl Known {
    /// Layers and heads that follow the audio, found by OpenAI by inspection of each model
    /// (`_ALIGNMENT_HEADS` in `whisper/__init__.py`).
    #[rustfmt::skip]
    fn heads(self) -> &'static [(usize, usize)] {
        match self {
            Self::Tiny => &[(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)],
            Self::TinyEn => &[(1, 0), (2, 0), (2, 5), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)],
            Self::Base => &[(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)],
            Self::BaseEn => &[(3, 3), (4, 7), (5, 1), (5, 5), (5, 7)],
            Self::Small => &[
                (5, 3), (5, 9), (8, 0), (8, 4), (8, 7), (8, 8), (9, 0), (9, 7), (9, 9), (10, 5),
            ],
            Self::SmallEn => &[
                (6, 6), (7, 0), (7, 3), (7, 8), (8, 2), (8, 5), (8, 7), (9, 0), (9, 4), (9, 8),
                (9, 10), (10, 0), (10, 1), (10, 2), (10, 3), (10, 6), (10, 11), (11, 2), (11, 4),
            ],
            Self::Medium => &[(13, 15), (15, 4), (15, 15), (16, 1), (20, 0), (23, 4)],
            Self::MediumEn => &[
                (11, 4), (14, 1), (14, 12), (14, 14), (15, 4), (16, 0), (16, 4), (16, 9), (17, 12),
                (17, 14), (18, 7), (18, 10), (18, 15), (20, 0), (20, 3), (20, 9), (20, 14), (21, 12),
            ],
            Self::LargeV1 => &[
                (9, 19), (11, 2), (11, 4), (11, 17), (22, 7), (22, 11), (22, 17), (23, 2), (23, 15),
            ],
            Self::LargeV2 => &[
                (10, 12), (13, 17), (16, 11), (16, 12), (16, 13), (17, 15), (17, 16), (18, 4),
                (18, 11), (18, 19), (19, 11), (21, 2), (21, 3), (22, 3), (22, 9), (22, 12), (23, 5),
                (23, 7), (23, 13), (25, 5), (26, 1), (26, 12), (27, 15),
            ],
            Self::LargeV3 => &[
                (7, 0), (10, 17), (12, 18), (13, 12), (16, 1), (17, 14), (19, 11), (21, 4), (24, 1),
                (25, 6),
            ],
            Self::LargeV3Turbo => &[(2, 4), (2, 11), (3, 3), (3, 6), (3, 11), (3, 14)],
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const LARGE: [u32; NUMBERS] = [51_865, 1500, 1280, 20, 32, 448, 1280, 20, 32, 80, 1];

    fn bytes(dimensions: [u32; NUMBERS]) -> Vec<u8> {
        let values = std::iter::once(MAGIC).chain(dimensions);
        values.flat_map(u32::to_le_bytes).collect()
    }

    pub(crate) fn header(dimensions: [u32; NUMBERS]) -> Header {
        Header::read(bytes(dimensions).as_slice()).expect("a header")
    }

    #[test]
    fn what_is_no_model_has_no_header() {
        assert_eq!(Header::read(&b"lmgg"[..]), None);
        assert_eq!(Header::read(&[0u8; 100][..]), None);
        let mut zero = LARGE;
        zero[8] = 0;
        assert_eq!(Header::read(bytes(zero).as_slice()), None);
    }
}
