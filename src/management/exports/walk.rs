//! Walking through all there is, a piece at a time.

use super::lines::{Begin, End, FORMAT, Line, PublishedLine, RevisionLine, SynonymsLine, ThingLine};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::publishing;
use crate::publishing::transfer::{self as published, KeptAddress, KeptTopicAddress};
use crate::working_copies::revisions;
use crate::working_copies::transfer::{self as kept, KeptCopy};

/// How many rows are read at once.
const PIECE: i64 = 100;

/// Kinds in an order in which what others refer to most comes first.
const KINDS: [Kind; 4] = [Kind::Topic, Kind::Phrase, Kind::Article, Kind::Resource];

/// What an export has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    /// Whether it has every revision, and not only what is now.
    pub revisions: bool,
    /// True if it has the change log, old addresses, endings and synonyms: all that is public as it stands.
    pub log: bool,
}

/// Takes lines; an error ends the walk.
type Take<'t, E> = &'t mut dyn FnMut(String) -> Result<(), E>;

/// Gives `take` all there is as lines of JSON, each with its line feed. Called within one transaction, it is all of one
/// moment; at no time more than a piece is held.
pub fn export<E: From<Error>>(connection: &mut Connection, options: ExportOptions, take: Take<'_, E>) -> Result<(), E> {
    let mut lines = Lines { take, count: 0 };
    let ExportOptions { revisions, log } = options;
    lines.put(&Line::Begin(Begin { format: FORMAT, exported_at: Timestamp::now(), revisions, log }))?;
    for kind in KINDS {
        put_things(connection, options, kind, &mut lines)?;
    }
    if log {
        put_log(connection, &mut lines)?;
    }
    let count = lines.count;
    lines.put(&Line::End(End { lines: count }))
}

/// Puts everything that is public as it stands.
fn put_log<E: From<Error>>(connection: &mut Connection, lines: &mut Lines<'_, E>) -> Result<(), E> {
    lines.put_all(
        |after| published::store::list_changes(connection, after.unwrap_or_default(), PIECE),
        |(seq, _)| *seq,
        |(_, change)| Line::Change(change),
    )?;
    lines.put_all(
        |after| published::store::list_addresses(connection, after.as_ref(), PIECE),
        KeptAddress::clone,
        Line::Address,
    )?;
    lines.put_all(
        |after| published::store::list_topic_addresses(connection, after.as_ref(), PIECE),
        KeptTopicAddress::clone,
        Line::TopicAddress,
    )?;
    lines.put_all(
        |after| published::store::list_endings(connection, after, PIECE),
        |ending| ending.id,
        |ending| Line::Ending(Box::new(ending)),
    )?;
    let saved = publishing::synonyms(connection)?;
    if saved.version > 0 {
        let content = serde_json::to_value(&saved.synonyms).map_err(Error::from)?;
        lines.put(&Line::Synonyms(SynonymsLine { content }))?;
    }
    Ok(())
}

fn put_things<E: From<Error>>(
    connection: &mut Connection,
    options: ExportOptions,
    kind: Kind,
    lines: &mut Lines<'_, E>,
) -> Result<(), E> {
    let mut last: Option<Id> = None;
    loop {
        let copies = kept::store::list(connection, kind, last, PIECE)?;
        let Some(copy) = copies.last() else { return Ok(()) };
        last = Some(copy.head.id);
        for copy in copies {
            let id = copy.head.id;
            lines.put(&Line::Thing(Box::new(thing(connection, copy)?)))?;
            if options.revisions {
                put_revisions(connection, kind, id, lines)?;
            }
        }
    }
}

fn thing(connection: &mut Connection, kept: KeptCopy) -> Result<ThingLine, Error> {
    let KeptCopy { head, content, imported_digest, public_since, steps } = kept;
    let published = published::store::find_published(connection, head.kind, head.id)?;
    let published = published
        .map(|state| {
            let differs = state.content != content;
            Ok::<_, Error>(PublishedLine {
                version: state.version,
                first_published_at: state.first_published_at,
                published_at: state.published_at,
                updated_at: state.updated_at,
                content: differs.then(|| serde_json::to_value(&state.content)).transpose()?,
            })
        })
        .transpose()?;
    Ok(ThingLine {
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

fn put_revisions<E: From<Error>>(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
    lines: &mut Lines<'_, E>,
) -> Result<(), E> {
    let mut after = 0;
    loop {
        let heads = revisions::store::list(connection, id, Some(after), true, PIECE)?;
        let Some(last) = heads.last() else { return Ok(()) };
        after = last.version;
        for head in heads {
            let Some(content) = revisions::store::content(connection, kind, id, head.version)? else { continue };
            lines.put(&Line::Revision(Box::new(RevisionLine {
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

struct Lines<'t, E> {
    take: Take<'t, E>,
    count: u64,
}

impl<E: From<Error>> Lines<'_, E> {
    /// Puts a line for each of what `read` gives piece by piece, always what comes after the place of the last one.
    fn put_all<T, P>(
        &mut self,
        mut read: impl FnMut(Option<P>) -> Result<Vec<T>, Error>,
        place: fn(&T) -> P,
        line: fn(T) -> Line,
    ) -> Result<(), E> {
        let mut after = None;
        loop {
            let piece = read(after)?;
            let Some(last) = piece.last() else { return Ok(()) };
            after = Some(place(last));
            for one in piece {
                self.put(&line(one))?;
            }
        }
    }

    fn put(&mut self, line: &Line) -> Result<(), E> {
        let mut json = serde_json::to_string(line).map_err(Error::from)?;
        json.push('\n');
        self.count += 1;
        (self.take)(json)
    }
}
