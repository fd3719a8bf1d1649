//! Lists of what a client takes, each element with a weight (RFC 9110, section 12.4.2), read as clients write them: what
//! cannot be read is left out, and costs nobody the rest.

use actix_web::http::header::{HeaderMap, HeaderName};

/// The weight of an element, in thousandths.
pub(super) type Weight = u16;

/// The weight of an element that names none.
pub(super) const WHOLE: Weight = 1000;

/// The weight of an element whose own cannot be read: it is taken, and everything else is preferred.
const LEAST: Weight = 1;

/// The elements of all values of a header, in order, each with its weight. Parameters other than the weight are left out.
pub(super) fn weighted<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = (&'h str, Weight)> {
    headers.get_all(name).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).filter_map(element)
}

fn element(text: &str) -> Option<(&str, Weight)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| {
        let (parameter, value) = part.split_once('=')?;
        parameter.trim().eq_ignore_ascii_case("q").then(|| weight_of(value.trim()))
    });
    Some((name, weight.unwrap_or(WHOLE)))
}

/// Reads `1`, `0.5` and, as old programs write it, `.5`.
fn weight_of(text: &str) -> Weight {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = !text.is_empty() && whole.bytes().chain(decimals.bytes()).all(|digit| digit.is_ascii_digit());
    if !is_number || (whole.is_empty() && decimals.is_empty()) {
        return LEAST;
    }
    if whole.bytes().any(|digit| digit != b'0') {
        return WHOLE;
    }
    let thousandths = decimals.bytes().chain(std::iter::repeat(b'0')).take(3);
    let weight = thousandths.fold(0, |weight, digit| weight * 10 + Weight::from(digit - b'0'));
    // Less than a thousandth is more than nothing.
    if weight == 0 && decimals.bytes().any(|digit| digit != b'0') { LEAST } else { weight }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use actix_web::http::header::{ACCEPT, HeaderValue};

    use super::*;

    #[test]
    fn weights_are_read_as_clients_write_them() {
        for (text, weight) in [
            ("1", 1000),
            ("1.000", 1000),
            ("0", 0),
            ("0.", 0),
            ("0.0", 0),
            ("0.5", 500),
            (".2", 200),
            ("0.123456", 123),
            ("0.0001", 1),
            ("7", 1000),
            ("", 1),
            (".", 1),
            ("high", 1),
            ("-1", 1),
            ("0,5", 1),
        ] {
            assert_eq!(weight_of(text), weight, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, HeaderValue::from_static("a/b ; Q=.5;x=y,, ;q=1, c;v=1"));
        headers.append(ACCEPT, HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append(ACCEPT, HeaderValue::from_static("d;q"));
        assert_eq!(weighted(&headers, &ACCEPT).collect::<Vec<_>>(), [("a/b", 500), ("c", 1000), ("d", 1000)]);
    }
}
