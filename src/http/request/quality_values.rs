//! Lists of preferences with quality values (RFC 9110, section 12.4.2), parsed leniently: elements that cannot be parsed are
//! skipped.

use actix_web::http::header::{HeaderMap, HeaderName};

/// A quality value in thousandths.
pub(in crate::http) type Quality = u16;

/// The quality of an element without `q`.
pub(in crate::http) const QUALITY_MAX: Quality = 1000;

/// The quality of an element whose `q` cannot be parsed: it is acceptable, but everything else is preferred.
const QUALITY_MIN: Quality = 1;

/// Returns the elements of all values of a header in order, with their qualities. Other parameters are left out.
pub(in crate::http) fn quality_list<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = (&'h str, Quality)> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(parse_element)
}

fn parse_element(text: &str) -> Option<(&str, Quality)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let quality = parts.find_map(|part| {
        let (parameter, value) = part.split_once('=')?;
        parameter.trim().eq_ignore_ascii_case("q").then(|| parse_quality(value.trim()))
    });
    Some((name, quality.unwrap_or(QUALITY_MAX)))
}

/// Parses `1`, `0.5` and `.5`, which old clients send.
fn parse_quality(text: &str) -> Quality {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = !text.is_empty() && whole.bytes().chain(decimals.bytes()).all(|digit| digit.is_ascii_digit());
    if !is_number || (whole.is_empty() && decimals.is_empty()) {
        return QUALITY_MIN;
    }
    if whole.bytes().any(|digit| digit != b'0') {
        return QUALITY_MAX;
    }
    let thousandths = decimals.bytes().chain(std::iter::repeat(b'0')).take(3);
    let quality = thousandths.fold(0, |quality, digit| quality * 10 + Quality::from(digit - b'0'));
    // A quality below a thousandth is still more than zero.
    if quality == 0 && decimals.bytes().any(|digit| digit != b'0') { QUALITY_MIN } else { quality }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use actix_web::http::header::{ACCEPT, HeaderValue};

    use super::*;

    #[test]
    fn qualities_are_parsed_as_clients_write_them() {
        for (quality, texts) in [
            (1000, &["1", "1.000", "7"][..]),
            (0, &["0", "0.", "0.0"]),
            (500, &["0.5"]),
            (200, &[".2"]),
            (123, &["0.123456"]),
            (1, &["0.0001", "", ".", "high", "-1", "0,5"]),
        ] {
            for text in texts {
                assert_eq!(parse_quality(text), quality, "{text}");
            }
        }
    }

    #[test]
    fn invalid_elements_are_skipped() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, HeaderValue::from_static("a/b ; Q=.5;x=y,, ;q=1, c;v=1"));
        headers.append(ACCEPT, HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append(ACCEPT, HeaderValue::from_static("d;q"));
        assert_eq!(quality_list(&headers, &ACCEPT).collect::<Vec<_>>(), [("a/b", 500), ("c", 1000), ("d", 1000)]);
    }
}
