//! The limit of connections of one client. Connections above it are closed before anything is read from them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::clients::{Client, Clients};
use super::warning::RefusalWarning;

/// The number of connections of each client.
type Open = Arc<Mutex<HashMap<Client, usize>>>;

/// The connections of each client.
#[derive(Debug)]
pub(super) struct Connecting {
    most: usize,
    open: Open,
    warning: RefusalWarning,
}

impl Connecting {
    /// At most so many of one client; 0 for any number.
    pub(super) fn new(most: u32) -> Self {
        let most = usize::try_from(most).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
        Self { most, open: Arc::default(), warning: RefusalWarning::default() }
    }

    /// Counts a connection from that address. Proxies that are believed may have any number.
    pub(super) fn admit(&self, clients: &Clients, peer: Option<SocketAddr>) -> Result<ConnectionSlot, TooMany> {
        let counted = peer.filter(|peer| self.most < usize::MAX && !clients.is_believed(peer.ip()));
        let Some(peer) = counted else { return Ok(ConnectionSlot(None)) };
        let client = Client::at(peer.ip());
        let mut open = lock(&self.open);
        let own = open.entry(client).or_default();
        if *own >= self.most {
            drop(open);
            self.warning.count(|refused| {
                log::warn!(
                    "{refused} connections were closed, the last one from {client}: {} are taken of one address (CAIRN_CONNECTIONS_PER_ADDRESS)",
                    self.most
                );
            });
            return Err(TooMany);
        }
        *own += 1;
        Ok(ConnectionSlot(Some((client, Arc::clone(&self.open)))))
    }
}

/// The client has as many connections as it may.
#[derive(Debug, thiserror::Error)]
#[error("the address has as many connections as it may")]
pub(in crate::http) struct TooMany;

/// One connection of a client; given back when it is dropped.
#[derive(Debug)]
pub(in crate::http) struct ConnectionSlot(Option<(Client, Open)>);

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let Some((client, open)) = &self.0 else { return };
        let mut open = lock(open);
        if let Some(own) = open.get_mut(client) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.remove(client);
            }
        }
    }
}

/// Nothing that holds the lock can panic half way.
fn lock(open: &Mutex<HashMap<Client, usize>>) -> MutexGuard<'_, HashMap<Client, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::http::ForwardedHeader;

    #[test]
    fn each_address_has_its_own_and_trusted_proxies_any_number() {
        let clients = Clients::new(vec!["192.0.2.9/32".parse().unwrap()], ForwardedHeader::Forwarded);
        let connecting = Connecting::new(2);
        let from = |peer: &str| connecting.admit(&clients, Some(peer.parse().unwrap()));
        let mut held = vec![from("192.0.2.1:1").unwrap(), from("[::ffff:192.0.2.1]:2").unwrap()];
        from("192.0.2.1:3").unwrap_err();
        held.extend([from("192.0.2.2:1").unwrap(), from("[2001:db8::1]:1").unwrap(), from("[2001:db8::2]:1").unwrap()]);
        from("[2001:db8::ffff]:1").unwrap_err();
        held.extend([from("[2001:db8:0:1::1]:1").unwrap()]);
        held.extend((0..9).map(|port| from(&format!("192.0.2.9:{port}")).unwrap()));
        held.remove(0);
        from("192.0.2.1:3").unwrap();
        drop(held);
        assert!(lock(&connecting.open).is_empty());
        let unbounded = Connecting::new(0);
        let held: Vec<_> = (0..99).map(|_| unbounded.admit(&clients, Some("192.0.2.1:1".parse().unwrap()))).collect();
        assert!(held.iter().all(Result::is_ok));
    }
}
