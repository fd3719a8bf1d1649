//! The settings of webhooks.

use super::retry_schedule::RetrySchedule;
use crate::outbound::AddressPolicy;

/// The settings of webhooks.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// The delays between attempts.
    pub retries: RetrySchedule,
    /// The permitted addresses of webhooks.
    pub address_policy: AddressPolicy,
}
