//! Who may do what: API keys, their roles, and the caller behind a request.
//!
//! Must not know what any endpoint does with the caller.

mod caller;
mod key;
mod role;
mod store;

pub use caller::{Admin, Author, Caller, Editor, Viewer, authenticate};
pub use key::{ApiKey, InvalidKey, KeyToken};
pub use role::Role;
pub use store::{find, insert, list, revoke};
