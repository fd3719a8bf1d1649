//! The HTTP client for addresses that others have configured. It checks each resolved address when it connects, so that a name
//! cannot resolve to a public address first and to a private one later.

use std::error::Error as _;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{AddressPolicy, ForbiddenAddress};

pub use reqwest::Client;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ERROR_TEXT_MAX: usize = 300;

/// Creates a client that reaches the addresses of `address_policy` only, follows no redirects and stops after `timeout`.
pub fn client(address_policy: AddressPolicy, timeout: Duration) -> Result<Client, reqwest::Error> {
    // A second call returns an error, because the provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .dns_resolver(GuardedResolver(address_policy))
        // A redirect could name an address that the resolver never sees.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .user_agent(concat!("Cairn/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Resolves names with the system resolver and keeps the allowed addresses.
struct GuardedResolver(AddressPolicy);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let address_policy = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| address_policy.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(ForbiddenAddress::Private.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Describes the root cause of a failed request, without the address, which may contain a password.
pub fn describe_error(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return "there was no response in time".to_owned();
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text = deeper.to_string();
        cause = deeper.source();
    }
    text.chars().take(ERROR_TEXT_MAX).collect()
}
