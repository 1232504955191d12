//! An address that was judged, and the client that goes nowhere else.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// An address that may be asked, with what its name led to when it was judged.
#[derive(Debug, Clone)]
pub struct Target {
    pub(super) url: Url,
    /// Where to connect to, so that a name can't lead elsewhere the next time it is looked up;
    /// `None` when all is allowed.
    pub(super) pinned: Option<Vec<SocketAddr>>,
}

impl Target {
    /// The address.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// A client for this address alone, which follows no redirections. Proxies are used only when
    /// all is allowed: behind one, nobody knows where a name leads.
    pub(crate) fn client(&self) -> ClientBuilder {
        let builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("scripta/", env!("CARGO_PKG_VERSION")));
        match &self.pinned {
            Some(addresses) => builder
                .no_proxy()
                .dns_resolver(Arc::new(Pinned(addresses.clone()))),
            None => builder,
        }
    }
}

/// Every name leads to these addresses.
struct Pinned(Vec<SocketAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

/// An address without user and password: fit to be shown.
#[must_use]
pub fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // It can only fail for addresses that have none.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

/// The same for text, which is left as it is if it is no address.
#[must_use]
pub fn bare(text: &str) -> String {
    Url::parse(text).map_or_else(|_| text.to_owned(), |url| without_credentials(&url).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::testing::Server;

    #[test]
    fn a_name_leads_where_it_was_found_to_lead() {
        let server = Server::text("200 OK", "here");
        let target = Target {
            url: server
                .url("/")
                .replace("127.0.0.1", "pinned.invalid")
                .parse()
                .expect("a URL"),
            pinned: Some(vec![SocketAddr::from(([127, 0, 0, 1], server.port()))]),
        };
        let client = target.client().build().expect("a client");
        let answer = client.get(target.url().clone()).send().expect("an answer");
        assert_eq!(answer.text().expect("a body"), "here");
        let host = format!("pinned.invalid:{}", server.port());
        assert_eq!(server.seen()[0].header("host"), Some(host.as_str()));
    }

    #[test]
    fn credentials_are_not_shown() {
        let shown = |text: &str| without_credentials(&text.parse().expect("a URL")).to_string();
        assert_eq!(shown("http://ann:secret@host/a?b"), "http://host/a?b");
        assert_eq!(shown("http://host:81/"), "http://host:81/");
    }
}
