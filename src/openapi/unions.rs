//! Tagged unions: `oneOf` of references to named schemas, each with its tag, and a `discriminator`.

use serde_json::{Map, Value, json};

use super::tree::{SCHEMAS, pascal, reference, referred, schemas};

/// The suffixes of the names of variants that Rust declares inline, by union.
const SUFFIXES: &[(&str, &str)] = &[("SyncEntry", "Entry"), ("Reason", "Reason"), ("FieldChange", "FieldChange")];

/// Variants with a name of their own: the union, the tag's value, the name.
const NAMES: &[(&str, &str, &str)] = &[("SyncEntry", "tombstone", "Tombstone")];

/// Names all variants of tagged unions.
pub(super) fn name_variants(document: &mut Value) {
    let all = schemas(document);
    for union in all.keys().cloned().collect::<Vec<_>>() {
        let Some(variants) = all[&union]["oneOf"].as_array().cloned() else { continue };
        let Some(tags) = variants.iter().map(|variant| tag(variant, all)).collect::<Option<Vec<_>>>() else { continue };
        let mut mapping = Map::new();
        let mut references = Vec::new();
        for (variant, (property, value)) in variants.iter().zip(&tags) {
            let name = match referred(variant).or_else(|| referred(&variant["allOf"][0])) {
                Some(name) => name.to_owned(),
                None => variant_name(&union, value),
            };
            if referred(variant).is_none() {
                let mut schema = if variant["allOf"].is_array() { all[&name].clone() } else { variant.clone() };
                set_tag(&mut schema, property, value);
                all.insert(name.clone(), schema);
            }
            mapping.insert(value.clone(), Value::String(format!("{SCHEMAS}{name}")));
            references.push(reference(&name));
        }
        all[&union]["oneOf"] = Value::Array(references);
        all[&union]["discriminator"] = json!({"propertyName": tags[0].0, "mapping": mapping});
    }
    all.sort_keys();
}

/// Returns the required property of a variant that allows only one value, and this value.
fn tag(variant: &Value, all: &Map<String, Value>) -> Option<(String, String)> {
    let schema = match (referred(variant), variant["allOf"].as_array()) {
        (Some(name), _) => &all[name],
        (None, Some(parts)) => parts.last()?,
        (None, None) => variant,
    };
    let required = schema["required"].as_array()?;
    schema["properties"].as_object()?.iter().find_map(|(name, property)| {
        let [value] = property["enum"].as_array()?.as_slice() else { return None };
        required.iter().any(|required| required == name).then(|| Some((name.clone(), value.as_str()?.to_owned())))?
    })
}

fn variant_name(union: &str, value: &str) -> String {
    let own = NAMES.iter().find(|(of, tag, _)| *of == union && *tag == value);
    let suffix = SUFFIXES.iter().find(|(of, _)| *of == union).map_or(union, |(_, suffix)| suffix);
    own.map_or_else(|| pascal(value) + suffix, |(_, _, name)| (*name).to_owned())
}

/// Makes the tag the first member of an object.
fn set_tag(schema: &mut Value, property: &str, value: &str) {
    let mut properties = Map::new();
    properties.insert(property.to_owned(), json!({"type": "string", "enum": [value]}));
    let others = schema["properties"].as_object().into_iter().flatten().filter(|(name, _)| *name != property);
    properties.extend(others.map(|(name, member)| (name.clone(), member.clone())));
    schema["properties"] = Value::Object(properties);
    let names = schema["required"].as_array().into_iter().flatten().filter(|name| *name != property);
    schema["required"] = std::iter::once(json!(property)).chain(names.cloned()).collect();
}
