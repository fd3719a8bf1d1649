//! The migrations, embedded in the binary and run at every start.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Connection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs what has not been run; answers with a sentence if that fails.
pub(super) fn run(connection: &mut Connection) -> Result<(), String> {
    connection
        .run_pending_migrations(MIGRATIONS)
        .map(|done| {
            for version in done {
                log::info!("migration {version} done");
            }
        })
        .map_err(|error| format!("a migration failed: {error}"))
}
