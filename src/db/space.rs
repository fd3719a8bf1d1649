//! How much space a database takes, and how much is left for it.

use std::fs;

use super::DatabaseAddress;
use super::backup::folder_of;

/// Space, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// What the database takes, its write-ahead log included.
    pub used: u64,
    /// What is left where it is, for users without privileges; none if that cannot be found out.
    pub free: Option<u64>,
}

/// The space of a database.
pub fn space(address: &DatabaseAddress) -> Space {
    let size = |suffix: &str| {
        let mut name = address.path().as_os_str().to_owned();
        name.push(suffix);
        fs::metadata(name).map_or(0, |metadata| metadata.len())
    };
    Space { used: size("") + size("-wal"), free: free(address) }
}

#[cfg(unix)]
fn free(address: &DatabaseAddress) -> Option<u64> {
    let status = rustix::fs::statvfs(folder_of(address.path())).ok()?;
    Some(status.f_bavail.saturating_mul(status.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &DatabaseAddress) -> Option<u64> {
    None
}
