//! The writer connection and the readers.

use std::time::Duration;

use cairn::auth::{self, ApiKey, KeyToken, Role};
use cairn::content::Actor;
use cairn::db::{Connection, Database, DatabaseAddress, Error};
use diesel::RunQueryDsl as _;

fn open() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&DatabaseAddress::file(folder.path().join("cairn.db")), 2).unwrap();
    (folder, database)
}

/// Runs a write that changes nothing.
fn write(connection: &mut Connection) -> Result<bool, Error> {
    let statement = diesel::sql_query("UPDATE api_keys SET revoked_at = 1 WHERE id = 'nobody'");
    Ok(statement.execute(connection)? > 0)
}

#[test]
fn a_write_that_panics_is_rolled_back_and_the_next_one_works() {
    let (_folder, database) = open();
    let panicking = database.write_blocking(|_| -> Result<(), Error> { panic!("a bug") });
    assert!(matches!(panicking, Err(Error::Interrupted(text)) if text.contains("a bug")));
    assert!(!database.write_blocking(write).unwrap());
}

#[test]
fn a_reader_cannot_write() {
    let (_folder, database) = open();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let refused = runtime.block_on(database.read(write)).unwrap_err();
    assert!(refused.to_string().contains("readonly"), "{refused}");
}

/// Covers both connections of the reader: the mapped one is not used for a second after a write.
#[test]
fn an_inline_read_sees_the_latest_commit() {
    let (_folder, database) = open();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _entered = runtime.enter();
    let inline = database.inline_reader();
    let seen = || inline.read_one(|connection| Ok(Some(auth::list_all(connection)?.len()))).unwrap();
    for number in 0..6 {
        assert_eq!(seen(), number);
        let token = KeyToken::generate().unwrap();
        let key = ApiKey::new(&token, format!("number {number}"), Role::Editor, None);
        database.write_blocking(|connection| auth::create(connection, &Actor::system("a test"), &key)).unwrap();
        assert_eq!(seen(), number + 1);
        if number % 2 == 0 {
            // The first read after that refreshes the mapping, and the second uses it.
            for _ in 0..2 {
                std::thread::sleep(Duration::from_millis(1_050));
                assert_eq!(seen(), number + 1);
            }
        }
    }
}

#[test]
fn special_characters_in_a_file_name_are_literal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odd %3f?name#1.db");
    Database::open(&DatabaseAddress::file(&file), 1).unwrap();
    assert!(file.exists());
}

/// Of two migrations with the same version, the second would silently never run.
#[test]
fn every_migration_has_a_unique_version() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut versions: Vec<String> = names.map(|name| name.split('_').next().unwrap().to_owned()).collect();
    let count = versions.len();
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), count, "{versions:?}");
}

#[test]
fn a_statement_is_not_prepared_again_for_another_limit() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE things (id INTEGER PRIMARY KEY); INSERT INTO things VALUES (1), (2);")
        .unwrap();
    let mut page = connection.prepare("SELECT id FROM things ORDER BY id LIMIT ?").unwrap();
    for limit in [1_u32, 2] {
        let ids = page.query_map([limit], |row| row.get::<_, i64>(0)).unwrap().map(Result::unwrap);
        assert_eq!(ids.count(), usize::try_from(limit).unwrap());
    }
    assert_eq!(page.get_status(rusqlite::StatementStatus::RePrepare), 0);
}
