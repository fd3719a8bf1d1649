//! `cairn healthcheck`: sends one request, so that a container image needs no HTTP client.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use clap::Args;

use super::output::CommandResult;
use crate::config::BindAddress;

const TIMEOUT: Duration = Duration::from_secs(3);

/// The arguments of `cairn healthcheck`.
#[derive(Debug, Args)]
pub(super) struct HealthcheckArgs {
    /// The address that the server listens on
    #[arg(long, env = "CAIRN_BIND", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    bind: BindAddress,
}

pub(super) fn run(args: &HealthcheckArgs) -> CommandResult {
    let resolved = args.bind.resolve().map_err(|error| format!("{} has no address: {error}", args.bind))?;
    let mut outcome = Err(format!("{} has no address", args.bind));
    for address in resolved.into_iter().map(reachable) {
        outcome = check(address);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// Returns an address for connecting from this machine to a server that listens on `address`.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    address
}

fn check(address: SocketAddr) -> CommandResult {
    let answer = ask(address).map_err(|error| format!("{address} does not respond: {error}"))?;
    let status = answer.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(format!("{address} is not ready: {status}")) }
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}
