//! The migrations, embedded in the binary and run at every start.

use std::collections::HashSet;

use diesel::migration::MigrationSource;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Backend, Connection};
use super::error::Error;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// The schema of a database, compared with that of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// The same.
    Current,
    /// Older by this number of migrations.
    Older(usize),
    /// Newer: the latest migration, which this program does not know.
    Newer(String),
    /// Not a database of Cairn.
    Foreign,
}

/// Runs the pending migrations.
///
/// All run in one transaction: if two servers start at once on a new database, the second waits for the first and
/// finds nothing to do.
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

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct MigrationRow {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Compares the schema of a database with the migrations. Runs none of them.
pub(super) fn state(connection: &mut Connection) -> Result<SchemaState, Error> {
    let table = "SELECT count(*) AS count FROM sqlite_master WHERE name = '__diesel_schema_migrations'";
    if diesel::sql_query(table).get_result::<CountRow>(connection)?.count == 0 {
        return Ok(SchemaState::Foreign);
    }
    let done: Vec<MigrationRow> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version").load(connection)?;
    let known =
        MigrationSource::<Backend>::migrations(&MIGRATIONS).map_err(|error| Error::Migration(error.to_string()))?;
    let known: HashSet<String> = known.iter().map(|migration| migration.name().version().to_string()).collect();
    Ok(match done.iter().rev().find(|done| !known.contains(&done.version)) {
        Some(unknown) => SchemaState::Newer(unknown.version.clone()),
        None if done.is_empty() => SchemaState::Foreign,
        None if done.len() == known.len() => SchemaState::Current,
        None => SchemaState::Older(known.len() - done.len()),
    })
}
