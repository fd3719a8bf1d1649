//! The queries that were run on each database, for analysis with `EXPLAIN`.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

/// Queries by database path.
static BEGUN: LazyLock<Mutex<HashMap<String, BTreeSet<String>>>> = LazyLock::new(Mutex::default);

fn begun() -> MutexGuard<'static, HashMap<String, BTreeSet<String>>> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records the queries of all connections that are opened from now on.
pub fn record_queries() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::<Listener>::default())).unwrap());
}

/// Returns the recorded queries on that database file, without their parameters and without those in `before`.
pub fn queries_since(before: &BTreeSet<String>, database: &Path) -> BTreeSet<String> {
    let file = database.display().to_string();
    let begun = begun();
    let of_file = begun.iter().filter(|(address, _)| address.contains(&file)).flat_map(|(_, queries)| queries);
    of_file.filter(|query| !before.contains(*query)).cloned().collect()
}

/// The instrumentation of one connection.
#[derive(Default)]
struct Listener {
    address: String,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.address),
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let query = text.split(" -- binds").next().unwrap_or_default().to_owned();
                begun().entry(self.address.clone()).or_default().insert(query);
            }
            _ => {}
        }
    }
}
