//! The parameters of syncs and bundles.

use super::token::SyncToken;
use crate::content::{Kind, Locale};
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::http::{QueryReader, ReadQuery};

/// The default and the maximum of `limit`.
const LIMIT_MAX: u64 = 100;

/// The filter of an offline copy. Only with `initial=true`, because tokens contain it.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncFilter {
    /// Only entities of these kinds, separated by commas; all without it.
    #[param(rename = "kind", value_type = Option<Vec<Kind>>, style = Form, explode = false, min_items = 1)]
    pub(super) kinds: Option<Vec<Kind>>,
    /// Only entities in this locale. Topics are shared by all locales, and named in this one.
    pub(super) locale: Option<Locale>,
    /// Only articles, phrases and resources that carry all of these topics, each by id or slug, separated by commas; at
    /// most 20.
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

/// How to bring a copy up to date.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncQuery {
    /// Begin a new copy. Either this or `token`.
    #[expect(dead_code, reason = "describes the parameter, which is read into `start`")]
    #[param(value_type = Option<bool>, default = false)]
    initial: bool,
    /// Go on where an earlier answer ended: its `nextPage` or `nextToken`, unchanged.
    #[expect(dead_code, reason = "describes the parameter, which is read into `start`")]
    #[param(min_length = 1)]
    token: Option<String>,
    /// How many entries an answer has at most.
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
                reader.reject("token", "required", "is required, or initial=true to begin a new copy");
                None
            }
            Some(token) => parse_token(reader, token, initial).map(SyncStart::Token),
        };
        Self { initial, token, limit, start }
    }
}

fn parse_token(reader: &mut QueryReader, token: &str, initial: bool) -> Option<SyncToken> {
    if initial {
        reader.reject(
            "initial",
            "invalid_value",
            "begins a new copy, and a token goes on with one; give one of the two",
        );
    }
    for name in ["kind", "locale", "topic"].into_iter().filter(|name| reader.has(name)).collect::<Vec<_>>() {
        reader.reject(name, "invalid_value", "goes with initial=true; the token knows what the copy has in it");
    }
    let decoded = SyncToken::decode(token);
    if decoded.is_none() {
        let how = "is not a token of this server; send nextPage or nextToken unchanged, or begin with initial=true";
        reader.reject("token", "invalid_token", how);
    }
    decoded
}
