//! A webhook: its URL, its subscriptions, its state and its secrets.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::secret::{Secret, Secrets};
use crate::content::{Id, Timestamp};
use crate::events::event_names;
use crate::string_enum;

string_enum! {
    /// The state of a webhook.
    WebhookState {
        /// Events are sent to the webhook.
        Active = "active",
        /// No events are sent until the webhook is activated again.
        Disabled = "disabled",
    }
}

/// A subscription of a URL to events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The id of the webhook.
    pub id: Id,
    /// The URL that events are sent to.
    #[schema(format = "uri")]
    pub url: String,
    /// The purpose of the webhook, as free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// The events that it subscribes to; all events of content if empty.
    #[schema(value_type = Vec<EventNameSchema>)]
    pub events: Vec<String>,
    /// The state of the webhook.
    pub state: WebhookState,
    /// The reason why the webhook is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub disabled_reason: Option<String>,
    /// The time until which the previous secret signs as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous_secret_expires_at: Option<Timestamp>,
    /// The version, which increases with every change. It is the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The time of creation.
    pub created_at: Timestamp,
    /// The time of the last change.
    pub updated_at: Timestamp,
    /// The secrets that sign its messages.
    #[serde(skip)]
    #[schema(ignore)]
    pub secrets: Secrets,
}

impl Webhook {
    /// Creates a webhook.
    pub fn new(fields: WebhookFields, secret: Secret, now: Timestamp) -> Self {
        let mut webhook = Self {
            id: Id::new(),
            url: String::new(),
            description: None,
            events: Vec::new(),
            state: WebhookState::Active,
            disabled_reason: None,
            previous_secret_expires_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
            secrets: Secrets { current: secret, previous: None },
        };
        webhook.change(fields);
        webhook
    }

    /// Replaces the fields. Returns true if anything changed.
    pub fn change(&mut self, fields: WebhookFields) -> bool {
        let before = self.clone();
        self.url = fields.url;
        self.description = fields.description;
        self.events = fields.events;
        if self.state != fields.state {
            self.state = fields.state;
            self.disabled_reason =
                (fields.state == WebhookState::Disabled).then(|| "It was disabled manually.".to_owned());
        }
        *self != before
    }

    /// Replaces the secret. The old one signs as well for `overlap_s` seconds.
    pub fn rotate(&mut self, secret: Secret, overlap_s: u32, now: Timestamp) {
        let previous = std::mem::replace(&mut self.secrets.current, secret);
        let stays = overlap_s > 0;
        self.secrets.previous = stays.then_some(previous);
        self.previous_secret_expires_at =
            stays.then(|| Timestamp::from_unix_ms(now.unix_ms() + i64::from(overlap_s) * 1000));
    }
}

/// The fields of a webhook that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookFields {
    /// The URL that events are sent to.
    pub url: String,
    /// The purpose of the webhook, as free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The events that it subscribes to; all events of content if empty.
    pub events: Vec<String>,
    /// The state of the webhook.
    pub state: WebhookState,
}

impl WebhookFields {
    /// Returns the fields of a webhook.
    pub fn of(webhook: &Webhook) -> Self {
        Self {
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            events: webhook.events.clone(),
            state: webhook.state,
        }
    }
}

/// The schema of an event name in the OpenAPI document: a string enumeration of all names.
#[derive(Debug, Clone)]
pub struct EventNameSchema;

impl PartialSchema for EventNameSchema {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The kind of entity and the event, as `kind.event`."))
            .enum_values(Some(event_names()))
            .into()
    }
}

impl ToSchema for EventNameSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "EventName".into()
    }
}
