//! Answers that are no file: each names what is wrong and the mend, and none tells the token.

use std::time::Instant;

use super::server::{COMMIT, Reply};
use super::*;

/// What is said of a file when the hub always answers so, and of how many requests it took.
fn said(reply: &Reply, token: bool) -> (String, usize) {
    let reply = reply.clone();
    let mut visit = Visit::to(Server::new(move |_, _| reply.clone()));
    if token {
        visit = visit.with_token();
    }
    let said = visit.refusal("f.bin");
    assert_eq!(names(&visit.folder.path().join("hub")), [""; 0]);
    let said = said.replace(&visit.server.host(), "HUB");
    (said, visit.server.seen().len())
}

#[test]
fn refusals_say_what_to_mend() {
    let code = |status, code| Reply::new(status).with("X-Error-Code", code);
    let bad = "Invalid credentials in Authorization header";
    let bad = Reply::new(401).with("X-Error-Message", bad);
    let gated = "f.bin of ann/model is only for those who have accepted its terms: accept them on \
                 http://HUB/ann/model and set HF_TOKEN to a token from http://HUB/settings/tokens";
    let refused = "may not be read with the token that is set: accept the terms on \
                   http://HUB/ann/model with the account of the token in HF_TOKEN";
    let unknown = "HUB doesn't accept the token that is set: set HF_TOKEN to a token from \
                   http://HUB/settings/tokens";
    let repo = "there is no repository ann/model on HUB, or it is private";
    let file = "the repository ann/model on HUB has no file `f.bin` at `main`: its files are \
                listed on http://HUB/ann/model/tree/main";
    let cases = [
        (code(401, "GatedRepo"), false, gated),
        (code(403, "GatedRepo"), false, gated),
        (code(403, "GatedRepo"), true, refused),
        (Reply::new(403), true, refused),
        (bad.clone(), true, unknown),
        (bad.with("X-Error-Code", "RepoNotFound"), true, unknown),
        (Reply::new(401), true, unknown),
        (code(401, "RepoNotFound"), false, repo),
        (code(404, "RepoNotFound"), true, repo),
        (Reply::new(401), false, repo),
        (
            code(404, "RevisionNotFound"),
            false,
            "the repository ann/model on HUB has no revision `main`",
        ),
        (code(404, "EntryNotFound"), false, file),
        (Reply::new(404), false, file),
        (Reply::new(451), false, "HUB answered 451"),
    ];
    for (reply, token, expected) in cases {
        let (said, requests) = said(&reply, token);
        assert!(said.contains(expected), "{reply:?}, {token}: {said}");
        assert_eq!(requests, 1, "{said}");
    }
}

#[test]
fn servers_in_trouble_are_asked_five_times() {
    for status in [500, 502, 503, 504, 408] {
        let (said, requests) = said(&Reply::new(status), false);
        let expected = format!("f.bin of ann/model can't be downloaded: HUB answered {status}");
        assert!(said.starts_with(&expected), "{said}");
        assert_eq!(requests, 5);
    }
    let stored = Stored::small("x");
    let answer = stored.clone();
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let visit = Visit::to(Server::new(move |seen, _| {
        match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 | 2 | 3 => Reply::new(503),
            _ => answer.answer(seen),
        }
    }));
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.seen().len(), 5);
}

#[test]
fn a_limit_is_waited_for_as_long_as_the_server_asks() {
    let stored = Stored::small("x");
    let limited = Reply::new(429).with("Retry-After", "1");
    let visit = Visit::to(Server::but(&stored, move |reply, gets| match gets {
        0 => limited.clone(),
        _ => reply,
    }));
    let begun = Instant::now();
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(1), "waited {waited:?} only");

    let begun = Instant::now();
    let (said, requests) = said(&Reply::new(429).with("Retry-After", "3600"), false);
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(requests, 1);
    let expected = "HUB asks to wait before f.bin of ann/model is downloaded (3600 s)";
    assert!(
        said.starts_with(expected) && said.contains("HF_TOKEN"),
        "{said}"
    );
}

#[test]
fn what_is_no_hub_is_not_believed() {
    let page = Reply::new(200).with("Content-Type", "text/html");
    let page = page
        .with("ETag", "\"login\"")
        .body(b"<html>Log in to the wireless</html>");
    let (said, _) = said(&page, true);
    let expected = "HUB doesn't answer as a hub when asked for f.bin of ann/model";
    assert!(said.starts_with(expected), "{said}");
    let climbing = Stored::small("x")
        .headers(200)
        .with("X-Repo-Commit", "../../..");
    let (said, _) = self::said(&climbing, false);
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_refusal_of_the_hub_behind_a_mirror_is_passed_on() {
    let hub = Server::new(|_, _| Reply::new(404).with("X-Error-Code", "EntryNotFound"));
    let address = hub.address();
    let visit = Visit::to(Server::new(move |_, _| Reply::to(&address)));
    let said = visit.refusal("f");
    assert!(said.contains("has no file `f` at `main`"), "{said}");
    assert_eq!(hub.seen().len(), 1);
}

#[test]
fn a_chain_of_redirections_ends() {
    let (said, requests) = said(&Reply::to("/again"), false);
    assert!(
        said.contains("leads from one address to the next"),
        "{said}"
    );
    assert_eq!(requests, 10);
    let (said, _) = self::said(&Reply::to("ftp://example.org/f"), false);
    assert!(said.contains("without encryption"), "{said}");
}

#[test]
fn a_hub_that_is_not_there_is_named() {
    let mut visit = Visit::to(Server::of(&Stored::small("x"))).with_token();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    visit.hub.endpoint = format!("http://{address}");
    let said = visit.refusal("f");
    assert!(said.contains(&address.to_string()), "{said}");
    assert!(said.contains("HTTPS_PROXY"), "{said}");
}

#[test]
fn offline_nothing_is_asked_and_the_way_out_is_told() {
    let stored = Stored::small("x");
    let mut visit = Visit::to(Server::of(&stored));
    let path = visit.get("there").expect("a file");
    let before = visit.server.seen().len();
    visit.hub.offline = true;
    assert_eq!(visit.get("there").expect("cached"), path);
    let said = visit.refusal("missing.bin");
    assert_eq!(visit.server.seen().len(), before);
    let expected =
        "missing.bin of ann/model is not on this machine, and --offline or HF_HUB_OFFLINE forbids";
    assert!(said.starts_with(expected), "{said}");
    let folder = visit.repository().display().to_string();
    assert!(said.contains(&folder), "{said}");
    let never = AtomicBool::new(false);
    let other = (visit.hub).file(REPO, COMMIT, "m", None, &|_, _| (), &never);
    let said = other.expect_err("not there").to_string();
    assert!(
        said.starts_with(&format!("m of ann/model at {COMMIT} is not")),
        "{said}"
    );
}

#[test]
fn bad_names_endpoints_and_tokens_are_told_before_anything_is_asked() {
    let visit = Visit::to(Server::of(&Stored::small("x")));
    let never = AtomicBool::new(false);
    let get = |hub: &Hub, repo: &str, file: &str| {
        let error = hub.file(repo, "main", file, None, &|_, _| (), &never);
        error.expect_err("refused").to_string()
    };
    let said = get(&visit.hub, "../etc", "f");
    assert!(said.starts_with("`../etc` can't be the name"), "{said}");
    let said = get(&visit.hub, REPO, "../../passwd");
    assert!(said.starts_with("`../../passwd` can't be a file"), "{said}");
    assert_eq!(visit.hub.cached("../etc", "main", "passwd"), None);
    for endpoint in ["", "mirror.example", "ftp://mirror.example", "https://"] {
        let mut hub = visit.hub.clone();
        hub.endpoint = endpoint.to_owned();
        assert!(
            get(&hub, REPO, "f").starts_with("HF_ENDPOINT"),
            "{endpoint}"
        );
    }
    let mut hub = visit.hub.clone();
    hub.token = Some(Token("hf_\nsecret".to_owned()));
    let said = get(&hub, REPO, "f");
    assert!(
        said.contains("HF_TOKEN") && !said.contains("secret"),
        "{said}"
    );
    hub.cache = None;
    assert!(get(&hub, REPO, "f").contains("HF_HOME"));
    assert_eq!(visit.server.seen().len(), 0);
}
