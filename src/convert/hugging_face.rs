//! Hugging Face's checkpoints: `config.json` and weights, as `transformers` saves them.

use std::path::Path;

use serde::Deserialize;

use super::parts::Part;
use super::{ConvertError, Source, open_ai};
use crate::checkpoint::{self, Checkpoint, CheckpointError};
use crate::ggml::Header;

/// What of `config.json` the weights don't tell.
#[derive(Deserialize)]
struct Config {
    model_type: Option<String>,
    encoder_attention_heads: Option<usize>,
    decoder_attention_heads: Option<usize>,
}

/// A folder with a checkpoint.
pub(super) struct Folder {
    weights: Checkpoint,
    config: Config,
    /// What stands before all names: nothing, where only the inner model was saved.
    prefix: &'static str,
}

/// Whether a folder may be one.
pub(super) fn is_one(path: &Path) -> bool {
    checkpoint::has_weights(path)
}

impl Folder {
    pub(super) fn open(folder: &Path) -> Result<Self, ConvertError> {
        let path = folder.join("config.json");
        let config = checkpoint::read_json::<Config>(&path)?;
        let config = config.ok_or_else(|| CheckpointError::Missing {
            folder: folder.to_owned(),
            file: "config.json".to_owned(),
        })?;
        if let Some(kind) = config
            .model_type
            .as_deref()
            .filter(|kind| *kind != "whisper")
        {
            let reason = format!("it describes a model of the type {kind}, not whisper");
            return Err(ConvertError::unsupported(&path, reason));
        }
        let weights = Checkpoint::open(folder)?;
        let inner = weights.shape("encoder.conv1.weight").is_some();
        let prefix = if inner { "" } else { "model." };
        Ok(Self {
            weights,
            config,
            prefix,
        })
    }

    /// The name of a tensor here, by OpenAI's.
    fn name(&self, name: &str) -> String {
        format!("{}{}", self.prefix, name_of(name))
    }
}

impl Source for Folder {
    fn header(&self) -> Result<Header, ConvertError> {
        let Config {
            encoder_attention_heads,
            decoder_attention_heads,
            ..
        } = self.config;
        let heads = [encoder_attention_heads, decoder_attention_heads];
        open_ai::header(&self.weights, |name| self.name(name), heads)
    }

    fn numbers(&self, part: &Part) -> Result<Vec<f32>, ConvertError> {
        open_ai::numbers(&self.weights, &self.name(&part.name), part)
    }
}

/// The name that `transformers` has for a tensor of OpenAI's.
fn name_of(name: &str) -> String {
    let (rest, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    if kind == "positional_embedding" {
        return format!("{rest}.embed_positions.weight");
    }
    let (side, rest) = rest.split_once('.').unwrap_or((rest, ""));
    let whole = |path: &str| format!("{side}.{path}.{kind}");
    let Some(block) = rest.strip_prefix("blocks.") else {
        return match rest {
            "token_embedding" => whole("embed_tokens"),
            "ln_post" | "ln" => whole("layer_norm"),
            conv => whole(conv),
        };
    };
    let (layer, rest) = block.split_once('.').unwrap_or((block, ""));
    let path = match rest {
        "attn_ln" => "self_attn_layer_norm",
        "attn.query" => "self_attn.q_proj",
        "attn.key" => "self_attn.k_proj",
        "attn.value" => "self_attn.v_proj",
        "attn.out" => "self_attn.out_proj",
        "cross_attn_ln" => "encoder_attn_layer_norm",
        "cross_attn.query" => "encoder_attn.q_proj",
        "cross_attn.key" => "encoder_attn.k_proj",
        "cross_attn.value" => "encoder_attn.v_proj",
        "cross_attn.out" => "encoder_attn.out_proj",
        "mlp_ln" => "final_layer_norm",
        "mlp.0" => "fc1",
        _ => "fc2",
    };
    whole(&format!("layers.{layer}.{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_transformers() {
        for (name, expected) in [
            (
                "encoder.positional_embedding",
                "encoder.embed_positions.weight",
            ),
            ("encoder.conv2.bias", "encoder.conv2.bias"),
            (
                "decoder.token_embedding.weight",
                "decoder.embed_tokens.weight",
            ),
            ("encoder.ln_post.bias", "encoder.layer_norm.bias"),
            (
                "decoder.blocks.3.cross_attn.key.weight",
                "decoder.layers.3.encoder_attn.k_proj.weight",
            ),
            (
                "decoder.blocks.10.mlp_ln.bias",
                "decoder.layers.10.final_layer_norm.bias",
            ),
            (
                "encoder.blocks.0.mlp.2.weight",
                "encoder.layers.0.fc2.weight",
            ),
        ] {
            assert_eq!(name_of(name), expected);
        }
    }
}
