//! The paths of the endpoints.

pub(super) const LIST: &str = "/v1/manage/keys";
pub(super) const ONE: &str = "/v1/manage/keys/{keyId}";
pub(super) const ROTATE: &str = "/v1/manage/keys/{keyId}/rotate";
