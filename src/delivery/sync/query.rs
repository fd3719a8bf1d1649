//! The parameters of syncs and bundles.

use super::token::{DecodedToken, SyncToken};
use crate::content::{Kind, Locale, Region};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::http::{QueryReader, ReadQuery};

/// The default and the maximum of `limit`.
const LIMIT_MAX: u64 = 100;

/// The maximum number of locales of a copy.
const LOCALES_MAX: usize = 20;

/// The parameters of the filter.
const FILTER_NAMES: [&str; 4] = ["kind", "locale", "topic", "region"];

/// The filter of an offline copy. Allowed with `initial=true` only, because tokens contain it.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncFilter {
    /// Only entities of these kinds, separated by commas; default: all kinds.
    #[param(rename = "kind", value_type = Option<Vec<Kind>>, style = Form, explode = false, min_items = 1)]
    pub(super) kinds: Option<Vec<Kind>>,
    /// Only entities in these locales, separated by commas; at most 20. Topics belong to all locales, and their names are in
    /// the first of these.
    #[param(rename = "locale", value_type = Option<Vec<Locale>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub(super) locales: Vec<Locale>,
    /// Only articles, phrases and resources with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub(super) topics: Option<Vec<IdOrSlug>>,
    /// Only resources for this region, and those that name no region. A subdivision such as `US-CA` also gets the resources
    /// of its country. Does not affect other kinds.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$", example = "GB")]
    pub(super) region: Option<Region>,
}

impl ReadQuery for SyncFilter {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            kinds: reader.enum_list("kind"),
            locales: reader.list("locale", LOCALES_MAX).map(without_duplicates).unwrap_or_default(),
            topics: parse_topics(reader),
            region: reader.parsed("region"),
        }
    }
}

fn without_duplicates(locales: Vec<Locale>) -> Vec<Locale> {
    let mut unique = Vec::with_capacity(locales.len());
    for locale in locales {
        if !unique.contains(&locale) {
            unique.push(locale);
        }
    }
    unique
}

/// The state of the copy from which a sync starts.
#[derive(Debug)]
pub(super) enum SyncStart {
    /// A new copy.
    Initial(SyncFilter),
    /// A copy up to the token.
    Token(SyncToken),
    /// A copy up to a token of another version.
    UnreadableToken,
}

/// The query parameters of a sync.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncQuery {
    /// Starts a new copy. Either this or `token` is required.
    #[expect(dead_code, reason = "describes the parameter, which is read into `start`")]
    #[param(value_type = Option<bool>, default = false)]
    initial: bool,
    /// Continues an earlier sync: `nextPage` or `nextToken` of a response, unchanged.
    #[expect(dead_code, reason = "describes the parameter, which is read into `start`")]
    #[param(min_length = 1)]
    token: Option<String>,
    /// The maximum number of entries in the response.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 100)]
    pub(super) limit: u64,
    #[param(ignore)]
    pub(super) start: Option<SyncStart>,
}

impl ReadQuery for SyncQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let initial = reader.flag("initial");
        let token = reader.text("token");
        let limit = reader.integer("limit", 1, LIMIT_MAX).unwrap_or(LIMIT_MAX);
        let filter = SyncFilter::read(reader);
        let start = match &token {
            None if initial => Some(SyncStart::Initial(filter)),
            None => {
                reader.reject("token", "required", "is required, or initial=true to start a new copy");
                None
            }
            Some(token) => parse_token(reader, token, initial),
        };
        Self { initial, token, limit, start }
    }
}

fn parse_token(reader: &mut QueryReader, token: &str, initial: bool) -> Option<SyncStart> {
    if initial {
        reader.reject("initial", "invalid_value", "starts a new copy and token continues one; use only one of the two");
    }
    for name in FILTER_NAMES.into_iter().filter(|name| reader.has(name)).collect::<Vec<_>>() {
        reader.reject(name, "invalid_value", "is allowed with initial=true only; the token contains the filter");
    }
    match SyncToken::decode(token) {
        DecodedToken::Readable(token) => Some(SyncStart::Token(token)),
        DecodedToken::OtherVersion => Some(SyncStart::UnreadableToken),
        DecodedToken::Invalid => {
            let how = "is not a token of this server; send nextPage or nextToken unchanged, or start with initial=true";
            reader.reject("token", "invalid_token", how);
            None
        }
    }
}
