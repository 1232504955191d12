//! Writing a file, part by part in its order.

use std::io::{self, Write};

use super::encode::encoded;
use super::{BINS, Header, Kind, MAGIC};

/// A file in the making.
pub struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Begins a file in which most tensors will be of `kind`. `filters` has a row of [`BINS`]
    /// weights for each band, `tokens` the bytes of the tokens that stand for text.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn new(
        out: W,
        header: &Header,
        kind: Kind,
        filters: &[f32],
        tokens: &[Vec<u8>],
    ) -> io::Result<Self> {
        let mut writer = Self { out };
        writer.out.write_all(&MAGIC.to_le_bytes())?;
        for dimension in header.dimensions() {
            writer.number(dimension)?;
        }
        writer.out.write_all(&kind.of_file().to_le_bytes())?;
        writer.number(header.mels)?;
        writer.number(BINS)?;
        writer.out.write_all(&encoded(Kind::F32, filters))?;
        writer.number(tokens.len())?;
        for token in tokens {
            writer.number(token.len())?;
            writer.out.write_all(token)?;
        }
        Ok(writer)
    }

    /// Adds a tensor; `shape` begins with the numbers of a row.
    ///
    /// # Errors
    /// When it can't be written, or its rows can't be stored in blocks of that kind.
    pub fn tensor(
        &mut self,
        name: &str,
        shape: &[usize],
        kind: Kind,
        values: &[f32],
    ) -> io::Result<()> {
        let row = shape.first().copied().unwrap_or(0);
        if !row.is_multiple_of(kind.block().0) || shape.iter().product::<usize>() != values.len() {
            let text = format!(
                "{name} of the shape {shape:?} can't be stored as {}",
                kind.name()
            );
            return Err(io::Error::other(text));
        }
        self.number(shape.len())?;
        self.number(name.len())?;
        self.out.write_all(&kind.number().to_le_bytes())?;
        for dimension in shape {
            self.number(*dimension)?;
        }
        self.out.write_all(name.as_bytes())?;
        self.out.write_all(&encoded(kind, values))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the last of it can't be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn number(&mut self, number: usize) -> io::Result<()> {
        let number = u32::try_from(number).map_err(io::Error::other)?;
        self.out.write_all(&number.to_le_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LARGE, header};
    use super::super::{Fault, Model};
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let header = header(LARGE);
        let filters = vec![0.5; header.mels * BINS];
        let tokens = vec![b"a".to_vec(), Vec::new()];
        let write = |kind: Kind| {
            let mut writer = Writer::new(Vec::new(), &header, kind, &filters, &tokens)?;
            writer.tensor("a.bias", &[3], Kind::F32, &[1.0, 2.0, 3.0])?;
            writer.tensor("a.weight", &[32, 2], kind, &[2.0; 64])?;
            // A model lacks none of its tensors.
            for index in 2..header.tensors() {
                writer.tensor(&index.to_string(), &[1], Kind::F32, &[0.0])?;
            }
            writer.finish()
        };
        for kind in Kind::ALL {
            let bytes: &'static [u8] = write(*kind).expect("written").leak();
            let model = Model::in_memory(bytes).expect("a model");
            assert_eq!((model.header, &model.tokens), (header, &tokens));
            assert_eq!(model.filters, filters);
            let names = model.tensors.iter().take(2);
            let names = names.map(|tensor| tensor.name.as_str());
            assert_eq!(names.collect::<Vec<_>>(), ["a.bias", "a.weight"]);
            assert_eq!(model.floats("a.bias", 3), Some(vec![1.0, 2.0, 3.0]));
            let weight = model.stored("a.weight", 2, 32).expect("a matrix");
            assert!(weight.row(1).iter().all(|value| (value - 2.0).abs() < 0.01));
            let cut = Model::in_memory(&bytes[..bytes.len() - 1]);
            assert!(matches!(cut.err(), Some(Fault::Damaged)));
        }
    }

    #[test]
    fn rows_that_fit_no_block_are_refused() {
        let header = header(LARGE);
        let mut writer = Writer::new(Vec::new(), &header, Kind::F32, &[], &[]).expect("begun");
        assert!(
            writer
                .tensor("a", &[31, 1], Kind::Q8_0, &[0.0; 31])
                .is_err()
        );
        assert!(writer.tensor("a", &[3], Kind::F32, &[0.0; 2]).is_err());
    }
}
