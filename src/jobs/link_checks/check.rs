//! The check of one URL, with its redirects.

use reqwest::header::LOCATION;
use url::Url;

use super::robots::RobotsCache;
use crate::links::{CheckOutcome, CheckResult};
use crate::outbound::{self, AddressPolicy, Client};

/// The maximum number of redirects.
const REDIRECTS_MAX: usize = 5;

/// Checks links.
pub(super) struct LinkChecker<'l> {
    pub(super) client: Client,
    pub(super) address_policy: AddressPolicy,
    pub(super) robots: &'l RobotsCache,
}

/// Checks a URL with HEAD, and with GET where the server rejects HEAD. No body is read.
pub(super) async fn check_link(checker: &LinkChecker<'_>, address: &str) -> CheckResult {
    let Ok(mut url) = Url::parse(address) else { return failed(1, None, "it is not a URL") };
    for _ in 0..=REDIRECTS_MAX {
        url.set_fragment(None);
        // Every redirect is checked like the first URL, because a public address may redirect to a private one.
        if let Err(error) = checker.address_policy.check(&url) {
            return unclear(None, &error.to_string());
        }
        if !checker.robots.allows(&checker.client, &url).await {
            return unclear(None, "its robots.txt does not permit a check");
        }
        let CheckResponse { status, location } = match request(&checker.client, &url).await {
            Ok(response) => response,
            Err(error) => return failed(3, None, &error),
        };
        match status {
            200..=299 | 304 => {
                return CheckResult { outcome: CheckOutcome::Ok, http_status: Some(status), detail: None };
            }
            300..=399 => match location.and_then(|location| url.join(&location).ok()) {
                Some(next) => url = next,
                None => return failed(2, Some(status), "its redirect has no valid target"),
            },
            401 | 403 | 405 | 407 | 408 | 423 | 425 | 429 | 451 | 501 => {
                return unclear(Some(status), "its site rejects automated requests");
            }
            500.. => return failed(3, Some(status), "its site has a server error"),
            _ => return failed(2, Some(status), "the page does not exist"),
        }
    }
    failed(2, None, "it redirects too often")
}

/// The parts of a response that a check uses.
struct CheckResponse {
    status: u16,
    location: Option<String>,
}

async fn request(client: &Client, url: &Url) -> Result<CheckResponse, String> {
    let head = client.head(url.clone()).send().await.map_err(outbound::describe_error)?;
    let response = match head.status().as_u16() {
        // Many sites treat HEAD and GET differently.
        400 | 403 | 404 | 405 | 406 | 500 | 501 | 503 => {
            client.get(url.clone()).send().await.map_err(outbound::describe_error)?
        }
        _ => head,
    };
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Ok(CheckResponse { status: response.status().as_u16(), location })
}

fn failed(broken_after: i64, http_status: Option<u16>, detail: &str) -> CheckResult {
    CheckResult { outcome: CheckOutcome::Failed { broken_after }, http_status, detail: Some(detail.to_owned()) }
}

fn unclear(http_status: Option<u16>, detail: &str) -> CheckResult {
    CheckResult { outcome: CheckOutcome::Unclear, http_status, detail: Some(detail.to_owned()) }
}
