//! Publishing: makes the content of working copies public.

use std::collections::{HashMap, HashSet, VecDeque};

use super::documents::PublishedSource;
use super::error::{PublishError, UnpublishedReference};
use super::freeze::{FreezeContext, rebuild_with_dependents};
use super::options::{EntityNote, IncludeReferences, PublishOptions};
use super::settings::Settings;
use super::store::{article_documents, change_log, documents, sources, unpublishings};
use super::{approval, pending};
use crate::content::{Action, Actor, ChangeAction, Content, Id, Reference, Timestamp, Violation, Violations};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::working_copies::{self, ChangeContext, EntityRef, WorkingCopy};

/// Publishes the current content of a working copy.
///
/// The entities that it refers to must be published, or `options` must include them. A working copy without changes is
/// not published again, unless there is a note. Returns the working copy after the publish.
pub fn publish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    options: &PublishOptions,
) -> Result<WorkingCopy, PublishError> {
    let id = copy.head.id;
    if !copy.head.has_changes() && options.note.is_empty() {
        return Ok(copy);
    }
    let note = Some(EntityNote { id, note: &options.note });
    let mut published = publish_with_note(connection, settings, actor, vec![copy], &options.include_references, note)?;
    let published = published.remove(&id);
    published.ok_or_else(|| PublishError::Database(Error::Corrupt(format!("{id} was not among what was published"))))
}

/// Publishes the current content of several working copies at one moment. They may refer to one another, and one may
/// take a slug that another gives up.
pub fn publish_batch(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    publish_with_note(connection, settings, actor, copies, include_references, None)
}

fn publish_with_note(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
    note: Option<EntityNote<'_>>,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let batch = collect_checked(connection, settings, copies, include_references, note)?;
    with_purge_event(connection, |connection| publish_in_tx(connection, settings, actor, batch, note))
}

/// Returns the time of the first publish, here or in the database of origin; `now` if there was none.
pub(super) fn first_published_at(connection: &mut Connection, id: Id, now: Timestamp) -> Result<Timestamp, Error> {
    let here = change_log::first_published_at(connection, id)?;
    let elsewhere = working_copies::public_since(connection, id)?;
    Ok([Some(now), here, elsewhere].into_iter().flatten().min().unwrap_or(now))
}

fn publish_in_tx(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    batch: HashMap<Id, WorkingCopy>,
    note: Option<EntityNote<'_>>,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let now = Timestamp::now();
    let groups = translation_groups(connection, &batch)?;
    let mut published = HashMap::with_capacity(batch.len());
    if batch.len() > 1 {
        // Remove all documents first, so that the slugs that one of them gives up are free for the others.
        for copy in batch.values() {
            documents::delete(connection, copy.head.kind, copy.head.id)?;
        }
    }
    for (id, copy) in batch {
        unpublishings::delete(connection, copy.head.id)?;
        let note_text = note.and_then(|note| note.about(id)).and_then(|note| note.text.as_deref());
        // A pending publish happens now.
        pending::cancel_pending(connection, id, Some(ChangeAction::Publish), now)?;
        let context = ChangeContext { actor, action: Action::Publish, note: note_text };
        let copy = working_copies::mark_published(connection, &context, copy, now)?;
        let source = PublishedSource {
            id: copy.head.id,
            content: copy.content.clone(),
            version: copy.head.version,
            first_published_at: first_published_at(connection, copy.head.id, now)?,
            published_at: now,
        };
        sources::save(connection, &source)?;
        published.insert(id, copy);
    }
    let siblings = sources::translations_of(connection, &groups)?;
    let ids: HashSet<Id> = published.keys().copied().collect();
    let context = FreezeContext { now, published: &ids, note, restored: None, keeps_dates: false };
    rebuild_with_dependents(connection, settings, ids.iter().copied().chain(siblings), &context)?;
    Ok(published)
}

/// Returns everything that would be published, or the error that prevents the publish.
pub(super) fn collect_checked(
    connection: &mut Connection,
    settings: &Settings,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
    note: Option<EntityNote<'_>>,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let requested: HashSet<Id> = copies.iter().map(|copy| copy.head.id).collect();
    let batch = collect(connection, copies, include_references)?;
    check_complete(&batch, &requested)?;
    approval::check_approvals(connection, settings.approval, batch.values(), note)?;
    check_addresses(connection, batch.values().map(|copy| &copy.content), |id| batch.contains_key(&id))?;
    Ok(batch)
}

/// Checks that no content lacks a member that a publish requires. The errors about entities that are published with the
/// requested ones name their entity.
fn check_complete(batch: &HashMap<Id, WorkingCopy>, requested: &HashSet<Id>) -> Result<(), PublishError> {
    let mut copies: Vec<&WorkingCopy> = batch.values().collect();
    copies.sort_by_key(|copy| (!requested.contains(&copy.head.id), copy.head.id));
    let mut violations = Violations::default();
    for copy in copies {
        let Err(found) = copy.content.check_complete() else { continue };
        for Violation { pointer, code, detail } in found.iter() {
            let detail = if requested.len() == 1 && requested.contains(&copy.head.id) {
                detail.clone()
            } else {
                format!("{detail} It is missing in the {}.", approval::entity_ref(copy))
            };
            violations.add(pointer, *code, detail);
        }
    }
    violations.into_result(Some(())).map_err(PublishError::Incomplete)
}

/// Collects the working copies and, if the options say so, all unpublished entities that they lead to.
fn collect(
    connection: &mut Connection,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let mut batch: HashMap<Id, WorkingCopy> = HashMap::new();
    let mut missing: Vec<UnpublishedReference> = Vec::new();
    let mut changed: Vec<EntityRef> = Vec::new();
    let mut known: HashSet<Id> = copies.iter().map(|copy| copy.head.id).collect();
    let mut waiting = VecDeque::from(copies);
    while let Some(copy) = waiting.pop_front() {
        let references = copy.content.references();
        let source = copy.head.id;
        batch.insert(source, copy);
        for (reference, target) in find_unpublished(connection, references)? {
            if known.contains(&target.head.id) {
                continue;
            }
            if include_references.includes(target.head.id) {
                known.insert(target.head.id);
                if include_references.rejects_content(&target)? {
                    changed.push(approval::entity_ref(&target));
                }
                waiting.push_back(target);
            } else {
                missing.push(UnpublishedReference { source, reference, label: target.content.label().to_owned() });
            }
        }
    }
    if !changed.is_empty() {
        return Err(PublishError::ContentChanged(changed));
    }
    if missing.is_empty() { Ok(batch) } else { Err(PublishError::UnpublishedReferences(missing)) }
}

fn find_unpublished(
    connection: &mut Connection,
    references: Vec<Reference>,
) -> Result<Vec<(Reference, WorkingCopy)>, Error> {
    let mut seen: HashSet<Id> = HashSet::new();
    let mut found = Vec::new();
    for reference in references {
        if !seen.insert(reference.target) {
            continue;
        }
        let (kind, target) = (reference.kind, reference.target);
        // Most targets are public: check that before loading the working copy.
        if working_copies::published_version(connection, kind, target)?.is_some() {
            continue;
        }
        let copy = working_copies::find(connection, kind, target)?
            .ok_or_else(|| Error::Corrupt(format!("the {kind} {target} is gone")))?;
        found.push((reference, copy));
    }
    Ok(found)
}

/// Checks that no published document but those that `is_replaced` accepts holds a slug, a locale of a translation group
/// or a section of the contents. These are unique among working copies, but a document keeps the ones that its working
/// copy has given up.
pub(super) fn check_addresses<'c>(
    connection: &mut Connection,
    contents: impl Iterator<Item = &'c Content>,
    is_replaced: impl Fn(Id) -> bool,
) -> Result<(), PublishError> {
    let conflicting_holder = |holder: Option<Id>| holder.filter(|holder| !is_replaced(*holder));
    for content in contents {
        if let Some(slug) = content.slug()
            && let Some(id) = conflicting_holder(documents::slug_holder(connection, content.locale(), slug)?)
        {
            return Err(PublishError::SlugInUse { slug: slug.to_string(), id });
        }
        let Content::Article(article) = content else { continue };
        let (group, locale) = (article.translation_group_id, &article.locale);
        if let Some(id) = conflicting_holder(article_documents::translation_holder(connection, group, locale)?) {
            return Err(PublishError::TranslationExists { locale: locale.to_string(), id });
        }
        let sections: Vec<Id> = article.sections.iter().map(|section| section.id).collect();
        for (section, holder) in article_documents::section_holders(connection, &sections)? {
            if let Some(id) = conflicting_holder(Some(holder)) {
                return Err(PublishError::SectionInUse { section, id });
            }
        }
    }
    Ok(())
}

/// Returns the translation groups that the articles are published in now, and those that they will be in. If the two
/// differ, the articles of both list other translations afterwards.
fn translation_groups(connection: &mut Connection, batch: &HashMap<Id, WorkingCopy>) -> Result<HashSet<Id>, Error> {
    let mut groups = HashSet::new();
    for copy in batch.values() {
        if let Content::Article(article) = &copy.content {
            groups.insert(article.translation_group_id);
            groups.extend(sources::published_group(connection, copy.head.id)?);
        }
    }
    Ok(groups)
}
