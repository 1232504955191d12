//! Several at once, a wish to stop, and what the environment says, in processes of their own.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::server::Reply;
use super::*;

/// Where a test's helper, a process of its own, writes the path of the file that it got.
const HELPER: &str = "SCRIPTA_TEST_HUB_HELPER";

/// Not a test, but what the helpers of the tests below run.
#[test]
fn helper() {
    let Some(answer) = std::env::var_os(HELPER) else {
        return;
    };
    let never = AtomicBool::new(false);
    let hub = Hub::from_env();
    let path = hub.file(REPO, "main", "f", None, &|_, _| (), &never);
    let path = path.expect("a file").display().to_string();
    std::fs::write(answer, path).expect("an answer");
}

/// Another process that wants the same file.
struct Helper {
    process: Child,
    answer: PathBuf,
}

fn helper_with(visit: &Visit, variables: &[(&str, &str)]) -> Helper {
    let answer = tempfile::NamedTempFile::new_in(visit.folder.path()).expect("a file");
    let (_, answer) = answer.keep().expect("a file");
    let name = concat!(module_path!(), "::helper");
    let (_, name) = name.split_once("::").expect("a path");
    let process = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name])
        .env(HELPER, &answer)
        .env("HF_ENDPOINT", visit.server.address())
        .env("HF_HOME", visit.folder.path())
        .env_remove("HF_HUB_CACHE")
        .env_remove("HF_HUB_OFFLINE")
        .env_remove("HF_TOKEN")
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let process = process.expect("it runs");
    Helper { process, answer }
}

impl Helper {
    fn assert_brought(mut self, path: &Path) {
        assert!(self.process.wait().expect("it ends").success());
        let said = std::fs::read_to_string(&self.answer).expect("an answer");
        assert_eq!(said, path.display().to_string());
    }

    fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("it ends");
    }
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn slow(stored: &Stored) -> Visit {
    let pause = Duration::from_millis(20);
    Visit::to(Server::but(stored, move |reply, _| reply.slow(pause)))
}

#[test]
fn threads_that_want_the_same_file_share_it() {
    let stored = Stored::large(30_000);
    let visit = slow(&stored);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_holds(&visit.get("f").expect("a file"), &stored));
        }
    });
    assert_eq!(visit.server.gets().len(), 1);
    assert_eq!(visit.blobs(), [stored.name()]);
}

#[test]
fn processes_that_want_the_same_file_share_it() {
    let stored = Stored::large(60_000);
    let visit = slow(&stored);
    let helpers = [helper_with(&visit, &[]), helper_with(&visit, &[])];
    wait_until("a GET", || !visit.server.gets().is_empty());
    let path = visit.get("f").expect("a file");
    assert_holds(&path, &stored);
    for helper in helpers {
        helper.assert_brought(&path);
    }
    assert_eq!(visit.server.gets().len(), 1);
}

#[test]
fn what_a_killed_process_left_is_gone_on_with() {
    let stored = Stored::large(100_000);
    let visit = slow(&stored);
    let helper = helper_with(&visit, &[]);
    let left = || std::fs::metadata(visit.incomplete(&stored)).map_or(0, |there| there.len());
    wait_until("half a file", || left() > 20_000);
    helper.kill();
    let left = left();
    visit.assert_nothing_usable("f");
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let range = visit.server.ranges()[1].clone();
    assert_eq!(range, Some(format!("bytes={left}-")));
}

#[test]
fn a_proxy_is_asked_for_what_is_elsewhere_and_never_for_this_machine() {
    let stored = Stored::small("x");
    let proxy = Visit::to(Server::of(&stored));
    let there = Visit::to(Server::of(&stored));
    let there_too = Visit::to(Server::of(&stored));
    let helper = |visit: &Visit, endpoint: &str| {
        let proxy = proxy.server.address();
        let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];
        let mut variables = names.map(|name| (name, proxy.as_str())).to_vec();
        variables.extend([
            ("NO_PROXY", ""),
            ("no_proxy", ""),
            ("HF_ENDPOINT", endpoint),
        ]);
        variables.push(("HF_TOKEN", TOKEN));
        helper_with(visit, &variables)
    };
    let brought = |visit: &Visit, endpoint: &str| {
        let helper = helper(visit, endpoint);
        wait_until("a file", || visit.hub.cached(REPO, "main", "f").is_some());
        let path = visit.hub.cached(REPO, "main", "f").expect("a file");
        helper.assert_brought(&path);
    };
    brought(&there, &there.server.address());
    assert_eq!(proxy.server.seen().len(), 0);
    brought(&proxy, "http://hub.invalid");
    let seen = proxy.server.seen();
    assert_eq!(
        seen[0].target,
        "http://hub.invalid/ann/model/resolve/main/f"
    );
    // An encrypted way leads through the proxy, which sees neither file nor token.
    let helper = helper(&there_too, "https://hub.invalid");
    wait_until("a tunnel", || proxy.server.seen().len() > seen.len());
    helper.kill();
    let tunnel = &proxy.server.seen()[seen.len()];
    assert_eq!(
        (tunnel.method.as_str(), tunnel.target.as_str()),
        ("CONNECT", "hub.invalid:443")
    );
    assert_eq!(tunnel.header("authorization"), None);
}

/// How long it takes to stop once asked, with the cancelled download's error checked.
fn stop(visit: &Visit, when: impl Fn() -> bool) -> Duration {
    let cancel = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let work = scope.spawn(|| (visit.hub).file(REPO, "main", "f", None, &|_, _| (), &cancel));
        wait_until("the moment to stop", when);
        let asked = Instant::now();
        cancel.store(true, Ordering::SeqCst);
        let error = work.join().expect("no panic").expect_err("cancelled");
        assert!(matches!(error, HubError::Cancelled), "{error}");
        visit.assert_nothing_usable("f");
        asked.elapsed()
    })
}

const AT_ONCE: Duration = Duration::from_millis(600);

#[test]
fn a_cancelled_download_stops_at_once_and_can_go_on() {
    let stored = Stored::large(100_000);
    let visit = slow(&stored);
    let left = || std::fs::metadata(visit.incomplete(&stored)).map_or(0, |there| there.len());
    assert!(stop(&visit, || left() > 10_000) < AT_ONCE);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let ranges = visit.server.ranges();
    assert!(ranges.len() == 2 && ranges[1].is_some(), "{ranges:?}");
}

#[test]
fn silence_waits_and_locks_are_no_reason_not_to_stop() {
    let stored = Stored::large(50_000);
    // A server that falls silent.
    let silent = |reply: Reply, _| reply.stall(Duration::from_secs(5));
    let mut visit = Visit::to(Server::but(&stored, silent));
    visit.hub.patience.stall = Duration::from_secs(5);
    assert!(stop(&visit, || !visit.server.gets().is_empty()) < AT_ONCE);
    // One that never answers.
    let never = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut visit = Visit::to(Server::of(&stored));
    visit.hub.endpoint = format!("http://{}", never.local_addr().expect("an address"));
    visit.hub.patience.stall = Duration::from_secs(5);
    let begun = Instant::now();
    let later = || begun.elapsed() > Duration::from_millis(200);
    assert!(stop(&visit, later) < AT_ONCE);
    // One that asks to wait.
    let limited = Reply::new(429).with("Retry-After", "4");
    let visit = Visit::to(Server::new(move |_, _| limited.clone()));
    assert!(stop(&visit, || !visit.server.seen().is_empty()) < AT_ONCE);
    // Somebody else has the file.
    let visit = Visit::to(Server::of(&stored));
    let locks = (visit.folder.path()).join("hub/.locks/models--ann--model");
    std::fs::create_dir_all(&locks).expect("a folder");
    let lock = std::fs::File::create(locks.join(format!("{}.lock", stored.name())));
    let lock = lock.expect("a file");
    lock.lock().expect("locked");
    assert!(stop(&visit, || !visit.server.seen().is_empty()) < AT_ONCE);
    assert_eq!(visit.server.gets().len(), 0);
    drop(lock);
    assert_holds(&visit.get("f").expect("a file"), &stored);
}

#[test]
fn without_locks_nobody_writes_anothers_file() {
    use crate::models::hub::cache::Lock;
    use crate::models::hub::error::Wanted;
    use crate::models::hub::partial::Partial;

    let folder = tempfile::tempdir().expect("a folder");
    let wanted = Wanted {
        repo: REPO.to_owned(),
        revision: "main".to_owned(),
        file: "f".to_owned(),
    };
    let blob = folder.path().join("etag");
    let open = || Partial::open(&blob, &Lock::none(), &wanted).expect("opened");
    let (mut one, mut other) = (open(), open());
    one.write(b"one").expect("written");
    other.write(b"other").expect("written");
    assert_eq!(names(folder.path()).len(), 2);
    one.become_blob(&blob).expect("moved");
    assert_eq!(std::fs::read(&blob).expect("a file"), b"one");
    drop(other);
    assert_eq!(names(folder.path()), ["etag"]);
}
