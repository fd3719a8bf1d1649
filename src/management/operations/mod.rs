//! The operations that the endpoints of all kinds share: creating, reading, replacing, patching, deleting, publishing
//! and unpublishing a working copy. The endpoints supply the kind.

mod anchors;
mod context;
mod delete;
mod input;
mod input_references;
mod list;
mod list_query;
mod problems;
mod publish;
mod queries;
mod reply;
mod save;
mod section_form;
mod sections;

pub(super) use anchors::warnings_of_save;
pub(super) use context::{OpContext, WriteContext, WriteTarget, read, write, write_and_respond};
pub(super) use delete::{delete, delete_in_tx};
pub(super) use list::{fetch, list};
pub(super) use list_query::{
    ListArticlesParams, ListLocalizedParams, ListTopicsParams, ListWorkingCopiesParams, ListWorkingCopiesQuery,
};
pub(super) use problems::{incomplete, invalid_transition, or_not_found};
pub(super) use publish::{publish, publish_in_tx, read_note_members, read_publish_members, unpublish, unpublish_in_tx};
pub(super) use queries::{ForceQuery, SaveParams, SaveQuery};
pub(super) use reply::{InputWarning, Reply, WriteOutcome, page_response, uncached_json};
pub(super) use save::{check_is_object, create, create_in_tx, merge, patch, patch_in_tx, replace, replace_in_tx};
pub(super) use section_form::{SectionFormParams, SectionFormQuery};
pub(super) use sections::{
    SectionUpdate, change_sections, change_sections_in_tx, find_section, put_section, read_article,
};
