//! The parameters of syncs and bundles.

use super::token::SyncToken;
use crate::content::{Kind, Locale};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::http::{QueryReader, ReadQuery};

/// The default and the maximum of `limit`.
const LIMIT_MAX: u64 = 100;

/// The filter of an offline copy. Allowed with `initial=true` only, because tokens contain it.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncFilter {
    /// Only entities of these kinds, separated by commas; default: all kinds.
    #[param(rename = "kind", value_type = Option<Vec<Kind>>, style = Form, explode = false, min_items = 1)]
    pub(super) kinds: Option<Vec<Kind>>,
    /// Only entities in this locale. Topics belong to all locales, and their names are in this one.
    pub(super) locale: Option<Locale>,
    /// Only articles, phrases and resources with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub(super) topics: Option<Vec<IdOrSlug>>,
}

impl ReadQuery for SyncFilter {
    fn read(reader: &mut QueryReader) -> Self {
        Self { kinds: reader.enum_list("kind"), locale: reader.parsed("locale"), topics: parse_topics(reader) }
    }
}

/// The state of the copy from which a sync starts.
#[derive(Debug)]
pub(super) enum SyncStart {
    /// A new copy.
    Initial(SyncFilter),
    /// A copy up to the token.
    Token(SyncToken),
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
            Some(token) => parse_token(reader, token, initial).map(SyncStart::Token),
        };
        Self { initial, token, limit, start }
    }
}

fn parse_token(reader: &mut QueryReader, token: &str, initial: bool) -> Option<SyncToken> {
    if initial {
        reader.reject("initial", "invalid_value", "starts a new copy and token continues one; use only one of the two");
    }
    for name in ["kind", "locale", "topic"].into_iter().filter(|name| reader.has(name)).collect::<Vec<_>>() {
        reader.reject(name, "invalid_value", "is allowed with initial=true only; the token contains the filter");
    }
    let decoded = SyncToken::decode(token);
    if decoded.is_none() {
        let how = "is not a token of this server; send nextPage or nextToken unchanged, or start with initial=true";
        reader.reject("token", "invalid_token", how);
    }
    decoded
}
