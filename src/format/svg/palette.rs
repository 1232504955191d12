//! The picture's colours, for light and dark pages, and the style sheet made of them.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// The colours of one kind of page.
struct Theme {
    /// Behind everything.
    page: &'static str,
    /// What the bars lie on.
    track: &'static str,
    /// Lines at the ticks.
    grid: &'static str,
    /// Names and the title.
    text: &'static str,
    /// Text that matters less.
    soft: &'static str,
    /// The speakers' colours, in turn.
    bars: [&'static str; SPEAKERS],
}

/// After so many speakers the colours begin again; lanes tell them apart.
const SPEAKERS: usize = 6;

/// Any two stay apart in colour-blind eyes: CIE76 differences of 21 and more, of neighbours 27, with
/// the colours as people without one kind of cone see them (Machado 2009).
const LIGHT: Theme = Theme {
    page: "#ffffff",
    track: "#f1f3f6",
    grid: "#d3d9e0",
    text: "#1b2129",
    soft: "#56606c",
    bars: [
        "#0054bc", "#cc550c", "#008c68", "#b7429c", "#6c3d00", "#484557",
    ],
};

/// The same hues, lighter.
const DARK: Theme = Theme {
    page: "#14181d",
    track: "#20262d",
    grid: "#363e48",
    text: "#eceff3",
    soft: "#a4aeba",
    bars: [
        "#55aef4", "#f09050", "#35eda5", "#e043bd", "#dbc72a", "#b3bbca",
    ],
};

/// The class of a speaker's marks.
pub(super) fn class(speaker: usize) -> String {
    format!("s{}", speaker % SPEAKERS)
}

/// The style sheet; each rule is for this picture alone, wherever it is put.
pub(super) static STYLE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\n.scripta{{max-width:100%;height:auto}}\n\
         .scripta text{{font-family:sans-serif;font-size:13px;font-variant-numeric:tabular-nums}}\n\
         .scripta .name{{font-size:20px;font-weight:bold}}\n\
         .scripta text.soft,.scripta .soft text{{font-size:12px}}\n\
         .scripta .end{{text-anchor:end}}\n.scripta .middle{{text-anchor:middle}}\n\
         .scripta .grid{{stroke-width:1;fill:none}}\n.scripta .hatch{{stroke-width:2}}\n\
         .scripta path.hatched{{fill:url(#scripta-overlap);pointer-events:none}}\n{}\
         @media (prefers-color-scheme:dark){{\n{}}}\n",
        colours(&LIGHT),
        colours(&DARK)
    )
});

/// The rules that name a theme's colours.
fn colours(theme: &Theme) -> String {
    let Theme {
        page,
        track,
        grid,
        text,
        soft,
        bars,
    } = theme;
    let mut rules = format!(
        ".scripta .page{{fill:{page}}}\n.scripta .track{{fill:{track}}}\n\
         .scripta .grid{{stroke:{grid}}}\n.scripta text{{fill:{text}}}\n\
         .scripta text.soft,.scripta .soft text{{fill:{soft}}}\n\
         .scripta .both{{fill:{soft}}}\n.scripta .hatch{{stroke:{page}}}\n"
    );
    for (speaker, bar) in bars.iter().enumerate() {
        // Writing to a String can't fail.
        let _ = writeln!(rules, ".scripta .{}{{fill:{bar}}}", class(speaker));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG's relative luminance of `#rrggbb`.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("two digits");
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_enough() {
        for theme in [LIGHT, DARK] {
            for text in [theme.text, theme.soft] {
                assert!(contrast(text, theme.page) >= 4.5, "{text}");
            }
            for bar in theme.bars {
                assert!(contrast(bar, theme.track) >= 3.0, "{bar}");
            }
        }
    }
}
