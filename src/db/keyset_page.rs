//! Keyset pagination.

/// The page of a list that a query reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeysetPage<K> {
    /// The sort key of the row just outside the page; none at the beginning of the list.
    pub from: Option<K>,
    /// True if the page lies before that row. The rows are then read in reverse order.
    pub backwards: bool,
    /// The maximum number of rows.
    pub rows: i64,
}
