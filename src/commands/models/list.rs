//! `scripta models list`.

use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value, json};

use super::{print, size};
use crate::commands::ExitStatus;
use crate::ggml::{Fault, Kind, Model};
use crate::models::hub::Hub;
use crate::models::known::{KNOWN, Known, LICENCE};
use crate::models::published::{PUBLISHED, Published};
use crate::models::{
    BUNDLED, ComputeType, DEFAULT_DIARIZER, DEFAULT_MODEL, aligners, bundled, cached, diarizers,
    folders, published_file,
};
use crate::printer::Printer;

pub(super) fn run(
    matches: &ArgMatches,
    hub: &Hub,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let mut rows: Vec<Row> = KNOWN.iter().map(|known| Row::of(known, hub)).collect();
    rows.extend(own_files());
    rows.extend(aligners::all().map(Row::of_aligner));
    rows.push(Row::of_diarizer(hub));
    if matches.get_flag("here") {
        rows.retain(|row| !row.here.is_empty());
    }
    let text = if matches.get_flag("json") {
        let rows: Vec<Value> = rows.iter().map(Row::json).collect();
        serde_json::to_string_pretty(&rows)? + "\n"
    } else {
        table(&rows)
    };
    print(printer, &text)?;
    Ok(ExitStatus::Success)
}

/// One model.
struct Row {
    name: String,
    purpose: &'static str,
    languages: String,
    /// What the usual download weighs; unknown for what the hub doesn't tell without being asked.
    bytes: Option<u64>,
    known: Option<&'static Known>,
    /// The files that are here, and where.
    here: Vec<(String, String)>,
    /// The files that can be had.
    published: Vec<&'static Published>,
    licence: Option<&'static str>,
}

impl Row {
    fn of(known: &'static Known, hub: &Hub) -> Self {
        let published = PUBLISHED.iter().filter(|file| file.model == known.name);
        let published: Vec<&Published> = published.collect();
        let mut here = Vec::new();
        if known.name == DEFAULT_MODEL
            && let Some(file) = BUNDLED.first()
            && bundled(file.file).is_ok()
        {
            here.push(("q5_0".to_owned(), "inside the program".to_owned()));
        }
        for kind in Kind::ALL {
            let name = crate::models::local_name(known.name, *kind);
            let files = folders().into_iter().map(|folder| folder.join(&name));
            let of_hub = published.iter().filter(|file| file.kind == *kind);
            let of_hub = of_hub.filter_map(|file| cached(file, hub));
            let mut places = files.filter(|path| path.is_file()).chain(of_hub);
            if let Some(path) = places.next() {
                here.push((kind.name().to_owned(), path.display().to_string()));
            }
        }
        Self {
            name: known.name.to_owned(),
            purpose: "recognition",
            languages: known.languages.name().to_owned(),
            bytes: published_file(known.name, ComputeType::Auto.kinds()).map(|file| file.bytes),
            known: Some(known),
            here,
            published,
            licence: Some(LICENCE),
        }
    }

    fn of_aligner((language, id): (&'static str, &'static str)) -> Self {
        let place = aligners::named(id).ok();
        Self {
            name: format!("align-{language}"),
            purpose: "word times",
            languages: language.to_owned(),
            bytes: None,
            known: None,
            here: place
                .map(|path| (id.to_owned(), path.display().to_string()))
                .into_iter()
                .collect(),
            published: Vec::new(),
            licence: aligners::licence(id),
        }
    }

    fn of_diarizer(hub: &Hub) -> Self {
        let (_, file) = diarizers::EMBEDDING;
        let place = diarizers::cached(hub);
        Self {
            name: diarizers::COMMUNITY.to_owned(),
            purpose: "speakers",
            languages: "all".to_owned(),
            bytes: None,
            known: None,
            here: place
                .map(|path| (file.to_owned(), path.display().to_string()))
                .into_iter()
                .collect(),
            published: Vec::new(),
            licence: Some(diarizers::LICENCE),
        }
    }

    fn json(&self) -> Value {
        let here = self
            .here
            .iter()
            .map(|(kind, place)| json!({"kind": kind, "place": place}));
        let published = self.published.iter().map(|file| {
            json!({
                "kind": file.kind.name(),
                "bytes": file.bytes,
                "sha256": file.sha256,
                "repository": file.repository.id,
                "revision": file.repository.revision,
                "file": file.file,
            })
        });
        json!({
            "name": self.name,
            "purpose": self.purpose,
            "languages": self.languages,
            "parameters": self.known.map(|known| u64::from(known.parameters) * 1_000_000),
            "speed": self.known.map(|known| known.speed),
            "accuracy": self.known.map(|known| known.accuracy),
            "licence": self.licence,
            "here": here.collect::<Vec<_>>(),
            "published": published.collect::<Vec<_>>(),
        })
    }

    /// What the table shows: name, languages, download, speed, accuracy, and what is here.
    fn cells(&self) -> [String; 6] {
        let here: Vec<String> = (self.here.iter())
            .map(|(kind, place)| match place.as_str() {
                "inside the program" => format!("{kind} {place}"),
                _ => kind.clone(),
            })
            .collect();
        [
            self.name.clone(),
            self.languages.clone(),
            self.bytes.map(size).unwrap_or_default(),
            self.known
                .map(|known| format!("{}x", known.speed))
                .unwrap_or_default(),
            self.known
                .map(|known| format!("{}/5", known.accuracy))
                .unwrap_or_default(),
            here.join(", "),
        ]
    }
}

/// Files in the model folders that no known model has.
fn own_files() -> impl Iterator<Item = Row> {
    crate::models::own().into_iter().map(|(name, path)| Row {
        here: vec![(kind_of(&path).to_owned(), path.display().to_string())],
        name,
        purpose: "recognition",
        languages: String::new(),
        bytes: None,
        known: None,
        published: Vec::new(),
        licence: None,
    })
}

/// How a file's matrices are stored.
fn kind_of(path: &Path) -> &'static str {
    match Model::open(path) {
        Ok(model) => {
            let matrix = model.tensor("encoder.blocks.0.mlp.0.weight");
            matrix.map_or("unknown", |tensor| tensor.kind.name())
        }
        Err(Fault::Kind(_)) => "whisper.cpp's",
        Err(_) => "damaged",
    }
}

/// The rows as text, under headings for what they are for.
fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for (purpose, title) in [
        ("recognition", "Recognition"),
        ("word times", "Word times (wav2vec2)"),
        ("speakers", "Speakers"),
    ] {
        let rows = rows.iter().filter(|row| row.purpose == purpose);
        let cells: Vec<[String; 6]> = rows.map(Row::cells).collect();
        if cells.is_empty() {
            continue;
        }
        let heads = ["NAME", "LANGUAGES", "DOWNLOAD", "SPEED", "ACCURACY", "HERE"];
        let heads = heads.map(str::to_owned);
        let width = |column: usize| {
            let all = cells.iter().chain([&heads]);
            all.map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        text.extend([title, "\n"]);
        for row in [&heads].into_iter().chain(&cells) {
            let row = row.iter().enumerate();
            let padded = row.map(|(column, cell)| format!("{cell:<width$}", width = width(column)));
            let line = padded.collect::<Vec<_>>().join("  ");
            text.extend(["  ", line.trim_end(), "\n"]);
        }
        text += "\n";
    }
    let note = "which tells voices apart, the English word times and two voice activity\n\
                models are inside the program. SPEED is relative to large-v3, ACCURACY goes from 1 to 5.\n";
    text + DEFAULT_DIARIZER + ", " + note
}
