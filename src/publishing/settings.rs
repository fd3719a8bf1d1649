//! The settings that frozen documents depend on, and the rule for approvals.

use std::str::FromStr;

use super::article_url::ArticleUrlTemplate;
use super::store::settings::{self, ARTICLE_ADDRESS};
use crate::content::string_enum::StringEnum;
use crate::db::{Connection, Error};
use crate::string_enum;

/// The settings that documents are frozen with, and the rule for approvals.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The template for the addresses of articles.
    pub article_url: ArticleUrlTemplate,
    /// The rule for approvals.
    pub approval: ApprovalRule,
}

impl Settings {
    /// Returns the settings that the documents of this database are frozen with, or the defaults if there are none yet.
    ///
    /// For commands that run without the server's settings and must not change its documents. They are the operator's
    /// work and need no approval.
    pub fn of_database(connection: &mut Connection) -> Result<Self, Error> {
        let stored = settings::find(connection, ARTICLE_ADDRESS)?;
        let article_url = stored.map_or_else(|| Ok(ArticleUrlTemplate::default()), |text| text.parse());
        article_url
            .map(|article_url| Self { article_url, approval: ApprovalRule::Off })
            .map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// Returns the same settings without approvals, for work of the operator.
    #[must_use]
    pub fn for_operator(&self) -> Self {
        Self { approval: ApprovalRule::Off, ..self.clone() }
    }
}

string_enum! {
    /// The approval that a publish needs.
    ApprovalRule {
        /// None: everybody with the right to publish decides alone.
        Off = "off",
        /// The current content must be approved.
        Required = "required",
        /// The current content must be approved by a person who neither wrote nor submitted any of it.
        FourEyes = "four-eyes",
    }
}

/// Error: the text is not a rule.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidApprovalRule(String);

impl FromStr for ApprovalRule {
    type Err = InvalidApprovalRule;

    fn from_str(text: &str) -> Result<Self, InvalidApprovalRule> {
        Self::parse_name(text).ok_or_else(|| InvalidApprovalRule(Self::unknown_value(text)))
    }
}
