//! Sync tokens: the position of an offline copy in the change log, and its filter.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content::{Id, Kind, Locale, Region, Timestamp};
use crate::http::{decode_opaque, encode_opaque};

const SCOPE: &str = "/v1/sync";

/// The entities that a copy has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SyncScope {
    /// Their kinds.
    #[serde(rename = "k")]
    pub(super) kinds: Vec<Kind>,
    /// Their locales, the preferred one first; empty for all locales. Topics belong to all locales.
    #[serde(rename = "l", serialize_with = "write_locales", deserialize_with = "read_locales")]
    pub(super) locales: Vec<Locale>,
    /// The topics that every article, phrase and resource must have.
    #[serde(rename = "t")]
    pub(super) topics: Vec<Id>,
    /// The region that every resource must serve.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

/// The locales in a token. Tokens have had at most one locale, without a list around it, and still have that form.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TokenLocales {
    One(Option<Locale>),
    Several(Vec<Locale>),
}

fn write_locales<S: Serializer>(locales: &[Locale], serializer: S) -> Result<S::Ok, S::Error> {
    let form = match locales {
        [] => TokenLocales::One(None),
        [only] => TokenLocales::One(Some(only.clone())),
        several => TokenLocales::Several(several.to_vec()),
    };
    form.serialize(serializer)
}

fn read_locales<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Locale>, D::Error> {
    Ok(match TokenLocales::deserialize(deserializer)? {
        TokenLocales::One(locale) => locale.into_iter().collect(),
        TokenLocales::Several(locales) => locales,
    })
}

/// The position of a copy in the latest changes of all entities, in the order of their numbers.
///
/// An entity that changes during a sync moves to the end of this order. The sync then reads it again, and misses no entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SyncToken {
    /// The number of the last change that was read.
    #[serde(rename = "s")]
    pub(super) seq: i64,
    /// The time of that change, which distinguishes the log from another one with the same numbers.
    #[serde(rename = "a")]
    pub(super) at: Option<Timestamp>,
    /// The number of the last change at the start of the initial sync. The copy has no entity that was unpublished before.
    #[serde(rename = "b")]
    pub(super) start_seq: i64,
    /// The time of that change, for the same reason.
    #[serde(rename = "e", default)]
    pub(super) start_at: Option<Timestamp>,
    /// The filter of the copy.
    #[serde(rename = "c")]
    pub(super) scope: SyncScope,
}

/// The result of decoding the text of a token.
#[derive(Debug)]
pub(super) enum DecodedToken {
    /// A token of this version, or of an earlier one.
    Readable(SyncToken),
    /// A token of another version, whose position or filter is unknown here.
    OtherVersion,
    /// Not a token of any version.
    Invalid,
}

impl SyncToken {
    /// Returns the number of the last change that the copy is sure to reflect.
    pub(super) fn synced_seq(&self) -> i64 {
        self.seq.max(self.start_seq)
    }

    /// Returns the token as opaque text.
    pub(super) fn encode(&self) -> String {
        encode_opaque(SCOPE, self)
    }

    /// Parses the result of [`Self::encode`]. Refuses members that this version does not know, because a copy would get
    /// entities that its filter excludes.
    pub(super) fn decode(text: &str) -> DecodedToken {
        match decode_opaque::<serde_json::Value>(SCOPE, text) {
            None => DecodedToken::Invalid,
            Some(value) => serde_json::from_value(value).map_or(DecodedToken::OtherVersion, DecodedToken::Readable),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Returns the token of a scope as JSON.
    fn token(scope: &Value) -> Value {
        json!({"s": 7, "a": "2026-01-01T00:00:00.000Z", "b": 5, "e": null, "c": scope.clone()})
    }

    fn decoded(token: &Value) -> DecodedToken {
        SyncToken::decode(&encode_opaque(SCOPE, token))
    }

    #[test]
    fn tokens_of_one_locale_or_none_keep_the_form_of_the_first_version() {
        for locale in [Value::Null, json!("en")] {
            let first = token(&json!({"k": ["article"], "l": locale, "t": []}));
            let DecodedToken::Readable(read) = decoded(&first) else { panic!("{first} is not readable") };
            assert_eq!(read.scope.region, None);
            assert_eq!(read.scope.locales.iter().map(Locale::as_str).collect::<Vec<_>>(), locale.as_str().as_slice());
            assert_eq!(serde_json::to_value(&read).unwrap(), first);
        }
    }

    #[test]
    fn a_token_keeps_several_locales_and_the_region() {
        let several = token(&json!({"k": ["article"], "l": ["es", "en"], "t": [], "r": "US-CA"}));
        let DecodedToken::Readable(read) = decoded(&several) else { panic!("{several} is not readable") };
        assert_eq!(serde_json::to_value(&read).unwrap(), several);
    }

    #[test]
    fn a_token_with_members_of_a_later_version_is_not_read_without_them() {
        for scope in [
            json!({"k": ["article"], "l": null, "t": [], "audience": "children"}),
            json!({"k": ["playlist"], "l": null, "t": []}),
            json!({"k": ["article"], "t": []}),
        ] {
            assert!(matches!(decoded(&token(&scope)), DecodedToken::OtherVersion));
        }
        assert!(matches!(SyncToken::decode("x"), DecodedToken::Invalid));
    }
}
