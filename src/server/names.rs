//! The names that a service without tokens answers to.
//!
//! A web site can let its own name point at this machine once a page of it has been loaded (DNS
//! rebinding): the browser then takes the service for a part of that site. Only the name in the
//! request tells the two apart.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;

use crate::config::Server;

/// The names that requests may be sent to, besides addresses and `localhost`.
pub(super) struct Names {
    /// In small letters; `None` lets every name pass.
    names: Option<Vec<String>>,
}

impl Names {
    /// The names of a service. With tokens, or for everybody, names tell nothing.
    pub(super) fn new(server: &Server, has_tokens: bool) -> Self {
        let any = server.allowed_hosts.iter().any(|name| name == "*");
        let own = server.allowed_hosts.iter().chain([&server.host]);
        let restricted = !(any || has_tokens || server.insecure);
        Self {
            names: restricted.then(|| own.map(|name| plain(name)).collect()),
        }
    }

    /// Whether a request may be answered, going by the name that it is sent to.
    pub(super) fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(names) = &self.names else {
            return true;
        };
        // Browsers always send it; whoever doesn't is no browser.
        let Some(host) = headers.get(HOST) else {
            return true;
        };
        let authority = host
            .to_str()
            .ok()
            .and_then(|text| text.parse::<Authority>().ok());
        let Some(authority) = authority else {
            return false;
        };
        let name = plain(authority.host());
        let is_address = name.parse::<IpAddr>().is_ok();
        is_address || name == "localhost" || names.contains(&name)
    }
}

/// A name without what changes nothing about it: brackets, the root's dot, capitals.
fn plain(name: &str) -> String {
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn names_of_others_are_told_from_ours() {
        let names = Names {
            names: Some(vec!["speech.example".to_owned()]),
        };
        let allow = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            names.allow(&headers)
        };
        for ours in [
            "127.0.0.1:8000",
            "[::1]:8000",
            "192.168.1.5",
            "localhost:8000",
            "LocalHost.",
            "speech.example:443",
        ] {
            assert!(allow(ours), "{ours}");
        }
        for others in [
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example:8000",
            "speech.example.evil.example",
            "",
            "a b",
        ] {
            assert!(!allow(others), "{others}");
        }
        assert!(names.allow(&HeaderMap::new()));
    }
}
