//! Sending what webhooks are to be told: claims what is due, posts it, and notes how it went.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::{JobSettings, StopSignal};
use crate::content::{Actor, Id, Timestamp};
use crate::db::{self, Database};
use crate::outbound::{self, Client};
use crate::webhooks::deliveries::{self, Attempt, Claim, Verdict};
use crate::webhooks::{self, WebhookSettings};

/// How long a message that was written waits at most until it is looked at.
const POLL: Duration = Duration::from_millis(250);

/// How long a receiver may take to answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How long a claim holds: longer than any attempt takes, and not much longer than one is willing to wait after a
/// server was killed.
const CLAIM: Duration = Duration::from_secs(30);

/// How many messages are on their way at once, in all and to one webhook: a slow one must not hold up the others.
const AT_ONCE: usize = 16;
const AT_ONCE_EACH: usize = 4;

/// How long messages on their way may take to arrive when the server stops. What does not is sent again later.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

const GONE: u16 = 410;

/// The job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut sender = Sender { settings, client: None, sending: JoinSet::new(), busy: HashMap::new() };
    loop {
        sender.collect();
        if let Err(error) = sender.send_what_is_due().await {
            log::error!("what webhooks are to be told could not be looked at: {error}");
        }
        if !stop.sleep(POLL).await {
            break;
        }
    }
    let _ = tokio::time::timeout(STOP_TIMEOUT, async { while sender.sending.join_next().await.is_some() {} }).await;
}

struct Sender {
    settings: JobSettings,
    /// Made when something is to be sent for the first time: it reads the certificates of the system.
    client: Option<Client>,
    sending: JoinSet<Id>,
    /// How many messages are on their way to which webhook.
    busy: HashMap<Id, usize>,
}

impl Sender {
    /// Makes room for what has come to its end.
    fn collect(&mut self) {
        while let Some(ended) = self.sending.try_join_next() {
            match ended {
                Ok(webhook) => self.freed(webhook),
                Err(error) => log::error!("a message to a webhook could not be sent: {error}"),
            }
        }
        if self.sending.is_empty() {
            self.busy.clear();
        }
    }

    fn freed(&mut self, webhook: Id) {
        if let Some(count) = self.busy.get_mut(&webhook) {
            *count = count.saturating_sub(1);
        }
    }

    async fn send_what_is_due(&mut self) -> Result<(), db::Error> {
        let free = AT_ONCE.saturating_sub(self.sending.len());
        if free == 0 {
            return Ok(());
        }
        let busy: Vec<Id> =
            self.busy.iter().filter(|(_, count)| **count >= AT_ONCE_EACH).map(|(webhook, _)| *webhook).collect();
        let now = Timestamp::now();
        // Looking costs the one writer nothing.
        let looked_at = i64::try_from(free * AT_ONCE_EACH).unwrap_or(i64::MAX);
        let database = self.settings.database.clone();
        let due = database.read(move |connection| deliveries::due(connection, now, &busy, looked_at)).await?;
        let mut chosen = Vec::new();
        for (delivery, webhook) in due {
            let count = self.busy.entry(webhook).or_default();
            if *count < AT_ONCE_EACH && chosen.len() < free {
                *count += 1;
                chosen.push((delivery, webhook));
            }
        }
        if chosen.is_empty() {
            return Ok(());
        }
        let until = after(now, CLAIM);
        let wanted = chosen.clone();
        let claimed = database
            .write(move |connection| {
                let claims = wanted.iter().map(|(delivery, _)| deliveries::claim(connection, *delivery, now, until));
                claims.collect::<Result<Vec<Option<Claim>>, db::Error>>()
            })
            .await;
        let claims = claimed.unwrap_or_else(|error| {
            log::error!("what webhooks are to be told could not be claimed: {error}");
            chosen.iter().map(|_| None).collect()
        });
        for ((_, webhook), claim) in chosen.into_iter().zip(claims) {
            match claim {
                Some(claim) => self.send(claim),
                None => self.freed(webhook),
            }
        }
        Ok(())
    }

    fn send(&mut self, claim: Claim) {
        let webhook = claim.webhook;
        let client = match &self.client {
            Some(client) => Ok(client.clone()),
            None => outbound::client(self.settings.webhooks.reach, TIMEOUT).map_err(outbound::explain),
        };
        self.client = client.as_ref().ok().cloned();
        let (database, settings) = (self.settings.database.clone(), self.settings.webhooks.clone());
        self.sending.spawn(async move {
            if let Err(error) = deliver(&database, &settings, client, claim).await {
                log::error!("what became of a message to the webhook {webhook} could not be noted: {error}");
            }
            webhook
        });
    }
}

/// Sends one message and notes how it went.
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
        Ok(status) => (Some(status), Some(format!("the answer had the status {status}"))),
        Err(error) => (None, Some(error)),
    };
    let now = Timestamp::now();
    let gone = status == Some(GONE);
    let verdict = match settings.retries.pause_after(claim.attempts + 1, chance()) {
        _ if error.is_none() => Verdict::Delivered,
        Some(pause) if !gone => Verdict::AgainAt(after(now, pause)),
        _ => Verdict::GivenUp,
    };
    if let Some(error) = &error {
        log::warn!("the event {} did not reach the webhook {}: {error}", claim.event, claim.webhook);
    }
    let attempt = Attempt { at, duration_ms, status, error };
    database
        .write(move |connection| -> Result<(), db::Error> {
            deliveries::record(connection, &claim, &attempt, verdict, now)?;
            if gone {
                let reason = "Its receiver answered 410, which says that it wants no more.";
                webhooks::disable(connection, &Actor::program("cairn serve"), claim.webhook, reason)?;
            }
            Ok(())
        })
        .await
}

/// The status of the answer, or why there was none. The body of the answer is not looked at.
async fn post(client: &Client, settings: &WebhookSettings, claim: &Claim, at: Timestamp) -> Result<u16, String> {
    let url = url::Url::parse(&claim.url).map_err(|error| error.to_string())?;
    // Addresses written as numbers are never looked up, so that the resolver does not see them.
    settings.reach.check(&url).map_err(|error| error.to_string())?;
    let signatures = webhooks::signatures(&claim.secrets, claim.event, at, &claim.payload);
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .header(webhooks::HEADER_ID, claim.event.to_string())
        .header(webhooks::HEADER_TIMESTAMP, (at.unix_ms() / 1000).to_string())
        .header(webhooks::HEADER_SIGNATURE, signatures.map_err(|error| error.to_string())?)
        .body(claim.payload.clone());
    let response = request.send().await.map_err(outbound::explain)?;
    Ok(response.status().as_u16())
}

fn after(moment: Timestamp, pause: Duration) -> Timestamp {
    Timestamp::from_unix_ms(moment.unix_ms().saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)))
}

/// A number from 0 to 1; in the middle where there are no random numbers.
fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}
