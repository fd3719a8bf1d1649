//! The options and the context of an import.

use crate::content::Actor;
use crate::publishing::Settings;

/// The options of an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// True if the imported entities are published.
    pub publish: bool,
    /// True if entities that were edited since the last import are overwritten; otherwise they are skipped.
    pub force: bool,
    /// The trust in an export.
    pub trust: Trust,
}

/// The trust in an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Contents only: every entity becomes a draft of version 1, and only a publish makes it public.
    #[default]
    Contents,
    /// Everything: versions, times, reviews, revisions, published state and the change log.
    History,
}

impl ImportOptions {
    /// Returns the options of an operator, who is fully trusted.
    pub fn of_operator(publish: bool, force: bool) -> Self {
        Self { publish, force, trust: Trust::History }
    }
}

/// The context of an import.
#[derive(Clone, Copy)]
pub struct ImportContext<'i> {
    /// The settings of publishing.
    pub settings: &'i Settings,
    /// The person or command that runs the import.
    pub actor: &'i Actor,
    /// The options.
    pub options: ImportOptions,
    /// A callback that gets the number of entities that are done.
    pub progress: &'i dyn Fn(usize),
}
