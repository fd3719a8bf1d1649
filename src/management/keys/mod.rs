//! The endpoints of API keys. A key has no versions: it is small, few keep it, and what one of them changes hides
//! nothing of another's. Its secret is shown once, in the answer that makes it.
//!
//! Must not know how a key is made or checked; that is the business of `auth`.

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
