//! External links of published entities: when each is checked, and the status that follows from a check.
//!
//! Must not know how a URL is checked.

mod store;

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Timestamp;
use crate::outbound::AddressPolicy;
use crate::string_enum;

pub use store::{claim, count, due, find, forget_uses, health, is_broken, list, note_uses, record, sources};

/// The longest interval, in milliseconds, after which a failed check is repeated: one hour.
const RETRY_INTERVAL_MS: i64 = 60 * 60 * 1000;

string_enum! {
    /// The status of a link.
    LinkStatus {
        /// The link was not checked yet.
        Unchecked = "unchecked",
        /// The link works.
        Ok = "ok",
        /// The status is unknown, because the site rejects automated requests.
        Unclear = "unclear",
        /// The link failed several times in a row.
        Broken = "broken",
    }
}

/// The settings of link checks.
#[derive(Debug, Clone, Copy)]
pub struct LinkSettings {
    /// The interval between two checks of a link; none if links are not checked.
    pub interval: Option<Duration>,
    /// The addresses that may be checked.
    pub address_policy: AddressPolicy,
}

/// The combined status of the links of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkHealth {
    /// The worst status of its links.
    pub status: LinkStatus,
    /// The time of the oldest last check among its links.
    pub last_checked_at: Timestamp,
}

/// A link of published content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The URL.
    #[schema(format = "uri")]
    pub url: String,
    /// The status of the link.
    pub status: LinkStatus,
    /// The HTTP status of the last response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub http_status: Option<u16>,
    /// The reason of the failure, if the last check failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The number of consecutive failures.
    #[schema(minimum = 0)]
    pub failures: i64,
    /// The time of the last check.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_checked_at: Option<Timestamp>,
    /// The time of the next check.
    pub next_check_at: Timestamp,
}

/// A link that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLink {
    /// The URL.
    pub url: String,
    /// The host and port. Links with the same host are checked one at a time.
    pub host: String,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// Its meaning for the link.
    pub outcome: CheckOutcome,
    /// The HTTP status of the response, if there was one.
    pub http_status: Option<u16>,
    /// The reason of the failure, if the check failed.
    pub detail: Option<String>,
}

/// The outcome of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The link works.
    Ok,
    /// The status is unknown.
    Unclear,
    /// The link failed. It is broken after a number of consecutive failures.
    Failed {
        /// The number of consecutive failures after which the link is broken.
        broken_after: i64,
    },
}

/// The state of a link after a check.
struct LinkUpdate {
    status: LinkStatus,
    failures: i64,
    next_check_at: Timestamp,
}

/// Returns the state of a link with this check interval after a check at `now`.
fn state_after(link: &Link, result: &CheckResult, now: Timestamp, interval: Duration) -> LinkUpdate {
    let interval = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
    let (status, failures) = match result.outcome {
        CheckOutcome::Ok => (LinkStatus::Ok, 0),
        CheckOutcome::Unclear => (LinkStatus::Unclear, 0),
        CheckOutcome::Failed { broken_after } if link.failures + 1 >= broken_after => {
            (LinkStatus::Broken, link.failures + 1)
        }
        // One failure may be caused by the network in between.
        CheckOutcome::Failed { .. } => (link.status, link.failures + 1),
    };
    let is_in_doubt = failures > 0 && status != LinkStatus::Broken;
    let pause = if is_in_doubt { interval.min(RETRY_INTERVAL_MS) } else { interval };
    LinkUpdate { status, failures, next_check_at: now.later_by_ms(pause) }
}
