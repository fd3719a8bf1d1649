//! An order that looks like chance and is the same each time: by digest.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::content::Id;

const KEY_BYTES: usize = 8;

/// Where `seed` puts the thing with this id: in hexadecimal, so that the order of the texts is that of the numbers.
pub(super) fn shuffle_key(seed: &str, id: Id) -> String {
    // The length keeps the end of one seed from passing for the beginning of an id.
    let digest =
        Sha256::new().chain_update(seed.len().to_be_bytes()).chain_update(seed).chain_update(id.as_bytes()).finalize();
    digest.iter().take(KEY_BYTES).fold(String::with_capacity(2 * KEY_BYTES), |mut key, byte| {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}
