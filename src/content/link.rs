//! URLs in content: the allowed schemes and characters.

use url::Url;

use super::decode::ValueDecoder;
use super::violations::{Rejection, ViolationCode};

/// The maximum length of a URL, in characters.
pub const URL_MAX: usize = 2048;

/// The schemes allowed in links. All others are rejected, most importantly `javascript:` and `data:`.
const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms"];

/// The schemes of web pages.
const WEB_SCHEMES: &[&str] = &["http", "https"];

/// Reads the `href` of a link: an absolute URL with an allowed scheme, a path (`/help`) or a fragment (`#next`).
pub fn read_href(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_href(text), text)
}

/// Reads the URL of a web page: `http` or `https` only.
pub fn read_web_url(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_absolute(text, WEB_SCHEMES), text)
}

/// Reads the URL of an endpoint that the server sends requests to. User information is allowed, because nobody sees or
/// follows the URL.
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

/// Checks that `text` is allowed as the `href` of a link.
pub fn check_href(text: &str) -> Result<(), Rejection> {
    let relative = text.starts_with('#') || (text.starts_with('/') && !text.starts_with("//"));
    if relative { check_characters(text) } else { check_absolute(text, LINK_SCHEMES) }
}

fn check_scheme(text: &str, schemes: &[&str]) -> Result<Url, Rejection> {
    check_characters(text)?;
    let Ok(url) = Url::parse(text) else {
        let detail = "Must be an absolute URL with its scheme, such as https://example.org/help.";
        return Err(Rejection::new(ViolationCode::InvalidUrl, detail));
    };
    let scheme = url.scheme();
    if !schemes.contains(&scheme) {
        let detail = format!("The scheme \"{scheme}:\" is not allowed here; use one of: {}.", schemes.join(", "));
        return Err(Rejection::new(ViolationCode::UnsafeUrl, detail));
    }
    Ok(url)
}

fn check_absolute(text: &str, schemes: &[&str]) -> Result<(), Rejection> {
    let url = check_scheme(text, schemes)?;
    if WEB_SCHEMES.contains(&url.scheme()) && has_user_information(text, &url) {
        let host = url.host_str().unwrap_or_default();
        let detail = format!(
            "Contains a user name or password before the host, which hides that the URL leads to {host}. Remove the \"@\" and everything between the scheme and the \"@\"."
        );
        return Err(Rejection::new(ViolationCode::UnsafeUrl, detail));
    }
    Ok(())
}

/// Returns true if the URL has user information (RFC 3986, section 3.2.1). The parser drops an empty one, so check the
/// text as well.
fn has_user_information(text: &str, url: &Url) -> bool {
    let after_scheme = text.split_once(':').map_or(text, |(_, rest)| rest).trim_start_matches('/');
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    !url.username().is_empty() || url.password().is_some() || authority.contains('@')
}

/// Checks length and characters. Browsers ignore tabs and line breaks in URLs and read `\` as `/`, which can hide a scheme.
fn check_characters(text: &str) -> Result<(), Rejection> {
    if text.chars().count() > URL_MAX {
        return Err(Rejection::new(ViolationCode::TooLong, format!("Has more than {URL_MAX} characters.")));
    }
    let odd =
        |character: char| character.is_control() || character.is_whitespace() || "\\<>\"`{}|^".contains(character);
    match text.chars().find(|character| odd(*character)) {
        None if text.is_empty() => Err(Rejection::new(ViolationCode::Blank, "Must not be empty.")),
        None => Ok(()),
        Some(character) => {
            let detail = format!("Contains {character:?}, which is not allowed in a URL; percent-encode it.");
            Err(Rejection::new(ViolationCode::InvalidUrl, detail))
        }
    }
}
