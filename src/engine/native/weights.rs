//! Parts of the network, read by the names that whisper.cpp's files have for them.

use super::linear::{Kernels, Linear, Norm};
use crate::ggml::{Model, Stored};

/// A layer of weights and biases.
pub(super) fn linear(
    model: &Model,
    kernels: &Kernels,
    name: &str,
    inputs: usize,
    outputs: usize,
) -> Option<Linear> {
    let weights = model.stored(&format!("{name}.weight"), outputs, inputs)?;
    let bias = model.floats(&format!("{name}.bias"), outputs)?;
    Some(Linear::new(kernels, weights.rows(), bias))
}

/// A layer normalisation.
pub(super) fn norm(model: &Model, name: &str, width: usize) -> Option<Norm> {
    let weight = model.floats(&format!("{name}.weight"), width)?;
    let bias = model.floats(&format!("{name}.bias"), width)?;
    Some(Norm::new(weight, bias))
}

/// Queries, keys and values of an attention in one product.
pub(super) fn attention(
    model: &Model,
    kernels: &Kernels,
    name: &str,
    width: usize,
) -> Option<Linear> {
    joined(model, kernels, name, width, &["query", "key", "value"])
}

/// Keys and values of an attention in one product.
pub(super) fn keys_and_values(
    model: &Model,
    kernels: &Kernels,
    name: &str,
    width: usize,
) -> Option<Linear> {
    joined(model, kernels, name, width, &["key", "value"])
}

fn joined(
    model: &Model,
    kernels: &Kernels,
    name: &str,
    width: usize,
    parts: &[&str],
) -> Option<Linear> {
    let (mut weights, mut biases) = (Vec::new(), Vec::new());
    for part in parts {
        weights.push(model.stored(&format!("{name}.{part}.weight"), width, width)?);
        // Keys have no bias.
        match *part {
            "key" => biases.resize(biases.len() + width, 0.0),
            _ => biases.extend(model.floats(&format!("{name}.{part}.bias"), width)?),
        }
    }
    let rows = weights.iter().flat_map(Stored::rows);
    Some(Linear::new(kernels, rows, biases))
}
