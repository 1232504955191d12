//! OpenAI's files: a PyTorch file with the dimensions and the weights, by OpenAI's own names.

use std::path::Path;

use super::parts::{HEAD, MOST_LAYERS, Part};
use super::{ConvertError, Source};
use crate::checkpoint::Checkpoint;
use crate::ggml::Header;

/// A file with a model.
pub(super) struct File {
    weights: Checkpoint,
}

/// Whether a file may be one.
pub(super) fn is_one(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    path.is_file() && matches!(extension, Some("pt" | "pth"))
}

impl File {
    pub(super) fn open(path: &Path) -> Result<Self, ConvertError> {
        let weights = Checkpoint::of_file(path)?;
        Ok(Self { weights })
    }
}

impl Source for File {
    fn header(&self) -> Result<Header, ConvertError> {
        header(&self.weights, str::to_owned, [None, None])
    }

    fn numbers(&self, part: &Part) -> Result<Vec<f32>, ConvertError> {
        numbers(&self.weights, &part.name, part)
    }
}

/// The dimensions of weights whose tensors `name` finds by OpenAI's names; the heads of encoder and
/// decoder where they are known.
pub(super) fn header(
    weights: &Checkpoint,
    name: impl Fn(&str) -> String,
    heads: [Option<usize>; 2],
) -> Result<Header, ConvertError> {
    let size = |tensor: &str, index| dimension(weights, &name(tensor), index);
    let layers = |side: &str| {
        let there = |layer: &usize| {
            let tensor = format!("{side}.blocks.{layer}.mlp.0.weight");
            weights.shape(&name(&tensor)).is_some()
        };
        (0..MOST_LAYERS).take_while(there).count()
    };
    let audio_width = size("encoder.positional_embedding", 1)?;
    let text_width = size("decoder.positional_embedding", 1)?;
    Ok(Header {
        vocabulary: size("decoder.token_embedding.weight", 0)?,
        audio_context: size("encoder.positional_embedding", 0)?,
        audio_width,
        audio_heads: heads[0].unwrap_or(audio_width / HEAD),
        audio_layers: layers("encoder"),
        text_context: size("decoder.positional_embedding", 0)?,
        text_width,
        text_heads: heads[1].unwrap_or(text_width / HEAD),
        text_layers: layers("decoder"),
        mels: size("encoder.conv1.weight", 1)?,
    })
}

/// The numbers of a part under its name in these weights.
pub(super) fn numbers(
    weights: &Checkpoint,
    name: &str,
    part: &Part,
) -> Result<Vec<f32>, ConvertError> {
    let numbers = weights.numbers(name)?;
    let numbers = numbers.filter(|numbers| numbers.len() == part.count());
    numbers.ok_or_else(|| lacking(weights, name, &part.shape))
}

/// A dimension of a tensor, counted from the outermost.
fn dimension(weights: &Checkpoint, name: &str, index: usize) -> Result<usize, ConvertError> {
    let size = weights.shape(name).and_then(|shape| shape.get(index));
    size.copied().ok_or_else(|| lacking(weights, name, &[]))
}

fn lacking(weights: &Checkpoint, name: &str, shape: &[usize]) -> ConvertError {
    ConvertError::Tensor {
        path: weights.path().to_owned(),
        name: name.to_owned(),
        shape: shape.to_vec(),
    }
}
