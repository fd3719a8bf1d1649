//! `GET /.well-known/security.txt`

use std::str::FromStr;

use actix_web::{HttpRequest, HttpResponse};

use super::reading::Reader;
use crate::content::Timestamp;
use crate::http::{Freshness, ItemErrors, NoQuery, Problem, Query, Representation};

/// The address (RFC 9116, section 3).
pub const PATH: &str = "/.well-known/security.txt";

/// The number of days from today until `Expires`. They are a setting of the running server, which is read again at
/// each start: a server that runs says that they are right.
const VALID_DAYS: i64 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Where to report a vulnerability: an address as RFC 9116 (section 2.5.3) has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityContact(String);

impl FromStr for SecurityContact {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = url::Url::parse(text).map_err(|_| FORM)?;
        let is_clean = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        let is_known = match url.scheme() {
            "https" => url.has_host(),
            "mailto" => url.path().contains('@'),
            "tel" => !url.path().is_empty(),
            _ => false,
        };
        if is_known && is_clean { Ok(Self(text.to_owned())) } else { Err(FORM) }
    }
}

const FORM: &str =
    "must be a mailto:, https: or tel: address, such as mailto:security@example.org; separate several by commas";

/// A file for people who look for somewhere to report a vulnerability (RFC 9116).
#[derive(Debug, utoipa::ToSchema)]
pub struct SecurityTxt(pub String);

/// Say where to report a vulnerability
///
/// The contacts that the operator has set (`CAIRN_SECURITY_CONTACT`), as RFC 9116 has it. 404 if there are none. `Expires`
/// is thirty days after the beginning of today in UTC.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_security_txt",
    tag = "operations",
    responses(
        (status = 200, description = "The contacts.", body = SecurityTxt, content_type = "text/plain"),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn get_security_txt(
    request: HttpRequest,
    _: Query<NoQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let contacts = reader.security_contacts();
    if contacts.is_empty() {
        return Err(Problem::not_found("contact for security here: CAIRN_SECURITY_CONTACT is not set"));
    }
    let today = Timestamp::now().unix_ms().div_euclid(DAY_MS) * DAY_MS;
    let text = text(contacts, today, reader.site().absolute(PATH).as_str());
    let tomorrow = Timestamp::from_unix_ms(today + DAY_MS);
    Representation::json(text, None, Freshness::until_moment(Some(tomorrow))).of_type("text/plain").respond(&request)
}

fn text(contacts: &[SecurityContact], today_ms: i64, canonical: &str) -> String {
    let mut text = String::new();
    for SecurityContact(contact) in contacts {
        text.extend(["Contact: ", contact, "\n"]);
    }
    let expires = Timestamp::from_unix_ms(today_ms + VALID_DAYS * DAY_MS);
    text.extend(["Expires: ", &expires.to_string(), "\n"]);
    // The address must be an https one, which a server that does not know its own cannot say.
    if canonical.starts_with("https://") {
        text.extend(["Canonical: ", canonical, "\n"]);
    }
    text
}
