//! Imports the lines of an export that belong to entities of the lines before: revisions, the change log, addresses,
//! unpublishings and synonyms.

use super::error::ImportError;
use super::options::Trust;
use super::record_checks::check_unpublishing;
use super::report::ImportNote;
use super::restore::{ExportReader, NewEntity};
use crate::content::search::Synonyms;
use crate::content::{ChangeAction, Kind};
use crate::management::exports::records::RevisionRecord;
use crate::publishing;
use crate::publishing::transfer::{ExportedAddress, ExportedChange, ExportedTopicAddress, ExportedUnpublishing};
use crate::working_copies::revisions::{Revision, RevisionHead};
use crate::working_copies::transfer;

/// The maximum length of a change note in characters.
const NOTE_MAX: usize = 1000;

impl ExportReader<'_> {
    /// Imports a revision of a new entity. Existing entities keep their own history.
    pub(super) fn revision(&mut self, number: u64, line: RevisionRecord) -> Result<(), ImportError> {
        let Some(NewEntity { version: newest, .. }) = self.new.get(&line.id).copied() else { return Ok(()) };
        let is_trusted = self.import.options.trust == Trust::History;
        if !is_trusted || !self.passes(number, self.bounds.check_revision(&line, newest)) {
            return Ok(());
        }
        let Some(content) = self.content(number, "/content", line.kind, &line.content) else { return Ok(()) };
        let head = RevisionHead {
            version: line.version,
            at: line.at,
            actor_key_id: line.key_id,
            actor_name: line.by,
            action: line.action,
            status: line.status,
            note: line.note,
            published: line.published,
            content_digest: String::new(),
        };
        Ok(transfer::replace_revision(self.connection, line.id, &Revision { head, content })?)
    }

    /// Imports a row of the change log.
    pub(super) fn change(&mut self, number: u64, change: &ExportedChange) -> Result<(), ImportError> {
        if !self.passes(number, self.bounds.check_change(change)) {
            return Ok(());
        }
        if self.new.get(&change.id).is_some_and(|new| new.kind != change.kind) {
            self.problem(number, "/kind", format!("the kind of {} is not {}", change.id, change.kind));
            return Ok(());
        }
        let note = change.change_note.as_deref().unwrap_or_default();
        if note.chars().count() > NOTE_MAX || (change.action == ChangeAction::Unpublish && change.major) {
            let detail = format!("a change note has at most {NOTE_MAX} characters, and only a publish can be major");
            self.problem(number, "/changeNote", detail);
            return Ok(());
        }
        Ok(self.restoring.append_change(self.connection, change)?)
    }

    /// Imports a current or former slug of an article.
    pub(super) fn address(&mut self, number: u64, address: &ExportedAddress) -> Result<(), ImportError> {
        if !self.restoring.add_address(self.connection, address)? {
            let detail =
                format!("The slug \"{}\" of {} belongs to another article here.", address.slug, address.locale);
            self.notes.push(ImportNote { location: self.location_of(number), detail });
        }
        Ok(())
    }

    /// Imports a current or former slug of a topic.
    pub(super) fn topic_address(&mut self, number: u64, address: &ExportedTopicAddress) -> Result<(), ImportError> {
        if !self.restoring.add_topic_address(self.connection, address)? {
            let detail = format!("The slug \"{}\" belongs to another topic here.", address.slug);
            self.notes.push(ImportNote { location: self.location_of(number), detail });
        }
        Ok(())
    }

    /// Imports an unpublishing. The document of a withdrawn article is rebuilt from its source.
    pub(super) fn unpublishing(&mut self, number: u64, unpublishing: &ExportedUnpublishing) -> Result<(), ImportError> {
        if !self.passes(number, self.bounds.check_unpublishing(unpublishing)) {
            return Ok(());
        }
        let content = match &unpublishing.source {
            Some(source) => match self.content(number, "/source/content", Kind::Article, &source.content) {
                None => return Ok(()),
                content => content,
            },
            None => None,
        };
        if !self.passes(number, check_unpublishing(unpublishing, content.as_ref())) {
            return Ok(());
        }
        if !self.restoring.add_unpublishing(self.connection, unpublishing, content)? {
            self.problem(number, "/id", "no change before it says that it was published".to_owned());
        }
        Ok(())
    }

    /// Imports synonyms, if there are none yet.
    pub(super) fn synonyms(&mut self, number: u64, content: &serde_json::Value) -> Result<(), ImportError> {
        let synonyms = match Synonyms::read(content) {
            Ok(synonyms) => synonyms,
            Err(violations) => {
                self.violations(number, "/content", &violations);
                return Ok(());
            }
        };
        let current = publishing::load_synonyms(self.connection)?;
        if current.synonyms == synonyms {
            return Ok(());
        }
        if current.version == 0 || self.import.options.force {
            publishing::replace_synonyms(self.connection, self.import.actor, current, synonyms)?;
        } else {
            let detail = "The synonyms of the export were skipped: this server has other synonyms.".to_owned();
            self.notes.push(ImportNote { location: self.location_of(number), detail });
        }
        Ok(())
    }
}
