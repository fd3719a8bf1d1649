//! Parsing of requests: query strings, bodies, path segments, negotiation headers and preconditions of writes.

pub(super) mod accept;
pub(super) mod body;
pub(super) mod cursor;
pub(super) mod deadline;
pub(super) mod id;
pub(super) mod if_match;
pub(super) mod page_request;
pub(super) mod path;
pub(super) mod path_normalization;
pub(super) mod preview_token;
pub(super) mod quality_values;
pub(super) mod query;
