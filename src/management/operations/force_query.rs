//! The query parameter `force`.

use utoipa::IntoParams;

use crate::http::{QueryReader, ReadQuery};

/// The query parameter of operations that can remove references to an entity.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForceQuery {
    /// True to continue if others refer to it: the references are removed. Needs the role `editor`.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) force: bool,
}

impl ReadQuery for ForceQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { force: reader.flag("force") }
    }
}
