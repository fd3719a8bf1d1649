//! The HTTP layer: connections, admission limits, the response cache, request parsing and responses.
//!
//! Owns the conventions that all endpoints share. Must not know what any endpoint is about.
//!
//! Imports go downwards only: `fast_path` > `server`, `cache` > `admission` > `response` > `request` > `problem`.

mod admission;
mod cache;
mod code;
mod endpoint;
mod fast_path;
mod problem;
mod request;
mod request_log;
mod response;
mod schemas;
mod server;
mod wait_budget;

pub use admission::{AdmissionControl, AdmissionSettings, ClientAddress, ForwardedHeader, RateLimitStatus};
pub use cache::{Epoch, InvalidationClock, ResponseCache};
pub use code::{Code, PROBLEM_TYPES};
pub use endpoint::{Endpoint, WriteMethod, is_endpoint};
pub use fast_path::FastPath;
pub use problem::{ErrorItem, Problem};
pub use request::accept::JSON;
pub use request::body::{BodyLimit, JsonBody, MergePatchBody, OptionalJsonBody, media_type, read_bytes};
pub use request::cursor::{Cursor, Direction, decode_opaque, encode_opaque};
pub use request::deadline::Deadline;
pub use request::id::RequestId;
pub use request::if_match::{IfMatch, version_etag};
pub use request::page_request::PageRequest;
pub use request::path::{
    Collection, EntityPath, EntityPathParams, PathId, PathSectionId, PathSegment, PathSegments, PathVersion,
    path_version,
};
pub use request::preview_token::{
    PREVIEW_TOKEN_PARAMETER, PreviewTokenInQuery, X_PREVIEW_TOKEN, has_preview_token, has_preview_token_in_query,
};
pub use request::query::{NoQuery, Query, QueryReader, ReadQuery};
pub use request_log::log_requests;
pub use response::cors::CorsPolicy;
pub use response::defaults::ResponseDefaults;
pub use response::encoding::accepts_gzip;
pub use response::freshness::{CacheControlPolicy, Freshness};
pub use response::page::{Page, PageRow, unpaged_list};
pub use response::redirect::Redirect;
pub use response::representation::{NO_REFERRER, PAGE_CSP, Representation, negotiate_media_type};
pub use response::streaming::{ChunkSource, StreamingResponse, stream_uncached};
pub use schemas::{CheckState, PageInfo, ProblemDocument, ReadinessChecks, UsedBy};
pub use server::{ClientConnection, ConnectionSettings, raise_open_file_limit, serve};
