//! Errors of reads, and their problem documents.

use crate::content::{Kind, Locale, Timestamp, documents::AlternativeCard};
use crate::db;
use crate::http::{Code, ErrorItem, Problem};

/// An error of a read.
#[derive(Debug)]
pub enum ReadError {
    /// The database failed.
    Database(db::Error),
    /// A filter refers to an entity that is not published.
    UnknownReference {
        /// The query parameter.
        parameter: &'static str,
        /// The kind of entity that the parameter takes.
        kind: Kind,
        /// The value of the parameter.
        name: String,
    },
    /// No entity with this name was ever published, such as `phrase named "x"`.
    NotFound(String),
    /// The entity was unpublished.
    Gone(Box<GoneDetails>),
    /// The sync token cannot be continued, for this reason: a sentence for the client.
    ResyncRequired(&'static str),
    /// The article is published, but in none of the requested locales.
    LocaleUnavailable {
        /// The id or slug in the request.
        name: String,
        /// The requested locales.
        requested: Vec<Locale>,
        /// The locales in which the article is published.
        available: Vec<Locale>,
    },
}

/// An entity that was unpublished, as the problem document shows it.
#[derive(Debug)]
pub struct GoneDetails {
    /// The kind of the entity.
    pub kind: Kind,
    /// The id or slug in the request.
    pub name: String,
    /// The time at which it was unpublished.
    pub at: Timestamp,
    /// The explanation for readers.
    pub explanation: Option<String>,
    /// The alternative for readers.
    pub alternative: Option<AlternativeCard>,
}

impl ReadError {
    /// Returns the same error, with `name` as the name in the request.
    #[must_use]
    pub fn named(mut self, name: &impl ToString) -> Self {
        if let Self::Gone(details) = &mut self {
            details.name = name.to_string();
        }
        self
    }
}

impl From<db::Error> for ReadError {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Database(error) => error.into(),
            ReadError::UnknownReference { parameter, kind, name } => {
                let detail =
                    format!("\"{parameter}\" refers to \"{name}\", but no published {kind} has that id or slug.");
                Self::new(Code::InvalidQuery, detail.clone()).with_errors(vec![ErrorItem {
                    pointer: None,
                    parameter: Some(parameter.to_owned()),
                    code: "unknown_reference".to_owned(),
                    detail,
                }])
            }
            ReadError::NotFound(what) => Self::not_found(what),
            ReadError::Gone(details) => details.into_problem(),
            ReadError::ResyncRequired(reason) => Self::new(
                Code::ResyncRequired,
                format!("{reason} Start again with initial=true, and replace the old copy."),
            ),
            ReadError::LocaleUnavailable { name, requested, available } => {
                let requested = join_locales(&requested);
                let available = join_locales(&available);
                Self::new(
                    Code::NotFound,
                    format!(
                        "The article \"{name}\" is not published in {requested}; only in: {available}. Request one of these with locale or fallback."
                    ),
                )
            }
        }
    }
}

impl GoneDetails {
    fn into_problem(self) -> Problem {
        let Self { kind, name, at, explanation, alternative } = self;
        let mut problem = Problem::new(Code::Gone, format!("The {kind} \"{name}\" was unpublished at {at}."));
        if let Some(explanation) = explanation {
            problem = problem.with_member("explanation", explanation.into());
        }
        if let Some(alternative) = alternative {
            problem = problem.with_member("alternative", serde_json::json!(alternative));
        }
        problem
    }
}

fn join_locales(locales: &[Locale]) -> String {
    locales.iter().map(Locale::as_str).collect::<Vec<_>>().join(", ")
}
