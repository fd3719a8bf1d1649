//! Media types: which of those that an address offers suits a request best (RFC 9110, section 12.5.1).
//!
//! The cache and the handlers both ask here, so that they cannot disagree. Must not know which address offers what.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::http::header::ACCEPT;

use super::weights::{Weight, weighted};

/// JSON, the type of nearly everything.
pub const JSON: &str = "application/json";

/// Every type that is offered anywhere beside others or in the place of JSON, with the letter that stands for it in the
/// names of answers. JSON comes first and needs none.
const LETTERED: [(&str, char); 7] = [
    ("text/html", 'h'),
    ("text/markdown", 'm'),
    ("text/plain", 't'),
    ("application/ld+json", 'l'),
    ("application/feed+json", 'f'),
    ("application/atom+xml", 'a'),
    ("application/xml", 'x'),
];

/// What a request takes.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    /// Whatever is offered first: nothing was said, or all types are as welcome as JSON.
    Anything,
    /// JSON and nothing else.
    Json,
    /// These ranges of types, each as gladly as its quality says.
    Ranges(Arc<[Range]>),
}

/// A range of media types: `text/html`, `text/*` or `*/*`.
#[derive(Debug, Clone)]
pub(super) struct Range {
    kind: String,
    subtype: String,
    quality: Weight,
}

impl Wanted {
    /// What the headers of a request say. The values that programs send most are known by sight.
    pub(super) fn of(request: &impl HttpMessage) -> Self {
        let mut values = request.headers().get_all(ACCEPT);
        match (values.next().map(|value| value.as_bytes()), values.next()) {
            (None, _)
            | (Some(b"" | b"*/*" | b"application/json, */*" | b"application/json, text/plain, */*"), None) => {
                return Self::Anything;
            }
            (Some(b"application/json"), None) => return Self::Json,
            _ => {}
        }
        let ranges: Arc<[Range]> = weighted(request.headers(), &ACCEPT).filter_map(Range::of).collect();
        // A header of which nothing can be read says as much as none.
        if ranges.is_empty() { Self::Anything } else { Self::Ranges(ranges) }
    }

    /// The type that suits best of those offered, the first of those that suit alike; none if none is taken.
    pub(super) fn choice(&self, offered: &[&'static str]) -> Option<&'static str> {
        match self {
            Self::Anything => offered.first().copied(),
            Self::Json => offered.iter().copied().find(|media| is_json(media)),
            Self::Ranges(ranges) => {
                let mut best: Option<(Weight, &'static str)> = None;
                for media in offered {
                    let quality = quality(ranges, media);
                    if quality > best.map_or(0, |(quality, _)| quality) {
                        best = Some((quality, media));
                    }
                }
                best.map(|(_, media)| media)
            }
        }
    }

    /// The letter of the type that would be chosen if every address offered every type; none for JSON. However many
    /// values of `Accept` there are, there are no more of these than types.
    pub(super) fn letter(&self) -> Option<char> {
        let Self::Ranges(ranges) = self else { return None };
        let mut best = (quality(ranges, JSON), None);
        for (media, letter) in LETTERED {
            let quality = quality(ranges, media);
            if quality > best.0 {
                best = (quality, Some(letter));
            }
        }
        best.1
    }
}

/// How gladly a type is taken: what the range says that names it most closely.
fn quality(ranges: &[Range], media: &str) -> Weight {
    let closest = ranges.iter().filter_map(|range| Some((range.closeness(media)?, range.quality))).max();
    closest.map_or(0, |(_, quality)| quality)
}

impl Range {
    /// Reads `text/html`, `text/*`, `*/*`, or `*`, which old programs write for that.
    fn of((text, quality): (&str, Weight)) -> Option<Self> {
        let (kind, subtype) = if text == "*" { ("*", "*") } else { text.split_once('/')? };
        let is_token =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
        let (kind, subtype) = (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase());
        (is_token(&kind) && is_token(&subtype)).then_some(Self { kind, subtype, quality })
    }

    /// How closely the range names a type; none if the type is not in it.
    fn closeness(&self, media: &str) -> Option<u8> {
        let (kind, subtype) = media.split_once('/')?;
        match (self.kind.as_str(), self.subtype.as_str()) {
            (own_kind, own) if own_kind == kind && own == subtype => Some(3),
            ("application", "json") if is_json(media) => Some(2),
            (own_kind, "*") if own_kind == kind => Some(1),
            ("*", "*") => Some(0),
            _ => None,
        }
    }
}

/// Whether who takes JSON takes this.
fn is_json(media: &str) -> bool {
    media == JSON || media.ends_with("+json") || media.ends_with("ndjson")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const ARTICLE: [&str; 5] = [JSON, "text/html", "text/markdown", "text/plain", "application/ld+json"];

    /// Every three of them.
    fn triples<'k>(kinds: &'k [&'k str]) -> impl Iterator<Item = (&'k str, &'k str, &'k str)> {
        kinds.iter().flat_map(move |first| {
            kinds.iter().flat_map(move |second| kinds.iter().map(move |third| (*first, *second, *third)))
        })
    }

    fn wanted(accept: &str) -> Wanted {
        Wanted::of(&TestRequest::get().insert_header((ACCEPT, accept)).to_http_request())
    }

    #[test]
    fn the_type_with_the_highest_quality_is_chosen_and_the_first_of_equals() {
        let choices = [
            ("*/*", Some(JSON)),
            ("", Some(JSON)),
            ("application/json", Some(JSON)),
            ("application/json, text/plain, */*", Some(JSON)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some("text/html")),
            ("text/markdown", Some("text/markdown")),
            ("TEXT/Markdown;charset=utf-8", Some("text/markdown")),
            ("text/plain;q=0.5, text/markdown;q=0.4", Some("text/plain")),
            ("text/*", Some("text/html")),
            ("text/*, text/html;q=0", Some("text/markdown")),
            ("*/*;q=0.1, text/*;q=0.2, text/html;q=0.1", Some("text/markdown")),
            ("application/ld+json", Some("application/ld+json")),
            ("application/ld+json, application/json;q=0.9", Some("application/ld+json")),
            ("application/*", Some(JSON)),
            ("text/html, application/json", Some(JSON)),
            ("*/*, application/json;q=0", Some("text/html")),
            ("image/png", None),
            ("text/html;q=0", None),
            ("*/*;q=0", None),
            ("nonsense", Some(JSON)),
            ("nonsense, text/html", Some("text/html")),
            ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", Some("text/html")),
            ("image/gif, *; q=.2", Some(JSON)),
            ("image/gif, */*; q=high", Some(JSON)),
            ("text/plain; q=high, text/markdown;q=0.01", Some("text/markdown")),
            (",;q=1,", Some(JSON)),
        ];
        for (accept, choice) in choices {
            assert_eq!(wanted(accept).choice(&ARTICLE), choice, "{accept}");
        }
    }

    #[test]
    fn who_takes_json_takes_every_kind_of_it_and_nothing_else() {
        assert_eq!(wanted("application/json").choice(&["application/feed+json"]), Some("application/feed+json"));
        assert_eq!(wanted("application/json;q=0.5").choice(&["application/x-ndjson"]), Some("application/x-ndjson"));
        assert_eq!(wanted("application/json").choice(&["application/atom+xml"]), None);
        assert_eq!(wanted("application/xml").choice(&["application/atom+xml"]), None);
    }

    #[test]
    fn a_thousand_values_of_accept_have_few_letters() {
        let kinds = ["text/html", "text/*", "*/*", "application/json", "image/png", "application/atom+xml", "x/y"];
        let mut letters = std::collections::HashSet::new();
        for number in 0..10 {
            for (first, second, third) in triples(&kinds) {
                let accept = format!("{first};q=0.{number}, {second};q=0.{}, {third}", 9 - number);
                letters.insert(wanted(&accept).letter());
            }
        }
        assert!(letters.len() <= LETTERED.len() + 1, "{letters:?}");
    }
}
