//! One preview database, and the state of the content that it shows.

use std::sync::Arc;

use crate::audit;
use crate::content::Actor;
use crate::db::{Connection, Database, Error, ScratchDatabase, ScratchLimits};
use crate::events::changes;
use crate::publishing::{self, LeftOut, Settings};

use super::error::PreviewError;

/// The actor of the publishes in a preview database.
const ACTOR: &str = "preview";

/// The state of working copies and published content: numbers that only grow, and that grow with each change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentState {
    /// The number of the last row of the audit log about content.
    audit_seq: i64,
    /// The number of the last change of published content.
    change_seq: i64,
}

impl ContentState {
    /// Reads the current state.
    pub fn read(connection: &mut Connection) -> Result<Self, Error> {
        Ok(Self { audit_seq: audit::last_content_seq(connection)?, change_seq: changes::last(connection)? })
    }

    /// Returns true if this state includes all changes of `other`.
    pub(super) fn includes(self, other: Self) -> bool {
        self.audit_seq >= other.audit_seq && self.change_seq >= other.change_seq
    }
}

/// A scratch copy of the database in which all working copies are published.
pub struct PreviewDatabase {
    /// The copy.
    pub scratch: Arc<ScratchDatabase>,
    /// The working copies that could not be published.
    pub left_out: Vec<LeftOut>,
    /// A state of the content that it includes.
    pub(super) state: ContentState,
}

impl PreviewDatabase {
    /// Makes a copy of `database` and publishes everything in it.
    pub(super) fn build(database: &Database, settings: &Settings, limits: ScratchLimits) -> Result<Self, PreviewError> {
        // Read before the copy, which may then include later changes.
        let state = database.read_blocking(ContentState::read)?;
        let scratch = database.scratch_copy(limits)?;
        let publish =
            |connection: &mut Connection| publishing::publish_all(connection, settings, &Actor::system(ACTOR));
        let left_out = scratch.database().write_blocking(publish)?;
        for LeftOut { entity, reason } in &left_out {
            log::warn!("the preview of all unpublished work leaves out the {entity}: {reason}");
        }
        Ok(Self { scratch: Arc::new(scratch), left_out, state })
    }
}
