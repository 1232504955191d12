//! whisper.cpp's model files: a header, filters, a vocabulary, and tensors in blocks.
//!
//! The layout is that of whisper.cpp's `convert-pt-to-ggml.py`; the blocks are ggml's.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use crate::models::Weights;

/// First four bytes of a file, little-endian.
const MAGIC: u32 = 0x6767_6d6c;
/// Largest dimension, count or name that is believed.
const LARGEST_SANE: usize = 1 << 26;
/// Bins of the spectrum that the filters weigh.
pub(super) const BINS: usize = 201;

/// The dimensions of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) vocabulary: usize,
    pub(super) audio_context: usize,
    pub(super) audio_width: usize,
    pub(super) audio_heads: usize,
    pub(super) audio_layers: usize,
    pub(super) text_context: usize,
    pub(super) text_width: usize,
    pub(super) text_heads: usize,
    pub(super) text_layers: usize,
    pub(super) mels: usize,
}

/// How the numbers of a tensor are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    F32,
    F16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
}

impl Kind {
    fn of(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::F32,
            1 => Self::F16,
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            6 => Self::Q5_0,
            7 => Self::Q5_1,
            8 => Self::Q8_0,
            _ => return None,
        })
    }

    /// Numbers and bytes of a block.
    fn block(self) -> (usize, usize) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q8_0 => (32, 34),
        }
    }
}

/// Where a tensor lies, and how.
#[derive(Debug, Clone)]
struct Place {
    kind: Kind,
    /// Numbers in a row, rows, and so on.
    shape: Vec<usize>,
    at: u64,
    bytes: usize,
}

/// An open model file.
pub(super) struct Model {
    pub(super) header: Header,
    /// Mel filters, a row of [`BINS`] weights for each band.
    pub(super) filters: Vec<f32>,
    /// The bytes of each token that stands for text.
    pub(super) tokens: Vec<Vec<u8>>,
    places: HashMap<String, Place>,
    source: Source,
}

enum Source {
    Memory(&'static [u8]),
    File(Mutex<File>),
}

/// A matrix that is kept as it is stored, and read row by row.
pub(super) struct Stored {
    kind: Kind,
    row: usize,
    bytes: Cow<'static, [u8]>,
}

impl Model {
    /// Opens a file; `None` for what is none, is cut short, or stores its numbers in a way that
    /// isn't known here.
    pub(super) fn open(weights: &Weights) -> Option<Self> {
        match weights {
            Weights::Static(bytes) => {
                let source = Source::Memory(bytes);
                Self::read(Cursor::new(*bytes), bytes.len() as u64, source)
            }
            Weights::File(path) => {
                let file = File::open(path).ok()?;
                let length = file.metadata().ok()?.len();
                let source = Source::File(Mutex::new(file.try_clone().ok()?));
                Self::read(BufReader::new(file), length, source)
            }
        }
    }

    fn read(mut file: impl Read + Seek, length: u64, source: Source) -> Option<Self> {
        if u32_of(&mut file)? != MAGIC {
            return None;
        }
        let mut dimension = || size_of_next(&mut file).filter(|size| *size > 0);
        let header = Header {
            vocabulary: dimension()?,
            audio_context: dimension()?,
            audio_width: dimension()?,
            audio_heads: dimension()?,
            audio_layers: dimension()?,
            text_context: dimension()?,
            text_width: dimension()?,
            text_heads: dimension()?,
            text_layers: dimension()?,
            mels: dimension()?,
        };
        // What most tensors are stored as; each says it of itself.
        u32_of(&mut file)?;
        let (bands, bins) = (size_of_next(&mut file)?, size_of_next(&mut file)?);
        if bands != header.mels || bins != BINS {
            return None;
        }
        let filters = bytes_of(&mut file, bands * bins * 4)?;
        let filters = decoded(Kind::F32, &filters);
        let count = size_of_next(&mut file).filter(|count| *count <= header.vocabulary)?;
        let mut tokens = Vec::new();
        for _ in 0..count {
            let bytes = size_of_next(&mut file).filter(|bytes| *bytes <= 1 << 16)?;
            tokens.push(bytes_of(&mut file, bytes)?);
        }
        let mut places = HashMap::new();
        let mut at = file.stream_position().ok()?;
        while at < length {
            let (dimensions, name) = (size_of_next(&mut file)?, size_of_next(&mut file)?);
            let kind = Kind::of(u32_of(&mut file)?)?;
            if !(1..=4).contains(&dimensions) || name > 1 << 10 {
                return None;
            }
            let shape: Vec<usize> = (0..dimensions)
                .map(|_| size_of_next(&mut file))
                .collect::<Option<_>>()?;
            let name = String::from_utf8(bytes_of(&mut file, name)?).ok()?;
            let (numbers, block) = kind.block();
            let count = shape.iter().try_fold(1, |a: usize, b| a.checked_mul(*b))?;
            if !shape[0].is_multiple_of(numbers) {
                return None;
            }
            let bytes = (count / numbers).checked_mul(block)?;
            at = file.stream_position().ok()?;
            let place = Place {
                kind,
                shape,
                at,
                bytes,
            };
            at = at.checked_add(bytes as u64).filter(|end| *end <= length)?;
            file.seek(SeekFrom::Start(at)).ok()?;
            places.insert(name, place);
        }
        Some(Self {
            header,
            filters,
            tokens,
            places,
            source,
        })
    }

    /// The numbers of a tensor, of which there must be so many; `None` if there aren't.
    pub(super) fn floats(&self, name: &str, count: usize) -> Option<Vec<f32>> {
        let place = self.places.get(name)?;
        let numbers = place.shape.iter().product::<usize>();
        (numbers == count).then_some(())?;
        Some(decoded(place.kind, &self.bytes(place)?))
    }

    /// A matrix of so many rows, as it is stored.
    pub(super) fn stored(&self, name: &str, rows: usize, row: usize) -> Option<Stored> {
        let place = self.places.get(name)?;
        (place.shape == [row, rows]).then_some(())?;
        Some(Stored {
            kind: place.kind,
            row,
            bytes: self.bytes(place)?,
        })
    }

    fn bytes(&self, place: &Place) -> Option<Cow<'static, [u8]>> {
        match &self.source {
            Source::Memory(bytes) => {
                let from = usize::try_from(place.at).ok()?;
                Some(Cow::Borrowed(bytes.get(from..from + place.bytes)?))
            }
            Source::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(place.at)).ok()?;
                Some(Cow::Owned(bytes_of(&mut *file, place.bytes)?))
            }
        }
    }
}

impl Stored {
    /// One row.
    pub(super) fn row(&self, index: usize) -> Vec<f32> {
        let (numbers, block) = self.kind.block();
        let bytes = self.row / numbers * block;
        let row = self.bytes.get(index * bytes..(index + 1) * bytes);
        decoded(self.kind, row.unwrap_or_default())
    }

    /// All rows, one by one.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<f32>> {
        let (numbers, block) = self.kind.block();
        let row = (self.row / numbers * block).max(1);
        self.bytes
            .chunks_exact(row)
            .map(|row| decoded(self.kind, row))
    }
}

fn bytes_of(file: &mut impl Read, count: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(count as u64).read_to_end(&mut bytes).ok()?;
    (read == count).then_some(bytes)
}

fn u32_of(file: &mut impl Read) -> Option<u32> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes).ok()?;
    Some(u32::from_le_bytes(bytes))
}

fn size_of_next(file: &mut impl Read) -> Option<usize> {
    let size = usize::try_from(u32_of(file)?).ok()?;
    (size <= LARGEST_SANE).then_some(size)
}

/// The numbers in whole blocks.
fn decoded(kind: Kind, bytes: &[u8]) -> Vec<f32> {
    let (numbers, block) = kind.block();
    let mut out = Vec::with_capacity(bytes.len() / block * numbers);
    for block in bytes.chunks_exact(block) {
        let scale = || half(block[0], block[1]);
        match kind {
            Kind::F32 => out.push(f32::from_le_bytes([block[0], block[1], block[2], block[3]])),
            Kind::F16 => out.push(scale()),
            Kind::Q8_0 => {
                let scale = scale();
                out.extend(
                    block[2..]
                        .iter()
                        .map(|q| scale * f32::from(q.cast_signed())),
                );
            }
            Kind::Q4_0 => nibbles(scale(), -8.0 * scale(), None, &block[2..], &mut out),
            Kind::Q4_1 => nibbles(
                scale(),
                half(block[2], block[3]),
                None,
                &block[4..],
                &mut out,
            ),
            Kind::Q5_0 => {
                let fifth = u32::from_le_bytes([block[2], block[3], block[4], block[5]]);
                nibbles(scale(), -16.0 * scale(), Some(fifth), &block[6..], &mut out);
            }
            Kind::Q5_1 => {
                let fifth = u32::from_le_bytes([block[4], block[5], block[6], block[7]]);
                let offset = half(block[2], block[3]);
                nibbles(scale(), offset, Some(fifth), &block[8..], &mut out);
            }
        }
    }
    out
}

/// Sixteen bytes of two numbers each, the low halves first; `fifth` holds a fifth bit of each.
fn nibbles(scale: f32, offset: f32, fifth: Option<u32>, bytes: &[u8], out: &mut Vec<f32>) {
    let fifth = fifth.unwrap_or(0);
    let low = bytes.iter().map(|byte| byte & 15);
    let high = bytes.iter().map(|byte| byte >> 4);
    out.extend(low.chain(high).enumerate().map(|(index, four)| {
        let bit = u8::from(fifth >> index & 1 == 1) << 4;
        scale * f32::from(four | bit) + offset
    }));
}

/// An IEEE half float.
fn half(low: u8, high: u8) -> f32 {
    let bits = u32::from(u16::from_le_bytes([low, high]));
    let (sign, exponent, mantissa) = ((bits & 0x8000) << 16, bits >> 10 & 31, bits & 0x3ff);
    match exponent {
        // Subnormal: steps of 2^-24.
        0 => {
            #[expect(clippy::cast_precision_loss, reason = "ten bits")]
            let value = mantissa as f32 / 16_777_216.0;
            f32::from_bits(value.to_bits() | sign)
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | mantissa << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | mantissa << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        for (bits, value) in [
            (0x0000u16, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
            (0x0001, 5.960_464_5e-8),
            (0x8400, -6.103_515_6e-5),
        ] {
            let [low, high] = bits.to_le_bytes();
            assert_eq!(half(low, high), value, "{bits:x}");
        }
    }

    #[test]
    fn blocks_are_read() {
        let one = 0x3c00u16.to_le_bytes();
        let two = 0x4000u16.to_le_bytes();
        let eight = [&two[..], &[255; 32]].concat();
        assert_eq!(decoded(Kind::Q8_0, &eight), [-2.0; 32]);
        let four = [&one[..], &[0x1f; 16]].concat();
        let numbers = decoded(Kind::Q4_0, &four);
        assert_eq!((numbers[0], numbers[15], numbers[16]), (7.0, 7.0, -7.0));
        let offset = [&one[..], &two, &[0x1f; 16]].concat();
        assert_eq!(decoded(Kind::Q4_1, &offset)[16], 3.0);
        // The first and the last have the fifth bit.
        let fifth = [&one[..], &[1, 0, 0, 128], &[0; 16]].concat();
        let numbers = decoded(Kind::Q5_0, &fifth);
        assert_eq!((numbers[0], numbers[1], numbers[31]), (0.0, -16.0, 0.0));
        let fifth = [&one[..], &two, &[1, 0, 0, 128], &[0; 16]].concat();
        let numbers = decoded(Kind::Q5_1, &fifth);
        assert_eq!((numbers[0], numbers[1], numbers[31]), (18.0, 2.0, 18.0));
    }

    #[test]
    fn the_bundled_model_is_read_and_cuts_of_it_are_refused() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin");
        let model = Model::open(&Weights::File(path.into())).expect("a model");
        assert_eq!((model.header.audio_layers, model.header.mels), (6, 80));
        assert_eq!(model.tokens[2425], b" Hello");
        let bias = model.floats("encoder.ln_post.bias", 512).expect("a tensor");
        assert!(bias.iter().all(|value| value.is_finite()));
        assert!(model.floats("encoder.ln_post.bias", 511).is_none());
        assert!(model.floats("nothing", 512).is_none());
        let embedding = model.stored("decoder.token_embedding.weight", 51_865, 512);
        let embedding = embedding.expect("a matrix");
        assert_eq!(embedding.rows().count(), 51_865);
        assert_eq!(embedding.rows().last(), Some(embedding.row(51_864)));
        let bytes = std::fs::read(path).expect("a file");
        for length in [0, 3, 4, 30, 1_000, 70_000, 700_000, bytes.len() - 1] {
            let part = tempfile::NamedTempFile::new().expect("a file");
            std::fs::write(part.path(), &bytes[..length]).expect("written");
            let part = Weights::File(part.path().to_owned());
            assert!(Model::open(&part).is_none(), "{length}");
        }
    }
}
