//! Parameters of paginated lists.

use actix_web::HttpRequest;
use url::form_urlencoded;
use utoipa::IntoParams;

use super::cursor::Cursor;
use super::query::QueryReader;
use crate::http::problem::Problem;

const LIMIT_DEFAULT: u64 = 20;

/// Parameters that do not change the items of a list or their order.
const NOT_IN_SCOPE: &[&str] = &["cursor", "limit", "count", "view", "fields", "body"];

/// The page that a client requests.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageRequest {
    /// The maximum number of items of a page.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    pub limit: usize,
    /// Set to count all items of the list in `page.total`.
    #[param(value_type = Option<bool>, default = false)]
    pub count: bool,
    /// The position of the page: `page.next` or `page.prev` of another page of the same list, unchanged.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl PageRequest {
    /// The maximum number of items of a page.
    pub const LIMIT_MAX: u64 = 100;

    /// Reads `limit`, `cursor` and `count` from a query.
    pub fn read(reader: &mut QueryReader) -> Self {
        let limit = reader.integer("limit", 1, Self::LIMIT_MAX).unwrap_or(LIMIT_DEFAULT);
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            count: reader.flag("count"),
            cursor: reader.text("cursor"),
        }
    }

    /// Returns the position of the page, or `None` for the beginning of the list.
    pub fn position(&self, request: &HttpRequest) -> Result<Option<Cursor>, Problem> {
        self.cursor.as_deref().map(|cursor| Cursor::decode(cursor, &cursor_scope(request))).transpose()
    }

    /// Returns the number of rows to read: one more than the page has, to detect another page.
    pub fn rows(&self) -> i64 {
        i64::try_from(self.limit + 1).unwrap_or(i64::MAX)
    }
}

/// Returns the scope of cursors: the list and the parameters that determine its items and their order.
pub(in crate::http) fn cursor_scope(request: &HttpRequest) -> String {
    let mut pairs: Vec<_> = form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, _)| !NOT_IN_SCOPE.contains(&name.as_ref()))
        .collect();
    pairs.sort();
    let mut scope = form_urlencoded::Serializer::new(String::new());
    scope.extend_pairs(pairs);
    format!("{}?{}", request.path(), scope.finish())
}
