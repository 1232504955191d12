//! URLs as users of PostgreSQL write them.

use tokio_postgres::config::Host;

use super::*;

fn parsed(rest: &str) -> Address {
    Address::parse(&format!("postgresql://{rest}")).expect(rest)
}

fn refused(rest: &str) -> String {
    let Err(error) = Address::parse(&format!("postgresql://{rest}")) else {
        panic!("{rest} is taken");
    };
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("{error}: {}", source.unwrap_or_default())
}

fn hosts(address: &Address) -> Vec<String> {
    let hosts = address.config.get_hosts().iter();
    let hosts = hosts.zip(address.config.get_ports());
    hosts
        .map(|(host, port)| match host {
            Host::Tcp(host) => format!("{host} {port}"),
            #[cfg(unix)]
            Host::Unix(folder) => format!("{} {port}", folder.display()),
        })
        .collect()
}

#[test]
fn parts_are_decoded() {
    let address = parsed("a%40b:p%2Fw%25%C3%A9@db.example:6000/my%20data?application_name=x%26y");
    let config = &address.config;
    assert_eq!(config.get_user(), Some("a@b"));
    assert_eq!(config.get_password(), Some("p/w%é".as_bytes()));
    assert_eq!(config.get_dbname(), Some("my data"));
    assert_eq!(config.get_application_name(), Some("x&y"));
    assert_eq!(hosts(&address), ["db.example 6000"]);
    assert_eq!(address.place, "postgresql://db.example:6000/my%20data");

    // As people write passwords.
    let address = parsed("me:p@ss/w%rd@host/d");
    assert_eq!(address.config.get_password(), Some(&b"p@ss/w%rd"[..]));
    assert_eq!(hosts(&address), ["host 5432"]);
    assert_eq!(parsed("me@host/d").config.get_password(), None);
}

#[test]
fn hosts_are_names_addresses_and_folders() {
    assert_eq!(hosts(&parsed("[::1]:7/d")), ["::1 7"]);
    assert_eq!(hosts(&parsed("[fe80::1]/d")), ["fe80::1 5432"]);
    assert_eq!(hosts(&parsed("a,b:7/d?port=9")), ["a 9", "b 7"]);
    assert_eq!(hosts(&parsed("a:/d")), ["a 5432"]);
    assert_eq!(
        hosts(&parsed("a/d?host=b&port=8&user=u&password=p&dbname=e")),
        ["b 8"]
    );
    #[cfg(unix)]
    for url in ["%2Frun%2Fpg/d", "me@/d?host=/run/pg", "/d?host=%2Frun%2Fpg"] {
        let address = parsed(&format!(
            "{url}{}sslmode=require",
            if url.contains('?') { '&' } else { '?' }
        ));
        assert_eq!(hosts(&address), ["/run/pg 5432"]);
        assert_eq!(
            address.config.get_ssl_mode(),
            SslMode::Disable,
            "sockets are private"
        );
    }
    assert_eq!(hosts(&parsed("")).len(), 1);
}

#[test]
fn privacy_is_what_libpq_means_by_it() {
    for (parameters, mode, plain_will_do) in [
        ("", SslMode::Prefer, true),
        ("?sslmode=disable", SslMode::Disable, false),
        ("?sslmode=allow", SslMode::Prefer, true),
        ("?sslmode=prefer", SslMode::Prefer, true),
        ("?sslmode=require", SslMode::Require, false),
    ] {
        let address = parsed(&format!("host/d{parameters}"));
        assert_eq!(address.config.get_ssl_mode(), mode, "{parameters}");
        assert_eq!(address.plain_will_do, plain_will_do, "{parameters}");
        assert!(!address.tls.needs_name);
    }
    let parts = |mode: &str, file: Option<&str>| Parts {
        sslmode: Some(mode.to_owned()),
        sslrootcert: file.map(str::to_owned),
        ..Parts::default()
    };
    let asked = |mode, file| privacy(&parts(mode, file)).expect(mode);
    assert_eq!(
        asked("require", Some("ca.pem")),
        (SslMode::Require, Check::Issuer)
    );
    assert_eq!(asked("verify-ca", None), (SslMode::Require, Check::Issuer));
    assert_eq!(
        asked("verify-full", None),
        (SslMode::Require, Check::IssuerAndName)
    );
    let error = refused("host/d?sslmode=verify-full&sslrootcert=/nowhere/ca.pem");
    assert!(error.contains("/nowhere/ca.pem can't be read"), "{error}");
}

#[test]
fn times_are_seconds() {
    assert_eq!(parsed("h/d").connect_timeout, Duration::from_secs(10));
    assert_eq!(
        parsed("h/d?connect_timeout=3").connect_timeout,
        Duration::from_secs(3)
    );
    assert!(parsed("h/d?connect_timeout=0").connect_timeout > Duration::from_hours(1));
}

#[test]
fn what_means_nothing_is_refused_without_the_password() {
    for (url, reason) in [
        ("u:secret@h/d?sslmod=require", "`sslmod` is not known"),
        ("u:secret@h/d?sslmode=yes", "`sslmode` takes disable"),
        (
            "u:secret@h/d?connect_timeout=soon",
            "`connect_timeout` takes whole seconds",
        ),
        ("u:secret@h/d?channel_binding=1", "`channel_binding` takes"),
        (
            "u:secret@h/d?target_session_attrs=all",
            "`target_session_attrs` takes",
        ),
        ("u:secret@h:port/d", "port is no number"),
        ("u:secret@h:0/d", "port is no number"),
        ("u:secret@[::1/d", "lacks its `]`"),
        ("u:secret@h/%FF", "not UTF-8"),
        ("u:1?secret@h/d", "in a password as %3F"),
        ("u:se?cret@h/d", ""),
        ("u:x?secret=x@h/d", ""),
        ("u:1#secret@h/d?x=secret@", ""),
    ] {
        let error = refused(url);
        assert!(error.contains(reason), "{url}: {error}");
        assert!(!error.contains("cret") && !error.contains("se?"), "{error}");
    }
}
