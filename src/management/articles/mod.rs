//! The endpoints of the working copies of articles.

mod delete;
mod get;
mod list;
mod patch;
mod post;
mod publish;
mod put;
mod translations;
mod unpublish;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

pub(super) const LIST: &str = "/v1/manage/articles";
pub(super) const ONE: &str = "/v1/manage/articles/{id}";
pub(super) const PUBLISH: &str = "/v1/manage/articles/{id}/publish";
const TRANSLATIONS: &str = "/v1/manage/articles/{id}/translations";
pub(super) const UNPUBLISH: &str = "/v1/manage/articles/{id}/unpublish";

#[derive(OpenApi)]
#[openapi(paths(
    list::list_working_articles,
    post::post_article,
    get::get_working_article,
    put::put_article,
    patch::patch_article,
    delete::delete_article,
    publish::publish_article,
    unpublish::unpublish_article,
    translations::list_translations,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_working_articles).post(post::post_article).register(config);
    Resource::at(ONE)
        .get(get::get_working_article)
        .put(put::put_article)
        .patch(patch::patch_article)
        .delete(delete::delete_article)
        .register(config);
    Resource::at(PUBLISH).post(publish::publish_article).register(config);
    Resource::at(TRANSLATIONS).get(translations::list_translations).register(config);
    Resource::at(UNPUBLISH).post(unpublish::unpublish_article).register(config);
}
