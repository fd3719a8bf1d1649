//! Publishing one article, compared with a bare transaction that writes the same rows.
//!
//! The rows are recorded by a first pass over a database with triggers.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::mixed::{Editor, id_of, start_with_editor};
use crate::servers::{Bench, Server, cpu_s};
use crate::table::{Goal, Series, Table};
use crate::{BenchResult, corpus};

/// The number of articles that each round publishes.
pub(crate) const PUBLISHES: usize = 100;

/// The full-text index. Its own tables get no triggers, because they are written through it.
const INDEX: &str = "published_passage_index";

pub(crate) fn measure(bench: &Bench, articles: usize, table: &mut Table) -> BenchResult<()> {
    let written = written_rows(bench, articles)?;
    let rows = written.iter().map(Vec::len).sum::<usize>() / written.len().max(1);
    let (mut ours, mut theirs) = (Series::default(), Series::default());
    for _ in 0..bench.rounds {
        let (server, editor) = start_with_editor(bench, articles)?;
        let ids = edited(&server, &editor)?;
        let before = server.cpu_s();
        for id in &ids {
            editor.publish(&server, id)?;
        }
        ours.0.push((server.cpu_s() - before) * 1e6 / PUBLISHES as f64);
        drop(server);
        theirs.0.push(bare(&corpus::copy(bench, articles)?, &written)?);
    }
    let beside = format!("{:.0} µs, bare {:.0}; {rows} rows each", ours.median(), theirs.median());
    table.add(
        "publish one article",
        "a bare transaction of the same rows",
        theirs.over(&ours),
        Goal::AtLeast(0.5),
        beside,
    );
    Ok(())
}

/// Returns articles with an unpublished edit.
pub(crate) fn edited(server: &Server, editor: &Editor) -> BenchResult<Vec<String>> {
    let ids: Vec<String> = (0..PUBLISHES).map(|number| id_of(server, number)).collect::<BenchResult<_>>()?;
    for (number, id) in ids.iter().enumerate() {
        editor.edit(server, id, &format!("Another title, the {number}th of them"))?;
    }
    Ok(ids)
}

/// A row that a publish wrote to a table; without columns if it deleted the row.
struct Row {
    table: String,
    rowid: i64,
    columns: Option<Vec<(String, Value)>>,
}

/// Returns the rows that each publish writes.
fn written_rows(bench: &Bench, articles: usize) -> BenchResult<Vec<Vec<Row>>> {
    let (server, editor) = start_with_editor(bench, articles)?;
    let connection = Connection::open(bench.folder.join("changed.db")).map_err(text)?;
    connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(text)?;
    let ids = edited(&server, &editor)?;
    connection.execute_batch("CREATE TABLE noted (name TEXT NOT NULL, number INTEGER NOT NULL)").map_err(text)?;
    for name in tables(&connection)? {
        for (event, row) in [("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")] {
            let trigger = format!(
                "CREATE TRIGGER noted_{name}_{event} AFTER {event} ON {name}
                 BEGIN INSERT INTO noted VALUES ('{name}', {row}.rowid); END"
            );
            connection.execute_batch(&trigger).map_err(text)?;
        }
    }
    let mut written = Vec::with_capacity(ids.len());
    for id in &ids {
        connection.execute_batch("DELETE FROM noted").map_err(text)?;
        editor.publish(&server, id)?;
        let mut statement = connection.prepare("SELECT DISTINCT name, number FROM noted").map_err(text)?;
        let noted: Vec<(String, i64)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).map_err(text)?;
        written
            .push(noted.into_iter().map(|(table, rowid)| row(&connection, table, rowid)).collect::<BenchResult<_>>()?);
    }
    Ok(written)
}

fn tables(connection: &Connection) -> BenchResult<Vec<String>> {
    let ordinary = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr \
                    AND name NOT LIKE 'sqlite%' AND name NOT IN ('noted', '__diesel_schema_migrations')";
    let mut statement = connection.prepare(ordinary).map_err(text)?;
    statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(text)
}

fn row(connection: &Connection, table: String, rowid: i64) -> BenchResult<Row> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} WHERE rowid = ?1")).map_err(text)?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([rowid]).map_err(text)?;
    let found = rows.next().map_err(text)?;
    let columns = found.map(|row| {
        names.into_iter().enumerate().map(|(at, name)| Ok((name, row.get(at)?))).collect::<Result<_, _>>().map_err(text)
    });
    Ok(Row { table, rowid, columns: columns.transpose()? })
}

/// Writes the rows, each publish in one transaction. Returns the processor time of one, in microseconds.
fn bare(database: &Path, written: &[Vec<Row>]) -> BenchResult<f64> {
    let connection = Connection::open(database).map_err(text)?;
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")
        .map_err(text)?;
    connection.set_prepared_statement_cache_capacity(200);
    let before = cpu_s(std::process::id());
    for rows in written {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(text)?;
        for row in rows {
            row.write(&connection)?;
        }
        connection.execute_batch("COMMIT").map_err(text)?;
    }
    Ok((cpu_s(std::process::id()) - before) * 1e6 / written.len().max(1) as f64)
}

impl Row {
    fn write(&self, connection: &Connection) -> BenchResult<()> {
        let Self { table, rowid, columns } = self;
        let Some(columns) = columns else {
            let mut delete =
                connection.prepare_cached(&format!("DELETE FROM {table} WHERE rowid = ?1")).map_err(text)?;
            return delete.execute([rowid]).map(|_| ()).map_err(text);
        };
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let places = vec!["?"; names.len() + 1].join(", ");
        let insert = format!("INSERT OR REPLACE INTO {table} (rowid, {}) VALUES ({places})", names.join(", "));
        let values = std::iter::once(Value::Integer(*rowid)).chain(columns.iter().map(|(_, value)| value.clone()));
        let mut insert = connection.prepare_cached(&insert).map_err(text)?;
        insert.execute(params_from_iter(values)).map_err(text)?;
        if table == "published_passages" { self.index(connection, columns) } else { Ok(()) }
    }

    /// Inserts the words of a passage into the full-text index.
    fn index(&self, connection: &Connection, columns: &[(String, Value)]) -> BenchResult<()> {
        let mut delete = connection.prepare_cached(&format!("DELETE FROM {INDEX} WHERE rowid = ?1")).map_err(text)?;
        delete.execute([self.rowid]).map_err(text)?;
        let named = ["title", "context", "phrase", "heading", "text"];
        let value = |name: &&str| columns.iter().find(|(column, _)| column == name).map(|(_, value)| value.clone());
        let values = std::iter::once(Value::Integer(self.rowid)).chain(named.iter().filter_map(value));
        let insert = format!("INSERT INTO {INDEX} (rowid, {}) VALUES (?, ?, ?, ?, ?, ?)", named.join(", "));
        let mut insert = connection.prepare_cached(&insert).map_err(text)?;
        insert.execute(params_from_iter(values)).map(|_| ()).map_err(text)
    }
}

fn text(error: rusqlite::Error) -> String {
    error.to_string()
}
