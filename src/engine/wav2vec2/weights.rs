//! The tensors of a checkpoint on the model's device, part by part.

use std::fmt::Display;
use std::path::Path;

use candle_core::{Device, Tensor};

use super::error::LoadError;
use crate::checkpoint::Checkpoint;

/// The weights of a checkpoint.
pub(super) struct Weights {
    checkpoint: Checkpoint,
    device: Device,
}

impl Weights {
    /// Lists the tensors of the checkpoint in `folder`.
    ///
    /// # Errors
    /// When there are none, or they are damaged, in a format that is not read, or hold code.
    pub(super) fn open(folder: &Path, device: &Device) -> Result<Self, LoadError> {
        Ok(Self {
            checkpoint: Checkpoint::open(folder)?,
            device: device.clone(),
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
        self.weights.checkpoint.shape(&self.full(name))
    }

    /// A tensor as f32 on the model's device.
    ///
    /// # Errors
    /// When there is none of that name or its shape is not `shape`.
    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, LoadError> {
        let Weights { checkpoint, device } = self.weights;
        let path = || checkpoint.path().to_owned();
        let name = self.full(name);
        let Some(stored) = checkpoint.shape(&name) else {
            return Err(LoadError::NoTensor { path: path(), name });
        };
        if stored != shape {
            return Err(LoadError::Shape {
                path: path(),
                stored: stored.to_vec(),
                expected: shape.to_vec(),
                name,
            });
        }
        let numbers = checkpoint.numbers(&name)?.unwrap_or_default();
        Ok(Tensor::from_vec(numbers, shape, &Device::Cpu)?.to_device(device)?)
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
