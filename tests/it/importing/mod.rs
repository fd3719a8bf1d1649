//! What holds for every importer, whatever it is given.

mod bounds;
mod importers;
mod properties;
mod regressions;
mod words;
