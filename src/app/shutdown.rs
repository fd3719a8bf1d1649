//! Shutdown: on a signal the server drains for as long as load balancers need to notice, closes its listeners, finishes running
//! requests and jobs, and writes the write-ahead log to the database file.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use tokio::sync::Notify;

use crate::config::Config;
use crate::db::Database;
use crate::events::changes::ChangeFeed;
use crate::health::ServingState;
use crate::jobs::{Jobs, StopHandle};

/// The minimum time for each step after the running requests have ended.
const STEP_TIME_MIN: Duration = Duration::from_secs(1);

/// The timeouts of the parts of a shutdown.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShutdownTimeouts {
    /// The time for which the server still accepts requests.
    drain: Duration,
    /// The time in which running requests and jobs may finish.
    finish: Duration,
}

impl ShutdownTimeouts {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            drain: Duration::from_secs(config.operating.drain_s.into()),
            finish: Duration::from_secs(config.operating.shutdown_timeout_s.into()),
        }
    }

    /// Stops the jobs and closes the database after the server has stopped. `started` is the start of the shutdown.
    pub(super) async fn finish(self, started: Instant, jobs: Jobs, database: &Database) {
        let end = started + self.finish;
        let remaining = || end.saturating_duration_since(Instant::now()).max(STEP_TIME_MIN);
        jobs.stop(remaining()).await;
        // No data is lost if this fails: the next start reads the write-ahead log.
        if let Err(error) = database.checkpoint(remaining()) {
            log::warn!("the write-ahead log was not written to the database file: {error}");
        }
    }
}

/// The mode of a shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShutdownMode {
    /// Requested by a supervisor: drains first, then finishes running requests.
    Graceful,
    /// Requested from the keyboard: finishes running requests without draining.
    Interactive,
    /// Stops immediately.
    Immediate,
}

/// Stops the parts of the application on a signal.
pub(super) struct ShutdownController {
    pub(super) server: ServerHandle,
    pub(super) serving: ServingState,
    pub(super) feed: ChangeFeed,
    pub(super) jobs: StopHandle,
    /// Set when the listeners are closed.
    pub(super) started: Arc<OnceLock<Instant>>,
    /// Notified for an immediate shutdown.
    pub(super) immediate: Arc<Notify>,
}

impl ShutdownController {
    /// Waits for a signal and stops the server.
    pub(super) async fn run(self, mut signals: Signals, timeouts: ShutdownTimeouts) {
        let mut mode = signals.next().await;
        self.serving.set_stopping();
        if mode == ShutdownMode::Graceful && !timeouts.drain.is_zero() {
            log::info!("stopping: requests are still served for {} s", timeouts.drain.as_secs());
            // A second signal ends the drain.
            mode = tokio::time::timeout(timeouts.drain, signals.next()).await.unwrap_or(mode);
        }
        self.started.get_or_init(Instant::now);
        if mode == ShutdownMode::Immediate {
            self.stop_immediately().await;
            return;
        }
        let again = if mode == ShutdownMode::Interactive { "; press Ctrl-C again to stop immediately" } else { "" };
        log::info!("stopping: running requests and jobs have {} s to finish{again}", timeouts.finish.as_secs());
        // Event streams never end by themselves, and jobs may take long.
        self.feed.close();
        self.jobs.stop();
        // A second SIGTERM is ignored: some supervisors repeat it.
        let second_signal = async { while signals.next().await == ShutdownMode::Graceful {} };
        // Never completes: the process ends once the server and the jobs have stopped.
        let stopped = async {
            self.server.stop(true).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = second_signal => self.stop_immediately().await,
            () = stopped => {}
        }
    }

    async fn stop_immediately(&self) {
        log::warn!("stopping immediately: running requests get no response; all committed writes are in the database");
        self.immediate.notify_one();
        self.server.stop(false).await;
    }
}

/// The signals that stop the process: terminate, interrupt and quit.
pub(super) struct Signals(#[cfg(unix)] [tokio::signal::unix::Signal; 3]);

impl Signals {
    /// Starts listening.
    #[cfg(unix)]
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let [terminate, interrupt, quit] = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()];
        Ok(Self([signal(terminate)?, signal(interrupt)?, signal(quit)?]))
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self())
    }

    #[cfg(unix)]
    async fn next(&mut self) -> ShutdownMode {
        let [terminate, interrupt, quit] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => ShutdownMode::Graceful,
            _ = interrupt.recv() => ShutdownMode::Interactive,
            _ = quit.recv() => ShutdownMode::Immediate,
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> ShutdownMode {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        ShutdownMode::Interactive
    }
}
