//! Reading what somebody who keeps webhooks sent.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Secret, Webhook, WebhookState};
use crate::content::link::read_endpoint_url;
use crate::content::reading::{Fields, Item, first_duplicate, read_root};
use crate::content::text::TextRule;
use crate::content::word::nearest;
use crate::content::{ViolationCode, Violations};
use crate::events::topic_names;
use crate::outbound::{Forbidden, Reach};

const TOPICS_MAX: usize = 50;
const DESCRIPTION_MAX: usize = 200;
const OVERLAP_S_DEFAULT: u32 = 24 * 60 * 60;
const OVERLAP_S_MAX: u32 = 30 * 24 * 60 * 60;

/// A topic as the OpenAPI document shows it: one of those there are.
#[derive(Debug, Clone)]
pub struct TopicName;

impl PartialSchema for TopicName {
    fn schema() -> RefOr<Schema> {
        let names = topic_names();
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("What happened to which kind of thing."))
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for TopicName {
    fn name() -> std::borrow::Cow<'static, str> {
        "EventTopic".into()
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
    pub topics: Vec<String>,
    /// Whether it is told.
    pub state: WebhookState,
}

/// A webhook to be made.
#[derive(Debug, Clone)]
pub struct WebhookInput {
    /// All that can be changed later.
    pub fields: WebhookFields,
    /// The secret, if it is not to be made here.
    pub secret: Option<Secret>,
}

impl WebhookInput {
    /// Reads a webhook that is to be made.
    pub fn read(input: &Value, reach: Reach) -> Result<Self, Violations> {
        read_root(input, |item| {
            let mut fields = item.fields()?;
            let read = read_fields(&mut fields, reach);
            let secret = fields.optional("secret", read_secret);
            fields.finish();
            Some(Self { fields: read?, secret })
        })
    }
}

impl WebhookFields {
    /// Those of a webhook that is there.
    pub fn of(webhook: &Webhook) -> Self {
        Self {
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            topics: webhook.topics.clone(),
            state: webhook.state,
        }
    }

    /// Reads what a webhook is to be.
    pub fn read(input: &Value, reach: Reach) -> Result<Self, Violations> {
        read_root(input, |item| {
            let mut fields = item.fields()?;
            let read = read_fields(&mut fields, reach);
            fields.finish();
            read
        })
    }
}

fn read_fields(fields: &mut Fields<'_, '_>, reach: Reach) -> Option<WebhookFields> {
    let url = fields.required("url", |item| read_url(item, reach));
    let description = fields.optional("description", TextRule::line(DESCRIPTION_MAX).read());
    let topics = fields.list("topics", TOPICS_MAX, read_topic);
    if let Some(index) = first_duplicate(&topics) {
        let detail = format!("Item {index} names {} a second time; name it once.", topics[index]);
        fields.reject::<()>("topics", ViolationCode::Duplicate, detail);
    }
    let state = fields.optional("state", |item| item.word()).unwrap_or(WebhookState::Active);
    Some(WebhookFields { url: url?, description, topics, state })
}

fn read_url(item: &mut Item<'_, '_>, reach: Reach) -> Option<String> {
    let text = read_endpoint_url(item)?;
    let checked = Url::parse(&text).map_or(Ok(()), |url| reach.check(&url));
    match checked {
        Ok(()) => Some(text),
        Err(error) => {
            let code = match error {
                Forbidden::Private => ViolationCode::PrivateAddress,
                Forbidden::Scheme | Forbidden::Unencrypted => ViolationCode::UnsafeUrl,
            };
            let detail = format!("Cannot be told of events: {error}. The setting CAIRN_WEBHOOKS_TO_PRIVATE allows it.");
            item.reject(code, detail)
        }
    }
}

fn read_topic(item: &mut Item<'_, '_>) -> Option<String> {
    let text = item.text()?;
    let known = topic_names();
    if known.iter().any(|topic| topic == text) {
        return Some(text.to_owned());
    }
    let shown: String = text.chars().take(60).collect();
    let hint = nearest(text, known.iter().map(String::as_str)).map_or_else(
        || "Topics are written kind.occurrence, such as article.published.".to_owned(),
        |topic| format!("Did you mean \"{topic}\"?"),
    );
    item.reject(ViolationCode::UnknownValue, format!("\"{shown}\" is not a topic. {hint}"))
}

fn read_secret(item: &mut Item<'_, '_>) -> Option<Secret> {
    let text = item.text()?;
    match text.parse() {
        Ok(secret) => Some(secret),
        Err(error) => {
            let error: super::InvalidSecret = error;
            item.reject(ViolationCode::InvalidSecret, format!("{error}."))
        }
    }
}

/// How a secret is to be replaced.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The new secret, if it is not to be made here.
    pub secret: Option<Secret>,
    /// How long the present one signs beside it, in seconds.
    pub overlap_s: u32,
}

impl Rotation {
    /// Reads how a secret is to be replaced.
    pub fn read(input: &Value) -> Result<Self, Violations> {
        read_root(input, |item| {
            let mut fields = item.fields()?;
            let secret = fields.optional("secret", read_secret);
            let overlap_s = fields.optional("overlapSeconds", |item| item.integer(0..=OVERLAP_S_MAX));
            fields.finish();
            Some(Self { secret, overlap_s: overlap_s.unwrap_or(OVERLAP_S_DEFAULT) })
        })
    }
}
