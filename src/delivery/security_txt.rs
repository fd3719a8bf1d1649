//! `GET /.well-known/security.txt`

use actix_web::{HttpRequest, HttpResponse};

use super::reader::DeliveryReader;
use super::settings::SecurityContact;
use crate::content::{DAY_MS, Timestamp};
use crate::delivery::responses::NotModified;
use crate::http::{Freshness, ItemErrors, NoQuery, Problem, Query, Representation};

/// The address (RFC 9116, section 3).
pub const PATH: &str = "/.well-known/security.txt";

/// The number of days from today until `Expires`. The contacts are settings, which each start of the server reads
/// again: a running server confirms them.
const VALID_DAYS: i64 = 30;

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
        NotModified,
        ItemErrors,
    ),
    security(()),
)]
pub async fn get_security_txt(
    request: HttpRequest,
    _: Query<NoQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let contacts = reader.security_contacts();
    if contacts.is_empty() {
        return Err(Problem::not_found("contact for security here: CAIRN_SECURITY_CONTACT is not set"));
    }
    let today = Timestamp::now().unix_ms().div_euclid(DAY_MS) * DAY_MS;
    let text = render(contacts, today, reader.site().absolute(PATH).as_str());
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
    // RFC 9116 requires an https URL here, and the server may not know its own.
    if canonical.starts_with("https://") {
        text.extend(["Canonical: ", canonical, "\n"]);
    }
    text
}
