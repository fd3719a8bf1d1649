//! A connection that is given up when its client keeps it without doing anything with it.
//!
//! The framework has times for the first head and for saying goodbye, and none for a second head that does not come to its
//! end, for a body that nobody reads, or for an answer that is not taken; the one that it has for the pause between requests
//! is set anew for each of them. Here is one alarm for all of these. It goes off now and then and looks; a request only
//! leaves a mark for it. Pauses of encrypted connections are left to the framework, which says goodbye as is done there.

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

use super::{Allowance, Connection, ConnectionSettings, Uses};
use crate::http::gate::ConnectionSlot;

/// What goes out without anybody having asked: the signs of life of HTTP/2. More than that is an answer.
const SIGNS_OF_LIFE_BYTES: u64 = 512;

/// How often the alarm goes off in the time that a pause may take: a connection is kept for so much longer at most.
const LOOKS: u32 = 4;

/// Why a connection is over.
enum End {
    /// It was of use, and nobody wants anything more of it.
    Unused,
    /// The client keeps the server waiting.
    Waiting,
}

/// The connection.
pub(super) struct Watched {
    stream: TcpStream,
    uses: Rc<Uses>,
    alarm: Pin<Box<Sleep>>,
    /// Whom the alarm wakes.
    told: Option<Waker>,
    /// When it was known last that it is of use.
    used: Instant,
    pause: Duration,
    silence: Duration,
    patience: Duration,
    /// How many bytes went out since the alarm went off.
    sent: u64,
    /// An answer that is not taken as fast as it could be given.
    waiting: Option<Waiting>,
    /// The time left to wait for the client, as of the end of the last wait.
    allowance: Allowance,
    _slot: ConnectionSlot,
}

/// Since when, or when something was taken last.
struct Waiting {
    since: Instant,
}

impl Watched {
    /// Watches a connection that may pause for so long between two requests.
    pub(super) fn new(stream: TcpStream, settings: &ConnectionSettings, pause: Duration, slot: ConnectionSlot) -> Self {
        // A client that vanished without a word takes nothing more. Where this is not known, the system finds out later.
        #[cfg(target_os = "linux")]
        let _ = set_tcp_user_timeout(&stream, u32::try_from(settings.patience.as_millis()).unwrap_or(u32::MAX));
        Self {
            stream,
            uses: Rc::default(),
            alarm: Box::pin(sleep(pause / LOOKS)),
            told: None,
            used: Instant::now(),
            pause,
            silence: settings.silence(),
            patience: settings.patience,
            sent: 0,
            waiting: None,
            allowance: Allowance::new(settings.patience),
            _slot: slot,
        }
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The connection, as its requests know it. It came in at that address.
    pub(super) fn connection(&self, local: SocketAddr) -> Connection {
        Connection { local, peer: self.stream.peer_addr().ok(), uses: Rc::clone(&self.uses) }
    }

    /// Fails if the client has had its time.
    fn check(&mut self, context: &mut Context<'_>) -> Result<(), End> {
        // Setting it anew for each request would cost more than all else here.
        let is_set = self.told.as_ref().is_some_and(|told| told.will_wake(context.waker()));
        if is_set && !self.alarm.is_elapsed() {
            return Ok(());
        }
        while self.alarm.as_mut().poll(context).is_ready() {
            let next = self.next_alarm(Instant::now())?;
            self.alarm.as_mut().reset(next.into());
        }
        // A task that has had its turn is told to come again, and has set nothing.
        self.told = has_budget_remaining().then(|| context.waker().clone());
        Ok(())
    }

    /// When to look again, if there is still something to wait for.
    fn next_alarm(&mut self, now: Instant) -> Result<Instant, End> {
        let (asked, sent) = (self.uses.asked.take(), std::mem::take(&mut self.sent));
        if asked || self.uses.under_way.get() > 0 || sent >= SIGNS_OF_LIFE_BYTES {
            self.used = now;
        }
        let (over, end) = match &self.waiting {
            Some(Waiting { since }) => (*since + self.allowance.left(), End::Waiting),
            None if self.uses.is_awaited.get() => (self.used + self.silence, End::Waiting),
            None => (self.used + self.pause, End::Unused),
        };
        if now < over { Ok(over.min(now + self.pause / LOOKS)) } else { Err(end) }
    }

    fn give_up(&self) -> io::Error {
        // What was not taken goes with the connection, and does not stay with the system until it gives up as well.
        let _ = self.stream.set_zero_linger();
        io::Error::new(ErrorKind::TimedOut, "the client kept the connection without using it")
    }

    /// Notes what became of writing.
    fn note(&mut self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(bytes)) => {
                let bytes = u64::try_from(*bytes).unwrap_or(u64::MAX);
                self.sent = self.sent.saturating_add(bytes);
                if let Some(waiting) = &mut self.waiting {
                    let now = Instant::now();
                    self.allowance.spend(now - waiting.since);
                    self.allowance.earn(bytes);
                    waiting.since = now;
                }
            }
            Poll::Pending if self.waiting.is_none() => {
                if self.uses.is_new.take() {
                    self.allowance = Allowance::new(self.patience);
                }
                self.waiting = Some(Waiting { since: Instant::now() });
            }
            _ => {}
        }
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let checked = this.check(context);
        if matches!(checked, Err(End::Waiting)) {
            return Poll::Ready(Err(this.give_up()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            this.uses.is_awaited.set(true);
        } else if matches!(read, Poll::Ready(Ok(()))) && buffer.remaining() > 0 {
            this.uses.is_left.set(true);
        }
        // It ends as if the client had said so.
        if checked.is_err() && read.is_pending() { Poll::Ready(Ok(())) } else { read }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        if written.is_pending() {
            this.check(context).map_err(|_| this.give_up())?;
        }
        this.note(written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, pieces);
        if written.is_pending() {
            this.check(context).map_err(|_| this.give_up())?;
        }
        this.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Comes only once everything was written.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.waiting = None;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl ActixStream for Watched {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, context)
    }
}
