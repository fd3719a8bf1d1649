//! Changes the options of an unpublishing afterwards.

use super::batch::UnpublishBatch;
use super::check;
use crate::content::{Action, Actor, Id, Timestamp, UnpublishMode, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{EventType, with_purge_event};
use crate::publishing::change_log;
use crate::publishing::error::PublishError;
use crate::publishing::store::change_log::ChangeLogEntry;
use crate::publishing::store::unpublishings::{self, UnpublishingRecord};
use crate::publishing::store::withdrawn;
use crate::working_copies::{self, ChangeContext, WorkingCopy};

/// Replaces the options of an unpublishing. The working copy keeps its status and gets a new version. An entity whose
/// document is no longer shown cannot become withdrawn.
pub(super) fn change(
    connection: &mut Connection,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<WorkingCopy, PublishError> {
    let id = copy.head.id;
    let ended = unpublishings::find(connection, id)?.ok_or(PublishError::NotPublished)?;
    if ended.unpublishing == *unpublishing {
        return Err(PublishError::NotPublished);
    }
    if unpublishing.mode == UnpublishMode::Withdrawn && !ended.is_withdrawn() {
        return Err(PublishError::CannotWithdraw);
    }
    check::check_alternative(connection, id, unpublishing, &UnpublishBatch::empty())?;
    with_purge_event(connection, |connection| {
        let status = copy.head.status;
        let context = ChangeContext { actor, action: Action::Unpublish, note: unpublishing.explanation.as_deref() };
        let copy = working_copies::set_status(connection, &context, copy, status)?;
        replace(connection, &copy, &ended, unpublishing)?;
        Ok(copy)
    })
}

/// Returns true if the entity was withdrawn, so that its document is still shown.
pub fn is_withdrawn(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    Ok(unpublishings::find(connection, id)?.is_some_and(|ended| ended.is_withdrawn()))
}

/// Stops showing a withdrawn document, because its working copy was deleted. The explanation and the alternative stay.
pub fn discard_withdrawn_document(connection: &mut Connection, copy: &WorkingCopy) -> Result<(), Error> {
    let ended = unpublishings::find(connection, copy.head.id)?.filter(UnpublishingRecord::is_withdrawn);
    let Some(ended) = ended else { return Ok(()) };
    let gone = Unpublishing { mode: UnpublishMode::Gone, ..ended.unpublishing.clone() };
    with_purge_event(connection, |connection| replace(connection, copy, &ended, &gone))
}

fn replace(
    connection: &mut Connection,
    copy: &WorkingCopy,
    ended: &UnpublishingRecord,
    unpublishing: &Unpublishing,
) -> Result<(), Error> {
    let now = Timestamp::now();
    unpublishings::replace(connection, copy.head.id, unpublishing, now)?;
    if unpublishing.mode != UnpublishMode::Withdrawn {
        withdrawn::delete(connection, copy.head.id)?;
    }
    // Use the slug and locale that readers know, not those of the draft.
    let (locale, slug) = (ended.locale.as_ref(), ended.slug.as_ref());
    change_log::append(
        connection,
        &ChangeLogEntry { locale, slug, ..ChangeLogEntry::of_working_copy(copy, EventType::Unpublished, now) },
    )
}
