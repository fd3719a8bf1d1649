//! Authentication and authorization: API keys, tokens of an identity provider, roles, and the caller of a request.
//!
//! Must not know what the endpoints do with the caller.

mod caller;
mod deny_list;
mod failure_limiter;
mod key;
mod key_service;
mod last_used;
mod provider;
mod role;
mod store;

pub use caller::{Admin, Author, Caller, Credential, Editor, SUBJECT_PREFIX, Viewer, authenticate, is_secured};
pub use deny_list::{DenyList, Revocation};
pub use failure_limiter::AuthFailureLimiter;
pub use key::{ApiKey, InvalidKey, KeyState, KeyToken};
pub use key_service::{KeyError, NewExpiry, check_admin_remains, create, revoke, rotate, update};
pub use last_used::LastUsedTracker;
pub use provider::{Provider, ProviderSettings, RoleMapping};
pub use role::Role;
pub use store::{KeyFilter, count, find, list, list_all, rotation_chain, successor};
