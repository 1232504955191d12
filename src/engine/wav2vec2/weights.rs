//! Tensors by name, from the weight files of a checkpoint folder.
//!
//! The files are indexed first and every tensor is then read by itself, so that loading needs no
//! more memory than the model does.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;

use super::error::LoadError;
use super::json::read_json;

mod pickle;
mod safetensors;
mod zip;

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
pub(super) struct Weights {
    tensors: HashMap<String, Stored>,
    /// What errors name: the file, or the index of several.
    path: PathBuf,
    device: Device,
}

/// The list of which file holds which tensor.
#[derive(Deserialize)]
struct ShardIndex {
    weight_map: HashMap<String, String>,
}

impl Weights {
    /// Finds the weights in `folder` and lists their tensors; safetensors before pickles.
    ///
    /// # Errors
    /// When there are none, or they are damaged, in a format that is not read, or hold code.
    pub(super) fn open(folder: &Path, device: &Device) -> Result<Self, LoadError> {
        let mut tensors = HashMap::new();
        for (name, index) in [
            ("model.safetensors", safetensors::index as Indexer),
            ("pytorch_model.bin", zip::index as Indexer),
        ] {
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
                        return Err(LoadError::unsupported(&list, "the file", file));
                    }
                    let shard = folder.join(file);
                    if !shard.exists() {
                        return Err(LoadError::Missing {
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
            return Ok(Self {
                tensors,
                path,
                device: device.clone(),
            });
        }
        Err(LoadError::Missing {
            folder: folder.to_owned(),
            file: "model.safetensors or pytorch_model.bin".to_owned(),
        })
    }

    /// All tensors.
    pub(super) fn root(&self) -> Scope<'_> {
        Scope {
            weights: self,
            name: String::new(),
        }
    }
}

type Indexer = fn(&Path, &mut HashMap<String, Stored>) -> Result<(), LoadError>;

/// The tensors of one part of the model.
pub(super) struct Scope<'a> {
    weights: &'a Weights,
    name: String,
}

impl Scope<'_> {
    /// The tensors of a part of this part.
    pub(super) fn sub(&self, name: impl Display) -> Self {
        Scope {
            weights: self.weights,
            name: self.full(name),
        }
    }

    fn full(&self, name: impl Display) -> String {
        if self.name.is_empty() {
            name.to_string()
        } else {
            format!("{}.{name}", self.name)
        }
    }

    /// The shape of a tensor, where there is one of that name.
    pub(super) fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.weights.tensors.get(&self.full(name))?.shape)
    }

    /// A tensor as f32 on the model's device.
    ///
    /// # Errors
    /// When there is none of that name or its shape is not `shape`.
    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, LoadError> {
        let path = &self.weights.path;
        let name = self.full(name);
        let stored = self.weights.tensors.get(&name);
        let stored = stored.ok_or_else(|| LoadError::NoTensor {
            path: path.clone(),
            name: name.clone(),
        })?;
        if stored.shape != shape {
            return Err(LoadError::Shape {
                path: path.clone(),
                name,
                stored: stored.shape.clone(),
                expected: shape.to_vec(),
            });
        }
        stored.read(&self.weights.device)
    }

    /// A tensor of `shape` seen as `view`, which has as many elements.
    ///
    /// # Errors
    /// As [`Self::tensor`].
    pub(super) fn tensor_as(
        &self,
        name: &str,
        shape: &[usize],
        view: &[usize],
    ) -> Result<Tensor, LoadError> {
        Ok(self.tensor(name, shape)?.reshape(view)?)
    }
}

impl Stored {
    /// The tensor as f32; its elements are known to lie within the file.
    fn read(&self, device: &Device) -> Result<Tensor, LoadError> {
        let dtype = match self.dtype.as_str() {
            "F32" => DType::F32,
            "F16" => DType::F16,
            "BF16" => DType::BF16,
            "F64" => DType::F64,
            other => {
                return Err(LoadError::unsupported(
                    &self.file,
                    "tensors of the type",
                    other,
                ));
            }
        };
        let count = if self.shape.contains(&0) {
            0
        } else {
            span(&self.shape, &self.strides).unwrap_or(0)
        };
        let mut bytes = vec![0; count * dtype.size_in_bytes()];
        let mut file =
            File::open(&self.file).map_err(|error| LoadError::read(&self.file, error))?;
        file.seek(SeekFrom::Start(self.at))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|error| LoadError::damaged(&self.file, error.to_string()))?;
        let flat = Tensor::from_raw_buffer(&bytes, dtype, &[count], &Device::Cpu)?;
        drop(bytes);
        let flat = flat.to_dtype(DType::F32)?;
        let tensor = if self.strides == contiguous(&self.shape) {
            flat.reshape(self.shape.as_slice())?
        } else {
            let flat = flat.to_vec1::<f32>()?;
            let values = gather(&flat, &self.shape, &self.strides);
            Tensor::from_vec(values, self.shape.as_slice(), &Device::Cpu)?
        };
        Ok(tensor.to_device(device)?)
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
}
