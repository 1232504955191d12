//! The picture as XML: whole with any name, no turn lost, small enough.

use super::super::fixtures::diarization;
use super::*;
use crate::transcript::Speaker;
use proptest::prelude::*;

/// The picture, read as XML and put into the function.
fn read<T>(svg: &str, ask: impl Fn(&roxmltree::Document<'_>) -> T) -> T {
    ask(&roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}")))
}

fn bars(svg: &str) -> usize {
    svg.matches("<path d=").count()
}

#[test]
fn hostile_names_are_text() {
    let names = [
        "</title><script>alert(1)</script>",
        "a & b \"c\" 'd'",
        "\u{0}\u{1}\u{b}\u{1b}[31m\u{7f}\u{85}\u{ffff}\u{fffe}",
        "]]>",
        "שָׁלוֹם عليكم",
        "\u{202e}gnol",
        "👩‍👩‍👧‍👦",
        "",
        &"x".repeat(100_000),
    ];
    for name in names {
        let svg = render(name, 2.0, &diarization(&[(0.5, 1.5, name)]));
        read(&svg, |document| {
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            assert!(root.attribute("aria-label").is_some());
            let scripts = root.descendants().filter(|n| n.has_tag_name("script"));
            assert_eq!(scripts.count(), 0);
        });
        assert_eq!(bars(&svg), 1, "{name}");
    }
}

#[test]
fn tooltips_hold_speaker_and_times_and_labels_the_whole_name() {
    let long = "Professor Ann-Katherine Featherstonehaugh of Auchtermuchty, chair";
    let svg = render(
        "x.wav",
        100.0,
        &diarization(&[(1.25, 75.0, "Bo"), (80.0, 90.0, long)]),
    );
    assert!(svg.contains("<title>Bo, 0:01.3–1:15.0</title>"), "{svg}");
    assert!(svg.contains(&format!("<title>{long}, 10 s · 12 %</title>")));
    assert!(svg.contains(">Professor Ann-Kat…</text>"), "{svg}");
}

#[test]
fn overlaps_are_hatched() {
    let mut turns = diarization(&[(0.0, 2.0, "A"), (1.0, 3.0, "B")]);
    assert!(!render("x.wav", 3.0, &turns).contains("<pattern"));
    turns.overlaps.push(Span::new(1.0, 2.0));
    let svg = render("x.wav", 3.0, &turns);
    assert!(
        svg.contains("<title>more than one speaks, 1.00 s–2.00 s</title>"),
        "{svg}"
    );
    assert!(svg.contains("2 speakers · 1.0 s with more than one voice"));
}

#[test]
fn silence_is_a_picture_that_says_so() {
    for duration in [0.0, 5.0, 7200.0, -1.0, f64::NAN, f64::INFINITY] {
        let svg = render("x.wav", duration, &diarization(&[]));
        read(&svg, |_| ());
        assert!(svg.contains("No speech was found"));
        assert!(svg.len() < 8_000);
    }
}

#[test]
fn who_has_no_turn_has_a_lane() {
    let mut turns = diarization(&[(0.0, f64::NAN, "A")]);
    turns.speakers = vec![Speaker {
        label: "Silent".to_owned(),
        seconds: 0.0,
        score: None,
        embedding: Vec::new(),
    }];
    let svg = render("x.wav", 1.0, &turns);
    assert!(
        svg.contains(">Silent</text>") && svg.contains(">A</text>"),
        "{svg}"
    );
}

#[test]
fn a_long_panel_is_whole_and_below_a_megabyte() {
    let names: Vec<String> = (0..40).map(|n| format!("SPEAKER_{n:02}")).collect();
    let turns: Vec<(f64, f64, &str)> = (0..5_000_u32)
        .map(|n| {
            let start = f64::from(n) * 2.5;
            (start, start + 3.0, names[n as usize * 7 % 40].as_str())
        })
        .collect();
    let svg = render("panel.wav", 12_600.0, &diarization(&turns));
    read(&svg, |_| ());
    assert!(bars(&svg) >= 5_000);
    assert!(svg.len() < 1_000_000, "{}", svg.len());
}

proptest! {
    #[test]
    fn no_turn_is_lost(
        turns in proptest::collection::vec((-1.0..2.0e4, -1.0..2.0e4, ".{0,8}"), 1..30),
        duration in -1.0..3.0e4,
    ) {
        let given: Vec<(f64, f64, &str)> = turns.iter().map(|(s, e, n)| (*s, *e, n.as_str())).collect();
        let svg = render("x.wav", duration, &diarization(&given));
        prop_assert!(roxmltree::Document::parse(&svg).is_ok());
        prop_assert!(bars(&svg) >= given.len());
    }
}
