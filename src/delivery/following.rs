//! Following the change log, so that no answer outlives what it shows.
//!
//! Runs after every commit of this server, before the write is acknowledged, and again and again beside that for the
//! commits of others. Must not know where answers are kept: it tells [`Currency`] what changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::search::synonyms::store::version;
use super::store;
use crate::db::{Connection, Database, Error};
use crate::http::Currency;

/// How long a commit of another server goes unnoticed at most.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// How many changes are read at once.
const BATCH: i64 = 1000;

/// Where in the log the server has come to.
pub struct Follower {
    currency: Arc<Currency>,
    last: Mutex<Last>,
}

/// What the server knows of.
struct Last {
    /// The number of a change.
    seq: i64,
    /// The version of the synonyms, which are in no log and touch every search.
    synonyms: i64,
}

impl Follower {
    /// Begins at the end of the log: there are no answers yet.
    pub fn begin(connection: &mut Connection, currency: Arc<Currency>) -> Result<Self, Error> {
        let last = Last { seq: store::last_seq(connection)?, synonyms: synonyms_version(connection)? };
        currency.changed(std::iter::empty(), last.seq);
        currency.expect(store::next_intent(connection)?);
        Ok(Self { currency, last: Mutex::new(last) })
    }

    /// Tells of all that was committed since.
    pub fn catch_up(&self, connection: &mut Connection) -> Result<(), Error> {
        // Held while reading, so that nobody who began to read earlier goes back behind others.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.currency.expect(store::next_intent(connection)?);
        let synonyms = synonyms_version(connection)?;
        if synonyms != last.synonyms {
            last.synonyms = synonyms;
            self.currency.changed(std::iter::empty(), last.seq);
        }
        loop {
            let found = store::changes_after(connection, last.seq, BATCH)?;
            let Some((seq, _)) = found.last() else { return Ok(()) };
            last.seq = *seq;
            self.currency.changed(found.iter().map(|(_, id)| *id), *seq);
        }
    }

    /// Looks again and again for what other servers and commands have committed.
    pub async fn follow(self: Arc<Self>, database: Database) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let follower = Arc::clone(&self);
            if let Err(error) = database.read(move |connection| follower.catch_up(connection)).await {
                log::error!("the change log could not be followed; it will be tried again: {error}");
            }
        }
    }
}

fn synonyms_version(connection: &mut Connection) -> Result<i64, Error> {
    Ok(version(connection)?.map(|(version, _)| version).unwrap_or_default())
}
