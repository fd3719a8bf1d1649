//! The request bodies of webhook operations.

use serde_json::Value;
use url::Url;

use super::secret::Secret;
use super::webhook::{WebhookFields, WebhookState};
use crate::content::decode::{ObjectDecoder, ValueDecoder, decode_value, first_duplicate};
use crate::content::link::read_endpoint_url;
use crate::content::string_enum::closest_match;
use crate::content::text::TextRule;
use crate::content::{ViolationCode, Violations};
use crate::events::event_names;
use crate::outbound::{AddressPolicy, ForbiddenAddress};

const EVENTS_MAX: usize = 50;
const DESCRIPTION_MAX: usize = 200;
const OVERLAP_S_DEFAULT: u32 = 24 * 60 * 60;
const OVERLAP_S_MAX: u32 = 30 * 24 * 60 * 60;

/// A webhook to create.
#[derive(Debug, Clone)]
pub struct CreateWebhook {
    /// The fields, which can be changed later.
    pub fields: WebhookFields,
    /// The secret; generated if none.
    pub secret: Option<Secret>,
}

impl CreateWebhook {
    /// Decodes a webhook to create.
    pub fn read(input: &Value, address_policy: AddressPolicy) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let mut fields = item.object()?;
            let read = read_fields(&mut fields, address_policy);
            let secret = fields.optional("secret", read_secret);
            fields.finish();
            Some(Self { fields: read?, secret })
        })
    }
}

impl WebhookFields {
    /// Decodes the fields of a webhook.
    pub fn read(input: &Value, address_policy: AddressPolicy) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let mut fields = item.object()?;
            let read = read_fields(&mut fields, address_policy);
            fields.finish();
            read
        })
    }
}

fn read_fields(fields: &mut ObjectDecoder<'_, '_>, address_policy: AddressPolicy) -> Option<WebhookFields> {
    let url = fields.required("url", |item| read_url(item, address_policy));
    let description = fields.optional("description", TextRule::line(DESCRIPTION_MAX).read());
    let events = fields.list("events", EVENTS_MAX, read_event_name);
    if let Some(index) = first_duplicate(&events) {
        let detail = format!("Item {index} repeats {}; list each event once.", events[index]);
        fields.reject::<()>("events", ViolationCode::Duplicate, detail);
    }
    let state = fields.optional("state", |item| item.string_enum()).unwrap_or(WebhookState::Active);
    Some(WebhookFields { url: url?, description, events, state })
}

fn read_url(item: &mut ValueDecoder<'_, '_>, address_policy: AddressPolicy) -> Option<String> {
    let text = read_endpoint_url(item)?;
    let checked = Url::parse(&text).map_or(Ok(()), |url| address_policy.check(&url));
    match checked {
        Ok(()) => Some(text),
        Err(error) => {
            let code = match error {
                ForbiddenAddress::Private => ViolationCode::PrivateAddress,
                ForbiddenAddress::Scheme | ForbiddenAddress::Unencrypted => ViolationCode::UnsafeUrl,
            };
            let detail =
                format!("Events cannot be sent there: {error}. The setting CAIRN_WEBHOOKS_ALLOW_PRIVATE permits it.");
            item.reject(code, detail)
        }
    }
}

fn read_event_name(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    let known = event_names();
    if known.iter().any(|name| name == text) {
        return Some(text.to_owned());
    }
    let shown: String = text.chars().take(60).collect();
    let hint = closest_match(text, known.iter().map(String::as_str)).map_or_else(
        || "Events are named kind.event, such as article.published.".to_owned(),
        |name| format!("Did you mean \"{name}\"?"),
    );
    item.reject(ViolationCode::UnknownValue, format!("\"{shown}\" is not an event. {hint}"))
}

fn read_secret(item: &mut ValueDecoder<'_, '_>) -> Option<Secret> {
    item.parsed(ViolationCode::InvalidSecret)
}

/// The replacement of a secret.
#[derive(Debug, Clone)]
pub struct SecretRotation {
    /// The new secret; generated if none.
    pub secret: Option<Secret>,
    /// The time in seconds for which the old secret signs as well.
    pub overlap_s: u32,
}

impl SecretRotation {
    /// Decodes the replacement of a secret.
    pub fn read(input: &Value) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let mut fields = item.object()?;
            let secret = fields.optional("secret", read_secret);
            let overlap_s = fields.optional("overlapSeconds", |item| item.integer(0..=OVERLAP_S_MAX));
            fields.finish();
            Some(Self { secret, overlap_s: overlap_s.unwrap_or(OVERLAP_S_DEFAULT) })
        })
    }
}
