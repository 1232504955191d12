//! Addresses: what of them may be shown, what lies below them, where they may lead.

use reqwest::Url;

/// The host and, where it is unusual, the port of an address.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    format!("{host}{}", port.unwrap_or_default())
}

/// Whether a redirection leads to where anybody could listen to it or change it.
pub(super) fn leaves_encryption(from: &Url, to: &Url) -> bool {
    match to.scheme() {
        "https" => false,
        "http" => from.scheme() != "http",
        _ => true,
    }
}

/// Whether an address is of this machine, which no proxy reaches.
pub(super) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<std::net::IpAddr> = host.parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

/// An address with more parts of a path, each as one part whatever its characters.
pub(super) fn with_parts<'p>(url: &Url, parts: impl IntoIterator<Item = &'p str>) -> Url {
    let mut url = url.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(parts);
    }
    url
}

/// An address without what may be secret.
pub(super) fn plain(mut url: Url) -> String {
    // It can only fail for addresses without a host.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn redirections_may_not_leave_encryption() {
        let leaves = |from, to| leaves_encryption(&url(from), &url(to));
        assert!(leaves("https://hub.example", "http://storage.example"));
        assert!(leaves("https://hub.example", "ftp://storage.example"));
        assert!(leaves("http://hub.example", "file:///etc/passwd"));
        assert!(!leaves("https://hub.example", "https://storage.example"));
        assert!(!leaves("http://hub.example", "https://storage.example"));
        assert!(!leaves("http://hub.example", "http://storage.example"));
    }

    #[test]
    fn parts_are_escaped_and_passwords_are_not_shown() {
        let base = url("https://ann:secret@mirror.example:8443/hub/");
        let parts = ["a/b", "resolve", "refs/pr/1", "x y?#%.bin"];
        let below = with_parts(&base, parts);
        assert_eq!(
            below.path(),
            "/hub/a%2Fb/resolve/refs%2Fpr%2F1/x%20y%3F%23%25.bin"
        );
        assert_eq!(host(&below), "mirror.example:8443");
        assert_eq!(plain(base), "https://mirror.example:8443/hub/");
    }

    #[test]
    fn this_machine_has_several_names() {
        for host in ["localhost", "127.0.0.1:80", "127.1.2.3", "[::1]:80"] {
            assert!(is_this_machine(&url(&format!("http://{host}/"))), "{host}");
        }
        assert!(!is_this_machine(&url("https://huggingface.co")));
    }
}
