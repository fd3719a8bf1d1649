//! The query of what takes an entity away from others that refer to it.

use utoipa::IntoParams;

use crate::http::{QueryReader, ReadQuery};

/// Whether to go on where others refer to the thing.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::management) struct ForceQuery {
    /// Whether to go on where others refer to it: it is taken out of them. Needs the role `editor`.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) force: bool,
}

impl ReadQuery for ForceQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { force: reader.flag("force") }
    }
}
