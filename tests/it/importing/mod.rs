//! What holds for every importer, whatever it is given.

mod bounds;
mod finds;
mod laws;
mod reading;
mod words;
