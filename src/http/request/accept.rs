//! The `Accept` header: media type negotiation (RFC 9110, section 12.5.1).
//!
//! The cache and the handlers share this module, so that they always agree. Must not know which resource offers which types.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::http::header::ACCEPT;

use super::quality_values::{Quality, quality_list};

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The codes of media types in cache keys: every type that some resource offers. JSON is the default and needs no code.
const MEDIA_TYPE_CODES: [(&str, char); 7] = [
    ("text/html", 'h'),
    ("text/markdown", 'm'),
    ("text/plain", 't'),
    ("application/ld+json", 'l'),
    ("application/feed+json", 'f'),
    ("application/atom+xml", 'a'),
    ("application/xml", 'x'),
];

/// A parsed `Accept` header.
#[derive(Debug, Clone)]
pub(in crate::http) enum AcceptHeader {
    /// No preference: the header is absent or accepts all types as much as JSON.
    Any,
    /// JSON only.
    Json,
    /// Media ranges with qualities.
    Ranges(Arc<[MediaRange]>),
}

/// A media range: `text/html`, `text/*` or `*/*`.
#[derive(Debug, Clone)]
pub(in crate::http) struct MediaRange {
    kind: String,
    subtype: String,
    quality: Quality,
}

impl AcceptHeader {
    /// Parses the header of a request. The most common values are compared as a whole.
    pub(in crate::http) fn of(request: &impl HttpMessage) -> Self {
        let mut values = request.headers().get_all(ACCEPT);
        match (values.next().map(|value| value.as_bytes()), values.next()) {
            (None, _)
            | (Some(b"" | b"*/*" | b"application/json, */*" | b"application/json, text/plain, */*"), None) => {
                return Self::Any;
            }
            (Some(b"application/json"), None) => return Self::Json,
            _ => {}
        }
        let ranges: Arc<[MediaRange]> = quality_list(request.headers(), &ACCEPT).filter_map(MediaRange::of).collect();
        // A header without a valid element counts as absent.
        if ranges.is_empty() { Self::Any } else { Self::Ranges(ranges) }
    }

    /// Returns the offered type with the highest quality, the first one of equals, or `None` if no type is acceptable.
    pub(in crate::http) fn negotiate(&self, offered: &[&'static str]) -> Option<&'static str> {
        match self {
            Self::Any => offered.first().copied(),
            Self::Json => offered.iter().copied().find(|media| matches_json(media)),
            Self::Ranges(ranges) => best(ranges, 0, offered.iter().map(|media| (*media, *media))),
        }
    }

    /// Returns the code of the type that would be chosen if a resource offered every type; none for JSON. The number of types
    /// limits the number of codes, for any values of `Accept`.
    pub(in crate::http) fn media_type_code(&self) -> Option<char> {
        let Self::Ranges(ranges) = self else { return None };
        best(ranges, quality(ranges, JSON), MEDIA_TYPE_CODES)
    }
}

/// Returns the value of the type with the highest quality, the first one of equals, or `None` if no quality is above `min`.
fn best<T>(ranges: &[MediaRange], min: Quality, media: impl IntoIterator<Item = (&'static str, T)>) -> Option<T> {
    let mut best = (min, None);
    for (media, value) in media {
        let quality = quality(ranges, media);
        if quality > best.0 {
            best = (quality, Some(value));
        }
    }
    best.1
}

/// Returns the quality of a type: that of the most specific range that matches it.
fn quality(ranges: &[MediaRange], media: &str) -> Quality {
    let closest = ranges.iter().filter_map(|range| Some((range.specificity(media)?, range.quality))).max();
    closest.map_or(0, |(_, quality)| quality)
}

impl MediaRange {
    /// Parses `text/html`, `text/*`, `*/*`, or `*`, which old clients send instead of `*/*`.
    fn of((text, quality): (&str, Quality)) -> Option<Self> {
        let (kind, subtype) = if text == "*" { ("*", "*") } else { text.split_once('/')? };
        let is_token =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
        let (kind, subtype) = (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase());
        (is_token(&kind) && is_token(&subtype)).then_some(Self { kind, subtype, quality })
    }

    /// Returns the specificity of the range for a type, or `None` if it does not match.
    fn specificity(&self, media: &str) -> Option<u8> {
        let (kind, subtype) = media.split_once('/')?;
        match (self.kind.as_str(), self.subtype.as_str()) {
            (own_kind, own) if own_kind == kind && own == subtype => Some(3),
            ("application", "json") if matches_json(media) => Some(2),
            (own_kind, "*") if own_kind == kind => Some(1),
            ("*", "*") => Some(0),
            _ => None,
        }
    }
}

/// Returns true if a client that accepts JSON accepts this type.
fn matches_json(media: &str) -> bool {
    media == JSON || media.ends_with("+json") || media.ends_with("ndjson")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const ARTICLE: [&str; 5] = [JSON, "text/html", "text/markdown", "text/plain", "application/ld+json"];

    fn parse(accept: &str) -> AcceptHeader {
        AcceptHeader::of(&TestRequest::get().insert_header((ACCEPT, accept)).to_http_request())
    }

    #[test]
    fn the_type_with_the_highest_quality_is_chosen_and_the_first_of_equals() {
        let choices = [
            (JSON, &["*/*", "", "application/json", "application/*", "nonsense", "image/gif, *; q=.2", ",;q=1,"][..]),
            (JSON, &["application/json, text/plain, */*", "text/html, application/json", "image/gif, */*; q=high"]),
            ("text/html", &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/*"]),
            ("text/html", &["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "nonsense, text/html"]),
            ("text/html", &["*/*, application/json;q=0"]),
            ("text/markdown", &["text/markdown", "TEXT/Markdown;charset=utf-8", "text/*, text/html;q=0"]),
            ("text/markdown", &["*/*;q=0.1, text/*;q=0.2, text/html;q=0.1", "text/plain; q=x, text/markdown;q=0.01"]),
            ("text/plain", &["text/plain;q=0.5, text/markdown;q=0.4"]),
            ("application/ld+json", &["application/ld+json", "application/ld+json, application/json;q=0.9"]),
            ("none", &["image/png", "text/html;q=0", "*/*;q=0"]),
        ];
        for (chosen, accepted) in choices {
            for accept in accepted {
                assert_eq!(parse(accept).negotiate(&ARTICLE).unwrap_or("none"), chosen, "{accept}");
            }
        }
    }

    #[test]
    fn json_matches_every_json_type_and_nothing_else() {
        assert_eq!(parse("application/json").negotiate(&["application/feed+json"]), Some("application/feed+json"));
        assert_eq!(parse("application/json;q=0.5").negotiate(&["application/x-ndjson"]), Some("application/x-ndjson"));
        assert_eq!(parse("application/json").negotiate(&["application/atom+xml"]), None);
        assert_eq!(parse("application/xml").negotiate(&["application/atom+xml"]), None);
    }

    #[test]
    fn a_thousand_values_of_accept_have_few_codes() {
        let kinds = ["text/html", "text/*", "*/*", "application/json", "image/png", "application/atom+xml", "x/y"];
        let mut codes = std::collections::HashSet::new();
        for number in 0..10 {
            for index in 0..kinds.len().pow(3) {
                let kind = |place: u32| kinds[index / kinds.len().pow(place) % kinds.len()];
                let accept = format!("{};q=0.{number}, {};q=0.{}, {}", kind(0), kind(1), 9 - number, kind(2));
                codes.insert(parse(&accept).media_type_code());
            }
        }
        assert!(codes.len() <= MEDIA_TYPE_CODES.len() + 1, "{codes:?}");
    }
}
