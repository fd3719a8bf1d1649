//! Imports by authors: each line type of an export, and each format.

use reqwest::Method;
use serde_json::{Value, json};

use super::world::World;
use crate::attacks::forged_exports::export;
use crate::harness::editing::UNKNOWN_ID;
use crate::harness::foreign::wordpress;
use crate::harness::{Answer, Client, article, document};

const IMPORTS: &str = "/v1/manage/imports";

fn import(client: &Client, query: &str, text: &str) -> Answer {
    let headers = [("Content-Type", "application/x-ndjson")];
    client.send(Method::POST, &format!("{IMPORTS}{query}"), &headers, Some(text.as_bytes().to_vec()))
}

/// Returns the line types of an export, from the OpenAPI document.
fn line_types() -> Vec<&'static str> {
    let types = &document()["components"]["schemas"]["ExportLineType"]["enum"];
    types.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Returns the import formats, from the OpenAPI document.
fn formats() -> Vec<&'static str> {
    let words = document()["components"]["schemas"]["ImportFormat"]["enum"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap()).collect()
}

/// Returns lines of a type about an entity, and true if clients without full trust may import them.
fn lines(line_type: &str, id: &str, slug: &str) -> (Vec<Value>, bool) {
    let at = "2020-01-01T00:00:00Z";
    let content = article(slug, json!({"title": "Forged"}));
    let published = json!({"version": 1, "firstPublishedAt": at, "publishedAt": at, "updatedAt": at});
    let entity = json!({"type": "entity", "kind": "article", "id": id, "version": 1, "status": "published",
        "createdAt": at, "updatedAt": at, "content": content, "published": published});
    let line = match line_type {
        "cairn.export" | "entity" | "end" => return (vec![entity], true),
        "revision" => {
            let revision = json!({"type": "revision", "kind": "article", "id": id, "version": 1, "at": at, "by": "x",
                "action": "publish", "status": "published", "published": true, "content": content});
            return (vec![entity, revision], true);
        }
        "change" => {
            json!({"type": "change", "at": at, "action": "unpublish", "kind": "article", "id": id, "version": 1})
        }
        "address" => json!({"type": "address", "locale": "en", "slug": "forged", "articleId": id}),
        "topicAddress" => json!({"type": "topicAddress", "slug": "forged", "topicId": id}),
        "unpublishing" => json!({"type": "unpublishing", "id": id, "kind": "article", "mode": "redirect", "at": at,
            "alternativeUrl": "https://evil.example/", "locale": "en", "slug": slug, "translationGroupId": UNKNOWN_ID}),
        "synonyms" => json!({"type": "synonyms", "content": {"groups": [{"locale": "en", "words": ["help", "calm"]}]}}),
        other => panic!("add a line of the type {other} that could change public content"),
    };
    (vec![entity, line], false)
}

/// Returns files of a format that would replace public content, and a new file.
fn files(format: &str, world: &World) -> Vec<String> {
    let id = |name: &str| &world.entities[name].1;
    match format {
        "markdown" => vec![
            "# Forged\n\nForged.\n".to_owned(),
            format!("---\nid: {}\nlocale: en\nslug: public\nsummary: Forged.\n---\n# Forged\n", id("public")),
            format!("---\nid: {}\nlocale: en\nslug: withdrawn\nsummary: Forged.\n---\n# Forged\n", id("withdrawn")),
        ],
        "topics" => vec!["- {slug: subject, kind: subject, name: Forged}\n".to_owned()],
        "phrases" => vec![format!("- {{sourceId: {}, locale: en, text: Forged., tone: calm}}\n", id("phrase"))],
        "resources" => vec![format!(
            "- {{sourceId: {}, locale: en, kind: page, title: Forged, excerpt: F., url: \"https://evil.example/\"}}\n",
            id("page")
        )],
        "text" => vec!["Forged\n======\n\nForged.\n".to_owned()],
        "html" => vec!["<title>Forged</title><h1>Forged</h1><p>Forged.</p>".to_owned()],
        "wordpress" => vec![wordpress("1.2").replace("rain-and-tea", "public")],
        "ndjson" => vec![format!(
            "{}\n",
            json!({"_id": "forged", "_type": "post", "title": "Forged", "body": [
                {"_type": "block", "markDefs": [], "children": [{"_type": "span", "text": "Forged.", "marks": []}]},
            ]})
        )],
        other => panic!("add a file of the format {other} that could change public content"),
    }
}

/// Tries all lines and files as a client that must not change public content.
pub fn try_all(world: &World, author: &Client) {
    assert!(line_types().len() > 5 && formats().len() > 5);
    for line_type in line_types() {
        for (id, slug) in
            [(UNKNOWN_ID, "forged"), (&*world.entities["public"].1, "public"), (&*world.entities["gone"].1, "gone")]
        {
            let (lines, is_taken) = lines(line_type, id, slug);
            let text = export(&lines);
            let answer = import(author, "?force=true", &text);
            let expected = if is_taken { 200 } else { 422 };
            assert_eq!(answer.status, expected, "{line_type} {slug}: {}", answer.text());
            import(author, "?publish=true", &text).expect_problem(403, "forbidden");
        }
    }
    for format in formats() {
        for text in files(format, world) {
            let query = format!("?format={format}&force=true&name=forged");
            let answer = import(author, &query, &text);
            assert!(answer.status < 300, "{format}: {}", answer.text());
            import(author, &format!("{query}&publish=true"), &text).expect_problem(403, "forbidden");
        }
    }
}

/// Imports and publishes an article as an editor.
pub fn publish_one(editor: &Client) {
    import(editor, "?format=markdown&publish=true&name=new", "# New\n\nNew.\n").expect(200);
}
