//! The client of a request: the peer of its connection, or the client that a trusted proxy names.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use actix_web::http::header::{HeaderMap, HeaderName};
use clap::ValueEnum;
use ipnet::IpNet;

/// The prefix length that identifies an IPv6 client: a client usually has all addresses of such a network (RFC 6177).
const PREFIX_BITS: u32 = 64;

/// The address that identifies a client: an IPv4 address or an IPv6 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    pub(super) fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let prefix = u128::from(address) & (u128::MAX << (u128::BITS - PREFIX_BITS));
                Self(Ipv6Addr::from(prefix).into())
            }
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(formatter),
            IpAddr::V6(prefix) => write!(formatter, "{prefix}/{PREFIX_BITS}"),
        }
    }
}

/// The header in which proxies name the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    const fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => HeaderName::from_static("forwarded"),
        }
    }

    /// Parses the address in one element of the header.
    fn address(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => parse_node(element),
            Self::Forwarded => element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| parse_node(value.trim().trim_matches('"'))).flatten()
            }),
        }
    }
}

/// Parses an address with or without a port (RFC 7239, section 6).
fn parse_node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    IpAddr::from_str(bare).ok().or_else(|| SocketAddr::from_str(text).ok().map(|address| address.ip()))
}

/// Finds the client of a request.
#[derive(Debug)]
pub(super) struct ClientResolver {
    pub(super) proxies: Vec<IpNet>,
    pub(super) header: ForwardedHeader,
}

impl ClientResolver {
    /// Returns the nearest address that is not a trusted proxy. Untrusted parties may have written the addresses before it.
    pub(super) fn resolve(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> ClientAddress {
        let Some(peer) = peer else { return ClientAddress(Ipv6Addr::UNSPECIFIED.into()) };
        let mut address = peer.ip();
        if !self.is_trusted_proxy(address) {
            return ClientAddress::at(address);
        }
        let lines: Vec<&str> =
            headers.get_all(self.header.name()).map(|line| line.to_str().unwrap_or_default()).collect();
        for element in lines.into_iter().rev().flat_map(|line| line.rsplit(',')) {
            // An element that cannot be parsed counts as the last known proxy.
            let Some(before) = self.header.address(element) else { break };
            address = before;
            if !self.is_trusted_proxy(address) {
                break;
            }
        }
        ClientAddress::at(address)
    }

    pub(super) fn is_trusted_proxy(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.proxies.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_displayed_as_an_address_or_a_network() {
        for (address, displayed) in [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ] {
            assert_eq!(ClientAddress::at(address.parse().unwrap()).to_string(), displayed);
        }
    }
}
