//! Transfers that break, stall, or begin with what an earlier run left.

use std::time::Instant;

use super::server::Reply;
use super::*;

#[expect(clippy::unnecessary_wraps, reason = "as the server gives it")]
fn range(from: usize) -> Option<String> {
    Some(format!("bytes={from}-"))
}

#[test]
fn a_broken_transfer_goes_on_where_it_stopped() {
    let stored = Stored::large(100_000);
    let server = Server::but(&stored, |reply, gets| match gets {
        0 => reply.cut(40_000),
        1 => reply.cut(10_000),
        _ => reply,
    });
    let visit = Visit::to(server);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let ranges = visit.server.ranges();
    assert_eq!(ranges, [None, range(40_000), range(50_000)]);
}

#[test]
fn the_next_run_goes_on_where_the_last_one_stopped() {
    let stored = Stored::large(100_000);
    let visit = Visit::to(Server::but(&stored, |reply, gets| match gets {
        0 => reply.cut(30_000),
        1..5 => reply.cut(0),
        _ => reply,
    }));
    let sentence = visit.refusal("f");
    let host = visit.server.host();
    let expected = format!("f of ann/model can't be downloaded from {host}");
    assert!(sentence.starts_with(&expected), "{sentence}");
    assert_eq!(visit.server.gets().len(), 5);
    visit.assert_nothing_usable("f");
    assert_eq!(visit.blobs(), [format!("{}.incomplete", stored.name())]);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.ranges().last(), Some(&range(30_000)));
    assert_eq!(visit.blobs(), [stored.name()]);
}

#[test]
fn attempts_are_counted_anew_when_much_has_come() {
    let stored = Stored::large(10 << 20);
    let visit = Visit::to(Server::but(&stored, |reply, gets| match gets {
        // More breaks than attempts.
        0..8 => reply.cut((1 << 20) + 1),
        _ => reply,
    }));
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.gets().len(), 9);
}

#[test]
fn a_server_without_ranges_begins_again() {
    let stored = Stored::large(50_000);
    let whole = stored.clone();
    let visit = Visit::to(Server::but(&stored, move |_, gets| {
        let reply = whole.headers(200).body(&whole.bytes);
        if gets == 0 { reply.cut(20_000) } else { reply }
    }));
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.ranges(), [None, range(20_000)]);
}

#[test]
fn a_server_that_never_comes_further_is_given_up() {
    let stored = Stored::large(50_000);
    let whole = stored.clone();
    let visit = Visit::to(Server::but(&stored, move |_, _| {
        whole.headers(200).body(&whole.bytes).cut(20_000)
    }));
    visit.refusal("f");
    assert_eq!(visit.server.gets().len(), 5);
}

#[test]
fn another_part_than_was_asked_for_is_not_taken() {
    let stored = Stored::large(50_000);
    let visit = Visit::to(Server::but(&stored, |reply, gets| match gets {
        0 => reply.with("Content-Range", "bytes 5-49999/50000"),
        _ => reply,
    }));
    visit.leave(&stored, &stored.bytes[..10_000]);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.ranges(), [range(10_000), None]);
}

#[test]
fn what_was_left_is_used_only_if_it_is_right() {
    let stored = Stored::large(50_000);
    // (what an earlier run left, the ranges asked for)
    let wrong = vec![0; 50_000];
    let long = vec![0; 60_000];
    let cases: [(&[u8], &[Option<String>]); 5] = [
        (&stored.bytes[..49_999], &[range(49_999)]),
        (&stored.bytes, &[]),
        (&wrong[..20_000], &[range(20_000), None]),
        (&wrong, &[None]),
        (&long, &[None]),
    ];
    for (left, ranges) in cases {
        let visit = Visit::to(Server::of(&stored));
        visit.leave(&stored, left);
        assert_holds(&visit.get("f").expect("a file"), &stored);
        assert_eq!(visit.server.ranges(), ranges, "{} bytes left", left.len());
        assert_eq!(visit.blobs(), [stored.name()]);
    }
}

#[test]
fn a_refused_range_begins_again() {
    let stored = Stored::small(&"vocabulary ".repeat(1_000));
    let answer = stored.clone();
    // Without a length, only the server knows that nothing is missing.
    let visit = Visit::to(Server::new(move |seen, _| answer.answer(seen).no_length()));
    visit.leave(&stored, &stored.bytes);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    let ranges = visit.server.ranges();
    assert_eq!(ranges, [range(stored.bytes.len()), None]);
}

#[test]
fn a_server_that_falls_silent_is_asked_again() {
    let stored = Stored::large(50_000);
    let visit = Visit::to(Server::but(&stored, |reply, gets| match gets {
        0 => reply.stall(Duration::from_secs(5)),
        _ => reply,
    }));
    let begun = Instant::now();
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "it was waited for"
    );
    assert_eq!(visit.server.ranges(), [None, range(25_000)]);
}

#[test]
fn a_slow_server_is_waited_for() {
    let stored = Stored::large(20_000);
    // Each piece is in time, all together are not.
    let slow = |reply: Reply, _| reply.slow(Duration::from_millis(100));
    let visit = Visit::to(Server::but(&stored, slow));
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!(visit.server.gets().len(), 1);
}

#[test]
fn an_address_of_the_storage_that_has_expired_is_asked_for_anew() {
    let stored = Stored::large(20_000);
    let bytes = stored.clone();
    let storage = Server::new(move |seen, gets| match gets {
        0 => Reply::new(403),
        _ => bytes.answer(seen),
    });
    let (answer, target) = (stored.clone(), storage.address());
    let hub = Server::new(move |_, _| answer.headers(302).with("Location", &target));
    let visit = Visit::to(hub);
    assert_holds(&visit.get("f").expect("a file"), &stored);
    assert_eq!((visit.server.gets().len(), storage.gets().len()), (2, 2));
}
