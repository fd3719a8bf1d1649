//! What holds for every importer, whatever it is given.

mod bounds;
mod regressions;
mod properties;
mod importers;
mod words;
