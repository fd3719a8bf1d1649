//! The filter of resources by region.
//!
//! A resource serves a region if it names it, if it names the country of it, or if it names no region.

use diesel::prelude::*;

use crate::content::{Id, Region};
use crate::db::{Connection, Error, schema::published_resource_regions};

/// The region in the rows of resources that name none.
const EVERYBODY: &str = "";

/// The maximum number of resources that are loaded as a list of ids. With more of them, a scan of the list in its order finds
/// enough matching rows soon.
const IDS_MAX: usize = 1000;

/// Returns the regions of the rows that serve `region`.
pub(crate) fn serving_regions(region: &Region) -> Vec<String> {
    [Some(EVERYBODY), Some(region.as_str()), region.country()].into_iter().flatten().map(str::to_owned).collect()
}

/// Returns the resources that serve a region, or none if there are many.
pub(crate) fn find_few_served(connection: &mut Connection, region: &Region) -> Result<Option<Vec<Id>>, Error> {
    let mut ids: Vec<Id> = published_resource_regions::table
        .filter(published_resource_regions::region.eq_any(serving_regions(region)))
        .select(published_resource_regions::resource_id)
        .limit(i64::try_from(IDS_MAX + 1).unwrap_or(i64::MAX))
        .load(connection)?;
    if ids.len() > IDS_MAX {
        return Ok(None);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(ids))
}

/// Returns those of the resources that serve a region.
pub(crate) fn retain_served(connection: &mut Connection, ids: Vec<Id>, region: &Region) -> Result<Vec<Id>, Error> {
    let mut served: Vec<Id> = published_resource_regions::table
        .filter(published_resource_regions::resource_id.eq_any(ids))
        .filter(published_resource_regions::region.eq_any(serving_regions(region)))
        .select(published_resource_regions::resource_id)
        .load(connection)?;
    served.sort_unstable();
    served.dedup();
    Ok(served)
}

/// The condition of a query of `published_resources` that the resource serves a region.
macro_rules! serves {
    ($region:expr) => {{
        use $crate::db::schema::{published_resource_regions as regions, published_resources};
        diesel::dsl::exists(
            regions::table
                .filter(regions::resource_id.eq(published_resources::id))
                .filter(regions::region.eq_any($crate::delivery::store::region_filter::serving_regions($region))),
        )
    }};
}
pub(crate) use serves;
