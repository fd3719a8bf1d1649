//! Unpublishes entities.

use std::collections::HashSet;

use super::batch::UnpublishBatch;
use super::{change, check};
use crate::content::{Action, Actor, Id, Kind, ReferenceRole, Timestamp, UnpublishMode, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{EventType, with_purge_event};
use crate::publishing::error::PublishError;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::settings::Settings;
use crate::publishing::store::change_log::ChangeLogEntry;
use crate::publishing::store::{documents, references, search, sources, unpublishings, withdrawn};
use crate::publishing::{change_log, pending};
use crate::working_copies::{self, ChangeContext, EntityRef, WorkingCopy};

/// The treatment of published documents that refer to the unpublished entity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DependentPolicy {
    /// They prevent the unpublishing.
    #[default]
    Refuse,
    /// They are frozen again without it, until it is published again. Resources that point to it cannot exist without
    /// it, and are unpublished with it.
    Release,
}

/// Unpublishes a published entity; `unpublishing` says what its readers find from then on. If the entity is unpublished
/// already, it replaces the options. Text for readers must be approved if the rule requires it.
pub fn unpublish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
    dependents: DependentPolicy,
) -> Result<WorkingCopy, PublishError> {
    check::check_approval(connection, settings.approval, &copy, unpublishing)?;
    if dependents == DependentPolicy::Refuse || !copy.head.is_published() {
        return unpublish_at(connection, settings, actor, copy, unpublishing, &UnpublishBatch::empty());
    }
    check::check_alternative(connection, copy.head.id, unpublishing, &UnpublishBatch::empty())?;
    unpublish_resources_of(connection, settings, actor, copy.head.id)?;
    with_purge_event(connection, |connection| unpublish_in_tx(connection, settings, actor, copy, unpublishing))
}

/// Unpublishes at a moment at which other entities end as well. A document that refers to the entity is an error,
/// unless it ends with it. The caller has checked the approval.
pub(in crate::publishing) fn unpublish_at(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
    batch: &UnpublishBatch<'_>,
) -> Result<WorkingCopy, PublishError> {
    if !copy.head.is_published() {
        return change::change(connection, actor, copy, unpublishing);
    }
    check::check_alternative(connection, copy.head.id, unpublishing, batch)?;
    let mut referrers = blocking_referrers(connection, copy.head.id)?;
    referrers.retain(|referrer| !batch.members.contains(&referrer.id));
    if !referrers.is_empty() {
        return Err(PublishError::InUse(referrers));
    }
    with_purge_event(connection, |connection| unpublish_in_tx(connection, settings, actor, copy, unpublishing))
}

/// Returns the entities that need it: published referrers, and referrers that are scheduled to be published.
pub(in crate::publishing) fn blocking_referrers(connection: &mut Connection, id: Id) -> Result<Vec<EntityRef>, Error> {
    let mut referrers = references::referrers(connection, id)?;
    referrers.extend(working_copies::scheduled_referrers(connection, id)?);
    referrers.sort_by_key(|referrer| (referrer.kind, referrer.id));
    referrers.dedup_by_key(|referrer| referrer.id);
    Ok(referrers)
}

fn unpublish_in_tx(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<WorkingCopy, PublishError> {
    let id = copy.head.id;
    let now = Timestamp::now();
    let source =
        sources::find(connection, id)?.ok_or_else(|| Error::Corrupt(format!("the published {id} has no source")))?;
    let groups: HashSet<Id> = sources::group_of(&source.content).into_iter().collect();
    unpublishings::insert(connection, copy.head.kind, id, unpublishing, now)?;
    if unpublishing.mode == UnpublishMode::Withdrawn {
        withdrawn::insert(connection, &source)?;
    }
    documents::delete(connection, copy.head.kind, id)?;
    sources::delete(connection, id)?;
    search::remove(connection, id)?;
    // An unpublishing cancels all schedules: an earlier plan must not make the entity public again.
    pending::cancel_pending(connection, id, None, now)?;
    let context = ChangeContext { actor, action: Action::Unpublish, note: unpublishing.explanation.as_deref() };
    let copy = working_copies::mark_unpublished(connection, &context, copy, now)?;
    // Use the slug and locale that readers know, not those of the draft.
    let (locale, slug) = (source.content.locale(), source.content.slug());
    change_log::append(
        connection,
        &ChangeLogEntry { locale, slug, ..ChangeLogEntry::of_working_copy(&copy, EventType::Unpublished, now) },
    )?;
    let siblings = sources::translations_of(connection, &groups)?;
    let released = references::dependents(connection, &HashSet::from([id]), None)?;
    rebuild_with_dependents(
        connection,
        settings,
        siblings.into_iter().chain(released),
        &FreezeContext::for_dependents(now),
    )?;
    Ok(copy)
}

/// Unpublishes the resources that point to an article.
fn unpublish_resources_of(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    article: Id,
) -> Result<(), PublishError> {
    let role = Some(ReferenceRole::Target);
    for resource in references::dependents(connection, &HashSet::from([article]), role)? {
        let copy = working_copies::find(connection, Kind::Resource, resource)?
            .ok_or_else(|| Error::Corrupt(format!("the published resource {resource} has no working copy")))?;
        unpublish(connection, settings, actor, copy, &Unpublishing::default(), DependentPolicy::Release)?;
    }
    Ok(())
}
