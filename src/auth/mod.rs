//! Who may do what: API keys, tokens of an identity provider, roles, and the caller behind a request.
//!
//! Must not know what any endpoint does with the caller.

mod caller;
mod deny_list;
mod keeping;
mod key;
mod provider;
mod role;
mod store;
mod throttle;
mod uses;

pub use caller::{Admin, Author, Caller, Credential, Editor, SUBJECT_PREFIX, Viewer, authenticate, is_secured};
pub use deny_list::{DenyList, Revocation};
pub use keeping::{KeyError, NewExpiry, change, check_keeps_admin, create, revoke, rotate};
pub use key::{ApiKey, InvalidKey, KeyState, KeyToken};
pub use provider::{Provider, ProviderSettings, RoleMapping};
pub use role::Role;
pub use store::{KeyFilter, count, find, line, list, list_all, successor};
pub use throttle::WrongKeys;
pub use uses::KeyUses;
