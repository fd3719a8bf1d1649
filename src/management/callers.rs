//! The endpoints that belong to no collection, one file each.

use super::endpoints::endpoints;
use super::{audit, events, search, whoami};

endpoints! {
    whoami::PATH => get whoami::whoami;
    events::PATH => get events::stream_changes;
    audit::PATH => get audit::list_audit_entries;
    search::PATH => get search::search_working_copies;
}
