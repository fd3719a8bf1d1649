//! `GET /v1/lookup`

use std::str::FromStr;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::store;
use crate::content::documents::AlternativeCard;
use crate::content::{Id, Kind, Locale, Slug};
use crate::db::Error;
use crate::delivery::naming::{IdOrSlug, InvalidName, Name};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, Problem, Query, QueryReader, ReadQuery, Representation, whole_list};
use crate::word_enum;

/// The address.
pub const PATH: &str = "/v1/lookup";

const ADDRESSES_MAX: usize = 100;

word_enum! {
    /// What is at an address.
    PlaceState {
        /// What it names is published.
        Published = "published",
        /// What it names is published, and has another slug now.
        Moved = "moved",
        /// What it names was taken back, and its readers are led elsewhere.
        Redirected = "redirected",
        /// What it names was withdrawn, and is still shown with a notice.
        Withdrawn = "withdrawn",
        /// What it names was taken back.
        Gone = "gone",
        /// Nothing of that name was ever published.
        Unknown = "unknown",
    }
}

/// Where an address is now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The address, as it was asked for.
    pub address: String,
    /// What is there.
    pub state: PlaceState,
    /// What kind of thing it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<Kind>,
    /// Which thing it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<Id>,
    /// The language of the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
    /// The slug under which the thing is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub slug: Option<Slug>,
    /// Where readers find the article, or what they are led to in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri-reference")]
    pub url: Option<String>,
    /// Why the thing was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub explanation: Option<String>,
    /// What there is instead of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
}

/// Where the addresses are now.
#[derive(Debug, utoipa::ToSchema)]
pub struct PlaceList {
    /// One place for each address, in the order they were asked for.
    pub data: Vec<Place>,
}

/// One address, in its own spelling.
#[derive(Debug)]
pub struct Asked {
    /// As it was written.
    pub text: String,
    /// What that names.
    pub name: Name,
}

impl FromStr for Asked {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        text.parse().map(|name| Self { text: text.to_owned(), name })
    }
}

/// Which addresses to look up.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LookupQuery {
    /// What to look up: slugs of articles and topics, and ids of anything. Repeated, or separated by commas; at most 100.
    #[param(
        rename = "address",
        value_type = Vec<IdOrSlug>,
        style = Form,
        explode = true,
        min_items = 1,
        max_items = 100,
        example = json!(["when-someone-you-love-says-no"])
    )]
    addresses: Vec<Asked>,
    /// The locale of the articles that are looked for by the slug of any of their translations. Without it, a slug is
    /// looked up in the default locale, then in all others, where it must be that of one article only.
    locale: Option<Locale>,
}

impl ReadQuery for LookupQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let is_given = reader.has("address");
        let addresses = reader.list("address", ADDRESSES_MAX).unwrap_or_default();
        if !is_given {
            reader.reject("address", "required", "is required: a slug or an id, once for each to look up");
        }
        Self { addresses, locale: reader.parsed("locale") }
    }
}

/// Look up addresses
///
/// Says of each slug or id where the thing is now that it names, or named: to mend links in bulk, and to learn what
/// became of what an app has kept. A slug that an article and a topic have means the article.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "look_up",
    tag = "lookup",
    params(LookupQuery),
    responses(
        (status = 200, description = "Where they are.", body = PlaceList),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn look_up(
    request: HttpRequest,
    Query(LookupQuery { addresses, locale }): Query<LookupQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let is_named = locale.is_some();
    let locale = locale.unwrap_or_else(|| reader.default_locale().clone());
    let found = reader.read(move |connection| store::look_up(connection, &addresses, &locale, is_named));
    let ((places, changed_at), freshness) = found.await?;
    let places = places.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>().map_err(Error::from)?;
    Representation::json(whole_list(&places), changed_at, freshness).respond(&request)
}
