//! NumPy's arrays: `.npy` holds one, `.npz` is a zip of several.
//!
//! The format is that of <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>,
//! versions 1 to 3.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

/// Largest array file read: those of the speaker model have up to 256 kB.
const LARGEST: u64 = 16 << 20;

/// An array of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array {
    /// Length of each axis.
    pub(super) shape: Vec<usize>,
    /// The elements, the last axis running fastest.
    pub(super) values: Vec<f64>,
}

/// Reads the array `name` of an `.npz` file.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn member(npz: &[u8], name: &str) -> Result<Array, String> {
    let mut archive = ZipArchive::new(Cursor::new(npz)).map_err(|error| error.to_string())?;
    let index = archive
        .index_for_name(&format!("{name}.npy"))
        .ok_or_else(|| format!("it holds no array {name}"))?;
    // Raw, because the zip crate is built without decompression.
    let file = archive
        .by_index_raw(index)
        .map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = match file.compression() {
        CompressionMethod::Stored => file.take(LARGEST).read_to_end(&mut bytes),
        CompressionMethod::DEFLATE => DeflateDecoder::new(file)
            .take(LARGEST)
            .read_to_end(&mut bytes),
        other => return Err(format!("{name} is compressed by {other}")),
    };
    read.map_err(|error| format!("{name}: {error}"))?;
    parse(&bytes).map_err(|reason| format!("{name}: {reason}"))
}

/// Reads an `.npy` file of little-endian f32 or f64.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn parse(bytes: &[u8]) -> Result<Array, String> {
    let (header, data) = split(bytes).ok_or("it is no NumPy array")?;
    let shape = shape(header).ok_or("its header gives no shape")?;
    let count = shape
        .iter()
        .try_fold(1_usize, |count, &axis| count.checked_mul(axis));
    let kind = field(header, "descr").ok_or("its header gives no type")?;
    let (width, read): (usize, fn(&[u8]) -> f64) = match kind.trim_matches(['\'', '"']) {
        "<f4" => (4, single),
        "<f8" => (8, double),
        other => return Err(format!("its elements are {other}, not <f4 or <f8")),
    };
    if count.and_then(|count| count.checked_mul(width)) != Some(data.len()) {
        return Err(format!(
            "its {} bytes don't fill its shape {shape:?}",
            data.len()
        ));
    }
    let values: Vec<f64> = data.chunks_exact(width).map(read).collect();
    let columns_first = match field(header, "fortran_order") {
        Some("False") => false,
        Some("True") => true,
        _ => return Err("its header gives no order".to_owned()),
    };
    match (columns_first, &shape[..]) {
        (true, &[rows, columns]) => Ok(Array {
            values: transposed(&values, rows, columns),
            shape,
        }),
        (true, [_, _, _, ..]) => Err("its first axis runs fastest".to_owned()),
        _ => Ok(Array { shape, values }),
    }
}

fn single(bytes: &[u8]) -> f64 {
    bytes
        .try_into()
        .map_or(f64::NAN, |bytes| f32::from_le_bytes(bytes).into())
}

fn double(bytes: &[u8]) -> f64 {
    bytes.try_into().map_or(f64::NAN, f64::from_le_bytes)
}

/// The header's text and the elements' bytes.
fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let rest = bytes.strip_prefix(b"\x93NUMPY")?;
    let (version, rest) = rest.split_at_checked(2)?;
    let wide = match version[0] {
        1 => 2,
        2 | 3 => 4,
        _ => return None,
    };
    let (length, rest) = rest.split_at_checked(wide)?;
    let length = length
        .iter()
        .rev()
        .fold(0, |length, &byte| length << 8 | usize::from(byte));
    let (header, data) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(header).ok()?, data))
}

/// The text of a field's value, up to the comma after it.
fn field<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, value) = header.split_once(&format!("'{key}':"))?;
    Some(value.split([',', '}']).next()?.trim())
}

fn shape(header: &str) -> Option<Vec<usize>> {
    let (_, value) = header.split_once("'shape':")?;
    let (axes, _) = value.trim_start().strip_prefix('(')?.split_once(')')?;
    let axes = axes
        .split(',')
        .map(str::trim)
        .filter(|axis| !axis.is_empty());
    axes.map(|axis| axis.parse().ok()).collect()
}

/// The elements with the last axis running fastest, of elements with the first one so.
fn transposed(values: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    let at = |index: usize| values[index % columns * rows + index / columns];
    (0..values.len()).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(header.len()).unwrap().to_le_bytes();
        [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
    }

    fn bytes(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
        values.into_iter().flat_map(f32::to_le_bytes).collect()
    }

    #[test]
    fn either_order_is_read_into_rows() {
        let data = bytes([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let rows = file(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
            &data,
        );
        assert_eq!(parse(&rows).unwrap().values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let columns = file(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n",
            &data,
        );
        assert_eq!(
            parse(&columns).unwrap().values,
            [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]
        );
        let vector = file(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (6,), }\n",
            &data,
        );
        assert_eq!(parse(&vector).unwrap().shape, [6]);
    }

    #[test]
    fn what_is_not_an_array_of_floats_is_refused() {
        let data = bytes([1.0, 2.0]);
        let refused = |header: &str, data: &[u8]| parse(&file(header, data)).unwrap_err();
        let whole = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }";
        assert!(refused(whole, &data).contains("<i4"));
        let large = "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }";
        assert!(refused(large, &data).contains(">f4"));
        let short = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
        assert!(refused(short, &data).contains("8 bytes"));
        let huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }";
        assert!(refused(huge, &data).contains("shape"));
        let negative = "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }";
        assert!(refused(negative, &data).contains("no shape"));
        assert!(refused("{}", &data).contains("no shape"));
        assert!(parse(b"").is_err());
        assert!(parse(b"\x93NUMPY\x01").is_err());
        assert!(parse(b"\x93NUMPY\x01\x00\xff\xff{}").is_err());
    }

    #[test]
    fn no_rows_of_no_columns_are_an_empty_array() {
        let empty = file(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 0), }",
            &[],
        );
        assert!(parse(&empty).unwrap().values.is_empty());
    }
}
