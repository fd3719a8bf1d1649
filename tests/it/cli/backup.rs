//! Rejections by `cairn backup` and `cairn restore`, and the state that they leave.

use std::io::{Seek, SeekFrom, Write};

use crate::harness::{Sandbox, number, sql};

const COUNT: &str = "SELECT count(*) AS number FROM working_copies";

/// Returns the files in the folder, except the write-ahead log.
fn files(place: &Sandbox) -> Vec<String> {
    let names =
        std::fs::read_dir(place.file("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm")).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_one_file_and_replaces_another_only_with_force() {
    let place = Sandbox::with_demo();
    place.run(&["backup", "copy.db"]).succeeded();
    assert_eq!(files(&place), ["cairn.db", "copy.db"]);
    let before = std::fs::read(place.file("copy.db")).unwrap();
    sql(&place.database(), "DELETE FROM working_copies WHERE kind = 'phrase' AND published_version IS NULL");
    let complaint = place.run(&["backup", "copy.db"]).failed();
    assert_eq!(complaint, "cairn: copy.db exists already; --force replaces it\n");
    assert_eq!(std::fs::read(place.file("copy.db")).unwrap(), before);
    place.run(&["backup", "--force", "copy.db"]).succeeded();
    place.run(&["doctor", "--database-url", "copy.db"]).succeeded();
    let itself = place.run(&["backup", "--force", "cairn.db"]).failed();
    assert_eq!(itself, "cairn: cairn.db is the database itself\n");
}

#[test]
fn a_failed_backup_names_its_cause_and_leaves_no_file() {
    let place = Sandbox::new();
    let complaint = place.run(&["backup", "copy.db"]).failed();
    assert_eq!(complaint, "cairn: cairn.db could not be copied: there is no database cairn.db\n");
    place.write("notes.db", &"This is a text, and no database. ".repeat(200));
    let complaint = place.run(&["backup", "--database-url", "notes.db", "copy.db"]).failed();
    assert!(complaint.contains("file is not a database"), "{complaint}");
    sql(&place.file("other.db"), "CREATE TABLE notes (id INTEGER)");
    let complaint = place.run(&["backup", "--database-url", "other.db", "copy.db"]).failed();
    assert_eq!(complaint, "cairn: other.db is not a database of Cairn\n");
    place.run(&["migrate"]).succeeded();
    let complaint = place.run(&["backup", "nowhere/copy.db"]).failed();
    assert!(complaint.contains("nowhere/copy.db cannot be written"), "{complaint}");
    assert_eq!(files(&place), ["cairn.db", "notes.db", "other.db"]);
}

#[cfg(unix)]
#[test]
fn a_backup_is_readable_by_its_owner_only_and_a_restore_keeps_the_ownership() {
    use std::os::unix::fs::PermissionsExt;
    let place = Sandbox::new();
    place.run(&["migrate"]).succeeded();
    let mode = |name: &str| std::fs::metadata(place.file(name)).unwrap().permissions().mode() & 0o777;
    std::fs::set_permissions(place.database(), std::fs::Permissions::from_mode(0o640)).unwrap();
    place.run(&["backup", "copy.db"]).succeeded();
    assert_eq!(mode("copy.db"), 0o600, "a backup is private");
    place.run(&["restore", "--force", "copy.db"]).succeeded();
    assert_eq!(mode("cairn.db"), 0o640, "the permissions are kept");
}

#[test]
fn a_restore_replaces_a_database_only_with_force_and_leaves_no_other_file() {
    let place = Sandbox::with_demo();
    let count = number(&place.database(), COUNT);
    place.run(&["backup", "copy.db"]).succeeded();
    let key = place.run(&["keys", "create", "--name", "After", "--role", "editor"]).succeeded();
    let complaint = place.run(&["restore", "copy.db"]).failed();
    assert_eq!(complaint, "cairn: cairn.db exists already; --force replaces it by the backup\n");
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM api_keys"), 1);
    place.run(&["restore", "--force", "copy.db"]).succeeded();
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM api_keys"), 0);
    assert_eq!(number(&place.database(), COUNT), count);
    assert_eq!(files(&place), ["cairn.db", "copy.db"]);
    let server = place.serve(&[]);
    server.client_with_key(key.trim()).get("/v1/manage/whoami").expect_problem(401, "invalid_credentials");
    server.client().get("/v1/articles/setting-limits").expect(200);
}

#[test]
fn a_database_that_a_server_has_open_is_not_replaced() {
    let place = Sandbox::with_demo();
    place.run(&["backup", "copy.db"]).succeeded();
    let server = place.serve(&[]);
    let complaint = place.run(&["restore", "--force", "copy.db"]).failed();
    assert!(complaint.contains("cairn.db is open in another program; stop the server"), "{complaint}");
    server.client().get("/v1/articles/setting-limits").expect(200);
    server.kill();
    place.run(&["restore", "--force", "copy.db"]).succeeded();
    assert_eq!(files(&place), ["cairn.db", "copy.db"]);
}

#[test]
fn a_damaged_newer_or_missing_backup_is_rejected_and_the_database_stays() {
    let place = Sandbox::with_demo();
    let count = number(&place.database(), COUNT);
    for name in ["newer.db", "damaged.db"] {
        place.run(&["backup", name]).succeeded();
    }
    sql(&place.file("newer.db"), "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    let mut file = std::fs::File::options().write(true).open(place.file("damaged.db")).unwrap();
    file.seek(SeekFrom::Start(40 * 4096)).unwrap();
    file.write_all(&[0x55; 4096]).unwrap();
    place.write("notes.db", &"This is a text, and no database. ".repeat(200));
    sql(&place.file("other.db"), "CREATE TABLE notes (id INTEGER)");
    for (name, said) in [
        ("newer.db", "newer.db has a newer schema than this program knows (migration 20990101000000)"),
        ("damaged.db", "damaged"),
        ("notes.db", "file is not a database"),
        ("other.db", "other.db is not a database of Cairn"),
        ("nothing.db", "there is no database nothing.db"),
    ] {
        let complaint = place.run(&["restore", "--force", name]).failed();
        assert!(complaint.contains(said), "{complaint}");
        assert_eq!(number(&place.database(), COUNT), count);
    }
    assert_eq!(files(&place), ["cairn.db", "damaged.db", "newer.db", "notes.db", "other.db"]);
    place.run(&["doctor"]).succeeded();
}

#[test]
fn a_damaged_database_is_quarantined_with_its_log() {
    let place = Sandbox::with_demo();
    place.run(&["backup", "copy.db"]).succeeded();
    place.write("cairn.db", &"Somebody wrote over it. ".repeat(400));
    place.write("cairn.db-wal", "what is left of a log");
    let said = place.run(&["restore", "--force", "copy.db"]).succeeded();
    assert!(said.contains("it was moved to cairn.db.damaged-"), "{said}");
    let aside: Vec<String> = files(&place).into_iter().filter(|name| name.contains(".damaged-")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(std::fs::read_to_string(place.file(&aside[0])).unwrap().starts_with("Somebody"));
    place.run(&["doctor"]).succeeded();
}
