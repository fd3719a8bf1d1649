//! `GET /v1/bundle`

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Object, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::entry::{SyncEntry, entry_json};
use super::{query::SyncFilter, store, token::SyncToken};
use crate::content::{Locale, Timestamp};
use crate::delivery::{reader::DeliveryReader, responses::NotModified, store::changes::next_review_change};
use crate::http::{ChunkSource, Problem, Query, StreamingResponse};

pub(crate) const PATH: &str = "/v1/bundle";

const NDJSON: &str = "application/x-ndjson";

/// The maximum number of entries in a chunk.
const CHUNK_ENTRIES: usize = 100;

/// The last line of a bundle.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes JSON that is written without it")]
pub struct BundleEnd {
    /// `end`.
    #[schema(rename = "type", pattern = "^end$", example = "end")]
    line_type: String,
    /// The token for `/v1/sync`.
    next_token: String,
}

/// The schema of a bundle: lines of JSON.
#[derive(Debug)]
pub struct BundleBody;

impl utoipa::PartialSchema for BundleBody {
    fn schema() -> RefOr<Schema> {
        let line = AnyOfBuilder::new()
            .item(Ref::from_schema_name(SyncEntry::name()))
            .item(Ref::from_schema_name(BundleEnd::name()));
        Object::builder()
            .schema_type(Type::String)
            .description(Some(
                "One `SyncEntry` on each line, and a `BundleEnd` on the last. Without the last line, the bundle is incomplete.",
            ))
            .content_media_type(NDJSON)
            .content_schema(Some(line))
            .into()
    }
}

impl utoipa::ToSchema for BundleBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Bundle")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let entry = (SyncEntry::name().into_owned(), SyncEntry::schema());
        let end = (BundleEnd::name().into_owned(), BundleEnd::schema());
        schemas.extend([entry, end]);
        SyncEntry::schemas(schemas);
    }
}

/// Get all content for offline use
///
/// Returns all published entities that match the filter as lines of JSON: the entries of a whole initial sync with `/v1/sync`
/// in one response. The last line has the token for `/v1/sync`.
#[utoipa::path(
    get, path = PATH, tag = "sync", security(()),
    params(SyncFilter),
    responses(
        (status = 200, description = "The bundle.", body = BundleBody, content_type = "application/x-ndjson"),
        NotModified,
    ),
)]
pub async fn get_bundle(
    request: HttpRequest,
    Query(filter): Query<SyncFilter>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let now = Timestamp::now();
    let start = move |connection: &mut _| Ok((store::start(connection, filter)?, next_review_change(connection, now)?));
    let ((token, review_changes_at), freshness) = reader.read(start).await?;
    let freshness = freshness.at_most_until(review_changes_at);
    let locale = token.scope.locales.first().cloned().unwrap_or_else(|| reader.default_locale().clone());
    let tag = token.encode();
    let chunks = BundleChunks { reader, locale, token: Some(token) };
    StreamingResponse { chunks, content_type: NDJSON, tag, freshness }.respond(&request)
}

struct BundleChunks {
    reader: DeliveryReader,
    locale: Locale,
    /// The position in the log, or none after the last chunk.
    token: Option<SyncToken>,
}

impl ChunkSource for BundleChunks {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        let Some(token) = self.token.take() else { return Ok(None) };
        let (batch, _) =
            self.reader.read(move |connection| store::load_batch(connection, token, CHUNK_ENTRIES)).await?;
        let now = Timestamp::now();
        let mut lines = String::new();
        for change in batch.changes {
            lines.push_str(&entry_json(change, &self.locale, now)?.json);
            lines.push('\n');
        }
        if batch.is_last {
            lines.push_str(&json!({"type": "end", "nextToken": batch.token.encode()}).to_string());
            lines.push('\n');
        } else {
            self.token = Some(batch.token);
        }
        Ok(Some(lines))
    }
}
