//! Rows of the regions of published resources, by which delivery filters them.

use diesel::prelude::*;

use crate::content::{Id, documents::ResourceDocument};
use crate::db::schema::published_resource_regions as row;
use crate::db::{Connection, Error};

/// The region of resources that name none: they are for everybody.
const EVERYBODY: &str = "";

/// Returns the regions of the rows of a resource, sorted.
fn regions_of(document: &ResourceDocument) -> Vec<&str> {
    let mut regions: Vec<&str> = document.regions.iter().map(String::as_str).collect();
    regions.sort_unstable();
    regions.dedup();
    if regions.is_empty() { vec![EVERYBODY] } else { regions }
}

/// Inserts the regions of a resource.
pub(crate) fn insert(connection: &mut Connection, document: &ResourceDocument) -> Result<(), Error> {
    for region in regions_of(document) {
        let values = (row::resource_id.eq(document.id), row::region.eq(region));
        diesel::insert_into(row::table).values(values).execute(connection)?;
    }
    Ok(())
}

/// Returns true if the rows match the document.
pub(crate) fn is_current(connection: &mut Connection, document: &ResourceDocument) -> Result<bool, Error> {
    let stored: Vec<String> =
        row::table.filter(row::resource_id.eq(document.id)).order(row::region).select(row::region).load(connection)?;
    Ok(stored == regions_of(document))
}

/// Removes the regions of a resource.
pub(crate) fn delete(connection: &mut Connection, resource: Id) -> Result<(), Error> {
    diesel::delete(row::table.filter(row::resource_id.eq(resource))).execute(connection)?;
    Ok(())
}
