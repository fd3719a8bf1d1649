//! Read-only checks of a database: its pages, its foreign keys and its schema.
//!
//! Writes nothing and runs no migrations. Must not know the meaning of the tables.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl};

use super::address::DatabaseAddress;
use super::connection::{self, Connection, make_read_only};
use super::error::Error;
use super::migrations::{self, SchemaState};

const BUSY_TIMEOUT_MS: u32 = 5_000;

/// A database that is opened for inspection.
pub struct Inspector {
    connection: Connection,
}

/// A row whose foreign key has no target.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct BrokenReference {
    /// The table of the row.
    #[diesel(sql_type = Text)]
    pub table: String,
    /// The rowid, which tables without rowids do not have.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub rowid: Option<i64>,
    /// The column of the foreign key.
    #[diesel(sql_type = Text)]
    pub column: String,
    /// The table that the foreign key refers to.
    #[diesel(sql_type = Text)]
    pub parent: String,
}

#[derive(QueryableByName)]
struct PragmaRow {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Inspector {
    /// Opens an existing database.
    pub fn open(address: &DatabaseAddress) -> Result<Self, Error> {
        // This mode does not create a missing file.
        let mut connection = connection::open(address, "ro")?;
        make_read_only(&mut connection, BUSY_TIMEOUT_MS)?;
        Ok(Self { connection })
    }

    /// Runs `PRAGMA integrity_check`, which checks pages and indexes. Returns its findings; none if all is well.
    pub fn integrity_check(&mut self) -> Result<Vec<String>, Error> {
        // SQLite stops after 100 findings.
        let query = "SELECT integrity_check AS value FROM pragma_integrity_check";
        match diesel::sql_query(query).load::<PragmaRow>(&mut self.connection).map_err(Error::from) {
            Ok(rows) => Ok(rows.into_iter().map(|row| row.value).filter(|finding| finding != "ok").collect()),
            // The check itself fails on some damage.
            Err(Error::Damaged(finding)) => Ok(vec![finding]),
            Err(error) => Err(error),
        }
    }

    /// Returns the rows whose foreign keys have no target.
    pub fn broken_references(&mut self) -> Result<Vec<BrokenReference>, Error> {
        let query = "SELECT broken.\"table\" AS \"table\", broken.\"rowid\" AS rowid, key.\"from\" AS \"column\", \
                     broken.parent AS parent FROM pragma_foreign_key_check AS broken \
                     JOIN pragma_foreign_key_list(broken.\"table\") AS key ON key.id = broken.fkid";
        Ok(diesel::sql_query(query).load(&mut self.connection)?)
    }

    /// Compares the schema with that of this program.
    pub fn schema(&mut self) -> Result<SchemaState, Error> {
        migrations::state(&mut self.connection)
    }

    /// Returns the journal mode: `wal` once a server has opened the database.
    pub fn journal_mode(&mut self) -> Result<String, Error> {
        journal_mode(&mut self.connection)
    }

    /// Runs `work` in a read transaction.
    pub fn read<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        self.connection.batch_execute("BEGIN").map_err(Error::from)?;
        let outcome = work(&mut self.connection);
        self.connection.batch_execute("ROLLBACK").map_err(Error::from)?;
        outcome
    }
}

/// Returns the journal mode of the database of a connection.
pub(super) fn journal_mode(connection: &mut Connection) -> Result<String, Error> {
    let mode: PragmaRow =
        diesel::sql_query("SELECT journal_mode AS value FROM pragma_journal_mode").get_result(connection)?;
    Ok(mode.value)
}
