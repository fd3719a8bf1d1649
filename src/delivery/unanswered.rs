//! Why a read has no answer, and how a client is told.

use crate::content::documents::AlternativeCard;
use crate::content::{Kind, Locale, Timestamp};
use crate::db;
use crate::http::{Code, ErrorItem, Problem};

/// Why a read has no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// The database failed.
    Failed(db::Error),
    /// A filter names a thing that is not published.
    UnknownReference {
        /// The filter.
        parameter: &'static str,
        /// What it should name.
        kind: Kind,
        /// What it names.
        name: String,
    },
    /// Nothing of that name was ever published.
    Unknown {
        /// What was asked for, such as `phrase named "x"`.
        what: String,
    },
    /// It was published once.
    Unpublished(Box<Unpublished>),
    /// What a token says cannot be gone on from.
    ResyncRequired {
        /// Why.
        why: &'static str,
    },
    /// It is published, but in none of the locales asked for.
    OtherLocales {
        /// What the article was asked for by.
        name: String,
        /// The locales asked for.
        wanted: Vec<Locale>,
        /// The locales there are.
        published: Vec<Locale>,
    },
}

/// What was published once.
#[derive(Debug)]
pub struct Unpublished {
    /// What it was.
    pub kind: Kind,
    /// What it was asked for by.
    pub name: String,
    /// When it was taken back.
    pub at: Timestamp,
    /// Why.
    pub explanation: Option<String>,
    /// What there is instead.
    pub alternative: Option<AlternativeCard>,
}

impl Unanswered {
    /// The same of what was asked for by `asked`.
    #[must_use]
    pub fn named(mut self, asked: &impl ToString) -> Self {
        if let Self::Unpublished(unpublished) = &mut self {
            unpublished.name = asked.to_string();
        }
        self
    }
}

impl From<db::Error> for Unanswered {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Unanswered> for Problem {
    fn from(reason: Unanswered) -> Self {
        match reason {
            Unanswered::Failed(error) => error.into(),
            Unanswered::UnknownReference { parameter, kind, name } => {
                let detail =
                    format!("\"{parameter}\" names \"{name}\", and there is no published {kind} of that name.");
                Self::new(Code::InvalidQuery, detail.clone()).with_errors(vec![ErrorItem {
                    pointer: None,
                    parameter: Some(parameter.to_owned()),
                    code: "unknown_reference".to_owned(),
                    detail,
                }])
            }
            Unanswered::Unknown { what } => Self::not_found(what),
            Unanswered::Unpublished(gone) => gone.into_problem(),
            Unanswered::ResyncRequired { why } => Self::new(
                Code::ResyncRequired,
                format!("{why} Begin again with initial=true, and put what comes in the place of the old copy."),
            ),
            Unanswered::OtherLocales { name, wanted, published } => {
                let wanted = joined(&wanted);
                let published = joined(&published);
                Self::new(
                    Code::NotFound,
                    format!(
                        "The article \"{name}\" is not published in {wanted}; it is in: {published}. Ask for one of those with locale or fallback."
                    ),
                )
            }
        }
    }
}

impl Unpublished {
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

fn joined(locales: &[Locale]) -> String {
    locales.iter().map(Locale::as_str).collect::<Vec<_>>().join(", ")
}
