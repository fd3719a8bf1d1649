//! `body` in the queries of delivery.

use crate::http::{QueryReader, ReadQuery};

pub use crate::rendering::BodyForms;

impl ReadQuery for BodyForms {
    fn read(reader: &mut QueryReader) -> Self {
        Self::of(reader.words("body"))
    }
}
