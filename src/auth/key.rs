//! API keys: `cairn_<id>_<secret>`, shown once and stored as a digest.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::role::Role;
use crate::content::Timestamp;
use crate::string_enum;

const PREFIX: &str = "cairn_";
const ID_BYTES: usize = 6;
const SECRET_BYTES: usize = 32;

/// A key as a client sends it. Its secret never appears in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyToken {
    id: String,
    secret: String,
}

impl KeyToken {
    /// Generates a key of 256 random bits.
    pub fn generate() -> Result<Self, getrandom::Error> {
        Ok(Self { id: random_hex::<ID_BYTES>()?, secret: random_hex::<SECRET_BYTES>()? })
    }

    /// Returns the id of the key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the stored digest of the secret. The secret has 256 random bits, so that a plain digest cannot be
    /// reversed by trial.
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.secret.as_bytes()).to_vec()
    }

    /// Returns the whole key, to be shown once.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret)
    }
}

impl fmt::Debug for KeyToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{PREFIX}{}_…", self.id)
    }
}

fn random_hex<const N: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// The text is not a key.
#[derive(Debug, thiserror::Error)]
#[error("not an API key; keys look like cairn_<id>_<secret>")]
pub struct InvalidKey;

impl FromStr for KeyToken {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let (id, secret) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(InvalidKey)?;
        let is_hex = |text: &str, bytes: usize| {
            text.len() == 2 * bytes && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        if is_hex(id, ID_BYTES) && is_hex(secret, SECRET_BYTES) {
            Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
        } else {
            Err(InvalidKey)
        }
    }
}

/// A stored key.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// The id.
    pub id: String,
    /// The name that an admin gave it.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The digest of its secret.
    pub digest: Vec<u8>,
    /// The time of creation.
    pub created_at: Timestamp,
    /// The time at which the key expires; never if none.
    pub expires_at: Option<Timestamp>,
    /// The time at which the key was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The time of its last use, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// The predecessor, if the key was made by rotation.
    pub rotated_from: Option<String>,
}

string_enum! {
    /// The state of a key.
    KeyState {
        /// The key works.
        Active = "active",
        /// The key has expired.
        Expired = "expired",
        /// The key was revoked.
        Revoked = "revoked",
    }
}

impl ApiKey {
    /// Makes the key of `token`, created now.
    pub fn new(token: &KeyToken, name: String, role: Role, expires_at: Option<Timestamp>) -> Self {
        Self {
            id: token.id().to_owned(),
            name,
            role,
            digest: token.digest(),
            created_at: Timestamp::now(),
            expires_at,
            revoked_at: None,
            last_used_at: None,
            rotated_from: None,
        }
    }

    /// Returns true if `token` is this key and the key is active at `now`. The comparison takes constant time.
    pub fn admits(&self, token: &KeyToken, now: Timestamp) -> bool {
        let secret_fits: bool = self.digest.ct_eq(&token.digest()).into();
        secret_fits && self.state(now) == KeyState::Active
    }

    /// Returns the state at `now`.
    pub fn state(&self, now: Timestamp) -> KeyState {
        if self.revoked_at.is_some() {
            KeyState::Revoked
        } else if self.expires_at.is_some_and(|expiry| expiry <= now) {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    const ID: &str = "0123456789ab";

    #[test]
    fn only_well_formed_keys_are_parsed() {
        let secret = "cd".repeat(SECRET_BYTES);
        let good = format!("cairn_{ID}_{secret}");
        assert_eq!(good.parse::<KeyToken>().unwrap().reveal(), good);
        for bad in [
            format!("cairn_{ID}_{}", &secret[1..]),
            format!("cairn_{ID}_{secret}0"),
            format!("cairn_{ID}_{}", secret.to_uppercase()),
            format!("cairn_{}_{secret}", &ID[1..]),
            format!("cairn_{}_{secret}", ID.to_uppercase()),
            format!("cairn_{ID}{secret}"),
            format!("{ID}_{secret}"),
        ] {
            assert!(bad.parse::<KeyToken>().is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_output_hides_the_secret() {
        let token = KeyToken { id: ID.to_owned(), secret: "cd".repeat(SECRET_BYTES) };
        assert_eq!(format!("{token:?}"), "cairn_0123456789ab_…");
    }
}
