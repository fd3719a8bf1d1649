//! The paths of the endpoints.

pub(super) const LIST: &str = "/v1/manage/articles/{id}/sections";
pub(super) const ORDER: &str = "/v1/manage/articles/{id}/sections/order";
pub(super) const ONE: &str = "/v1/manage/articles/{id}/sections/{sectionId}";
