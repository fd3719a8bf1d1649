//! The queries that several parts of delivery share: filters by reference, places in lists, and what
//! became of a thing that is not there.

use diesel::prelude::*;

use super::endings;
use super::listing::Place;
use super::naming::Name;
use super::unanswered::{Unanswered, Unpublished};
use crate::content::review::REVIEW_LEAD_DAYS;
use crate::content::{ChangeAction, Id, Kind, Locale, ReferenceRole, Slug, Timestamp};
use crate::db::schema::{
    changes, published_articles, published_intents, published_phrases, published_references, published_resources,
    published_topic_addresses, published_topics,
};
use crate::db::{self, Connection};

/// Up to how many things a filter by reference is read as a list of ids. Beyond, whoever walks the list in
/// its order soon meets enough that match.
const FEW: usize = 1000;

/// What the queries of delivery are written for.
pub(super) type Backend = <Connection as diesel::Connection>::Backend;

impl From<diesel::result::Error> for Unanswered {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// When anything last became public or ceased to be.
pub(super) fn last_change(connection: &mut Connection) -> Result<Option<Timestamp>, db::Error> {
    Ok(changes::table.order(changes::seq.desc()).select(changes::at).first(connection).optional()?)
}

/// The number of the last change; 0 if there is none.
pub(super) fn last_seq(connection: &mut Connection) -> Result<i64, db::Error> {
    Ok(changes::table.select(diesel::dsl::max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

/// What changed after the change of that number, in order, at most `limit` of it.
pub(super) fn changes_after(connection: &mut Connection, seq: i64, limit: i64) -> Result<Vec<(i64, Id)>, db::Error> {
    let found = changes::table.filter(changes::seq.gt(seq)).order(changes::seq).limit(limit);
    Ok(found.select((changes::seq, changes::entity_id)).load(connection)?)
}

/// The next moment at which something is to be published or taken back; one in the past was not yet come to.
pub(super) fn next_intent(connection: &mut Connection) -> Result<Option<Timestamp>, db::Error> {
    Ok(published_intents::table.select(diesel::dsl::min(published_intents::at)).get_result(connection)?)
}

/// When the review of a published article becomes due or overdue next, after `now`.
pub(super) fn next_review_turn(connection: &mut Connection, now: Timestamp) -> Result<Option<Timestamp>, db::Error> {
    let lead_ms = now.unix_ms() - now.days_before(REVIEW_LEAD_DAYS).unix_ms();
    let mut turns = Vec::new();
    for lead_ms in [0, lead_ms] {
        let next: Option<Timestamp> = published_articles::table
            .filter(published_articles::next_review_at.gt(now.later_by_ms(lead_ms)))
            .select(diesel::dsl::min(published_articles::next_review_at))
            .get_result(connection)?;
        turns.extend(next.map(|at| Timestamp::from_unix_ms(at.unix_ms() - lead_ms)));
    }
    Ok(turns.into_iter().min())
}

/// Why there is no published thing with this id.
pub(super) fn absence(connection: &mut Connection, kind: Kind, id: Id) -> Unanswered {
    match find_unpublished(connection, kind, id) {
        Ok(Some(unpublished)) => Unanswered::Unpublished(Box::new(unpublished)),
        Ok(None) => Unanswered::Unknown { what: format!("published {kind} with the id {id}") },
        Err(error) => error.into(),
    }
}

/// What is told of a thing that was taken back, if it was.
fn find_unpublished(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<Unpublished>, db::Error> {
    if let Some(ending) = endings::store::find(connection, id)?.filter(|ending| ending.kind == kind) {
        let alternative = endings::store::destination(connection, &ending)?.map(|destination| destination.card());
        let (at, explanation) = (ending.at, ending.explanation);
        return Ok(Some(Unpublished { kind, name: id.to_string(), at, explanation, alternative }));
    }
    Ok(unpublished_at(connection, kind, id)?.map(|at| Unpublished {
        kind,
        name: id.to_string(),
        at,
        explanation: None,
        alternative: None,
    }))
}

/// When a thing was taken back, from the log: what was taken back long ago left nothing else.
pub(super) fn unpublished_at(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<Timestamp>, db::Error> {
    let newest = changes::table
        .filter(changes::entity_id.eq(id))
        .filter(changes::kind.eq(kind))
        .order(changes::seq.desc())
        .select((changes::action, changes::at))
        .first::<(ChangeAction, Timestamp)>(connection)
        .optional()?;
    Ok(newest.and_then(|(action, at)| (action == ChangeAction::Unpublish).then_some(at)))
}

/// The published topic that `name` names: by its id, its slug, or a slug that it had and no other took.
pub(super) fn find_topic(connection: &mut Connection, name: &Name) -> Result<Option<Id>, db::Error> {
    match name {
        Name::Id(id) => {
            Ok(published_topics::table.find(id).select(published_topics::id).get_result(connection).optional()?)
        }
        Name::Slug(slug) => Ok(topic_of_slug(connection, slug)?.map(|(id, _)| id)),
    }
}

/// The published topic that has the slug, or had it last, and the slug it has now.
pub(super) fn topic_of_slug(connection: &mut Connection, slug: &Slug) -> Result<Option<(Id, Slug)>, db::Error> {
    let topics = published_topic_addresses::table
        .inner_join(published_topics::table.on(published_topics::id.eq(published_topic_addresses::topic_id)))
        .filter(published_topic_addresses::slug.eq(slug))
        .select((published_topics::id, published_topics::slug));
    Ok(topics.get_result(connection).optional()?)
}

/// Whose the slug of a topic was last, published or not.
pub(super) fn topic_slug_owner(connection: &mut Connection, slug: &Slug) -> Result<Option<Id>, db::Error> {
    let owners = published_topic_addresses::table.find(slug).select(published_topic_addresses::topic_id);
    Ok(owners.get_result(connection).optional()?)
}

/// Refuses a filter that names what is not published.
pub(super) fn require(
    connection: &mut Connection,
    parameter: &'static str,
    kind: Kind,
    id: Id,
) -> Result<(), Unanswered> {
    let found: bool = match kind {
        Kind::Article => {
            diesel::select(diesel::dsl::exists(published_articles::table.find(id))).get_result(connection)?
        }
        Kind::Phrase => {
            diesel::select(diesel::dsl::exists(published_phrases::table.find(id))).get_result(connection)?
        }
        Kind::Resource => {
            diesel::select(diesel::dsl::exists(published_resources::table.find(id))).get_result(connection)?
        }
        Kind::Topic => diesel::select(diesel::dsl::exists(published_topics::table.find(id))).get_result(connection)?,
    };
    found.then_some(()).ok_or_else(|| Unanswered::UnknownReference { parameter, kind, name: id.to_string() })
}

/// The published topics that a filter names; refuses one that names another.
pub(super) fn require_topics(connection: &mut Connection, names: &[Name]) -> Result<Vec<Id>, Unanswered> {
    let find = |name: &Name| {
        find_topic(connection, name)?.ok_or_else(|| Unanswered::UnknownReference {
            parameter: "topic",
            kind: Kind::Topic,
            name: name.to_string(),
        })
    };
    names.iter().map(find).collect()
}

/// Filters of a list by reference: what may be in it at all, and what each item must name.
#[derive(Debug)]
pub(super) struct Narrowing {
    /// Of which kind the items are.
    pub(super) kind: Kind,
    locale: Option<Locale>,
    /// The only ids that may be in the list, if they are few.
    pub(super) ids: Option<Vec<Id>>,
    /// What every item must name.
    pub(super) naming: Vec<(ReferenceRole, Id)>,
}

impl Narrowing {
    /// Things of one kind, in `locale` or any, that carry every one of the topics.
    pub(super) fn by_topics(
        connection: &mut Connection,
        kind: Kind,
        locale: Option<&Locale>,
        topics: &[Name],
    ) -> Result<Self, Unanswered> {
        let mut narrowing = Self { kind, locale: locale.cloned(), ids: None, naming: Vec::new() };
        for topic in require_topics(connection, topics)? {
            narrowing.narrow_to_those_naming(connection, ReferenceRole::Topic, topic)?;
        }
        Ok(narrowing)
    }

    /// Narrows to these.
    pub(super) fn narrow_to(&mut self, ids: Vec<Id>) {
        self.ids = Some(match self.ids.take() {
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
            None => ids,
        });
    }

    /// Narrows to those that name `target`.
    pub(super) fn narrow_to_those_naming(
        &mut self,
        connection: &mut Connection,
        role: ReferenceRole,
        target: Id,
    ) -> Result<(), db::Error> {
        let mut sources = published_references::table
            .filter(published_references::target_id.eq(target))
            .filter(published_references::source_kind.eq(self.kind))
            .filter(published_references::role.eq(role))
            .select(published_references::source_id)
            .limit(i64::try_from(FEW + 1).unwrap_or(i64::MAX))
            .into_boxed();
        if let Some(locale) = &self.locale {
            sources = sources.filter(published_references::source_locale.eq(locale));
        }
        let sources: Vec<Id> = sources.load(connection)?;
        if sources.len() > FEW {
            self.naming.push((role, target));
        } else {
            self.narrow_to(sources);
        }
        Ok(())
    }
}

/// Puts a [`Narrowing`] on a boxed query of a table. The kind and locale of what names something follow from its
/// id, and are compared only so that the index by target, which has them before the id, is used to its end.
macro_rules! narrowed {
    ($query:expr, $table:ident, $narrowing:expr) => {{
        use $crate::db::schema::published_references as reference;
        let mut query = $query;
        if let Some(ids) = &$narrowing.ids {
            query = query.filter($table::id.eq_any(ids.clone()));
        }
        for (role, target) in &$narrowing.naming {
            query = query.filter(diesel::dsl::exists(
                reference::table
                    .filter(reference::target_id.eq(*target))
                    .filter(reference::source_kind.eq($narrowing.kind))
                    .filter(reference::role.eq(*role))
                    .filter(reference::source_locale.eq($table::locale.nullable()))
                    .filter(reference::source_id.eq($table::id)),
            ));
        }
        query
    }};
}
pub(super) use narrowed;

/// A type of sort key: in cursors and in columns.
pub(super) trait SortKey: Sized {
    /// The key of the row just before a page.
    fn of(place: &Place) -> Self;

    /// The key as cursors hold it.
    fn into_text(self) -> String;
}

impl SortKey for Timestamp {
    fn of(place: &Place) -> Self {
        place.moment
    }

    fn into_text(self) -> String {
        self.unix_ms().to_string()
    }
}

impl SortKey for String {
    fn of(place: &Place) -> Self {
        place.text.clone()
    }

    fn into_text(self) -> String {
        self
    }
}

/// Reads a [`RowRange`](super::listing::RowRange) of a boxed query in the order of one column, by keyset: what is
/// before the place is never read, and the leading comparison alone lets an index find it.
macro_rules! rows_in_order {
    ($connection:expr, $query:expr, $range:expr, $table:ident, $column:ident: $key:ty, $json:ident) => {{
        use $crate::delivery::store::SortKey;
        let query = $query.select(($table::$column, $table::id, $table::$json)).limit($range.rows);
        let query = match &$range.place {
            Some(place) if $range.descends => query
                .filter($table::$column.le(<$key>::of(place)))
                .filter($table::$column.lt(<$key>::of(place)).or($table::id.lt(place.id))),
            Some(place) => query
                .filter($table::$column.ge(<$key>::of(place)))
                .filter($table::$column.gt(<$key>::of(place)).or($table::id.gt(place.id))),
            None => query,
        };
        let query = if $range.descends {
            query.order(($table::$column.desc(), $table::id.desc()))
        } else {
            query.order(($table::$column.asc(), $table::id.asc()))
        };
        query
            .load::<($key, $crate::content::Id, String)>($connection)?
            .into_iter()
            .map(|(key, id, json)| (key.into_text(), id, json))
            .collect::<Vec<$crate::http::Row>>()
    }};
}
pub(super) use rows_in_order;
