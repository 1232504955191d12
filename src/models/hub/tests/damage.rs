//! Wrong bytes, wrong lengths, a full disk: nothing of it is ever used.

use super::server::Reply;
use super::*;

fn assert_no_wreck(visit: &Visit) {
    visit.assert_nothing_usable("f");
    assert_eq!(visit.blobs(), [""; 0]);
    assert_eq!(names(&visit.repository().join("refs")), [""; 0]);
}

#[test]
fn wrong_bytes_are_removed() {
    for stored in [Stored::large(5_000), Stored::small("{\"a\": 1}")] {
        let visit = Visit::to(Server::but(&stored, |reply, _| {
            let length = reply.body_length();
            reply.body(&vec![b'!'; length])
        }));
        let error = visit.get("f").expect_err("damaged");
        assert!(matches!(error, HubError::Damaged { .. }), "{error}");
        let said = "f of ann/model came damaged or changed";
        assert!(error.to_string().starts_with(said), "{error}");
        assert_no_wreck(&visit);
        assert_eq!(visit.server.gets().len(), 1);
    }
}

#[test]
fn wrong_lengths_are_removed() {
    let stored = Stored::large(5_000);
    let unknown = Stored::large(5_000).named("unknown");
    let short = |reply: Reply, _| reply.body(&[1; 4_000]);
    let long = |reply: Reply, _| reply.body(&[1; 6_000]);
    let servers = [
        Server::but(&stored, short),
        Server::but(&stored, long),
        Server::but(&unknown, short),
        Server::but(&unknown, long),
        // Nothing says that more should come.
        Server::but(&unknown, move |reply, gets| short(reply, gets).no_length()),
        Server::but(&unknown, move |reply, gets| long(reply, gets).no_length()),
    ];
    for (index, server) in servers.into_iter().enumerate() {
        let visit = Visit::to(server);
        let error = visit.get("f").expect_err("damaged");
        let HubError::Size { expected, got, .. } = &error else {
            panic!("{index}: {error}");
        };
        assert_eq!(*expected, 5_000);
        assert!(*got == 4_000 || *got > 5_000, "{index}: {error}");
        assert_no_wreck(&visit);
    }
}

#[test]
fn an_etag_that_is_no_hash_is_believed_by_the_size() {
    let stored = Stored::large(5_000).named("5f3c-1388");
    let visit = Visit::to(Server::of(&stored));
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.blobs(), ["5f3c-1388"]);
}

#[test]
fn a_known_hash_is_held_to_whatever_the_hub_says() {
    let zeros = "0".repeat(64);
    let stored = Stored::large(5_000);
    let hash = stored.name();
    // The hub says at once that it has another file.
    let visit = Visit::to(Server::of(&stored));
    let error = visit.get_known("f", Some(&zeros)).expect_err("another");
    assert!(matches!(error, HubError::Other { .. }), "{error}");
    assert!(error.to_string().contains(&zeros), "{error}");
    assert_eq!(visit.server.gets().len(), 0);
    assert_no_wreck(&visit);
    // Only the bytes tell.
    let small = Stored::small("{}");
    let visit = Visit::to(Server::of(&small));
    let error = visit.get_known("f", Some(&zeros)).expect_err("another");
    assert!(matches!(error, HubError::Other { .. }), "{error}");
    assert_no_wreck(&visit);
    // Nobody but the caller knows the hash.
    let visit = Visit::to(Server::of(&stored.clone().named("unknown")));
    let error = visit.get_known("f", Some(&zeros)).expect_err("another");
    assert!(matches!(error, HubError::Damaged { .. }), "{error}");
    assert_no_wreck(&visit);
    let path = visit.get_known("f", Some(&hash)).expect("the right one");
    assert_holds(&path, &stored);
}

#[test]
fn a_cached_file_that_is_not_the_known_one_is_asked_for_anew() {
    let stored = Stored::large(5_000);
    let (hash, named) = (stored.name(), stored.clone().named("unknown"));
    let visit = Visit::to(Server::of(&named));
    let path = visit.get_known("f", Some(&hash)).expect("a file");
    // Changed in its place, without a change of its length.
    std::fs::write(visit.blob(&named), vec![0; 5_000]).expect("written");
    assert_eq!(visit.get_known("f", Some(&hash)).expect("a file"), path);
    assert_holds(&path, &stored);
    assert_eq!(visit.server.gets().len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_nothing_stays_behind() {
    let stored = Stored::large(200_000);
    let visit = Visit::to(Server::of(&stored));
    visit.leave(&stored, b"");
    let incomplete = visit.incomplete(&stored);
    std::fs::remove_file(&incomplete).expect("removed");
    std::os::unix::fs::symlink("/dev/full", &incomplete).expect("a link");
    let error = visit.get("f").expect_err("no space");
    assert!(matches!(error, HubError::Full { .. }), "{error}");
    let said = format!(
        "there is no space left for f of ann/model in {}: free some",
        visit.repository().join("blobs").display()
    );
    assert!(error.to_string().starts_with(&said), "{error}");
    assert_no_wreck(&visit);
}

#[cfg(unix)]
#[test]
fn a_cache_that_is_no_folder_is_named() {
    let visit = Visit::to(Server::of(&Stored::small("x")));
    std::fs::write(visit.folder.path().join("hub"), "a file").expect("a file");
    let error = visit.get("f").expect_err("no folder");
    assert!(matches!(error, HubError::Store { .. }), "{error}");
    assert!(error.to_string().contains("HF_HOME"), "{error}");
}
