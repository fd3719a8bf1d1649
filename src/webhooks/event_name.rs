//! The schema of event names.

use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::events::event_names;

/// The schema of an event name in the OpenAPI document: a string enumeration of all names.
#[derive(Debug, Clone)]
pub struct EventNameSchema;

impl PartialSchema for EventNameSchema {
    fn schema() -> RefOr<Schema> {
        let names = event_names();
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The kind of entity and the event, as `kind.event`."))
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for EventNameSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "EventName".into()
    }
}
