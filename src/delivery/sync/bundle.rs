//! `GET /v1/bundle`

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Object, Ref, RefOr, Schema, Type};

use super::entry::{SyncEntry, entry_json};
use super::get::CopyFilter;
use super::store;
use super::walk::Walk;
use crate::content::{Locale, Timestamp};
use crate::delivery::reading::Reader;
use crate::delivery::store::next_review_turn;
use crate::http::{ListErrors, Pieces, Problem, Query, QueryReader, ReadQuery, Streamed};

/// The address.
pub const PATH: &str = "/v1/bundle";

const NDJSON: &str = "application/x-ndjson";

/// How many things are read and sent at once.
const PIECE: usize = 100;

impl ReadQuery for CopyFilter {
    fn read(reader: &mut QueryReader) -> Self {
        Self::read_from(reader)
    }
}

/// The last line of a bundle.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what is written by hand")]
pub struct BundleEnd {
    /// `end`.
    #[schema(rename = "type", pattern = "^end$", example = "end")]
    line_type: String,
    /// The token to go on with at `/v1/sync`.
    next_token: String,
}

/// A bundle, as the OpenAPI document describes it: lines of JSON.
#[derive(Debug)]
pub struct Bundle;

impl utoipa::PartialSchema for Bundle {
    fn schema() -> RefOr<Schema> {
        let line = AnyOfBuilder::new()
            .item(Ref::from_schema_name(<SyncEntry as utoipa::ToSchema>::name()))
            .item(Ref::from_schema_name(<BundleEnd as utoipa::ToSchema>::name()));
        Object::builder()
            .schema_type(Type::String)
            .description(Some(
                "One `SyncEntry` on each line, and a `BundleEnd` on the last. Without that line the bundle is not whole.",
            ))
            .content_media_type(NDJSON)
            .content_schema(Some(line))
            .into()
    }
}

impl utoipa::ToSchema for Bundle {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let entry =
            (<SyncEntry as utoipa::ToSchema>::name().into_owned(), <SyncEntry as utoipa::PartialSchema>::schema());
        let end =
            (<BundleEnd as utoipa::ToSchema>::name().into_owned(), <BundleEnd as utoipa::PartialSchema>::schema());
        schemas.extend([entry, end]);
        <SyncEntry as utoipa::ToSchema>::schemas(schemas);
    }
}

/// Get everything for offline use
///
/// All that is published, or what fits the filter, as lines of JSON: what `/v1/sync` gives from `initial=true` to the end,
/// in one answer. The last line has the token to go on with at `/v1/sync`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_bundle",
    tag = "sync",
    params(CopyFilter),
    responses(
        (status = 200, description = "The bundle.", body = Bundle, content_type = "application/x-ndjson"),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn get_bundle(
    request: HttpRequest,
    Query(filter): Query<CopyFilter>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let now = Timestamp::now();
    let begin = move |connection: &mut _| Ok((store::begin(connection, filter)?, next_review_turn(connection, now)?));
    let ((walk, turns_at), freshness) = reader.read(begin).await?;
    let freshness = freshness.no_longer_than(turns_at);
    let locale = walk.chosen.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let tag = walk.token();
    let pieces = BundlePieces { reader, locale, walk: Some(walk) };
    Streamed { pieces, content_type: NDJSON, tag, freshness }.respond(&request)
}

struct BundlePieces {
    reader: Reader,
    locale: Locale,
    /// None once the end was told.
    walk: Option<Walk>,
}

impl Pieces for BundlePieces {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let Some(walk) = self.walk.take() else { return Ok(None) };
        let (part, _) = self.reader.read(move |connection| store::go_on(connection, walk, PIECE)).await?;
        let now = Timestamp::now();
        let mut lines = String::new();
        for met in part.met {
            lines.push_str(&entry_json(met, &self.locale, now)?.0);
            lines.push('\n');
        }
        if part.is_end {
            lines.push_str(&json!({"type": "end", "nextToken": part.walk.token()}).to_string());
            lines.push('\n');
        } else {
            self.walk = Some(part.walk);
        }
        Ok(Some(lines))
    }
}
