//! Separate schemas for requests: members that responses omit may be `null` in requests.
//!
//! Decoding treats `null` as absent, and responses never have one. A schema that both use gets a second one for
//! requests with a derived name: `Seo` and `SeoInput`, `PhraseContent` and `PhraseInput`.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{Object, OpenApi, PathItem, Ref, RefOr, Schema};

const SCHEMAS: &str = "#/components/schemas/";

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Gives requests their own schemas where they share one with responses.
pub(super) fn separate_inputs(document: &mut OpenApi) {
    let Some(schemas) = document.components.as_mut().map(|components| &mut components.schemas) else { return };
    let (mut requested, mut returned) = (BTreeSet::new(), BTreeSet::new());
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        bodies(operation).for_each(|body| gather(body, schemas, &mut requested));
        responses(operation).for_each(|response| gather(response, schemas, &mut returned));
    }
    let renamed = names(schemas, &requested, &returned);
    for (name, input) in &renamed {
        if let Some(mut schema) = schemas.get(name).cloned() {
            allow_null(&mut schema);
            schemas.insert(input.clone(), schema);
        }
    }
    let mut follow = |reference: &mut Ref| {
        if let Some(input) = name_of(reference).and_then(|name| renamed.get(name)) {
            reference.ref_location = format!("{SCHEMAS}{input}");
        }
    };
    let in_requests = requested.difference(&returned).chain(renamed.values());
    for name in in_requests {
        if let Some(schema) = schemas.get_mut(name) {
            each_reference(schema, &mut follow);
        }
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        bodies(operation).for_each(|body| each_reference(body, &mut follow));
    }
}

/// Returns the schemas that need a separate one for requests, each with its name: schemas with optional members, and
/// schemas that refer to them.
fn names(schemas: &Schemas, requested: &BTreeSet<String>, returned: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    loop {
        let next = requested.intersection(returned).find(|name| {
            let Some(mut schema) = schemas.get(*name).cloned().filter(|_| !found.contains_key(*name)) else {
                return false;
            };
            let mut holds_one = false;
            each_reference(&mut schema, &mut |reference| {
                holds_one |= name_of(reference).is_some_and(|name| found.contains_key(name));
            });
            holds_one || allow_null(&mut schema)
        });
        let Some(name) = next else { return found };
        let plain = name.strip_suffix("Content").unwrap_or(name);
        found.insert(name.clone(), format!("{plain}Input"));
    }
}

/// Makes every optional member nullable. Returns true if there was one.
fn allow_null(schema: &mut RefOr<Schema>) -> bool {
    let RefOr::T(Schema::Object(object)) = schema else { return false };
    let required = object.required.clone();
    let optional = object.properties.iter_mut().filter(|(name, _)| !required.contains(name));
    optional.map(|(_, member)| make_nullable(member)).fold(false, |any, one| any | one)
}

fn make_nullable(member: &mut RefOr<Schema>) -> bool {
    match member {
        RefOr::T(Schema::Object(Object { schema_type, .. })) => add_null(schema_type),
        RefOr::T(Schema::Array(array)) => add_null(&mut array.schema_type),
        RefOr::T(_) => false,
        RefOr::Ref(reference) => {
            let description = std::mem::take(&mut reference.description);
            let either = OneOfBuilder::new()
                .item(RefOr::Ref(reference.clone()))
                .item(ObjectBuilder::new().schema_type(Type::Null))
                .description((!description.is_empty()).then_some(description));
            *member = RefOr::T(Schema::OneOf(either.build()));
            true
        }
    }
}

fn add_null(schema_type: &mut SchemaType) -> bool {
    match schema_type {
        SchemaType::Type(only) if *only != Type::Null => {
            *schema_type = SchemaType::Array(vec![only.clone(), Type::Null]);
            true
        }
        SchemaType::Array(types) if !types.contains(&Type::Null) => {
            types.push(Type::Null);
            true
        }
        _ => false,
    }
}

/// Collects the names of all schemas that `schema` refers to, directly or not.
fn gather(schema: &mut RefOr<Schema>, schemas: &Schemas, names: &mut BTreeSet<String>) {
    let mut new = Vec::new();
    each_reference(schema, &mut |reference| {
        if let Some(name) = name_of(reference).filter(|name| !names.contains(*name)) {
            new.push(name.to_owned());
        }
    });
    for name in new {
        if names.insert(name.clone())
            && let Some(schema) = schemas.get(&name)
        {
            gather(&mut schema.clone(), schemas, names);
        }
    }
}

fn name_of(reference: &Ref) -> Option<&str> {
    reference.ref_location.strip_prefix(SCHEMAS)
}

/// Calls `act` for each reference in a schema.
fn each_reference(schema: &mut RefOr<Schema>, act: &mut dyn FnMut(&mut Ref)) {
    let schema = match schema {
        RefOr::Ref(reference) => return act(reference),
        RefOr::T(schema) => schema,
    };
    match schema {
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|member| each_reference(member, act));
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                each_reference(values, act);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                each_reference(items, act);
            }
        }
        Schema::OneOf(choice) => choice.items.iter_mut().for_each(|item| each_reference(item, act)),
        Schema::AllOf(parts) => parts.items.iter_mut().for_each(|item| each_reference(item, act)),
        Schema::AnyOf(choice) => choice.items.iter_mut().for_each(|item| each_reference(item, act)),
        // Cairn uses no other kinds.
        _ => {}
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn bodies(operation: &mut Operation) -> impl Iterator<Item = &mut RefOr<Schema>> {
    let body = operation.request_body.iter_mut().filter_map(inline);
    body.flat_map(|body| body.content.values_mut()).filter_map(inline).filter_map(|content| content.schema.as_mut())
}

fn responses(operation: &mut Operation) -> impl Iterator<Item = &mut RefOr<Schema>> {
    let responses = operation.responses.responses.values_mut().filter_map(inline);
    responses
        .flat_map(|response| response.content.values_mut())
        .filter_map(inline)
        .flat_map(|content| content.schema.iter_mut().chain(content.item_schema.as_mut()))
}

fn inline<T>(place: &mut RefOr<T>) -> Option<&mut T> {
    match place {
        RefOr::T(value) => Some(value),
        RefOr::Ref(_) => None,
    }
}
