//! The job that sends deliveries to webhooks: it claims due deliveries, posts them, and stores the outcomes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::settings::{JobSettings, StopSignal};
use crate::content::{Actor, Id, Timestamp};
use crate::db::{self, Database};
use crate::outbound::{self, Client};
use crate::webhooks::deliveries::{self, Attempt, AttemptOutcome, Claim, DueDelivery};
use crate::webhooks::{self, WebhookSettings};

/// The polling interval.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// The timeout of one request.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The duration of a claim: longer than an attempt takes. It is also the longest delay of a delivery whose server was
/// killed.
const CLAIM_DURATION: Duration = Duration::from_secs(30);

/// The maximum number of concurrent requests.
const CONCURRENCY_MAX: usize = 16;
/// The maximum number of concurrent requests to one webhook, so that a slow one does not delay the others.
const CONCURRENCY_PER_WEBHOOK: usize = 4;

/// The time that running requests may take when the server stops. Unfinished deliveries are sent again later.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

const GONE: u16 = 410;

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut sender = WebhookSender { settings, client: None, sending: JoinSet::new(), in_flight: HashMap::new() };
    loop {
        sender.collect_finished();
        if let Err(error) = sender.send_due().await {
            log::error!("due webhook deliveries could not be processed: {error}");
        }
        if !stop.sleep(POLL_INTERVAL).await {
            break;
        }
    }
    let _ = tokio::time::timeout(STOP_TIMEOUT, async { while sender.sending.join_next().await.is_some() {} }).await;
}

struct WebhookSender {
    settings: JobSettings,
    /// Created at the first request, because it reads the certificates of the system.
    client: Option<Client>,
    sending: JoinSet<Id>,
    /// The number of concurrent requests to each webhook.
    in_flight: HashMap<Id, usize>,
}

impl WebhookSender {
    /// Removes finished requests.
    fn collect_finished(&mut self) {
        while let Some(ended) = self.sending.try_join_next() {
            match ended {
                Ok(webhook) => self.release(webhook),
                Err(error) => log::error!("a webhook delivery failed: {error}"),
            }
        }
        if self.sending.is_empty() {
            self.in_flight.clear();
        }
    }

    fn release(&mut self, webhook: Id) {
        if let Some(count) = self.in_flight.get_mut(&webhook) {
            *count = count.saturating_sub(1);
        }
    }

    async fn send_due(&mut self) -> Result<(), db::Error> {
        let free = CONCURRENCY_MAX.saturating_sub(self.sending.len());
        if free == 0 {
            return Ok(());
        }
        let busy: Vec<Id> = self
            .in_flight
            .iter()
            .filter(|(_, count)| **count >= CONCURRENCY_PER_WEBHOOK)
            .map(|(webhook, _)| *webhook)
            .collect();
        let now = Timestamp::now();
        // A read does not block the writer.
        let limit = i64::try_from(free * CONCURRENCY_PER_WEBHOOK).unwrap_or(i64::MAX);
        let database = self.settings.database.clone();
        let due = database.read(move |connection| deliveries::due(connection, now, &busy, limit)).await?;
        let mut chosen: Vec<DueDelivery> = Vec::new();
        for delivery in due {
            let count = self.in_flight.entry(delivery.webhook).or_default();
            if *count < CONCURRENCY_PER_WEBHOOK && chosen.len() < free {
                *count += 1;
                chosen.push(delivery);
            }
        }
        if chosen.is_empty() {
            return Ok(());
        }
        let until = later_by(now, CLAIM_DURATION);
        let due = chosen.clone();
        let claimed = database
            .write(move |connection| {
                let claims = due.iter().map(|due| deliveries::claim(connection, due.delivery, now, until));
                claims.collect::<Result<Vec<Option<Claim>>, db::Error>>()
            })
            .await;
        let claims = claimed.unwrap_or_else(|error| {
            log::error!("webhook deliveries could not be claimed: {error}");
            chosen.iter().map(|_| None).collect()
        });
        for (due, claim) in chosen.into_iter().zip(claims) {
            match claim {
                Some(claim) => self.send(claim),
                None => self.release(due.webhook),
            }
        }
        Ok(())
    }

    fn send(&mut self, claim: Claim) {
        let webhook = claim.webhook;
        let client = match &self.client {
            Some(client) => Ok(client.clone()),
            None => outbound::client(self.settings.webhooks.address_policy, TIMEOUT).map_err(outbound::describe_error),
        };
        self.client = client.as_ref().ok().cloned();
        let (database, settings) = (self.settings.database.clone(), self.settings.webhooks.clone());
        self.sending.spawn(async move {
            if let Err(error) = deliver(&database, &settings, client, claim).await {
                log::error!("the outcome of a delivery to the webhook {webhook} could not be stored: {error}");
            }
            webhook
        });
    }
}

/// Sends one delivery and stores the outcome.
async fn deliver(
    database: &Database,
    settings: &WebhookSettings,
    client: Result<Client, String>,
    claim: Claim,
) -> Result<(), db::Error> {
    let (at, begun) = (Timestamp::now(), Instant::now());
    let answered = match client {
        Ok(client) => post(&client, settings, &claim, at).await,
        Err(error) => Err(error),
    };
    let duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (status, error) = match answered {
        Ok(status) if (200..300).contains(&status) => (Some(status), None),
        Ok(status) => (Some(status), Some(format!("the response had the status {status}"))),
        Err(error) => (None, Some(error)),
    };
    let now = Timestamp::now();
    let is_gone = status == Some(GONE);
    let outcome = match settings.retries.pause_after(claim.attempts + 1, random_fraction()) {
        _ if error.is_none() => AttemptOutcome::Delivered,
        Some(pause) if !is_gone => AttemptOutcome::RetryAt(later_by(now, pause)),
        _ => AttemptOutcome::GaveUp,
    };
    if let Some(error) = &error {
        log::warn!("the event {} did not reach the webhook {}: {error}", claim.event, claim.webhook);
    }
    let attempt = Attempt { at, duration_ms, status, error };
    database
        .write(move |connection| -> Result<(), db::Error> {
            deliveries::record(connection, &claim, &attempt, outcome, now)?;
            if is_gone {
                let reason = "Its receiver responded with 410 (Gone).";
                webhooks::disable(connection, &Actor::system("cairn serve"), claim.webhook, reason)?;
            }
            Ok(())
        })
        .await
}

/// Posts a delivery. Returns the status of the response, or the reason why there was none. The body is not read.
async fn post(client: &Client, settings: &WebhookSettings, claim: &Claim, at: Timestamp) -> Result<u16, String> {
    let url = url::Url::parse(&claim.url).map_err(|error| error.to_string())?;
    // A numeric address is never resolved, so that the resolver cannot check it.
    settings.address_policy.check(&url).map_err(|error| error.to_string())?;
    let signatures = webhooks::signatures(&claim.secrets, claim.event, at, &claim.payload);
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .header(webhooks::HEADER_ID, claim.event.to_string())
        .header(webhooks::HEADER_TIMESTAMP, (at.unix_ms() / 1000).to_string())
        .header(webhooks::HEADER_SIGNATURE, signatures.map_err(|error| error.to_string())?)
        .body(claim.payload.clone());
    let response = request.send().await.map_err(outbound::describe_error)?;
    Ok(response.status().as_u16())
}

fn later_by(moment: Timestamp, pause: Duration) -> Timestamp {
    Timestamp::from_unix_ms(moment.unix_ms().saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)))
}

/// Returns a random number from 0 to 1; 0.5 if there is no source of random numbers.
fn random_fraction() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}
