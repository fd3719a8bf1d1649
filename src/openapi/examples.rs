//! Examples for the document, one table: each is served or taken by the demo content as it stands.

use serde_json::Value;
use utoipa::openapi::{Content, OpenApi, RefOr};

pub(super) fn attach(document: &mut OpenApi) {
    let _ = document;
}
