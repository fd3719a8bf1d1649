//! How a server comes to its end: it is asked to, goes on for as long as load balancers need to notice, takes no more
//! connections, finishes what runs, and brings everything into the database file.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use tokio::sync::Notify;

use crate::config::Config;
use crate::db::Database;
use crate::events::changes::Feed;
use crate::health::Serving;
use crate::jobs::{Jobs, Stopper};

/// What is left at least for each step of stopping after the requests, however long those took.
const LAST_STEP: Duration = Duration::from_secs(1);

/// How long each part of stopping may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Going on serving.
    drain: Duration,
    /// Finishing what runs.
    finish: Duration,
}

impl Patience {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            drain: Duration::from_secs(config.operating.drain_s.into()),
            finish: Duration::from_secs(config.server.shutdown_timeout_s.into()),
        }
    }

    /// Ends the jobs and the database, once the server has ended. `begun` is when what runs began to be finished.
    pub(super) async fn finish(self, begun: Instant, jobs: Jobs, database: &Database) {
        let end = begun + self.finish;
        let left = || end.saturating_duration_since(Instant::now()).max(LAST_STEP);
        jobs.stop(left()).await;
        // Nothing is lost if this fails: the next start reads the write-ahead log.
        if let Err(error) = database.checkpoint_within(left()) {
            log::warn!("the write-ahead log stays beside the database: {error}");
        }
    }
}

/// A request to stop the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// By a supervisor: load balancers need time to notice, and what runs may be finished.
    Politely,
    /// From the keyboard: what runs may be finished.
    ByKeyboard,
    /// At once.
    AtOnce,
}

/// What is to be told when the process is asked to stop.
pub(super) struct Stopping {
    pub(super) server: ServerHandle,
    pub(super) serving: Serving,
    pub(super) feed: Feed,
    pub(super) jobs: Stopper,
    /// Noted here when no more connections are taken.
    pub(super) begun: Arc<OnceLock<Instant>>,
    /// Notified when nothing is to be waited for any longer.
    pub(super) at_once: Arc<Notify>,
}

impl Stopping {
    /// Waits until the process is asked to stop, and sees to it that the server ends.
    pub(super) async fn when_asked(self, mut signals: Signals, patience: Patience) {
        let mut asked = signals.next().await;
        self.serving.end();
        if asked == Asked::Politely && !patience.drain.is_zero() {
            log::info!("told to stop; requests are answered for another {} s", patience.drain.as_secs());
            // Whoever asks a second time does not want to wait.
            asked = tokio::time::timeout(patience.drain, signals.next()).await.unwrap_or(asked);
        }
        self.begun.get_or_init(Instant::now);
        if asked == Asked::AtOnce {
            self.end_at_once().await;
            return;
        }
        let again = if asked == Asked::ByKeyboard { "; press Ctrl-C again to end at once" } else { "" };
        log::info!("stopping: what runs has {} s to finish{again}", patience.finish.as_secs());
        // Streams have no end of their own, and jobs take their time.
        self.feed.close();
        self.jobs.stop();
        // A second SIGTERM may come from a supervisor that only repeats itself.
        let impatient = async { while signals.next().await == Asked::Politely {} };
        // The process ends before this does, once the server and the jobs have stopped.
        let stopped = async {
            self.server.stop(true).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = impatient => self.end_at_once().await,
            () = stopped => {}
        }
    }

    async fn end_at_once(&self) {
        log::warn!("ending at once: requests under way are not answered; every finished write is in the database");
        self.at_once.notify_one();
        self.server.stop(false).await;
    }
}

/// The signals by which a process is asked to stop.
#[cfg(unix)]
pub(super) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    quit: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on.
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Politely,
            _ = self.interrupt.recv() => Asked::ByKeyboard,
            _ = self.quit.recv() => Asked::AtOnce,
        }
    }
}

#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Asked {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Asked::ByKeyboard
    }
}
