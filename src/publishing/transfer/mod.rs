//! Export and import of published state.

mod records;
mod restore;
pub mod store;

pub use records::{
    ExportedAddress, ExportedChange, ExportedSource, ExportedTopicAddress, ExportedUnpublishing, PublishedState,
};
pub use restore::PublishedStateImport;
