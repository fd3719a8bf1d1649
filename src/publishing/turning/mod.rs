//! Reviews that become due or overdue by the clock alone: the state of a review is worked out when an article is read, so
//! that the document changes then though nobody changes it. The change log tells of it like of any other change.
//!
//! Must not know when anybody looks.

pub(super) mod store;

use super::freeze::Freezing;
use super::{log, sources};
use crate::content::{Id, Timestamp};
use crate::db::{Connection, Error};
use crate::events::telling_caches;

pub use store::{find_turned, next_turn};

/// Appends a change for each of the articles whose review has turned since their last change; answers with how many there
/// were. What another server has appended meanwhile is not appended again.
pub fn note_turned(connection: &mut Connection, articles: &[Id], now: Timestamp) -> Result<usize, Error> {
    let turned = store::still_turned(connection, articles, now)?;
    telling_caches(connection, |connection| {
        for id in &turned {
            let Some(source) = sources::store::find(connection, *id)? else { continue };
            log::append(connection, &Freezing::of_others(now).change(&source))?;
        }
        Ok::<_, Error>(turned.len())
    })
}
