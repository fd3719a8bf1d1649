//! Pages of lists: the rows to read, and the response with them.

use actix_web::{HttpRequest, HttpResponse};

use super::sort::{SortColumn, SortOrder};
use crate::content::{Id, Locale, Timestamp};
use crate::http::{Cursor, Direction, Freshness, Page, PageRequest, PageRow, Problem, Representation};

/// The requested page of a list.
#[derive(Debug)]
pub struct ListPage {
    request: PageRequest,
    cursor: Option<Cursor>,
}

impl ListPage {
    /// Decodes the cursor of a request.
    pub fn new(page: PageRequest, request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self { cursor: page.position(request)?, request: page })
    }

    /// Returns the range of rows to read for the page.
    pub fn range<C: SortColumn>(&self, sort: SortOrder<C>) -> Result<RowRange<C>, Problem> {
        let is_backward = self.cursor.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
        let after = self.cursor.as_ref().map(|cursor| KeysetPosition::of(cursor, sort.column)).transpose()?;
        Ok(RowRange {
            column: sort.column,
            descending: sort.descending != is_backward,
            after,
            limit: self.request.rows(),
            with_total: self.request.count,
        })
    }

    /// Returns the response with the page in its envelope.
    pub fn respond(
        &self,
        request: &HttpRequest,
        result: ListResult,
        locale: Option<Locale>,
        freshness: Freshness,
    ) -> Result<HttpResponse, Problem> {
        let page = Page::new(result.rows, request, &self.request, self.cursor.as_ref(), result.total);
        Representation::json(page.json(), result.changed_at, freshness)
            .with_link(page.link_header(request))
            .with_locale(locale)
            .respond(request)
    }
}

/// The rows of a list to read: from a position on, in the order of a column.
#[derive(Debug, Clone)]
pub struct RowRange<C> {
    /// The column of the order.
    pub column: C,
    /// True for descending order. A page before its cursor is read in the reverse order of the list.
    pub descending: bool,
    /// The row just before the first one; none for the first page.
    pub after: Option<KeysetPosition>,
    /// The maximum number of rows.
    pub limit: i64,
    /// True to count all rows of the list.
    pub with_total: bool,
}

/// The position of a row in the order of a list.
#[derive(Debug, Clone)]
pub struct KeysetPosition {
    /// The sort key, if it is a timestamp.
    pub timestamp: Timestamp,
    /// The sort key as text.
    pub text: String,
    /// The id of the row.
    pub id: Id,
}

impl KeysetPosition {
    fn of(cursor: &Cursor, column: impl SortColumn) -> Result<Self, Problem> {
        let unix_ms = match cursor.key.parse() {
            Ok(unix_ms) => unix_ms,
            Err(_) if column.is_timestamp() => return Err(Cursor::invalid()),
            Err(_) => 0,
        };
        Ok(Self { timestamp: Timestamp::from_unix_ms(unix_ms), text: cursor.key.clone(), id: cursor.id })
    }
}

/// The rows that were read for a page of a list.
#[derive(Debug)]
pub struct ListResult {
    /// The rows, in the order of the [`RowRange`].
    pub rows: Vec<PageRow>,
    /// The number of rows of the whole list, if it was counted.
    pub total: Option<i64>,
    /// The time of the last change of any published entity: no list has changed since.
    pub changed_at: Option<Timestamp>,
}
