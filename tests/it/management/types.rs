//! The member `type`: the kind of each working copy and of the content of each revision.

use serde_json::{Value, json};

use crate::harness::{TestApp, article, document, phrase, publish, resource, topic};

/// Returns the kinds, each with the name of its collection and an input.
fn kinds() -> [(&'static str, &'static str, Value); 4] {
    [
        ("article", "articles", article("typed", json!({}))),
        ("phrase", "phrases", phrase("I hear you.", json!({}))),
        ("resource", "resources", resource("Typed", json!({}))),
        ("topic", "topics", topic("typed", json!({}))),
    ]
}

#[test]
fn working_copies_and_revisions_name_their_type() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for (kind, collection, input) in kinds() {
        let published = publish(&editor, collection, &input);
        assert_eq!(published.json["type"], kind);
        let id = published.id();
        assert_eq!(editor.working(collection, &id).json["type"], kind);
        assert_eq!(editor.get(&format!("/v1/manage/{collection}")).expect(200).json["data"][0]["type"], kind);
        let revision = editor.get(&format!("/v1/manage/{collection}/{id}/revisions/1")).expect(200).json;
        assert_eq!(revision["content"]["type"], kind);
        let operation =
            json!({"method": "POST", "path": format!("/v1/manage/{collection}/{id}/unpublish"), "ifMatch": "*"});
        let batch = editor.post("/v1/manage/batch", &json!({"operations": [operation]})).expect(200).json;
        assert_eq!(batch["results"][0]["body"]["type"], kind);
        assert_eq!(batch["results"][0]["body"]["status"], "unpublished");
    }
}

/// Returns the schemas that a schema combines: itself and those in its `allOf`.
fn parts(schema: &Value) -> Vec<Value> {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap().clone(),
        None => schema.clone(),
    };
    let inner = schema["allOf"].as_array().into_iter().flatten().flat_map(parts).collect::<Vec<_>>();
    std::iter::once(schema).chain(inner).collect()
}

#[test]
fn the_schemas_have_the_type_as_a_required_single_value() {
    for (kind, name) in [("article", "Article"), ("phrase", "Phrase"), ("resource", "Resource"), ("topic", "Topic")] {
        let mut schemas = vec![format!("{name}WorkingCopy"), format!("{name}RevisionContent")];
        if kind == "article" {
            schemas.push("ArticleWorkingCopySummary".to_owned());
        }
        for schema in schemas {
            let parts = parts(&json!({"$ref": format!("#/components/schemas/{schema}")}));
            let typed: Vec<&Value> = parts.iter().filter(|part| !part["properties"]["type"].is_null()).collect();
            assert_eq!(typed.len(), 1, "{schema}");
            assert_eq!(typed[0]["properties"]["type"]["enum"], json!([kind]), "{schema}");
            assert!(typed[0]["required"].as_array().unwrap().contains(&json!("type")), "{schema}");
        }
    }
}
