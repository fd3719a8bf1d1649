//! The settings that frozen documents depend on, and the rule about approvals.

use std::str::FromStr;

use super::article_url::ArticleUrlTemplate;
use super::store::settings::{self, ARTICLE_ADDRESS};
use crate::content::string_enum::StringEnum;
use crate::db::{Connection, Error};
use crate::string_enum;

/// What documents are frozen with, and what may be published.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where articles are found.
    pub article_url: ArticleUrlTemplate,
    /// Whether publishing needs an approval.
    pub approval: ApprovalRule,
}

impl Settings {
    /// What the documents of this database are frozen with; the defaults if none were yet.
    ///
    /// For work beside the server, which must not need the server's settings to leave its documents alone. It is the
    /// operator's, who needs nobody's approval.
    pub fn of_database(connection: &mut Connection) -> Result<Self, Error> {
        let stored = settings::find(connection, ARTICLE_ADDRESS)?;
        let article_url = stored.map_or_else(|| Ok(ArticleUrlTemplate::default()), |text| text.parse());
        article_url
            .map(|article_url| Self { article_url, approval: ApprovalRule::Off })
            .map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// The same for work of the operator, who needs nobody's approval.
    #[must_use]
    pub fn for_operator(&self) -> Self {
        Self { approval: ApprovalRule::Off, ..self.clone() }
    }
}

string_enum! {
    /// Whether publishing needs an approval.
    ApprovalRule {
        /// No: whoever may publish decides.
        Off = "off",
        /// The content must be approved as it stands.
        Required = "required",
        /// The same, by somebody who neither wrote nor submitted any of it.
        FourEyes = "four-eyes",
    }
}

/// The text is not a rule.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidApprovalRule(String);

impl FromStr for ApprovalRule {
    type Err = InvalidApprovalRule;

    fn from_str(text: &str) -> Result<Self, InvalidApprovalRule> {
        Self::parse_name(text).ok_or_else(|| InvalidApprovalRule(Self::unknown_value(text)))
    }
}
