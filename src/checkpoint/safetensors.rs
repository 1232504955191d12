//! The safetensors format: the length of a JSON header, the header, the elements.
//!
//! Source: the format's description in the safetensors repository.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{CheckpointError, Stored, contiguous};

/// Longest header that the format allows.
const LONGEST_HEADER: u64 = 100_000_000;

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [u64; 2],
}

/// Adds the tensors of a safetensors file.
///
/// # Errors
/// When the file can't be read or its header does not fit it.
pub(super) fn index(
    path: &Path,
    tensors: &mut HashMap<String, Stored>,
) -> Result<(), CheckpointError> {
    let damaged = |reason: String| CheckpointError::damaged(path, reason);
    let mut file = File::open(path).map_err(|error| CheckpointError::read(path, error))?;
    let length = file
        .metadata()
        .map_err(|error| CheckpointError::read(path, error))?
        .len();
    let mut header = [0; 8];
    file.read_exact(&mut header)
        .map_err(|_| damaged(format!("it has {length} bytes")))?;
    let header = u64::from_le_bytes(header);
    let rest = length.saturating_sub(8);
    if header > rest.min(LONGEST_HEADER) {
        let reason = format!("its header claims {header} bytes of {rest}");
        return Err(damaged(reason));
    }
    let mut text = Vec::new();
    file.take(header)
        .read_to_end(&mut text)
        .map_err(|error| CheckpointError::read(path, error))?;
    let entries: Map<String, Value> = serde_json::from_slice(&text)
        .map_err(|error| damaged(format!("in its header, {error}")))?;
    let data = rest - header;
    for (name, entry) in entries {
        if name == "__metadata__" {
            continue;
        }
        let entry: Entry = serde_json::from_value(entry)
            .map_err(|error| damaged(format!("in its header, {name}: {error}")))?;
        let [begin, end] = entry.data_offsets;
        if end > data {
            return Err(damaged(format!(
                "{name} ends at byte {end} of {data} bytes of tensors"
            )));
        }
        let size = element_size(&entry.dtype);
        let needed = entry.shape.iter().try_fold(size, |product, &length| {
            product.checked_mul(u64::try_from(length).ok()?)
        });
        if size > 0 && (begin > end || needed != Some(end - begin)) {
            return Err(damaged(format!(
                "{name} has the shape {:?} but lies from byte {begin} to {end}",
                entry.shape
            )));
        }
        let stored = Stored {
            file: path.to_owned(),
            strides: contiguous(&entry.shape),
            dtype: entry.dtype,
            shape: entry.shape,
            at: 8 + header + begin,
        };
        tensors.insert(name, stored);
    }
    Ok(())
}

/// Bytes of an element of the types that are read; 0 for the others.
fn element_size(dtype: &str) -> u64 {
    match dtype {
        "F64" => 8,
        "F32" => 4,
        "F16" | "BF16" => 2,
        _ => 0,
    }
}
