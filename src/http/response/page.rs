//! Pages of lists: the envelope and its links.

use actix_web::HttpRequest;
use url::form_urlencoded;

use crate::content::Id;
use crate::http::request::cursor::{Cursor, Direction};
use crate::http::request::page_request::{PageRequest, cursor_scope};
use crate::http::schemas::PageInfo;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// The sort key as text.
    pub key: String,
    /// The id.
    pub id: Id,
    /// The item as JSON.
    pub json: String,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    items: Vec<String>,
    info: PageInfo,
}

impl Page {
    /// Makes a page of rows that were read from `position` in its direction, with one more row than the page has.
    pub fn new(
        mut rows: Vec<PageRow>,
        request: &HttpRequest,
        page: &PageRequest,
        position: Option<&Cursor>,
        total: Option<i64>,
    ) -> Self {
        let more = rows.len() > page.limit;
        rows.truncate(page.limit);
        let backwards = position.is_some_and(|cursor| cursor.direction == Direction::Previous);
        if backwards {
            rows.reverse();
        }
        let scope = cursor_scope(request);
        let cursor = |row: Option<&PageRow>, direction| {
            row.map(|row| Cursor { direction, key: row.key.clone(), id: row.id }.encode(&scope))
        };
        let has_next = backwards || more;
        let has_prev = if backwards { more } else { position.is_some() };
        let next = cursor(rows.last().filter(|_| has_next), Direction::Next);
        let prev = cursor(rows.first().filter(|_| has_prev), Direction::Previous);
        let info = PageInfo { limit: page.limit, next, prev, total };
        Self { items: rows.into_iter().map(|row| row.json).collect(), info }
    }

    /// Returns the envelope: `{"data": [...], "page": {...}}`.
    pub fn json(&self) -> String {
        self.json_with(&[])
    }

    /// Returns the envelope with additional members, each a name and its JSON.
    pub fn json_with(&self, more: &[(&str, String)]) -> String {
        let page = serde_json::to_string(&self.info).unwrap_or_default();
        let items: usize = self.items.iter().map(|item| item.len() + 1).sum();
        let mut json = String::with_capacity(items + page.len() + 32);
        json.push_str("{\"data\":[");
        for (index, item) in self.items.iter().enumerate() {
            json.push_str(if index > 0 { "," } else { "" });
            json.push_str(item);
        }
        json.extend(["],\"page\":", page.as_str()]);
        for (name, value) in more {
            json.extend([",\"", name, "\":", value.as_str()]);
        }
        json.push('}');
        json
    }

    /// Returns the `Link` header (RFC 8288) of the previous and next pages.
    pub fn link_header(&self, request: &HttpRequest) -> Option<String> {
        let links: Vec<String> = [(&self.info.prev, "prev"), (&self.info.next, "next")]
            .into_iter()
            .filter_map(|(cursor, rel)| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.extend_pairs(
                    form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "cursor"),
                );
                query.append_pair("cursor", cursor.as_deref()?);
                Some(format!("<{}?{}>; rel=\"{rel}\"", request.path(), query.finish()))
            })
            .collect();
        (!links.is_empty()).then(|| links.join(", "))
    }
}

/// Returns a complete list in the envelope of all lists.
pub fn unpaged_list(items: &[String]) -> String {
    format!("{{\"data\":[{}]}}", items.join(","))
}
