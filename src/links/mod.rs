//! Links: which addresses elsewhere published things lead to, when each is looked at again, and what a look means.
//!
//! Must not know how an address is looked at.

mod store;

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Timestamp;
use crate::outbound::Reach;
use crate::word_enum;

pub use store::{claim, count, due, find, forget_uses, health, is_broken, list, note_uses, record, users};

/// How soon a link that failed is looked at again, at most.
const RETRY_MS: i64 = 60 * 60 * 1000;

word_enum! {
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

/// How links are looked at.
#[derive(Debug, Clone, Copy)]
pub struct LinkSettings {
    /// How long between two looks at one link; none if links are not looked at.
    pub every: Option<Duration>,
    /// Which addresses are looked at.
    pub reach: Reach,
}

/// How a thing's links were found, all together.
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

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it means.
    pub meaning: Meaning,
    /// The status of the answer, if there was one.
    pub http_status: Option<u16>,
    /// What was wrong, if something was.
    pub detail: Option<String>,
}

/// What one look means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
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

/// Where a link stands after a look.
struct After {
    status: LinkStatus,
    failures: i64,
    next_check_at: Timestamp,
}

/// What a look at `now` makes of a link that is looked at `every` so often.
fn after(link: &Link, finding: &Finding, now: Timestamp, every: Duration) -> After {
    let every = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
    let (status, failures) = match finding.meaning {
        Meaning::Ok => (LinkStatus::Ok, 0),
        Meaning::Unclear => (LinkStatus::Unclear, 0),
        Meaning::Failed { broken_after } if link.failures + 1 >= broken_after => {
            (LinkStatus::Broken, link.failures + 1)
        }
        // One failure may be the fault of the way there.
        Meaning::Failed { .. } => (link.status, link.failures + 1),
    };
    let is_in_doubt = failures > 0 && status != LinkStatus::Broken;
    let pause = if is_in_doubt { every.min(RETRY_MS) } else { every };
    After { status, failures, next_check_at: now.later_by_ms(pause) }
}
