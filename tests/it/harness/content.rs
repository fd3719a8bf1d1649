//! Small pieces of content, and frequent operations on them.

use serde_json::{Value, json};

use super::{Answer, Client};

/// Returns an article with the required fields and `more`.
pub fn article(slug: &str, more: Value) -> Value {
    let title = format!("About {}", slug.replace('-', " "));
    merged(json!({"locale": "en", "slug": slug, "title": title, "summary": "What it is about."}), more)
}

/// Returns a phrase with the required fields and `more`.
pub fn phrase(text: &str, more: Value) -> Value {
    merged(json!({"locale": "en", "text": text, "tone": "calm"}), more)
}

/// Returns a resource for an external page with the required fields and `more`.
pub fn resource(title: &str, more: Value) -> Value {
    let fields = json!({
        "locale": "en", "kind": "page", "title": title, "excerpt": "Worth a look.", "url": "https://example.org/page",
    });
    merged(fields, more)
}

/// Returns a topic with the required fields and `more`.
pub fn topic(slug: &str, more: Value) -> Value {
    merged(json!({"kind": "subject", "slug": slug, "name": slug.replace('-', " ")}), more)
}

/// Returns a paragraph of plain text.
pub fn paragraph(text: &str) -> Value {
    json!({"_type": "block", "style": "normal", "markDefs": [], "children": [{"_type": "span", "text": text, "marks": []}]})
}

/// Adds members; null removes one.
fn merged(mut fields: Value, more: Value) -> Value {
    if let Value::Object(more) = more {
        let members = fields.as_object_mut().unwrap();
        members.extend(more);
        members.retain(|_, value| !value.is_null());
    }
    fields
}

/// Creates an entity of that collection and publishes it with all its references.
#[track_caller]
pub fn publish(editor: &Client, collection: &str, fields: &Value) -> Answer {
    let id = editor.post(&format!("/v1/manage/{collection}"), fields).expect(201).id();
    let all = json!({"includeReferences": true});
    editor.post_matching(&format!("/v1/manage/{collection}/{id}/publish"), "*", &all).expect(200)
}

/// Unpublishes an entity.
#[track_caller]
pub fn unpublish(editor: &Client, collection: &str, id: &str) -> Answer {
    editor.post_matching(&format!("/v1/manage/{collection}/{id}/unpublish"), "*", &json!({})).expect(200)
}

/// Returns all items of a list, page by page.
#[track_caller]
pub fn all(client: &Client, target: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("{target}{cursor}")).expect(200).json;
        items.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(next) = page["page"]["next"].as_str() else { return items };
        let joint = if target.contains('?') { '&' } else { '?' };
        cursor = format!("{joint}cursor={next}");
    }
}

/// Returns the text of one member of each item.
pub fn strings<'i>(items: impl IntoIterator<Item = &'i Value>, member: &str) -> Vec<String> {
    items.into_iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

/// Returns the ids of the items.
pub fn ids<'i>(items: impl IntoIterator<Item = &'i Value>) -> Vec<String> {
    strings(items, "id")
}

/// Returns the id of the published entity with that slug in a list.
#[track_caller]
pub fn id_of(client: &Client, list: &str, slug: &str) -> String {
    all(client, list).iter().find(|item| item["slug"] == slug).unwrap()["id"].as_str().unwrap().to_owned()
}
