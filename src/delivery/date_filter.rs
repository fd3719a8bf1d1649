//! The filters of lists by the times of publication and change.

use crate::content::Timestamp;
use crate::http::{QueryReader, ReadQuery};

/// The times between which the items of a list were published and changed. All bounds must match.
#[derive(Debug, Clone, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DateFilter {
    /// Only items whose current version was published at or after this time.
    pub published_since: Option<Timestamp>,
    /// Only items whose current version was published before this time.
    pub published_before: Option<Timestamp>,
    /// Only items whose document changed at or after this time.
    pub updated_since: Option<Timestamp>,
    /// Only items whose document changed before this time.
    pub updated_before: Option<Timestamp>,
}

impl ReadQuery for DateFilter {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            published_since: reader.parsed("publishedSince"),
            published_before: reader.parsed("publishedBefore"),
            updated_since: reader.parsed("updatedSince"),
            updated_before: reader.parsed("updatedBefore"),
        }
    }
}
