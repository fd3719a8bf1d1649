//! Addresses to listen on.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::str::FromStr;

/// An address and a port, or the name of a host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindAddress {
    host: Host,
    port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Address(SocketAddr),
    Name(String),
}

impl BindAddress {
    /// Returns all its addresses. A host name is resolved by the system.
    pub fn resolve(&self) -> io::Result<Vec<SocketAddr>> {
        let name = match &self.host {
            Host::Address(address) => return Ok(vec![*address]),
            Host::Name(name) => name,
        };
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for address in (name.as_str(), self.port).to_socket_addrs()? {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
        }
        Ok(addresses)
    }
}

impl fmt::Display for BindAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(address) => address.fmt(formatter),
            Host::Name(name) => write!(formatter, "{name}:{}", self.port),
        }
    }
}

impl FromStr for BindAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self { host: Host::Address(address), port: address.port() });
        }
        let Some((host, port)) = text.rsplit_once(':') else {
            let example =
                if text.parse::<u16>().is_ok() { format!("127.0.0.1:{text}") } else { format!("{text}:8080") };
            return Err(format!("must be an address and a port, such as {example}"));
        };
        let port: u16 = port.parse().map_err(|_| format!("\"{port}\" is not a port: a number from 0 to 65535"))?;
        if host.is_empty() {
            return Err(format!(
                "names no address; write 127.0.0.1:{port} for this machine only, 0.0.0.0:{port} for all of its IPv4 addresses, or [::]:{port} for all of its IPv6 addresses"
            ));
        }
        if host.contains([':', '[', ']']) {
            return Err(format!("write an IPv6 address in brackets, as in [::1]:{port}"));
        }
        let is_name = host.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._".contains(letter));
        if !is_name {
            return Err(format!("\"{host}\" is neither an address nor the name of a host"));
        }
        Ok(Self { host: Host::Name(host.to_owned()), port })
    }
}
