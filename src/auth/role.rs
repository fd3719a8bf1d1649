//! Roles. Each role includes the permissions of the role before it.

use crate::http::{Code, Problem};
use crate::string_enum;

string_enum! {
    /// The role of a caller; each role includes those before it.
    Role {
        /// Reads working copies.
        Viewer = "viewer",
        /// Writes drafts.
        Author = "author",
        /// Publishes and unpublishes.
        Editor = "editor",
        /// Manages keys and webhooks, and reads the audit log.
        Admin = "admin",
    }
}

impl Role {
    /// Returns true if this role includes `needed`.
    pub fn includes(self, needed: Self) -> bool {
        self >= needed
    }

    /// Fails with 403 if this role does not include `needed`.
    pub fn require(self, needed: Self) -> Result<(), Problem> {
        if self.includes(needed) {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, format!("This needs the role {needed}; the key has the role {self}.")))
    }
}
