//! Direct database access, for effects that no request has: the passing of time, and corruption.

use std::path::Path;

use diesel::sql_types::BigInt;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};

/// Runs one statement on a database file while a server has it open. Returns the number of changed rows.
pub fn sql(database: &Path, statement: &str) -> usize {
    let mut connection = connect(database);
    diesel::sql_query(statement).execute(&mut connection).unwrap()
}

/// Returns the result of a query with one number, named `number`.
pub fn number(database: &Path, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    diesel::sql_query(query).get_result::<Row>(&mut connect(database)).unwrap().number
}

fn connect(database: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&database.display().to_string()).unwrap();
    diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut connection).unwrap();
    connection
}

/// Returns the query plan of a query on a database file.
pub fn plan(database: &Path, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let steps = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Step>(&mut connect(database)).unwrap();
    steps.into_iter().map(|step| step.detail).collect()
}
