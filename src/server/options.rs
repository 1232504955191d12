//! What the service can be asked for: models, languages and formats.

use serde::Serialize;
use utoipa::ToSchema;

use crate::format::Format;
use crate::language;
use crate::models::{self, ComputeType};

/// What the page offers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Options {
    version: &'static str,
    models: Vec<Model>,
    default_model: String,
    default_language: Option<&'static str>,
    languages: Vec<Language>,
    formats: Vec<FormatInfo>,
    /// In bytes; 0 for no limit.
    max_upload_bytes: u64,
    extensions: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Model {
    name: String,
    /// Whether it is on this server.
    local: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Language {
    code: &'static str,
    name: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct FormatInfo {
    name: &'static str,
    media_type: &'static str,
}

pub(super) fn options(settings: &crate::config::Settings) -> Options {
    let local = local_models();
    let format = |format: &Format| FormatInfo {
        name: format.extension(),
        media_type: media_type(*format),
    };
    Options {
        version: env!("CARGO_PKG_VERSION"),
        models: local
            .iter()
            .map(|name| Model {
                name: name.clone(),
                local: true,
            })
            .collect(),
        default_model: settings.model.clone(),
        default_language: settings.language,
        languages: (language::LANGUAGES.iter())
            .map(|(code, name)| Language { code, name })
            .collect(),
        formats: Format::ALL.iter().map(format).collect(),
        max_upload_bytes: settings.server.max_upload,
        extensions: settings.server.extensions.clone(),
    }
}

/// The models that need no download, by name.
pub(super) fn local_models() -> Vec<String> {
    let here = |name: &&str| models::whisper(name, ComputeType::Auto).is_ok();
    let names = models::known::names().filter(here);
    let own = models::own().into_iter().map(|(name, _)| name);
    names.map(str::to_owned).chain(own).collect()
}

/// What a format is called on the web.
pub(super) fn media_type(format: Format) -> &'static str {
    match format {
        Format::Srt => "application/x-subrip; charset=utf-8",
        Format::Vtt => "text/vtt; charset=utf-8",
        Format::Json => "application/json",
        Format::Csv => "text/csv; charset=utf-8",
        Format::Tsv => "text/tab-separated-values; charset=utf-8",
        Format::Md => "text/markdown; charset=utf-8",
        Format::Svg => "image/svg+xml",
        Format::Html => "text/html; charset=utf-8",
        Format::Txt
        | Format::Lrc
        | Format::Ass
        | Format::TextGrid
        | Format::Ctm
        | Format::Rttm
        | Format::Aud => "text/plain; charset=utf-8",
    }
}
