//! Imports published state from another database.

use std::collections::{HashMap, HashSet};

use super::records::{ExportedSource, ExportedUnpublishing, PublishedState};
use super::store::{self, ExportedAddress, ExportedChange, ExportedTopicAddress};
use crate::content::{Content, Id, Kind, Reference, ReferenceRole, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::publishing::documents::PublishedSource;
use crate::publishing::error::{PublishError, UnpublishedReference};
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::publish::check_addresses;
use crate::publishing::settings::Settings;
use crate::publishing::store::sources;

/// An import of published state. Nothing is public before [`PublishedStateImport::finish`].
#[derive(Debug)]
pub struct PublishedStateImport {
    /// True if nothing was ever public here. Then the log continues that of the other database, and nobody is notified,
    /// because there are no followers.
    is_fresh: bool,
    /// The start of the import.
    now: Timestamp,
    /// The time of the last row of the log. Later rows must not have an earlier time, because offline copies rely on
    /// it.
    last_change_at: Timestamp,
    /// The published entities, with the time of the last change of each document.
    published: HashMap<Id, Timestamp>,
    /// The withdrawn entities, likewise.
    withdrawn: HashMap<Id, Timestamp>,
    /// The ids of all imported working copies, public or not.
    known: HashSet<Id>,
    /// The resources that point to articles.
    resources: Vec<ImportedResource>,
}

/// A resource that points to an article.
#[derive(Debug)]
struct ImportedResource {
    id: Id,
    label: String,
    article: Id,
}

impl PublishedStateImport {
    /// Begins an import.
    pub fn begin(connection: &mut Connection) -> Result<Self, Error> {
        let last_change_at = store::last_change_at(connection)?;
        Ok(Self {
            is_fresh: last_change_at.is_none(),
            now: Timestamp::now(),
            last_change_at: last_change_at.unwrap_or(Timestamp::from_unix_ms(0)),
            published: HashMap::new(),
            withdrawn: HashMap::new(),
            known: HashSet::new(),
            resources: Vec::new(),
        })
    }

    /// Records the id of an imported working copy.
    pub fn note_imported(&mut self, id: Id) {
        self.known.insert(id);
    }

    /// Imports the published state of an entity.
    pub fn publish(&mut self, connection: &mut Connection, id: Id, state: PublishedState) -> Result<(), PublishError> {
        state.content.check_complete().map_err(PublishError::Incomplete)?;
        check_addresses(connection, std::iter::once(&state.content), |_| false)?;
        if let Content::Resource(resource) = &state.content
            && let Some(article) = resource.article_id
        {
            self.resources.push(ImportedResource { id, label: resource.title.clone(), article });
        }
        let PublishedState { version, first_published_at, published_at, updated_at, content } = state;
        sources::save(connection, &PublishedSource { id, content, version, first_published_at, published_at })?;
        self.published.insert(id, updated_at);
        Ok(())
    }

    /// Appends a row of the log. If something was public here before, it ignores changes of entities that were not
    /// imported, and all rows get the time of the import.
    pub fn append_change(&mut self, connection: &mut Connection, change: &ExportedChange) -> Result<(), Error> {
        if !self.is_fresh && !self.known.contains(&change.id) {
            return Ok(());
        }
        let at = if self.is_fresh { change.at } else { self.now };
        self.last_change_at = self.last_change_at.max(at);
        store::append_change(connection, change, self.last_change_at)
    }

    /// Imports an address. Returns false if another article has it.
    pub fn add_address(&mut self, connection: &mut Connection, address: &ExportedAddress) -> Result<bool, Error> {
        if self.is_fresh || self.known.contains(&address.article_id) {
            return store::insert_address(connection, address);
        }
        Ok(true)
    }

    /// Imports an address of a topic. Returns false if another topic has it.
    pub fn add_topic_address(
        &mut self,
        connection: &mut Connection,
        address: &ExportedTopicAddress,
    ) -> Result<bool, Error> {
        if self.is_fresh || self.known.contains(&address.topic_id) {
            return store::insert_topic_address(connection, address);
        }
        Ok(true)
    }

    /// Imports an unpublishing; `content` is the content of its source, if it is withdrawn. Returns false if the entity
    /// was never public.
    pub fn add_unpublishing(
        &mut self,
        connection: &mut Connection,
        unpublishing: &ExportedUnpublishing,
        content: Option<Content>,
    ) -> Result<bool, Error> {
        let is_wanted = self.is_fresh || self.known.contains(&unpublishing.id);
        if !is_wanted || sources::find(connection, unpublishing.id)?.is_some() {
            return Ok(true);
        }
        if !store::was_published(connection, unpublishing.id)? {
            return Ok(false);
        }
        let source = unpublishing.source.as_ref().zip(content).map(|(exported, content)| {
            let ExportedSource { version, first_published_at, published_at, .. } = *exported;
            PublishedSource { id: unpublishing.id, content, version, first_published_at, published_at }
        });
        if store::insert_unpublishing(connection, unpublishing, source.as_ref())?
            && let Some(exported) = &unpublishing.source
        {
            self.withdrawn.insert(unpublishing.id, exported.updated_at);
        }
        Ok(true)
    }

    /// Freezes the imported documents and those that embed them.
    pub fn finish(self, connection: &mut Connection, settings: &Settings) -> Result<(), PublishError> {
        for ImportedResource { id: source, label, article } in &self.resources {
            if sources::find(connection, *article)?.is_none() {
                let (role, kind, pointer) = (ReferenceRole::Target, Kind::Article, "/articleId".to_owned());
                let reference = Reference { role, kind, target: *article, pointer };
                let missing = UnpublishedReference { source: *source, reference, label: label.clone() };
                return Err(PublishError::UnpublishedReferences(vec![missing]));
            }
        }
        let mut unlogged = HashSet::new();
        for id in self.published.keys() {
            if !self.is_fresh || !store::is_logged(connection, *id)? {
                unlogged.insert(*id);
            }
        }
        let restored: HashMap<Id, Timestamp> = self.published.into_iter().chain(self.withdrawn).collect();
        let context = FreezeContext {
            published: &unlogged,
            restored: Some(&restored),
            ..FreezeContext::for_dependents(Timestamp::now())
        };
        with_purge_event(connection, |connection| {
            rebuild_with_dependents(connection, settings, restored.keys().copied(), &context)
        })
        .map_err(PublishError::Database)
    }
}
