//! The tensors of a Whisper model: names, shapes, order, and which of them may be quantised.

use crate::ggml::{Header, Kind};

/// Width of an attention head, the same in all of OpenAI's models.
pub(super) const HEAD: usize = 64;
/// More layers than any model has.
pub(super) const MOST_LAYERS: usize = 1_000;

/// A tensor that a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Its name in OpenAI's code.
    pub(super) name: String,
    /// Numbers in a row, rows, and so on.
    pub(super) shape: Vec<usize>,
}

impl Part {
    fn new(name: impl Into<String>, shape: &[usize]) -> Self {
        let (name, shape) = (name.into(), shape.to_vec());
        Self { name, shape }
    }

    /// How it is stored in a file of `kind`.
    pub(super) fn kind(&self, kind: Kind) -> Kind {
        stored_as(&self.name, self.shape.len(), kind)
    }

    /// How many numbers it has.
    pub(super) fn count(&self) -> usize {
        self.shape.iter().product()
    }
}

/// How a tensor is stored in a file of `kind`: what is added stays exact, convolutions are never
/// quantised (`whisper_model_quantize` in whisper.cpp's `quantize.cpp`).
pub(super) fn stored_as(name: &str, dimensions: usize, kind: Kind) -> Kind {
    let is_added = dimensions == 1 || name.rsplit('.').next() == Some("bias");
    if is_added || name.ends_with("positional_embedding") {
        Kind::F32
    } else if dimensions > 2 && kind.is_quantised() {
        Kind::F16
    } else {
        kind
    }
}

/// All tensors of a model, in the order of a file.
pub(super) fn parts(header: &Header) -> Vec<Part> {
    let (audio, text) = (header.audio_width, header.text_width);
    let mut parts = vec![
        Part::new(
            "encoder.positional_embedding",
            &[audio, header.audio_context],
        ),
        Part::new("encoder.conv1.weight", &[3, header.mels, audio]),
        Part::new("encoder.conv1.bias", &[1, audio]),
        Part::new("encoder.conv2.weight", &[3, audio, audio]),
        Part::new("encoder.conv2.bias", &[1, audio]),
        Part::new("decoder.positional_embedding", &[text, header.text_context]),
        Part::new("decoder.token_embedding.weight", &[text, header.vocabulary]),
    ];
    for layer in 0..header.audio_layers {
        let layer = format!("encoder.blocks.{layer}");
        attention(&format!("{layer}.attn"), audio, &mut parts);
        perceptron(&layer, audio, &mut parts);
    }
    norm("encoder.ln_post", audio, &mut parts);
    for layer in 0..header.text_layers {
        let layer = format!("decoder.blocks.{layer}");
        attention(&format!("{layer}.attn"), text, &mut parts);
        attention(&format!("{layer}.cross_attn"), text, &mut parts);
        perceptron(&layer, text, &mut parts);
    }
    norm("decoder.ln", text, &mut parts);
    parts
}

/// An attention with the normalisation before it. Keys have no bias.
fn attention(name: &str, width: usize, parts: &mut Vec<Part>) {
    norm(&format!("{name}_ln"), width, parts);
    for matrix in ["query", "key", "value", "out"] {
        let weight = format!("{name}.{matrix}.weight");
        parts.push(Part::new(weight, &[width, width]));
        if matrix != "key" {
            parts.push(Part::new(format!("{name}.{matrix}.bias"), &[width]));
        }
    }
}

fn perceptron(layer: &str, width: usize, parts: &mut Vec<Part>) {
    norm(&format!("{layer}.mlp_ln"), width, parts);
    for (matrix, from, to) in [(0, width, 4 * width), (2, 4 * width, width)] {
        let name = format!("{layer}.mlp.{matrix}");
        parts.push(Part::new(format!("{name}.weight"), &[from, to]));
        parts.push(Part::new(format!("{name}.bias"), &[to]));
    }
}

fn norm(name: &str, width: usize, parts: &mut Vec<Part>) {
    for part in ["weight", "bias"] {
        parts.push(Part::new(format!("{name}.{part}"), &[width]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ggml::Model;

    #[test]
    fn the_bundled_model_has_all_parts_in_order() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin");
        let model = Model::open(path.as_ref()).expect("a model");
        let parts = parts(&model.header);
        assert_eq!(parts.len(), model.tensors.len());
        for (part, tensor) in parts.iter().zip(&model.tensors) {
            assert_eq!((&part.name, &part.shape), (&tensor.name, &tensor.shape));
            assert_eq!(part.kind(Kind::Q5_0), tensor.kind, "{}", part.name);
        }
    }
}
