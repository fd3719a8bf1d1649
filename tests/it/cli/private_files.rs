//! Files that commands write: private, and never written through a symbolic link.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{CommandOutput, Sandbox, demo_folder};

/// A umask that makes new files readable and writable by everybody, unless their creator restricts them.
const UMASK: [&str; 4] = ["sh", "-c", "umask 000; exec \"$@\"", "sh"];

/// Runs `cairn` with that umask.
fn run(place: &Sandbox, arguments: &[&str]) -> CommandOutput {
    let own = place.command(arguments);
    let mut command = Command::new(UMASK[0]);
    command.args(&UMASK[1..]).arg(own.get_program()).args(own.get_args()).current_dir(place.file(""));
    for (name, _) in own.get_envs() {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    CommandOutput { status: output.status, out: text(output.stdout), complaint: text(output.stderr) }
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o777
}

#[track_caller]
fn assert_private(path: &Path) {
    let wanted = if path.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(format!("{:o}", mode(path)), format!("{wanted:o}"), "{}", path.display());
}

/// Returns everything below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        found.push(path);
    }
    found
}

#[test]
fn files_with_content_are_private_under_any_umask() {
    let place = Sandbox::new();
    let demo = demo_folder().display().to_string();
    run(&place, &["import", "--publish", "--report", "report.json", &demo]).succeeded();
    run(&place, &["backup", "copy.db"]).succeeded();
    run(&place, &["backup", "--force", "copy.db"]).succeeded();
    run(&place, &["export", "all.ndjson"]).succeeded();
    run(&place, &["export", "all.ndjson"]).succeeded();
    run(&place, &["export", "--format", "markdown", "deep/folder"]).succeeded();
    run(&place, &["restore", "copy.db", "--database-url", "restored.db"]).succeeded();
    for name in ["cairn.db", "report.json", "copy.db", "all.ndjson", "restored.db"] {
        assert_private(&place.file(name));
    }
    let files = below(&place.file("deep/folder"));
    assert!(files.len() > 20, "{files:#?}");
    for file in &files {
        assert_private(file);
    }

    let server = place.serve_under(&UMASK, &[]);
    server.client().get("/v1/articles").expect(200);
    for name in ["cairn.db", "cairn.db-wal", "cairn.db-shm"] {
        assert_private(&place.file(name));
    }
    let left: Vec<PathBuf> =
        below(&place.file("")).into_iter().filter(|path| path.to_string_lossy().contains("partial")).collect();
    assert!(left.is_empty(), "{left:#?}");
}

const VICTIM: &str = "Somebody else's words.";

/// Creates a folder with a database, a backup of it, and a file of another user.
fn place_with_victim() -> Sandbox {
    let place = Sandbox::with_demo();
    place.run(&["backup", "copy.db"]).succeeded();
    place.write("victim", VICTIM);
    std::fs::set_permissions(place.file("victim"), std::fs::Permissions::from_mode(0o644)).unwrap();
    place
}

#[track_caller]
fn assert_untouched(place: &Sandbox) {
    assert_eq!(std::fs::read_to_string(place.file("victim")).unwrap(), VICTIM);
    assert_eq!(mode(&place.file("victim")), 0o644);
    assert!(!place.file("nowhere").exists(), "it was created through a link");
}

#[test]
fn no_command_writes_through_a_symbolic_link() {
    let place = place_with_victim();
    let demo = demo_folder().display().to_string();
    for target in ["victim", "nowhere"] {
        let link = place.file("link");
        symlink(place.file(target), &link).unwrap();
        for arguments in [
            vec!["backup", "--force", "link"],
            vec!["export", "link"],
            vec!["export", "--format", "markdown", "link"],
            vec!["import", "--report", "link", &demo],
            vec!["restore", "--force", "copy.db", "--database-url", "link"],
        ] {
            let complaint = place.run(&arguments).failed();
            let is_said = complaint.contains("symbolic link") || complaint.contains("is not a directory");
            assert!(is_said, "{arguments:?}: {complaint}");
            assert!(link.is_symlink(), "{arguments:?}");
            assert_untouched(&place);
        }
        let complaint = place.run(&["backup", "link"]).failed();
        assert_eq!(complaint, "cairn: link exists already; --force replaces it\n");
        std::fs::remove_file(&link).unwrap();
    }
}

#[test]
fn temporary_files_have_no_predictable_names() {
    let place = place_with_victim();
    for name in ["all.ndjson.part", ".all.ndjson.partial", "other.db.partial", ".other.db.partial", "report.json.part"]
    {
        symlink(place.file("victim"), place.file(name)).unwrap();
    }
    let demo = demo_folder().display().to_string();
    place.run(&["export", "all.ndjson"]).succeeded();
    place.run(&["backup", "other.db"]).succeeded();
    place.run(&["import", "--report", "report.json", &demo]).succeeded();
    place.run(&["restore", "copy.db", "--database-url", "restored.db"]).succeeded();
    assert_untouched(&place);
    place.run(&["doctor", "--database-url", "other.db"]).succeeded();
}

#[test]
fn a_database_is_not_created_through_a_link_nor_opened_with_linked_side_files() {
    let place = place_with_victim();
    symlink(place.file("nowhere"), place.file("new.db")).unwrap();
    let complaint = place.run(&["migrate", "--database-url", "new.db"]).failed();
    assert!(complaint.contains("new.db: it is a symbolic link to a file that does not exist"), "{complaint}");
    for suffix in ["-wal", "-shm", "-journal"] {
        let link = place.file(&format!("cairn.db{suffix}"));
        // An earlier command left an empty file.
        let _ = std::fs::remove_file(&link);
        for target in ["victim", "nowhere"] {
            symlink(place.file(target), &link).unwrap();
            for arguments in [vec!["migrate"], vec!["serve", "--bind", "127.0.0.1:0"]] {
                let complaint = place.run(&arguments).failed();
                assert!(complaint.contains(&format!("cairn.db{suffix} is a symbolic link")), "{complaint}");
            }
            assert_untouched(&place);
            std::fs::remove_file(&link).unwrap();
        }
    }
    // A link to an existing database is permitted.
    symlink(place.database(), place.file("linked.db")).unwrap();
    place.run(&["migrate", "--database-url", "linked.db"]).succeeded();
}

#[test]
fn a_restore_removes_linked_side_files_and_follows_none() {
    for target in ["victim", "nowhere"] {
        let place = place_with_victim();
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(place.file(&format!("cairn.db{suffix}")));
            symlink(place.file(target), place.file(&format!("cairn.db{suffix}"))).unwrap();
        }
        place.run(&["restore", "--force", "copy.db"]).succeeded();
        assert_untouched(&place);
        for suffix in ["-wal", "-shm"] {
            assert!(!place.file(&format!("cairn.db{suffix}")).is_symlink(), "{suffix}");
        }
        place.run(&["doctor"]).succeeded();
    }
}

#[test]
fn no_command_writes_over_the_database_that_it_reads() {
    let place = place_with_victim();
    let server = place.serve(&[]);
    let demo = demo_folder().display().to_string();
    for name in ["cairn.db", "./cairn.db", "cairn.db-wal"] {
        for arguments in
            [vec!["backup", "--force", name], vec!["export", name], vec!["import", "--report", name, &demo]]
        {
            let complaint = place.run(&arguments).failed();
            assert_eq!(complaint, format!("cairn: {name} is the database itself\n"), "{arguments:?}");
        }
    }
    let id = server.client().get("/v1/articles/setting-limits").expect(200).id();
    server.stop();
    assert_eq!(place.serve(&[]).client().get("/v1/articles/setting-limits").expect(200).id(), id);
}
