//! The endpoints of synonyms: one document with all of them.
//!
//! Must not know how a search uses them.

mod get;
mod put;
mod respond;
mod schemas;

use crate::management::endpoints::endpoints;

endpoints! {
    respond::PATH => get get::get_synonyms, put put::replace_synonyms;
}
