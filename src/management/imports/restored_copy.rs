//! Converts a line of an export to a working copy, according to the trust in the import.

use super::options::{ImportOptions, Trust};
use crate::content::{Content, Status, Timestamp};
use crate::db;
use crate::management::exports::records::EntityRecord;
use crate::publishing::transfer::PublishedState;
use crate::working_copies::transfer::ExportedCopy;
use crate::working_copies::{WorkingCopyHead, revisions};

/// A working copy to insert.
pub(super) struct RestoredCopy {
    pub(super) exported: ExportedCopy,
    /// Its published state, if any.
    pub(super) state: Option<PublishedState>,
    /// A note about a status that changed.
    pub(super) note: Option<String>,
}

/// Converts a line. `public` is the published content, if it differs from `content`.
pub(super) fn restored_copy(
    line: EntityRecord,
    content: Content,
    public: Option<Content>,
    options: ImportOptions,
) -> Result<RestoredCopy, db::Error> {
    let old_status = line.status;
    let copy = match options.trust {
        Trust::Contents => as_draft(line, content)?,
        Trust::History => with_history(line, content, public),
    };
    let status = copy.exported.head.status;
    let note = (status != old_status).then(|| format!("It was {old_status}, and is {status} here."));
    Ok(RestoredCopy { note, ..copy })
}

/// Converts a line to a draft of version 1 with new times.
fn as_draft(line: EntityRecord, content: Content) -> Result<RestoredCopy, db::Error> {
    let now = Timestamp::now();
    let status = if line.status == Status::Trashed { Status::Trashed } else { Status::Draft };
    // Keep the time of the first publish elsewhere, for a later publish here.
    let first_published_at = line.published.as_ref().map(|published| published.first_published_at);
    let public_since = line.public_since.into_iter().chain(first_published_at).min().filter(|since| *since <= now);
    let imported_digest = Some(revisions::digest(&content)?);
    let head = WorkingCopyHead { version: 1, status, created_at: now, updated_at: now, ..head_of(line) };
    let exported = ExportedCopy { head, content, imported_digest, public_since, steps: Vec::new() };
    Ok(RestoredCopy { exported, state: None, note: None })
}

fn with_history(mut line: EntityRecord, content: Content, public: Option<Content>) -> RestoredCopy {
    let status = match (line.status, &line.published) {
        (Status::Trashed, None) => Status::Trashed,
        (Status::Unpublished, None) => Status::Unpublished,
        (status @ (Status::InReview | Status::Approved), _) => status,
        (_, Some(_)) => Status::Published,
        (_, None) => Status::Draft,
    };
    let state = line.published.take().map(|published| PublishedState {
        version: published.version,
        first_published_at: published.first_published_at,
        published_at: published.published_at,
        updated_at: published.updated_at,
        content: public.unwrap_or_else(|| content.clone()),
    });
    let published_version = state.as_ref().map(|state| state.version);
    let steps = std::mem::take(&mut line.workflow);
    let (imported_digest, public_since) = (line.imported_digest.take(), line.public_since);
    let head = WorkingCopyHead { status, published_version, ..head_of(line) };
    RestoredCopy { exported: ExportedCopy { head, content, imported_digest, public_since, steps }, state, note: None }
}

/// Returns the head of the working copy that the line describes, as if it was never published.
fn head_of(line: EntityRecord) -> WorkingCopyHead {
    WorkingCopyHead {
        id: line.id,
        kind: line.kind,
        version: line.version,
        status: line.status,
        published_version: None,
        workflow: None,
        schedule: None,
        link_status: None,
        last_checked_at: None,
        source_id: line.source_id,
        created_at: line.created_at,
        updated_at: line.updated_at,
    }
}
