//! `cairn export`, and the import of its output into an empty server.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Sandbox, Server, all, demo_folder, number};

/// Creates starter content with a history: drafts of published content, old addresses, change notes, unpublishings of
/// every mode, and entities in the trash.
fn lively() -> Sandbox {
    let place = Sandbox::new();
    place.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
    let key = place.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let editor = server.client_with_key(key.trim());
    let mut articles = all(&editor, "/v1/manage/articles?limit=100").into_iter().map(|copy| {
        let id = copy["id"].as_str().unwrap();
        format!("/v1/manage/articles/{id}")
    });
    let mut next = || articles.next().unwrap();
    let step = |target: &str, step: &str, body: Value| {
        editor.post_matching(&format!("{target}/{step}"), "*", &body).expect(200);
    };
    let drafted = next();
    editor.patch(&drafted, "*", &json!({"title": "Not for readers yet"})).expect(200);
    step(&drafted, "submit", json!({}));
    let renamed = next();
    editor.patch(&renamed, "*", &json!({"slug": "a-new-address"})).expect(200);
    step(&renamed, "publish", json!({"changeNote": "It moved.", "major": true}));
    let topic = all(&editor, "/v1/manage/topics?limit=1")[0]["id"].as_str().map(|id| format!("/v1/manage/topics/{id}"));
    let topic = topic.unwrap();
    editor.patch(&topic, "*", &json!({"slug": "a-new-name"})).expect(200);
    step(&topic, "publish", json!({}));
    for mode in ["gone", "redirect", "withdrawn"] {
        let (ended, alternative) = (next(), renamed.rsplit('/').next().unwrap());
        let words = json!({"mode": mode, "explanation": "It is old.", "alternative": {"articleId": alternative}});
        editor.post_matching(&format!("{ended}/unpublish?force=true"), "*", &words).expect(200);
    }
    let draft = json!({"locale": "en", "slug": "only-a-draft", "title": "Draft", "summary": "Unseen.", "sections": [
        {"body": [{"_type": "block", "_key": "own", "style": "normal", "markDefs": [],
                   "children": [{"_type": "span", "_key": "k", "text": "With keys of its own.", "marks": []}]}]},
    ]});
    let draft = format!("/v1/manage/articles/{}", editor.create("articles", &draft));
    step(&draft, "submit", json!({}));
    step(&draft, "approve", json!({}));
    let trashed = format!(
        "/v1/manage/phrases/{}",
        editor.create("phrases", &json!({"locale": "en", "text": "Never mind.", "tone": "calm"}))
    );
    editor.delete(&trashed, "*").expect(204);
    server.stop();
    place
}

/// Returns every document and list of delivery by its address, byte by byte.
fn delivered(server: &Server) -> BTreeMap<String, Vec<u8>> {
    let client = server.client();
    let mut found = BTreeMap::new();
    let mut keep = |target: String| {
        let answer = client.get(&target);
        let mut body = answer.bytes.clone();
        if answer.status >= 400 {
            // Each problem has its own request id.
            let mut problem = answer.json.clone();
            problem["requestId"] = json!("");
            body = problem.to_string().into_bytes();
        }
        found.insert(format!("{} {target}", answer.status), body);
    };
    for list in ["articles", "phrases", "resources", "topics"] {
        for sort in if list == "topics" { ["name", "-name"] } else { ["-publishedAt", "-updatedAt"] } {
            keep(format!("/v1/{list}?limit=100&count=true&sort={sort}"));
        }
        for item in all(&client, &format!("/v1/{list}?limit=100")) {
            keep(format!("/v1/{list}/{}", item["id"].as_str().unwrap()));
            if list == "articles" {
                let (slug, locale) = (item["slug"].as_str().unwrap(), item["locale"].as_str().unwrap());
                keep(format!("/v1/articles/{slug}?locale={locale}&body=html,markdown,text"));
                keep(format!("/v1/articles/{slug}/related?locale={locale}"));
                for section in all(&client, &format!("/v1/articles/{slug}/sections?locale={locale}")) {
                    keep(format!("/v1/sections/{}", section["id"].as_str().unwrap()));
                }
            }
        }
    }
    for ended in std::fs::read_dir(demo_folder().join("articles/en")).unwrap() {
        let name = ended.unwrap().file_name().into_string().unwrap();
        keep(format!("/v1/articles/{}", name.trim_end_matches(".md")));
    }
    let topics = std::fs::read_to_string(demo_folder().join("topics.yaml")).unwrap();
    for slug in topics.lines().filter_map(|line| line.trim_start_matches("- ").trim().strip_prefix("slug: ")) {
        keep(format!("/v1/topics/{slug}"));
    }
    keep("/v1/phrases/daily?date=2026-11-25".to_owned());
    found
}

/// Returns every working copy as editors see it.
fn kept(place: &Sandbox, server: &Server) -> Vec<Value> {
    let key = place.run(&["keys", "create", "--name", "look", "--role", "viewer"]).succeeded();
    let viewer = server.client_with_key(key.trim());
    let mut copies = Vec::new();
    for list in ["articles", "phrases", "resources", "topics"] {
        for status in ["", "&status=trashed"] {
            for item in all(&viewer, &format!("/v1/manage/{list}?limit=100{status}")) {
                let target = format!("/v1/manage/{list}/{}", item["id"].as_str().unwrap());
                copies.push(viewer.get(&target).expect(200).json);
            }
        }
    }
    copies.sort_by_key(|copy| copy["id"].as_str().unwrap().to_owned());
    copies
}

#[test]
fn an_imported_export_delivers_the_same_bytes() {
    let first = lively();
    first.run(&["export", "all.ndjson"]).succeeded();
    let second = Sandbox::new();
    let file = first.file("all.ndjson").display().to_string();
    let told = second.run(&["import", &file]).succeeded();
    assert!(told.contains(" created, 0 replaced, 0 unchanged, 0 skipped."), "{told}");
    let (one, other) = (first.serve(&[]), second.serve(&[]));
    let (before, after) = (delivered(&one), delivered(&other));
    assert!(before.len() > 200, "{}", before.len());
    for status in ["301", "410"] {
        assert!(before.keys().any(|name| name.starts_with(status)), "{status}");
    }
    for (name, body) in &before {
        let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
        assert_eq!(after.get(name).map(|body| text(body)), Some(text(body)), "{name}");
    }
    assert_eq!(before.len(), after.len());
    assert_eq!(kept(&first, &one), kept(&second, &other));
    let again = second.run(&["import", &file]).succeeded();
    assert!(again.contains("0 created, 0 replaced, "), "{again}");
    assert!(again.ends_with(" unchanged, 0 skipped.\n"), "{again}");
    assert_eq!(delivered(&other), after);
    assert!(first.run(&["export"]).succeeded().lines().count() > 300);
    let lines = |place: &Sandbox| -> Vec<String> {
        let text = place.run(&["export"]).succeeded();
        text.lines().skip(1).map(str::to_owned).collect()
    };
    assert_eq!(lines(&first), lines(&second), "a second export differs only in its time");
}

#[test]
fn revisions_are_exported_on_request() {
    let first = lively();
    first.run(&["export", "all.ndjson", "--revisions"]).succeeded();
    let second = Sandbox::new();
    second.run(&["import", &first.file("all.ndjson").display().to_string()]).succeeded();
    let count = |place: &Sandbox| number(&place.database(), "SELECT count(*) AS number FROM revisions");
    assert!(count(&first) > 250);
    assert_eq!(count(&first), count(&second));
    let digest = "SELECT sum(version * length(content) * length(actor_name) * (at % 1000)) AS number FROM revisions";
    assert_eq!(number(&first.database(), digest), number(&second.database(), digest));
}

#[test]
fn a_truncated_or_damaged_export_is_rejected_as_a_whole() {
    let first = Sandbox::new();
    first.write("topics.yaml", "- {slug: tea, kind: subject, name: Tea}\n- {slug: cup, kind: subject, name: Cup}\n");
    first.run(&["import", "topics.yaml", "--publish"]).succeeded();
    let whole = first.run(&["export"]).succeeded();
    let lines: Vec<&str> = whole.lines().collect();
    let place = Sandbox::new();
    let said = |text: String| {
        place.write("spoiled.ndjson", &text);
        place.run(&["import", "spoiled.ndjson"]).failed()
    };
    let cut = said(lines[..lines.len() - 1].join("\n"));
    assert!(cut.contains("the export is incomplete"), "{cut}");
    let without_one = said([&lines[..1], &lines[2..]].concat().join("\n"));
    assert!(without_one.contains("the export is incomplete"), "{without_one}");
    let unknown = said(whole.replace("\"version\":2", "\"verison\":2"));
    assert!(unknown.contains("spoiled.ndjson, line 2: not a line of an export"), "{unknown}");
    let invalid = said(whole.replace("\"kind\":\"subject\"", "\"kind\":\"object\""));
    assert!(invalid.contains("spoiled.ndjson, line 2, /content/kind"), "{invalid}");
    for other in ["\"format\":2", "\"format\":4"] {
        let renamed = whole.replace("\"type\":\"entity\"", "\"type\":\"thing\"");
        let other = said(renamed.replace("\"format\":3", other));
        assert!(other.contains("line 1: the format") && other.contains("another version of Cairn"), "{other}");
        assert!(!other.contains("line 2"), "only the format is reported: {other}");
    }
    let after_the_end = said(format!("{whole}{}\n", lines[1]));
    let position = format!("line {}: this line is in the wrong position", lines.len() + 1);
    assert!(after_the_end.contains(&position), "{after_the_end}");
    let second_header = said([&lines[..1], &lines[..]].concat().join("\n"));
    assert!(second_header.contains("line 2: this line is in the wrong position"), "{second_header}");
    let mut bytes = whole.clone().into_bytes();
    bytes[lines[0].len() + 1] = 0xff;
    std::fs::write(place.file("spoiled.ndjson"), bytes).unwrap();
    let not_utf8 = place.run(&["import", "spoiled.ndjson"]).failed();
    assert!(not_utf8.contains("spoiled.ndjson, line 2: "), "{not_utf8}");
    let other = said("{\"name\": \"something else\"}\n".to_owned());
    assert!(other.contains("neither an export of Cairn"), "{other}");
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM working_copies"), 0);
}

#[test]
fn existing_entities_follow_the_rules_of_every_import() {
    let first = Sandbox::new();
    first.write("topics.yaml", "- {slug: tea, kind: subject, name: Tea}\n- {slug: cup, kind: subject, name: Cup}\n");
    first.run(&["import", "topics.yaml", "--publish"]).succeeded();
    let second = Sandbox::new();
    first.run(&["export", "one.ndjson"]).succeeded();
    let import = |name: &str, more: &[&str]| {
        let file = first.file(name).display().to_string();
        second.run(&[&["import", &file], more].concat())
    };
    import("one.ndjson", &[]).succeeded();
    first.write(
        "topics.yaml",
        "- {slug: tea, kind: subject, name: Green tea}\n- {slug: pot, kind: subject, name: Pot}\n",
    );
    first.run(&["import", "topics.yaml", "--publish"]).succeeded();
    first.run(&["export", "two.ndjson"]).succeeded();
    assert_eq!(
        import("two.ndjson", &["--dry-run"]).succeeded(),
        "Nothing was changed. It would be: 1 created, 1 replaced, 1 unchanged, 0 skipped.\n"
    );
    assert_eq!(
        import("two.ndjson", &["--publish"]).succeeded(),
        "1 created, 1 replaced, 1 unchanged, 0 skipped; 2 published.\n"
    );
    let server = second.serve(&[]);
    let names: Vec<Value> =
        all(&server.client(), "/v1/topics").into_iter().map(|topic| topic["name"].clone()).collect();
    assert_eq!(names, ["Cup", "Green tea", "Pot"]);
    let key = second.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let editor = server.client_with_key(key.trim());
    let tea = server.client().get("/v1/topics/tea").expect(200).id();
    editor.patch(&format!("/v1/manage/topics/{tea}"), "*", &json!({"name": "White tea"})).expect(200);
    let told = import("two.ndjson", &[]).succeeded();
    assert!(told.ends_with("0 created, 0 replaced, 2 unchanged, 1 skipped.\n"), "{told}");
    let pot = json!({"kind": "subject", "slug": "kettle", "name": "Kettle"});
    editor.create("topics", &pot);
    first.write("topics.yaml", "- {slug: kettle, kind: subject, name: Kettle}\n");
    first.run(&["import", "topics.yaml"]).succeeded();
    first.run(&["export", "three.ndjson"]).succeeded();
    let refused = import("three.ndjson", &[]).failed();
    assert!(refused.contains("slug_in_use") && refused.contains("line "), "{refused}");
    assert_eq!(editor.get(&format!("/v1/manage/topics/{UNKNOWN_ID}")).status, 404);
}

#[test]
fn a_folder_of_files_becomes_the_same_content_again() {
    let first = lively();
    first.run(&["export", "--format", "markdown", "files"]).succeeded();
    let told = first.run(&["import", "files"]).succeeded();
    assert!(told.contains("0 created, 0 replaced, "), "{told}");
    assert!(told.ends_with(", 1 skipped.\n"), "files do not contain block keys: {told}");
    let second = Sandbox::new();
    let folder = first.file("files").display().to_string();
    second.run(&["import", "--publish", &folder]).succeeded();
    second.run(&["export", "--format", "markdown", "files"]).succeeded();
    let names = |place: &Sandbox| -> Vec<String> {
        let mut waiting = vec![place.file("files")];
        let mut found = Vec::new();
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            } else {
                found.push(path.strip_prefix(place.file("files")).unwrap().display().to_string());
            }
        }
        found.sort();
        found
    };
    assert_eq!(names(&first), names(&second));
    for name in names(&first) {
        // An entity that refers to an unpublished one stays a draft if it was not public before.
        let text = |place: &Sandbox| {
            let text = std::fs::read_to_string(place.file("files").join(&name)).unwrap();
            text.replace("  draft: true\n", "").replace("draft: true\n", "")
        };
        let sorted = |text: String| {
            let mut items: Vec<String> =
                text.split("\n- ").map(|item| item.trim_start_matches("- ").to_owned()).collect();
            items.sort();
            items
        };
        assert_eq!(sorted(text(&first)), sorted(text(&second)), "{name}");
    }
    assert!(first.run(&["export", "--format", "markdown", "files"]).failed().contains("not empty"));
    assert!(first.run(&["export", "--format", "markdown"]).failed().contains("folder"));
}

#[test]
fn the_export_of_a_missing_database_fails() {
    let place = Sandbox::new();
    assert!(place.run(&["export"]).failed().contains("there is no database"));
    assert!(!place.database().exists());
}
