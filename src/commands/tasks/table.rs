//! Tables and quantities for people.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use unicode_width::UnicodeWidthStr as _;

use crate::printer::harmless;

/// Columns of text, each as wide as its widest cell; the last one isn't filled up.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
        widest.max(head.get(column).map_or(0, |name| name.width()))
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let mut text = String::new();
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width + 2 - cell.width().min(*width)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A harmless text from elsewhere, in one line.
pub(super) fn plain(text: &str) -> String {
    harmless(text).replace(['\n', '\t'], "\u{fffd}")
}

/// A moment on the user's clock, to the minute.
pub(super) fn local(time: Timestamp) -> String {
    let zoned = ZonedDateTime::new(time, TimeZone::system());
    zoned.strftime("%F %H:%M").to_string()
}

/// `1 task`, `2 tasks`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}

/// Seconds as people say them: `45 s`, `12:30`, `1:02:05`.
pub(super) fn length(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.0} s");
    }
    let whole = seconds.round();
    let (hours, rest) = ((whole / 3600.0).floor(), whole % 3600.0);
    let (minutes, rest) = ((rest / 60.0).floor(), rest % 60.0);
    if hours > 0.0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [
            vec!["a".to_owned(), "日本".to_owned(), "x".to_owned()],
            vec!["bcd".to_owned(), "e".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["1", "2", "3"], &rows),
            "1    2     3\na    日本  x\nbcd  e\n"
        );
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}c");
    }

    #[test]
    fn lengths_read_well() {
        assert_eq!(length(44.6), "45 s");
        assert_eq!(length(750.0), "12:30");
        assert_eq!(length(3725.4), "1:02:05");
    }
}
