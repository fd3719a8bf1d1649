//! Operations of editors, one function each, and references between entities.

use serde_json::{Value, json};

use super::{Answer, Client, article, resource};

/// An id that no entity has.
pub const UNKNOWN_ID: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";

/// Returns an English article with one section of these blocks.
pub fn article_of(slug: &str, body: Value) -> Value {
    article(slug, json!({"sections": [{"heading": "First steps", "body": body}]}))
}

/// Returns an English resource that refers to an article.
pub fn resource_of(article_id: &str) -> Value {
    resource("Read next", json!({"kind": "article", "url": null, "articleId": article_id}))
}

/// Returns a block whose text has one annotation.
pub fn marked(words: &str, mut mark_def: Value) -> Value {
    mark_def["_key"] = "m1".into();
    let children = json!([{"_type": "span", "text": words, "marks": ["m1"]}]);
    json!({"_type": "block", "markDefs": [mark_def], "children": children})
}

/// Returns a block that is a phrase.
pub fn phrase_block(phrase_id: &str) -> Value {
    json!({"_type": "suggestedPhrase", "phraseId": phrase_id})
}

/// Returns a link to an article.
pub fn link_to(article_id: &str) -> Value {
    marked("read this too", json!({"_type": "link", "articleId": article_id}))
}

/// Returns the content of a working copy without its metadata.
pub fn content_of(copy: &Value) -> Value {
    let head = [
        "id",
        "version",
        "status",
        "publishedVersion",
        "workflow",
        "schedule",
        "reviewState",
        "createdAt",
        "updatedAt",
    ];
    without(copy, &head)
}

/// Returns the input with these members replaced.
pub fn with(mut input: Value, members: Value) -> Value {
    let (Value::Object(input_members), Value::Object(members)) = (&mut input, members) else { panic!("two objects") };
    input_members.extend(members);
    input
}

/// Returns the JSON without these members.
pub fn without(json: &Value, names: &[&str]) -> Value {
    let mut json = json.clone();
    for name in names {
        json.as_object_mut().unwrap().shift_remove(*name);
    }
    json
}

/// Operations of editors on the current version. `kind` is the plural in addresses.
impl Client {
    /// Creates a working copy. Returns its id.
    #[track_caller]
    pub fn create(&self, kind: &str, input: &Value) -> String {
        self.post(&format!("/v1/manage/{kind}"), input).expect(201).id()
    }

    /// Returns the working copy.
    #[track_caller]
    pub fn working(&self, kind: &str, id: &str) -> Answer {
        self.get(&format!("/v1/manage/{kind}/{id}")).expect(200)
    }

    /// Changes parts of a working copy.
    #[track_caller]
    pub fn edit(&self, kind: &str, id: &str, patch: &Value) -> Answer {
        self.patch(&format!("/v1/manage/{kind}/{id}"), "*", patch).expect(200)
    }

    /// Requests its publication with these options.
    pub fn try_publish(&self, kind: &str, id: &str, options: &Value) -> Answer {
        self.post_matching(&format!("/v1/manage/{kind}/{id}/publish"), "*", options)
    }

    /// Publishes a working copy.
    #[track_caller]
    pub fn publish(&self, kind: &str, id: &str) -> Answer {
        self.try_publish(kind, id, &json!({})).expect(200)
    }

    /// Publishes a working copy with all its references.
    #[track_caller]
    pub fn publish_with_references(&self, kind: &str, id: &str) -> Answer {
        self.try_publish(kind, id, &json!({"includeReferences": true})).expect(200)
    }

    /// Requests its unpublishing.
    pub fn try_unpublish(&self, kind: &str, id: &str) -> Answer {
        self.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", &json!({}))
    }

    /// Deletes the current version of a working copy.
    pub fn try_delete(&self, kind: &str, id: &str) -> Answer {
        self.delete(&format!("/v1/manage/{kind}/{id}"), "*")
    }
}
