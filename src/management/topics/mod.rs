//! The endpoints of the working copies of topics.

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

pub(super) const LIST: &str = "/v1/manage/topics";
pub(super) const ONE: &str = "/v1/manage/topics/{id}";
pub(super) const PUBLISH: &str = "/v1/manage/topics/{id}/publish";
pub(super) const UNPUBLISH: &str = "/v1/manage/topics/{id}/unpublish";

#[derive(OpenApi)]
#[openapi(paths(
    list::list_working_topics,
    post::post_topic,
    get::get_working_topic,
    put::put_topic,
    patch::patch_topic,
    delete::delete_topic,
    publish::publish_topic,
    unpublish::unpublish_topic,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_working_topics).post(post::post_topic).register(config);
    Resource::at(ONE)
        .get(get::get_working_topic)
        .put(put::put_topic)
        .patch(patch::patch_topic)
        .delete(delete::delete_topic)
        .register(config);
    Resource::at(PUBLISH).post(publish::publish_topic).register(config);
    Resource::at(UNPUBLISH).post(unpublish::unpublish_topic).register(config);
}
