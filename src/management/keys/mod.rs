//! The endpoints of API keys. Keys have no versions: a key is small, few people manage keys, and concurrent changes do
//! not hide each other. The secret is shown once, in the response that creates it.
//!
//! Must not know how a key is made or checked; `auth` does that.

mod delete;
mod get;
mod list;
mod patch;
mod paths;
mod post;
mod rotate;
mod view;

use crate::management::endpoints::endpoints;

endpoints! {
    paths::LIST => get list::list_api_keys, post post::create_api_key;
    paths::ONE => get get::get_api_key, patch patch::update_api_key, delete delete::revoke_api_key;
    paths::ROTATE => post rotate::rotate_api_key;
}
