//! Synonyms: words that a search treats as equal. They have no drafts: saved synonyms are public.

use super::store::synonyms as store;
use crate::audit::{self, NewAuditRecord};
use crate::content::search::Synonyms;
use crate::content::{Action, Actor, SubjectKind, Timestamp};
use crate::db::{Connection, Error};
use crate::events;

/// The id of the synonyms in the audit log.
const SUBJECT: &str = "search";

/// The current synonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSynonyms {
    /// The version; grows with every change, 0 before the first save.
    pub version: i64,
    /// The time of the last save.
    pub updated_at: Option<Timestamp>,
    /// The synonyms.
    pub synonyms: Synonyms,
}

/// Loads the current synonyms.
pub fn load_synonyms(connection: &mut Connection) -> Result<SavedSynonyms, Error> {
    let (version, updated_at) = store::version(connection)?.unzip();
    Ok(SavedSynonyms { version: version.unwrap_or_default(), updated_at, synonyms: store::read(connection)? })
}

/// Replaces all synonyms. Equal synonyms make no new version.
pub fn replace_synonyms(
    connection: &mut Connection,
    actor: &Actor,
    current: SavedSynonyms,
    synonyms: Synonyms,
) -> Result<SavedSynonyms, Error> {
    if current.version > 0 && current.synonyms == synonyms {
        return Ok(current);
    }
    let (version, now) = (current.version + 1, Timestamp::now());
    store::replace(connection, &synonyms, version, now)?;
    let entry = NewAuditRecord {
        actor,
        action: Action::Save,
        subject_kind: SubjectKind::Synonyms,
        subject_id: SUBJECT,
        from_version: (current.version > 0).then_some(current.version),
        to_version: Some(version),
        note: None,
    };
    audit::append(connection, &entry)?;
    events::emit_list_purge(connection, now)?;
    Ok(SavedSynonyms { version, updated_at: Some(now), synonyms })
}
