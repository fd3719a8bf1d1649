//! Publishing: what editors see becomes what readers see.

use std::collections::{HashMap, HashSet, VecDeque};

use super::freeze::{Freezing, refreeze};
use super::sources::{self, Source};
use super::{Refusal, Settings, UnpublishedReference, approval, documents, log, scheduling, unpublishings};
use crate::content::{Action, Actor, ChangeAction, Content, Id, Reference, Timestamp};
use crate::db::{Connection, Error};
use crate::events::telling_caches;
use crate::working_copies::{self, Deed, User, WorkingCopy, revisions};

/// What may become public together with what was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum IncludeReferences {
    /// Nothing: a reference to something unpublished is refused.
    #[default]
    None,
    /// Whatever it leads to.
    All,
    /// Only these; a reference to another unpublished thing is refused.
    Only(HashSet<Id>),
    /// Only these, each with the content of that digest; changed content and another unpublished thing are refused.
    Exactly(HashMap<Id, String>),
}

impl IncludeReferences {
    fn includes(&self, id: Id) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Only(ids) => ids.contains(&id),
            Self::Exactly(digests) => digests.contains_key(&id),
        }
    }

    /// Returns true if the content is not the one that may become public.
    fn refuses(&self, copy: &WorkingCopy) -> Result<bool, Error> {
        let Self::Exactly(digests) = self else { return Ok(false) };
        let decided = digests.get(&copy.head.id);
        Ok(decided != Some(&revisions::store::digest(&copy.content)?))
    }
}

/// How to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishOptions {
    /// What of that which it refers to and which is not public yet is published with it.
    pub include_references: IncludeReferences,
    /// What is said of the change.
    pub note: ChangeNote,
}

/// What is said of a change that is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeNote {
    /// What changed, for readers.
    pub text: Option<String>,
    /// Whether readers should be told.
    pub major: bool,
}

impl ChangeNote {
    /// Returns true if nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_none() && !self.major
    }
}

/// Publishes a working copy as it stands.
///
/// What it refers to must be published, or is published with it if the options say so. A working copy that is
/// public as it stands is left alone, unless there is a note to publish. Answers with the working copy as it is then.
pub fn publish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    options: &PublishOptions,
) -> Result<WorkingCopy, Refusal> {
    let id = copy.head.id;
    if !copy.head.has_changes() && options.note.is_empty() {
        return Ok(copy);
    }
    let note = Some((id, &options.note));
    let mut published = publish_with_note(connection, settings, actor, vec![copy], &options.include_references, note)?;
    let published = published.remove(&id);
    published.ok_or_else(|| Refusal::Database(Error::Corrupt(format!("{id} was not among what was published"))))
}

/// Publishes working copies as they stand, all at one moment: they may refer to one another, and one may take
/// the slug that another leaves.
pub fn publish_together(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
) -> Result<HashMap<Id, WorkingCopy>, Refusal> {
    publish_with_note(connection, settings, actor, copies, include_references, None)
}

fn publish_with_note(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
    note: Option<(Id, &ChangeNote)>,
) -> Result<HashMap<Id, WorkingCopy>, Refusal> {
    let together = prepare(connection, settings, copies, include_references, note)?;
    telling_caches(connection, |connection| publish_prepared(connection, settings, actor, together, note))
}

/// When it was public first, here or where it came from, if it is published now.
pub(super) fn first_published_at(connection: &mut Connection, id: Id, now: Timestamp) -> Result<Timestamp, Error> {
    let here = log::store::first_published_at(connection, id)?;
    let elsewhere = working_copies::public_since(connection, id)?;
    Ok([Some(now), here, elsewhere].into_iter().flatten().min().unwrap_or(now))
}

fn publish_prepared(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    together: HashMap<Id, WorkingCopy>,
    note: Option<(Id, &ChangeNote)>,
) -> Result<HashMap<Id, WorkingCopy>, Refusal> {
    let now = Timestamp::now();
    let groups = groups(connection, &together)?;
    let mut published = HashMap::with_capacity(together.len());
    if together.len() > 1 {
        // Taken out first, so that whichever is frozen first finds free what another of them leaves.
        for copy in together.values() {
            documents::store::delete(connection, copy.head.kind, copy.head.id)?;
        }
    }
    for (id, copy) in together {
        unpublishings::store::delete(connection, copy.head.id)?;
        let noted = note.filter(|(noted, _)| *noted == id).and_then(|(_, note)| note.text.as_deref());
        // What was to be published later is published now.
        scheduling::end(connection, id, Some(ChangeAction::Publish), now)?;
        let deed = Deed { actor, action: Action::Publish, note: noted };
        let copy = working_copies::mark_published(connection, &deed, copy, now)?;
        let source = Source {
            id: copy.head.id,
            content: copy.content.clone(),
            version: copy.head.version,
            first_published_at: first_published_at(connection, copy.head.id, now)?,
            published_at: now,
        };
        sources::store::save(connection, &source)?;
        published.insert(id, copy);
    }
    let siblings = sources::store::translations_of(connection, &groups)?;
    let ids: HashSet<Id> = published.keys().copied().collect();
    let freezing = Freezing { now, published: &ids, note, restored: None, keeps_dates: false };
    refreeze(connection, settings, ids.iter().copied().chain(siblings), &freezing)?;
    Ok(published)
}

/// Everything that would be published, or why nothing can be.
pub(in crate::publishing) fn prepare(
    connection: &mut Connection,
    settings: &Settings,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
    note: Option<(Id, &ChangeNote)>,
) -> Result<HashMap<Id, WorkingCopy>, Refusal> {
    let together = collect(connection, copies, include_references)?;
    approval::check(connection, settings.approval, together.values(), note)?;
    check_addresses(connection, &together)?;
    Ok(together)
}

/// The working copies, with everything unpublished that they lead to if that is wanted.
fn collect(
    connection: &mut Connection,
    copies: Vec<WorkingCopy>,
    include_references: &IncludeReferences,
) -> Result<HashMap<Id, WorkingCopy>, Refusal> {
    let mut together: HashMap<Id, WorkingCopy> = HashMap::new();
    let mut missing: Vec<UnpublishedReference> = Vec::new();
    let mut changed: Vec<User> = Vec::new();
    let mut known: HashSet<Id> = copies.iter().map(|copy| copy.head.id).collect();
    let mut waiting = VecDeque::from(copies);
    while let Some(copy) = waiting.pop_front() {
        let references = copy.content.references();
        let source = copy.head.id;
        together.insert(source, copy);
        for (reference, target) in unpublished(connection, references)? {
            if known.contains(&target.head.id) {
                continue;
            }
            if include_references.includes(target.head.id) {
                known.insert(target.head.id);
                if include_references.refuses(&target)? {
                    changed.push(approval::named(&target));
                }
                waiting.push_back(target);
            } else {
                missing.push(UnpublishedReference { source, reference, label: target.content.label().to_owned() });
            }
        }
    }
    if !changed.is_empty() {
        return Err(Refusal::Changed(changed));
    }
    if missing.is_empty() { Ok(together) } else { Err(Refusal::UnpublishedReferences(missing)) }
}

fn unpublished(
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
        // Most are public, and nothing else is asked of those.
        if working_copies::published_version(connection, kind, target)?.is_some() {
            continue;
        }
        let copy = working_copies::find(connection, kind, target)?
            .ok_or_else(|| Error::Corrupt(format!("the {kind} {target} is gone")))?;
        found.push((reference, copy));
    }
    Ok(found)
}

/// Working copies have slugs, places in translation groups and sections of their own, but a published document may
/// still hold one that its working copy has left.
fn check_addresses(connection: &mut Connection, together: &HashMap<Id, WorkingCopy>) -> Result<(), Refusal> {
    let in_the_way = |holder: Option<Id>| holder.filter(|holder| !together.contains_key(holder));
    for copy in together.values() {
        if let Some(slug) = copy.content.slug()
            && let Some(id) = in_the_way(documents::store::slug_holder(connection, copy.content.locale(), slug)?)
        {
            return Err(Refusal::SlugInUse { slug: slug.to_string(), id });
        }
        let Content::Article(article) = &copy.content else { continue };
        let (group, locale) = (article.translation_group_id, &article.locale);
        if let Some(id) = in_the_way(documents::articles::store::translation_holder(connection, group, locale)?) {
            return Err(Refusal::TranslationExists { locale: locale.to_string(), id });
        }
        let sections: Vec<Id> = article.sections.iter().map(|section| section.id).collect();
        for (section, holder) in documents::articles::store::section_holders(connection, &sections)? {
            if let Some(id) = in_the_way(Some(holder)) {
                return Err(Refusal::SectionInUse { section, id });
            }
        }
    }
    Ok(())
}

/// The translation groups of the articles: those they are published in now, and those they will be in. Where
/// the two differ, the articles of both list other translations afterwards.
fn groups(connection: &mut Connection, together: &HashMap<Id, WorkingCopy>) -> Result<HashSet<Id>, Error> {
    let mut groups = HashSet::new();
    for copy in together.values() {
        if let Content::Article(article) = &copy.content {
            groups.insert(article.translation_group_id);
            groups.extend(sources::store::published_group(connection, copy.head.id)?);
        }
    }
    Ok(groups)
}
