//! The error of an import.

use super::bundle::{BundleError, FileProblem};
use crate::db;
use crate::http::{Code, ErrorItem, Problem};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files hold mistakes.
    #[error("{} mistake(s) in the files", .0.len())]
    Files(Vec<FileProblem>),
    /// What was read could not be saved or published.
    #[error("{}{problem}", .location.as_ref().map(|location| format!("{location}: ")).unwrap_or_default())]
    Refused {
        /// Which file, where it is one.
        location: Option<String>,
        /// Why.
        problem: Box<Problem>,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl ImportError {
    /// The same, with its place if that is not known yet.
    pub(super) fn at(self, location: &str) -> Self {
        match self {
            Self::Refused { location: None, problem } => Self::Refused { location: Some(location.to_owned()), problem },
            other => other,
        }
    }

    /// Something was refused that stands at that place.
    pub(super) fn refused(location: Option<&str>, problem: impl Into<Problem>) -> Self {
        Self::Refused { location: location.map(str::to_owned), problem: Box::new(problem.into()) }
    }
}

impl From<BundleError> for ImportError {
    fn from(BundleError { place, detail }: BundleError) -> Self {
        Self::Files(vec![FileProblem { place, detail }])
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Files(problems) => {
                let detail = format!("The body holds {} mistake(s); nothing was imported.", problems.len());
                let errors = problems.iter().take(100).map(|problem| ErrorItem {
                    pointer: None,
                    parameter: None,
                    code: "invalid_import".to_owned(),
                    detail: format!("{}: {}", problem.place, problem.detail),
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

/// A failure of the database, for those who only know refusals.
impl From<serde_json::Error> for ImportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(db::Error::from(error))
    }
}
