//! The makers of preview tokens. A token ends with the key that made it: whoever loses a key loses what was made with it.

use super::store::KeptToken;
use crate::auth::{DenyList, KeyState, SUBJECT_PREFIX};
use crate::content::Timestamp;

/// The maker of a token, as far as the token depends on it.
#[derive(Debug, Clone)]
pub(super) enum Maker {
    /// A key.
    Key {
        /// Its id.
        id: String,
        /// When it was revoked.
        revoked_at: Option<Timestamp>,
        /// When it stops working by itself.
        expires_at: Option<Timestamp>,
    },
    /// A key that is not there any more, or one that nobody knows of a token of an earlier version.
    Gone,
    /// A user of the identity provider, whom only that knows; their tokens live for a day at most.
    Elsewhere,
}

impl Maker {
    /// Returns true if the id is that of a user of the identity provider.
    pub(super) fn is_user(id: &str) -> bool {
        id.starts_with(SUBJECT_PREFIX)
    }
}

impl KeptToken {
    /// When the token stops working by itself: with its key at the latest.
    pub(super) fn expires_at(&self) -> Timestamp {
        match self.maker {
            Maker::Key { expires_at: Some(expires_at), .. } => expires_at.min(self.row.expires_at),
            _ => self.row.expires_at,
        }
    }

    /// When the token was revoked, or its key was.
    pub(super) fn revoked_at(&self) -> Option<Timestamp> {
        match self.maker {
            Maker::Key { revoked_at, .. } => [self.row.revoked_at, revoked_at].into_iter().flatten().min(),
            _ => self.row.revoked_at,
        }
    }

    /// Whether the token works at `now`, or why not.
    pub(super) fn state(&self, deny_list: &DenyList, now: Timestamp) -> KeyState {
        let is_revoked = self.revoked_at().is_some()
            || match &self.maker {
                Maker::Key { id, .. } => deny_list.is_denied(id),
                Maker::Gone => true,
                Maker::Elsewhere => false,
            };
        if is_revoked {
            KeyState::Revoked
        } else if self.expires_at() <= now {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}
