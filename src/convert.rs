//! Whisper models in other forms to whisper.cpp's files: CTranslate2's folders, Hugging Face's
//! checkpoints and OpenAI's files; and such files to others of less precision.
//!
//! A file made here has the tensors, names, order and rounding of whisper.cpp's own tools.

mod ctranslate2;
mod error;
mod filters;
mod hugging_face;
mod open_ai;
mod parts;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::io::Write;
use std::path::Path;

use crate::ggml::{Header, Kind, Model, Writer};

pub use error::ConvertError;
use parts::{Part, parts};

/// Tokens of models for English, of those for many languages, and of large-v3's, which know one more.
const VOCABULARIES: [usize; 3] = [51_864, 51_865, 51_866];
/// Mel bands of large-v3 and what was made from it.
const MELS_OF_LARGE_V3: usize = 128;

/// A model in a form that is read tensor by tensor.
trait Source {
    /// Its dimensions.
    fn header(&self) -> Result<Header, ConvertError>;

    /// The numbers of a tensor by OpenAI's name for it, row by row.
    fn numbers(&self, part: &Part) -> Result<Vec<f32>, ConvertError>;
}

/// Told of the work: tensors done, and all.
pub type OnTensor<'a> = &'a dyn Fn(usize, usize);

/// Writes the model at `path` as a file of whisper.cpp's, its matrices as `kind`.
///
/// `path` is a folder of CTranslate2's or Hugging Face's, or a file of OpenAI's; what stands for
/// its tokens is read from `tokenizer`, where that is given, or from the files beside the model.
///
/// # Errors
/// When it is none of these, parts are missing or damaged, or the file can't be written.
pub fn convert(
    path: &Path,
    tokenizer: Option<&Path>,
    kind: Kind,
    out: impl Write,
    progress: OnTensor<'_>,
) -> Result<(), ConvertError> {
    let source: Box<dyn Source> = if ctranslate2::is_one(path) {
        Box::new(ctranslate2::Folder::open(path)?)
    } else if hugging_face::is_one(path) {
        Box::new(hugging_face::Folder::open(path)?)
    } else if open_ai::is_one(path) {
        Box::new(open_ai::File::open(path)?)
    } else {
        let path = path.to_owned();
        return Err(ConvertError::Unknown { path });
    };
    let header = source.header()?;
    if let Some(reason) = header.fault() {
        return Err(ConvertError::unsupported(path, reason));
    }
    if let Some(reason) = unknown_tokens(&header) {
        return Err(ConvertError::unsupported(path, reason));
    }
    let count = header.text_tokens();
    let tokens = match tokenizer {
        Some(file) => vocabulary::read(file, count)?,
        None => vocabulary::beside(path, count)?,
    };
    let filters = filters::mel(header.mels);
    let mut writer = Writer::new(out, &header, kind, &filters, &tokens)?;
    let parts = parts(&header);
    for (done, part) in parts.iter().enumerate() {
        progress(done, parts.len());
        let numbers = source.numbers(part)?;
        writer.tensor(&part.name, &part.shape, part.kind(kind), &numbers)?;
    }
    progress(parts.len(), parts.len());
    writer.finish()?;
    Ok(())
}

/// Why nobody could tell what the tokens behind the text stand for: those that read a model go by
/// their number alone, so one more moves them all.
fn unknown_tokens(header: &Header) -> Option<String> {
    let count = header.vocabulary;
    let known = match header.mels {
        MELS_OF_LARGE_V3 => VOCABULARIES.contains(&count),
        _ => VOCABULARIES[..2].contains(&count),
    };
    (!known).then(|| {
        let [english, most, all] = VOCABULARIES;
        format!(
            "it has {count} tokens where Whisper's models have {english}, {most} or, with \
             {MELS_OF_LARGE_V3} mel bands, {all}: take off those that were added"
        )
    })
}

/// Writes a file of whisper.cpp's again, its matrices as `kind`.
///
/// # Errors
/// When it can't be read, or the other can't be written.
pub fn quantise(
    path: &Path,
    kind: Kind,
    out: impl Write,
    progress: OnTensor<'_>,
) -> Result<(), ConvertError> {
    let fault = |source| {
        let path = path.to_owned();
        ConvertError::Ggml { path, source }
    };
    let model = Model::open(path).map_err(fault)?;
    let mut writer = Writer::new(out, &model.header, kind, &model.filters, &model.tokens)?;
    let count = model.tensors.len();
    for (done, tensor) in model.tensors.iter().enumerate() {
        progress(done, count);
        let numbers = model.numbers(tensor).map_err(fault)?;
        let kind = parts::stored_as(&tensor.name, tensor.shape.len(), kind);
        writer.tensor(&tensor.name, &tensor.shape, kind, &numbers)?;
    }
    progress(count, count);
    writer.finish()?;
    Ok(())
}
