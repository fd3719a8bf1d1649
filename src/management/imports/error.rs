//! The error of an import.

use super::bundle::{BundleError, FileProblem};
use crate::db;
use crate::http::{Code, ErrorItem, Problem};

/// The reason why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files contain errors.
    #[error("{} error(s) in the files", .0.len())]
    Files(Vec<FileProblem>),
    /// An entity could not be saved or published.
    #[error("{}{problem}", .location.as_ref().map(|location| format!("{location}: ")).unwrap_or_default())]
    Refused {
        /// The file and the position in it, if known.
        location: Option<String>,
        /// The problem.
        problem: Box<Problem>,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl ImportError {
    /// Adds the location, if there is none yet.
    pub(super) fn at(self, location: &str) -> Self {
        match self {
            Self::Refused { location: None, problem } => Self::Refused { location: Some(location.to_owned()), problem },
            other => other,
        }
    }

    /// Returns the error for a rejected entity at a location.
    pub(super) fn refused(location: Option<&str>, problem: impl Into<Problem>) -> Self {
        Self::Refused { location: location.map(str::to_owned), problem: Box::new(problem.into()) }
    }
}

impl From<BundleError> for ImportError {
    fn from(BundleError { location, detail }: BundleError) -> Self {
        Self::Files(vec![FileProblem { location, detail }])
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Files(problems) => {
                let detail = format!("The body has {} error(s); nothing was imported.", problems.len());
                let errors = problems.iter().take(100).map(|problem| ErrorItem {
                    pointer: None,
                    parameter: None,
                    code: "invalid_import".to_owned(),
                    detail: format!("{}: {}", problem.location, problem.detail),
                });
                Self::new(Code::ValidationFailed, detail).with_errors(errors.collect())
            }
            ImportError::Refused { location, mut problem } => {
                if let Some(location) = location {
                    problem.detail = format!("{location}: {}", problem.detail);
                }
                *problem
            }
            ImportError::Database(error) => error.into(),
        }
    }
}
