//! `GET /v1/sync`

use actix_web::{HttpRequest, HttpResponse};

use super::entry::{SyncEntry, entry_json};
use super::store;
use super::walk::Walk;
use crate::content::{Kind, Locale, Timestamp};
use crate::delivery::naming::{IdOrSlug, Name, read_topics};
use crate::delivery::reading::Reader;
use crate::http::{Problem, Query, QueryReader, ReadQuery, Representation, SyncErrors};

/// The address.
pub const PATH: &str = "/v1/sync";

const LIMIT_MAX: u64 = 100;

/// What is to be in an offline copy. With `initial=true` only; tokens know it.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CopyFilter {
    /// Only things of these kinds, separated by commas; all without it.
    #[param(rename = "kind", value_type = Option<Vec<Kind>>, style = Form, explode = false, min_items = 1)]
    pub(super) kinds: Option<Vec<Kind>>,
    /// Only things in this locale. Topics are shared by all locales, and named in this one.
    pub(super) locale: Option<Locale>,
    /// Only articles, phrases and resources that carry all of these topics, each by id or slug, separated by commas; at
    /// most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub(super) topics: Option<Vec<Name>>,
}

impl CopyFilter {
    /// Takes `kind`, `locale` and `topic` from a query.
    pub(super) fn read_from(reader: &mut QueryReader) -> Self {
        Self { kinds: reader.words("kind"), locale: reader.parsed("locale"), topics: read_topics(reader) }
    }
}

/// Where a sync begins or goes on.
#[derive(Debug)]
enum From {
    Nothing(CopyFilter),
    Token(Walk),
}

/// How to bring a copy up to date.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SyncQuery {
    /// Begin a new copy. Either this or `token`.
    #[expect(dead_code, reason = "describes the parameter, which is read into where the sync begins")]
    #[param(value_type = Option<bool>, default = false)]
    initial: bool,
    /// Go on where an earlier answer ended: its `nextPage` or `nextToken`, unchanged.
    #[expect(dead_code, reason = "describes the parameter, which is read into where the sync begins")]
    #[param(min_length = 1)]
    token: Option<String>,
    /// How many entries an answer has at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 100)]
    limit: u64,
    #[param(ignore)]
    from: Option<From>,
}

impl ReadQuery for SyncQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let initial = reader.flag("initial");
        let token = reader.text("token");
        let limit = reader.integer("limit", 1, LIMIT_MAX).unwrap_or(LIMIT_MAX);
        let filter = CopyFilter::read_from(reader);
        let from = match &token {
            None if initial => Some(From::Nothing(filter)),
            None => {
                reader.reject("token", "required", "is required, or initial=true to begin a new copy");
                None
            }
            Some(token) => read_token(reader, token, initial).map(From::Token),
        };
        Self { initial, token, limit, from }
    }
}

fn read_token(reader: &mut QueryReader, token: &str, initial: bool) -> Option<Walk> {
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
    let walk = Walk::of_token(token);
    if walk.is_none() {
        let how = "is not a token of this server; send nextPage or nextToken unchanged, or begin with initial=true";
        reader.reject("token", "invalid_token", how);
    }
    walk
}

/// A part of what is new in a copy.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = Sync, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what is written of stored documents")]
pub struct SyncPage {
    /// What to do, in this order. Each thing is there once at most.
    items: Vec<SyncEntry>,
    /// The token to go on with at once, for there is more.
    #[schema(nullable = false, required = false)]
    next_page: Option<String>,
    /// The token to keep, and to go on with later: there is no more right now.
    #[schema(nullable = false, required = false)]
    next_token: Option<String>,
}

/// Bring an offline copy up to date
///
/// Begin with `initial=true`, follow `nextPage` to the end, keep `nextToken`, and ask with it for what changed since, as
/// often as you like. Entries can be applied more than once. If a change that the copy lacks is too long ago, or the token
/// from before a backup was restored, that is 410 `resync_required`: begin again. A thing that ceases to fit the filter is a
/// tombstone, and so is everything that is taken back, whether or not it ever was in the copy; a withdrawn article too.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "sync",
    tag = "sync",
    params(SyncQuery, CopyFilter),
    responses(
        (status = 200, description = "What is new.", body = SyncPage),
        (status = 304, description = "What the client has is what it would get."),
        SyncErrors,
    ),
    security(()),
)]
pub async fn sync(
    request: HttpRequest,
    Query(query): Query<SyncQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let from = query.from.ok_or_else(|| Problem::internal("a query that was refused was gone on with"))?;
    let now = Timestamp::now();
    let window_ms = reader.sync_window_ms();
    let work = move |connection: &mut _| {
        let (walk, ahead) = match from {
            From::Nothing(filter) => (store::begin(connection, filter)?, None),
            From::Token(walk) => {
                let ahead = store::check(connection, &walk, now.later_by_ms(-window_ms))?;
                (walk, ahead)
            }
        };
        Ok((store::go_on(connection, walk, limit)?, ahead))
    };
    let ((part, ahead), mut freshness) = reader.read(work).await?;
    freshness = freshness.no_longer_than(ahead.map(|at| at.later_by_ms(window_ms)));
    let locale = part.walk.chosen.locale.as_ref().unwrap_or_else(|| reader.default_locale());
    let mut items = Vec::with_capacity(part.met.len());
    for met in part.met {
        let (json, turns_at) = entry_json(met, locale, now)?;
        items.push(json);
        freshness = freshness.no_longer_than(turns_at);
    }
    let next = if part.is_end { "nextToken" } else { "nextPage" };
    let body = format!("{{\"items\":[{}],\"{next}\":\"{}\"}}", items.join(","), part.walk.token());
    Representation::json(body, part.changed_at, freshness).respond(&request)
}
