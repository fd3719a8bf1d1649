//! The options and the context of an import.

use crate::content::Actor;
use crate::publishing::Settings;

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Whether everything imported is published.
    pub publish: bool,
    /// Whether what exists and was edited since is replaced; otherwise it is left alone.
    pub force: bool,
    /// What of an export is believed.
    pub trust: Trust,
}

/// What of an export is believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Contents: everything becomes a draft of version 1, and only a publish makes it public.
    #[default]
    Contents,
    /// Everything: versions, times, reviews, revisions, what is public of it, and the change log.
    History,
}

impl ImportOptions {
    /// How an operator imports, who is believed.
    pub fn of_operator(publish: bool, force: bool) -> Self {
        Self { publish, force, trust: Trust::History }
    }
}

/// The context of an import: what it goes by, and who runs it.
#[derive(Clone, Copy)]
pub struct ImportContext<'i> {
    /// The settings of publishing.
    pub settings: &'i Settings,
    /// Who runs the import.
    pub actor: &'i Actor,
    /// The options.
    pub options: ImportOptions,
    /// Called with the number of entities that are done.
    pub progress: &'i dyn Fn(usize),
}
