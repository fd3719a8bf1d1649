//! Taking back what was published.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::freeze::{Freezing, refreeze};
use super::log;
use super::{
    Refusal, Settings, approval, documents, ending, references, scheduling, search, sources, unpublishings, withdrawn,
};
use crate::content::{Action, Actor, Id, Kind, ReferenceRole, Timestamp, UnpublishMode, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{Occurrence, telling_caches};
use crate::working_copies::{self, Deed, User, WorkingCopy};

/// What becomes of the published documents that refer to what is taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dependents {
    /// They stand in the way.
    #[default]
    Refuse,
    /// They are frozen again without it, until it is published again. Resources that lead to it cannot be, and are
    /// taken back with it.
    Release,
}

/// Takes a published thing back; `unpublishing` says what its readers find from then on. What was taken back already
/// gets that end in the place of the one it has. What readers are told by it has to be approved where that is asked for.
pub fn unpublish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
    dependents: Dependents,
) -> Result<WorkingCopy, Refusal> {
    approval::check_ending(connection, settings.approval, &copy, unpublishing)?;
    if dependents == Dependents::Refuse || !copy.head.is_published() {
        return unpublish_at(connection, settings, actor, copy, unpublishing, &Moment::none());
    }
    unpublishings::check(connection, copy.head.id, unpublishing, &Moment::none())?;
    unpublish_leading_to(connection, settings, actor, copy.head.id)?;
    telling_caches(connection, |connection| take_back(connection, settings, actor, copy, unpublishing))
}

/// The other things that end at the moment of an unpublishing.
#[derive(Debug, Clone, Copy)]
pub(in crate::publishing) struct Moment<'m> {
    /// The things unpublished in the same step; they may refer to it.
    pub(in crate::publishing) together: &'m HashSet<Id>,
    /// The things that end at the same moment or have ended; redirects may lead to them and on from there.
    pub(in crate::publishing) ending: &'m HashSet<Id>,
}

impl Moment<'_> {
    /// A moment at which nothing else ends.
    pub(in crate::publishing) fn none() -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { together: &NONE, ending: &NONE }
    }
}

/// The same at a moment at which other things end: documents that refer to it stand in the way, unless they end with it.
/// What readers are told by it was approved, if it needs that.
pub(in crate::publishing) fn unpublish_at(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
    moment: &Moment<'_>,
) -> Result<WorkingCopy, Refusal> {
    if !copy.head.is_published() {
        return ending::change(connection, actor, copy, unpublishing);
    }
    unpublishings::check(connection, copy.head.id, unpublishing, moment)?;
    let mut users = users(connection, copy.head.id)?;
    users.retain(|user| !moment.together.contains(&user.id));
    if !users.is_empty() {
        return Err(Refusal::InUse(users));
    }
    telling_caches(connection, |connection| take_back(connection, settings, actor, copy, unpublishing))
}

/// Who would miss it: what readers see, and what they are to see at a time that was set.
pub(in crate::publishing) fn users(connection: &mut Connection, id: Id) -> Result<Vec<User>, Error> {
    let mut users = references::store::users(connection, id)?;
    users.extend(working_copies::scheduled_users(connection, id)?);
    users.sort_by_key(|user| (user.kind, user.id));
    users.dedup_by_key(|user| user.id);
    Ok(users)
}

fn take_back(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<WorkingCopy, Refusal> {
    let id = copy.head.id;
    let now = Timestamp::now();
    let source = sources::store::find(connection, id)?
        .ok_or_else(|| Error::Corrupt(format!("the published {id} has no source")))?;
    let groups: HashSet<Id> = sources::store::group_of(&source.content).into_iter().collect();
    unpublishings::store::insert(connection, copy.head.kind, id, unpublishing, now)?;
    if unpublishing.mode == UnpublishMode::Withdrawn {
        withdrawn::store::insert(connection, &source)?;
    }
    documents::store::delete(connection, copy.head.kind, id)?;
    sources::store::delete(connection, id)?;
    search::remove(connection, id)?;
    // Taking it back is the last word on it: nothing that was planned before makes it public again.
    scheduling::end(connection, id, None, now)?;
    let deed = Deed { actor, action: Action::Unpublish, note: unpublishing.explanation.as_deref() };
    let copy = working_copies::mark_unpublished(connection, &deed, copy, now)?;
    // Named as readers know it, whatever its draft is called by now.
    let (locale, slug) = (source.content.locale(), source.content.slug());
    log::append(connection, &log::Change { locale, slug, ..log::Change::of(&copy, Occurrence::Unpublished, now) })?;
    let siblings = sources::store::translations_of(connection, &groups)?;
    let released = references::store::dependents(connection, &HashSet::from([id]), None)?;
    refreeze(connection, settings, siblings.into_iter().chain(released), &Freezing::of_others(now))?;
    Ok(copy)
}

/// Takes back the resources that lead to an article.
fn unpublish_leading_to(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    article: Id,
) -> Result<(), Refusal> {
    let role = Some(ReferenceRole::Target);
    for resource in references::store::dependents(connection, &HashSet::from([article]), role)? {
        let copy = working_copies::find(connection, Kind::Resource, resource)?
            .ok_or_else(|| Error::Corrupt(format!("the published resource {resource} has no working copy")))?;
        unpublish(connection, settings, actor, copy, &Unpublishing::default(), Dependents::Release)?;
    }
    Ok(())
}
