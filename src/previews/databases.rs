//! The preview database of a server: built when it is needed, rebuilt after changes, removed when it is not used.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::timeout_at;

use super::build::{ContentState, PreviewDatabase};
use super::error::PreviewError;
use crate::db::{Database, Error, ScratchLimits};
use crate::publishing::Settings;

/// The longest time that a request waits for a build.
const WAIT_MAX: Duration = Duration::from_secs(8);

/// The minimum pause between two builds. After a long build the pause is as long as the build, up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(200);

/// The maximum pause between two builds.
const PAUSE_MAX: Duration = Duration::from_secs(3);

/// The time after which a preview database that nobody reads is removed.
const UNUSED_MAX: Duration = Duration::from_mins(5);

/// The interval of the check for that.
const CHECK_INTERVAL: Duration = Duration::from_secs(20);

/// The preview database of one server, shared by its workers.
pub struct PreviewDatabases {
    database: Database,
    settings: Settings,
    limits: ScratchLimits,
    state: Mutex<State>,
    /// Held by the one build that runs.
    building: Arc<tokio::sync::Mutex<()>>,
}

struct State {
    latest: Option<Arc<PreviewDatabase>>,
    /// The time before which no build starts.
    paused_until: Instant,
    /// The failure of the last build, until the pause ends.
    failure: Option<Arc<PreviewError>>,
    used_at: Instant,
    is_stopping: bool,
}

impl PreviewDatabases {
    /// Prepares previews of `database`; builds nothing yet.
    pub fn new(database: Database, settings: Settings, limits: ScratchLimits) -> Arc<Self> {
        let now = Instant::now();
        let state = State { latest: None, paused_until: now, failure: None, used_at: now, is_stopping: false };
        Arc::new(Self { database, settings, limits, state: Mutex::new(state), building: Arc::default() })
    }

    /// Returns a preview database that includes `current`. If building it takes too long, returns the latest one.
    pub async fn get(self: &Arc<Self>, current: ContentState) -> Result<Arc<PreviewDatabase>, Arc<PreviewError>> {
        if let Some(found) = self.find(current)? {
            return Ok(found);
        }
        let deadline = Instant::now() + WAIT_MAX;
        // Runs to its end even if the client disconnects.
        let build = tokio::spawn(Arc::clone(self).build(current));
        match timeout_at(deadline.into(), build).await {
            Ok(Ok(built)) => built,
            Ok(Err(error)) => Err(Arc::new(PreviewError::Publish(Error::Interrupted(error.to_string())))),
            Err(_) => self.lock().latest.clone().ok_or_else(|| Arc::new(PreviewError::NotReady)),
        }
    }

    /// Builds a preview database that includes `current`, unless another request has done so in the meantime.
    async fn build(self: Arc<Self>, current: ContentState) -> Result<Arc<PreviewDatabase>, Arc<PreviewError>> {
        let building = Arc::clone(&self.building).lock_owned().await;
        if let Some(found) = self.find(current)? {
            return Ok(found);
        }
        let paused_until = self.lock().paused_until;
        tokio::time::sleep_until(paused_until.into()).await;
        let work = move || {
            let _building = building;
            let started = Instant::now();
            let built = PreviewDatabase::build(&self.database, &self.settings, self.limits);
            self.finish(built.map(Arc::new).map_err(Arc::new), started.elapsed())
        };
        let built = tokio::task::spawn_blocking(work).await;
        built.unwrap_or_else(|error| Err(Arc::new(PreviewError::Publish(Error::Interrupted(error.to_string())))))
    }

    fn finish(
        &self,
        built: Result<Arc<PreviewDatabase>, Arc<PreviewError>>,
        duration: Duration,
    ) -> Result<Arc<PreviewDatabase>, Arc<PreviewError>> {
        let mut state = self.lock();
        state.paused_until = Instant::now() + duration.clamp(PAUSE_MIN, PAUSE_MAX);
        if state.is_stopping {
            return Err(Arc::new(PreviewError::Stopping));
        }
        match built {
            Ok(database) => {
                log::debug!("built a preview database in {} ms", duration.as_millis());
                state.failure = None;
                // Files of the one before are removed with its last reader.
                state.latest = Some(Arc::clone(&database));
                Ok(database)
            }
            Err(error) => {
                log::warn!("cannot build the preview database: {error}");
                state.failure = Some(Arc::clone(&error));
                Err(error)
            }
        }
    }

    /// Returns the latest preview database if it includes `current`, and the failure of the last build for as long as
    /// the next one has to wait.
    fn find(&self, current: ContentState) -> Result<Option<Arc<PreviewDatabase>>, Arc<PreviewError>> {
        let mut state = self.lock();
        let now = Instant::now();
        state.used_at = now;
        if state.is_stopping {
            return Err(Arc::new(PreviewError::Stopping));
        }
        let latest = state.latest.as_ref().filter(|latest| latest.state.includes(current)).cloned();
        match &state.failure {
            Some(failure) if latest.is_none() && now < state.paused_until => Err(Arc::clone(failure)),
            _ => Ok(latest),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the preview database when it is not used, until the task is aborted.
    pub async fn remove_unused(self: Arc<Self>) {
        loop {
            tokio::time::sleep(CHECK_INTERVAL).await;
            if let Some(unused) = self.take_unused(UNUSED_MAX) {
                log::debug!("removed the preview database, which was not used");
                tokio::task::spawn_blocking(move || drop(unused));
            }
        }
    }

    /// Takes the preview database if nobody has read it for longer than `time`.
    fn take_unused(&self, time: Duration) -> Option<Arc<PreviewDatabase>> {
        let mut state = self.lock();
        if state.used_at.elapsed() > time { state.latest.take() } else { None }
    }

    /// Removes the preview database, and makes no other.
    pub fn close(&self) {
        let latest = {
            let mut state = self.lock();
            state.is_stopping = true;
            state.latest.take()
        };
        drop(latest);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::db::DatabaseAddress;
    use crate::publishing::{ApprovalRule, ArticleUrlTemplate};

    #[tokio::test]
    async fn a_preview_database_lasts_while_it_is_used_and_until_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let count = || {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().ends_with(".scratch")).count()
        };
        let database = Database::open(&DatabaseAddress::file(folder.path().join("cairn.db")), 1).unwrap();
        let state = database.read(ContentState::read).await.unwrap();
        let settings = Settings { article_url: ArticleUrlTemplate::default(), approval: ApprovalRule::Off };
        let previews = PreviewDatabases::new(database, settings, ScratchLimits { max_size: u64::MAX, min_free: 0 });
        let first = previews.get(state).await.unwrap();
        assert!(Arc::ptr_eq(&first, &previews.get(state).await.unwrap()), "nothing has changed");
        assert_eq!(count(), 1);
        assert!(previews.take_unused(Duration::MAX).is_none());
        drop(previews.take_unused(Duration::ZERO).unwrap());
        assert_eq!(count(), 1, "a request still reads it");
        drop(first);
        assert_eq!(count(), 0);
        drop(previews.get(state).await.unwrap());
        assert_eq!(count(), 1);
        previews.close();
        assert_eq!(count(), 0);
        assert!(matches!(*previews.get(state).await.err().unwrap(), PreviewError::Stopping));
    }
}
