//! CTranslate2's folders, which faster-whisper and WhisperX use: `model.bin`, `config.json` and a
//! vocabulary.
//!
//! `model.bin` holds a version, the name of the kind of model, and variables: name, shape, type
//! and numbers (`src/models/model.cc` of CTranslate2). The numbers of quantised matrices are
//! integers, with the inverse of a step for each row beside them.

use std::collections::HashMap;
use std::fs;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use half::{bf16, f16};

use super::parts::Part;
use super::{ConvertError, Source};
use crate::ggml::Header;

/// The versions of the layout that are read; older ones have no types.
const VERSIONS: std::ops::RangeInclusive<u32> = 4..=6;
/// The kind of model.
const WHISPER: &str = "WhisperSpec";
/// Most variables and dimensions that are believed.
const MOST_VARIABLES: u32 = 100_000;
const MOST_DIMENSIONS: u8 = 4;

/// The types of numbers (`enum class DataType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Float32,
    Int8,
    Int16,
    Int32,
    Float16,
    BFloat16,
}

impl Type {
    fn of(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Float32,
            1 => Self::Int8,
            2 => Self::Int16,
            3 => Self::Int32,
            4 => Self::Float16,
            5 => Self::BFloat16,
            _ => return None,
        })
    }

    fn bytes(self) -> usize {
        match self {
            Self::Float32 | Self::Int32 => 4,
            Self::Int16 | Self::Float16 | Self::BFloat16 => 2,
            Self::Int8 => 1,
        }
    }
}

struct Variable {
    shape: Vec<usize>,
    kind: Type,
    at: u64,
}

/// A folder with a model.
pub(super) struct Folder {
    path: PathBuf,
    file: Mutex<fs::File>,
    variables: HashMap<String, Variable>,
}

/// Whether a folder may be one.
pub(super) fn is_one(path: &Path) -> bool {
    path.join("model.bin").is_file()
}

impl Folder {
    pub(super) fn open(folder: &Path) -> Result<Self, ConvertError> {
        let path = folder.join("model.bin");
        let file = fs::File::open(&path).map_err(ConvertError::read(&path))?;
        let length = file.metadata().map_err(ConvertError::read(&path))?.len();
        let copy = file.try_clone().map_err(ConvertError::read(&path))?;
        let mut list = List {
            path: &path,
            file: BufReader::new(file),
            length,
        };
        let variables = list.variables()?;
        Ok(Self {
            path,
            file: Mutex::new(copy),
            variables,
        })
    }

    /// The numbers of the variable of a name; integers are brought to their scale.
    fn values(&self, name: &str, variable: &Variable) -> Result<Vec<f32>, ConvertError> {
        let numbers = self.raw(variable)?;
        if !matches!(variable.kind, Type::Int8 | Type::Int16) {
            return Ok(numbers);
        }
        let inverses = self.variables.get(&format!("{name}_scale"));
        let inverses = inverses.ok_or_else(|| {
            ConvertError::damaged(&self.path, format!("{name} has integers without a scale"))
        })?;
        let inverses = self.raw(inverses)?;
        let row = numbers.len() / inverses.len().max(1);
        let rows = numbers.chunks(row.max(1)).zip(&inverses);
        let numbers = rows.flat_map(|(row, inverse)| row.iter().map(move |n| n / inverse));
        Ok(numbers.collect())
    }

    fn raw(&self, variable: &Variable) -> Result<Vec<f32>, ConvertError> {
        let count = variable.shape.iter().product::<usize>();
        let mut bytes = vec![0; count * variable.kind.bytes()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(variable.at))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(ConvertError::read(&self.path))?;
        Ok(numbers(variable.kind, &bytes))
    }

    fn dimension(&self, name: &str, index: usize) -> Result<usize, ConvertError> {
        let shape = self.variables.get(name).map(|variable| &variable.shape);
        let size = shape.and_then(|shape| shape.get(index)).copied();
        size.ok_or_else(|| self.lacks(name, &[]))
    }

    /// The number of attention heads of a side, as a variable says it or as models of its width have.
    fn heads(&self, side: &str, width: usize) -> usize {
        let name = format!("{side}/num_heads");
        let held = self.variables.get(&name).and_then(|variable| {
            let value = self.raw(variable).ok()?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small number"
            )]
            value.first().map(|value| *value as usize)
        });
        let usual = width / super::parts::HEAD;
        held.filter(|heads| *heads > 0).unwrap_or(usual)
    }

    fn layers(&self, side: &str) -> usize {
        let there = |layer: &usize| {
            let name = format!("{side}/layer_{layer}/ffn/linear_0/weight");
            self.variables.contains_key(&name)
        };
        (0..super::parts::MOST_LAYERS).take_while(there).count()
    }

    fn lacks(&self, name: &str, shape: &[usize]) -> ConvertError {
        ConvertError::Tensor {
            path: self.path.clone(),
            name: name.to_owned(),
            shape: shape.to_vec(),
        }
    }
}

impl Source for Folder {
    fn header(&self) -> Result<Header, ConvertError> {
        let audio = "encoder/position_encodings/encodings";
        let text = "decoder/position_encodings/encodings";
        let (audio_width, text_width) = (self.dimension(audio, 1)?, self.dimension(text, 1)?);
        Ok(Header {
            vocabulary: self.dimension("decoder/embeddings/weight", 0)?,
            audio_context: self.dimension(audio, 0)?,
            audio_width,
            audio_heads: self.heads("encoder", audio_width),
            audio_layers: self.layers("encoder"),
            text_context: self.dimension(text, 0)?,
            text_width,
            text_heads: self.heads("decoder", text_width),
            text_layers: self.layers("decoder"),
            mels: self.dimension("encoder/conv1/weight", 1)?,
        })
    }

    fn numbers(&self, part: &Part) -> Result<Vec<f32>, ConvertError> {
        let place = Place::of(&part.name);
        let lacks = || self.lacks(&place.name, &part.shape);
        let variable = self.variables.get(&place.name).ok_or_else(lacks)?;
        let values = self.values(&place.name, variable)?;
        if values.len() != part.count() * place.of {
            return Err(lacks());
        }
        let mut thirds = values.chunks_exact(part.count().max(1));
        thirds
            .nth(place.index)
            .map(<[f32]>::to_vec)
            .ok_or_else(lacks)
    }
}

/// Where a tensor lies: a variable, which several may share row after row.
struct Place {
    name: String,
    index: usize,
    of: usize,
}

impl Place {
    /// The place of a tensor by OpenAI's name for it.
    fn of(name: &str) -> Self {
        let (rest, kind) = name.rsplit_once('.').unwrap_or((name, ""));
        let (side, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let whole = |path: &str, kind: &str| Self {
            name: format!("{side}/{path}/{kind}"),
            index: 0,
            of: 1,
        };
        let norm = |path: &str| whole(path, if kind == "weight" { "gamma" } else { "beta" });
        match rest {
            "conv1" | "conv2" => return whole(rest, kind),
            "token_embedding" => return whole("embeddings", kind),
            "" => return whole("position_encodings", "encodings"),
            "ln_post" | "ln" => return norm("layer_norm"),
            _ => {}
        }
        let block = rest.strip_prefix("blocks.").unwrap_or(rest);
        let (layer, rest) = block.split_once('.').unwrap_or((block, ""));
        let layer = |path: &str| format!("layer_{layer}/{path}");
        // Query, key and value of the text lie in one variable; of the audio, key and value.
        let (path, index, of) = match rest {
            "attn_ln" => return norm(&layer("self_attention/layer_norm")),
            "cross_attn_ln" => return norm(&layer("attention/layer_norm")),
            "mlp_ln" => return norm(&layer("ffn/layer_norm")),
            "attn.query" => ("self_attention/linear_0", 0, 3),
            "attn.key" => ("self_attention/linear_0", 1, 3),
            "attn.value" => ("self_attention/linear_0", 2, 3),
            "attn.out" => ("self_attention/linear_1", 0, 1),
            "cross_attn.query" => ("attention/linear_0", 0, 1),
            "cross_attn.key" => ("attention/linear_1", 0, 2),
            "cross_attn.value" => ("attention/linear_1", 1, 2),
            "cross_attn.out" => ("attention/linear_2", 0, 1),
            "mlp.0" => ("ffn/linear_0", 0, 1),
            _ => ("ffn/linear_1", 0, 1),
        };
        Self {
            index,
            of,
            ..whole(&layer(path), kind)
        }
    }
}

/// What comes before and between the numbers of a file.
struct List<'a, F> {
    path: &'a Path,
    file: F,
    length: u64,
}

impl<F: Read + Seek> List<'_, F> {
    fn variables(&mut self) -> Result<HashMap<String, Variable>, ConvertError> {
        let version = self.word()?;
        if !VERSIONS.contains(&version) {
            let reason = format!("it has version {version} of CTranslate2's layout, not 4 to 6");
            return Err(ConvertError::unsupported(self.path, reason));
        }
        let kind = self.text()?;
        if kind != WHISPER {
            let reason = format!("it is a {kind}, not a {WHISPER}");
            return Err(ConvertError::unsupported(self.path, reason));
        }
        self.word()?;
        let count = self.word()?;
        if count > MOST_VARIABLES {
            return Err(self.damaged("it claims to have too many variables"));
        }
        let mut variables = HashMap::new();
        for _ in 0..count {
            let (name, variable) = self.variable()?;
            variables.insert(name, variable);
        }
        Ok(variables)
    }

    fn variable(&mut self) -> Result<(String, Variable), ConvertError> {
        let name = self.text()?;
        let dimensions = self.byte()?;
        if dimensions > MOST_DIMENSIONS {
            return Err(self.damaged(format!("{name} has {dimensions} dimensions")));
        }
        let shape = (0..dimensions).map(|_| Ok(self.word()? as usize));
        let shape = shape.collect::<Result<Vec<_>, ConvertError>>()?;
        let number = self.byte()?;
        let kind = Type::of(number).ok_or_else(|| {
            ConvertError::unsupported(self.path, format!("{name} has numbers of type {number}"))
        })?;
        let bytes = u64::from(self.word()?);
        let count = shape
            .iter()
            .try_fold(kind.bytes(), |a, b| a.checked_mul(*b));
        let at = self.position()?;
        let end = at + bytes;
        if count.map(|count| count as u64) != Some(bytes) || end > self.length {
            return Err(self.damaged(format!("{name} has {bytes} bytes for the shape {shape:?}")));
        }
        let seek = self.file.seek(SeekFrom::Start(end));
        seek.map_err(ConvertError::read(self.path))?;
        Ok((name, Variable { shape, kind, at }))
    }

    fn position(&mut self) -> Result<u64, ConvertError> {
        let position = self.file.stream_position();
        position.map_err(ConvertError::read(self.path))
    }

    /// A text: its length with the zero at its end, and both.
    fn text(&mut self) -> Result<String, ConvertError> {
        let length = u16::from_le_bytes(self.array()?);
        let mut bytes = vec![0; length.into()];
        self.fill(&mut bytes)?;
        bytes.pop();
        String::from_utf8(bytes).map_err(|_| self.damaged("a name isn't UTF-8"))
    }

    fn word(&mut self) -> Result<u32, ConvertError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn byte(&mut self) -> Result<u8, ConvertError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ConvertError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ConvertError> {
        let filled = self.file.read_exact(bytes);
        filled.map_err(|error| self.damaged(error.to_string()))
    }

    fn damaged(&self, reason: impl Into<String>) -> ConvertError {
        ConvertError::damaged(self.path, reason)
    }
}

fn numbers(kind: Type, bytes: &[u8]) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "counts and flags only")]
    let int = |word: [u8; 4]| i32::from_le_bytes(word) as f32;
    let pairs = || bytes.as_chunks::<2>().0.iter().copied();
    let words = || bytes.as_chunks::<4>().0.iter().copied();
    match kind {
        Type::Float32 => words().map(f32::from_le_bytes).collect(),
        Type::Int32 => words().map(int).collect(),
        Type::Int16 => pairs()
            .map(|pair| i16::from_le_bytes(pair).into())
            .collect(),
        Type::Float16 => pairs()
            .map(|pair| f16::from_le_bytes(pair).to_f32())
            .collect(),
        Type::BFloat16 => pairs()
            .map(|pair| bf16::from_le_bytes(pair).to_f32())
            .collect(),
        Type::Int8 => bytes.iter().map(|byte| byte.cast_signed().into()).collect(),
    }
}

#[cfg(test)]
mod tests;
