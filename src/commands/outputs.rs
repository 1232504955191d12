//! Where results go: names that never collide, files that are never half-written.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;

use super::UsageError;
use super::inputs::Input;
use crate::format::{self, Format, Options};
use crate::printer::Printer;
use crate::task::Outcome;
use crate::work::render;

/// Where the results of a run go.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Output {
    /// Timed lines on the terminal, as they come.
    Live,
    /// One format on stdout; `true` when several recordings follow one another.
    Stdout(Format, bool),
    /// Files in a folder.
    Folder(PathBuf, Vec<Format>),
}

fn json_line(outcome: &Outcome) -> Vec<u8> {
    match outcome {
        Outcome::Transcript(transcript) => format::json_line(transcript),
        Outcome::Turns(diarized) => format::turns_json_line(diarized),
    }
}

/// What to do about results that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conflict {
    Refuse,
    Skip,
    Overwrite,
}

/// What happens to one input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// These files are written; none for stdout.
    Write(Vec<(Format, PathBuf)>),
    /// Everything is there already.
    Skip,
    /// These files are wanted, and something else may be in the way: only a result that is known
    /// to be the same may be there already.
    Refuse(String, Vec<(Format, PathBuf)>),
}

impl Conflict {
    /// What the flags say.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        match (
            matches.get_flag("overwrite"),
            matches.get_flag("skip_existing"),
        ) {
            (true, _) => Self::Overwrite,
            (_, true) => Self::Skip,
            _ => Self::Refuse,
        }
    }
}

impl Output {
    /// Decides from `-o`, `-f`, the number of inputs and what stdout is.
    pub(super) fn choose(
        wanted: Option<&Path>,
        formats: &[Format],
        usual: Format,
        inputs: usize,
        interactive: bool,
    ) -> Result<Self, UsageError> {
        let to_stdout = wanted.is_none_or(|path| path == Path::new("-"));
        if let Some(folder) = wanted.filter(|_| !to_stdout) {
            if !folder.is_dir() && looks_like_a_file(folder) {
                let parent = folder.parent().filter(|p| !p.as_os_str().is_empty());
                let parent = parent.unwrap_or(Path::new(".")).display();
                let format = folder.extension().unwrap_or_default().to_string_lossy();
                return Err(UsageError(format!(
                    "-o names a folder, and {} looks like a file: write -o {parent} -f {format}",
                    folder.display()
                )));
            }
            let formats = if formats.is_empty() {
                &[usual]
            } else {
                formats
            };
            return Ok(Self::Folder(folder.to_path_buf(), formats.to_vec()));
        }
        match formats {
            [] if interactive && wanted.is_none() && usual == Format::Txt => Ok(Self::Live),
            [] => Ok(Self::Stdout(usual, inputs > 1)),
            [format] if inputs > 1 && !format.is_streamable() => Err(UsageError(format!(
                "{format} files of several recordings can't share stdout: add -o DIR"
            ))),
            [format] => Ok(Self::Stdout(*format, inputs > 1)),
            _ => Err(UsageError(
                "several formats can't share stdout: add -o DIR".to_owned(),
            )),
        }
    }

    /// What goes to stdout, if that is where results go.
    fn stream(&self, outcome: &Outcome, options: &Options) -> Option<(Format, Vec<u8>)> {
        match self {
            Self::Stdout(Format::Json, true) => Some((Format::Json, json_line(outcome))),
            Self::Stdout(format, several) => {
                let mut bytes = render(outcome, options, *format);
                if *several && *format == Format::Txt {
                    bytes.push(b'\n');
                }
                Some((*format, bytes))
            }
            Self::Live | Self::Folder(..) => None,
        }
    }
}

fn looks_like_a_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extension.parse::<Format>().is_ok())
}

/// Names the files of every input, and finds what is in the way before anything is done.
///
/// # Errors
/// When the output folder can't be made or written.
pub(super) fn plan(
    inputs: &[Input],
    output: &Output,
    conflict: Conflict,
) -> anyhow::Result<Vec<Plan>> {
    let Output::Folder(folder, formats) = output else {
        return Ok(vec![Plan::Write(Vec::new()); inputs.len()]);
    };
    check_folder(folder)?;
    let stems = stems(inputs);
    let plans = stems.into_iter().map(|stem| {
        let files = formats.iter().map(|format| {
            let mut name = stem.clone().into_os_string();
            name.push(".");
            name.push(format.extension());
            (*format, folder.join(name))
        });
        let (existing, missing): (Vec<_>, Vec<_>) = files.partition(|(_, file)| file.exists());
        match (conflict, existing.first()) {
            (_, None) => Plan::Write(missing),
            (Conflict::Overwrite, _) => Plan::Write([existing, missing].concat()),
            (Conflict::Skip, _) if missing.is_empty() => Plan::Skip,
            (Conflict::Skip, _) => Plan::Write(missing),
            (Conflict::Refuse, Some((_, file))) => {
                Plan::Refuse(exists(file), [existing.clone(), missing].concat())
            }
        }
    });
    Ok(plans.collect())
}

fn exists(file: &Path) -> String {
    format!(
        "{} exists: add --overwrite to replace it or --skip-existing to keep it",
        file.display()
    )
}

fn check_folder(folder: &Path) -> anyhow::Result<()> {
    let check = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        tempfile::tempfile_in(folder).map(drop)
    };
    check().map_err(|error| {
        let folder = folder.display();
        UsageError(format!("results can't be written to {folder}: {error}")).into()
    })
}

/// Writes a result where it is wanted, and gives what was written in each format.
///
/// # Errors
/// When stdout or a file can't be written.
pub(super) fn deliver(
    outcome: &Outcome,
    options: &Options,
    output: &Output,
    files: &[(Format, PathBuf)],
    replace: bool,
    printer: &Printer,
) -> anyhow::Result<Vec<(Format, Vec<u8>)>> {
    let mut written = Vec::new();
    if let Some((format, bytes)) = output.stream(outcome, options) {
        printer.data(&bytes).context("stdout can't be written")?;
        written.push((format, bytes));
    }
    for (format, file) in files {
        let bytes = render(outcome, options, *format);
        // A run that died after this has left it here.
        let same = !replace && std::fs::read(file).is_ok_and(|there| there == bytes);
        if !same {
            write(file, &bytes, replace)?;
        }
        written.push((*format, bytes));
    }
    Ok(written)
}

/// A path without extension for each input, all different: the file's stem, else its whole name,
/// else that with a number.
fn stems(inputs: &[Input]) -> Vec<PathBuf> {
    let stem = |input: &Input| input.folder.join(stem_of(&input.file_name));
    let whole = |input: &Input| input.folder.join(&input.file_name);
    let mut by_stem: HashMap<PathBuf, usize> = HashMap::new();
    for input in inputs {
        *by_stem.entry(stem(input)).or_default() += 1;
    }
    let mut taken: HashMap<PathBuf, usize> = HashMap::new();
    let mut stems = Vec::new();
    for input in inputs {
        let alone = by_stem.get(&stem(input)) == Some(&1);
        let base = if alone { stem(input) } else { whole(input) };
        let mut path = base.clone();
        while taken.contains_key(&path) {
            let count = taken.entry(base.clone()).or_default();
            *count += 1;
            let mut numbered = base.clone().into_os_string();
            numbered.push(format!("-{}", *count));
            path = PathBuf::from(numbered);
        }
        taken.insert(path.clone(), 1);
        stems.push(path);
    }
    stems
}

fn stem_of(name: &OsString) -> OsString {
    let stem = Path::new(name).file_stem();
    stem.map_or_else(|| name.clone(), OsString::from)
}

/// Writes a file whole or not at all.
///
/// # Errors
/// When the folder can't be written, or the file came to exist meanwhile and isn't to be replaced.
pub(super) fn write(file: &Path, bytes: &[u8], replace: bool) -> anyhow::Result<()> {
    let mut draft = Draft::new(file)?;
    let written = draft.file().write_all(bytes);
    written.with_context(|| format!("{} can't be written", file.display()))?;
    draft.keep(replace)
}

/// How the names of files in the making begin.
pub(super) const DRAFT: &str = ".scripta-";

/// A file in the making, which appears under its name when it is whole.
pub(super) struct Draft {
    temporary: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Draft {
    /// Begins one; its folder is made if it isn't there.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub(super) fn new(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("{} can't be written", path.display());
        // Devices and folders are not replaced by files.
        if path.metadata().is_ok_and(|there| !there.is_file()) {
            let text = format!("{} is no ordinary file: name another one", path.display());
            return Err(UsageError(text).into());
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).with_context(context)?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // As any file of the user's: the umask takes away what it must.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.prefix(DRAFT).tempfile_in(folder);
        let temporary = temporary.with_context(context)?;
        crate::interrupt::guard(temporary.path());
        let path = path.to_owned();
        Ok(Self { temporary, path })
    }

    /// Where to write.
    pub(super) fn file(&mut self) -> &mut std::fs::File {
        self.temporary.as_file_mut()
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When another came to be there meanwhile and isn't to be replaced.
    pub(super) fn keep(self, replace: bool) -> anyhow::Result<()> {
        let Self { temporary, path } = self;
        let kept = if replace {
            temporary.persist(&path)
        } else if path.exists() {
            anyhow::bail!(exists(&path))
        } else {
            temporary.persist_noclobber(&path)
        };
        kept.map(drop)
            .map_err(|error| error.error)
            .with_context(|| format!("{} can't be written", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::inputs::Source;
    use super::*;
    use proptest::prelude::*;

    fn input(folder: &str, name: &str) -> Input {
        Input {
            source: Source::Stdin,
            folder: PathBuf::from(folder),
            file_name: OsString::from(name),
        }
    }

    #[test]
    fn equal_stems_keep_their_extensions() {
        let inputs = [
            input("", "a.wav"),
            input("", "a.mp3"),
            input("x", "a.wav"),
            input("", "b.wav"),
        ];
        let stems = stems(&inputs);
        assert_eq!(stems, ["a.wav", "a.mp3", "x/a", "b"].map(PathBuf::from));
    }

    #[test]
    fn stdout_takes_one_format_and_only_some_for_several_inputs() {
        let choose =
            |formats: &[Format], count| Output::choose(None, formats, Format::Txt, count, false);
        assert_eq!(
            choose(&[], 1).ok(),
            Some(Output::Stdout(Format::Txt, false))
        );
        assert_eq!(
            choose(&[Format::Json], 2).ok(),
            Some(Output::Stdout(Format::Json, true))
        );
        assert!(choose(&[Format::Srt], 2).is_err());
        assert!(choose(&[Format::Srt, Format::Txt], 1).is_err());
        assert!(Output::choose(Some(Path::new("out.srt")), &[], Format::Txt, 1, false).is_err());
    }

    proptest! {
        #[test]
        fn names_never_collide(names in proptest::collection::vec("[ab](-[12])?(\\.[ab])?", 0..12)) {
            let inputs: Vec<Input> = names.iter().map(|name| input("", name)).collect();
            let mut stems = stems(&inputs);
            let count = stems.len();
            stems.sort();
            stems.dedup();
            prop_assert_eq!(stems.len(), count);
        }
    }
}
