//! Tab-separated values: start, end and text; whole numbers are milliseconds.

use super::{Draft, Fault, Line, clock, label, tidy};

/// Columns among which the known ones must be.
const MOST_COLUMNS: usize = 50;

/// Which columns hold what.
struct Columns {
    start: usize,
    end: usize,
    text: usize,
    speaker: Option<usize>,
}

/// Whether the first line names the columns.
pub(super) fn has_header(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| named(line.split('\t')).is_some())
}

pub(super) fn parse(text: &str) -> Result<Draft, Fault> {
    let (_, first) = rows(text).next().unwrap_or_default();
    let header = named(first.split('\t'));
    let skipped = usize::from(header.is_some());
    let columns = header.or_else(|| unnamed(first)).ok_or_else(|| {
        let reason =
            "its first line should be the header `start`, `end`, `text`, with tabs between";
        Fault::Malformed(reason.to_owned())
    })?;
    let times = |row: &str| {
        let field = |at| {
            row.split('\t')
                .nth(at)
                .unwrap_or("")
                .trim()
                .replace(',', ".")
        };
        (field(columns.start), field(columns.end))
    };
    let fraction = |text: &str| text.contains('.') && text.parse::<f64>().is_ok();
    let in_seconds = rows(text).skip(skipped).any(|(_, row)| {
        let (start, end) = times(row);
        fraction(&start) || fraction(&end)
    });
    let unit = if in_seconds { 1.0 } else { 1000.0 };
    let mut draft = Draft::default();
    let mut odd = 0;
    for (number, row) in rows(text).skip(skipped) {
        let (start, end) = times(row);
        let (start, end) = (time(&start, unit), time(&end, unit));
        odd += usize::from(start.is_none() || end.is_none());
        let (labelled, text) = label::speaker(words(row, &columns));
        let named = columns.speaker.and_then(|at| row.split('\t').nth(at));
        let named = named.map(tidy).filter(|name| !name.is_empty());
        draft.push(Line {
            text: tidy(text),
            start,
            end,
            speaker: named.or(labelled),
            number,
        });
    }
    draft.note(odd, "the times of a line could not be read");
    if in_seconds {
        let note = "the times have a decimal point and were read as seconds, not milliseconds";
        draft.notes.push(note.to_owned());
    }
    Ok(draft)
}

/// The lines that hold anything, numbered. Fields are never quoted: speech may begin with a
/// quotation mark that nobody closes at the field's end.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, row)| !row.trim().is_empty())
}

/// The columns by the names in a header.
fn named<'a>(header: impl Iterator<Item = &'a str>) -> Option<Columns> {
    let names: Vec<String> = header
        .take(MOST_COLUMNS)
        .map(|name| name.trim().to_lowercase())
        .collect();
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
    Some(Columns {
        start: find("start")?,
        end: find("end")?,
        text: find("text")?,
        speaker: find("speaker"),
    })
}

/// The usual columns, where the first line holds two times and something else.
fn unnamed(first: &str) -> Option<Columns> {
    let mut fields = first.splitn(3, '\t');
    let mut timed = || fields.next().and_then(|field| time(field, 1.0));
    timed().and(timed()).and(fields.next())?;
    Some(Columns {
        start: 0,
        end: 1,
        text: 2,
        speaker: None,
    })
}

/// The text of a row; where it is the last column, tabs in it are part of it.
fn words<'a>(row: &'a str, columns: &Columns) -> &'a str {
    let others = [columns.start, columns.end, columns.speaker.unwrap_or(0)];
    let is_last = others.iter().all(|&other| other < columns.text);
    if is_last {
        row.splitn(columns.text + 1, '\t').nth(columns.text)
    } else {
        row.split('\t').nth(columns.text)
    }
    .unwrap_or("")
}

/// Seconds of a number in some unit, or of a time of day.
fn time(field: &str, unit: f64) -> Option<f64> {
    let number = field.trim().parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite());
    number
        .map(|number| number / unit)
        .or_else(|| clock::parse(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn milliseconds_are_read() {
        let draft = parse("start\tend\ttext\n0\t1500\t\"So\" it goes.\n\n1500\t2000\t[S1] Yes.\n")
            .expect("rows");
        let [first, second] = &draft.lines[..] else {
            panic!("{:?}", draft.lines);
        };
        assert_eq!(first.text, "\"So\" it goes.");
        assert_eq!((first.start, first.end), (Some(0.0), Some(1.5)));
        assert_eq!((second.number, second.text.as_str()), (4, "Yes."));
        assert_eq!(second.speaker.as_deref(), Some("S1"));
        assert_eq!(draft.notes, Vec::<String>::new());
    }

    #[test]
    fn other_columns_units_and_gaps_are_read() {
        let draft = parse(
            "Speaker\tText\tStart\tEnd\nAda\tSo.\t0\t1.5\n\tHm.\tnan\t\n\tNo.\t00:00:02,5\t3\n",
        )
        .expect("rows");
        let times: Vec<_> = draft
            .lines
            .iter()
            .map(|line| (line.start, line.end))
            .collect();
        assert_eq!(
            times,
            [(Some(0.0), Some(1.5)), (None, None), (Some(2.5), Some(3.0))]
        );
        assert_eq!(draft.lines[0].speaker.as_deref(), Some("Ada"));
        assert_eq!(draft.lines[1].speaker, None);
        assert_eq!(draft.notes.len(), 2, "{:?}", draft.notes);
    }

    #[test]
    fn headers_may_be_missing_but_not_times() {
        let draft = parse("0\t1000\tone\ttwo\n1000\n").expect("rows");
        assert_eq!(draft.lines.len(), 1);
        assert_eq!(draft.lines[0].text, "one two");
        assert!(matches!(
            parse("one\ttwo\tthree\n"),
            Err(Fault::Malformed(_))
        ));
        assert!(matches!(parse("so"), Err(Fault::Malformed(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in proptest::collection::vec(("[a-zé\"0-9]{1,9}( [a-z0-9\"',.?!]{1,9}){0,8}", 0u64..400_000_000, 0u64..9000), 1..20),
        ) {
            let mut file = "start\tend\ttext\n".to_owned();
            for (text, start, length) in &rows {
                file.extend([format!("{start}\t{}\t{text}\n", start + length)]);
            }
            let draft = parse(&file).expect("rows");
            prop_assert_eq!(draft.lines.len(), rows.len());
            for (line, (text, start, length)) in draft.lines.iter().zip(&rows) {
                prop_assert_eq!(&line.text, text);
                let ms = |time: Option<f64>| (time.unwrap_or(-1.0) * 1000.0).round() as u64;
                prop_assert_eq!(ms(line.start), *start);
                prop_assert_eq!(ms(line.end), start + length);
            }
        }
    }
}
