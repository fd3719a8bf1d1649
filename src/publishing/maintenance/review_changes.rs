//! Reviews that become due or overdue by the passing of time. The state of a review is computed when an article is
//! read, so the document changes without an edit. The change log records it like any other change.
//!
//! Must not know about the caller's schedule.

use crate::content::{Id, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::publishing::change_log;
use crate::publishing::freeze::FreezeContext;
use crate::publishing::store::{review_changes, sources};

/// Appends a change for each of the articles whose review state changed since their last change, and returns their
/// number. Skips those that another server has appended in the meantime.
pub fn log_review_changes(connection: &mut Connection, articles: &[Id], now: Timestamp) -> Result<usize, Error> {
    let turned = review_changes::find_review_changes_among(connection, articles, now)?;
    with_purge_event(connection, |connection| {
        for id in &turned {
            let Some(source) = sources::find(connection, *id)? else { continue };
            change_log::append(connection, &FreezeContext::for_dependents(now).log_entry(&source))?;
        }
        Ok::<_, Error>(turned.len())
    })
}
