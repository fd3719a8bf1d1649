//! The job that tells when the review of a published article is due.
//!
//! Any number of servers may run it on one database: that somebody was reminded is noted in the transaction that does.

use std::time::Duration;

use serde_json::json;

use super::{JobSettings, StopSignal};
use crate::content::{Kind, Timestamp};
use crate::db::{self, Connection};
use crate::events::{self, Event, Occurrence};
use crate::working_copies;

const LOOK_EVERY: Duration = Duration::from_mins(1);
/// How many reminders are written in one transaction.
const BATCH: i64 = 100;

/// Runs until it is told to stop.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match look(&settings).await {
            Ok(0) => LOOK_EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                log::error!("reviews that are due could not be announced; it will be tried again: {error}");
                LOOK_EVERY
            }
        };
    }
}

/// Announces what is due; answers with how many were.
async fn look(settings: &JobSettings) -> Result<usize, db::Error> {
    let now = Timestamp::now();
    let due = settings.database.read(move |connection| working_copies::due_reviews(connection, now, 1)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    settings.database.write(move |connection| announce(connection, now)).await
}

fn announce(connection: &mut Connection, now: Timestamp) -> Result<usize, db::Error> {
    let due = working_copies::due_reviews(connection, now, BATCH)?;
    for review in &due {
        working_copies::remind(connection, review)?;
        let data = json!({
            "kind": Kind::Article, "id": review.id, "locale": review.locale, "slug": review.slug,
            "nextReviewAt": review.next_review_at, "state": review.state,
        });
        events::emit(connection, &Event { kind: Kind::Article, occurrence: Occurrence::ReviewDue, at: now, data })?;
    }
    Ok(due.len())
}
