//! Parameters: named enumerations, one form of lists, and components for those that many operations have.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tree::{each_operation, object, parameters_mut, pascal, reference, schemas};

/// The names of enumerations that only parameters have: the parameter, one of its operations, the name.
const ENUMERATIONS: &[(&str, &str, &str)] = &[
    ("sort", "list_articles", "ArticleSort"),
    ("view", "list_articles", "ArticleView"),
    ("fields", "get_article_fields", "ArticleField"),
    ("body", "get_article", "BodyForm"),
    ("sort", "list_phrases", "PhraseSort"),
    ("sort", "list_resources", "ResourceSort"),
    ("kind", "search", "SearchKind"),
    ("sort", "list_topics", "TopicSort"),
    ("sort", "list_article_working_copies", "ArticleWorkingCopySort"),
    ("sort", "list_phrase_working_copies", "WorkingCopySort"),
    ("translation", "list_article_working_copies", "WorkingCopyTranslationState"),
    ("body", "get_article_working_copy", "WorkingCopyBodyForm"),
    ("format", "import_content", "ImportFormat"),
    ("collection", "approve", "Collection"),
];

/// The number of operations from which a parameter becomes a component.
const SHARED_FROM: usize = 3;

/// Rewrites the parameters of all operations.
pub(super) fn simplify(document: &mut Value) {
    let named = name_enumerations(document);
    each_operation(document, &mut |_, _, operation| {
        for parameter in parameters_mut(operation) {
            let parameter = object(parameter);
            // The default form, `a=1&a=2`, is the one that every client writes. The server reads `a=1,2` too.
            parameter.remove("style");
            parameter.remove("explode");
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let default = parameter["schema"].get("default").cloned();
            let is_list = parameter["schema"]["type"] == "array";
            let place = if is_list { &mut parameter["schema"]["items"] } else { &mut parameter["schema"] };
            if let Some(component) = place.get("enum").and_then(|values| named.get(&values.to_string())) {
                *place = reference(component);
            }
            if name == "limit" {
                parameter["schema"]["format"] = json!("int32");
            }
            if let Some(default) = default.filter(|_| is_list || parameter["schema"]["$ref"].is_string()) {
                object(&mut parameter["schema"]).remove("default");
                state_default(parameter, &default);
            }
        }
    });
    share(document);
}

/// Adds the default to the description of a parameter that does not mention it.
fn state_default(parameter: &mut Map<String, Value>, default: &Value) {
    let value = default.as_str().or_else(|| default[0].as_str()).unwrap_or_default();
    let description = parameter["description"].as_str().unwrap_or_default().to_owned();
    if !description.contains("efault") {
        parameter["description"] = json!(format!("{description} Default: `{value}`."));
    }
}

/// Makes components of the enumerations of parameters. Returns the name of each list of values, as JSON; an
/// enumeration that is a component already keeps its name.
fn name_enumerations(document: &mut Value) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for (name, schema) in schemas(document).iter() {
        if let Some(values) =
            schema.get("enum").filter(|values| values.as_array().is_some_and(|values| values.len() > 1))
        {
            named.insert(values.to_string(), name.clone());
        }
    }
    let mut added = Map::new();
    each_operation(document, &mut |_, _, operation| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        for parameter in parameters_mut(operation) {
            let schema = if parameter["schema"]["type"] == "array" {
                &parameter["schema"]["items"]
            } else {
                &parameter["schema"]
            };
            let own = ENUMERATIONS.iter().find(|(name, of, _)| *of == id && parameter["name"] == *name);
            if let (Some(values), Some((_, _, name))) = (schema.get("enum"), own) {
                named.entry(values.to_string()).or_insert_with(|| {
                    let mut schema = schema.clone();
                    object(&mut schema).remove("default");
                    added.insert((*name).to_owned(), schema);
                    (*name).to_owned()
                });
            }
        }
    });
    let all = schemas(document);
    all.extend(added);
    all.sort_keys();
    named
}

/// Moves parameters that several operations have to the components. Of two with one name, the more frequent one moves.
fn share(document: &mut Value) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_operation(document, &mut |_, _, operation| {
        for parameter in parameters_mut(operation) {
            *counts.entry(parameter.to_string()).or_default() += 1;
        }
    });
    let mut shared: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (text, count) in counts.into_iter().filter(|(_, count)| *count >= SHARED_FROM) {
        let parameter: Value = serde_json::from_str(&text).unwrap_or_default();
        let name = component_name(&parameter);
        if shared.get(&name).is_none_or(|(other, _)| *other < count) {
            shared.insert(name, (count, text));
        }
    }
    each_operation(document, &mut |_, _, operation| {
        for parameter in parameters_mut(operation) {
            let (name, text) = (component_name(parameter), parameter.to_string());
            if shared.get(&name).is_some_and(|(_, shared)| *shared == text) {
                *parameter = json!({"$ref": format!("#/components/parameters/{name}")});
            }
        }
    });
    let components =
        shared.into_iter().map(|(name, (_, text))| (name, serde_json::from_str(&text).unwrap_or_default()));
    document["components"]["parameters"] = Value::Object(components.collect());
}

/// Returns the name of a parameter as a component: `Limit`, `IfMatch`.
fn component_name(parameter: &Value) -> String {
    pascal(parameter["name"].as_str().unwrap_or_default())
}
