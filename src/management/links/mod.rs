//! The links of what is published, for editors who mend them.

mod list;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

#[derive(OpenApi)]
#[openapi(paths(list::list_links))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(list::PATH).get(list::list_links).register(config);
}
