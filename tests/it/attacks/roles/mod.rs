//! Who can change a byte that readers get: every write of the document, every line of an export and every format of the
//! import is tried by those who must not.

mod imports;
mod world;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::NOBODY;
use crate::harness::{Answer, Client, article, eventually, phrase, resource, sql, topic};
use crate::openapi::operations;
use world::{LATER, World, changed};

/// The lowest role whose call of an operation can change what readers get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// No role: it changes only what editors see.
    Nobody,
    /// The role `editor`.
    Editor,
}

/// Every write of the document, in an order in which each finds something to do.
const OPERATIONS: &[(&str, Reach)] = &[
    ("put_section_order", Reach::Nobody),
    ("patch_section", Reach::Nobody),
    ("put_section", Reach::Nobody),
    ("post_section", Reach::Nobody),
    ("delete_section", Reach::Nobody),
    ("discard_draft", Reach::Nobody),
    ("post_article", Reach::Nobody),
    ("put_article", Reach::Nobody),
    ("patch_article", Reach::Nobody),
    ("post_phrase", Reach::Nobody),
    ("put_phrase", Reach::Nobody),
    ("patch_phrase", Reach::Nobody),
    ("post_resource", Reach::Nobody),
    ("put_resource", Reach::Nobody),
    ("patch_resource", Reach::Nobody),
    ("post_topic", Reach::Nobody),
    ("put_topic", Reach::Nobody),
    ("patch_topic", Reach::Nobody),
    ("submit_thing", Reach::Nobody),
    ("approve_thing", Reach::Nobody),
    ("reject_thing", Reach::Nobody),
    ("restore_thing", Reach::Nobody),
    ("restore_revision", Reach::Nobody),
    ("purge_thing", Reach::Nobody),
    ("cancel_schedule", Reach::Nobody),
    ("post_preview_token", Reach::Nobody),
    ("delete_preview_token", Reach::Nobody),
    ("revoke_preview_token", Reach::Nobody),
    ("post_key", Reach::Nobody),
    ("patch_key", Reach::Nobody),
    ("rotate_key", Reach::Nobody),
    ("delete_key", Reach::Nobody),
    ("post_webhook", Reach::Nobody),
    ("patch_webhook", Reach::Nobody),
    ("delete_webhook", Reach::Nobody),
    ("test_webhook", Reach::Nobody),
    ("rotate_webhook_secret", Reach::Nobody),
    ("replay_webhook_delivery", Reach::Nobody),
    ("publish_article", Reach::Editor),
    ("publish_phrase", Reach::Editor),
    ("publish_resource", Reach::Editor),
    ("publish_topic", Reach::Editor),
    ("put_synonyms", Reach::Editor),
    ("post_import", Reach::Editor),
    ("post_batch", Reach::Editor),
    ("schedule_thing", Reach::Editor),
    ("unpublish_article", Reach::Editor),
    ("unpublish_phrase", Reach::Editor),
    ("unpublish_resource", Reach::Editor),
    ("unpublish_topic", Reach::Editor),
    // With force, or of what was withdrawn.
    ("delete_article", Reach::Editor),
    ("delete_phrase", Reach::Editor),
    ("delete_resource", Reach::Editor),
    ("delete_topic", Reach::Editor),
];

/// A write of the document.
struct Write {
    operation: &'static str,
    path: &'static str,
    method: Method,
    /// The role that it needs, as its description says.
    needs_author: bool,
    reach: Reach,
}

/// Every write of the document in the order of the table; one that is missing in either is a failure.
fn writes() -> Vec<Write> {
    let mut written: Vec<Write> = Vec::new();
    for (path, method, operation) in operations() {
        if method == Method::GET {
            continue;
        }
        let name = operation["operationId"].as_str().unwrap();
        let known = OPERATIONS.iter().find(|(known, _)| *known == name);
        let (_, reach) = known.unwrap_or_else(|| panic!("say in OPERATIONS who can change by {name} what readers get"));
        let description = operation["description"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        let needs_author = description.contains("Needs the role `author`");
        written.push(Write { operation: name, path, method, needs_author, reach: *reach });
    }
    let place = |write: &Write| OPERATIONS.iter().position(|(known, _)| *known == write.operation);
    written.sort_by_key(place);
    assert_eq!(written.len(), OPERATIONS.len(), "OPERATIONS names what the document does not have");
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

/// Every request that an operation can be: for each thing that its address can name, with each body that does something
/// else.
fn requests(world: &World, write: &Write) -> Vec<(String, Option<Value>)> {
    let operation = write.operation;
    let with = |target: &str, bodies: &[Value]| -> Vec<(String, Option<Value>)> {
        bodies.iter().map(|body| (target.to_owned(), Some(body.clone()))).collect()
    };
    let public = &world.things["public"].1;
    match operation {
        "post_import" => return Vec::new(), // All of `imports`.
        "post_batch" => {
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
        "put_synonyms" => return with(write.path, &[json!({"groups": [{"locale": "en", "words": ["help", "calm"]}]})]),
        "post_key" => return with(write.path, &[json!({"name": "Mine", "role": "admin"})]),
        "post_webhook" => return with(write.path, &[json!({"url": "https://example.org/hook"})]),
        _ => {}
    }
    let collection = write.path.split('/').nth(3).unwrap();
    if !write.path.contains('{') {
        return with(write.path, &[input(collection, &operation.replace('_', "-"))]);
    }
    let things = world.things.iter().filter(|(_, (of, _))| collection == "{collection}" || *of == collection);
    let mut targets: Vec<(&str, String)> =
        things.map(|(_, (of, id))| (*of, write.path.replace("{collection}", of).replace("{id}", id))).collect();
    if ["keys", "preview-tokens", "webhooks"].contains(&collection) {
        targets.push((collection, write.path.replace("{id}", NOBODY)));
    }
    let fill = |target: String| {
        let target = target.replace("{sectionId}", &world.section).replace("{version}", "1");
        ["{keyId}", "{tokenId}", "{deliveryId}"].iter().fold(target, |target, name| target.replace(name, NOBODY))
    };
    let mut requests = Vec::new();
    for (index, (collection, target)) in targets.into_iter().enumerate() {
        let target = fill(target);
        let ending = json!({"mode": "redirect", "alternative": {"url": "https://evil.example/"}});
        let bodies = match operation {
            "put_article" | "put_phrase" | "put_resource" | "put_topic" => {
                vec![input(collection, &format!("changed-{index}"))]
            }
            "patch_article" | "patch_phrase" | "patch_resource" | "patch_topic" => vec![changed(collection)],
            "post_section" | "put_section" | "patch_section" => vec![json!({"heading": "Changed"})],
            "put_section_order" => vec![json!({"order": [world.section]})],
            "reject_thing" => vec![json!({"comment": "No."})],
            "schedule_thing" => vec![json!({"publishAt": LATER}), json!({"unpublishAt": LATER, "unpublish": {}})],
            "submit_thing" => vec![json!({"changeNote": "Mine."}), json!({"unpublish": ending})],
            _ if operation.starts_with("publish_") => vec![json!({}), json!({"changeNote": "Mine.", "major": true})],
            _ if operation.starts_with("unpublish_") => vec![json!({}), ending],
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
fn nobody_below_an_editor_changes_a_byte_that_readers_get() {
    for rule in ["off", "required"] {
        let world = World::new(rule);
        let before = world.everything();
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
            // A token that is made here has an id of its own, and nobody knows it before.
            let needs_made = ["post_import", "delete_preview_token", "revoke_preview_token"];
            let is_tried = needs_made.contains(&write.operation) || succeeded > 0;
            assert!(is_tried || !write.needs_author, "an author can do nothing by {}", write.operation);
        }
        imports::try_all(&world, &author);
        let after = world.everything();
        for (address, body) in &before {
            let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
            assert_eq!(after.get(address).map(|body| text(body)), Some(text(body)), "{rule}: {address}");
        }
        assert_eq!(before.len(), after.len());
    }
}

/// Has an editor do what an operation is for; answers with how things stood before.
fn act_as_editor(world: &World, editor: &Client, write: &Write) -> BTreeMap<String, Vec<u8>> {
    let operation = write.operation;
    let Some((verb, kind)) =
        operation.split_once('_').filter(|(verb, _)| ["publish", "unpublish", "delete"].contains(verb))
    else {
        let before = world.lists();
        match operation {
            "post_import" => imports::publish_one(editor),
            "schedule_thing" => {
                let thing = ("articles", editor.create("articles", &article("timely", json!({}))));
                let target = format!("/v1/manage/articles/{}/schedule", thing.1);
                editor.put(&target, "*", &json!({"publishAt": LATER})).expect(200);
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
    let id = editor.create(&collection, &input(&collection, &format!("fresh-{}", operation.replace('_', "-"))));
    if verb != "publish" {
        editor.publish(&collection, &id);
    }
    let before = world.lists();
    let target = write.path.replace("{id}", &id);
    let answer = match verb {
        "delete" => send(editor, &write.method, &format!("{target}?force=true"), None),
        _ => send(editor, &write.method, &target, Some(&json!({}))),
    };
    assert!(answer.status < 300, "{operation}: {}", answer.text());
    before
}

#[test]
fn what_is_said_to_be_for_editors_does_change_what_readers_get() {
    let world = World::new("off");
    let editor = world.app.editor();
    for write in writes().iter().filter(|write| write.reach == Reach::Editor) {
        let before = act_as_editor(&world, &editor, write);
        assert!(before != world.lists(), "{} changes nothing that readers get", write.operation);
    }
}
