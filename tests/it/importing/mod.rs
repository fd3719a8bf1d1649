//! Properties that every importer has for any input.

mod bounds;
mod importers;
mod properties;
mod regressions;
mod words;
