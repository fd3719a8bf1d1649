//! A webhook: its URL, its subscriptions, its state and its secrets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event_name::EventNameSchema;
use super::secret::Secret;
use crate::content::{Id, Timestamp};
use crate::string_enum;

string_enum! {
    /// Whether a webhook is told of events.
    WebhookState {
        /// It is.
        Active = "active",
        /// It is not, until somebody makes it active again.
        Disabled = "disabled",
    }
}

/// Somebody who is told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its id.
    pub id: Id,
    /// Where events are sent.
    #[schema(format = "uri")]
    pub url: String,
    /// What it is for, in the words of whoever keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// What it is told of; of everything that happens to content if this is empty.
    #[schema(value_type = Vec<EventNameSchema>)]
    pub events: Vec<String>,
    /// Whether it is told.
    pub state: WebhookState,
    /// Why it is not, if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub disabled_reason: Option<String>,
    /// Until when the secret before the present one signs as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous_secret_expires_at: Option<Timestamp>,
    /// Grows with every change; its `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// What its messages are signed with.
    #[serde(skip)]
    #[schema(ignore)]
    pub secrets: Secrets,
}

/// The secrets of a webhook. They never show in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// The present one.
    pub current: Secret,
    /// The one before it, which signs as well until its time is over.
    pub previous: Option<Secret>,
}

impl Webhook {
    /// One that was not there before.
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

    /// Takes on other fields; says whether anything is different.
    pub fn change(&mut self, fields: WebhookFields) -> bool {
        let before = self.clone();
        self.url = fields.url;
        self.description = fields.description;
        self.events = fields.events;
        if self.state != fields.state {
            self.state = fields.state;
            self.disabled_reason =
                (fields.state == WebhookState::Disabled).then(|| "It was disabled by hand.".to_owned());
        }
        *self != before
    }

    /// Takes on a new secret. The present one signs beside it for as many seconds as asked.
    pub fn rotate(&mut self, secret: Secret, overlap_s: u32, now: Timestamp) {
        let previous = std::mem::replace(&mut self.secrets.current, secret);
        let stays = overlap_s > 0;
        self.secrets.previous = stays.then_some(previous);
        self.previous_secret_expires_at =
            stays.then(|| Timestamp::from_unix_ms(now.unix_ms() + i64::from(overlap_s) * 1000));
    }
}

/// What can be changed of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookFields {
    /// Where events are sent.
    pub url: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it is told of; of everything that happens to content if this is empty.
    pub events: Vec<String>,
    /// Whether it is told.
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
