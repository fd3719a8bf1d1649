//! Keyset pagination: queries for the rows of a list after a position, in the order of a column.

use crate::content::Timestamp;
use crate::delivery::list_page::KeysetPosition;

/// The type of a sort key, in columns and in cursors.
pub(crate) trait SortKey: Sized {
    /// Returns the key of a position.
    fn of(position: &KeysetPosition) -> Self;

    /// Returns the key as cursors contain it.
    fn into_text(self) -> String;
}

impl SortKey for Timestamp {
    fn of(position: &KeysetPosition) -> Self {
        position.timestamp
    }

    fn into_text(self) -> String {
        self.unix_ms().to_string()
    }
}

impl SortKey for String {
    fn of(position: &KeysetPosition) -> Self {
        position.text.clone()
    }

    fn into_text(self) -> String {
        self
    }
}

/// Restricts a boxed query to a [`RowRange`](crate::delivery::list_page::RowRange) in the order of one column. Rows before
/// the position are never read: an index can find the position by the first comparison.
macro_rules! select_range {
    ($query:expr, $range:expr, $table:ident, $column:ident: $key:ty) => {{
        use $crate::delivery::store::keyset::SortKey;
        let query = $query.limit($range.limit);
        let query = match &$range.after {
            Some(after) if $range.descending => query
                .filter($table::$column.le(<$key>::of(after)))
                .filter($table::$column.lt(<$key>::of(after)).or($table::id.lt(after.id))),
            Some(after) => query
                .filter($table::$column.ge(<$key>::of(after)))
                .filter($table::$column.gt(<$key>::of(after)).or($table::id.gt(after.id))),
            None => query,
        };
        if $range.descending {
            query.order(($table::$column.desc(), $table::id.desc()))
        } else {
            query.order(($table::$column.asc(), $table::id.asc()))
        }
    }};
}
pub(crate) use select_range;

/// Loads a [`RowRange`](crate::delivery::list_page::RowRange) of a boxed query in the order of one column.
macro_rules! load_range {
    ($connection:expr, $query:expr, $range:expr, $table:ident, $column:ident: $key:ty, $json:ident) => {{
        use $crate::delivery::store::keyset::{SortKey, select_range};
        select_range!($query, $range, $table, $column: $key)
            .select(($table::$column, $table::id, $table::$json))
            .load::<($key, $crate::content::Id, String)>($connection)?
            .into_iter()
            .map(|(key, id, json)| $crate::http::PageRow { key: key.into_text(), id, json })
            .collect::<Vec<_>>()
    }};
}
pub(crate) use load_range;
