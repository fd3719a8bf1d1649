//! The endpoints of webhooks: who is told of events, and how telling them went.
//!
//! Must not know how messages are signed or sent; that is the business of `webhooks` and of the jobs.

mod delete;
mod deliveries;
mod get;
mod list;
mod patch;
mod post;
mod replay;
mod rotate;
mod schemas;
mod test;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use self::schemas::NewWebhook;
use super::operations::{Work, never_cached};
use crate::content::Id;
use crate::db::Connection;
use crate::http::{Code, IfMatch, Problem, Resource, version_etag};
use crate::webhooks::deliveries::Delivery;
use crate::webhooks::{self, Webhook, WebhookState};

const LIST: &str = "/v1/manage/webhooks";
const ONE: &str = "/v1/manage/webhooks/{id}";
const ROTATE: &str = "/v1/manage/webhooks/{id}/rotate-secret";
const TEST: &str = "/v1/manage/webhooks/{id}/test";
const DELIVERIES: &str = "/v1/manage/webhooks/{id}/deliveries";
const REPLAY: &str = "/v1/manage/webhooks/{id}/deliveries/{deliveryId}/replay";

#[derive(OpenApi)]
#[openapi(paths(
    list::list_webhooks,
    post::post_webhook,
    get::get_webhook,
    patch::patch_webhook,
    delete::delete_webhook,
    rotate::rotate_webhook_secret,
    test::test_webhook,
    deliveries::list_webhook_deliveries,
    replay::replay_webhook_delivery,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(LIST).get(list::list_webhooks).post(post::post_webhook).register(config);
    Resource::at(ONE).get(get::get_webhook).patch(patch::patch_webhook).delete(delete::delete_webhook).register(config);
    Resource::at(ROTATE).post(rotate::rotate_webhook_secret).register(config);
    Resource::at(TEST).post(test::test_webhook).register(config);
    Resource::at(DELIVERIES).get(deliveries::list_webhook_deliveries).register(config);
    Resource::at(REPLAY).post(replay::replay_webhook_delivery).register(config);
}

/// The webhook, or 404.
fn found(connection: &mut Connection, id: Id) -> Result<Webhook, Problem> {
    webhooks::find(connection, id)?.ok_or_else(|| Problem::not_found(format!("webhook {id}")))
}

/// The webhook in a version that the client is willing to change, or 404 or 412.
fn matched(work: &mut Work<'_>, id: Id, if_match: &IfMatch) -> Result<Webhook, Problem> {
    let webhook = found(work.connection, id)?;
    if_match.check(webhook.version)?;
    Ok(webhook)
}

/// The webhook, if it is told of events; else 404 or 409.
fn active(connection: &mut Connection, id: Id) -> Result<Webhook, Problem> {
    let webhook = found(connection, id)?;
    if webhook.state == WebhookState::Active {
        return Ok(webhook);
    }
    let reason = webhook.disabled_reason.as_deref().unwrap_or("It was disabled.");
    let detail =
        format!("{reason} Nothing is sent there until it is active again: PATCH it with {{\"state\": \"active\"}}.");
    Err(Problem::new(Code::WebhookDisabled, detail))
}

/// Answers with a webhook.
fn answer(webhook: &Webhook) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(webhook.version)));
    Ok(never_cached(response, &serde_json::to_value(webhook).map_err(Problem::internal)?))
}

/// Answers with a webhook and its secret, which is shown when it was made and never again.
fn answer_with_secret(status: StatusCode, webhook: Webhook) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::CREATED {
        response.insert_header((LOCATION, format!("{LIST}/{}", webhook.id)));
    }
    response.insert_header((ETAG, version_etag(webhook.version)));
    let secret = webhook.secrets.current.reveal().to_owned();
    let json = serde_json::to_value(NewWebhook { webhook, secret }).map_err(Problem::internal)?;
    Ok(never_cached(response, &json))
}

/// Answers with a delivery that was just written.
fn answer_delivery(delivery: Option<Delivery>) -> Result<HttpResponse, Problem> {
    let delivery = delivery.ok_or_else(|| Problem::internal("a delivery is not there after it was written"))?;
    let json = serde_json::to_value(delivery).map_err(Problem::internal)?;
    Ok(never_cached(HttpResponse::Created(), &json))
}
