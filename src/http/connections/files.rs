//! How many files the process may have open: each connection is one.

/// Files that are open beside connections: the database many times over, listeners, requests to others.
const OTHERS: u64 = 500;

/// Raises how many files may be open, as far as that is allowed, for so many connections. Answers with how many
/// connections there is room for.
#[cfg(unix)]
pub fn raise_open_files(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(now) = current.filter(|now| *now < wanted) else { return connections };
    let possible = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum }).is_ok();
    let open = if raised { possible } else { now };
    usize::try_from(open.saturating_sub(OTHERS)).unwrap_or(usize::MAX).clamp(1, connections)
}

/// What is said elsewhere of open files is not known.
#[cfg(not(unix))]
pub fn raise_open_files(connections: usize) -> usize {
    connections
}
