//! The endpoints of the working copies of resources.

mod delete;
mod get;
mod list;
mod patch;
mod post;
mod publish;
mod put;
mod unpublish;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

pub(super) const LIST: &str = "/v1/manage/resources";
pub(super) const ONE: &str = "/v1/manage/resources/{id}";
pub(super) const PUBLISH: &str = "/v1/manage/resources/{id}/publish";
pub(super) const UNPUBLISH: &str = "/v1/manage/resources/{id}/unpublish";

#[derive(OpenApi)]
#[openapi(paths(
    list::list_working_resources,
    post::post_resource,
    get::get_working_resource,
    put::put_resource,
    patch::patch_resource,
    delete::delete_resource,
    publish::publish_resource,
    unpublish::unpublish_resource,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_working_resources).post(post::post_resource).register(config);
    Resource::at(ONE)
        .get(get::get_working_resource)
        .put(put::put_resource)
        .patch(patch::patch_resource)
        .delete(delete::delete_resource)
        .register(config);
    Resource::at(PUBLISH).post(publish::publish_resource).register(config);
    Resource::at(UNPUBLISH).post(unpublish::unpublish_resource).register(config);
}
