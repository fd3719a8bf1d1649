//! Filters of lists by the times of publication and change.

/// Adds a [`DateFilter`](crate::delivery::date_filter::DateFilter) to a boxed query of a table.
macro_rules! apply_date_filter {
    ($query:expr, $table:ident, $dates:expr) => {{
        let mut query = $query;
        if let Some(since) = $dates.published_since {
            query = query.filter($table::published_at.ge(since));
        }
        if let Some(before) = $dates.published_before {
            query = query.filter($table::published_at.lt(before));
        }
        if let Some(since) = $dates.updated_since {
            query = query.filter($table::updated_at.ge(since));
        }
        if let Some(before) = $dates.updated_before {
            query = query.filter($table::updated_at.lt(before));
        }
        query
    }};
}
pub(crate) use apply_date_filter;
