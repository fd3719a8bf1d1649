//! Responses with webhooks and deliveries.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LOCATION};

use super::paths::LIST;
use super::schemas::CreatedWebhook;
use crate::http::{Problem, version_etag};
use crate::management::operations::uncached_json;
use crate::webhooks::Webhook;
use crate::webhooks::deliveries::Delivery;

/// Returns the response with a webhook.
pub(super) fn respond(webhook: &Webhook) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(webhook.version)));
    Ok(uncached_json(response, &serde_json::to_value(webhook).map_err(Problem::internal)?))
}

/// Returns the response with a webhook and its new secret, which is never shown again.
pub(super) fn respond_with_secret(status: StatusCode, webhook: Webhook) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::CREATED {
        response.insert_header((LOCATION, format!("{LIST}/{}", webhook.id)));
    }
    response.insert_header((ETAG, version_etag(webhook.version)));
    let secret = webhook.secrets.current.reveal().to_owned();
    let json = serde_json::to_value(CreatedWebhook { webhook, secret }).map_err(Problem::internal)?;
    Ok(uncached_json(response, &json))
}

/// Returns the response with a new delivery.
pub(super) fn respond_with_delivery(delivery: Option<Delivery>) -> Result<HttpResponse, Problem> {
    let delivery = delivery.ok_or_else(|| Problem::internal("a delivery is not there after it was written"))?;
    let json = serde_json::to_value(delivery).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Created(), &json))
}
