//! Importing files: a folder of topics, phrases, resources and articles becomes working copies that
//! refer to one another, all of it or nothing.

mod bundle;
mod load;
mod names;
mod slugs;

pub use bundle::{Bundle, BundleError, FileProblem};
pub use load::{ImportError, ImportOptions, Report, load};
