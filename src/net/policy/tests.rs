//! What may be reached, in all the ways in which addresses can be written.

use super::*;
use crate::net::testing::allowing;

fn judge(policy: &Policy, url: &str) -> Result<Target, Refused> {
    let url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    policy.resolve(&url)
}

#[test]
fn public_addresses_are_reached_and_pinned() {
    let policy = allowing(&[]);
    for (url, address) in [
        ("http://1.1.1.1/", "1.1.1.1:80"),
        ("https://1.1.1.1/a", "1.1.1.1:443"),
        ("http://1.1.1.1:8080/", "1.1.1.1:8080"),
        ("http://[2606:4700::1111]/", "[2606:4700::1111]:80"),
        ("http://[::ffff:1.1.1.1]/", "[::ffff:1.1.1.1]:80"),
    ] {
        let target = judge(&policy, url).expect(url);
        let pinned = target.pinned.expect("addresses");
        assert_eq!(pinned, [address.parse().expect("an address")]);
    }
}

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    let policy = allowing(&[]);
    for host in [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "%31%32%37.0.0.1",
        "①②⑦.0.0.1",
        "0.0.0.0",
        "0",
        "10.1.2.3",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "public@127.0.0.1",
        "1.1.1.1@127.0.0.1:80",
        "localhost",
        "LOCALHOST",
        "localhost:8080",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::10.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:1::80ff:fffe]",
        "[2606:4700::5efe:10.0.0.1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[100::1]",
    ] {
        for scheme in ["http", "https"] {
            let refused = judge(&policy, &format!("{scheme}://{host}/"));
            assert_eq!(refused.err(), Some(Refused::Blocked), "{host}");
        }
    }
}

#[test]
fn gateways_are_seen_through_where_they_are_not_blocked() {
    let blocked: Vec<String> = (Rules::default().blocked.into_iter())
        .filter(|text| !text.starts_with("64:ff9b") && !text.starts_with("200"))
        .collect();
    let rules = Rules {
        blocked,
        ..Rules::default()
    };
    let policy = Policy::new(&rules).expect("good rules");
    for (private, public) in [
        ("64:ff9b::10.0.0.1", "64:ff9b::1.1.1.1"),
        ("2002:0a00:1::", "2002:0101:0101::"),
        ("2001:0:1::f5ff:fffe", "2001:0:1::fefe:fefe"),
    ] {
        let judge = |host| judge(&policy, &format!("http://[{host}]/")).map(|_| ());
        assert_eq!(judge(private), Err(Refused::Blocked), "{private}");
        assert_eq!(judge(public), Ok(()), "{public}");
    }
}

#[test]
fn what_is_allowed_is_reached() {
    for (allowed, host) in [
        ("127.0.0.1", "127.0.0.1:9"),
        ("127.0.0.1", "[::ffff:127.0.0.1]"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("::1", "[::1]"),
        ("fd00::/8", "[fd12::1]"),
        ("localhost", "localhost:9"),
        (" LocalHost. ", "localhost"),
    ] {
        let policy = allowing(&[allowed]);
        judge(&policy, &format!("http://{host}/")).expect(host);
        let other = judge(&policy, "http://192.168.0.1/");
        assert_eq!(other.err(), Some(Refused::Blocked));
    }
    let policy = allowing(&["10.0.0.0/8"]);
    let refused = judge(&policy, "http://[64:ff9b::10.0.0.1]/").err();
    assert_eq!(refused, Some(Refused::Blocked));
}

#[test]
fn a_dot_at_the_end_of_a_name_changes_nothing() {
    // Not every system knows this name, but none may be led by it.
    let refused = judge(&allowing(&[]), "http://localhost./").err();
    assert!(matches!(
        refused,
        Some(Refused::Blocked | Refused::Unresolved)
    ));
    let refused = judge(&allowing(&["localhost"]), "http://localhost./").err();
    assert_ne!(refused, Some(Refused::Blocked));
    assert_eq!(without_dot("localhost."), "localhost");
}

#[test]
fn without_protection_names_are_not_looked_up() {
    for host in ["127.0.0.1", "nobody.invalid"] {
        let target = judge(&Policy::open(), &format!("http://{host}/")).expect(host);
        assert_eq!(target.pinned, None);
    }
}

#[test]
fn other_schemes_and_unknown_hosts_are_refused() {
    for url in ["file:///etc/passwd", "gopher://1.1.1.1/", "data:,x"] {
        for policy in [allowing(&[]), Policy::open()] {
            let refused = judge(&policy, url).err();
            assert!(matches!(refused, Some(Refused::Scheme { .. })), "{url}");
        }
    }
    let rules = Rules {
        schemes: vec!["HTTPS".to_owned()],
        ..Rules::default()
    };
    let policy = Policy::new(&rules).expect("good rules");
    judge(&policy, "https://1.1.1.1/").expect("allowed");
    let refused = judge(&policy, "http://1.1.1.1/").expect_err("no http");
    let said = "addresses that begin with http: can't be used here, only those with https";
    assert_eq!(refused.to_string(), said);
    let unknown = judge(&allowing(&[]), "http://nobody.invalid/").err();
    assert_eq!(unknown, Some(Refused::Unresolved));
}

#[test]
fn refusals_tell_nothing_of_where_a_name_leads() {
    let refused = judge(&allowing(&[]), "http://ann:secret@localhost/").expect_err("refused");
    let said = refused.to_string();
    for hidden in ["127", "::1", "secret", "ann"] {
        assert!(!said.contains(hidden), "{said}");
    }
}

#[test]
fn rules_that_mean_nothing_are_refused() {
    let rules = |change: fn(&mut Rules)| {
        let mut rules = Rules::default();
        change(&mut rules);
        Policy::new(&rules).map(|_| ())
    };
    let text = str::to_owned;
    assert_eq!(rules(|_| ()), Ok(()));
    let bad = rules(|rules| rules.schemes.push("ftp".to_owned()));
    assert_eq!(bad, Err(PolicyError::Scheme(text("ftp"))));
    let bad = rules(|rules| rules.blocked.push("10.0.0.0/33".to_owned()));
    assert_eq!(bad, Err(PolicyError::Network(text("10.0.0.0/33"))));
    for entry in ["", "*.example.org", "http://host", "host/path", "host:80"] {
        let rules = Rules {
            allowed: vec![text(entry)],
            ..Rules::default()
        };
        let bad = Policy::new(&rules).map(|_| ());
        assert_eq!(bad, Err(PolicyError::Allowed(text(entry))), "{entry}");
    }
}
