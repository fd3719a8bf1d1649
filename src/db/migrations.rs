//! The migrations, embedded in the binary and run at every start.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, Error};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs what has not been run.
///
/// One transaction for all of it: of two servers that start at once on a new database, the second waits for the
/// first and finds it done.
pub(super) fn run(connection: &mut Connection) -> Result<(), Error> {
    connection.immediate_transaction(|connection| {
        let done =
            connection.run_pending_migrations(MIGRATIONS).map_err(|error| Error::Migration(error.to_string()))?;
        for version in done {
            log::info!("migration {version} done");
        }
        Ok(())
    })
}
