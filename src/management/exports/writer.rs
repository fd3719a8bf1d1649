//! Writes all content as lines, page by page.

use super::records::{
    EntityRecord, ExportHeader, ExportRecord, ExportTrailer, FORMAT, PublishedRecord, RevisionRecord, SynonymsRecord,
};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::publishing;
use crate::publishing::transfer::{self as published, ExportedAddress, ExportedTopicAddress};
use crate::working_copies::revisions;
use crate::working_copies::transfer::{self as copies, ExportedCopy};

/// The number of rows read at once.
const PAGE_SIZE: i64 = 100;

/// The kinds, those with the most referrers first.
const KINDS: [Kind; 4] = [Kind::Topic, Kind::Phrase, Kind::Article, Kind::Resource];

/// The contents of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    /// True if it includes all revisions, not only the current versions.
    pub revisions: bool,
    /// True if it includes the change log, addresses, unpublishings and synonyms: everything that becomes public
    /// without a publish.
    pub log: bool,
}

/// Takes lines; an error ends the export.
type LineSink<'t, E> = &'t mut dyn FnMut(String) -> Result<(), E>;

/// Passes all content to `sink` as lines of JSON, each with its line feed. Within one transaction, the export shows one
/// moment. Holds at most one page in memory.
pub fn export<E: From<Error>>(
    connection: &mut Connection,
    options: ExportOptions,
    sink: LineSink<'_, E>,
) -> Result<(), E> {
    let mut lines = RecordWriter { sink, count: 0 };
    let ExportOptions { revisions, log } = options;
    let header = ExportHeader { format: FORMAT, exported_at: Timestamp::now(), revisions, log };
    lines.write(&ExportRecord::ExportHeader(header))?;
    for kind in KINDS {
        write_entities(connection, options, kind, &mut lines)?;
    }
    if log {
        write_log(connection, &mut lines)?;
    }
    let count = lines.count;
    lines.write(&ExportRecord::ExportTrailer(ExportTrailer { lines: count }))
}

/// Writes the lines that become public without a publish.
fn write_log<E: From<Error>>(connection: &mut Connection, lines: &mut RecordWriter<'_, E>) -> Result<(), E> {
    lines.write_all(
        |after| published::store::list_changes(connection, after.unwrap_or_default(), PAGE_SIZE),
        |numbered| numbered.seq,
        |numbered| ExportRecord::Change(numbered.change),
    )?;
    lines.write_all(
        |after| published::store::list_addresses(connection, after.as_ref(), PAGE_SIZE),
        ExportedAddress::clone,
        ExportRecord::Address,
    )?;
    lines.write_all(
        |after| published::store::list_topic_addresses(connection, after.as_ref(), PAGE_SIZE),
        ExportedTopicAddress::clone,
        ExportRecord::TopicAddress,
    )?;
    lines.write_all(
        |after| published::store::list_unpublishings(connection, after, PAGE_SIZE),
        |unpublishing| unpublishing.id,
        |unpublishing| ExportRecord::Unpublishing(Box::new(unpublishing)),
    )?;
    let saved = publishing::load_synonyms(connection)?;
    if saved.version > 0 {
        let content = serde_json::to_value(&saved.synonyms).map_err(Error::from)?;
        lines.write(&ExportRecord::Synonyms(SynonymsRecord { content }))?;
    }
    Ok(())
}

fn write_entities<E: From<Error>>(
    connection: &mut Connection,
    options: ExportOptions,
    kind: Kind,
    lines: &mut RecordWriter<'_, E>,
) -> Result<(), E> {
    let mut last: Option<Id> = None;
    loop {
        let copies = copies::list(connection, kind, last, PAGE_SIZE)?;
        let Some(copy) = copies.last() else { return Ok(()) };
        last = Some(copy.head.id);
        for copy in copies {
            let id = copy.head.id;
            lines.write(&ExportRecord::Entity(Box::new(entity_record(connection, copy)?)))?;
            if options.revisions {
                write_revisions(connection, kind, id, lines)?;
            }
        }
    }
}

fn entity_record(connection: &mut Connection, copies: ExportedCopy) -> Result<EntityRecord, Error> {
    let ExportedCopy { head, content, imported_digest, public_since, steps } = copies;
    let published = published::store::find_published(connection, head.kind, head.id)?;
    let published = published
        .map(|state| {
            let differs = state.content != content;
            Ok::<_, Error>(PublishedRecord {
                version: state.version,
                first_published_at: state.first_published_at,
                published_at: state.published_at,
                updated_at: state.updated_at,
                content: differs.then(|| serde_json::to_value(&state.content)).transpose()?,
            })
        })
        .transpose()?;
    Ok(EntityRecord {
        kind: head.kind,
        id: head.id,
        version: head.version,
        status: head.status,
        source_id: head.source_id,
        imported_digest,
        public_since,
        created_at: head.created_at,
        updated_at: head.updated_at,
        workflow: steps,
        content: serde_json::to_value(&content)?,
        published,
    })
}

fn write_revisions<E: From<Error>>(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
    lines: &mut RecordWriter<'_, E>,
) -> Result<(), E> {
    let mut after = 0;
    loop {
        let heads = revisions::list(connection, id, Some(after), true, PAGE_SIZE)?;
        let Some(last) = heads.last() else { return Ok(()) };
        after = last.version;
        for head in heads {
            let Some(content) = revisions::find_content(connection, kind, id, head.version)? else { continue };
            lines.write(&ExportRecord::Revision(Box::new(RevisionRecord {
                kind,
                id,
                version: head.version,
                at: head.at,
                key_id: head.actor_key_id,
                by: head.actor_name,
                action: head.action,
                status: head.status,
                note: head.note,
                published: head.published,
                content: serde_json::to_value(&content).map_err(Error::from)?,
            })))?;
        }
    }
}

struct RecordWriter<'t, E> {
    sink: LineSink<'t, E>,
    count: u64,
}

impl<E: From<Error>> RecordWriter<'_, E> {
    /// Writes a line for each item of the pages from `read`; each page starts after the position of the last item.
    fn write_all<T, P>(
        &mut self,
        mut read: impl FnMut(Option<P>) -> Result<Vec<T>, Error>,
        position: fn(&T) -> P,
        line: fn(T) -> ExportRecord,
    ) -> Result<(), E> {
        let mut after = None;
        loop {
            let page = read(after)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(position(last));
            for one in page {
                self.write(&line(one))?;
            }
        }
    }

    fn write(&mut self, line: &ExportRecord) -> Result<(), E> {
        let mut json = serde_json::to_string(line).map_err(Error::from)?;
        json.push('\n');
        self.count += 1;
        (self.sink)(json)
    }
}
