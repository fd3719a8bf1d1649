//! Reviews that become due or overdue by the clock alone: the state of a review is worked out when an article is read, so
//! that the document changes then though nobody changes it. The change log tells of it like of any other change.
//!
//! Must not know when anybody looks.

use crate::content::{Id, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::publishing::change_log;
use crate::publishing::freeze::FreezeContext;
use crate::publishing::store::{review_changes, sources};

/// Appends a change for each of the articles whose review has turned since their last change; answers with how many there
/// were. What another server has appended meanwhile is not appended again.
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
