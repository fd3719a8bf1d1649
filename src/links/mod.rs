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
    /// How a link was found.
    LinkStatus {
        /// Nobody has looked yet.
        Unchecked = "unchecked",
        /// It leads somewhere.
        Ok = "ok",
        /// It cannot be told: its site lets no program look.
        Unclear = "unclear",
        /// It leads nowhere, several times in a row.
        Broken = "broken",
    }
}

/// The settings of link checks.
#[derive(Debug, Clone, Copy)]
pub struct LinkSettings {
    /// The interval of the checks of one link; none if links are not checked.
    pub interval: Option<Duration>,
    /// The addresses that are checked.
    pub address_policy: AddressPolicy,
}

/// The combined status of the links of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkHealth {
    /// That of the worst of them.
    pub status: LinkStatus,
    /// When the one that was looked at longest ago was.
    pub last_checked_at: Timestamp,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The address.
    #[schema(format = "uri")]
    pub url: String,
    /// How it was found.
    pub status: LinkStatus,
    /// The status of the last answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub http_status: Option<u16>,
    /// What was wrong, if something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// How many times in a row it failed.
    #[schema(minimum = 0)]
    pub failures: i64,
    /// When it was looked at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_checked_at: Option<Timestamp>,
    /// When it is looked at again.
    pub next_check_at: Timestamp,
}

/// A link that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLink {
    /// The URL.
    pub url: String,
    /// The host and port, of which one link is checked at a time.
    pub host: String,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// Its meaning for the link.
    pub outcome: CheckOutcome,
    /// The status of the answer, if there was one.
    pub http_status: Option<u16>,
    /// What was wrong, if something was.
    pub detail: Option<String>,
}

/// The outcome of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It leads somewhere.
    Ok,
    /// It cannot be told.
    Unclear,
    /// It leads nowhere; so many times in a row, and it is broken.
    Failed {
        /// How many times.
        broken_after: i64,
    },
}

/// The state of a link after a check.
struct LinkUpdate {
    status: LinkStatus,
    failures: i64,
    next_check_at: Timestamp,
}

/// Returns the state after a check at `now` of a link with a check interval.
fn state_after(link: &Link, result: &CheckResult, now: Timestamp, interval: Duration) -> LinkUpdate {
    let interval = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
    let (status, failures) = match result.outcome {
        CheckOutcome::Ok => (LinkStatus::Ok, 0),
        CheckOutcome::Unclear => (LinkStatus::Unclear, 0),
        CheckOutcome::Failed { broken_after } if link.failures + 1 >= broken_after => {
            (LinkStatus::Broken, link.failures + 1)
        }
        // One failure may be the fault of the way there.
        CheckOutcome::Failed { .. } => (link.status, link.failures + 1),
    };
    let is_in_doubt = failures > 0 && status != LinkStatus::Broken;
    let pause = if is_in_doubt { interval.min(RETRY_INTERVAL_MS) } else { interval };
    LinkUpdate { status, failures, next_check_at: now.later_by_ms(pause) }
}
