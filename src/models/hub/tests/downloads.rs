//! What comes whole: the cache's layout, progress, redirections and where the token goes.

use std::cell::RefCell;

use super::server::{COMMIT, Reply, Seen};
use super::*;

#[test]
fn a_file_is_downloaded_once_and_lies_where_python_looks() {
    let stored = Stored::large(300_000);
    let visit = Visit::to(Server::of(&stored));
    assert_eq!(visit.hub.cached(REPO, "main", "sub/model.bin"), None);
    let steps = RefCell::new(Vec::new());
    let progress = |done, total| steps.borrow_mut().push((done, total));
    let never = AtomicBool::new(false);
    let get = || {
        let hash = stored.name().to_uppercase();
        visit.hub.file(
            REPO,
            "main",
            "sub/model.bin",
            Some(&hash),
            &progress,
            &never,
        )
    };
    let path = get().expect("a file");
    assert_holds(&path, &stored);
    let snapshot = visit.repository().join(format!("snapshots/{COMMIT}"));
    assert_eq!(path, snapshot.join("sub/model.bin"));
    assert_holds(&visit.blob(&stored), &stored);
    assert_eq!(visit.blobs(), [stored.name()]);
    let reference = std::fs::read_to_string(visit.repository().join("refs/main"));
    assert_eq!(reference.expect("a reference"), COMMIT);
    for revision in ["main", COMMIT] {
        assert_eq!(
            visit.hub.cached(REPO, revision, "sub/model.bin"),
            Some(path.clone())
        );
    }

    let steps = steps.take();
    assert_eq!(steps.first(), Some(&(0, Some(300_000))));
    assert_eq!(steps.last(), Some(&(300_000, Some(300_000))));
    assert!(steps.is_sorted() && steps.len() > 3, "{steps:?}");

    let targets: Vec<_> = (visit.server.seen().into_iter())
        .map(|seen| format!("{} {}", seen.method, seen.target))
        .collect();
    let expected = [
        "HEAD /ann/model/resolve/main/sub/model.bin".to_owned(),
        format!("GET /ann/model/resolve/{COMMIT}/sub/model.bin"),
    ];
    assert_eq!(targets, expected);
    assert_eq!(get().expect("a file"), path);
    assert_eq!(visit.server.seen().len(), 2, "asked for what is there");
}

#[test]
fn a_content_that_is_there_is_not_downloaded_again() {
    let stored = Stored::small("{}");
    let visit = Visit::to(Server::of(&stored));
    visit.get("config.json").expect("a file");
    let never = AtomicBool::new(false);
    let other = (visit.hub).file(REPO, "v1", "other.json", None, &|_, _| (), &never);
    assert_holds(&other.expect("a file"), &stored);
    assert_eq!(visit.server.gets().len(), 1);
    assert_eq!(visit.blobs(), [stored.name()]);
}

#[test]
fn a_blob_that_is_too_short_is_replaced() {
    let stored = Stored::large(10_000);
    let visit = Visit::to(Server::of(&stored));
    let blob = visit.blob(&stored);
    std::fs::create_dir_all(blob.parent().expect("a folder")).expect("a folder");
    std::fs::write(&blob, "short").expect("a file");
    assert_holds(&visit.get("f").expect("a file"), &stored);
}

#[test]
fn empty_files_and_unknown_lengths_are_no_trouble() {
    let stored = Stored::small("");
    let visit = Visit::to(Server::of(&stored));
    assert_holds(&visit.get("__init__.py").expect("a file"), &stored);

    let stored = Stored::small(&"vocabulary ".repeat(1_000));
    let answer = stored.clone();
    let server = Server::new(move |seen, _| answer.answer(seen).no_length());
    let visit = Visit::to(server);
    assert_holds(&visit.get("vocab.txt").expect("a file"), &stored);
}

/// A hub that leads to a storage host, and that host.
fn with_storage(stored: &Stored) -> (Server, Server) {
    let bytes = Stored::large(stored.bytes.len()).named("of-storage");
    let storage = Server::new(move |seen, _| match seen.target.as_str() {
        "/signed?key=secret" => bytes.answer(seen).without("X-Repo-Commit"),
        _ => Reply::new(403),
    });
    let (stored, target) = (
        stored.clone(),
        format!("{}/signed?key=secret", storage.address()),
    );
    let hub = Server::new(move |_, _| stored.headers(302).with("Location", &target));
    (hub, storage)
}

#[test]
fn the_token_goes_to_the_hub_and_not_to_where_it_leads() {
    let stored = Stored::large(50_000);
    let (hub, storage) = with_storage(&stored);
    let visit = Visit::to(hub).with_token();
    assert_holds(&visit.get("model.bin").expect("a file"), &stored);
    let bearer = format!("Bearer {TOKEN}");
    let shown = |seen: &Seen| seen.header("authorization").map(str::to_owned);
    let asked = visit.server.seen();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|seen| shown(seen) == Some(bearer.clone())));
    let asked = storage.seen();
    assert_eq!(asked.len(), 1, "only the bytes come from there");
    assert!(asked.iter().all(|seen| shown(seen).is_none()));
    for seen in visit.server.seen().iter().chain(&asked) {
        assert_eq!(seen.header("accept-encoding"), Some("identity"));
        let agent = seen.header("user-agent").expect("an agent");
        assert!(agent.starts_with("scripta/"), "{agent}");
    }
}

#[test]
fn without_a_token_none_is_sent() {
    let visit = Visit::to(Server::of(&Stored::small("x")));
    visit.get("f").expect("a file");
    let seen = visit.server.seen();
    assert!(
        seen.iter()
            .all(|seen| seen.header("authorization").is_none())
    );
}

#[test]
fn the_token_is_in_no_debug_output() {
    let visit = Visit::to(Server::of(&Stored::small("x"))).with_token();
    let shown = format!("{:?}", visit.hub);
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[test]
fn redirections_within_the_hub_keep_the_token() {
    let stored = Stored::small("{\"a\": 1}");
    let answer = stored.clone();
    let server = Server::new(move |seen, _| match seen.target.as_str() {
        "/api/cache/f?x=1" => answer.answer(seen),
        _ => Reply::to("/api/cache/f?x=1").with("ETag", "\"of-the-way\""),
    });
    let visit = Visit::to(server).with_token();
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let seen = visit.server.seen();
    assert_eq!(seen.len(), 4);
    assert!(
        seen.iter()
            .all(|seen| seen.header("authorization").is_some())
    );
}

#[test]
fn a_mirror_that_leads_to_the_hub_is_followed_without_the_token() {
    let stored = Stored::large(20_000);
    let hub = Server::of(&stored);
    let address = hub.address();
    let mirror = Server::new(move |seen, _| Reply::to(&format!("{address}{}", seen.target)));
    let visit = Visit::to(mirror).with_token();
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert!(
        hub.seen()
            .iter()
            .all(|seen| seen.header("authorization").is_none())
    );
}

#[test]
fn endpoints_may_have_a_path_and_names_odd_characters() {
    let visit = Visit::to(Server::of(&Stored::small("x")));
    let mut hub = visit.hub.clone();
    hub.endpoint = format!("{}/mirrors/hub/", visit.server.address());
    let never = AtomicBool::new(false);
    let path = hub.file(REPO, "refs/pr/1", "a b/é#.txt", None, &|_, _| (), &never);
    let path = path.expect("a file");
    assert!(path.ends_with("a b/é#.txt"), "{}", path.display());
    let target = &visit.server.seen()[0].target;
    let expected = "/mirrors/hub/ann/model/resolve/refs%2Fpr%2F1/a%20b/%C3%A9%23.txt";
    assert_eq!(target, expected);
    assert!(visit.repository().join("refs/refs/pr/1").is_file());
}
