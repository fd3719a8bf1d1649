//! The parameters of a lookup.

use std::str::FromStr;

use crate::content::Locale;
use crate::delivery::id_or_slug::{IdOrSlug, InvalidIdOrSlug};
use crate::http::{QueryReader, ReadQuery};

/// The maximum number of ids and slugs in a request.
const KEYS_MAX: usize = 100;

/// An id or slug to look up, with the text of the request.
#[derive(Debug)]
pub struct LookupKey {
    /// The text in the request.
    pub text: String,
    /// The id or slug.
    pub name: IdOrSlug,
}

impl FromStr for LookupKey {
    type Err = InvalidIdOrSlug;

    fn from_str(text: &str) -> Result<Self, InvalidIdOrSlug> {
        text.parse().map(|name| Self { text: text.to_owned(), name })
    }
}

/// The query parameters of a lookup.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LookupQuery {
    /// The slugs of articles or topics, and the ids of any entities. Repeated, or separated by commas; at most 100.
    #[param(
        rename = "address",
        value_type = Vec<IdOrSlug>,
        style = Form,
        explode = true,
        min_items = 1,
        max_items = 100,
        example = json!(["when-someone-you-love-says-no"])
    )]
    pub(super) keys: Vec<LookupKey>,
    /// The locale of the articles to find; a slug may be that of any translation. Without it, a slug is looked up in the
    /// default locale, then in all others, where only one article may have it.
    pub(super) locale: Option<Locale>,
}

impl ReadQuery for LookupQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let is_given = reader.has("address");
        let keys = reader.list("address", KEYS_MAX).unwrap_or_default();
        if !is_given {
            reader.reject("address", "required", "is required: a slug or an id; repeat it for several");
        }
        Self { keys, locale: reader.parsed("locale") }
    }
}
