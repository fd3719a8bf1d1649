//! The endpoints of what happens to working copies of every kind alike: the address says which kind.
//! One file holds one operation.

mod restore;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

const RESTORE: &str = "/v1/manage/{collection}/{id}/restore";

#[derive(OpenApi)]
#[openapi(paths(restore::restore))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(RESTORE).post(restore::restore).register(config);
}
