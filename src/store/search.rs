//! Full-text search over all transcripts, segment by segment.

use serde::Serialize;
use serde_json::Value as Json;

use super::database::{Dialect, Row, Session, Unexpected, Value, values};
use super::listing::Filter;
use super::words::{self, Term};
use super::{Store, StoreError, rows};
use crate::task::Outcome;

/// Characters of a segment that are shown around what was found.
const SNIPPET: usize = 120;
/// Characters before it.
const BEFORE: usize = 40;
/// Passages that are written by one statement.
const AT_ONCE: usize = 50;

/// What is looked for, and where.
#[derive(Debug, Default)]
pub struct Search {
    /// Words, `"words in a row"`, `begin*`; all must be in one segment.
    pub words: String,
    /// Tasks to look in.
    pub filter: Filter,
}

/// A segment in which everything was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The task.
    pub task: String,
    /// Name of the recording.
    pub file_name: Option<String>,
    /// Absolute path of the recording, where it is a file.
    pub source: Option<String>,
    /// Start of the segment in seconds.
    pub start: f64,
    /// End of the segment in seconds.
    pub end: f64,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The segment, or the part of a long one around what was found.
    pub snippet: String,
    /// Where in the snippet the words stand, as ranges of characters.
    pub matches: Vec<(usize, usize)>,
}

impl Store {
    /// The newest segments that hold all that is asked for; those of one task in order of time.
    ///
    /// # Errors
    /// When nothing is asked for, or the store fails.
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>, StoreError> {
        let terms = words::terms(&search.words);
        if terms.is_empty() {
            return Err(StoreError::NoWords);
        }
        let dialect = self.dialect();
        let (source, found) = index(dialect);
        let order = match dialect {
            Dialect::Sqlite => "passage_words.rowid",
            Dialect::Postgres | Dialect::Mysql => "p.id",
        };
        let (conditions, mut wanted) = search.filter.conditions();
        wanted.insert(0, words::query(&terms, dialect).into());
        let find = format!(
            "SELECT t.uuid, t.file_name, t.source, p.start_seconds, p.end_seconds, p.speaker, p.text
             FROM {source} JOIN tasks t ON t.id = p.task_id
             WHERE {found}{conditions} ORDER BY {order} DESC{}",
            search.filter.page()
        );
        let read = |row: &mut Row| hit(row, &terms);
        let mut hits = self.read(|session| rows(session, &find, &wanted, read))?;
        in_order(&mut hits);
        Ok(hits)
    }
}

/// Where passages are looked up by their words, and the condition on these.
fn index(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Sqlite => (
            "passage_words JOIN passages p ON p.id = passage_words.rowid",
            "passage_words MATCH ?",
        ),
        Dialect::Postgres => ("passages p", "p.words @@ CAST(CAST(? AS text) AS tsquery)"),
        Dialect::Mysql => ("passages p", "MATCH (p.words) AGAINST (? IN BOOLEAN MODE)"),
    }
}

/// The condition on a task `t` that one of its passages holds all these words, the last one maybe
/// only begun; nothing for a text without words.
pub(super) fn said(text: &str, dialect: Dialect) -> Option<(String, Value)> {
    let terms = words::terms(&format!("{}*", text.trim_end_matches('*')));
    let (source, found) = index(dialect);
    let condition = format!("t.id IN (SELECT p.task_id FROM {source} WHERE {found})");
    (!terms.is_empty()).then(|| (condition, words::query(&terms, dialect).into()))
}

/// Puts the hits of a task in order of time, leaving the tasks where they are.
fn in_order(hits: &mut [Hit]) {
    for same in hits.chunk_by_mut(|a, b| a.task == b.task) {
        same.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
}

fn hit(row: &mut Row, terms: &[Term]) -> Result<Hit, Unexpected> {
    let mut hit = Hit {
        task: row.get()?,
        file_name: row.get()?,
        source: row.get()?,
        start: row.get()?,
        end: row.get()?,
        speaker: row.get()?,
        snippet: String::new(),
        matches: Vec::new(),
    };
    (hit.snippet, hit.matches) = snippet(&row.get::<String>()?, terms);
    Ok(hit)
}

/// The part of a text around the first match, and the matches in it as ranges of characters.
fn snippet(text: &str, terms: &[Term]) -> (String, Vec<(usize, usize)>) {
    let characters = |at: usize| text[..at].chars().count();
    let matches: Vec<(usize, usize)> = (words::matches(text, terms).into_iter())
        .map(|(from, to)| (characters(from), characters(to)))
        .collect();
    let length = text.chars().count();
    let first = matches.first().map_or(0, |range| range.0);
    let start = if length <= SNIPPET {
        0
    } else {
        first.saturating_sub(BEFORE).min(length - SNIPPET)
    };
    let end = (start + SNIPPET).min(length);
    let mut shown: String = text.chars().skip(start).take(end - start).collect();
    let mut shift = 0;
    if start > 0 {
        shown.insert(0, '…');
        shift = 1;
    }
    if end < length {
        shown.push('…');
    }
    let inside = matches
        .into_iter()
        .filter(|(from, to)| *from >= start && *to <= end)
        .map(|(from, to)| (from - start + shift, to - start + shift))
        .collect();
    (shown, inside)
}

/// A segment to be found again.
pub(super) struct Passage {
    start: f64,
    end: f64,
    speaker: Option<String>,
    text: String,
}

/// The passages of a result.
pub(super) fn passages_of(outcome: &Outcome) -> Vec<Passage> {
    let Outcome::Transcript(transcript) = outcome else {
        return Vec::new();
    };
    let passage = |segment: &crate::transcript::Segment| Passage {
        start: segment.start,
        end: segment.end,
        speaker: segment.speaker.clone(),
        text: segment.text.clone(),
    };
    transcript.segments.iter().map(passage).collect()
}

/// The passages of a result that another program wrote as JSON with `segments`.
pub(super) fn passages_in(json: &str) -> Vec<Passage> {
    let Ok(result) = serde_json::from_str::<Json>(json) else {
        return Vec::new();
    };
    let segments = result.get("segments").and_then(Json::as_array);
    let passage = |segment: &Json| {
        let seconds = |key| segment.get(key).and_then(Json::as_f64).unwrap_or(0.0);
        let text = |key| segment.get(key).and_then(Json::as_str);
        Some(Passage {
            start: seconds("start"),
            end: seconds("end"),
            speaker: text("speaker").map(str::to_owned),
            text: text("text")?.trim().to_owned(),
        })
    };
    segments.into_iter().flatten().filter_map(passage).collect()
}

/// Writes down what can be searched of a task, in place of what was there.
pub(super) fn keep_passages(
    session: &mut dyn Session,
    id: &str,
    passages: &[Passage],
) -> Result<(), StoreError> {
    let find = "SELECT id FROM tasks WHERE uuid = ?";
    let Some(task) = rows(session, find, &values![id], Row::get::<i64>)?.pop() else {
        return Ok(());
    };
    let clear = "DELETE FROM passages WHERE task_id = ?";
    session.execute(clear, &values![task])?;
    match session.dialect() {
        Dialect::Sqlite => {
            for passage in passages {
                insert(session, task, std::slice::from_ref(passage), "", |_| None)?;
                let index =
                    "INSERT INTO passage_words (rowid, words) VALUES (last_insert_rowid(), ?)";
                let words = words::words(&passage.text).join(" ");
                session.execute(index, &values![words])?;
            }
        }
        // As a literal, so that the server has no ideas of its own.
        Dialect::Postgres => {
            let vector = |words: &[String]| Some(words::vector(words));
            for some in passages.chunks(AT_ONCE) {
                insert(
                    session,
                    task,
                    some,
                    ", CAST(CAST(? AS text) AS tsvector)",
                    vector,
                )?;
            }
        }
        Dialect::Mysql => {
            for some in passages.chunks(AT_ONCE) {
                insert(session, task, some, ", ?", |words| Some(words.join(" ")))?;
            }
        }
    }
    Ok(())
}

/// Writes passages, with their words as `index` makes them where they stand in the same table.
fn insert(
    session: &mut dyn Session,
    task: i64,
    passages: &[Passage],
    mark: &str,
    index: impl Fn(&[String]) -> Option<String>,
) -> Result<(), StoreError> {
    let column = if mark.is_empty() { "" } else { ", words" };
    let marks = vec![format!("(?, ?, ?, ?, ?{mark})"); passages.len()].join(", ");
    let keep = format!(
        "INSERT INTO passages (task_id, start_seconds, end_seconds, speaker, text{column})
         VALUES {marks}"
    );
    let mut values = Vec::new();
    for passage in passages {
        let Passage {
            start,
            end,
            speaker,
            text,
        } = passage;
        values.extend(values![task, *start, *end, speaker.clone(), text]);
        let words = index(&words::words(text));
        values.extend(words.map(Value::from));
    }
    session.execute(&keep, &values).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_cut_around_what_was_found() {
        let terms = words::terms("needle");
        assert_eq!(
            snippet("A needle.", &terms),
            ("A needle.".to_owned(), vec![(2, 8)])
        );
        let long = format!("{} needle {}", "hay ".repeat(60).trim(), "é".repeat(300));
        let (shown, found) = snippet(&long, &terms);
        let (from, to) = found[0];
        let word: String = shown.chars().skip(from).take(to - from).collect();
        assert_eq!(word, "needle");
        assert!(shown.starts_with('…') && shown.ends_with('…'));
        assert_eq!(shown.chars().count(), SNIPPET + 2);
    }
}
