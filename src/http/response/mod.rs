//! Responses: representations, content codings, validators, cache headers, redirects, pages and streams.

pub(super) mod cors;
pub(super) mod defaults;
pub(super) mod encoded;
pub(super) mod encoding;
pub(super) mod freshness;
pub(super) mod page;
pub(super) mod preconditions;
pub(super) mod redirect;
pub(super) mod representation;
pub(super) mod streaming;
pub(super) mod surrogates;
