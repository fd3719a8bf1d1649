//! Looking at a database without changing it: whether its pages and references are whole, and which schema it has.
//!
//! Nothing is written, and the schema is not brought up to date. Must not know what the tables mean.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{Connection as _, QueryableByName, RunQueryDsl};

use super::connection::make_read_only;
use super::{Connection, DatabaseAddress, Error, migrations};

const BUSY_TIMEOUT_MS: u32 = 5_000;

/// A database that is opened to be looked at.
pub struct Inspector {
    connection: Connection,
}

/// A row that names one that is not there.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct BrokenReference {
    /// The table of the row.
    #[diesel(sql_type = Text)]
    pub table: String,
    /// The row's number in it, which tables without such numbers do not have.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub number: Option<i64>,
    /// The column that names the other.
    #[diesel(sql_type = Text)]
    pub column: String,
    /// The table in which the other should be.
    #[diesel(sql_type = Text)]
    pub parent: String,
}

/// How the schema of a database is, compared with that of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// The same.
    Current,
    /// Older: so many migrations are to be run.
    Older(usize),
    /// Newer: the latest migration that this program does not know.
    Newer(String),
    /// It is not a database of Cairn.
    Foreign,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Inspector {
    /// Opens a database that must be there.
    pub fn open(address: &DatabaseAddress) -> Result<Self, Error> {
        // A missing file is not made in this mode.
        let mut connection =
            Connection::establish(&address.uri("ro")).map_err(|error| Error::Unreadable(error.to_string()))?;
        make_read_only(&mut connection, BUSY_TIMEOUT_MS)?;
        Ok(Self { connection })
    }

    /// What is wrong with the pages of the file and with the indexes over them, in SQLite's words; nothing if all is well.
    pub fn damage(&mut self) -> Result<Vec<String>, Error> {
        // It stops after a hundred.
        let query = "SELECT integrity_check AS line FROM pragma_integrity_check";
        match diesel::sql_query(query).load::<Line>(&mut self.connection).map_err(Error::from) {
            Ok(lines) => Ok(lines.into_iter().map(|line| line.line).filter(|line| line != "ok").collect()),
            // It can be so broken that it cannot be gone through.
            Err(Error::Damaged(line)) => Ok(vec![line]),
            Err(error) => Err(error),
        }
    }

    /// The rows that name others that are not there.
    pub fn broken_references(&mut self) -> Result<Vec<BrokenReference>, Error> {
        let query = "SELECT broken.\"table\" AS \"table\", broken.\"rowid\" AS number, key.\"from\" AS \"column\", \
                     broken.parent AS parent FROM pragma_foreign_key_check AS broken \
                     JOIN pragma_foreign_key_list(broken.\"table\") AS key ON key.id = broken.fkid";
        Ok(diesel::sql_query(query).load(&mut self.connection)?)
    }

    /// How its schema is.
    pub fn schema(&mut self) -> Result<SchemaState, Error> {
        migrations::state(&mut self.connection)
    }

    /// How the database writes: `wal` once a server has opened it.
    pub fn journal_mode(&mut self) -> Result<String, Error> {
        journal_mode(&mut self.connection)
    }

    /// Reads in one consistent view.
    pub fn read<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        self.connection.batch_execute("BEGIN").map_err(Error::from)?;
        let outcome = work(&mut self.connection);
        self.connection.batch_execute("ROLLBACK").map_err(Error::from)?;
        outcome
    }
}

/// How the database of a connection writes.
pub(super) fn journal_mode(connection: &mut Connection) -> Result<String, Error> {
    let mode: Line =
        diesel::sql_query("SELECT journal_mode AS line FROM pragma_journal_mode").get_result(connection)?;
    Ok(mode.line)
}
