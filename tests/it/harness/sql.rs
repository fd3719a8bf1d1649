//! What no request can do: to let time pass, or to spoil what is stored.

use std::path::Path;

use diesel::{Connection, RunQueryDsl, SqliteConnection};

/// Runs one statement on a database file, beside the server that has it open; answers with how many rows it changed.
pub fn sql(database: &Path, statement: &str) -> usize {
    let mut connection = SqliteConnection::establish(&database.display().to_string()).unwrap();
    diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut connection).unwrap();
    diesel::sql_query(statement).execute(&mut connection).unwrap()
}
