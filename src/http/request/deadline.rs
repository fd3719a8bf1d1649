//! The deadline of a request. Its clock stops while the body arrives, which has its own deadline: the time of a large import
//! over a slow line does not count.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpMessage, HttpRequest};
use tokio::time::timeout_at;

use crate::http::code::Code;
use crate::http::problem::Problem;
use crate::http::wait_budget::WaitBudget;

/// The time reserved at the end of a request, so that the result of a write can still be sent.
const RESPONSE_RESERVE: Duration = Duration::from_millis(100);

/// The deadline of one request.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The maximum time; none for no limit.
    limit: Option<Duration>,
    expires_at: Rc<Cell<Option<Instant>>>,
    client_timeout: Duration,
}

impl Deadline {
    pub(in crate::http) fn new(limit: Option<Duration>, client_timeout: Duration) -> Self {
        let deadline = Self { limit, expires_at: Rc::default(), client_timeout };
        deadline.restart_at(Instant::now());
        deadline
    }

    /// The deadline of a request, if it has one.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// The time by which a write of the request has to be committed; none for no limit.
    pub fn commit_by(&self) -> Option<Instant> {
        self.expires_at.get().and_then(|expires_at| expires_at.checked_sub(RESPONSE_RESERVE))
    }

    fn restart_at(&self, moment: Instant) {
        self.expires_at.set(self.limit.map(|limit| moment + limit));
    }

    /// Runs `work` and returns its result, or `None` if the deadline passes first.
    pub(in crate::http) async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        loop {
            let Some(expires_at) = self.expires_at.get() else { return Some(work.await) };
            match timeout_at(expires_at.into(), work.as_mut()).await {
                Ok(outcome) => return Some(outcome),
                // The deadline was extended because a body arrived.
                Err(_) if self.expires_at.get() > Some(expires_at) => {}
                Err(_) => return None,
            }
        }
    }

    /// The problem of a request that took too long.
    pub(in crate::http) fn timeout_problem(&self) -> Problem {
        let seconds = self.limit.unwrap_or_default().as_secs();
        let detail = format!(
            "The request took more than {seconds} seconds and was cancelled. Its write is rolled back, unless it was being committed at that moment: check before you send it again."
        );
        Problem::new(Code::ServerTimeout, detail).with_header(RETRY_AFTER, HeaderValue::from_static("5"))
    }

    /// Starts the deadline of the request body.
    pub(in crate::http) fn read_deadline(&self) -> BodyReadDeadline<'_> {
        let budget = WaitBudget::new(self.client_timeout);
        BodyReadDeadline { deadline: self, started: Instant::now(), budget, bytes: 0 }
    }
}

/// The deadline for reading a request body.
#[derive(Debug)]
pub(in crate::http) struct BodyReadDeadline<'d> {
    deadline: &'d Deadline,
    started: Instant,
    budget: WaitBudget,
    /// The number of bytes that had arrived when the budget was last refilled.
    bytes: usize,
}

impl BodyReadDeadline<'_> {
    /// Returns the next chunk after `bytes` bytes, or an error if it does not arrive in time (RFC 9110, section 15.5.9).
    pub(in crate::http) async fn next<T>(
        &mut self,
        chunk: impl Future<Output = T>,
        bytes: usize,
    ) -> Result<T, Problem> {
        self.budget.refill(u64::try_from(bytes - self.bytes).unwrap_or(0));
        self.bytes = bytes;
        let waiting_since = Instant::now();
        let expires_at = waiting_since + self.budget.remaining;
        self.deadline.restart_at(expires_at);
        let chunk = timeout_at(expires_at.into(), chunk).await.map_err(|_| {
            let detail = format!(
                "The body did not arrive in time: {bytes} bytes were received after {} seconds. Nothing was changed; send it again.",
                self.started.elapsed().as_secs()
            );
            Problem::new(Code::RequestTimeout, detail)
        })?;
        self.budget.spend(waiting_since.elapsed());
        self.deadline.restart_at(Instant::now());
        Ok(chunk)
    }
}
