//! `GET /.well-known/security.txt`

use actix_web::{HttpRequest, HttpResponse};

use super::{reader::DeliveryReader, settings::SecurityContact};
use crate::content::{DAY_MS, Timestamp};
use crate::delivery::responses::NotModified;
use crate::http::{Freshness, NoQuery, Problem, Query, Representation};

/// The address (RFC 9116, section 3).
pub const PATH: &str = "/.well-known/security.txt";

/// The number of days from today until `Expires`. The server reads the contacts from its settings at each start, so a
/// running server confirms them.
const VALID_DAYS: i64 = 30;

/// A file with the contacts for reports of vulnerabilities (RFC 9116).
#[derive(Debug, utoipa::ToSchema)]
pub struct SecurityTxt(pub String);

/// Get the contacts for vulnerability reports
///
/// Returns the contacts that the operator has set (`CAIRN_SECURITY_CONTACT`) in the format of RFC 9116, or 404 if there are
/// none. `Expires` is 30 days after the start of the current day in UTC.
#[utoipa::path(
    get, path = PATH, tag = "operations", security(()),
    responses(
        (status = 200, description = "The contacts.", body = SecurityTxt, content_type = "text/plain"),
        NotModified,
    ),
)]
pub async fn get_security_txt(
    request: HttpRequest,
    _: Query<NoQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let contacts = &reader.settings.security_contacts;
    if contacts.is_empty() {
        return Err(Problem::not_found("security contact: CAIRN_SECURITY_CONTACT is not set"));
    }
    let today = Timestamp::now().unix_ms().div_euclid(DAY_MS) * DAY_MS;
    let text = render(contacts, today, reader.settings.site.absolute(PATH).as_str());
    let tomorrow = Timestamp::from_unix_ms(today + DAY_MS);
    Representation::json(text, None, Freshness::until(Some(tomorrow))).with_content_type("text/plain").respond(&request)
}

fn render(contacts: &[SecurityContact], today_ms: i64, canonical: &str) -> String {
    let mut text = String::new();
    for contact in contacts {
        text.extend(["Contact: ", contact.as_str(), "\n"]);
    }
    let expires = Timestamp::from_unix_ms(today_ms + VALID_DAYS * DAY_MS);
    text.extend(["Expires: ", &expires.to_string(), "\n"]);
    // RFC 9116 requires an https URL here. The server does not always know its own.
    if canonical.starts_with("https://") {
        text.extend(["Canonical: ", canonical, "\n"]);
    }
    text
}
