//! The schemas of webhooks in the OpenAPI document, beside those of `webhooks` itself. `webhooks` reads the values;
//! tests compare the two.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::PageInfo;
use crate::webhooks::deliveries::Delivery;
use crate::webhooks::{EventNameSchema, Webhook, WebhookState};

/// A webhook to create.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookInput {
    /// The URL that events are sent to: https and a public address, unless the server permits others.
    #[schema(format = "uri", max_length = 2048)]
    url: String,
    /// The purpose of the webhook, in one line.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    description: Option<String>,
    /// The events that it subscribes to, each once; all events of content if empty or absent.
    #[schema(value_type = Option<Vec<EventNameSchema>>, max_items = 50, nullable = false)]
    events: Option<Vec<String>>,
    /// The state; default: `active`.
    #[schema(nullable = false)]
    state: Option<WebhookState>,
    /// A secret of your own, `whsec_` and base64 of 24 to 64 bytes; generated if absent.
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// A JSON Merge Patch of a webhook; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookPatch {
    /// The URL that events are sent to.
    #[schema(format = "uri", max_length = 2048, nullable = false)]
    url: Option<String>,
    /// The purpose of the webhook, in one line.
    #[schema(min_length = 1, max_length = 200)]
    description: Option<String>,
    /// The events that it subscribes to, each once; all events of content if empty.
    #[schema(value_type = Option<Vec<EventNameSchema>>, max_items = 50)]
    events: Option<Vec<String>>,
    /// The state; `null` sets `active`. Disabling the webhook fails its pending deliveries. After activation, it gets
    /// only the events from then on.
    state: Option<WebhookState>,
}

/// The replacement of a secret. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RotateSecretInput {
    /// The time in seconds for which the present secret signs beside the new one.
    #[schema(minimum = 0, maximum = 2_592_000, default = 86_400, nullable = false)]
    overlap_seconds: Option<u32>,
    /// A secret of your own, `whsec_` and base64 of 24 to 64 bytes; generated if absent.
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// A webhook with its secret, which is shown only once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedWebhook {
    /// The webhook.
    #[serde(flatten)]
    pub(super) webhook: Webhook,
    /// The secret that signs its messages.
    pub(super) secret: String,
}

/// A page of webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookList {
    /// The webhooks.
    data: Vec<Webhook>,
    /// The position of the page in the list.
    page: PageInfo,
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookDeliveryList {
    /// The deliveries.
    data: Vec<Delivery>,
    /// The position of the page in the list.
    page: PageInfo,
}
