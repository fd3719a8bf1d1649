//! Settings of requests that the server sends: webhooks and link checks.

use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use crate::links::LinkSettings;
use crate::outbound::AddressPolicy;
use crate::webhooks::{RetrySchedule, WebhookSettings};

/// The heading of these settings in the help.
const HEADING: &str = "Webhooks and links";

/// The settings of webhooks.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = HEADING)]
pub struct WebhookArguments {
    /// Delays before a failed webhook delivery is retried.
    ///
    /// Seconds separated by commas, or none.
    #[arg(
        long,
        hide_short_help = true,
        env = "CAIRN_WEBHOOK_RETRIES",
        value_name = "SECONDS",
        default_value = "5,300,1800,7200,18000,36000,50400,72000,86400"
    )]
    pub webhook_retries: RetrySchedule,
    /// Permit webhooks to private addresses, and over http
    #[arg(long, hide_short_help = true, env = "CAIRN_WEBHOOKS_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub webhooks_allow_private: bool,
}

impl WebhookArguments {
    /// Returns the webhook settings.
    pub fn settings(&self) -> WebhookSettings {
        let address_policy = if self.webhooks_allow_private { AddressPolicy::Any } else { AddressPolicy::PublicHttps };
        WebhookSettings { retries: self.webhook_retries.clone(), address_policy }
    }
}

/// The interval of link checks; off if none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkCheckInterval(pub Option<Duration>);

impl FromStr for LinkCheckInterval {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
        seconds
            .map(|seconds| Self(Some(Duration::from_secs(seconds))))
            .ok_or_else(|| "must be off, or seconds, such as 604800 for a week".to_owned())
    }
}

/// The settings of link checks.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = HEADING)]
pub struct LinkArguments {
    /// Interval of checks of external links.
    ///
    /// In seconds, or off. Each published link is checked once in that time.
    #[arg(long, env = "CAIRN_LINK_CHECK_INTERVAL_S", value_name = "SECONDS|off", default_value = "off")]
    pub link_check_interval_s: LinkCheckInterval,
    /// Check links to private addresses as well
    #[arg(long, hide_short_help = true, env = "CAIRN_LINK_CHECKS_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub link_checks_allow_private: bool,
}

impl LinkArguments {
    /// Returns the link check settings.
    pub fn settings(&self) -> LinkSettings {
        let address_policy =
            if self.link_checks_allow_private { AddressPolicy::Any } else { AddressPolicy::PublicHttp };
        LinkSettings { interval: self.link_check_interval_s.0, address_policy }
    }
}
