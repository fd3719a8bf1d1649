//! Reads of the latest changes and of the documents they lead to.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::get::CopyFilter;
use super::walk::{Chosen, Walk};
use crate::content::word::Word;
use crate::content::{ChangeAction, Id, Kind, ReferenceRole, Timestamp};
use crate::db::schema::{
    changes, published_articles, published_changes, published_phrases, published_references, published_resources,
    published_topics,
};
use crate::db::{self, Connection};
use crate::delivery::naming::Name;
use crate::delivery::store::{find_topic, last_seq};
use crate::delivery::unanswered::Unanswered;

/// How many changes are looked at for each that a page may have: a filter that fits little must not make one request
/// walk along everything.
const LOOKED_AT: usize = 10;

/// A thing whose latest change was met.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) seq: i64,
    pub(super) id: Id,
    pub(super) kind: Kind,
    pub(super) at: Timestamp,
    /// None if it is not, or not any more, in the copy.
    pub(super) document: Option<String>,
}

/// What was met on a part of the way.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) met: Vec<Met>,
    /// How far it went.
    pub(super) walk: Walk,
    /// Whether that is the end, for now.
    pub(super) is_end: bool,
    /// When anything last became public or ceased to be.
    pub(super) changed_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = published_changes)]
struct ChangeRow {
    seq: i64,
    entity_id: Id,
    kind: Kind,
    action: ChangeAction,
    at: Timestamp,
}

/// A walk that begins now.
pub(super) fn begin(connection: &mut Connection, filter: CopyFilter) -> Result<Walk, Unanswered> {
    let kinds = filter.kinds.unwrap_or_else(|| Kind::all().to_vec());
    let topics = topics(connection, &filter.topics.unwrap_or_default())?;
    let chosen = Chosen { kinds, locale: filter.locale, topics };
    let begun = last_seq(connection)?;
    Ok(Walk { seq: 0, at: None, begun, begun_at: moment_of(connection, begun)?, chosen })
}

fn topics(connection: &mut Connection, names: &[Name]) -> Result<Vec<Id>, Unanswered> {
    let mut find = |name: &Name| {
        find_topic(connection, name)?.ok_or_else(|| Unanswered::UnknownReference {
            parameter: "topic",
            kind: Kind::Topic,
            name: name.to_string(),
        })
    };
    names.iter().map(&mut find).collect()
}

/// When the change of that number was; none if there is none.
fn moment_of(connection: &mut Connection, seq: i64) -> Result<Option<Timestamp>, db::Error> {
    Ok(changes::table.find(seq).select(changes::at).first(connection).optional()?)
}

/// Refuses a walk that cannot be gone on with: of another log than this one, or with changes ahead from before `oldest`.
/// Answers with when the first of the changes ahead was.
pub(super) fn check(
    connection: &mut Connection,
    walk: &Walk,
    oldest: Timestamp,
) -> Result<Option<Timestamp>, Unanswered> {
    if moment_of(connection, walk.seq)? != walk.at || moment_of(connection, walk.begun)? != walk.begun_at {
        return Err(Unanswered::ResyncRequired { why: "The token is not of this database as it is now." });
    }
    let ahead: Option<Timestamp> = changes::table
        .filter(changes::seq.gt(walk.known_until()))
        .order(changes::seq)
        .select(changes::at)
        .first(connection)
        .optional()?;
    if ahead.is_some_and(|at| at < oldest) {
        return Err(Unanswered::ResyncRequired { why: "The token has expired." });
    }
    Ok(ahead)
}

/// Goes on with a walk until `limit` things were met that the copy must be told of.
pub(super) fn go_on(connection: &mut Connection, walk: Walk, limit: usize) -> Result<Part, Unanswered> {
    let mut part = Part { met: Vec::new(), walk, is_end: false, changed_at: None };
    let mut looked_at = 0;
    while part.met.len() < limit && looked_at < limit * LOOKED_AT {
        let rows = rows_after(connection, part.walk.seq, limit - part.met.len())?;
        if rows.is_empty() {
            break;
        }
        looked_at += rows.len();
        let mut documents = documents(connection, &rows, &part.walk.chosen)?;
        for row in rows {
            let ChangeRow { seq, entity_id: id, kind, at, action } = row;
            (part.walk.seq, part.walk.at) = (seq, Some(at));
            let document = documents.remove(&id);
            let was_taken_back = action == ChangeAction::Unpublish;
            // A thing never becomes another kind: what is of no chosen kind was never in the copy.
            let may_be_known = seq > part.walk.begun && (was_taken_back || part.walk.chosen.kinds.contains(&kind));
            if document.is_some() || may_be_known {
                part.met.push(Met { seq, id, kind, at, document });
            }
        }
    }
    let last = changes::table.order(changes::seq.desc()).select((changes::seq, changes::at));
    let last: Option<(i64, Timestamp)> = last.first(connection).optional()?;
    part.is_end = last.is_none_or(|(seq, _)| seq <= part.walk.seq);
    part.changed_at = last.map(|(_, at)| at);
    Ok(part)
}

fn rows_after(connection: &mut Connection, seq: i64, most: usize) -> Result<Vec<ChangeRow>, db::Error> {
    Ok(published_changes::table
        .filter(published_changes::seq.gt(seq))
        .order(published_changes::seq)
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select(ChangeRow::as_select())
        .load(connection)?)
}

/// The documents of those that are public and chosen.
fn documents(
    connection: &mut Connection,
    rows: &[ChangeRow],
    chosen: &Chosen,
) -> Result<HashMap<Id, String>, db::Error> {
    let mut documents = HashMap::new();
    for kind in &chosen.kinds {
        let public = rows.iter().filter(|row| row.kind == *kind && row.action == ChangeAction::Publish);
        let mut ids: Vec<Id> = public.map(|row| row.entity_id).collect();
        if *kind != Kind::Topic {
            for topic in &chosen.topics {
                ids = carrying(connection, ids, *topic)?;
            }
        }
        if ids.is_empty() {
            continue;
        }
        macro_rules! load {
            ($table:ident) => {{
                let mut query = $table::table.filter($table::id.eq_any(ids)).into_boxed();
                if let Some(locale) = &chosen.locale {
                    query = query.filter($table::locale.eq(locale));
                }
                query.select(($table::id, $table::document)).load::<(Id, String)>(connection)?
            }};
        }
        documents.extend(match kind {
            Kind::Article => load!(published_articles),
            Kind::Phrase => load!(published_phrases),
            Kind::Resource => load!(published_resources),
            Kind::Topic => published_topics::table
                .filter(published_topics::id.eq_any(ids))
                .select((published_topics::id, published_topics::document))
                .load(connection)?,
        });
    }
    Ok(documents)
}

/// Those that carry the topic: nobody, while it is not public itself.
fn carrying(connection: &mut Connection, ids: Vec<Id>, topic: Id) -> Result<Vec<Id>, db::Error> {
    Ok(published_references::table
        .filter(exists(published_topics::table.find(topic)))
        .filter(published_references::source_id.eq_any(ids))
        .filter(published_references::role.eq(ReferenceRole::Topic))
        .filter(published_references::target_id.eq(topic))
        .select(published_references::source_id)
        .load(connection)?)
}
