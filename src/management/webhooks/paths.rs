//! The paths of the endpoints.

pub(super) const LIST: &str = "/v1/manage/webhooks";
pub(super) const ONE: &str = "/v1/manage/webhooks/{id}";
pub(super) const ROTATE: &str = "/v1/manage/webhooks/{id}/rotate-secret";
pub(super) const TEST: &str = "/v1/manage/webhooks/{id}/test";
pub(super) const DELIVERIES: &str = "/v1/manage/webhooks/{id}/deliveries";
pub(super) const REPLAY: &str = "/v1/manage/webhooks/{id}/deliveries/{deliveryId}/replay";
