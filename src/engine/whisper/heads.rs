//! Which attention heads of a model follow the audio, told from the header of its file.
//!
//! whisper.cpp refuses a preset whose layers the model lacks and ends the process when it runs
//! out of memory set aside for alignment, so both are worked out from the model's own dimensions.

use std::fs::File;
use std::io::Read;

use whisper_rs::{DtwMode, DtwModelPreset, DtwParameters};

use crate::models::Weights;

/// First four bytes of a whisper.cpp model file, little-endian.
const MAGIC: u32 = 0x6767_6d6c;
/// Vocabulary from which on a model is multilingual, as in whisper.cpp; English ones have 51,864.
const MULTILINGUAL_VOCABULARY: usize = 51_865;
/// Vocabulary of large-v3 and what descends from it: one language more.
const V3_VOCABULARY: usize = 51_866;
/// Largest dimension taken for one; the largest models have 1,500 and 1,280.
const LARGEST_SANE: usize = 1 << 20;
/// Memory whisper.cpp needs for the graph itself, whatever its size.
const SLACK_BYTES: usize = 16 << 20;

/// The dimensions of a model that tell it from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    vocabulary: usize,
    audio_context: usize,
    audio_layers: usize,
    text_context: usize,
    text_heads: usize,
    text_layers: usize,
}

/// How the tokens of a model are aligned; `None` when the weights are no whisper.cpp model.
pub(super) fn parameters(weights: &Weights) -> Option<DtwParameters<'static>> {
    let (shape, name) = match weights {
        Weights::Static(bytes) => (Shape::read(*bytes)?, String::new()),
        Weights::File(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (Shape::read(File::open(path).ok()?)?, name.to_lowercase())
        }
    };
    let (mode, heads) = shape.heads(&name);
    Some(DtwParameters {
        mode,
        dtw_mem_size: shape.bytes(heads),
    })
}

impl Shape {
    /// Reads the header: the magic number, then eleven dimensions.
    fn read(mut file: impl Read) -> Option<Self> {
        let mut header = [0; 4 * 12];
        file.read_exact(&mut header).ok()?;
        let mut values = header
            .chunks_exact(4)
            .filter_map(|bytes| Some(u32::from_le_bytes(bytes.try_into().ok()?)));
        if values.next()? != MAGIC {
            return None;
        }
        let values: Vec<usize> = values.filter_map(|v| usize::try_from(v).ok()).collect();
        let sane = |index: usize| {
            let value = *values.get(index)?;
            (1..=LARGEST_SANE).contains(&value).then_some(value)
        };
        Some(Self {
            vocabulary: sane(0)?,
            audio_context: sane(1)?,
            audio_layers: sane(4)?,
            text_context: sane(5)?,
            text_heads: sane(7)?,
            text_layers: sane(8)?,
        })
    }

    /// The heads to read, and how many they are. Presets are OpenAI's, found by inspection of each
    /// model. For others, distilled ones among them, its reference takes all heads of the upper
    /// half of the layers (`Whisper.__init__` in `model.py`): the lower ones look less at the audio.
    fn heads(&self, file_name: &str) -> (DtwMode<'static>, usize) {
        let multilingual = self.vocabulary >= MULTILINGUAL_VOCABULARY;
        let v3 = self.vocabulary >= V3_VOCABULARY;
        let known = match (self.audio_layers, self.text_layers, self.text_heads) {
            (4, 4, 6) if multilingual => Some((DtwModelPreset::Tiny, 6)),
            (4, 4, 6) => Some((DtwModelPreset::TinyEn, 8)),
            (6, 6, 8) if multilingual => Some((DtwModelPreset::Base, 8)),
            (6, 6, 8) => Some((DtwModelPreset::BaseEn, 5)),
            (12, 12, 12) if multilingual => Some((DtwModelPreset::Small, 10)),
            (12, 12, 12) => Some((DtwModelPreset::SmallEn, 19)),
            (24, 24, 16) if multilingual => Some((DtwModelPreset::Medium, 6)),
            (24, 24, 16) => Some((DtwModelPreset::MediumEn, 18)),
            (32, 32, 20) if v3 => Some((DtwModelPreset::LargeV3, 10)),
            // The first two large models differ in nothing but their weights.
            (32, 32, 20) if file_name.contains("v1") => Some((DtwModelPreset::LargeV1, 9)),
            (32, 32, 20) => Some((DtwModelPreset::LargeV2, 23)),
            (32, 4, 20) if v3 => Some((DtwModelPreset::LargeV3Turbo, 6)),
            _ => None,
        };
        if let Some((model_preset, heads)) = known {
            return (DtwMode::ModelPreset { model_preset }, heads);
        }
        let layers = self.text_layers.div_ceil(2);
        let n_top = super::count(layers);
        (DtwMode::TopMost { n_top }, layers * self.text_heads)
    }

    /// Bytes for the alignment of one window: three copies of every head's attention (as read,
    /// normalised, filtered), their mean, the costs and the trace; some of each to spare.
    fn bytes(&self, heads: usize) -> usize {
        // A window holds half the context of text and a few tokens around it.
        let tokens = self.text_context / 2 + 16;
        let matrix = tokens
            .saturating_mul(self.audio_context)
            .saturating_mul(size_of::<f32>());
        matrix
            .saturating_mul(4 * heads + 12)
            .saturating_add(SLACK_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: [u32; 11] = [51_865, 1500, 1280, 20, 32, 448, 1280, 20, 32, 80, 1];

    fn shape(dimensions: [u32; 11]) -> Shape {
        let values = std::iter::once(MAGIC).chain(dimensions);
        let bytes: Vec<u8> = values.flat_map(u32::to_le_bytes).collect();
        Shape::read(bytes.as_slice()).expect("a header")
    }

    #[test]
    fn models_are_told_by_their_header() {
        let preset = |dimensions, name| match shape(dimensions).heads(name).0 {
            DtwMode::ModelPreset { model_preset } => format!("{model_preset:?}"),
            other => format!("{other:?}"),
        };
        let base = [51_865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 2008];
        assert_eq!(preset(base, ""), "Base");
        let english = [51_864, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1];
        assert_eq!(preset(english, ""), "BaseEn");
        assert_eq!(preset(LARGE, "ggml-large-v1.bin"), "LargeV1");
        assert_eq!(preset(LARGE, "ggml-large-v2.bin"), "LargeV2");
        let v3 = [51_866, 1500, 1280, 20, 32, 448, 1280, 20, 32, 128, 1];
        assert_eq!(preset(v3, "ggml-large-v3.bin"), "LargeV3");
        let turbo = [51_866, 1500, 1280, 20, 32, 448, 1280, 20, 4, 128, 1];
        assert_eq!(preset(turbo, ""), "LargeV3Turbo");
        let distilled = [51_866, 1500, 1280, 20, 32, 448, 1280, 20, 2, 128, 1];
        assert_eq!(preset(distilled, ""), "TopMost { n_top: 1 }");
        assert_eq!(shape(distilled).heads("").1, 20);
    }

    #[test]
    fn memory_holds_three_copies_of_the_attention() {
        let (_, heads) = shape(LARGE).heads("ggml-large-v2.bin");
        assert!(shape(LARGE).bytes(heads) > 3 * 235 * 1500 * heads * 4 + 6 * 235 * 1500 * 4);
    }

    #[test]
    fn what_is_no_model_has_no_shape() {
        assert_eq!(Shape::read(&b"lmgg"[..]), None);
        assert_eq!(Shape::read(&[0u8; 100][..]), None);
        let mut zero = LARGE;
        zero[8] = 0;
        let values = std::iter::once(MAGIC).chain(zero);
        let bytes: Vec<u8> = values.flat_map(u32::to_le_bytes).collect();
        assert_eq!(Shape::read(bytes.as_slice()), None);
    }
}
