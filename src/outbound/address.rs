//! Which addresses are public. Behind all others stands what only this machine or its network may ask: data
//! stores, administration, the metadata of a cloud.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far requests of the server may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To public addresses only, and only over https.
    Public,
    /// To public addresses only, over http as well: for what is no secret.
    PublicWeb,
    /// To any address, over http as well.
    Everywhere,
}

/// Why an address may not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// It is none of the web.
    #[error("only http and https addresses can be reached")]
    Scheme,
    /// What is sent there could be read and changed on the way.
    #[error("the address must begin with https://")]
    Unencrypted,
    /// It belongs to this machine or its network.
    #[error("it is not a public address, but one of this machine, of a private network or reserved")]
    Private,
}

impl Reach {
    /// Whether `url` may be asked, as far as its text tells; a name may still turn out to stand for a private address.
    pub fn check(self, url: &Url) -> Result<(), Forbidden> {
        match (url.scheme(), self) {
            ("https", _) | ("http", Self::PublicWeb | Self::Everywhere) => {}
            ("http", Self::Public) => return Err(Forbidden::Unencrypted),
            _ => return Err(Forbidden::Scheme),
        }
        let allowed = match url.host() {
            _ if self == Self::Everywhere => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            Some(Host::Domain(name)) => !is_local_name(name),
            None => false,
        };
        if allowed { Ok(()) } else { Err(Forbidden::Private) }
    }

    /// Whether that address may be connected to.
    pub fn admits(self, address: IpAddr) -> bool {
        self == Self::Everywhere || is_public(address)
    }
}

/// Names that never leave the machine (RFC 6761, section 6.3) or its network (RFC 6762, section 3).
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    ["localhost", "local", "internal"]
        .iter()
        .any(|local| name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(local)))
}

/// Whether an address is one of the public Internet, going by the registries of special addresses (RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network; set aside for protocols, 6to4 relays and benchmarks; several recipients, or never given
        // out.
        [0 | 224..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => true,
        // Shared by the customers of a carrier.
        [100, second, ..] => (64..128).contains(&second),
        _ => address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation(),
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An IPv4 address inside: mapped, translated, or tunnelled.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Set aside for protocols, Teredo among them; documentation.
        [0x2001, 0..0x200 | 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => false,
        // All that is given out to the public so far.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}
