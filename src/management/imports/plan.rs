//! The plan of an import: the ids of its names, and the decoded content of each entry.
//!
//! Planning only reads, so it runs before the write lock is taken. A plan is valid until something that it depends on
//! is written.

use super::bundle::ImportBundle;
use super::decode::{DecodedBundle, collect_names_in_markdown, decode_entries};
use super::error::ImportError;
use super::names::{NameIndex, collect_names};
use crate::audit;
use crate::content::Action;
use crate::db::{Connection, Error};

/// The maximum number of audit rows since the plan was made that are compared with it.
const LOOKED_AT_MAX: i64 = 1_000;

/// A bundle, decoded against one state of the database.
pub(super) struct ImportPlan {
    pub(super) names: NameIndex,
    pub(super) read: DecodedBundle,
    /// The last row of the audit log at that time. Every change of a working copy appends one.
    last_audited: Option<i64>,
}

impl ImportPlan {
    /// Decodes the bundle, or returns all errors in it.
    pub(super) fn of(connection: &mut Connection, bundle: &ImportBundle) -> Result<Self, ImportError> {
        let last_audited = audit::last(connection)?;
        let mut names = NameIndex::of(connection, bundle)?;
        names.look_up(connection, bundle.entries.iter().flat_map(|entry| collect_names(&entry.fields)).collect())?;
        names.look_up(connection, collect_names_in_markdown(bundle))?;
        let read = decode_entries(connection, bundle, &names)?;
        Ok(Self { names, read, last_audited })
    }

    /// Returns true if the plan is still valid: since then, no entity was created and none that it names was changed.
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
        let is_complete = i64::try_from(done.len()).is_ok_and(|count| count < LOOKED_AT_MAX);
        Ok(is_complete && !done.iter().any(matters))
    }
}
