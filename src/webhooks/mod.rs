//! Webhooks: who wants to be told of events, with which secrets it is signed, and how telling them went.
//!
//! Follows the Standard Webhooks specification. Knows what is due and what an attempt means; must not know how a
//! request is sent, nor who manages webhooks.

pub mod deliveries;
mod input;
mod retries;
mod secret;
mod signing;
mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Id, Timestamp};
use crate::outbound::Reach;
use crate::word_enum;

pub use input::{Rotation, TopicName, WebhookFields, WebhookInput};
pub use retries::Retries;
pub use secret::{InvalidSecret, Secret};
pub use signing::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, SigningError, signatures};
pub use store::{count, delete, disable, find, forget_expired_secrets, insert, list, replace};

/// What is set for webhooks.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// When what failed is tried again.
    pub retries: Retries,
    /// How far webhooks may reach.
    pub reach: Reach,
}

word_enum! {
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
    #[schema(value_type = Vec<TopicName>)]
    pub topics: Vec<String>,
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
            topics: Vec::new(),
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
        self.topics = fields.topics;
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
