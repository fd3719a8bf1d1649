//! Surrogate keys: the keys by which CDNs and proxies can purge a response.

use std::sync::LazyLock;

use actix_web::http::header::{HeaderName, HeaderValue};
use memchr::memmem;

use crate::content::Id;
use crate::content::surrogate_key::LISTS;

/// The header of Fastly and Varnish; its keys are separated by spaces.
const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// The header of Cloudflare; its keys are separated by commas.
const CACHE_TAG: HeaderName = HeaderName::from_static("cache-tag");

/// The most keys of one answer: proxies give the headers of an answer four kilobytes. The first key is enough, for when
/// something embedded changes, so does what embeds it.
const KEYS_MAX: usize = 36;

/// How the id of a thing stands in JSON. Within a text its quotation marks would have a backslash before them.
const ID_MEMBER: &[u8] = b"\"id\":\"";

static ID_MEMBERS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(ID_MEMBER));

const ID_LENGTH: usize = 36;

/// The headers of an answer that is about one thing, or about many: its own key, then the ids of what it shows.
pub(in crate::http) fn surrogate_headers(about: Option<Id>, json: &[u8]) -> Vec<(HeaderName, HeaderValue)> {
    let own = about.map_or_else(|| LISTS.to_owned(), |id| id.to_string());
    let surrogate_keys = surrogate_keys(&own, about, json);
    let headers = [(SURROGATE_KEY, surrogate_keys.join(" ")), (CACHE_TAG, surrogate_keys.join(","))];
    headers
        .into_iter()
        .filter_map(|(name, surrogate_keys)| Some((name, HeaderValue::try_from(surrogate_keys).ok()?)))
        .collect()
}

fn surrogate_keys<'a>(own: &'a str, about: Option<Id>, json: &'a [u8]) -> Vec<&'a str> {
    // Compared as numbers: as texts, one with each of the others, they would take as long as to find them.
    let (mut surrogate_keys, mut seen) = (Vec::with_capacity(KEYS_MAX), Vec::with_capacity(KEYS_MAX));
    surrogate_keys.push(own);
    seen.extend(about);
    for start in ID_MEMBERS.find_iter(json) {
        let id = json.get(start + ID_MEMBER.len()..start + ID_MEMBER.len() + ID_LENGTH);
        let id = id.and_then(|id| std::str::from_utf8(id).ok()).and_then(|text| Some((text, text.parse::<Id>().ok()?)));
        if let Some((text, id)) = id.filter(|(_, id)| !seen.contains(id)) {
            surrogate_keys.push(text);
            seen.push(id);
        }
        if surrogate_keys.len() == KEYS_MAX {
            break;
        }
    }
    surrogate_keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_within_texts_are_no_keys() {
        let id = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
        let json =
            serde_json::json!({"id": id, "title": format!("\"id\":\"{}\"", id.replace('0', "1")), "topic": {"id": id}});
        assert_eq!(surrogate_keys(LISTS, None, json.to_string().as_bytes()), [LISTS, id]);
        assert_eq!(surrogate_keys(id, id.parse().ok(), json.to_string().as_bytes()), [id]);
        let urn = serde_json::json!({"id": format!("urn:uuid:{id}")});
        assert_eq!(
            surrogate_keys(LISTS, None, urn.to_string().as_bytes()),
            [LISTS],
            "other names of things are none either"
        );
    }
}
