//! Export and import of published state.

mod records;
mod restore;
pub mod store;

pub use records::{ExportedSource, ExportedUnpublishing, PublishedState};
pub use restore::PublishedStateImport;
pub use store::{ExportedAddress, ExportedChange, ExportedTopicAddress};
