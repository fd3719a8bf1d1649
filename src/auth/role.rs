//! Roles: each may do all that the one before it may.

use crate::http::{Code, Problem};
use crate::string_enum;

string_enum! {
    /// What a key allows; each role includes those before it.
    Role {
        /// Reads working copies.
        Viewer = "viewer",
        /// Writes drafts.
        Author = "author",
        /// Publishes and takes back.
        Editor = "editor",
        /// Keeps keys, webhooks and the audit.
        Admin = "admin",
    }
}

impl Role {
    /// Whether this role includes `needed`.
    pub fn includes(self, needed: Self) -> bool {
        self >= needed
    }

    /// Refuses with 403 what this role does not include.
    pub fn require(self, needed: Self) -> Result<(), Problem> {
        if self.includes(needed) {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, format!("This needs the role {needed}; the key has the role {self}.")))
    }
}
