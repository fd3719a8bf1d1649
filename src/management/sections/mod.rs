//! The endpoints of the sections of an article's working copy. Sections are part of the article: they share its
//! version, and each change of a section is a change of the article.

mod delete;
mod get;
mod list;
mod order;
mod patch;
mod paths;
mod post;
mod put;
mod schemas;

use crate::management::endpoints::endpoints;

endpoints! {
    batch:
    paths::LIST => get list::list_working_copy_sections, post post::create_section [Author Body post::in_batch];
    paths::ORDER => put order::reorder_sections [Author Body order::in_batch];
    paths::ONE => get get::get_working_copy_section,
        put put::replace_section [Author Body put::in_batch],
        patch patch::update_section [Author Body patch::in_batch],
        delete delete::delete_section [Author NoBody delete::in_batch];
}
