//! Unpublishing of entities, and later changes of its options.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::error::PublishError;
use super::freeze::{FreezeContext, rebuild_with_dependents};
use super::settings::{ApprovalRule, Settings};
use super::store::change_log::ChangeLogEntry;
use super::store::unpublishings::{self, UnpublishingRecord};
use super::store::{documents, references, search, sources, withdrawn};
use super::{approval, change_log, pending};
use crate::content::{
    Action, Actor, Alternative, Id, Kind, ReferenceRole, Timestamp, UnpublishMode, Unpublishing, ViolationCode,
    Violations,
};
use crate::db::{Connection, Error};
use crate::events::{EventType, with_purge_event};
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
    check_approval(connection, settings.approval, &copy, unpublishing)?;
    if dependents == DependentPolicy::Refuse || !copy.head.is_published() {
        return unpublish_at(connection, settings, actor, copy, unpublishing, &UnpublishBatch::empty());
    }
    check_alternative(connection, copy.head.id, unpublishing, &UnpublishBatch::empty())?;
    unpublish_resources_of(connection, settings, actor, copy.head.id)?;
    with_purge_event(connection, |connection| unpublish_in_tx(connection, settings, actor, copy, unpublishing))
}

/// Unpublishes at a moment at which other entities end as well. A document that refers to the entity is an error,
/// unless it ends with it. The caller has checked the approval.
pub(super) fn unpublish_at(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
    batch: &UnpublishBatch<'_>,
) -> Result<WorkingCopy, PublishError> {
    if !copy.head.is_published() {
        return change(connection, actor, copy, unpublishing);
    }
    check_alternative(connection, copy.head.id, unpublishing, batch)?;
    let mut referrers = blocking_referrers(connection, copy.head.id)?;
    referrers.retain(|referrer| !batch.members.contains(&referrer.id));
    if !referrers.is_empty() {
        return Err(PublishError::InUse(referrers));
    }
    with_purge_event(connection, |connection| unpublish_in_tx(connection, settings, actor, copy, unpublishing))
}

/// Returns the entities that need it: published referrers, and referrers that are scheduled to be published.
pub(super) fn blocking_referrers(connection: &mut Connection, id: Id) -> Result<Vec<EntityRef>, Error> {
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
    let affected = siblings.into_iter().chain(released);
    rebuild_with_dependents(connection, settings, affected, &FreezeContext::for_dependents(now))?;
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

/// Replaces the options of an unpublishing. The working copy keeps its status and gets a new version. An entity whose
/// document is no longer shown cannot become withdrawn.
fn change(
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
    check_alternative(connection, id, unpublishing, &UnpublishBatch::empty())?;
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

/// Checks that an alternative article is another article, and is public or ends at this moment.
pub(super) fn check_alternative(
    connection: &mut Connection,
    id: Id,
    unpublishing: &Unpublishing,
    batch: &UnpublishBatch<'_>,
) -> Result<(), PublishError> {
    let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative else { return Ok(()) };
    let invalid = |code, detail: &str| PublishError::Invalid(Violations::one("/alternative/articleId", code, detail));
    if alternative == id {
        return Err(invalid(ViolationCode::SelfReference, "An article cannot be its own alternative; name another."));
    }
    match working_copies::find(connection, Kind::Article, alternative)? {
        None => Err(invalid(ViolationCode::UnknownReference, "There is no article of this id.")),
        Some(copy) if !copy.head.is_published() && !batch.ended.contains(&alternative) => {
            Err(PublishError::UnpublishedAlternative(alternative))
        }
        Some(_) => Ok(()),
    }
}

/// Returns an error if the unpublishing shows readers new text or an external address without the approval that the
/// rule requires. Without these, an entity can be unpublished at any time.
pub(super) fn check_approval(
    connection: &mut Connection,
    rule: ApprovalRule,
    copy: &WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<(), PublishError> {
    if rule == ApprovalRule::Off || !has_new_text(connection, copy.head.id, unpublishing)? {
        return Ok(());
    }
    let proposed =
        approval::find_valid_approval(connection, rule, copy)?.and_then(|approval| approval.proposal?.unpublish);
    let is_approved = proposed.as_ref() == Some(unpublishing);
    if is_approved { Ok(()) } else { Err(PublishError::UnapprovedText(approval::entity_ref(copy))) }
}

/// Returns true if readers would get a new explanation or a new external address.
fn has_new_text(connection: &mut Connection, id: Id, unpublishing: &Unpublishing) -> Result<bool, Error> {
    let ended = unpublishings::find(connection, id)?.map(|ended| ended.unpublishing);
    let (old_explanation, old_alternative) = ended.map_or((None, None), |ended| (ended.explanation, ended.alternative));
    let has_words = unpublishing.explanation.is_some() && unpublishing.explanation != old_explanation;
    let leads_elsewhere =
        matches!(unpublishing.alternative, Some(Alternative::Url(_))) && unpublishing.alternative != old_alternative;
    Ok(has_words || leads_elsewhere)
}

/// The other entities that are unpublished at the same moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnpublishBatch<'m> {
    /// The entities unpublished in the same step; these may refer to it.
    pub(super) members: &'m HashSet<Id>,
    /// The entities that are or will be unpublished at this moment; an alternative may be one of them.
    pub(super) ended: &'m HashSet<Id>,
}

impl UnpublishBatch<'_> {
    /// A batch in which nothing else ends.
    pub(super) fn empty() -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { members: &NONE, ended: &NONE }
    }
}
