//! The page as text; tests in a browser are apart.

use serde_json::{Value, json};

use super::*;

fn transcript(source: &str, segments: &Value) -> Transcript {
    serde_json::from_value(json!({
        "schema_version": 1, "source": source, "duration": 12.5, "model": "tiny",
        "task": "transcribe", "language": "en", "language_probability": null, "text": "",
        "segments": segments, "speech": [], "warnings": [],
    }))
    .expect("a transcript")
}

fn segment(language: &str, start: f64, text: &str, speaker: Option<&str>, words: &[&str]) -> Value {
    let word = |(at, word): (f64, &&str)| {
        json!({
            "word": word, "start": start + at, "end": start + at + 0.25, "score": 1.0,
            "source": "attention",
        })
    };
    let times = (0..10_u8).map(|index| f64::from(index) * 0.5);
    let words: Vec<Value> = times.zip(words).map(word).collect();
    json!({
        "id": 0, "start": start, "end": start + 2.0, "text": text, "language": language,
        "avg_logprob": 0.0, "no_speech_prob": 0.0, "compression_ratio": 1.0, "tokens": [],
        "words": words, "speaker": speaker,
    })
}

/// A transcript of which the words, but each segment's first, have spaces before them.
fn spaced(source: &str, segments: &Value) -> Transcript {
    let mut transcript = transcript(source, segments);
    for segment in &mut transcript.segments {
        for word in segment.words.iter_mut().skip(1) {
            word.spaced = true;
        }
    }
    transcript
}

/// The page's paragraphs.
fn sections(page: &str) -> Vec<&str> {
    let lines = page.lines();
    lines.filter(|line| line.starts_with("<section")).collect()
}

#[test]
fn words_have_their_times_and_turns_their_names() {
    let segments = json!([
        segment("en", 1.0, "", Some("Ada"), &["So", "it"]),
        segment("en", 2.0, "", Some("Ada"), &["goes."]),
        segment("en", 3.0, "", Some("Bob"), &["Yes."]),
        segment("en", 9.0, "", Some("Bob"), &["No."]),
    ]);
    let page = render(&spaced("a/talk.wav", &segments), &Sound::None);
    assert_eq!(
        sections(&page),
        [
            "<section class=\"s0\" id=\"p0\"><h2 lang=\"en\"><bdi data-who=\"0\">Ada</bdi></h2>\
             <a href=\"#p0\">0:01</a><p dir=\"auto\" data-t=\"100 25 25 25 25 25\">\
             <span>So</span> <span>it</span> <span>goes.</span></p></section>",
            "<section class=\"s1\" id=\"p1\"><h2 lang=\"en\"><bdi data-who=\"1\">Bob</bdi></h2>\
             <a href=\"#p1\">0:03</a><p dir=\"auto\" data-t=\"300 25\"><span>Yes.</span></p></section>",
            "<section class=\"s1\" id=\"p2\"><a href=\"#p2\">0:09</a>\
             <p dir=\"auto\" data-t=\"900 25\"><span>No.</span></p></section>",
        ]
    );
    assert!(page.contains("<title>talk</title>"));
    assert!(page.contains(
        "<p class=\"facts\">0:12&nbsp;<span>·</span> English&nbsp;<span>·</span> 2 speakers"
    ));
    assert!(page.contains("<span>50&thinsp;% · 0:04</span>"));
    assert!(!page.contains("<audio"));
    assert!(page.contains("media-src 'none'"));
}

#[test]
fn hostile_data_is_inert() {
    let nasty =
        "</script></style><img src=x onerror=alert(1)>\"'`&\u{0}\u{2028}\u{1b}</template><!--";
    let segments = json!([
        segment(nasty, 1.0, "", Some(nasty), &[nasty]),
        segment(nasty, 3.0, nasty, Some(nasty), &[]),
    ]);
    let mut transcript = transcript("\"><svg onload=alert(1)>.wav", &segments);
    transcript.model = nasty.to_owned();
    transcript.language = Some(nasty.to_owned());
    transcript.warnings = vec![nasty.to_owned()];
    transcript.duration = f64::INFINITY;
    let sound = Sound::Embedded {
        media_type: nasty.to_owned(),
        bytes: Vec::new(),
    };
    for sound in [sound, Sound::Link(nasty.to_owned()), Sound::None] {
        let page = render(&transcript, &sound);
        let own = page.matches("<svg").count();
        assert_eq!(own, CONTROLS.matches("<svg").count() + 1);
        for tag in ["</script", "</style", "</template", "<script", "<style"] {
            assert_eq!(page.matches(tag).count(), 1, "{tag}");
        }
        assert!(!page.contains("<img") && !page.contains("<!--"));
        assert!(page.contains("<title>&quot;&gt;&lt;svg onload=alert(1)&gt;</title>"));
        assert!(!page.contains(['\u{0}', '\u{1b}', '\u{2028}']));
        assert!(!page.contains("inf") && !page.contains("NaN"));
    }
}

#[test]
fn without_words_the_segment_is_what_has_times() {
    let segments = json!([segment("en", 1.0, " So it goes. ", None, &[])]);
    let page = render(&transcript("talk.wav", &segments), &Sound::None);
    assert_eq!(
        sections(&page),
        ["<section class=\"sx\" id=\"p0\"><a href=\"#p0\">0:01</a>\
          <p dir=\"auto\" data-t=\"100 200\"><span>So it goes.</span></p></section>"]
    );
    assert!(!page.contains("<ul id=\"voices\""));
}

#[test]
fn silence_is_said() {
    let mut transcript = transcript("-", &json!([]));
    transcript.language = None;
    let page = render(&transcript, &Sound::None);
    assert!(page.contains("No speech was found in this recording."));
    assert!(page.contains("<h1 dir=\"auto\">Transcript</h1>"));
    assert!(!page.contains("id=\"dock\""));
}

#[test]
fn chinese_has_no_spaces_and_its_own_language() {
    let segments = json!([
        segment("zh", 1.0, "", None, &["你好", "世界。"]),
        segment("zh", 2.0, "", None, &["再见。"]),
    ]);
    let page = render(&transcript("talk.wav", &segments), &Sound::None);
    let section = sections(&page)[0];
    assert!(section.contains("<p dir=\"auto\" lang=\"zh\""));
    assert!(section.contains("<span>你好</span><span>世界。</span><span>再见。</span>"));
    assert!(page.contains("English, Chinese"));
}

#[test]
fn a_translation_is_english() {
    let segments = json!([
        segment("zh", 1.0, "Hello.", None, &[]),
        segment("zh", 3.0, "Goodbye.", None, &[]),
    ]);
    let mut transcript = transcript("talk.wav", &segments);
    transcript.task = "translate".to_owned();
    transcript.language = Some("zh".to_owned());
    let page = render(&transcript, &Sound::None);
    assert!(page.contains("Chinese&nbsp;<span>·</span> translated into English"));
    assert!(page.contains(" lang=\"en\">\n<section"));
    assert!(sections(&page)[0].contains("<span>Hello.</span> <span>Goodbye.</span>"));
}

#[test]
fn sound_is_in_the_page_or_beside_it() {
    let transcript = transcript("talk.wav", &json!([]));
    let page = render(
        &transcript,
        &Sound::Embedded {
            media_type: "audio/wav".to_owned(),
            bytes: b"RIFF".to_vec(),
        },
    );
    assert!(page.contains(" src=\"data:audio/wav;base64,UklGRg==\" preload"));
    assert!(page.contains("media-src data: blob:;"));
    let page = render(&transcript, &Sound::Link("my talk.wav".to_owned()));
    assert!(page.contains(" src=\"my talk.wav\" preload"));
    assert!(page.contains("media-src 'self' file:;"));
}

#[test]
fn long_texts_become_paragraphs() {
    let long = "word ".repeat(150);
    let segments: Vec<Value> = (0..4_u8)
        .map(|index| segment("en", f64::from(index) * 2.0, &long, Some("Ada"), &[]))
        .collect();
    let page = render(&transcript("talk.wav", &json!(segments)), &Sound::None);
    assert_eq!(sections(&page).len(), 4);
    assert_eq!(page.matches("<h2 lang").count(), 1);
}

#[test]
fn overlapped_words_are_explained() {
    let mut transcript = spaced(
        "talk.wav",
        &json!([segment("en", 1.0, "", None, &["a", "b"])]),
    );
    assert!(!render(&transcript, &Sound::None).contains("Dotted words"));
    transcript.segments[0].words[1].overlapped = true;
    let page = render(&transcript, &Sound::None);
    assert!(page.contains("Dotted words"));
    assert!(page.contains("<span>a</span> <span class=\"o\">b</span>"));
}

#[test]
fn the_policy_knows_the_script_and_the_style() {
    let page = render(&transcript("talk.wav", &json!([])), &Sound::None);
    let between = |from: &str, to: &str| {
        let rest = page.split_once(from).expect("a start").1;
        rest.split_once(to).expect("an end").0
    };
    for (from, to, rule) in [
        ("<script>", "</script>", "script-src"),
        ("<style>", "</style>", "style-src"),
    ] {
        let digest = Sha256::digest(between(from, to));
        let expected = format!("{rule} 'sha256-{}'", BASE64_STANDARD.encode(digest));
        assert!(page.contains(&expected));
    }
}
