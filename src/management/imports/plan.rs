//! The plan of an import: which ids its names stand for, and what each entry is to hold.
//!
//! Making it only reads, so that it is made before the one writer is taken; it holds for as long as nothing is written that it
//! depends on.

use super::bundle::ImportBundle;
use super::decode::{DecodedBundle, collect_names_in_markdown, decode_entries};
use super::error::ImportError;
use super::names::{NameIndex, collect_names};
use crate::audit;
use crate::content::Action;
use crate::db::{Connection, Error};

/// The maximum number of audit rows since the plan was made that are compared with it.
const LOOKED_AT_MAX: i64 = 1_000;

/// A bundle, read against one state of the database.
pub(super) struct ImportPlan {
    pub(super) names: NameIndex,
    pub(super) read: DecodedBundle,
    /// The last row of the audit log then: whatever changes a working copy appends one.
    last_audited: Option<i64>,
}

impl ImportPlan {
    /// Reads the bundle, or finds every mistake in it.
    pub(super) fn of(connection: &mut Connection, bundle: &ImportBundle) -> Result<Self, ImportError> {
        let last_audited = audit::last(connection)?;
        let mut names = NameIndex::of(connection, bundle)?;
        names.look_up(connection, bundle.entries.iter().flat_map(|entry| collect_names(&entry.fields)).collect())?;
        names.look_up(connection, collect_names_in_markdown(bundle))?;
        let read = decode_entries(connection, bundle, &names)?;
        Ok(Self { names, read, last_audited })
    }

    /// Returns true if nothing was written since that the plan depends on: nothing came, and nothing that it names was
    /// changed.
    pub(super) fn is_current(&self, connection: &mut Connection) -> Result<bool, Error> {
        let done = audit::since(connection, self.last_audited.unwrap_or_default(), LOOKED_AT_MAX)?;
        if done.is_empty() {
            return Ok(true);
        }
        let named = self.names.ids();
        let is_named = |subject: &str| subject.parse().is_ok_and(|id| named.contains(&id));
        let matters = |(action, subject): &(Action, String)| {
            matches!(action, Action::Create | Action::Restore) || is_named(subject)
        };
        let is_whole = i64::try_from(done.len()).is_ok_and(|count| count < LOOKED_AT_MAX);
        Ok(is_whole && !done.iter().any(matters))
    }
}
