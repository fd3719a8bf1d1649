//! The links of what is published, for editors who mend them.

mod list;

use crate::management::endpoints::endpoints;

endpoints! {
    list::PATH => get list::list_links;
}
