//! The job that announces that the review of a published article is due.
//!
//! Any number of servers may run it on one database: the transaction that announces a review also marks it as announced.

use std::time::Duration;

use serde_json::json;

use super::settings::{JobSettings, StopSignal};
use crate::content::{Kind, Timestamp};
use crate::db::{self, Connection};
use crate::events::{self, Event, EventType};
use crate::working_copies;

const POLL_INTERVAL: Duration = Duration::from_mins(1);
/// The number of reminders that one transaction writes.
const BATCH: i64 = 100;

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match poll(&settings).await {
            Ok(0) => POLL_INTERVAL,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                log::error!("due reviews could not be announced; retrying: {error}");
                POLL_INTERVAL
            }
        };
    }
}

/// Announces due reviews. Returns their number.
async fn poll(settings: &JobSettings) -> Result<usize, db::Error> {
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
        working_copies::mark_reminded(connection, review)?;
        let mut data = json!({
            "kind": Kind::Article, "id": review.id, "locale": review.locale, "nextReviewAt": review.next_review_at,
            "state": review.state,
        });
        if let Some(slug) = &review.slug {
            data["slug"] = json!(slug);
        }
        events::emit(connection, &Event { kind: Kind::Article, event_type: EventType::ReviewDue, at: now, data })?;
    }
    Ok(due.len())
}
