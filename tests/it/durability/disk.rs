//! Disks that are full, read-only or failing.

use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use super::{assert_whole, editor_key};
use crate::harness::{Answer, Client, Sandbox, TestApp, article, eventually, paragraph, poll_until, publish, skipped};

/// An upper bound of the writes that fill the disk.
const WRITES_MAX: usize = 2000;

/// Returns a large article.
fn large(slug: &str) -> Value {
    article(
        slug,
        json!({"sections": [{"heading": "Much", "body": vec![paragraph(&"words and words ".repeat(500)); 3]}]}),
    )
}

/// Saves articles until one is rejected. Returns the ids of the acknowledged ones, and the error response.
fn fill(editor: &Client) -> (Vec<String>, Answer) {
    let mut saved = Vec::new();
    for number in 0..WRITES_MAX {
        let answer = editor.post("/v1/manage/articles", &large(&format!("large-{number}")));
        if answer.status != 201 {
            return (saved, answer);
        }
        saved.push(answer.id());
    }
    panic!("the disk was never full");
}

#[track_caller]
fn assert_all_there(editor: &Client, ids: &[String]) {
    for id in ids {
        assert_eq!(editor.working("articles", id).json["sections"][0]["heading"], "Much");
    }
}

#[test]
fn a_write_without_disk_space_is_507_and_works_again_with_space() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let first = publish(&editor, "articles", &article("calm", json!({}))).id();
    app.on_the_writer("PRAGMA max_page_count = 1");
    let (saved, refused) = fill(&editor);
    let refused = refused.expect_problem(507, "storage_full");
    assert_eq!(refused.header("retry-after"), "60");
    assert_all_there(&editor, &saved);
    app.anonymous().get("/v1/articles/calm").expect(200);
    app.anonymous().get("/health/ready").expect(200);
    app.on_the_writer("PRAGMA max_page_count = 1000000");
    editor.edit("articles", &first, &json!({"kicker": "There is room again"}));
    editor.publish("articles", &first);
    assert_eq!(app.anonymous().get("/v1/articles/calm").expect(200).json["kicker"], "There is room again");
    assert_whole(&app.database_file());
}

#[test]
fn a_read_only_database_is_readable_and_writes_are_503() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("calm", json!({}))).id();
    app.on_the_writer("PRAGMA query_only = ON");
    let refused = editor.patch(&format!("/v1/manage/articles/{id}"), "*", &json!({"kicker": "x"}));
    assert_eq!(refused.expect_problem(503, "unavailable").header("retry-after"), "60");
    app.anonymous().get("/v1/articles/calm").expect(200);
}

/// Returns true if private mounts are possible without root.
fn can_mount() -> bool {
    let mut unshare = Command::new("unshare");
    unshare.args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).stderr(Stdio::null());
    unshare.status().is_ok_and(|status| status.success())
}

/// A small private disk that is nearly full until the file `full` is removed.
const SMALL_DISK: &str = "set -e; mount -t tmpfs -o size=24m none disk; head -c 15000000 /dev/zero > disk/ballast; \
                          (while [ -e full ]; do sleep 0.05; done; rm disk/ballast) > /dev/null 2>&1 & exec \"$0\" \"$@\"";

#[test]
fn a_full_disk_loses_nothing_and_recovers_automatically() {
    if !can_mount() {
        return skipped("no file system can be mounted here");
    }
    let place = Sandbox::new();
    std::fs::create_dir(place.file("disk")).unwrap();
    place.write("full", "");
    let conditions = ["unshare", "-rm", "sh", "-c", SMALL_DISK];
    let mut server = place.serve_under(
        &conditions,
        &["--demo", "--database-url", "disk/cairn.db", "--access-log", "false", "--min-free-disk-mb", "4"],
    );
    let key = server.wait_for("cairn_");
    let editor = server.client_with_key(key.trim());
    let (saved, refused) = fill(&editor);
    refused.expect_problem(507, "storage_full");
    assert!(saved.len() > 3, "it was full from the start");
    for number in 0..20 {
        editor.post("/v1/manage/articles", &large(&format!("more-{number}"))).expect_problem(507, "storage_full");
    }
    assert_all_there(&editor, &saved);
    let told = server.client().get("/health/ready").expect_problem(503, "unavailable");
    assert_eq!(told.json["checks"]["disk"], "failed");
    server.client().get("/v1/articles/setting-limits").expect(200);
    server.client().get("/v1/search?q=say+no").expect(200);
    std::fs::remove_file(place.file("full")).unwrap();
    let late = poll_until(|| {
        let answer = editor.post("/v1/manage/articles", &large("late"));
        (answer.status == 201).then(|| answer.id())
    });
    editor.publish("articles", &late);
    assert_all_there(&editor, &saved);
    // The disk is visible only to the server, and to processes in its namespaces.
    let own = place.command(&["doctor", "--json", "--database-url"]);
    let said = Command::new("nsenter")
        .args(["--target", &server.process().to_string(), "--user", "--mount", "--preserve-credentials"])
        .arg(own.get_program())
        .args(own.get_args())
        .arg(place.file("disk/cairn.db"))
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
    let findings = found["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["what"].as_str().unwrap().contains("are free")), "{findings:#?}");
    assert!(server.stop().status.success());
}

#[test]
fn a_file_size_limit_is_503_and_loses_no_acknowledged_write() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    // Ignores the signal for files that are too large, and limits files to 4 MB.
    let conditions = ["bash", "-c", "trap '' XFSZ; ulimit -f 4096; exec \"$0\" \"$@\""];
    let server = place.serve_under(&conditions, &["--access-log", "false"]);
    let editor = server.client_with_key(&key);
    let (saved, refused) = fill(&editor);
    refused.expect_problem(503, "unavailable");
    assert!(saved.len() > 3, "nothing could be written at all");
    assert_all_there(&editor, &saved);
    server.kill();
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    assert_all_there(&editor, &saved);
    editor.create("articles", &large("another"));
    assert_whole(&place.database());
    place.run(&["doctor"]).succeeded();
}

#[test]
fn a_read_only_database_file_prevents_the_start_and_is_named() {
    use std::os::unix::fs::{PermissionsExt, chown};
    const UNKNOWN_ID: u32 = 65_534;
    let place = Sandbox::new();
    place.run(&["migrate"]).succeeded();
    let folder = place.file("");
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // Root may write everywhere, so that it becomes an unknown user here.
    let is_root = chown(&folder, Some(UNKNOWN_ID), Some(UNKNOWN_ID)).is_ok();
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        mode(&file, 0o444);
    }
    mode(&folder, 0o555);
    let own = place.command(&["serve", "--bind", "127.0.0.1:0"]);
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    if is_root {
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    }
    let output = command.arg(own.get_program()).args(own.get_args()).current_dir(&folder).output();
    mode(&folder, 0o755);
    let Ok(output) = output else { return skipped("setpriv is not installed") };
    let said = String::from_utf8(output.stderr).unwrap();
    if said.contains("setpriv:") {
        return skipped("root cannot become nobody here");
    }
    assert!(!output.status.success());
    assert!(said.contains("cairn: cannot ") && said.contains("the database cairn.db"), "{said}");
    for file in std::fs::read_dir(&folder).unwrap() {
        mode(&file.unwrap().path(), 0o644);
    }
    let server = place.serve(&[]);
    eventually(|| server.client().send(Method::GET, "/health/ready", &[], None).status == 200);
}
