//! The endpoints of the working copies of phrases.

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

pub(super) const LIST: &str = "/v1/manage/phrases";
pub(super) const ONE: &str = "/v1/manage/phrases/{id}";
pub(super) const PUBLISH: &str = "/v1/manage/phrases/{id}/publish";
pub(super) const UNPUBLISH: &str = "/v1/manage/phrases/{id}/unpublish";

#[derive(OpenApi)]
#[openapi(paths(
    list::list_working_phrases,
    post::post_phrase,
    get::get_working_phrase,
    put::put_phrase,
    patch::patch_phrase,
    delete::delete_phrase,
    publish::publish_phrase,
    unpublish::unpublish_phrase,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_working_phrases).post(post::post_phrase).register(config);
    Resource::at(ONE)
        .get(get::get_working_phrase)
        .put(put::put_phrase)
        .patch(patch::patch_phrase)
        .delete(delete::delete_phrase)
        .register(config);
    Resource::at(PUBLISH).post(publish::publish_phrase).register(config);
    Resource::at(UNPUBLISH).post(unpublish::unpublish_phrase).register(config);
}
