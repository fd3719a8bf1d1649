//! Queries for resources.

use diesel::prelude::*;

use super::query::{ResourceFilter, ResourceSortColumn};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Backend, Connection, schema::published_resources};
use crate::delivery::list_page::{ListResult, RowRange};
use crate::delivery::store::date_filter::apply_date_filter;
use crate::delivery::store::documents::{PublishedDocument, find_document};
use crate::delivery::store::reference_filter::{ReferenceFilter, apply_reference_filter};
use crate::delivery::store::region_filter::{find_few_served, serves};
use crate::delivery::{error::ReadError, store::changes::last_change, store::keyset::load_range};

/// Returns the document of a resource.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<PublishedDocument, ReadError> {
    find_document!(connection, published_resources, Kind::Resource, id)
}

/// Loads a range of the list of resources.
pub(super) fn load_list(
    connection: &mut Connection,
    filter: &ResourceFilter,
    range: &RowRange<ResourceSortColumn>,
) -> Result<ListResult, ReadError> {
    let mut references =
        ReferenceFilter::by_topic_selection(connection, Kind::Resource, filter.locale.as_ref(), &filter.topics)?;
    if let Some(region) = &filter.region
        && let Some(ids) = find_few_served(connection, region)?
    {
        references.retain_ids(ids);
    }
    let total =
        if range.with_total { Some(matching(filter, &references).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {
            load_range!(connection, matching(filter, &references), range, published_resources, $column: $key, document)
        };
    }
    let rows = match range.column {
        ResourceSortColumn::PublishedAt => rows!(published_at: Timestamp),
        ResourceSortColumn::UpdatedAt => rows!(updated_at: Timestamp),
        ResourceSortColumn::Title => rows!(title: String),
    };
    Ok(ListResult { rows, total, changed_at: last_change(connection)? })
}

fn matching(
    filter: &ResourceFilter,
    references: &ReferenceFilter,
) -> published_resources::BoxedQuery<'static, Backend> {
    let query = apply_reference_filter!(published_resources::table.into_boxed(), published_resources, references);
    let mut query = apply_date_filter!(query, published_resources, filter.dates);
    if let Some(kind) = filter.kind {
        query = query.filter(published_resources::kind.eq(kind));
    }
    if let Some(locale) = &filter.locale {
        query = query.filter(published_resources::locale.eq(locale.clone()));
    }
    if let Some(region) = &filter.region {
        query = query.filter(serves!(region));
    }
    query
}
