//! The copy of the database that previews of everything read.

use serde_json::{Value, json};

use super::{WORD, full_token, read, text, write_drafts};
use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{TestApp, article, phrase, sql};

fn scratch_folders(app: &TestApp) -> Vec<std::path::PathBuf> {
    let folder = app.database_file().parent().unwrap().to_owned();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "scratch")).collect()
}

#[test]
fn a_preview_needs_no_approval_and_shows_no_trash() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let author = app.author();
    write_drafts(&author);
    let trashed = author.create("articles", &article("trashed", json!({})));
    author.try_delete("articles", &trashed).expect(204);
    // Neither a slug nor a summary is required before publishing.
    let bare = author.create("articles", &json!({"locale": "en", "title": "No slug yet"}));
    let made = full_token(&author);
    let listed = read(&app, "/v1/articles", text(&made)).expect(200);
    let ids: Vec<&str> =
        listed.json["data"].as_array().unwrap().iter().map(|card| card["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&bare.as_str()) && !ids.contains(&trashed.as_str()), "{ids:?}");
    assert_eq!(listed.header("x-preview-left-out"), "");
    read(&app, &format!("/v1/articles/{bare}"), text(&made)).expect(200);
    read(&app, "/v1/articles/trashed", text(&made)).expect_problem(404, "not_found");
}

#[test]
fn what_cannot_be_published_is_left_out_and_named() {
    let app = TestApp::spawn();
    let author = app.author();
    let phrase_id = author.create("phrases", &phrase("A phrase.", json!({})));
    let broken = author.create("articles", &article_of("broken", json!([phrase_block(&phrase_id)])));
    author.create("articles", &article("sound", json!({})));
    // The API does not delete a phrase that is in use.
    let damage = format!("UPDATE working_copies SET status = 'trashed' WHERE id = '{phrase_id}'");
    assert_eq!(sql(&app.database_file(), &damage), 1);
    let made = full_token(&author);
    let listed = read(&app, "/v1/articles", text(&made)).expect(200);
    assert_eq!(listed.header("x-preview-left-out"), format!("article {broken}"));
    let slugs: Vec<&Value> = listed.json["data"].as_array().unwrap().iter().map(|card| &card["slug"]).collect();
    assert_eq!(slugs, ["sound"]);
}

#[test]
fn the_copy_of_the_database_is_private_and_ends_with_the_server() {
    let app = TestApp::spawn();
    let author = app.author();
    write_drafts(&author);
    let made = full_token(&author);
    assert!(scratch_folders(&app).is_empty(), "there is no copy before it is needed");
    read(&app, "/v1/articles", text(&made)).expect(200);
    let folders = scratch_folders(&app);
    assert_eq!(folders.len(), 1, "{folders:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folders[0]), 0o700);
        for file in std::fs::read_dir(&folders[0]).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
    // A killed server leaves its copy; this lock belongs to nobody.
    let folder = app.database_file().parent().unwrap().to_owned();
    let name = app.database_file().file_name().unwrap().to_string_lossy().into_owned();
    let abandoned = folder.join(format!(".{name}.killed.scratch"));
    std::fs::create_dir(&abandoned).unwrap();
    std::fs::write(abandoned.join("lock"), "").unwrap();
    let other = folder.join(".another.db.killed.scratch");
    std::fs::create_dir(&other).unwrap();
    let app = app.restart_with(&[]);
    assert_eq!(scratch_folders(&app), [other], "only the copies of this database are removed");
    read(&app, "/v1/articles/a-draft", text(&made)).expect(200);
}

#[test]
fn a_copy_that_does_not_fit_is_refused_with_the_reason() {
    let app = TestApp::spawn_with(&["--preview-max-mb", "0"]);
    let made = full_token(&app.author());
    let refused = read(&app, "/v1/articles", text(&made)).expect_problem(503, "unavailable");
    assert!(refused.json["detail"].as_str().unwrap().contains("CAIRN_PREVIEW_MAX_MB"), "{}", refused.text());
    assert_ne!(refused.header("retry-after"), "");
    app.anonymous().get("/v1/articles").expect(200);
    let app = app.restart_with(&["--min-free-disk-mb", "4294967295"]);
    let refused = read(&app, "/v1/articles", text(&made)).expect_problem(503, "unavailable");
    assert!(refused.json["detail"].as_str().unwrap().contains("The disk has"), "{}", refused.text());
    assert!(scratch_folders(&app).is_empty());
}

#[test]
fn many_requests_share_one_copy() {
    let app = TestApp::spawn();
    let author = app.author();
    write_drafts(&author);
    let made = full_token(&author);
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                for target in ["/v1/articles/a-draft", "/v1/articles", "/v1/bundle"] {
                    assert!(read(&app, target, text(&made)).expect(200).text().contains(WORD));
                }
            });
        }
    });
    assert_eq!(scratch_folders(&app).len(), 1);
}
