//! Addresses that content may hold: which schemes are safe, and what is refused.

use url::Url;

use super::reading::Item;
use super::violations::ViolationCode;

/// The most characters an address may have.
pub const URL_MAX: usize = 2048;

/// Schemes that a link in a text may have; anything else, `javascript:` and `data:` above all, is refused.
const LINK_SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms"];

/// Schemes that stand for a web page.
const WEB_SCHEMES: &[&str] = &["http", "https"];

/// Reads the `href` of a link: an absolute address with a safe scheme, a path (`/help`) or a fragment (`#next`).
pub fn read_href(item: &mut Item<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_href(text), text)
}

/// Reads the address of a page on the web: `http` or `https` only.
pub fn read_web_url(item: &mut Item<'_, '_>) -> Option<String> {
    let text = item.text()?;
    checked(item, check_absolute(text, WEB_SCHEMES), text)
}

fn checked(item: &mut Item<'_, '_>, check: Result<(), (ViolationCode, String)>, text: &str) -> Option<String> {
    match check {
        Ok(()) => Some(text.to_owned()),
        Err((code, detail)) => item.reject(code, detail),
    }
}

/// Whether `text` may stand as the `href` of a link; else why not.
pub fn check_href(text: &str) -> Result<(), (ViolationCode, String)> {
    let relative = text.starts_with('#') || (text.starts_with('/') && !text.starts_with("//"));
    if relative { check_characters(text) } else { check_absolute(text, LINK_SCHEMES) }
}

fn check_absolute(text: &str, schemes: &[&str]) -> Result<(), (ViolationCode, String)> {
    check_characters(text)?;
    let Ok(url) = Url::parse(text) else {
        return Err((
            ViolationCode::InvalidUrl,
            "Must be a whole address that starts with its scheme, such as https://example.org/help.".to_owned(),
        ));
    };
    if !schemes.contains(&url.scheme()) {
        return Err((
            ViolationCode::UnsafeUrl,
            format!("The scheme \"{}:\" is not allowed here; use one of: {}.", url.scheme(), schemes.join(", ")),
        ));
    }
    Ok(())
}

/// Browsers skip tabs and line breaks in an address and read `\` as `/`, so that a scheme could hide behind them.
fn check_characters(text: &str) -> Result<(), (ViolationCode, String)> {
    if text.chars().count() > URL_MAX {
        return Err((ViolationCode::TooLong, format!("Has more than {URL_MAX} characters.")));
    }
    let odd =
        |character: char| character.is_control() || character.is_whitespace() || "\\<>\"`{}|^".contains(character);
    match text.chars().find(|character| odd(*character)) {
        None if text.is_empty() => Err((ViolationCode::Blank, "Must not be empty.".to_owned())),
        None => Ok(()),
        Some(character) => Err((
            ViolationCode::InvalidUrl,
            format!("Holds {character:?}, which cannot stand in an address; percent-encode it."),
        )),
    }
}
