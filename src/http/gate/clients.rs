//! Whom a request is from: the address at the other end of the connection, or what a proxy says that is believed.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use actix_web::http::header::{HeaderMap, HeaderName};
use clap::ValueEnum;
use ipnet::IpNet;

/// How many bits of an IPv6 address tell clients apart: whoever has one address has all that begin so (RFC 6177).
const PREFIX_BITS: u32 = 64;

/// A client, as far as addresses tell clients apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
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

impl fmt::Display for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(formatter),
            IpAddr::V6(prefix) => write!(formatter, "{prefix}/{PREFIX_BITS}"),
        }
    }
}

/// In which header proxies say whom a request is from.
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

    /// The address in one element of the header; none if it has none that can be read.
    fn address(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => node(element),
            Self::Forwarded => element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| node(value.trim().trim_matches('"'))).flatten()
            }),
        }
    }
}

/// An address with or without a port (RFC 7239, section 6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    IpAddr::from_str(bare).ok().or_else(|| SocketAddr::from_str(text).ok().map(|address| address.ip()))
}

/// How clients are found.
#[derive(Debug)]
pub(super) struct Clients {
    proxies: Vec<IpNet>,
    header: ForwardedHeader,
}

impl Clients {
    pub(super) fn new(proxies: Vec<IpNet>, header: ForwardedHeader) -> Self {
        Self { proxies, header }
    }

    /// The nearest address that is not that of a proxy which is believed: whatever stands before it in the header was
    /// written by the client itself, or by somebody it came through.
    pub(super) fn of(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Client {
        let Some(peer) = peer else { return Client(Ipv6Addr::UNSPECIFIED.into()) };
        let mut address = peer.ip();
        if !self.is_believed(address) {
            return Client::at(address);
        }
        let lines: Vec<&str> =
            headers.get_all(self.header.name()).map(|line| line.to_str().unwrap_or_default()).collect();
        for element in lines.into_iter().rev().flat_map(|line| line.rsplit(',')) {
            // What cannot be read was passed on by the proxy that is known last.
            let Some(before) = self.header.address(element) else { break };
            address = before;
            if !self.is_believed(address) {
                break;
            }
        }
        Client::at(address)
    }

    pub(super) fn is_believed(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.proxies.iter().any(|network| network.contains(&address))
    }
}
