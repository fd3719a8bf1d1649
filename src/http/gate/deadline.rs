//! By when a request is to be answered. The clock of a request stands still while its body comes, which has a pace to keep
//! instead: a large import over a slow line is no fault of the server, and a body that trickles in is none of the request.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpMessage, HttpRequest};
use tokio::time::timeout_at;

use crate::http::connections::Allowance;
use crate::http::{Code, Problem};

/// The time that is kept free at the end of a request, so that what became of a write can still be answered.
const ANSWER_TIME: Duration = Duration::from_millis(100);

/// When the time of one request is over.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// How long it may take; none for as long as it likes.
    limit: Option<Duration>,
    until: Rc<Cell<Option<Instant>>>,
    client_patience: Duration,
}

impl Deadline {
    pub(super) fn new(limit: Option<Duration>, client_patience: Duration) -> Self {
        let deadline = Self { limit, until: Rc::default(), client_patience };
        deadline.begin_at(Instant::now());
        deadline
    }

    /// That of a request, if it has one.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// The moment by which what the request writes has to be committed; none if it may take as long as it likes.
    pub fn write_until(&self) -> Option<Instant> {
        self.until.get().and_then(|until| until.checked_sub(ANSWER_TIME))
    }

    fn begin_at(&self, moment: Instant) {
        self.until.set(self.limit.map(|limit| moment + limit));
    }

    /// What work comes to, if it does in time.
    pub(in crate::http) async fn within<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        loop {
            let Some(until) = self.until.get() else { return Some(work.await) };
            match timeout_at(until.into(), work.as_mut()).await {
                Ok(outcome) => return Some(outcome),
                // A body came meanwhile.
                Err(_) if self.until.get() > Some(until) => {}
                Err(_) => return None,
            }
        }
    }

    /// What is said to a client whose request took too long.
    pub(in crate::http) fn over(&self) -> Problem {
        let seconds = self.limit.unwrap_or_default().as_secs();
        let detail = format!(
            "The request took more than {seconds} seconds and was given up. What it was to change is rolled back, unless it was being committed at that moment: look before you send it again."
        );
        Problem::new(Code::TimedOut, detail).with_header(RETRY_AFTER, HeaderValue::from_static("5"))
    }

    /// The pace that a body has to keep from now on.
    pub(in crate::http) fn pace(&self) -> Pace<'_> {
        let allowance = Allowance::new(self.client_patience);
        Pace { deadline: self, begun: Instant::now(), allowance, bytes: 0 }
    }
}

/// The pace of a body.
#[derive(Debug)]
pub(in crate::http) struct Pace<'d> {
    deadline: &'d Deadline,
    begun: Instant,
    allowance: Allowance,
    /// The number of bytes that had come when the allowance was last counted.
    bytes: usize,
}

impl Pace<'_> {
    /// The next piece after so many bytes, or that it did not come in time (RFC 9110, section 15.5.9).
    pub(in crate::http) async fn next<T>(
        &mut self,
        piece: impl Future<Output = T>,
        bytes: usize,
    ) -> Result<T, Problem> {
        self.allowance.earn(u64::try_from(bytes - self.bytes).unwrap_or(0));
        self.bytes = bytes;
        let asked = Instant::now();
        let until = asked + self.allowance.left();
        self.deadline.begin_at(until);
        let piece = timeout_at(until.into(), piece).await.map_err(|_| {
            let detail = format!(
                "The body did not come: after {} seconds, {bytes} bytes of it were there. Nothing was changed; send it again.",
                self.begun.elapsed().as_secs()
            );
            Problem::new(Code::RequestTimeout, detail)
        })?;
        self.allowance.spend(asked.elapsed());
        self.deadline.begin_at(Instant::now());
        Ok(piece)
    }
}
