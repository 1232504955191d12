//! The networks that hold no public servers, from IANA's registries of special-purpose addresses.

/// Networks that are blocked unless settings say otherwise.
pub(super) const BLOCKED: &[&str] = &[
    // This machine, this network, private networks and links.
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    // Protocols, examples, measurements, relays.
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    // Many receivers, and what is reserved.
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    // The same for IPv6.
    "::/128",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    // Gateways to IPv4: NAT64 and 6to4.
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2002::/16",
    // Protocols (Teredo among them), examples, black holes, segment routing.
    "2001::/23",
    "2001:db8::/32",
    "3fff::/20",
    "100::/64",
    "100:0:0:1::/64",
    "5f00::/16",
];
