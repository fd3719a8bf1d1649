//! The limit of open files of the process. Each connection is an open file.

/// The number of files reserved for everything except connections: pooled database connections, listeners, outgoing requests.
const RESERVED_FILES: u64 = 500;

/// Raises the soft limit of open files as far as the hard limit allows. Returns the number of connections that fit, at most
/// `connections`.
#[cfg(unix)]
pub fn raise_open_file_limit(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let required = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(RESERVED_FILES);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(now) = current.filter(|now| *now < required) else { return connections };
    let allowed = maximum.map_or(required, |maximum| maximum.min(required));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum }).is_ok();
    let open = if raised { allowed } else { now };
    usize::try_from(open.saturating_sub(RESERVED_FILES)).unwrap_or(usize::MAX).clamp(1, connections)
}

/// Returns `connections`: the limit of other systems is not known.
#[cfg(not(unix))]
pub fn raise_open_file_limit(connections: usize) -> usize {
    connections
}
