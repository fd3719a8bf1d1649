//! Addresses that content may hold: which schemes are safe, and what is refused.

use url::Url;

use super::decode::ValueDecoder;
use super::violations::{Rejection, ViolationCode};

/// The most characters an address may have.
pub const URL_MAX: usize = 2048;

/// Schemes that a link in a text may have; anything else, `javascript:` and `data:` above all, is refused.
const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms"];

/// Schemes that stand for a web page.
const WEB_SCHEMES: &[&str] = &["http", "https"];

/// Reads the `href` of a link: an absolute address with a safe scheme, a path (`/help`) or a fragment (`#next`).
pub fn read_href(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_href(text), text)
}

/// Reads the address of a page on the web: `http` or `https` only.
pub fn read_web_url(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_absolute(text, WEB_SCHEMES), text)
}

/// Reads the address of an endpoint that the server itself sends to, which may carry a name and a password. Nobody follows
/// it, so that it cannot mislead.
pub fn read_endpoint_url(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_scheme(text, WEB_SCHEMES).map(|_| ()), text)
}

fn checked(item: &mut ValueDecoder<'_, '_>, check: Result<(), Rejection>, text: &str) -> Option<String> {
    match check {
        Ok(()) => Some(text.to_owned()),
        Err(Rejection { code, detail }) => item.reject(code, detail),
    }
}

/// Whether `text` may stand as the `href` of a link; else why not.
pub fn check_href(text: &str) -> Result<(), Rejection> {
    let relative = text.starts_with('#') || (text.starts_with('/') && !text.starts_with("//"));
    if relative { check_characters(text) } else { check_absolute(text, LINK_SCHEMES) }
}

fn check_scheme(text: &str, schemes: &[&str]) -> Result<Url, Rejection> {
    check_characters(text)?;
    let Ok(url) = Url::parse(text) else {
        return Err(Rejection::new(
            ViolationCode::InvalidUrl,
            "Must be a whole address that starts with its scheme, such as https://example.org/help.",
        ));
    };
    if !schemes.contains(&url.scheme()) {
        return Err(Rejection::new(
            ViolationCode::UnsafeUrl,
            format!("The scheme \"{}:\" is not allowed here; use one of: {}.", url.scheme(), schemes.join(", ")),
        ));
    }
    Ok(url)
}

fn check_absolute(text: &str, schemes: &[&str]) -> Result<(), Rejection> {
    let url = check_scheme(text, schemes)?;
    if WEB_SCHEMES.contains(&url.scheme()) && has_user_information(text, &url) {
        return Err(Rejection::new(
            ViolationCode::UnsafeUrl,
            format!(
                "Holds a name or password before the host: it looks as if it led elsewhere than to {}. Take out what stands before the \"@\", and the \"@\".",
                url.host_str().unwrap_or_default()
            ),
        ));
    }
    Ok(())
}

/// Returns true if the address has user information (RFC 3986, section 3.2.1), even an empty one, which the parser drops.
fn has_user_information(text: &str, url: &Url) -> bool {
    let after_scheme = text.split_once(':').map_or(text, |(_, rest)| rest).trim_start_matches('/');
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    !url.username().is_empty() || url.password().is_some() || authority.contains('@')
}

/// Browsers skip tabs and line breaks in an address and read `\` as `/`, so that a scheme could hide behind them.
fn check_characters(text: &str) -> Result<(), Rejection> {
    if text.chars().count() > URL_MAX {
        return Err(Rejection::new(ViolationCode::TooLong, format!("Has more than {URL_MAX} characters.")));
    }
    let odd =
        |character: char| character.is_control() || character.is_whitespace() || "\\<>\"`{}|^".contains(character);
    match text.chars().find(|character| odd(*character)) {
        None if text.is_empty() => Err(Rejection::new(ViolationCode::Blank, "Must not be empty.")),
        None => Ok(()),
        Some(character) => Err(Rejection::new(
            ViolationCode::InvalidUrl,
            format!("Holds {character:?}, which cannot stand in an address; percent-encode it."),
        )),
    }
}
