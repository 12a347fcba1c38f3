//! From where somebody asks: the other end of the connection, or what a proxy that the operator trusts says of it.

use http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// The other end of a connection; every request carries it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// A stretch of addresses, written like `10.0.0.0/8` or as a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    start: u128,
    bits: u32,
}

/// What [`Network`] cannot be read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a network such as 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| NotANetwork)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        // Addresses of version 4 stand at the end of those of version 6.
        let offset = if address.is_ipv4() { 96 } else { 0 };
        let bits = match bits {
            Some(bits) if bits <= 128 - offset => bits + offset,
            Some(_) => return Err(NotANetwork),
            None => 128,
        };
        Ok(Self {
            start: number(address) & mask(bits),
            bits,
        })
    }
}

impl Network {
    /// Whether an address is in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        number(address) & mask(self.bits) == self.start
    }
}

fn mask(bits: u32) -> u128 {
    u128::MAX.checked_shl(128 - bits).unwrap_or(0)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// The address of whoever asks. `X-Forwarded-For` is believed only as far as proxies that are trusted wrote it:
/// each of them adds at the right what it saw, and everything further left may be made up. Other such headers count
/// for nothing.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let said = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect::<Vec<_>>()
        .join(",");
    let mut client = peer;
    for said in said.rsplit(',') {
        if !trusted.iter().any(|network| network.holds(client)) {
            break;
        }
        match said.trim().parse() {
            Ok(address) => client = address,
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        for name in ["x-real-ip", "cf-connecting-ip", "true-client-ip"] {
            headers.insert(name, "203.0.113.99".parse().unwrap());
        }
        headers.insert("forwarded", "for=203.0.113.99".parse().unwrap());
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_trusted() {
        assert_eq!(seen("192.0.2.1", &["203.0.113.1"], &[]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", &["203.0.113.1"], &["10.0.0.0/8"]), "192.0.2.1");
    }

    #[test]
    fn the_rightmost_address_that_is_not_trusted_counts() {
        let trusted = &["10.0.0.0/8", "::1"];
        assert_eq!(seen("10.0.0.1", &["203.0.113.1"], trusted), "203.0.113.1");
        assert_eq!(seen("::1", &["203.0.113.1"], trusted), "203.0.113.1");
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 203.0.113.1 ,10.9.9.9"], trusted),
            "203.0.113.1"
        );
        // As lines of their own they are one list.
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1", "203.0.113.1"], trusted),
            "203.0.113.1"
        );
        assert_eq!(seen("10.0.0.1", &["203.0.113.1, what"], trusted), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[], trusted), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["203.0.113.1"], trusted), "203.0.113.1");
    }

    #[test]
    fn networks_are_read() {
        let holds = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .holds(address.parse().unwrap())
        };
        assert!(holds("10.1.0.0/16", "10.1.255.255") && !holds("10.1.0.0/16", "10.2.0.0"));
        assert!(holds("10.1.2.3/16", "10.1.0.0"));
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
        assert!(holds("2001:db8::/32", "2001:db8::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("0.0.0.0/0", "192.0.2.7") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1"));
        for bad in ["", "ten", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0.0/-1"] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }
}
