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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::audit::NewAuditRecord;
    use crate::content::{Actor, Locale, SubjectKind};
    use crate::db::{Database, DatabaseAddress};
    use crate::management::imports::{ImportRoot, SourceFile};

    const NAMED: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    const OTHER: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02";

    #[test]
    fn a_plan_is_current_until_an_entity_is_created_or_one_that_it_names_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&DatabaseAddress::file(folder.path().join("cairn.db")), 1).unwrap();
        let mut bundle = ImportBundle::new(Locale::english());
        let text = format!("- {{id: {NAMED}, slug: tea, kind: subject, name: Tea}}\n");
        let (location, name) = ("topics.yaml", "topics.yaml");
        bundle.add_file(SourceFile { location, root: ImportRoot::Unknown, name, format: None, text: &text }).unwrap();
        let actor = Actor::system("a test");
        for (action, subject_id, rows, expected) in [
            (Action::Save, OTHER, 0, true),
            (Action::Save, OTHER, 1, true),
            (Action::Revoke, "a key", 1, true),
            (Action::Save, OTHER, LOOKED_AT_MAX - 1, true),
            (Action::Save, OTHER, LOOKED_AT_MAX, false),
            (Action::Save, NAMED, 1, false),
            (Action::Trash, NAMED, 1, false),
            (Action::Create, OTHER, 1, false),
            (Action::Restore, OTHER, 1, false),
        ] {
            let is_current = database.write_blocking(|connection| -> Result<bool, ImportError> {
                let plan = ImportPlan::of(connection, &bundle)?;
                for _ in 0..rows {
                    let record = NewAuditRecord {
                        actor: &actor,
                        action,
                        subject_kind: SubjectKind::Topic,
                        subject_id,
                        from_version: None,
                        to_version: None,
                        note: None,
                    };
                    audit::append(connection, &record)?;
                }
                Ok(plan.is_current(connection)?)
            });
            assert_eq!(is_current.unwrap(), expected, "{action} of {subject_id}, {rows} times");
        }
    }
}
