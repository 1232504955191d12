//! Which addresses may be reached: names are looked up once, and all that they lead to is judged.

mod embedded;
mod networks;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, ToSocketAddrs as _};

use ipnet::IpNet;
use url::{Host, Url};

use super::aside::{Ended, Wait, aside};
use super::target::Target;
use embedded::embedded;
use networks::BLOCKED;

const SCHEMES: &[&str] = &["http", "https"];

/// What a policy is made of, as it stands in settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether hosts are judged at all.
    pub enabled: bool,
    /// Schemes that may be used: `http`, `https` or both.
    pub schemes: Vec<String>,
    /// Networks that no address may lead to, as `10.0.0.0/8`, or single addresses.
    pub blocked: Vec<String>,
    /// What may be reached all the same: names of hosts, addresses and networks.
    pub allowed: Vec<String>,
}

impl Default for Rules {
    /// Protection on, with no exceptions.
    fn default() -> Self {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Self {
            enabled: true,
            schemes: texts(SCHEMES),
            blocked: texts(BLOCKED),
            allowed: Vec::new(),
        }
    }
}

/// Rules that can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Neither http nor https.
    #[error("the scheme `{0}` can't be used: name http, https or both")]
    Scheme(String),
    /// No network.
    #[error("`{0}` is no network: write it as 10.0.0.0/8 or fc00::/7")]
    Network(String),
    /// Nothing that could be allowed.
    #[error("`{0}` is neither the name of a host nor an address nor a network")]
    Allowed(String),
}

/// Why an address may not be reached. What its name led to is never told: whoever asks could read
/// the plan of a private network from that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Another scheme than those allowed.
    #[error("addresses that begin with {scheme}: can't be used here, only those with {allowed}")]
    Scheme {
        /// The scheme.
        scheme: String,
        /// Those that are allowed.
        allowed: String,
    },
    /// No host.
    #[error("the address names no host")]
    NoHost,
    /// Nobody knows the host.
    #[error("the host's name can't be resolved")]
    Unresolved,
    /// A network that is out of bounds.
    #[error(
        "the address isn't allowed: it leads to a private or reserved network; ask whoever runs \
         this service to allow it"
    )]
    Blocked,
}

/// Which addresses may be reached.
#[derive(Debug, Clone)]
pub struct Policy {
    enabled: bool,
    schemes: Vec<String>,
    blocked: Vec<IpNet>,
    allowed: Vec<IpNet>,
    /// In lower case, without a dot at the end.
    allowed_hosts: Vec<String>,
}

impl Policy {
    /// Reads rules.
    ///
    /// # Errors
    /// When one can't be understood.
    pub fn new(rules: &Rules) -> Result<Self, PolicyError> {
        let mut policy = Self {
            enabled: rules.enabled,
            ..Self::open()
        };
        policy.schemes = (rules.schemes.iter())
            .map(|text| {
                let scheme = text.trim().to_ascii_lowercase();
                let known = SCHEMES.contains(&scheme.as_str());
                known
                    .then_some(scheme)
                    .ok_or_else(|| PolicyError::Scheme(text.clone()))
            })
            .collect::<Result<_, _>>()?;
        policy.blocked = (rules.blocked.iter())
            .map(|text| network(text).ok_or_else(|| PolicyError::Network(text.clone())))
            .collect::<Result<_, _>>()?;
        for text in &rules.allowed {
            match (network(text), Host::parse(text.trim())) {
                (Some(network), _) => policy.allowed.push(network),
                (None, Ok(Host::Domain(name))) if !name.contains('*') => {
                    policy.allowed_hosts.push(without_dot(&name).to_owned());
                }
                _ => return Err(PolicyError::Allowed(text.clone())),
            }
        }
        Ok(policy)
    }

    /// No protection: for the user who names addresses on his own machine.
    #[must_use]
    pub fn open() -> Self {
        Self {
            enabled: false,
            schemes: SCHEMES.iter().map(|text| (*text).to_owned()).collect(),
            blocked: Vec::new(),
            allowed: Vec::new(),
            allowed_hosts: Vec::new(),
        }
    }

    /// Judges an address. Its name is looked up here, once, which may take seconds.
    ///
    /// # Errors
    /// When it may not be reached, or nobody knows its host.
    pub fn resolve(&self, url: &Url) -> Result<Target, Refused> {
        if !self.schemes.iter().any(|scheme| scheme == url.scheme()) {
            return Err(Refused::Scheme {
                scheme: url.scheme().to_owned(),
                allowed: self.schemes.join(" or "),
            });
        }
        let host = url.host().ok_or(Refused::NoHost)?;
        let target = |pinned| Target {
            url: url.clone(),
            pinned,
        };
        if !self.enabled {
            return Ok(target(None));
        }
        let port = url.port_or_known_default().unwrap_or(80);
        let addresses = match host {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => {
                let found = (name, port).to_socket_addrs();
                found.map_err(|_| Refused::Unresolved)?.collect()
            }
        };
        if addresses.is_empty() {
            return Err(Refused::Unresolved);
        }
        let named = |name| self.allowed_hosts.iter().any(|allowed| allowed == name);
        let by_name = matches!(host, Host::Domain(name) if named(without_dot(name)));
        if by_name || addresses.iter().all(|address| self.allows(address.ip())) {
            Ok(target(Some(addresses)))
        } else {
            Err(Refused::Blocked)
        }
    }

    /// The same, but no longer than the caller waits.
    pub(crate) fn resolve_within(
        &self,
        url: &Url,
        wait: Wait<'_>,
    ) -> Result<Result<Target, Refused>, Ended> {
        let (policy, url) = (self.clone(), url.clone());
        aside(wait, move || policy.resolve(&url))
    }

    fn allows(&self, address: IpAddr) -> bool {
        let is_in = |networks: &[IpNet], address| networks.iter().any(|net| net.contains(&address));
        let passes = |address| is_in(&self.allowed, address) || !is_in(&self.blocked, address);
        // Gateways carry on to the addresses inside of others.
        is_in(&self.allowed, address)
            || (passes(address) && embedded(address).into_iter().map(IpAddr::V4).all(passes))
    }
}

/// A network, or a single address as one.
fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let single = |text: &str| text.parse().map(|address: IpAddr| address.into());
    text.parse().or_else(|_| single(text)).ok()
}

/// A name without the dot that may end it.
fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}
