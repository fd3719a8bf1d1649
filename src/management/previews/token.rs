//! Preview tokens: an id and 256 random bits, encoded as one word for URLs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::content::Id;

const ID_BYTES: usize = 16;
const SECRET_BYTES: usize = 32;

/// A token as its holder sends it.
pub(super) struct PreviewToken {
    id: Id,
    secret: [u8; SECRET_BYTES],
}

impl PreviewToken {
    /// Generates a token.
    pub(super) fn generate() -> Result<Self, getrandom::Error> {
        let mut secret = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut secret)?;
        Ok(Self { id: Id::new(), secret })
    }

    /// Parses the result of [`PreviewToken::reveal`].
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, secret) = bytes.split_first_chunk::<ID_BYTES>()?;
        Some(Self { id: Id::from_bytes(*id), secret: secret.try_into().ok()? })
    }

    /// Returns the id, which is not secret.
    pub(super) fn id(&self) -> Id {
        self.id
    }

    /// Returns the stored digest. The secret has 256 random bits, so that a plain digest cannot be reversed by trial.
    pub(super) fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.secret).to_vec()
    }

    /// Returns true if `digest` is the digest of the token. The comparison takes constant time.
    pub(super) fn matches(&self, digest: &[u8]) -> bool {
        self.digest().ct_eq(digest).into()
    }

    /// The whole token, to be shown once.
    pub(super) fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.id.as_bytes().as_slice(), &self.secret].concat())
    }
}
