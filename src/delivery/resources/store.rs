//! Reads of published resources.

use diesel::prelude::*;

use super::list::{ResourceColumn, ResourceFilter};
use crate::content::{Id, Kind, Locale, Timestamp};
use crate::db::Connection;
use crate::db::schema::published_resources;
use crate::delivery::listing::{Listed, RowRange, Sort};
use crate::delivery::store::{Backend, Narrowing, absence, last_change, narrowed, rows_in_order};
use crate::delivery::unanswered::Unanswered;

/// A published resource as it stands in its table.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_resources)]
pub(super) struct ResourceRow {
    pub(super) locale: Locale,
    pub(super) updated_at: Timestamp,
    pub(super) document: String,
}

/// Finds a resource.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<ResourceRow, Unanswered> {
    let found =
        published_resources::table.find(id).select(ResourceRow::as_select()).get_result(connection).optional()?;
    found.ok_or_else(|| absence(connection, Kind::Resource, id))
}

/// Reads rows of the list of resources.
pub(super) fn list(
    connection: &mut Connection,
    filter: &ResourceFilter,
    sort: Sort<ResourceColumn>,
    range: &RowRange,
) -> Result<Listed, Unanswered> {
    let narrowing = Narrowing::by_topics(connection, Kind::Resource, filter.locale.as_ref(), &filter.topics)?;
    let total = if range.count { Some(matching(filter, &narrowing).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {
            rows_in_order!(connection, matching(filter, &narrowing), range, published_resources, $column: $key, document)
        };
    }
    let rows = match sort.column {
        ResourceColumn::PublishedAt => rows!(published_at: Timestamp),
        ResourceColumn::UpdatedAt => rows!(updated_at: Timestamp),
        ResourceColumn::Title => rows!(title: String),
    };
    Ok(Listed { rows, total, changed_at: last_change(connection)? })
}

fn matching(filter: &ResourceFilter, narrowing: &Narrowing) -> published_resources::BoxedQuery<'static, Backend> {
    let mut query = narrowed!(published_resources::table.into_boxed(), published_resources, narrowing);
    if let Some(kind) = filter.kind {
        query = query.filter(published_resources::kind.eq(kind));
    }
    if let Some(locale) = &filter.locale {
        query = query.filter(published_resources::locale.eq(locale.clone()));
    }
    query
}
