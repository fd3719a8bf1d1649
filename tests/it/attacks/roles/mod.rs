//! Roles that can change public content: clients of lower roles try each write operation of the OpenAPI document, each line
//! type of an export and each import format.

mod imports;
mod world;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, Client, article, eventually, phrase, resource, sql, topic};
use crate::openapi::operations;
use world::{FAR_FUTURE, World, changed};

/// The lowest role that can change public content with an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PublicEffect {
    /// No role: it changes only what editors see.
    None,
    /// The role `editor`.
    Editor,
}

/// All write operations of the OpenAPI document, in an order in which each one has something to change.
const OPERATIONS: &[(&str, PublicEffect)] = &[
    ("reorder_sections", PublicEffect::None),
    ("update_section", PublicEffect::None),
    ("replace_section", PublicEffect::None),
    ("create_section", PublicEffect::None),
    ("delete_section", PublicEffect::None),
    ("discard_draft", PublicEffect::None),
    ("create_article", PublicEffect::None),
    ("replace_article", PublicEffect::None),
    ("update_article", PublicEffect::None),
    ("create_phrase", PublicEffect::None),
    ("replace_phrase", PublicEffect::None),
    ("update_phrase", PublicEffect::None),
    ("create_resource", PublicEffect::None),
    ("replace_resource", PublicEffect::None),
    ("update_resource", PublicEffect::None),
    ("create_topic", PublicEffect::None),
    ("replace_topic", PublicEffect::None),
    ("update_topic", PublicEffect::None),
    ("submit", PublicEffect::None),
    ("approve", PublicEffect::None),
    ("reject", PublicEffect::None),
    ("restore", PublicEffect::None),
    ("restore_revision", PublicEffect::None),
    ("purge", PublicEffect::None),
    ("cancel_schedule", PublicEffect::None),
    ("create_preview_token", PublicEffect::None),
    ("create_full_preview_token", PublicEffect::None),
    ("revoke_article_preview_token", PublicEffect::None),
    ("revoke_preview_token", PublicEffect::None),
    ("create_api_key", PublicEffect::None),
    ("update_api_key", PublicEffect::None),
    ("rotate_api_key", PublicEffect::None),
    ("revoke_api_key", PublicEffect::None),
    ("create_webhook", PublicEffect::None),
    ("update_webhook", PublicEffect::None),
    ("delete_webhook", PublicEffect::None),
    ("test_webhook", PublicEffect::None),
    ("rotate_webhook_secret", PublicEffect::None),
    ("replay_webhook_delivery", PublicEffect::None),
    ("publish", PublicEffect::Editor),
    ("replace_synonyms", PublicEffect::Editor),
    ("import_content", PublicEffect::Editor),
    ("run_batch", PublicEffect::Editor),
    ("schedule", PublicEffect::Editor),
    ("unpublish", PublicEffect::Editor),
    // With `force`, or for a withdrawn article.
    ("delete_article", PublicEffect::Editor),
    ("delete_phrase", PublicEffect::Editor),
    ("delete_resource", PublicEffect::Editor),
    ("delete_topic", PublicEffect::Editor),
];

/// A write operation of the OpenAPI document.
struct Write {
    operation: &'static str,
    path: &'static str,
    method: Method,
    /// True if its description requires the role `author`.
    needs_author: bool,
    effect: PublicEffect,
}

/// Returns all write operations in the order of [`OPERATIONS`]. Fails if one is missing there or in the document.
fn writes() -> Vec<Write> {
    let mut written: Vec<Write> = Vec::new();
    for (path, method, operation) in operations() {
        if method == Method::GET {
            continue;
        }
        let name = operation["operationId"].as_str().unwrap();
        let known = OPERATIONS.iter().find(|(known, _)| *known == name);
        let (_, effect) = known.unwrap_or_else(|| panic!("OPERATIONS lacks {name}: add the role that it needs"));
        let description = operation["description"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let needs_author = description.contains("Needs the role `author`");
        written.push(Write { operation: name, path, method, needs_author, effect: *effect });
    }
    let place = |write: &Write| OPERATIONS.iter().position(|(known, _)| *known == write.operation);
    written.sort_by_key(place);
    assert_eq!(written.len(), OPERATIONS.len(), "OPERATIONS contains an operation that the document does not have");
    written
}

fn input(collection: &str, slug: &str) -> Value {
    match collection {
        "articles" => article(slug, json!({"title": "Changed"})),
        "phrases" => phrase(&format!("Changed {slug}."), json!({})),
        "resources" => resource("Changed", json!({})),
        _ => topic(slug, json!({})),
    }
}

/// Returns all requests of an operation: each entity that its path can name, with each body that has another effect.
fn requests(world: &World, write: &Write) -> Vec<(String, Option<Value>)> {
    let operation = write.operation;
    let with = |target: &str, bodies: &[Value]| -> Vec<(String, Option<Value>)> {
        bodies.iter().map(|body| (target.to_owned(), Some(body.clone()))).collect()
    };
    let public = &world.entities["public"].1;
    match operation {
        "import_content" => return Vec::new(), // Covered by `imports`.
        "run_batch" => {
            let one = |method: &str, path: String, body: Value| json!({"operations": [{"method": method, "path": path, "ifMatch": "*", "body": body}]});
            let article = format!("/v1/manage/articles/{public}");
            return with(
                write.path,
                &[
                    one("PATCH", article.clone(), json!({"kicker": "In a batch"})),
                    one("POST", format!("{article}/publish"), json!({})),
                    one("POST", format!("{article}/unpublish?force=true"), json!({})),
                ],
            );
        }
        "replace_synonyms" => {
            return with(write.path, &[json!({"groups": [{"locale": "en", "words": ["help", "calm"]}]})]);
        }
        "create_full_preview_token" => return with(write.path, &[json!({"scope": "all"})]),
        "create_api_key" => return with(write.path, &[json!({"name": "Mine", "role": "admin"})]),
        "create_webhook" => return with(write.path, &[json!({"url": "https://example.org/hook"})]),
        _ => {}
    }
    let collection = write.path.split('/').nth(3).unwrap();
    if !write.path.contains('{') {
        return with(write.path, &[input(collection, &operation.replace('_', "-"))]);
    }
    let entities = world.entities.iter().filter(|(_, (of, _))| collection == "{collection}" || *of == collection);
    let mut targets: Vec<(&str, String)> =
        entities.map(|(_, (of, id))| (*of, write.path.replace("{collection}", of).replace("{id}", id))).collect();
    if ["keys", "preview-tokens", "webhooks"].contains(&collection) {
        targets.push((collection, write.path.replace("{id}", UNKNOWN_ID)));
    }
    let fill = |target: String| {
        let target = target.replace("{sectionId}", &world.section).replace("{version}", "1");
        ["{keyId}", "{tokenId}", "{deliveryId}"].iter().fold(target, |target, name| target.replace(name, UNKNOWN_ID))
    };
    let mut requests = Vec::new();
    for (index, (collection, target)) in targets.into_iter().enumerate() {
        let target = fill(target);
        let ending = json!({"mode": "redirect", "alternative": {"url": "https://evil.example/"}});
        let bodies = match operation {
            "replace_article" | "replace_phrase" | "replace_resource" | "replace_topic" => {
                vec![input(collection, &format!("changed-{index}"))]
            }
            "update_article" | "update_phrase" | "update_resource" | "update_topic" => vec![changed(collection)],
            "create_section" | "replace_section" | "update_section" => vec![json!({"heading": "Changed"})],
            "reorder_sections" => vec![json!({"order": [world.section]})],
            "reject" => vec![json!({"comment": "No."})],
            "schedule" => vec![json!({"publishAt": FAR_FUTURE}), json!({"unpublishAt": FAR_FUTURE, "unpublish": {}})],
            "submit" => vec![json!({"changeNote": "Mine."}), json!({"unpublish": ending})],
            "publish" => vec![json!({}), json!({"changeNote": "Mine.", "major": true})],
            "unpublish" => vec![json!({}), ending],
            _ if operation.starts_with("delete_") => {
                requests.push((format!("{target}?force=true"), None));
                requests.push((target, None));
                continue;
            }
            _ => vec![json!({})],
        };
        requests.extend(with(&target, &bodies));
    }
    requests
}

fn send(client: &Client, method: &Method, target: &str, body: Option<&Value>) -> Answer {
    let media = if *method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
    let headers = [("Content-Type", media), ("If-Match", "*")];
    match body {
        Some(body) => client.send(method.clone(), target, &headers, Some(body.to_string().into_bytes())),
        None => client.send(method.clone(), target, &headers[1..], None),
    }
}

#[test]
fn roles_below_editor_cannot_change_public_content() {
    for rule in ["off", "required"] {
        let world = World::new(rule);
        let before = world.all_responses();
        assert!(before.len() > 300, "{}", before.len());
        let (anonymous, viewer, author) = (world.app.anonymous(), world.app.viewer(), world.app.author());
        for write in writes() {
            let mut succeeded = 0;
            for (target, body) in requests(&world, &write) {
                let ask = |client: &Client| send(client, &write.method, &target, body.as_ref()).status;
                assert_eq!((ask(&anonymous), ask(&viewer)), (401, 403), "{} {target}", write.operation);
                let answer = send(&author, &write.method, &target, body.as_ref());
                assert!(write.needs_author || answer.status == 403, "{} {target}: {}", write.operation, answer.text());
                succeeded += usize::from(answer.status < 300);
            }
            // A new preview token has an id that these requests do not contain.
            let needs_made = ["import_content", "revoke_article_preview_token", "revoke_preview_token"];
            let is_tried = needs_made.contains(&write.operation) || succeeded > 0;
            assert!(is_tried || !write.needs_author, "no request of an author succeeds for {}", write.operation);
        }
        imports::try_all(&world, &author);
        let after = world.all_responses();
        for (address, body) in &before {
            let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
            assert_eq!(after.get(address).map(|body| text(body)), Some(text(body)), "{rule}: {address}");
        }
        assert_eq!(before.len(), after.len());
    }
}

/// Returns the kinds of entities that an operation publishes, unpublishes or deletes; none for other operations.
fn kinds(operation: &str) -> Vec<Option<&str>> {
    match operation {
        "publish" | "unpublish" => ["article", "phrase", "resource", "topic"].map(Some).to_vec(),
        _ => vec![operation.strip_prefix("delete_").filter(|kind| *kind != "section" && *kind != "webhook")],
    }
}

/// Runs an operation as an editor. Returns the lists before the change.
fn act_as_editor(world: &World, editor: &Client, write: &Write, kind: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let operation = write.operation;
    let Some(kind) = kind else {
        let before = world.lists();
        match operation {
            "import_content" => imports::publish_one(editor),
            "schedule" => {
                let entity = ("articles", editor.create("articles", &article("timely", json!({}))));
                let target = format!("/v1/manage/articles/{}/schedule", entity.1);
                editor.put(&target, "*", &json!({"publishAt": FAR_FUTURE})).expect(200);
                assert!(sql(&world.app.database_file(), "UPDATE schedules SET at = 1 WHERE state = 'pending'") > 0);
                eventually(|| world.app.anonymous().get("/v1/articles/timely").status == 200);
            }
            _ => {
                for (target, body) in requests(world, write) {
                    send(editor, &write.method, &target, body.as_ref()).expect(200);
                }
            }
        }
        return before;
    };
    let collection = format!("{kind}s");
    let id = editor.create(&collection, &input(&collection, &format!("fresh-{}-{kind}", operation.replace('_', "-"))));
    if operation != "publish" {
        editor.publish(&collection, &id);
    }
    let before = world.lists();
    let target = write.path.replace("{collection}", &collection).replace("{id}", &id);
    let answer = if operation.starts_with("delete_") {
        send(editor, &write.method, &format!("{target}?force=true"), None)
    } else {
        send(editor, &write.method, &target, Some(&json!({})))
    };
    assert!(answer.status < 300, "{operation}: {}", answer.text());
    before
}

#[test]
fn operations_of_editors_do_change_public_content() {
    let world = World::new("off");
    let editor = world.app.editor();
    for write in writes().iter().filter(|write| write.effect == PublicEffect::Editor) {
        for kind in kinds(write.operation) {
            let before = act_as_editor(&world, &editor, write, kind);
            assert!(before != world.lists(), "{} {kind:?} does not change public content", write.operation);
        }
    }
}
