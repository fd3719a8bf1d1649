//! Address policies of outgoing requests. Private addresses lead to services of this machine or its network: databases,
//! administration, cloud metadata.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The addresses that requests of the server may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPolicy {
    /// Public addresses over https.
    PublicHttps,
    /// Public addresses over https and http, for requests without secrets.
    PublicHttp,
    /// Any address over https and http.
    Any,
}

/// The reason for which an address may not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenAddress {
    /// The scheme is not http or https.
    #[error("only http and https addresses can be reached")]
    Scheme,
    /// The scheme is http, so that traffic could be read and changed in transit.
    #[error("the address must begin with https://")]
    Unencrypted,
    /// The address belongs to this machine or its network.
    #[error("it is not a public address, but one of this machine, of a private network or reserved")]
    Private,
}

impl AddressPolicy {
    /// Checks the text of `url`. A host name may still resolve to a private address.
    pub fn check(self, url: &Url) -> Result<(), ForbiddenAddress> {
        match (url.scheme(), self) {
            ("https", _) | ("http", Self::PublicHttp | Self::Any) => {}
            ("http", Self::PublicHttps) => return Err(ForbiddenAddress::Unencrypted),
            _ => return Err(ForbiddenAddress::Scheme),
        }
        let allowed = match url.host() {
            _ if self == Self::Any => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            Some(Host::Domain(name)) => !is_local_name(name),
            None => false,
        };
        if allowed { Ok(()) } else { Err(ForbiddenAddress::Private) }
    }

    /// Returns true if the server may connect to the address.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Self::Any || is_public(address)
    }
}

/// Returns true for names that never leave the machine (RFC 6761, section 6.3) or its network (RFC 6762, section 3).
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    ["localhost", "local", "internal"]
        .iter()
        .any(|local| name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(local)))
}

/// Returns true for addresses of the public Internet, according to the registries of special addresses (RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network (0/8); multicast and reserved (224/3); protocol assignments; 6to4 relays; benchmarks.
        [0 | 224..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => true,
        // Shared by the customers of a carrier (100.64/10).
        [100, second, ..] => (64..128).contains(&second),
        _ => address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation(),
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An embedded IPv4 address: mapped, translated (NAT64) or tunnelled (6to4).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments, including Teredo; documentation.
        [0x2001, 0..0x200 | 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => false,
        // 2000::/3, the only range of public addresses assigned so far.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}
