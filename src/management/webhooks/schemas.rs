//! The shapes of webhooks as the OpenAPI document shows them, beside those of `webhooks` itself. What is read is in
//! `webhooks`; tests hold the two together.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::PageInfo;
use crate::webhooks::deliveries::Delivery;
use crate::webhooks::{EventNameSchema, Webhook, WebhookState};

/// A webhook to be made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookInput {
    /// Where events are sent: https, and a public address, unless the server was set to reach others.
    #[schema(format = "uri", max_length = 2048)]
    url: String,
    /// What it is for, in one line.
    #[schema(min_length = 1, max_length = 200)]
    description: Option<String>,
    /// What it is told of, each once; of everything that happens to content if this is empty or absent.
    #[schema(value_type = Option<Vec<EventNameSchema>>, max_items = 50)]
    events: Option<Vec<String>>,
    /// Whether it is told; it is, if this is absent.
    state: Option<WebhookState>,
    /// A secret of your own, `whsec_` and base64 of 24 to 64 bytes; made if absent.
    secret: Option<String>,
}

/// A merge patch of a webhook. `null` clears.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookPatch {
    /// Where events are sent.
    #[schema(format = "uri", max_length = 2048, nullable = false)]
    url: Option<String>,
    /// What it is for, in one line.
    #[schema(min_length = 1, max_length = 200)]
    description: Option<String>,
    /// What it is told of, each once; of everything that happens to content if this is empty.
    #[schema(value_type = Option<Vec<EventNameSchema>>, max_items = 50)]
    events: Option<Vec<String>>,
    /// Whether it is told. To disable it gives up what is on its way; to make it active again begins with what
    /// happens from then on. `active` if `null`.
    state: Option<WebhookState>,
}

/// How a secret is replaced. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RotateSecretInput {
    /// How many seconds the present secret goes on signing beside the new one.
    #[schema(minimum = 0, maximum = 2_592_000, default = 86_400)]
    overlap_seconds: Option<u32>,
    /// A secret of your own, `whsec_` and base64 of 24 to 64 bytes; made if absent.
    secret: Option<String>,
}

/// A webhook and its secret, which is shown this once only.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewWebhook {
    /// The webhook.
    #[serde(flatten)]
    pub(super) webhook: Webhook,
    /// What its messages are signed with.
    pub(super) secret: String,
}

/// A page of webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookList {
    /// The webhooks.
    data: Vec<Webhook>,
    /// Which page this is.
    page: PageInfo,
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookDeliveryList {
    /// The deliveries.
    data: Vec<Delivery>,
    /// Which page this is.
    page: PageInfo,
}
