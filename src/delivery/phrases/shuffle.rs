//! A reproducible random order: by digest.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::content::Id;

const KEY_BYTES: usize = 8;

/// Returns the sort key of an id in the random order of `seed`, in hexadecimal.
pub(super) fn shuffle_key(seed: &str, id: Id) -> String {
    // The length separates the seed from the id.
    let digest =
        Sha256::new().chain_update(seed.len().to_be_bytes()).chain_update(seed).chain_update(id.as_bytes()).finalize();
    digest.iter().take(KEY_BYTES).fold(String::with_capacity(2 * KEY_BYTES), |mut key, byte| {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}
