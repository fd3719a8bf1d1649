//! Loading the webhook that a request names.

use crate::content::Id;
use crate::db::Connection;
use crate::http::{Code, IfMatch, Problem};
use crate::management::operations::WriteContext;
use crate::webhooks::{self, Webhook, WebhookState};

/// Loads the webhook, or returns 404.
pub(super) fn load(connection: &mut Connection, id: Id) -> Result<Webhook, Problem> {
    webhooks::find(connection, id)?.ok_or_else(|| Problem::not_found(format!("webhook {id}")))
}

/// Loads the webhook in a version that the client accepts, or returns 404 or 412.
pub(super) fn load_checked(tx: &mut WriteContext<'_>, id: Id, if_match: &IfMatch) -> Result<Webhook, Problem> {
    let webhook = load(tx.connection, id)?;
    if_match.check(webhook.version)?;
    Ok(webhook)
}

/// Loads the webhook if it is active, or returns 404 or 409.
pub(super) fn load_active(connection: &mut Connection, id: Id) -> Result<Webhook, Problem> {
    let webhook = load(connection, id)?;
    if webhook.state == WebhookState::Active {
        return Ok(webhook);
    }
    let reason = webhook.disabled_reason.as_deref().unwrap_or("It was disabled.");
    let detail =
        format!("{reason} Nothing is sent to it until it is active again: PATCH it with {{\"state\": \"active\"}}.");
    Err(Problem::new(Code::WebhookDisabled, detail))
}
