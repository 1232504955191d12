//! A PostgreSQL URL: where the server is, who asks, and how the connection is kept private.
//!
//! Parameters are those that libpq knows, as far as they mean something here; others are refused.

use std::path::Path;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, SslMode, TargetSessionAttrs};

use super::tls::{Check, Roots, Tls};
use crate::store::{StoreError, redacted};

/// The port of servers that name none.
const PORT: u16 = 5432;
/// How long connecting may take, unless the URL says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Silence after which the system asks whether the server still lives, and how long the server
/// may leave data unacknowledged.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// Where servers on the same computer have their sockets.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
/// The parameters that are known, for those who write another one.
const PARAMETERS: &str = "application_name, channel_binding, connect_timeout, dbname, host, \
    options, password, port, sslmode, sslrootcert, target_session_attrs and user";

/// Where and how to connect.
pub(super) struct Address {
    /// All but TLS.
    pub(super) config: Config,
    /// How the connection is kept private.
    pub(super) tls: Tls,
    /// Whether a connection that isn't private will do.
    pub(super) plain_will_do: bool,
    /// How long connecting may take.
    pub(super) connect_timeout: Duration,
    /// The URL as it may be shown.
    pub(super) place: String,
}

/// What the URL's parts say, as text.
#[derive(Default)]
struct Parts {
    hosts: String,
    port: Option<String>,
    sslmode: Option<String>,
    sslrootcert: Option<String>,
    connect_timeout: Option<Duration>,
}

impl Address {
    /// Reads a URL that begins with `postgresql://`.
    ///
    /// # Errors
    /// When a part of it means nothing; the sentence holds no password.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let place = redacted(url);
        read(url, &place).map_err(|reason| StoreError::BadUrl { place, reason })
    }
}

fn read(url: &str, place: &str) -> Result<Address, String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (server, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let mut config = Config::new();
    let mut parts = Parts::default();
    config
        .application_name("scripta")
        .keepalives_idle(KEEPALIVE);
    config.tcp_user_timeout(KEEPALIVE);
    // A password may hold an unescaped @ or /: what follows the last @ is the host.
    let (user, server) = match server.rsplit_once('@') {
        Some((user, server)) => (user, server),
        None => ("", server),
    };
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    if !user.is_empty() {
        config.user(decoded(user)?);
    }
    if !password.is_empty() {
        config.password(percent_decode_str(password).collect::<Vec<u8>>());
    }
    let (hosts, database) = server.split_once('/').unwrap_or((server, ""));
    hosts.clone_into(&mut parts.hosts);
    if !database.is_empty() {
        config.dbname(decoded(database)?);
    }
    for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
        // What looks like a name may be the end of a password.
        let safe = !parameters.contains('@');
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        set(&mut config, &mut parts, name, &decoded(value)?).map_err(|reason| match reason {
            Bad::Value(known) => format!("the URL's parameter `{name}` takes {known}"),
            Bad::Name if safe => {
                format!("the URL's parameter `{name}` is not known: there are {PARAMETERS}")
            }
            Bad::Name => {
                "the URL's parameters are not known: write ?, & and # in a password as %3F, %26 and %23"
                    .to_owned()
            }
        })?;
    }
    let sockets_alone = add_hosts(&mut config, &parts)?;
    let (mode, check) = privacy(&parts)?;
    let plain_will_do = mode == SslMode::Prefer;
    // Sockets never leave the computer.
    config.ssl_mode(if sockets_alone {
        SslMode::Disable
    } else {
        mode
    });
    let roots = match parts.sslrootcert.as_deref() {
        None => Roots::Usual,
        Some("system") => Roots::System,
        Some(path) => Roots::File(Path::new(path).to_owned()),
    };
    let connect_timeout = parts.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
    config.connect_timeout(connect_timeout);
    Ok(Address {
        config,
        tls: Tls::new(check, &roots)?,
        plain_will_do,
        connect_timeout,
        place: place.to_owned(),
    })
}

/// What is wrong with a parameter.
enum Bad {
    /// Nobody knows it.
    Name,
    /// It takes other values: these.
    Value(&'static str),
}

/// Sets what a parameter says.
fn set(config: &mut Config, parts: &mut Parts, name: &str, value: &str) -> Result<(), Bad> {
    match name {
        "host" => value.clone_into(&mut parts.hosts),
        "port" => parts.port = Some(value.to_owned()),
        "sslmode" => parts.sslmode = Some(value.to_owned()),
        "sslrootcert" => parts.sslrootcert = Some(value.to_owned()),
        "user" => drop(config.user(value)),
        "password" => drop(config.password(value)),
        "dbname" => drop(config.dbname(value)),
        "options" => drop(config.options(value)),
        "application_name" => drop(config.application_name(value)),
        "connect_timeout" => {
            let seconds: u32 = (value.parse()).map_err(|_| Bad::Value("whole seconds"))?;
            // As libpq has it, 0 is for ever.
            let seconds = if seconds == 0 { u32::MAX } else { seconds };
            parts.connect_timeout = Some(Duration::from_secs(seconds.into()));
        }
        "channel_binding" => {
            config.channel_binding(match value {
                "disable" => ChannelBinding::Disable,
                "prefer" => ChannelBinding::Prefer,
                "require" => ChannelBinding::Require,
                _ => return Err(Bad::Value("disable, prefer or require")),
            });
        }
        "target_session_attrs" => {
            config.target_session_attrs(match value {
                "any" => TargetSessionAttrs::Any,
                "read-write" => TargetSessionAttrs::ReadWrite,
                "read-only" => TargetSessionAttrs::ReadOnly,
                _ => return Err(Bad::Value("any, read-write or read-only")),
            });
        }
        _ => return Err(Bad::Name),
    }
    Ok(())
}

/// What `sslmode` asks for: whether to use TLS, and what to check of the server's certificate.
fn privacy(parts: &Parts) -> Result<(SslMode, Check), String> {
    Ok(match parts.sslmode.as_deref() {
        Some("disable") => (SslMode::Disable, Check::Nothing),
        None | Some("allow" | "prefer") => (SslMode::Prefer, Check::Nothing),
        // As with libpq, a file of certificates is there to be heeded.
        Some("require") if parts.sslrootcert.is_some() => (SslMode::Require, Check::Issuer),
        Some("require") => (SslMode::Require, Check::Nothing),
        Some("verify-ca") => (SslMode::Require, Check::Issuer),
        Some("verify-full") => (SslMode::Require, Check::IssuerAndName),
        Some(_) => {
            return Err(
                "the URL's parameter `sslmode` takes disable, allow, prefer, require, \
                        verify-ca or verify-full"
                    .to_owned(),
            );
        }
    })
}

/// Adds hosts with their ports, and tells whether all are sockets of this computer.
fn add_hosts(config: &mut Config, parts: &Parts) -> Result<bool, String> {
    let hosts = match parts.hosts.as_str() {
        "" => default_host(),
        hosts => hosts.to_owned(),
    };
    let common = match parts.port.as_deref() {
        Some(text) => port(text)?,
        None => PORT,
    };
    let mut sockets_alone = true;
    for host in hosts.split(',') {
        let (host, number) = host_and_port(host)?;
        let host = decoded(host)?;
        sockets_alone &= host.starts_with('/');
        config.host(host);
        config.port(number.unwrap_or(common));
    }
    Ok(sockets_alone)
}

/// A host, an IPv6 address in brackets or a folder, and the port behind it.
fn host_and_port(text: &str) -> Result<(&str, Option<u16>), String> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(rest) => (rest.split_once(']')).ok_or("an IPv6 address in the URL lacks its `]`")?,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let number = match rest.strip_prefix(':') {
        Some(number) if !number.is_empty() => Some(port(number)?),
        _ => None,
    };
    Ok((host, number))
}

/// A port; a bad one isn't repeated, for it may be part of a password.
fn port(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "the URL's port is no number from 1 to 65535".to_owned())
}

/// The socket of a server on this computer, or else its own address.
fn default_host() -> String {
    let socket = format!(".s.PGSQL.{PORT}");
    let mut folders = SOCKET_FOLDERS.iter();
    let folder = folders.find(|folder| cfg!(unix) && Path::new(folder).join(&socket).exists());
    folder.map_or_else(|| "localhost".to_owned(), |folder| (*folder).to_owned())
}

fn decoded(text: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_or_else(
        |_| Err("a part of the URL is not UTF-8 once its % signs are decoded".to_owned()),
        |text| Ok(text.into_owned()),
    )
}

#[cfg(test)]
mod tests;
