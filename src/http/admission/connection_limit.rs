//! The limit of connections per client. Connections above it are closed before anything is read from them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::client_address::{ClientAddress, ClientResolver};
use super::throttled_warning::ThrottledWarning;

/// The number of connections of each client.
type OpenConnections = Arc<Mutex<HashMap<ClientAddress, usize>>>;

/// Counts the connections of each client.
#[derive(Debug)]
pub(super) struct ConnectionLimit {
    max: usize,
    open: OpenConnections,
    warning: ThrottledWarning,
}

impl ConnectionLimit {
    /// Allows `max` connections per client; 0 for no limit.
    pub(super) fn new(max: u32) -> Self {
        let max = usize::try_from(max).ok().filter(|max| *max > 0).unwrap_or(usize::MAX);
        Self { max, open: Arc::default(), warning: ThrottledWarning::default() }
    }

    /// Counts a connection from `peer`. Trusted proxies have no limit.
    pub(super) fn acquire(
        &self,
        clients: &ClientResolver,
        peer: Option<SocketAddr>,
    ) -> Result<ConnectionPermit, TooManyConnections> {
        let counted = peer.filter(|peer| self.max < usize::MAX && !clients.is_trusted_proxy(peer.ip()));
        let Some(peer) = counted else { return Ok(ConnectionPermit(None)) };
        let client = ClientAddress::at(peer.ip());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.entry(client).or_default();
        if *own >= self.max {
            drop(open);
            self.warning.record(|count| {
                log::warn!(
                    "{count} connections were closed, the last one from {client}: the limit is {} per address (CAIRN_CONNECTIONS_PER_ADDRESS)",
                    self.max
                );
            });
            return Err(TooManyConnections);
        }
        *own += 1;
        Ok(ConnectionPermit(Some((client, Arc::clone(&self.open)))))
    }
}

/// The error of a client that has its maximum number of connections.
#[derive(Debug, thiserror::Error)]
#[error("the address has reached its connection limit")]
pub(in crate::http) struct TooManyConnections;

/// A counted connection; dropping it releases the count.
#[derive(Debug)]
pub(in crate::http) struct ConnectionPermit(Option<(ClientAddress, OpenConnections)>);

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let Some((client, open)) = &self.0 else { return };
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(client) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.remove(client);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::http::admission::ForwardedHeader;

    #[test]
    fn each_client_has_its_own_limit_and_trusted_proxies_have_none() {
        let client_resolver =
            ClientResolver { proxies: vec!["192.0.2.9/32".parse().unwrap()], header: ForwardedHeader::Forwarded };
        let limit = ConnectionLimit::new(2);
        let from = |peer: &str| limit.acquire(&client_resolver, Some(peer.parse().unwrap()));
        let mut held = vec![from("192.0.2.1:1").unwrap(), from("[::ffff:192.0.2.1]:2").unwrap()];
        from("192.0.2.1:3").unwrap_err();
        held.extend([from("192.0.2.2:1").unwrap(), from("[2001:db8::1]:1").unwrap(), from("[2001:db8::2]:1").unwrap()]);
        from("[2001:db8::ffff]:1").unwrap_err();
        held.extend([from("[2001:db8:0:1::1]:1").unwrap()]);
        held.extend((0..9).map(|port| from(&format!("192.0.2.9:{port}")).unwrap()));
        held.remove(0);
        from("192.0.2.1:3").unwrap();
        drop(held);
        assert!(limit.open.lock().unwrap().is_empty());
        let unbounded = ConnectionLimit::new(0);
        let held: Vec<_> =
            (0..99).map(|_| unbounded.acquire(&client_resolver, Some("192.0.2.1:1".parse().unwrap()))).collect();
        assert!(held.iter().all(Result::is_ok));
    }
}
