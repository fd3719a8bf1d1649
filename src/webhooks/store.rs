//! Rows of webhooks.

use diesel::prelude::*;

use super::secret::{Secret, Secrets};
use super::webhook::{Webhook, WebhookState};
use crate::audit::{NewAuditRecord, append};
use crate::content::string_enum::StringEnum;
use crate::content::{Action, Actor, Id, SubjectKind, Timestamp};
use crate::db::schema::webhooks;
use crate::db::{Connection, Error, KeysetPage};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
struct WebhookRow {
    id: Id,
    url: String,
    description: Option<String>,
    topics: String,
    secret: String,
    previous_secret: Option<String>,
    previous_secret_expires_at: Option<Timestamp>,
    state: String,
    disabled_reason: Option<String>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl WebhookRow {
    fn of(webhook: &Webhook) -> Result<Self, Error> {
        Ok(Self {
            id: webhook.id,
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            topics: serde_json::to_string(&webhook.events)?,
            secret: webhook.secrets.current.reveal().to_owned(),
            previous_secret: webhook.secrets.previous.as_ref().map(|secret| secret.reveal().to_owned()),
            previous_secret_expires_at: webhook.previous_secret_expires_at,
            state: webhook.state.as_str().to_owned(),
            disabled_reason: webhook.disabled_reason.clone(),
            version: webhook.version,
            created_at: webhook.created_at,
            updated_at: webhook.updated_at,
        })
    }

    fn into_webhook(self, now: Timestamp) -> Result<Webhook, Error> {
        let corrupt = |what: &str| Error::Corrupt(format!("the webhook {} has no {what}", self.id));
        let secret = |text: &str| text.parse::<Secret>().map_err(|_| corrupt("secret"));
        let expires_at = self.previous_secret_expires_at.filter(|expiry| now < *expiry);
        let previous = self.previous_secret.as_deref().filter(|_| expires_at.is_some());
        Ok(Webhook {
            secrets: Secrets { current: secret(&self.secret)?, previous: previous.map(secret).transpose()? },
            state: WebhookState::parse_name(&self.state).ok_or_else(|| corrupt("state"))?,
            events: serde_json::from_str(&self.topics)?,
            id: self.id,
            url: self.url,
            description: self.description,
            disabled_reason: self.disabled_reason,
            previous_secret_expires_at: expires_at,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// Loads the webhook with this id.
pub fn find(connection: &mut Connection, id: Id) -> Result<Option<Webhook>, Error> {
    let row: Option<WebhookRow> =
        webhooks::table.find(id).select(WebhookRow::as_select()).first(connection).optional()?;
    row.map(|row| row.into_webhook(Timestamp::now())).transpose()
}

/// Loads a page of webhooks, newest first.
pub fn list(connection: &mut Connection, page: KeysetPage<Id>) -> Result<Vec<Webhook>, Error> {
    let mut query = webhooks::table.select(WebhookRow::as_select()).limit(page.rows).into_boxed();
    query = match (page.from, page.backwards) {
        (Some(id), true) => query.filter(webhooks::id.gt(id)),
        (Some(id), false) => query.filter(webhooks::id.lt(id)),
        (None, _) => query,
    };
    // Ids of version 7 sort by time.
    query = if page.backwards { query.order(webhooks::id.asc()) } else { query.order(webhooks::id.desc()) };
    let now = Timestamp::now();
    query.load(connection)?.into_iter().map(|row: WebhookRow| row.into_webhook(now)).collect()
}

/// Returns the number of webhooks.
pub fn count(connection: &mut Connection) -> Result<i64, Error> {
    Ok(webhooks::table.count().get_result(connection)?)
}

/// Inserts a webhook.
pub fn insert(connection: &mut Connection, actor: &Actor, webhook: &Webhook) -> Result<(), Error> {
    diesel::insert_into(webhooks::table).values(&WebhookRow::of(webhook)?).execute(connection)?;
    audit(connection, actor, Action::Create, webhook.id, None, Some(webhook.version), None)
}

/// Updates the row of a webhook.
pub(super) fn update(connection: &mut Connection, webhook: &Webhook) -> Result<(), Error> {
    diesel::update(webhooks::table.find(webhook.id)).set(&WebhookRow::of(webhook)?).execute(connection)?;
    Ok(())
}

/// Deletes a webhook with its deliveries.
pub fn delete(connection: &mut Connection, actor: &Actor, webhook: &Webhook) -> Result<(), Error> {
    diesel::delete(webhooks::table.find(webhook.id)).execute(connection)?;
    audit(connection, actor, Action::Delete, webhook.id, Some(webhook.version), None, None)
}

/// Appends the audit record of an action on a webhook.
pub(super) fn audit(
    connection: &mut Connection,
    actor: &Actor,
    action: Action,
    id: Id,
    from_version: Option<i64>,
    to_version: Option<i64>,
    note: Option<&str>,
) -> Result<(), Error> {
    let (subject_kind, subject_id) = (SubjectKind::Webhook, &*id.to_string());
    let record = NewAuditRecord { actor, action, subject_kind, subject_id, from_version, to_version, note };
    append(connection, &record)
}

/// Removes the previous secrets that have expired.
pub fn remove_expired_secrets(connection: &mut Connection, now: Timestamp) -> Result<usize, Error> {
    let none: Option<Timestamp> = None;
    Ok(diesel::update(webhooks::table.filter(webhooks::previous_secret_expires_at.le(now)))
        .set((webhooks::previous_secret.eq(None::<String>), webhooks::previous_secret_expires_at.eq(none)))
        .execute(connection)?)
}
