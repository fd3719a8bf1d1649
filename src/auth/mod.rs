//! Who may do what: API keys, their roles, and the caller behind a request.
//!
//! Must not know what any endpoint does with the caller.

mod caller;
mod keeping;
mod key;
mod role;
mod store;
mod uses;

pub use caller::{Admin, Author, Caller, Editor, Viewer, authenticate};
pub use keeping::{KeyError, NewExpiry, change, check_not_last_admin, create, revoke, rotate};
pub use key::{ApiKey, InvalidKey, KeyState, KeyToken};
pub use role::Role;
pub use store::{KeyFilter, count, find, line, list, list_all, successor};
pub use uses::KeyUses;
