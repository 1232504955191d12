//! HTML: one page that needs nothing beside it, for reading, listening, searching and naming.
//!
//! The page is whole without its script. Data stands only in text and in quoted attributes, and
//! the page's own policy runs no script and no style but ours, known by their hashes.

mod blocks;
mod escape;
mod sound;
mod strip;
mod voices;

use std::fmt::Write as _;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

use self::blocks::{Block, blocks};
use self::escape::escape;
use self::voices::{Voice, voices};
use super::brief_time;
use crate::language;
use crate::transcript::Transcript;

/// Where the page gets its sound from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sound {
    /// Nowhere: the page is for reading only.
    #[default]
    None,
    /// From a URL with its scheme, which is taken as it is, or from a file, as a path that is
    /// absolute or begins at the page's folder.
    Link(String),
    /// From within the page.
    Embedded {
        /// What the bytes are, as in `audio/mpeg`.
        media_type: String,
        /// An audio file.
        bytes: Vec<u8>,
    },
}

/// Languages that are written from right to left; their times stand to the right of the text.
const RIGHT_TO_LEFT: &[&str] = &["ar", "fa", "he", "ps", "sd", "ur", "yi"];

/// How the page looks.
const STYLE: &str = include_str!("html/page.css");
/// What the page does.
const SCRIPT: &str = include_str!("html/page.js");
/// What only the script can serve: search, player, help.
const CONTROLS: &str = include_str!("html/controls.html");

/// The page.
pub(super) fn render(transcript: &Transcript, sound: &Sound) -> String {
    let voices = voices(transcript);
    let blocks = blocks(transcript);
    let mut page = String::new();
    head(&mut page, transcript, sound);
    header(&mut page, transcript, &voices);
    dock(&mut page, transcript, sound, &voices);
    main(&mut page, transcript, &voices, &blocks);
    let script = asset(SCRIPT);
    // Writing to a String can't fail.
    let _ = writeln!(
        page,
        "<template id=\"parts\">\n{}</template>\n<script>{script}</script>\n</body>\n</html>",
        asset(CONTROLS)
    );
    page
}

/// What the browser is told before there is anything to see.
fn head(page: &mut String, transcript: &Transcript, sound: &Sound) {
    let style = asset(STYLE);
    let _ = writeln!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; media-src {}; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"Scripta\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>",
        hash(&asset(SCRIPT)),
        hash(&style),
        sound::sources(sound),
        escape(&title(&transcript.source)),
    );
}

/// Title, facts, warnings and who speaks.
fn header(page: &mut String, transcript: &Transcript, voices: &[Voice]) {
    let _ = writeln!(
        page,
        "<body>\n<a class=\"skip\" href=\"#transcript\">Skip to the transcript</a>\n<header>\n\
         <h1 dir=\"auto\">{}</h1>\n<p class=\"facts\">{}</p>",
        escape(&title(&transcript.source)),
        facts(transcript, voices).join("&nbsp;<span>·</span> "),
    );
    if !transcript.warnings.is_empty() {
        page.push_str("<ul class=\"warnings\" aria-label=\"Warnings\">\n");
        for warning in &transcript.warnings {
            let _ = writeln!(page, "<li dir=\"auto\">{}</li>", escape(warning));
        }
        page.push_str("</ul>\n");
    }
    voices::legend(page, voices);
    let overlapped =
        |segment: &crate::transcript::Segment| segment.words.iter().any(|word| word.overlapped);
    if transcript.segments.iter().any(overlapped) {
        page.push_str(
            "<p class=\"key\"><span class=\"o\">Dotted words</span> are spoken while someone \
             else speaks too.</p>\n",
        );
    }
    page.push_str("</header>\n");
}

/// Length, languages, speakers and models, escaped.
fn facts(transcript: &Transcript, voices: &[Voice]) -> Vec<String> {
    let mut facts = vec![brief_time(transcript.duration)];
    let mut languages: Vec<&str> = transcript.language.as_deref().into_iter().collect();
    // A translation's segments are all in English.
    let segments = transcript
        .segments
        .iter()
        .filter(|_| !is_translated(transcript));
    for segment in segments {
        if !languages.contains(&segment.language.as_str()) {
            languages.push(&segment.language);
        }
    }
    languages.retain(|code| !code.is_empty());
    let names: Vec<String> = languages.into_iter().map(language_name).collect();
    facts.push(names.join(", "));
    if is_translated(transcript) {
        facts.push("translated into English".to_owned());
    }
    match voices.len() {
        0 => {}
        1 => facts.push("1 speaker".to_owned()),
        count => facts.push(format!("{count} speakers")),
    }
    let by = |what: &str, model: &str| format!("{what} by {}", escape(model));
    if !transcript.model.is_empty() {
        facts.push(by("transcribed", &transcript.model));
    }
    facts.extend(
        transcript
            .diarization
            .iter()
            .map(|d| by("speakers", &d.model)),
    );
    facts.retain(|fact| !fact.is_empty());
    facts
}

/// The sound and a picture of who speaks when, where there is anything to hear or to see.
fn dock(page: &mut String, transcript: &Transcript, sound: &Sound, voices: &[Voice]) {
    let lanes = strip::lanes(transcript, voices);
    if *sound == Sound::None && lanes.is_empty() {
        return;
    }
    page.push_str("<div id=\"dock\" role=\"region\" aria-label=\"Recording\">\n");
    sound::element(page, sound);
    strip::draw(page, &lanes, transcript.duration);
    page.push_str("</div>\n");
}

/// The text. Its key tells recordings apart where the browser keeps their speakers' names.
fn main(page: &mut String, transcript: &Transcript, voices: &[Voice], blocks: &[Block]) {
    let key = hash(&format!("{}\n{}", transcript.source, transcript.duration));
    let spoken = transcript.language.as_deref().unwrap_or_default();
    let language = written_language(transcript, spoken);
    let direction = if RIGHT_TO_LEFT.contains(&language) {
        " dir=\"rtl\""
    } else {
        ""
    };
    let _ = writeln!(
        page,
        "<main id=\"transcript\" tabindex=\"-1\" data-key=\"{key}\" data-length=\"{}\"{}{direction}>",
        seconds(transcript.duration),
        language_attribute(language)
    );
    if blocks.is_empty() {
        page.push_str(
            "<p class=\"silence\" lang=\"en\">No speech was found in this recording.</p>\n",
        );
    }
    let mut before = None;
    for (index, block) in blocks.iter().enumerate() {
        let turns = index == 0 || before != block.speaker;
        block.write(page, index, language, voices, turns);
        before = block.speaker;
    }
    page.push_str("</main>\n");
}

/// A recording's name without folders and extension.
fn title(source: &str) -> String {
    let stem = Path::new(source).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy();
    match stem.trim() {
        "" | "-" => "Transcript".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether the text is in English, whatever is spoken.
fn is_translated(transcript: &Transcript) -> bool {
    transcript.task == "translate"
}

/// The language of the text where `spoken` is what is heard.
fn written_language<'a>(transcript: &Transcript, spoken: &'a str) -> &'a str {
    if is_translated(transcript) {
        "en"
    } else {
        spoken
    }
}

/// The English name of a language, or its code where that is unknown, escaped.
fn language_name(code: &str) -> String {
    let known = language::LANGUAGES.iter().find(|(known, _)| *known == code);
    let Some((_, name)) = known else {
        return escape(code);
    };
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// ` lang="…"`, or nothing where no language is known.
fn language_attribute(code: &str) -> String {
    // Whisper's code for Javanese is older than the standard's.
    let code = if code == "jw" { "jv" } else { code };
    if code.is_empty() {
        return String::new();
    }
    format!(" lang=\"{}\"", escape(code))
}

/// Hundredths of a second, as the script reads times.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped far below 2^63; what is no number becomes 0"
)]
fn hundredths(seconds: f64) -> i64 {
    (seconds * 100.0).clamp(0.0, 1.0e12).round() as i64
}

/// A number of seconds that is finite and not negative.
fn seconds(seconds: f64) -> String {
    format!("{:.2}", seconds.clamp(0.0, 1.0e10))
}

/// A file of the page's own, with the line ends that browsers hash.
fn asset(text: &str) -> String {
    text.replace('\r', "")
}

/// SHA-256 in base64, as content security policies write it.
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests;
