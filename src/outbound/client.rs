//! The HTTP client for requests to addresses that others gave. It looks at every address a name stands for at the
//! moment it connects, so that a name cannot lead to a public address first and to a private one later.

use std::error::Error as _;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Forbidden, Reach};

pub use reqwest::Client;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const EXPLANATION_MAX: usize = 300;

/// A client that reaches no further than `reach`, follows no redirects and gives up after `timeout`.
pub fn client(reach: Reach, timeout: Duration) -> Result<Client, reqwest::Error> {
    // The second time finds the first one's.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .dns_resolver(GuardedResolver(reach))
        // An answer could name an address that the resolver never sees.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .user_agent(concat!("Cairn/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Resolves names as the system does, and keeps the addresses that may be reached.
struct GuardedResolver(Reach);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted: Vec<SocketAddr> = found.filter(|address| reach.admits(address.ip())).collect();
            if admitted.is_empty() {
                return Err(Forbidden::Private.into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// Why a request failed, down to the cause and without the address, which may hold a password.
pub fn explain(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return "there was no answer in time".to_owned();
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text = deeper.to_string();
        cause = deeper.source();
    }
    text.chars().take(EXPLANATION_MAX).collect()
}
