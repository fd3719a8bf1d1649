//! The paths of the endpoints.

pub(super) const TOKENS: &str = "/v1/manage/articles/{id}/preview-tokens";
pub(super) const TOKEN: &str = "/v1/manage/articles/{id}/preview-tokens/{tokenId}";
pub(super) const ALL_TOKENS: &str = "/v1/manage/preview-tokens";
pub(super) const ANY_TOKEN: &str = "/v1/manage/preview-tokens/{tokenId}";
pub(super) const PREVIEW: &str = "/v1/preview/articles/{id}";
