//! The disk space that a database uses, and the free space of its file system.

use std::fs;

use super::address::DatabaseAddress;
use super::private_files::parent_folder;

/// Disk space, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskUsage {
    /// The size of the database, with its write-ahead log.
    pub used: u64,
    /// The free space of its file system for unprivileged users; none if it is unknown.
    pub free: Option<u64>,
}

/// Measures the disk space of a database.
pub fn disk_usage(address: &DatabaseAddress) -> DiskUsage {
    let size = |suffix| fs::metadata(address.side_file(suffix)).map_or(0, |metadata| metadata.len());
    DiskUsage { used: size("") + size("-wal"), free: free(address) }
}

#[cfg(unix)]
fn free(address: &DatabaseAddress) -> Option<u64> {
    let status = rustix::fs::statvfs(parent_folder(address.path())).ok()?;
    Some(status.f_bavail.saturating_mul(status.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &DatabaseAddress) -> Option<u64> {
    None
}
