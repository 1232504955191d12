//! Which attention heads of a model whisper.cpp is told to follow, and the memory for it.
//!
//! whisper.cpp refuses a preset whose layers the model lacks and ends the process when it runs
//! out of memory set aside for alignment, so both are worked out from the model's own dimensions.

use std::fs::File;

use whisper_rs::{DtwMode, DtwModelPreset, DtwParameters};

use crate::ggml::{Header, Known};
use crate::models::Weights;

/// Memory whisper.cpp needs for the graph itself, whatever its size.
const SLACK_BYTES: usize = 16 << 20;

/// How the tokens of a model are aligned; `None` when the weights are no whisper.cpp model.
pub(super) fn parameters(weights: &Weights) -> Option<DtwParameters<'static>> {
    let header = match weights {
        Weights::Static(bytes) => Header::read(*bytes)?,
        Weights::File(path) => Header::read(File::open(path).ok()?)?,
    };
    let name = weights.file_name();
    Some(DtwParameters {
        mode: mode(&header, &name),
        dtw_mem_size: bytes(&header, header.heads(&name).len()),
    })
}

/// The heads to follow.
fn mode(header: &Header, file_name: &str) -> DtwMode<'static> {
    let Some(known) = header.known(file_name) else {
        return DtwMode::TopMost {
            n_top: super::count(header.top_layers()),
        };
    };
    let model_preset = match known {
        Known::Tiny => DtwModelPreset::Tiny,
        Known::TinyEn => DtwModelPreset::TinyEn,
        Known::Base => DtwModelPreset::Base,
        Known::BaseEn => DtwModelPreset::BaseEn,
        Known::Small => DtwModelPreset::Small,
        Known::SmallEn => DtwModelPreset::SmallEn,
        Known::Medium => DtwModelPreset::Medium,
        Known::MediumEn => DtwModelPreset::MediumEn,
        Known::LargeV1 => DtwModelPreset::LargeV1,
        Known::LargeV2 => DtwModelPreset::LargeV2,
        Known::LargeV3 => DtwModelPreset::LargeV3,
        Known::LargeV3Turbo => DtwModelPreset::LargeV3Turbo,
    };
    DtwMode::ModelPreset { model_preset }
}

/// Bytes for the alignment of one window: three copies of every head's attention (as read,
/// normalised, filtered), their mean, the costs and the trace; some of each to spare.
fn bytes(header: &Header, heads: usize) -> usize {
    // A window holds half the context of text and a few tokens around it.
    let tokens = header.text_context / 2 + 16;
    let matrix = tokens
        .saturating_mul(header.audio_context)
        .saturating_mul(size_of::<f32>());
    matrix
        .saturating_mul(4 * heads + 12)
        .saturating_add(SLACK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ggml::tests::{LARGE, header};

    #[test]
    fn models_are_told_by_their_header() {
        let preset = |dimensions, name| match mode(&header(dimensions), name) {
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
        assert_eq!(header(distilled).heads("").len(), 20);
    }

    #[test]
    fn memory_holds_three_copies_of_the_attention() {
        let heads = header(LARGE).heads("ggml-large-v2.bin").len();
        assert!(bytes(&header(LARGE), heads) > 3 * 235 * 1500 * heads * 4 + 6 * 235 * 1500 * 4);
    }
}
