//! Reading a file: its parts are listed first, and each tensor is read when it is asked for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::block::decoded;
use super::{BINS, Header, Kind};

/// Largest size of a tensor, count or name that is believed.
const LARGEST_SANE: usize = 1 << 26;

/// Why a file isn't read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It begins otherwise.
    #[error("it is no ggml file of a Whisper model")]
    Other,
    /// It ends early, or its parts contradict each other.
    #[error("it is damaged or cut short")]
    Damaged,
    /// Its numbers are in blocks of a kind that isn't read here.
    #[error("its numbers are stored in a way that only whisper.cpp reads (type {0})")]
    Kind(u32),
    /// The system said so.
    #[error(transparent)]
    Read(#[from] io::Error),
}

/// A tensor of a file.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Its name, as OpenAI's code has it.
    pub name: String,
    /// How its numbers are stored.
    pub kind: Kind,
    /// Numbers in a row, rows, and so on.
    pub shape: Vec<usize>,
    at: u64,
    bytes: usize,
}

/// An open model file.
pub struct Model {
    /// The dimensions.
    pub header: Header,
    /// Mel filters, a row of [`BINS`] weights for each band.
    pub filters: Vec<f32>,
    /// The bytes of each token that stands for text.
    pub tokens: Vec<Vec<u8>>,
    /// The tensors, in the file's order.
    pub tensors: Vec<Tensor>,
    by_name: HashMap<String, usize>,
    source: Source,
}

enum Source {
    Memory(&'static [u8]),
    File(Mutex<File>),
}

/// A matrix that is kept as it is stored, and read row by row.
pub struct Stored {
    kind: Kind,
    row: usize,
    bytes: Cow<'static, [u8]>,
}

impl Model {
    /// Opens a file.
    ///
    /// # Errors
    /// For what is none, is cut short, or stores its numbers in a way that isn't known here.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        // Opening a pipe would wait for somebody to write into it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(Fault::Other);
        }
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let source = Source::File(Mutex::new(file.try_clone()?));
        Self::read(BufReader::new(file), length, source)
    }

    /// Opens a file that is in memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn in_memory(bytes: &'static [u8]) -> Result<Self, Fault> {
        Self::read(
            Cursor::new(bytes),
            bytes.len() as u64,
            Source::Memory(bytes),
        )
    }

    fn read(mut file: impl Read + Seek, length: u64, source: Source) -> Result<Self, Fault> {
        let header = Header::read(&mut file).ok_or(Fault::Other)?;
        let (bands, bins) = (size(&mut file)?, size(&mut file)?);
        if bands != header.mels || bins != BINS {
            return Err(Fault::Damaged);
        }
        let filters = decoded(Kind::F32, &bytes_of(&mut file, bands * bins * 4)?);
        let count = believed(size(&mut file)?, header.vocabulary)?;
        let mut tokens = Vec::new();
        for _ in 0..count {
            let bytes = believed(size(&mut file)?, 1 << 16)?;
            tokens.push(bytes_of(&mut file, bytes)?);
        }
        let mut tensors = Vec::new();
        let (mut at, mut count, mut foreign) = (file.stream_position()?, 0, None);
        while at < length {
            let found = Found::read(&mut file)?;
            let end = found.at.checked_add(found.bytes as u64);
            at = end.filter(|end| *end <= length).ok_or(Fault::Damaged)?;
            file.seek(SeekFrom::Start(at))?;
            count += 1;
            match Kind::of(found.kind) {
                Some(kind) => tensors.push(found.known(kind)),
                None => foreign = Some(found.kind),
            }
        }
        // whisper.cpp takes a file without tensors for a model to be tested with: it hears nothing.
        if count < header.tensors() {
            return Err(Fault::Damaged);
        }
        // Told only of files that are whole, as whisper.cpp ends the process over some that aren't.
        if let Some(kind) = foreign {
            return Err(Fault::Kind(kind));
        }
        let names = tensors.iter().map(|tensor| tensor.name.clone());
        Ok(Self {
            header,
            filters,
            tokens,
            by_name: names.zip(0..).collect(),
            tensors,
            source,
        })
    }

    /// The tensor of a name.
    #[must_use]
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(*self.by_name.get(name)?)
    }

    /// The numbers of a tensor of this file.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn numbers(&self, tensor: &Tensor) -> Result<Vec<f32>, Fault> {
        Ok(decoded(tensor.kind, &self.bytes(tensor)?))
    }

    /// The numbers of a tensor, of which there must be so many; `None` if there aren't.
    #[must_use]
    pub fn floats(&self, name: &str, count: usize) -> Option<Vec<f32>> {
        let tensor = self.tensor(name)?;
        let numbers = tensor.shape.iter().product::<usize>();
        (numbers == count).then_some(())?;
        self.numbers(tensor).ok()
    }

    /// A matrix of so many rows, as it is stored; `None` if there is no such one.
    #[must_use]
    pub fn stored(&self, name: &str, rows: usize, row: usize) -> Option<Stored> {
        let tensor = self.tensor(name)?;
        (tensor.shape == [row, rows]).then_some(())?;
        Some(Stored {
            kind: tensor.kind,
            row,
            bytes: self.bytes(tensor).ok()?,
        })
    }

    fn bytes(&self, tensor: &Tensor) -> Result<Cow<'static, [u8]>, Fault> {
        match &self.source {
            Source::Memory(bytes) => {
                let from = usize::try_from(tensor.at).map_err(|_| Fault::Damaged)?;
                let bytes = bytes.get(from..from + tensor.bytes);
                Ok(Cow::Borrowed(bytes.ok_or(Fault::Damaged)?))
            }
            Source::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(tensor.at))?;
                Ok(Cow::Owned(bytes_of(&mut *file, tensor.bytes)?))
            }
        }
    }
}

/// A tensor in a file, of a kind that may not be known here.
struct Found {
    name: String,
    kind: u32,
    shape: Vec<usize>,
    at: u64,
    bytes: usize,
}

impl Found {
    /// Reads what stands before a tensor's numbers.
    fn read(file: &mut (impl Read + Seek)) -> Result<Self, Fault> {
        let dimensions = size(file)?;
        let name = believed(size(file)?, 1 << 10)?;
        let kind = word(file)?;
        let block = Kind::of(kind).map_or_else(|| Kind::foreign_block(kind), |k| Some(k.block()));
        let (numbers, block) = block.ok_or(Fault::Damaged)?;
        if !(1..=4).contains(&dimensions) {
            return Err(Fault::Damaged);
        }
        let shape = (0..dimensions).map(|_| size(file));
        let shape = shape.collect::<Result<Vec<_>, _>>()?;
        let name = String::from_utf8(bytes_of(file, name)?).map_err(|_| Fault::Damaged)?;
        let count = shape.iter().try_fold(1, |a: usize, b| a.checked_mul(*b));
        let whole = count.filter(|_| shape[0].is_multiple_of(numbers));
        let bytes = whole.and_then(|count| (count / numbers).checked_mul(block));
        Ok(Self {
            name,
            kind,
            shape,
            at: file.stream_position()?,
            bytes: bytes.ok_or(Fault::Damaged)?,
        })
    }

    fn known(self, kind: Kind) -> Tensor {
        Tensor {
            name: self.name,
            kind,
            shape: self.shape,
            at: self.at,
            bytes: self.bytes,
        }
    }
}

impl Stored {
    /// One row.
    #[must_use]
    pub fn row(&self, index: usize) -> Vec<f32> {
        let (numbers, block) = self.kind.block();
        let bytes = self.row / numbers * block;
        let row = self.bytes.get(index * bytes..(index + 1) * bytes);
        decoded(self.kind, row.unwrap_or_default())
    }

    /// All rows, one by one.
    pub fn rows(&self) -> impl Iterator<Item = Vec<f32>> {
        let (numbers, block) = self.kind.block();
        let row = (self.row / numbers * block).max(1);
        self.bytes
            .chunks_exact(row)
            .map(|row| decoded(self.kind, row))
    }
}

fn bytes_of(file: &mut impl Read, count: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = file.take(count as u64).read_to_end(&mut bytes)?;
    if read == count {
        Ok(bytes)
    } else {
        Err(Fault::Damaged)
    }
}

fn word(file: &mut impl Read) -> Result<u32, Fault> {
    let bytes = bytes_of(file, 4)?;
    let bytes = bytes.try_into().map_err(|_| Fault::Damaged)?;
    Ok(u32::from_le_bytes(bytes))
}

fn size(file: &mut impl Read) -> Result<usize, Fault> {
    let size = usize::try_from(word(file)?).map_err(|_| Fault::Damaged)?;
    believed(size, LARGEST_SANE)
}

fn believed(size: usize, most: usize) -> Result<usize, Fault> {
    if size <= most {
        Ok(size)
    } else {
        Err(Fault::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_model_is_read_and_cuts_of_it_are_refused() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin");
        let model = Model::open(Path::new(path)).expect("a model");
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
            assert!(Model::open(part.path()).is_err(), "{length}");
        }
    }

    #[test]
    fn whole_files_of_other_kinds_are_told_from_damaged_ones() {
        let bytes = include_bytes!("../../models/ggml-base-q5_0.bin");
        let model = Model::in_memory(bytes).expect("a model");
        assert_eq!(model.tensors.len(), model.header.tensors());
        let read = |bytes: Vec<u8>| Model::in_memory(bytes.leak());
        let kind_of = |tensor: &Tensor| {
            let head = tensor.name.len() + 4 * tensor.shape.len() + 4;
            usize::try_from(tensor.at).expect("a place") - head
        };
        // Without its last tensor, and with a number for its kind that nobody knows.
        let last = model.tensors.last().expect("a tensor");
        let start = kind_of(last) - 8;
        assert!(matches!(read(bytes[..start].to_vec()), Err(Fault::Damaged)));
        let mut other = bytes.to_vec();
        other[kind_of(last)] = 99;
        assert!(matches!(read(other), Err(Fault::Damaged)));
        // A tensor of 16 bits, taken for one of BF16.
        let half = model.tensors.iter().find(|tensor| tensor.kind == Kind::F16);
        let mut other = bytes.to_vec();
        other[kind_of(half.expect("a tensor"))] = 30;
        assert!(matches!(read(other), Err(Fault::Kind(30))));
        // What the header says of most tensors.
        let mut other = bytes.to_vec();
        other[44..48].copy_from_slice(&4u32.to_le_bytes());
        assert!(matches!(read(other), Err(Fault::Other)));
    }
}
