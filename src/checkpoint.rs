//! Tensors by name, from the weight files that PyTorch and Hugging Face's libraries write.
//!
//! The files are indexed first and every tensor is then read by itself, so that loading needs no
//! more memory than the model does.

mod error;
mod json;
mod pickle;
mod safetensors;
mod zip;

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use half::{bf16, f16};
use serde::Deserialize;

pub use error::CheckpointError;
pub(crate) use json::{parse, read_json, read_text};

/// Where a tensor lies in a file.
struct Stored {
    file: PathBuf,
    /// Type of the elements as safetensors writes it, such as F16.
    dtype: String,
    shape: Vec<usize>,
    /// Elements from one index to the next, for each dimension.
    strides: Vec<usize>,
    /// Byte of the file at which the first element lies.
    at: u64,
}

/// The weights of a checkpoint.
pub struct Checkpoint {
    tensors: HashMap<String, Stored>,
    path: PathBuf,
}

/// The list of which file holds which tensor.
#[derive(Deserialize)]
struct ShardIndex {
    weight_map: HashMap<String, String>,
}

type Indexer = fn(&Path, &mut HashMap<String, Stored>) -> Result<(), CheckpointError>;

/// Names of weight files, and how each is read; the first is taken if both are there.
const FILES: [(&str, Indexer); 2] = [
    ("model.safetensors", safetensors::index),
    ("pytorch_model.bin", zip::index),
];

/// Whether a folder holds weights.
#[must_use]
pub fn has_weights(folder: &Path) -> bool {
    let there = |name: &str| folder.join(name).exists();
    FILES
        .iter()
        .any(|(name, _)| there(name) || there(&format!("{name}.index.json")))
}

impl Checkpoint {
    /// Finds the weights in `folder` and lists their tensors; safetensors before pickles.
    ///
    /// # Errors
    /// When there are none, or they are damaged, in a format that is not read, or hold code.
    pub fn open(folder: &Path) -> Result<Self, CheckpointError> {
        let mut tensors = HashMap::new();
        for (name, index) in FILES {
            let whole = folder.join(name);
            let list = folder.join(format!("{name}.index.json"));
            let path = if whole.exists() {
                index(&whole, &mut tensors)?;
                whole
            } else if let Some(shards) = read_json::<ShardIndex>(&list)? {
                let files: BTreeSet<&str> =
                    shards.weight_map.values().map(String::as_str).collect();
                for file in files {
                    // A name with folders in it could point outside the checkpoint.
                    if Path::new(file).file_name() != Some(file.as_ref()) {
                        return Err(CheckpointError::unsupported(&list, "the file", file));
                    }
                    let shard = folder.join(file);
                    if !shard.exists() {
                        return Err(CheckpointError::Missing {
                            folder: folder.to_owned(),
                            file: file.to_owned(),
                        });
                    }
                    index(&shard, &mut tensors)?;
                }
                list
            } else {
                continue;
            };
            return Ok(Self { tensors, path });
        }
        Err(CheckpointError::Missing {
            folder: folder.to_owned(),
            file: "model.safetensors or pytorch_model.bin".to_owned(),
        })
    }

    /// Lists the tensors of one PyTorch file.
    ///
    /// # Errors
    /// When it is damaged, of an older format, or holds code.
    pub fn of_file(path: &Path) -> Result<Self, CheckpointError> {
        let mut tensors = HashMap::new();
        zip::index(path, &mut tensors)?;
        let path = path.to_owned();
        Ok(Self { tensors, path })
    }

    /// What errors name: the file of the weights, or the index of several.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The shape of a tensor, where there is one of that name.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.tensors.get(name)?.shape)
    }

    /// The elements of a tensor, row by row; `None` when there is none of that name.
    ///
    /// # Errors
    /// When they can't be read, or are of a type that isn't.
    pub fn numbers(&self, name: &str) -> Result<Option<Vec<f32>>, CheckpointError> {
        self.tensors.get(name).map(Stored::read).transpose()
    }
}

impl Stored {
    /// The elements as f32; they are known to lie within the file.
    fn read(&self) -> Result<Vec<f32>, CheckpointError> {
        let size = match self.dtype.as_str() {
            "F64" => 8,
            "F32" => 4,
            "F16" | "BF16" => 2,
            other => {
                let kind = "tensors of the type";
                return Err(CheckpointError::unsupported(&self.file, kind, other));
            }
        };
        let count = if self.shape.contains(&0) {
            0
        } else {
            span(&self.shape, &self.strides).unwrap_or(0)
        };
        let mut bytes = vec![0; count * size];
        let mut file =
            File::open(&self.file).map_err(|error| CheckpointError::read(&self.file, error))?;
        file.seek(SeekFrom::Start(self.at))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|error| CheckpointError::damaged(&self.file, error.to_string()))?;
        let flat = floats(&self.dtype, &bytes);
        if self.strides == contiguous(&self.shape) {
            Ok(flat)
        } else {
            Ok(gather(&flat, &self.shape, &self.strides))
        }
    }
}

/// Elements of one of the types that are read.
#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are computed with as f32"
)]
fn floats(dtype: &str, bytes: &[u8]) -> Vec<f32> {
    let pairs = || bytes.as_chunks::<2>().0.iter().copied();
    let words = || bytes.as_chunks::<4>().0.iter().copied();
    let longs = || bytes.as_chunks::<8>().0.iter().copied();
    match dtype {
        "F16" => pairs()
            .map(|pair| f16::from_le_bytes(pair).to_f32())
            .collect(),
        "BF16" => pairs()
            .map(|pair| bf16::from_le_bytes(pair).to_f32())
            .collect(),
        "F32" => words().map(f32::from_le_bytes).collect(),
        _ => longs()
            .map(|long| f64::from_le_bytes(long) as f32)
            .collect(),
    }
}

/// Strides of a tensor whose elements lie in order.
fn contiguous(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1_usize; shape.len()];
    for dim in (1..shape.len()).rev() {
        strides[dim - 1] = strides[dim].saturating_mul(shape[dim]);
    }
    strides
}

/// Elements from the first to the last of a tensor that is not empty, both counted; `None` when
/// there is no such number.
fn span(shape: &[usize], strides: &[usize]) -> Option<usize> {
    shape
        .iter()
        .zip(strides)
        .try_fold(1_usize, |span, (&length, &stride)| {
            span.checked_add(length.checked_sub(1)?.checked_mul(stride)?)
        })
}

/// Elements in row-major order.
fn gather(flat: &[f32], shape: &[usize], strides: &[usize]) -> Vec<f32> {
    let mut places = vec![0];
    for (&length, &stride) in shape.iter().zip(strides) {
        places = places
            .iter()
            .flat_map(|&place| (0..length).map(move |index| place + index * stride))
            .collect();
    }
    places.into_iter().map(|place: usize| flat[place]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_out_of_order_are_put_in_order() {
        let flat = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(
            gather(&flat, &[2, 3], &[1, 2]),
            [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]
        );
        assert_eq!(gather(&flat, &[2], &[5]), [0.0, 5.0]);
        assert_eq!(gather(&flat, &[], &[]), [0.0]);
        assert_eq!(span(&[2, 3], &[1, 2]), Some(6));
        assert_eq!(span(&[2, usize::MAX], &[1, 2]), None);
        assert_eq!(contiguous(&[2, 3, 4]), [12, 4, 1]);
    }

    #[test]
    fn every_type_is_read() {
        assert_eq!(floats("F16", &0xc000u16.to_le_bytes()), [-2.0]);
        assert_eq!(floats("BF16", &0x4040u16.to_le_bytes()), [3.0]);
        assert_eq!(floats("F32", &1.5f32.to_le_bytes()), [1.5]);
        assert_eq!(floats("F64", &0.25f64.to_le_bytes()), [0.25]);
    }
}
