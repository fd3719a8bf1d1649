//! The links in published content, for editors who repair them.

mod list;

use crate::management::endpoints::endpoints;

endpoints! {
    list::PATH => get list::list_links;
}
