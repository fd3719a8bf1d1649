//! Content in all states, and all responses of delivery for it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::attacks::encoded;
use crate::harness::editing::{link_to, phrase_block, resource_of};
use crate::harness::{Client, TestApp, article, number, paragraph, phrase, resource, topic};
use crate::openapi::operations;

/// A time that no test reaches.
pub const FAR_FUTURE: &str = "2999-01-01T00:00:00Z";

/// An application with content.
pub struct World {
    pub app: TestApp,
    /// All entities: collection and id, by their purpose.
    pub entities: BTreeMap<&'static str, (&'static str, String)>,
    /// A section of the public article.
    pub section: String,
    /// The token of an offline copy of all content.
    token: String,
}

impl World {
    /// Creates the content on a server with the approval rule `rule`.
    pub fn new(rule: &str) -> Self {
        let app = TestApp::spawn_with(&["--approval", rule]);
        let editor = app.editor();
        let mut entities = BTreeMap::new();
        let mut make = |name: &'static str, collection: &'static str, input: &Value| {
            let id = editor.create(collection, input);
            entities.insert(name, (collection, id.clone()));
            id
        };
        let subject = make("subject", "topics", &topic("subject", json!({})));
        make("child", "topics", &topic("child", json!({"parentId": subject})));
        let phrase_id = make("phrase", "phrases", &phrase("I hear you.", json!({"topics": [subject]})));
        let page = make("page", "resources", &resource("Page", json!({"topics": [subject]})));
        let about = json!({"topics": [subject], "related": [page], "sections": [
            {"heading": "One", "body": [paragraph("Say something calm."), phrase_block(&phrase_id)]},
        ]});
        let public = make("public", "articles", &article("public", about));
        let group = editor.working("articles", &public).json["translationGroupId"].clone();
        let german = json!({"locale": "de", "translationGroupId": group});
        make("translation", "articles", &article("oeffentlich", german));
        let linking = json!({"sections": [{"heading": "Two", "body": [link_to(&public)]}]});
        make("linking", "articles", &article("linking", linking));
        make("leading", "resources", &resource_of(&public));
        for slug in ["withdrawn", "gone", "moved", "renamed"] {
            make(slug, "articles", &article(slug, json!({})));
        }
        let names = ["subject", "child", "phrase", "page", "public", "translation", "linking", "leading"];
        for name in names.into_iter().chain(["withdrawn", "gone", "moved", "renamed"]) {
            release(&editor, &entities[name], &json!({}));
        }
        for (name, ending) in [
            ("withdrawn", json!({"mode": "withdrawn", "explanation": "It is old."})),
            ("gone", json!({"mode": "gone", "explanation": "It is wrong."})),
            ("moved", json!({"mode": "redirect", "alternative": {"url": "https://example.org/moved"}})),
        ] {
            review(&editor, &entities[name], &json!({"unpublish": ending}));
            step(&editor, &entities[name], "unpublish", &ending);
        }
        editor.edit("articles", &entities["renamed"].1, &json!({"slug": "another-name"}));
        release(&editor, &entities["renamed"], &json!({}));
        for name in ["public", "page", "phrase", "subject"] {
            let (collection, id) = &entities[name];
            editor.edit(collection, id, &changed(collection));
        }
        let mut draft = |name: &'static str, collection: &'static str, input: &Value| {
            entities.insert(name, (collection, editor.create(collection, input)));
        };
        for name in ["draft", "waiting", "approved", "scheduled", "trashed"] {
            draft(name, "articles", &article(name, json!({})));
        }
        draft("drafted-phrase", "phrases", &phrase("Not yet.", json!({})));
        draft("drafted-page", "resources", &resource("Not yet", json!({})));
        draft("drafted-topic", "topics", &topic("not-yet", json!({})));
        step(&editor, &entities["waiting"], "submit", &json!({}));
        review(&editor, &entities["approved"], &json!({}));
        review(&editor, &entities["scheduled"], &json!({}));
        let target = format!("/v1/manage/articles/{}/schedule", entities["scheduled"].1);
        editor.put(&target, "*", &json!({"publishAt": FAR_FUTURE})).expect(200);
        editor.try_delete("articles", &entities["trashed"].1).expect(204);
        let section = editor.working("articles", &public).json["sections"][0]["id"].as_str().unwrap().to_owned();
        let copy = app.anonymous().get("/v1/sync?initial=true").expect(200).json;
        let token = copy["nextToken"].as_str().unwrap().to_owned();
        Self { app, entities, section, token }
    }

    /// Returns all lists, feeds and searches of delivery, and the number of the last change.
    pub fn lists(&self) -> BTreeMap<String, Vec<u8>> {
        self.served(|path| !path.contains('{'))
    }

    /// Returns all responses of delivery by their target: each operation of the OpenAPI document, for each name.
    pub fn all_responses(&self) -> BTreeMap<String, Vec<u8>> {
        self.served(|_| true)
    }

    fn served(&self, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
        let reader = self.app.anonymous();
        let mut found = BTreeMap::new();
        for (path, method, operation) in operations() {
            let is_delivery = method == "GET" && !path.starts_with("/v1/manage");
            if !is_delivery || !wanted(path) {
                continue;
            }
            for target in self.targets(operation["operationId"].as_str().unwrap(), path) {
                for accepted in forms(operation) {
                    let answer = reader.get_with(&target, &[("Accept", accepted)]);
                    let mut problem = answer.json.clone();
                    let is_problem = answer.status >= 400;
                    let body = if is_problem {
                        problem["requestId"] = json!("");
                        problem.to_string().into_bytes()
                    } else {
                        answer.bytes.clone()
                    };
                    let location = answer.header("location").to_owned();
                    found.insert(format!("{accepted} {target}: {} {location}", answer.status), body);
                }
            }
        }
        let last = number(&self.app.database_file(), "SELECT max(seq) AS number FROM changes");
        found.insert("the last change".to_owned(), last.to_string().into_bytes());
        found
    }

    /// Returns the targets of an operation. A new operation has to be added here.
    fn targets(&self, operation: &str, path: &str) -> Vec<String> {
        let fixed = |queries: &[&str]| queries.iter().map(|query| format!("{path}{query}")).collect();
        match operation {
            // The first seven describe the server, not its content. A preview needs a token.
            "get_index"
            | "get_liveness"
            | "get_readiness"
            | "get_metrics"
            | "get_openapi"
            | "get_openapi_3_0"
            | "get_security_txt"
            | "get_article_preview" => Vec::new(),
            "get_sitemap" | "get_atom_feed" | "get_json_feed" | "get_bundle" | "list_locales" => fixed(&[""]),
            "get_daily_phrase" => fixed(&["?date=2026-11-25"]),
            "list_articles" => fixed(&[
                "?limit=100&count=true",
                "?sort=-updatedAt",
                "?view=full",
                "?locale=de",
                "?locale=de&fallback=en&fields=sections,related&body=html",
            ]),
            "get_article_fields" => {
                let all = "id,slug,title,kicker,summary,topics,sections,phrases,related,translations,seo,changeHistory";
                self.filled(path).into_iter().map(|target| format!("{target}?fields={all}")).collect()
            }
            "list_redirects" => fixed(&["?limit=100&count=true", "?locale=de"]),
            "list_phrases" | "list_resources" | "list_topics" => fixed(&["?limit=100&count=true", "?limit=100"]),
            "search" => fixed(&["?q=calm", "?q=help", "?q=public", "?q=changed"]),
            "sync" => vec![format!("{path}?initial=true"), format!("{path}?token={}", self.token)],
            "look_up_addresses" => ["public", "withdrawn", "another-name"]
                .map(|slug| format!("{path}?address={}", encoded(&format!("/v1/articles/{slug}?locale=en"))))
                .to_vec(),
            _ => self.filled(path),
        }
    }

    /// Returns the path with each name in place of its variables.
    fn filled(&self, path: &str) -> Vec<String> {
        assert!(path.contains('{'), "add the targets of {path}");
        let ids = self.entities.values().map(|(_, id)| id.as_str());
        let slugs =
            ["public", "oeffentlich", "withdrawn", "gone", "moved", "renamed", "another-name", "subject", "forged"];
        let names = ids.chain(slugs).chain([self.section.as_str()]);
        let with_section = path.replace("{idOrAnchor}", &self.section);
        let filled = names.map(|name| with_section.replace("{idOrSlug}", name).replace("{id}", name));
        filled.inspect(|target| assert!(!target.contains('{'), "add the targets of {path}")).collect()
    }
}

/// Returns the media types of an operation.
fn forms(operation: &Value) -> Vec<&str> {
    operation["responses"]["200"]["content"].as_object().unwrap().keys().map(String::as_str).collect()
}

/// Returns the change of an author to an entity.
pub fn changed(collection: &str) -> Value {
    match collection {
        "articles" | "resources" => json!({"title": "Changed by a draft"}),
        "phrases" => json!({"text": "Changed by a draft."}),
        _ => json!({"name": "changed by a draft"}),
    }
}

#[track_caller]
fn step(editor: &Client, (collection, id): &(&str, String), step: &str, body: &Value) {
    editor.post_matching(&format!("/v1/manage/{collection}/{id}/{step}"), "*", body).expect(200);
}

/// Submits and approves an entity.
#[track_caller]
fn review(editor: &Client, entity: &(&str, String), submitted: &Value) {
    step(editor, entity, "submit", submitted);
    step(editor, entity, "approve", &json!({}));
}

#[track_caller]
fn release(editor: &Client, entity: &(&str, String), options: &Value) {
    review(editor, entity, &json!({}));
    step(editor, entity, "publish", options);
}
