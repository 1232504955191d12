//! Where an HTML page gets its sound from: the recording beside it, or a copy inside.

use std::path::{Component, Path, PathBuf};

use super::inputs::{Input, Source};
use super::outputs::Output;
use crate::config::{HtmlAudio, Settings};
use crate::format::{Format, Options, Sound};

/// Largest recording that is copied into a page: browsers grow slow beyond.
const LARGEST_EMBEDDED: u64 = 200_000_000;

/// What the formats of one recording's results need to know.
pub(super) fn options(settings: &Settings, input: &Input, output: &Output) -> Options {
    Options {
        layout: settings.layout.clone(),
        sound: sound(settings.html_audio, input, output),
    }
}

fn sound(how: HtmlAudio, input: &Input, output: &Output) -> Sound {
    let folder = match output {
        Output::Folder(folder, formats) if formats.contains(&Format::Html) => {
            folder.join(&input.folder)
        }
        Output::Stdout(Format::Html, _) => PathBuf::from("."),
        _ => return Sound::None,
    };
    match (&input.source, how) {
        (Source::Stdin | Source::Pipe(_), _) | (_, HtmlAudio::None) => Sound::None,
        (Source::Url(url), _) => Sound::Link(url.clone()),
        (Source::File(path), HtmlAudio::Embed) => embedded(path).unwrap_or_else(|| {
            tracing::warn!(
                "{}: too large to be copied into the page, which links to it instead",
                path.display()
            );
            link(path, &folder)
        }),
        (Source::File(path), HtmlAudio::Link) => link(path, &folder),
    }
}

fn embedded(path: &Path) -> Option<Sound> {
    let length = std::fs::metadata(path).ok()?.len();
    if length > LARGEST_EMBEDDED {
        return None;
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let media_type = match extension.to_lowercase().as_str() {
        "wav" | "wave" => "audio/wav",
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "m4a" | "aac" => "audio/mp4",
        "mp4" | "m4v" | "mov" => "video/mp4",
        "webm" | "mkv" => "video/webm",
        _ => "application/octet-stream",
    };
    Some(Sound::Embedded {
        media_type: media_type.to_owned(),
        bytes: std::fs::read(path).ok()?,
    })
}

/// The path from the page's folder to the recording; the whole path where there is none.
fn link(path: &Path, folder: &Path) -> Sound {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (path, folder) = (absolute(path), absolute(folder));
    let between = relative(&path, &folder).unwrap_or(path);
    Sound::Link(between.to_string_lossy().into_owned())
}

/// How to get from a folder to a file, both absolute.
fn relative(path: &Path, folder: &Path) -> Option<PathBuf> {
    let named = |path: &Path| -> Option<Vec<PathBuf>> {
        let mut parts = Vec::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                // What stands before may be a link to elsewhere.
                Component::ParentDir => return None,
                part => parts.push(PathBuf::from(part.as_os_str())),
            }
        }
        Some(parts)
    };
    let (path, folder) = (named(path)?, named(folder)?);
    let common = path.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    // Another drive can't be reached from here.
    if common == 0 {
        return None;
    }
    let up = folder[common..].iter().map(|_| PathBuf::from(".."));
    Some(up.chain(path[common..].iter().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn pages_find_their_recording() {
        let from = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(from("/a/b/x.wav", "/a/b"), Some(PathBuf::from("x.wav")));
        assert_eq!(
            from("/a/x.wav", "/a/./b/c"),
            Some(PathBuf::from("../../x.wav"))
        );
        assert_eq!(from("/a/../x.wav", "/a"), None);
    }
}
