//! Published state as it goes from one database to another.

mod records;
mod restore;
pub mod store;

pub use records::{
    ExportedAddress, ExportedChange, ExportedSource, ExportedTopicAddress, ExportedUnpublishing, PublishedState,
};
pub use restore::PublishedStateImport;
