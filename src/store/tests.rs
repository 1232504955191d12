//! One story over the trait, for every backend, and which URLs are taken.

use super::*;

fn enrolment(name: &str, model: &str, embedding: &[f32], seconds: f64) -> Enrolment {
    Enrolment {
        name: name.to_owned(),
        model: model.to_owned(),
        embedding: embedding.to_owned(),
        clips: 1,
        seconds,
    }
}

/// What every backend must do; `again` opens the same store once more.
fn story(again: &dyn Fn() -> Box<dyn Store>) {
    let store = again();
    assert_eq!(store.voices().expect("voices"), []);
    assert_eq!(store.remove_voice("Nobody").expect("nothing"), 0);

    let ann = (store.add_voice(&enrolment(" Ann Lee ", "campplus", &[3.0, 4.0], 20.0)))
        .expect("a new voice");
    assert_eq!(
        (ann.name.as_str(), ann.clips, ann.seconds),
        ("Ann Lee", 1, 20.0)
    );
    assert_eq!(ann.embedding, [0.6, 0.8]);
    assert!(uuid::Uuid::parse_str(&ann.id).is_ok_and(|id| id.get_version_num() == 4));
    assert!(ann.created_at.parse::<jiff::Timestamp>().is_ok() && ann.created_at.ends_with('Z'));
    let emile = store
        .add_voice(&enrolment("Émile", "campplus", &[1.0, 0.0], 5.0))
        .expect("a second voice");
    let other = store
        .add_voice(&enrolment("ANN LEE", "other", &[0.0, 0.0, 2.0], 1.0))
        .expect("the same name for another model");

    // More recordings of a known name: old id, old spelling, weighted mean.
    let more = store
        .add_voice(&enrolment("ÉMILE", "campplus", &[0.0, 1.0], 15.0))
        .expect("a known voice");
    assert_eq!(
        (&more.id, &more.name, &more.created_at),
        (&emile.id, &emile.name, &emile.created_at)
    );
    assert_eq!((more.clips, more.seconds), (2, 20.0));
    assert!((more.embedding[1] / more.embedding[0] - 3.0).abs() < 1e-5);

    // What is refused changes nothing.
    let refused = [
        enrolment("", "campplus", &[1.0, 0.0], 1.0),
        enrolment("a\u{7}b", "campplus", &[1.0, 0.0], 1.0),
        enrolment("Bo", "campplus", &[0.0, 0.0], 1.0),
        enrolment("Bo", "campplus", &[1.0, 0.0], 0.0),
        enrolment("Émile", "campplus", &[1.0, 0.0, 0.0], 1.0),
    ];
    for enrolment in &refused {
        assert!(store.add_voice(enrolment).is_err(), "{enrolment:?}");
    }

    // Everything is there again, in order, bit for bit.
    let all = [ann, other, more];
    assert_eq!(store.voices().expect("voices"), all);
    drop(store);
    let store = again();
    assert_eq!(store.voices().expect("voices"), all);

    assert_eq!(store.remove_voice(" ann LEE").expect("removed"), 2);
    assert_eq!(store.remove_voice("Ann Lee").expect("nothing"), 0);
    assert_eq!(again().voices().expect("voices"), all[2..]);
}

#[test]
fn sqlite_remembers() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("a b%20ü.db").display());
    story(&|| open(&url).expect("a store"));
}

#[test]
fn only_known_urls_are_taken_and_passwords_are_not_repeated() {
    for url in ["", "history.db", "sqlite://", "sqlite://x.db?mode=ro"] {
        assert!(matches!(open(url), Err(StoreError::NoUrl)), "{url}");
    }
    let error = open("postgres://me:secret@host/db")
        .expect_err("not yet")
        .to_string();
    assert!(
        error.contains("`postgres`") && !error.contains("secret"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn paths_are_absolute_or_relative() {
    let here = std::env::current_dir().expect("a folder");
    assert_eq!(
        sqlite_path("/a b/h.db").expect("a path"),
        Path::new("/a b/h.db")
    );
    assert_eq!(sqlite_path("h.db").expect("a path"), here.join("h.db"));
    assert_eq!(
        sqlite_path(":memory:").expect("a path"),
        here.join(":memory:")
    );
    let url = default_url().expect("a data folder");
    assert!(
        url.starts_with("sqlite:///") && url.ends_with("/history.db"),
        "{url}"
    );
}
