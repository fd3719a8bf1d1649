//! The settings of delivery.

use std::str::FromStr;

use crate::content::{Locale, Timestamp};

/// The settings of delivery.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// The locale of requests that name none.
    pub default_locale: Locale,
    /// The age in seconds up to which an offline copy can be updated incrementally.
    pub sync_window_s: u32,
    /// The site that feeds describe.
    pub site: Site,
    /// The time at which documents were last rebuilt in another form, with the same content.
    pub rebuilt_at: Option<Timestamp>,
    /// The addresses for reports of vulnerabilities.
    pub security_contacts: Vec<SecurityContact>,
}

/// The site that feeds and the sitemap describe.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its base URL, without a slash at the end. URLs that are paths are relative to it.
    pub base: String,
}

impl Site {
    /// Returns the absolute form of a URL.
    pub(super) fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.base) } else { url.to_owned() }
    }
}

/// An address for reports of vulnerabilities (RFC 9116, section 2.5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityContact(String);

impl SecurityContact {
    /// Returns the address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecurityContact {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = url::Url::parse(text).map_err(|_| EXPECTED_CONTACT)?;
        let is_clean = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        let is_supported = match url.scheme() {
            "https" => url.has_host(),
            "mailto" => url.path().contains('@'),
            "tel" => !url.path().is_empty(),
            _ => false,
        };
        if is_supported && is_clean { Ok(Self(text.to_owned())) } else { Err(EXPECTED_CONTACT) }
    }
}

const EXPECTED_CONTACT: &str =
    "must be a mailto:, https: or tel: address, such as mailto:security@example.org; separate several by commas";
