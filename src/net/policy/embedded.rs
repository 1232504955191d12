//! IPv4 addresses inside of IPv6 addresses.

use std::net::{IpAddr, Ipv4Addr};

/// The IPv4 addresses that a packet to this address may end up at.
pub(super) fn embedded(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(address) = address else {
        return None;
    };
    let parts = address.segments();
    let of = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        Some(Ipv4Addr::new(a, b, c, d))
    };
    // In the order below: mapped (::ffff:0:0/96) and, long given up, compatible addresses;
    // translated ones (::ffff:0:0:0/96); NAT64, as everybody has it and as networks of their own
    // (RFC 6052, RFC 8215); 6to4; ISATAP, below whatever network.
    match parts {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0 | 1, _, _, _, high, low]
        | [0x2002, high, low, ..]
        | [.., 0 | 0x200, 0x5efe, high, low] => of(high, low),
        // Teredo: the client's address is written with all bits turned round.
        [0x2001, 0, .., high, low] => of(!high, !low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_is_seen_through() {
        for text in [
            "::ffff:10.1.2.3",
            "::10.1.2.3",
            "::ffff:0:10.1.2.3",
            "64:ff9b::10.1.2.3",
            "64:ff9b:1::10.1.2.3",
            "2002:0a01:0203::1",
            "2001:0:1234::f5fe:fdfc",
            "2606:4700::5efe:10.1.2.3",
            "2606:4700::200:5efe:10.1.2.3",
        ] {
            let address: IpAddr = text.parse().expect("an address");
            assert_eq!(
                embedded(address),
                Some(Ipv4Addr::new(10, 1, 2, 3)),
                "{text}"
            );
        }
        for text in ["10.1.2.3", "2606:4700::1111", "64:ff9c::10.1.2.3"] {
            assert_eq!(embedded(text.parse().expect("an address")), None, "{text}");
        }
    }
}
