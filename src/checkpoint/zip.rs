//! PyTorch's files since 1.6: a zip of one pickle, which says how the tensors are made up, and one
//! uncompressed file for each block of elements.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use zip::{CompressionMethod, ZipArchive};

use super::pickle::{self, Pickled, Refusal};
use super::{CheckpointError, Stored, span};

/// Largest pickle read: that of a model of a thousand layers has about 1 MB.
const LARGEST_PICKLE: u64 = 64 << 20;

/// Adds the tensors of a PyTorch file.
///
/// # Errors
/// When the file can't be read, is of an older format, is damaged or would run code.
pub(super) fn index(
    path: &Path,
    tensors: &mut HashMap<String, Stored>,
) -> Result<(), CheckpointError> {
    let mut file = File::open(path).map_err(|error| CheckpointError::read(path, error))?;
    let mut magic = [0; 2];
    let whole = file
        .read_exact(&mut magic)
        .and_then(|()| file.seek(SeekFrom::End(0)))
        .map_err(|error| CheckpointError::damaged(path, error.to_string()))?;
    file.rewind()
        .map_err(|error| CheckpointError::read(path, error))?;
    if magic[0] == 0x80 {
        return Err(bare_pickle(path, file));
    }
    let damaged = |reason: &dyn ToString| CheckpointError::damaged(path, reason.to_string());
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(&error))?;
    let pickle = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.rsplit('/').next() == Some("data.pkl"))
        .map(String::from)
        .ok_or_else(|| damaged(&"it holds no data.pkl"))?;
    let folder = pickle.trim_end_matches("data.pkl");
    if let Ok(order) = read(&mut archive, &format!("{folder}byteorder"))
        && order == b"big"
    {
        return Err(CheckpointError::unsupported(path, "the byte order", "big"));
    }
    let bytes = read(&mut archive, &pickle).map_err(|error| damaged(&error))?;
    let mut blocks = HashMap::new();
    for (name, tensor) in pickle::tensors(&bytes).map_err(|refusal| refused(path, refusal))? {
        let (at, length) = if let Some(&block) = blocks.get(&tensor.block) {
            block
        } else {
            let name = format!("{folder}data/{}", tensor.block);
            let block = place(&mut archive, &name).map_err(|error| damaged(&error))?;
            if block.0.checked_add(block.1).is_none_or(|end| end > whole) {
                return Err(damaged(&format!("{name} ends beyond the file")));
            }
            *blocks.entry(tensor.block.clone()).or_insert(block)
        };
        let begin = checked_offset(&tensor, length)
            .ok_or_else(|| damaged(&format!("{name} reaches beyond its block of elements")))?;
        let stored = Stored {
            file: path.to_owned(),
            dtype: tensor.dtype.to_owned(),
            shape: tensor.shape,
            strides: tensor.strides,
            at: at + begin,
        };
        tensors.insert(name, stored);
    }
    Ok(())
}

/// Why a pickle outside a zip is not read; one that would run code says so.
fn bare_pickle(path: &Path, file: File) -> CheckpointError {
    let mut bytes = Vec::new();
    if let Err(error) = file.take(LARGEST_PICKLE).read_to_end(&mut bytes) {
        return CheckpointError::read(path, error);
    }
    match pickle::tensors(&bytes) {
        Err(refusal @ Refusal::Code(_)) => refused(path, refusal),
        _ => CheckpointError::Legacy {
            path: path.to_owned(),
        },
    }
}

fn refused(path: &Path, refusal: Refusal) -> CheckpointError {
    match refusal {
        Refusal::Code(call) => CheckpointError::Code {
            path: path.to_owned(),
            call,
        },
        Refusal::Damaged(reason) => CheckpointError::damaged(path, reason),
    }
}

fn read(archive: &mut ZipArchive<File>, name: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = archive.by_name(name).map_err(std::io::Error::other)?;
    file.take(LARGEST_PICKLE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Byte at which a file of the archive begins, and its length.
fn place(archive: &mut ZipArchive<File>, name: &str) -> std::io::Result<(u64, u64)> {
    let file = archive.by_name(name).map_err(std::io::Error::other)?;
    if file.compression() != CompressionMethod::Stored {
        return Err(std::io::Error::other(format!("{name} is compressed")));
    }
    let at = file
        .data_start()
        .ok_or_else(|| std::io::Error::other(format!("{name} has no place")))?;
    Ok((at, file.size()))
}

/// Bytes from the block's first to the tensor's first; `None` when the tensor does not lie in a
/// block of `length` bytes.
fn checked_offset(tensor: &Pickled, length: u64) -> Option<u64> {
    if tensor.shape.len() != tensor.strides.len() {
        return None;
    }
    let mut shape = tensor.shape.iter();
    let count = shape.try_fold(1_usize, |count, &length| count.checked_mul(length))?;
    // More elements than lie there would be a few repeated without end.
    let span = if count == 0 {
        0
    } else {
        span(&tensor.shape, &tensor.strides)?.max(count)
    };
    let begin = tensor.offset.checked_mul(tensor.size)?;
    let bytes = u64::try_from(span).ok()?.checked_mul(tensor.size)?;
    (bytes.checked_add(begin)? <= length).then_some(begin)
}
