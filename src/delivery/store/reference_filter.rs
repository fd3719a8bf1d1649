//! Filters of lists by the references of their items.

use diesel::prelude::*;

use super::topics::{require_topic, require_topics};
use crate::content::{Id, Kind, Locale, ReferenceRole};
use crate::db::{Connection, Error, schema::published_references};
use crate::delivery::{error::ReadError, id_or_slug::IdOrSlug, topic_selection::TopicSelection};

/// The maximum number of referring entities that are loaded as a list of ids. With more of them, a scan of the list in its
/// order finds enough matching rows soon.
const IDS_MAX: usize = 1000;

/// The references that every item of a list must have.
#[derive(Debug)]
pub(crate) struct ReferenceFilter {
    pub(crate) kind: Kind,
    locale: Option<Locale>,
    /// The ids to which the list is restricted, if they are few.
    pub(crate) ids: Option<Vec<Id>>,
    /// The references that every item must have, except those that `ids` ensures.
    pub(crate) required: Vec<RequiredReference>,
}

/// A reference that every item of a list must have: to at least one of the targets.
#[derive(Debug)]
pub(crate) struct RequiredReference {
    pub(crate) role: ReferenceRole,
    pub(crate) targets: Vec<Id>,
}

impl ReferenceFilter {
    /// Returns the filter for entities of a kind with all of the topics, in `locale` or, for none, in any locale.
    pub(crate) fn by_topics(
        connection: &mut Connection,
        kind: Kind,
        locale: Option<&Locale>,
        topics: &[IdOrSlug],
    ) -> Result<Self, ReadError> {
        let mut filter = Self { kind, locale: locale.cloned(), ids: None, required: Vec::new() };
        for topic in require_topics(connection, topics)? {
            filter.require_reference(connection, ReferenceRole::Topic, topic)?;
        }
        Ok(filter)
    }

    /// Does the same as [`Self::by_topics`] for `topic` and `anyTopic`.
    pub(crate) fn by_topic_selection(
        connection: &mut Connection,
        kind: Kind,
        locale: Option<&Locale>,
        topics: &TopicSelection,
    ) -> Result<Self, ReadError> {
        let mut filter = Self::by_topics(connection, kind, locale, &topics.all_of)?;
        if !topics.any_of.is_empty() {
            let any_of = topics.any_of.iter().map(|topic| require_topic(connection, "anyTopic", topic));
            let any_of = any_of.collect::<Result<_, _>>()?;
            filter.require_any_reference(connection, ReferenceRole::Topic, any_of)?;
        }
        Ok(filter)
    }

    /// Restricts the list to these ids.
    pub(crate) fn retain_ids(&mut self, ids: Vec<Id>) {
        self.ids = Some(match self.ids.take() {
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
            None => ids,
        });
    }

    /// Restricts the list to entities that refer to `target`.
    pub(crate) fn require_reference(
        &mut self,
        connection: &mut Connection,
        role: ReferenceRole,
        target: Id,
    ) -> Result<(), Error> {
        self.require_any_reference(connection, role, vec![target])
    }

    /// Restricts the list to entities that refer to at least one of `targets`.
    fn require_any_reference(
        &mut self,
        connection: &mut Connection,
        role: ReferenceRole,
        targets: Vec<Id>,
    ) -> Result<(), Error> {
        let mut sources = published_references::table
            .filter(published_references::target_id.eq_any(targets.clone()))
            .filter(published_references::source_kind.eq(self.kind))
            .filter(published_references::role.eq(role))
            .select(published_references::source_id)
            .limit(i64::try_from(IDS_MAX + 1).unwrap_or(i64::MAX))
            .into_boxed();
        if let Some(locale) = &self.locale {
            sources = sources.filter(published_references::source_locale.eq(locale));
        }
        let sources: Vec<Id> = sources.load(connection)?;
        if sources.len() > IDS_MAX {
            self.required.push(RequiredReference { role, targets });
        } else {
            self.retain_ids(sources);
        }
        Ok(())
    }
}

/// Adds a [`ReferenceFilter`] to a boxed query of a table. The id of a referring entity determines its kind and locale.
/// These are compared only because they precede the id in the index by target, which is then used in full.
macro_rules! apply_reference_filter {
    ($query:expr, $table:ident, $filter:expr) => {{
        use $crate::db::schema::published_references as references;
        let mut query = $query;
        if let Some(ids) = &$filter.ids {
            query = query.filter($table::id.eq_any(ids.clone()));
        }
        for required in &$filter.required {
            query = query.filter(diesel::dsl::exists(
                references::table
                    .filter(references::target_id.eq_any(required.targets.clone()))
                    .filter(references::source_kind.eq($filter.kind))
                    .filter(references::role.eq(required.role))
                    .filter(references::source_locale.eq($table::locale.nullable()))
                    .filter(references::source_id.eq($table::id)),
            ));
        }
        query
    }};
}
pub(crate) use apply_reference_filter;
