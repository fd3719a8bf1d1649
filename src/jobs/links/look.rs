//! One look at one address, with its redirects.

use reqwest::header::LOCATION;
use url::Url;

use super::robots::RobotsCache;
use crate::links::{Finding, Meaning};
use crate::outbound::{self, Client, Reach};

/// How many redirects are followed.
const HOPS_MAX: usize = 5;

/// What a look works with.
pub(super) struct Looker<'l> {
    pub(super) client: Client,
    pub(super) reach: Reach,
    pub(super) robots: &'l RobotsCache,
}

/// Looks at an address: asks for its head, and for the whole where the head is refused. Nothing of a body is read.
pub(super) async fn look_at(looker: &Looker<'_>, address: &str) -> Finding {
    let Ok(mut url) = Url::parse(address) else { return failed(1, None, "it is not an address") };
    for _ in 0..=HOPS_MAX {
        url.set_fragment(None);
        // Every hop is looked at as the first: a public address may lead to a private one.
        if let Err(error) = looker.reach.check(&url) {
            return unclear(None, &error.to_string());
        }
        if !looker.robots.allows(looker, &url).await {
            return unclear(None, "its site does not let programs look at it");
        }
        let (status, location) = match ask(&looker.client, &url).await {
            Ok(answer) => answer,
            Err(error) => return failed(3, None, &error),
        };
        match status {
            200..=299 | 304 => return Finding { meaning: Meaning::Ok, http_status: Some(status), detail: None },
            300..=399 => match location.and_then(|location| url.join(&location).ok()) {
                Some(next) => url = next,
                None => return failed(2, Some(status), "it redirects to nowhere"),
            },
            401 | 403 | 405 | 407 | 408 | 423 | 425 | 429 | 451 | 501 => {
                return unclear(Some(status), "its site does not show it to programs");
            }
            500.. => return failed(3, Some(status), "its site has a fault"),
            _ => return failed(2, Some(status), "there is nothing at it"),
        }
    }
    failed(2, None, "it redirects again and again")
}

async fn ask(client: &Client, url: &Url) -> Result<(u16, Option<String>), String> {
    let head = client.head(url.clone()).send().await.map_err(outbound::explain)?;
    let answer = match head.status().as_u16() {
        // Many sites answer a question for the head alone in another way than one for the whole.
        400 | 403 | 404 | 405 | 406 | 500 | 501 | 503 => {
            client.get(url.clone()).send().await.map_err(outbound::explain)?
        }
        _ => head,
    };
    let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Ok((answer.status().as_u16(), location))
}

fn failed(broken_after: i64, http_status: Option<u16>, detail: &str) -> Finding {
    Finding { meaning: Meaning::Failed { broken_after }, http_status, detail: Some(detail.to_owned()) }
}

fn unclear(http_status: Option<u16>, detail: &str) -> Finding {
    Finding { meaning: Meaning::Unclear, http_status, detail: Some(detail.to_owned()) }
}
