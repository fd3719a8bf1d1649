//! Changing how something was taken back, after it was.

use super::unpublish::Moment;
use super::unpublishings::{self, Ended};
use super::{Refusal, log, withdrawn};
use crate::content::{Action, Actor, Id, Timestamp, UnpublishMode, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{Occurrence, telling_caches};
use crate::working_copies::{self, Deed, WorkingCopy};

/// Gives what was taken back another end. The working copy stays where it stands in its life, in a version of its own.
/// What was shown no longer cannot be shown again by this.
pub(super) fn change(
    connection: &mut Connection,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<WorkingCopy, Refusal> {
    let id = copy.head.id;
    let ended = unpublishings::store::find(connection, id)?.ok_or(Refusal::NotPublished)?;
    if ended.unpublishing == *unpublishing {
        return Err(Refusal::NotPublished);
    }
    if unpublishing.mode == UnpublishMode::Withdrawn && !ended.is_withdrawn() {
        return Err(Refusal::NothingToShow);
    }
    unpublishings::check(connection, id, unpublishing, &Moment::none())?;
    telling_caches(connection, |connection| {
        let status = copy.head.status;
        let deed = Deed { actor, action: Action::Unpublish, note: unpublishing.explanation.as_deref() };
        let copy = working_copies::transition(connection, &deed, copy, status)?;
        replace(connection, &copy, &ended, unpublishing)?;
        Ok(copy)
    })
}

/// Whether the thing was withdrawn, so that its document is still shown.
pub fn is_withdrawn(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    Ok(unpublishings::store::find(connection, id)?.is_some_and(|ended| ended.is_withdrawn()))
}

/// Shows a withdrawn document no longer: its working copy was deleted. What readers were told they still are.
pub fn end_withdrawn(connection: &mut Connection, copy: &WorkingCopy) -> Result<(), Error> {
    let ended = unpublishings::store::find(connection, copy.head.id)?.filter(Ended::is_withdrawn);
    let Some(ended) = ended else { return Ok(()) };
    let gone = Unpublishing { mode: UnpublishMode::Gone, ..ended.unpublishing.clone() };
    telling_caches(connection, |connection| replace(connection, copy, &ended, &gone))
}

fn replace(
    connection: &mut Connection,
    copy: &WorkingCopy,
    ended: &Ended,
    unpublishing: &Unpublishing,
) -> Result<(), Error> {
    let now = Timestamp::now();
    unpublishings::store::replace(connection, copy.head.id, unpublishing, now)?;
    if unpublishing.mode != UnpublishMode::Withdrawn {
        withdrawn::store::delete(connection, copy.head.id)?;
    }
    // Named as readers know it, whatever its draft is called by now.
    let (locale, slug) = (ended.locale.as_ref(), ended.slug.as_ref());
    log::append(connection, &log::Change { locale, slug, ..log::Change::of(copy, Occurrence::Unpublished, now) })
}
