//! The endpoints of what happens to working copies of every kind alike: the address says which kind.
//! One file holds one operation.

mod restore;
mod usage;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

const RESTORE: &str = "/v1/manage/{collection}/{id}/restore";
const USAGE: &str = "/v1/manage/{collection}/{id}/usage";

#[derive(OpenApi)]
#[openapi(paths(restore::restore, usage::list_usage))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(RESTORE).post(restore::restore).register(config);
    Resource::at(USAGE).get(usage::list_usage).register(config);
}
