//! The `body` parameter.

use crate::http::{QueryReader, ReadQuery};

pub use crate::rendering::BodyForms;

impl ReadQuery for BodyForms {
    fn read(reader: &mut QueryReader) -> Self {
        Self::new(reader.enum_list("body"))
    }
}
