//! A connection as its requests see it.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;

use actix_http::{HttpMessage, Request};
use actix_web::dev::ServiceRequest;

/// The connection that a request came over.
#[derive(Debug, Clone)]
pub struct ClientConnection {
    /// The local address that the client connected to.
    pub local: SocketAddr,
    pub(super) peer: Option<SocketAddr>,
    pub(super) activity: Rc<ConnectionActivity>,
}

/// The activity on one connection, shared by its stream and its requests.
#[derive(Debug, Default)]
pub(super) struct ConnectionActivity {
    /// True if there was a request, or the end of one, since the last timer check.
    pub(super) had_request: Cell<bool>,
    /// True if there was a request since the server last waited for the client.
    pub(super) has_new_request: Cell<bool>,
    /// True if the client has closed its sending side.
    pub(super) is_closed_by_client: Cell<bool>,
    /// True if bytes arrived since the last request, such as a part of the next one. The first request has to arrive at once.
    pub(super) is_awaiting_request: Cell<bool>,
    /// The number of requests whose responses are not complete.
    pub(super) in_flight: Cell<usize>,
}

impl ClientConnection {
    /// Returns the connection of a request that was not routed yet.
    pub(in crate::http) fn of(request: &Request) -> Option<Cow<'_, Self>> {
        let own = request.conn_data::<Self>().map(Cow::Borrowed);
        // Requests of HTTP/2 carry it in their extensions.
        own.or_else(|| request.extensions().get::<Self>().cloned().map(Cow::Owned))
    }

    /// Returns the connection of a request within the application.
    pub fn of_service_request(request: &ServiceRequest) -> Option<Self> {
        let own = request.conn_data::<Self>().cloned();
        own.or_else(|| request.extensions().get::<Self>().cloned())
    }

    pub(in crate::http) fn record_request(&self) {
        self.activity.had_request.set(true);
        self.activity.has_new_request.set(true);
        self.activity.is_awaiting_request.set(false);
    }

    /// Counts a request as in flight until the guard is dropped.
    pub(in crate::http) fn begin_request(&self) -> InFlightGuard {
        self.activity.in_flight.set(self.activity.in_flight.get() + 1);
        InFlightGuard(Rc::clone(&self.activity))
    }
}

#[derive(Debug)]
pub(in crate::http) struct InFlightGuard(Rc<ConnectionActivity>);

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.0.in_flight.set(self.0.in_flight.get().saturating_sub(1));
        self.0.had_request.set(true);
        self.0.is_awaiting_request.set(false);
    }
}
