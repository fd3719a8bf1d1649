//! The endpoints of the sections of an article's working copy. They are part of the article: its
//! version is theirs, and each change of a section is a change of the article.

mod delete;
mod get;
mod list;
mod order;
mod patch;
mod post;
mod put;

pub(super) use delete::remove_section;
pub(super) use order::order_sections;
pub(super) use patch::merge_section;
pub(super) use put::replace_section;

use actix_web::web::ServiceConfig;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::operations::Warning;
use crate::content::Section;
use crate::http::Resource;

pub(super) const LIST: &str = "/v1/manage/articles/{id}/sections";
pub(super) const ORDER: &str = "/v1/manage/articles/{id}/sections/order";
pub(super) const ONE: &str = "/v1/manage/articles/{id}/sections/{sectionId}";

/// A section of a working copy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkingSection {
    /// The section.
    #[serde(flatten)]
    section: Section,
    /// What of the input of this request was changed or left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<Warning>>,
}

/// The sections of a working copy, in order.
#[derive(Debug, Serialize, ToSchema)]
struct WorkingSectionList {
    /// The sections.
    data: Vec<WorkingSection>,
}

#[derive(OpenApi)]
#[openapi(paths(
    list::list_working_sections,
    post::post_section,
    order::put_section_order,
    get::get_working_section,
    put::put_section,
    patch::patch_section,
    delete::delete_section,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_working_sections).post(post::post_section).register(config);
    Resource::at(ORDER).put(order::put_section_order).register(config);
    Resource::at(ONE)
        .get(get::get_working_section)
        .put(put::put_section)
        .patch(patch::patch_section)
        .delete(delete::delete_section)
        .register(config);
}
