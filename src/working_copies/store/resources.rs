//! Rows of resources.

use diesel::prelude::*;

use crate::content::resource::ResourceKind;
use crate::content::{Id, Locale, Resource};
use crate::db::schema::resources;
use crate::db::{Connection, Error};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = resources, treat_none_as_null = true)]
struct ResourceRow {
    id: Id,
    locale: Locale,
    kind: ResourceKind,
    title: String,
    excerpt: String,
    url: Option<String>,
    article_id: Option<Id>,
    phone: Option<String>,
    regions: String,
    fallback_url: Option<String>,
}

/// Returns the content of a resource.
pub(super) fn find(connection: &mut Connection, id: Id, topics: Vec<Id>) -> Result<Resource, Error> {
    let row: ResourceRow = resources::table.find(id).select(ResourceRow::as_select()).first(connection)?;
    Ok(Resource {
        locale: row.locale,
        kind: row.kind,
        title: row.title,
        excerpt: row.excerpt,
        url: row.url,
        fallback_url: row.fallback_url,
        article_id: row.article_id,
        phone: row.phone,
        regions: serde_json::from_str(&row.regions)?,
        topics,
    })
}

/// Inserts the row of a resource.
pub(super) fn insert(connection: &mut Connection, id: Id, resource: &Resource) -> Result<(), Error> {
    diesel::insert_into(resources::table).values(&row_of(id, resource)?).execute(connection)?;
    Ok(())
}

/// Replaces the row of a resource.
pub(super) fn replace(connection: &mut Connection, id: Id, resource: &Resource) -> Result<(), Error> {
    diesel::update(resources::table.find(id)).set(&row_of(id, resource)?).execute(connection)?;
    Ok(())
}

fn row_of(id: Id, resource: &Resource) -> Result<ResourceRow, Error> {
    Ok(ResourceRow {
        id,
        locale: resource.locale.clone(),
        kind: resource.kind,
        title: resource.title.clone(),
        excerpt: resource.excerpt.clone(),
        url: resource.url.clone(),
        article_id: resource.article_id,
        phone: resource.phone.clone(),
        regions: serde_json::to_string(&resource.regions)?,
        fallback_url: resource.fallback_url.clone(),
    })
}
