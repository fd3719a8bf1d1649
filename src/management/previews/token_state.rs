//! The state of a preview token. A token ends with the key that created it, so that revoking a lost key ends its tokens
//! too.

use super::store::{self, StoredToken, TokenCreator};
use super::token::PreviewToken;
use crate::auth::{DenyList, KeyState};
use crate::content::Timestamp;
use crate::db::{Connection, Error};

/// Loads the token with this text, if it is active.
pub(super) fn find_active(
    connection: &mut Connection,
    deny_list: &DenyList,
    text: &str,
) -> Result<Option<StoredToken>, Error> {
    let Some(token) = PreviewToken::read(text) else { return Ok(None) };
    let stored = store::find(connection, token.id())?;
    Ok(stored.filter(|stored| {
        token.matches(&stored.row.digest) && stored.state(deny_list, Timestamp::now()) == KeyState::Active
    }))
}

impl StoredToken {
    /// Returns the time at which the token expires: no later than its key.
    pub(super) fn expires_at(&self) -> Timestamp {
        match self.creator {
            TokenCreator::Key { expires_at: Some(expires_at), .. } => expires_at.min(self.row.expires_at),
            _ => self.row.expires_at,
        }
    }

    /// Returns the time at which the token or its key was revoked.
    pub(super) fn revoked_at(&self) -> Option<Timestamp> {
        match self.creator {
            TokenCreator::Key { revoked_at, .. } => [self.row.revoked_at, revoked_at].into_iter().flatten().min(),
            _ => self.row.revoked_at,
        }
    }

    /// Returns the state at `now`.
    pub(super) fn state(&self, deny_list: &DenyList, now: Timestamp) -> KeyState {
        let is_revoked = self.revoked_at().is_some()
            || match &self.creator {
                TokenCreator::Key { id, .. } => deny_list.is_denied(id),
                TokenCreator::Unknown => true,
                TokenCreator::ExternalUser => false,
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
