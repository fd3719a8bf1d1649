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

/// The maximum number of keys of a response: proxies limit response headers to four kilobytes. The first key is sufficient,
/// because a response changes with the entities that it embeds.
const KEYS_MAX: usize = 36;

/// The start of an id member in JSON. Within a JSON string its quotation marks would be escaped.
const ID_MEMBER: &[u8] = b"\"id\":\"";

static ID_MEMBERS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(ID_MEMBER));

const ID_LENGTH: usize = 36;

/// Returns the headers of a response: its own key, which is the id of one entity or the key of lists, then the ids in its body.
pub(in crate::http) fn surrogate_headers(about: Option<Id>, json: &[u8]) -> Vec<(HeaderName, HeaderValue)> {
    let own = about.map_or_else(|| LISTS.to_owned(), |id| id.to_string());
    let keys = surrogate_keys(&own, about, json);
    let headers = [(SURROGATE_KEY, keys.join(" ")), (CACHE_TAG, keys.join(","))];
    headers.into_iter().filter_map(|(name, keys)| Some((name, HeaderValue::try_from(keys).ok()?))).collect()
}

fn surrogate_keys<'a>(own: &'a str, about: Option<Id>, json: &'a [u8]) -> Vec<&'a str> {
    // Compares parsed ids: comparing all texts with each other would take as long as finding them.
    let (mut keys, mut seen) = (Vec::with_capacity(KEYS_MAX), Vec::with_capacity(KEYS_MAX));
    keys.push(own);
    seen.extend(about);
    for start in ID_MEMBERS.find_iter(json) {
        let id = json.get(start + ID_MEMBER.len()..start + ID_MEMBER.len() + ID_LENGTH);
        let id = id.and_then(|id| std::str::from_utf8(id).ok()).and_then(|text| Some((text, text.parse::<Id>().ok()?)));
        if let Some((text, id)) = id.filter(|(_, id)| !seen.contains(id)) {
            keys.push(text);
            seen.push(id);
        }
        if keys.len() == KEYS_MAX {
            break;
        }
    }
    keys
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
            "other forms of an id are no keys"
        );
    }
}
