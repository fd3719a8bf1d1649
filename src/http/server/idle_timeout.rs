//! A TCP stream that is closed when its client keeps it open without using it.
//!
//! The framework has timeouts for the first head and for closing. It has none for a second head that stays incomplete, for an
//! unread body, or for a response that the client does not take, and it resets its keep-alive timer for each request. This
//! stream has one timer for all of these, which fires a few times per timeout; a request only sets a flag. The keep-alive time
//! of TLS connections is left to the framework, which sends the TLS closing message.

use std::cell::Cell;
use std::io::{self, ErrorKind, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use actix_web::rt::net::{ActixStream, Ready, TcpStream};
use actix_web::rt::time::{Sleep, sleep};
#[cfg(target_os = "linux")]
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::coop::has_budget_remaining;

use super::connection::{ClientConnection, ConnectionActivity};
use super::settings::ConnectionSettings;
use crate::http::admission::ConnectionPermit;
use crate::http::wait_budget::WaitBudget;

/// The maximum number of bytes per timer check that count as keep-alive traffic (pings of HTTP/2). More is a response.
const KEEPALIVE_BYTES_MAX: u64 = 512;

/// The number of timer checks per idle timeout: a connection is closed at most one check too late.
const CHECKS_PER_TIMEOUT: u32 = 4;

/// The reason for which a connection is closed.
enum Expiry {
    /// No request came within the idle timeout.
    Idle,
    /// The client kept the server waiting for too long.
    Stalled,
}

/// A TCP stream with one timer for all timeouts.
pub(super) struct IdleTimeoutStream {
    stream: TcpStream,
    activity: Rc<ConnectionActivity>,
    timer: Pin<Box<Sleep>>,
    /// The waker that the timer was polled with.
    timer_waker: Option<Waker>,
    /// The last time at which the connection was seen in use.
    active_at: Instant,
    idle_timeout: Duration,
    inactivity_timeout: Duration,
    client_timeout: Duration,
    /// The number of bytes written since the last timer check.
    bytes_sent: u64,
    /// While a write waits for the client: the start of the wait, or the last time at which the client took bytes.
    stalled_since: Option<Instant>,
    /// The time left to wait for the client, as of the end of the last wait.
    budget: WaitBudget,
    _permit: ConnectionPermit,
}

impl IdleTimeoutStream {
    /// Wraps a stream that may be idle for `idle_timeout` between two requests.
    pub(super) fn new(
        stream: TcpStream,
        settings: &ConnectionSettings,
        idle_timeout: Duration,
        permit: ConnectionPermit,
    ) -> Self {
        set_socket_options(&stream, settings.client_timeout);
        Self {
            stream,
            activity: Rc::new(ConnectionActivity {
                has_new_request: Cell::new(true),
                is_awaiting_request: Cell::new(true),
                ..ConnectionActivity::default()
            }),
            timer: Box::pin(sleep(idle_timeout / CHECKS_PER_TIMEOUT)),
            timer_waker: None,
            active_at: Instant::now(),
            idle_timeout,
            inactivity_timeout: settings.inactivity_timeout(),
            client_timeout: settings.client_timeout,
            bytes_sent: 0,
            stalled_since: None,
            budget: WaitBudget::new(settings.client_timeout),
            _permit: permit,
        }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The connection for its requests; `local` is the address that the client connected to.
    pub(super) fn connection(&self, local: SocketAddr) -> ClientConnection {
        ClientConnection { local, peer: self.stream.peer_addr().ok(), activity: Rc::clone(&self.activity) }
    }

    /// Returns an error if a timeout has expired.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> Result<(), Expiry> {
        // Resetting the timer for each request would cost more than everything else here.
        let is_armed = self.timer_waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker()));
        if is_armed && !self.timer.is_elapsed() {
            return Ok(());
        }
        while self.timer.as_mut().poll(context).is_ready() {
            let next = self.next_deadline(Instant::now())?;
            self.timer.as_mut().reset(next.into());
        }
        // If the task has no budget left, the poll only rescheduled the task and did not register the waker.
        self.timer_waker = has_budget_remaining().then(|| context.waker().clone());
        Ok(())
    }

    /// Returns the time of the next check, or the timeout that has expired.
    fn next_deadline(&mut self, now: Instant) -> Result<Instant, Expiry> {
        let (had_request, bytes_sent) = (self.activity.had_request.take(), std::mem::take(&mut self.bytes_sent));
        if had_request || self.activity.in_flight.get() > 0 || bytes_sent >= KEEPALIVE_BYTES_MAX {
            self.active_at = now;
        }
        let (expires_at, expiry) = match self.stalled_since {
            Some(stalled_since) => (stalled_since + self.budget.remaining, Expiry::Stalled),
            None if self.activity.is_awaiting_request.get() => {
                (self.active_at + self.inactivity_timeout, Expiry::Stalled)
            }
            None => (self.active_at + self.idle_timeout, Expiry::Idle),
        };
        if now < expires_at { Ok(expires_at.min(now + self.idle_timeout / CHECKS_PER_TIMEOUT)) } else { Err(expiry) }
    }

    fn abort(&self) -> io::Error {
        // Discards the unsent bytes instead of leaving them to the kernel.
        let _ = self.stream.set_zero_linger();
        io::Error::new(ErrorKind::TimedOut, "the client kept the connection open without using it")
    }

    /// Checks the timer if a write has to wait, and updates the budget.
    fn record_write(&mut self, context: &mut Context<'_>, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if result.is_pending() {
            self.poll_timer(context).map_err(|_| self.abort())?;
        }
        match &result {
            Poll::Ready(Ok(bytes)) => {
                let bytes = u64::try_from(*bytes).unwrap_or(u64::MAX);
                self.bytes_sent = self.bytes_sent.saturating_add(bytes);
                if let Some(stalled_since) = &mut self.stalled_since {
                    let now = Instant::now();
                    self.budget.spend(now - *stalled_since);
                    self.budget.refill(bytes);
                    *stalled_since = now;
                }
            }
            Poll::Pending if self.stalled_since.is_none() => {
                if self.activity.has_new_request.take() {
                    self.budget = WaitBudget::new(self.client_timeout);
                }
                self.stalled_since = Some(Instant::now());
            }
            _ => {}
        }
        result
    }
}

impl AsyncRead for IdleTimeoutStream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let checked = this.poll_timer(context);
        if matches!(checked, Err(Expiry::Stalled)) {
            return Poll::Ready(Err(this.abort()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            this.activity.is_awaiting_request.set(true);
        } else if matches!(read, Poll::Ready(Ok(()))) && buffer.remaining() > 0 {
            this.activity.is_closed_by_client.set(true);
        }
        // Ends the connection as if the client had closed it.
        if checked.is_err() && read.is_pending() { Poll::Ready(Ok(())) } else { read }
    }
}

impl AsyncWrite for IdleTimeoutStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.record_write(context, result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, pieces);
        this.record_write(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called only after everything was written.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.stalled_since = None;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl ActixStream for IdleTimeoutStream {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, context)
    }
}

/// Sets the options of an accepted socket; a socket that refuses one works without it.
fn set_socket_options(stream: &TcpStream, client_timeout: Duration) {
    // A response of several writes does not wait for the client's delayed acknowledgement, which takes 40 ms on Linux
    // (RFC 1122, 4.2.3.4).
    let _ = stream.set_nodelay(true);
    // Detects a client that vanished. On other systems the default timeout of TCP applies.
    #[cfg(target_os = "linux")]
    let _ = set_tcp_user_timeout(stream, u32::try_from(client_timeout.as_millis()).unwrap_or(u32::MAX));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_response_of_several_writes_does_not_wait_for_acknowledgements() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        assert!(!stream.nodelay().unwrap());
        set_socket_options(&stream, Duration::from_secs(1));
        assert!(stream.nodelay().unwrap());
    }
}
