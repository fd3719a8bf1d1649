//! Changes of webhooks, with their effect on pending deliveries.

use super::webhook::{Webhook, WebhookState};
use super::{deliveries, store};
use crate::content::{Action, Actor, Id, Timestamp};
use crate::db::{Connection, Error};

/// Stores a webhook as its next version. If it is disabled, its pending deliveries fail.
pub fn replace(
    connection: &mut Connection,
    actor: &Actor,
    action: Action,
    mut webhook: Webhook,
) -> Result<Webhook, Error> {
    let from_version = Some(webhook.version);
    webhook.version += 1;
    webhook.updated_at = Timestamp::now();
    store::update(connection, &webhook)?;
    if webhook.state == WebhookState::Disabled {
        deliveries::fail_pending(connection, webhook.id, webhook.updated_at)?;
    }
    let (to_version, note) = (Some(webhook.version), webhook.disabled_reason.as_deref());
    store::audit(connection, actor, action, webhook.id, from_version, to_version, note)?;
    Ok(webhook)
}

/// Disables a webhook, unless it is disabled already.
pub fn disable(connection: &mut Connection, actor: &Actor, id: Id, reason: &str) -> Result<(), Error> {
    let Some(mut webhook) = store::find(connection, id)?.filter(|webhook| webhook.state == WebhookState::Active) else {
        return Ok(());
    };
    webhook.state = WebhookState::Disabled;
    webhook.disabled_reason = Some(reason.to_owned());
    replace(connection, actor, Action::Save, webhook).map(|_| ())
}
