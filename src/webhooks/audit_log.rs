//! The audit records of webhooks.

use crate::audit::{self, NewAuditRecord};
use crate::content::{Action, Actor, Id, SubjectKind};
use crate::db::{Connection, Error};

/// An action on a webhook.
pub(super) struct WebhookChange<'c> {
    pub(super) actor: &'c Actor,
    pub(super) action: Action,
    pub(super) id: Id,
    pub(super) from_version: Option<i64>,
    pub(super) to_version: Option<i64>,
    pub(super) note: Option<&'c str>,
}

/// Appends the audit record of an action on a webhook.
pub(super) fn append(connection: &mut Connection, change: &WebhookChange<'_>) -> Result<(), Error> {
    let record = NewAuditRecord {
        actor: change.actor,
        action: change.action,
        subject_kind: SubjectKind::Webhook,
        subject_id: &change.id.to_string(),
        from_version: change.from_version,
        to_version: change.to_version,
        note: change.note,
    };
    audit::append(connection, &record)
}
