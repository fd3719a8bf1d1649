//! HTTP as Cairn speaks it: problem documents, strict inputs, paging, validators and request ids.
//!
//! Owns the conventions every endpoint shares. Must not know what any endpoint is about.

mod accept;
mod body;
mod cache;
mod code;
mod conditional;
mod connections;
mod context;
mod cursor;
mod encoding;
mod finished;
mod freshness;
mod front;
mod gate;
mod method;
mod origins;
mod paced_body;
mod page;
mod path;
mod path_encoding;
mod preconditions;
mod problem;
mod query;
mod redirect;
mod representation;
mod routes;
mod schemas;
mod streamed;
mod surrogates;
mod weights;

pub use accept::JSON;
pub use body::{BodyLimit, JsonBody, MergePatchBody, OptionalJsonBody, media_type, read_bytes};
pub use cache::{Currency, Reading, ResponseCache};
pub use code::Code;
pub use conditional::{IfMatch, version_etag};
pub use connections::{Connection, ConnectionSettings, raise_open_files, serve};
pub use context::{Outermost, RequestId, log_requests};
pub use cursor::{Cursor, Direction, seal, unseal};
pub use finished::{NO_REFERRER, NO_SNIFFING};
pub use freshness::{Freshness, Lifetimes};
pub use front::Front;
pub use gate::{Client, Deadline, ForwardedHeader, Gate, GateSettings, Standing};
pub use method::WriteMethod;
pub use origins::{EXPOSED, Origins};
pub use page::{Page, PageRequest, Row, whole_list};
pub use path::{Collection, PathId, PathSectionId, PathThing, PathThingParams, PathVersion, PathWord, path_version};
pub use problem::{ErrorItem, Problem};
pub use query::{NoQuery, Query, QueryReader, ReadQuery};
pub use redirect::Redirect;
pub use representation::{Representation, choose};
pub use routes::Resource;
pub use schemas::{
    ChangeErrors, CheckState, CreateErrors, DeleteErrors, HealthErrors, ImportErrors, InputError, ItemErrors,
    ListErrors, ManageItemErrors, ManageListErrors, MetricsErrors, PageInfo, PreviewErrors, ProblemDocument,
    ReadinessChecks, RevokeErrors, StreamErrors, SyncErrors, UsedBy,
};
pub use streamed::{Pieces, Streamed, stream_privately};
