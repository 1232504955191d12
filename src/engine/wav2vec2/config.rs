//! What config.json and preprocessor_config.json say of a model.
//!
//! Absent fields have the defaults of Hugging Face's Wav2Vec2Config, HubertConfig and WavLMConfig.

use std::path::Path;

use serde::Deserialize;

use super::error::LoadError;
use super::layers::Activation;
use crate::checkpoint::{CheckpointError, parse, read_json, read_text};

/// Largest kernel, stride or group count believed; published models stay below 200.
const LARGEST_STEP: usize = 4096;

/// The families whose layers are known, by `model_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Wav2Vec2,
    Hubert,
    WavLm,
}

impl Family {
    /// What the names of the encoder's tensors begin with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Wav2Vec2 => "wav2vec2",
            Self::Hubert => "hubert",
            Self::WavLm => "wavlm",
        }
    }
}

/// Where the convolutional feature extractor normalises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ExtractorNorm {
    /// Over time, behind the first layer only.
    Group,
    /// Over channels, behind every layer.
    Layer,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the fields are those of config.json"
)]
pub(super) struct Config {
    #[serde(skip, default = "Config::default_family")]
    pub(super) family: Family,
    pub(super) pad_token_id: Option<usize>,
    pub(super) hidden_size: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) num_attention_heads: usize,
    pub(super) intermediate_size: usize,
    pub(super) hidden_act: Activation,
    pub(super) layer_norm_eps: f64,
    pub(super) feat_extract_norm: ExtractorNorm,
    pub(super) feat_extract_activation: Activation,
    pub(super) feat_proj_layer_norm: bool,
    pub(super) conv_dim: Vec<usize>,
    pub(super) conv_stride: Vec<usize>,
    pub(super) conv_kernel: Vec<usize>,
    pub(super) conv_bias: bool,
    pub(super) num_conv_pos_embeddings: usize,
    pub(super) num_conv_pos_embedding_groups: usize,
    pub(super) conv_pos_batch_norm: bool,
    pub(super) do_stable_layer_norm: bool,
    pub(super) add_adapter: bool,
    pub(super) adapter_kernel_size: usize,
    pub(super) adapter_stride: usize,
    pub(super) num_adapter_layers: usize,
    /// `hidden_size` when absent.
    pub(super) output_hidden_size: Option<usize>,
    pub(super) adapter_attn_dim: Option<usize>,
    pub(super) num_buckets: usize,
    pub(super) max_bucket_distance: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            family: Self::default_family(),
            pad_token_id: Some(0),
            hidden_size: 768,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            intermediate_size: 3072,
            hidden_act: Activation::Gelu,
            layer_norm_eps: 1e-5,
            feat_extract_norm: ExtractorNorm::Group,
            feat_extract_activation: Activation::Gelu,
            feat_proj_layer_norm: true,
            conv_dim: vec![512; 7],
            conv_stride: vec![5, 2, 2, 2, 2, 2, 2],
            conv_kernel: vec![10, 3, 3, 3, 3, 2, 2],
            conv_bias: false,
            num_conv_pos_embeddings: 128,
            num_conv_pos_embedding_groups: 16,
            conv_pos_batch_norm: false,
            do_stable_layer_norm: false,
            add_adapter: false,
            adapter_kernel_size: 3,
            adapter_stride: 2,
            num_adapter_layers: 3,
            output_hidden_size: None,
            adapter_attn_dim: None,
            num_buckets: 320,
            max_bucket_distance: 800,
        }
    }
}

/// The part of config.json that says whether the rest can be understood.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Kind {
    model_type: Option<String>,
    architectures: Option<Vec<String>>,
}

impl Config {
    fn default_family() -> Family {
        Family::Wav2Vec2
    }

    /// Reads and checks the configuration of the checkpoint in `folder`.
    ///
    /// # Errors
    /// When it is missing, malformed, of another kind of model or contradicts itself.
    pub(super) fn read(folder: &Path) -> Result<Self, LoadError> {
        let path = folder.join("config.json");
        let text = read_text(&path)?.ok_or_else(|| CheckpointError::Missing {
            folder: folder.to_owned(),
            file: "config.json".to_owned(),
        })?;
        let kind: Kind = parse(&path, &text)?;
        let not_ctc = |found: String| LoadError::NotCtc {
            path: path.clone(),
            found,
        };
        let family = match kind.model_type.as_deref() {
            Some("wav2vec2") => Family::Wav2Vec2,
            Some("hubert") => Family::Hubert,
            Some("wavlm") => Family::WavLm,
            Some(other) => return Err(not_ctc(format!("a model of the type {other}"))),
            None => return Err(not_ctc("no type of model".to_owned())),
        };
        if let Some(names) = kind.architectures.filter(|names| !names.is_empty())
            && !names.iter().any(|name| name.ends_with("ForCTC"))
        {
            return Err(not_ctc(format!("a {}", names.join(", "))));
        }
        let mut config: Self = parse(&path, &text)?;
        config.family = family;
        config.check(&path)?;
        Ok(config)
    }

    fn check(&self, path: &Path) -> Result<(), LoadError> {
        let refuse = |option, value: &dyn std::fmt::Debug| {
            Err(LoadError::unsupported(path, option, format!("{value:?}")))
        };
        let step = |value: &usize| (1..=LARGEST_STEP).contains(value);
        let layers = self.conv_dim.len();
        if layers == 0 || self.conv_dim.contains(&0) {
            return refuse("conv_dim", &self.conv_dim);
        }
        if self.conv_kernel.len() != layers || !self.conv_kernel.iter().all(step) {
            return refuse("conv_kernel", &self.conv_kernel);
        }
        if self.conv_stride.len() != layers || !self.conv_stride.iter().all(step) {
            return refuse("conv_stride", &self.conv_stride);
        }
        let heads = self.num_attention_heads;
        if heads == 0 || self.hidden_size == 0 || !self.hidden_size.is_multiple_of(heads) {
            return refuse("num_attention_heads", &heads);
        }
        let groups = self.num_conv_pos_embedding_groups;
        if !step(&groups) || !self.hidden_size.is_multiple_of(groups) {
            return refuse("num_conv_pos_embedding_groups", &groups);
        }
        if !step(&self.num_conv_pos_embeddings) {
            return refuse("num_conv_pos_embeddings", &self.num_conv_pos_embeddings);
        }
        if self.add_adapter && !step(&self.adapter_stride) {
            return refuse("adapter_stride", &self.adapter_stride);
        }
        if self.add_adapter && !step(&self.num_adapter_layers) {
            return refuse("num_adapter_layers", &self.num_adapter_layers);
        }
        // The length of an adapter's output is only known for the kernel that all models have.
        if self.add_adapter && self.adapter_kernel_size != 3 {
            return refuse("adapter_kernel_size", &self.adapter_kernel_size);
        }
        if self.family == Family::WavLm {
            if self.num_buckets < 4 || !self.num_buckets.is_multiple_of(4) {
                return refuse("num_buckets", &self.num_buckets);
            }
            if self.max_bucket_distance <= self.num_buckets / 4 {
                return refuse("max_bucket_distance", &self.max_bucket_distance);
            }
        }
        match self.stride() {
            Some(_) => Ok(()),
            None => refuse("conv_stride", &self.conv_stride),
        }
    }

    /// Samples from one frame to the next; `None` beyond 2^32.
    pub(super) fn stride(&self) -> Option<usize> {
        let adapters = if self.add_adapter {
            self.num_adapter_layers
        } else {
            0
        };
        let adapters = std::iter::repeat_n(&self.adapter_stride, adapters);
        let product = self
            .conv_stride
            .iter()
            .chain(adapters)
            .try_fold(1_u32, |product, &step| {
                product.checked_mul(u32::try_from(step).ok()?)
            })?;
        usize::try_from(product).ok()
    }

    /// Width of what the head is given.
    pub(super) fn output_size(&self) -> usize {
        match self.output_hidden_size {
            Some(size) if self.add_adapter => size,
            _ => self.hidden_size,
        }
    }
}

/// How a model wants its samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Preprocessor {
    /// Whether each recording is brought to zero mean and unit variance.
    pub(super) normalise: bool,
    /// Whether the model was trained to be told where padding begins.
    pub(super) mask: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PreprocessorFile {
    do_normalize: Option<bool>,
    return_attention_mask: Option<bool>,
    sampling_rate: Option<u32>,
}

impl Preprocessor {
    /// Reads preprocessor_config.json, or guesses as Hugging Face's documentation advises: models
    /// whose extractor normalises every layer take a mask.
    ///
    /// # Errors
    /// When the file is malformed or asks for another sample rate than 16 kHz.
    pub(super) fn read(folder: &Path, config: &Config) -> Result<Self, LoadError> {
        let path = folder.join("preprocessor_config.json");
        let file: PreprocessorFile = read_json(&path)?.unwrap_or_default();
        match file.sampling_rate {
            None | Some(16_000) => Ok(Self {
                normalise: file.do_normalize.unwrap_or(true),
                mask: file
                    .return_attention_mask
                    .unwrap_or(config.feat_extract_norm == ExtractorNorm::Layer),
            }),
            Some(rate) => Err(LoadError::unsupported(
                &path,
                "sampling_rate",
                rate.to_string(),
            )),
        }
    }
}
