//! Text for the picture: cleaned of what XML and readers can't bear, shortened, escaped; and numbers.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// The text on one line, without control characters and marks that turn the direction of what follows.
pub(super) fn clean(text: &str) -> String {
    let kept = |character: char| match character {
        _ if character.is_whitespace() => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => None,
        _ if character.is_control() => None,
        _ => Some(character),
    };
    let line: String = text.chars().filter_map(kept).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text in so many columns, with an ellipsis where that isn't all of it.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if text.width() <= columns && text.chars().count() <= 4 * columns {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        // A single letter may carry any number of marks.
        if used > columns || short.chars().count() + grapheme.chars().count() > 4 * columns {
            break;
        }
        short.push_str(grapheme);
    }
    format!("{}…", short.trim_end())
}

/// The text as its own paragraph, so that a name from right to left keeps its neighbours in place.
pub(super) fn isolated(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    format!("\u{2068}{text}\u{2069}")
}

/// The text as XML takes it, in elements and in attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A measure with one digit behind the point, if it needs one.
pub(super) fn number(measure: f64) -> String {
    let text = format!("{measure:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A filled rectangle as a path's data, which is shorter than an element of its own.
pub(super) fn block(x: f64, y: f64, width: f64, height: f64) -> String {
    let (x, y, width, height) = (number(x), number(y), number(width), number(height));
    format!("M{x} {y}h{width}v{height}h-{width}z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_shortened() {
        assert_eq!(clean(" a\u{0}\tb\u{202e}\nc\u{ffff} "), "a b c");
        assert_eq!(shortened("Annabel", 7), "Annabel");
        assert_eq!(shortened("Annabella", 7), "Annabe…");
        assert_eq!(shortened("日本語の名前", 7), "日本語…");
        assert!(shortened(&format!("a{}", "\u{301}".repeat(900)), 7).len() < 100);
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert_eq!(
            [number(1.0), number(0.25), number(10.0)],
            ["1", "0.2", "10"]
        );
    }
}
