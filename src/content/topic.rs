//! Topics: the taxonomy that all locales share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::decode::{ObjectDecoder, ValueDecoder, member_pointer};
use super::shared_fields::{READ_ONLY_FIELDS, read_topic_id};
use super::text::TextRule;
use super::{Id, Kind, Locale, Reference, ReferenceRole, Slug, ViolationCode, Violations};
use crate::string_enum;

/// The maximum depth of the topic tree; a topic without a parent is level 1.
pub const LEVELS_MAX: usize = 20;

/// The maximum number of translations of a topic.
const TRANSLATIONS_MAX: usize = 100;

const TWICE: &str = "This locale appears twice, in different spellings.";

string_enum! {
    /// The kind of a topic.
    TopicKind {
        /// The subject matter.
        Subject = "subject",
        /// A situation that the reader is in.
        Situation = "situation",
        /// A group of readers.
        Audience = "audience",
    }
}

/// The name of a topic in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicTranslation {
    /// The name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The scope of the topic, in one or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub description: Option<String>,
}

/// A topic as an editor writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TopicContent)]
pub struct Topic {
    /// The kind.
    pub kind: TopicKind,
    /// The slug, unique among topics.
    pub slug: Slug,
    /// The name in the default locale.
    #[schema(min_length = 1, max_length = 100, example = "Boundaries")]
    pub name: String,
    /// The scope of the topic, in one or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub description: Option<String>,
    /// The parent topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Id>,
    /// The names in other locales, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, TopicTranslation>)]
    pub translations: BTreeMap<Locale, TopicTranslation>,
}

impl Topic {
    /// Reads a topic from JSON.
    pub(super) fn read(mut fields: ObjectDecoder<'_, '_>) -> Option<Self> {
        let kind = fields.required("kind", |item| item.string_enum());
        let slug = fields.required("slug", Slug::read);
        let name = fields.required("name", TextRule::line(100).read());
        let description = fields.optional("description", TextRule::lines(500).read());
        let parent_id = fields.optional("parentId", read_topic_id);
        let translations = fields.optional("translations", read_translations).unwrap_or_default();
        fields.ignore(READ_ONLY_FIELDS);
        fields.finish();
        Some(Self { kind: kind?, slug: slug?, name: name?, description, parent_id, translations })
    }

    /// Returns the name and description in `locale`, else in a broader locale (`es` for `es-MX`), else in the topic's
    /// own language.
    pub fn in_locale(&self, locale: &Locale) -> (&str, Option<&str>) {
        let found = locale.and_broader().find_map(|locale| self.translations.get(&locale));
        found.map_or((&self.name, self.description.as_deref()), |translation| {
            (&translation.name, translation.description.as_deref())
        })
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let parent = |id| Reference::new(ReferenceRole::Parent, Kind::Topic, id, "/parentId");
        self.parent_id.map(parent).into_iter().collect()
    }
}

fn read_translations(item: &mut ValueDecoder<'_, '_>) -> Option<BTreeMap<Locale, TopicTranslation>> {
    let Some(object) = item.value.as_object() else {
        return item.object().map(|_| BTreeMap::new());
    };
    if object.len() > TRANSLATIONS_MAX {
        return item.reject(ViolationCode::TooMany, format!("At most {TRANSLATIONS_MAX} translations are allowed."));
    }
    let mut translations = BTreeMap::new();
    for (tag, value) in object {
        let pointer = member_pointer(&item.pointer, tag);
        let mut entry = ValueDecoder { value, pointer, violations: item.violations };
        let Ok(locale) = tag.parse::<Locale>() else {
            entry.reject::<()>(ViolationCode::InvalidLocale, "The name of this member must be a BCP 47 language tag.");
            continue;
        };
        let Some(translation) = read_translation(&mut entry) else { continue };
        if translations.insert(locale, translation).is_some() {
            entry.reject::<()>(ViolationCode::Duplicate, TWICE);
        }
    }
    Some(translations)
}

/// Normalizes the locales in the `translations` of a merge patch to the canonical spelling, so that `ES` changes or
/// clears `es`. Rejects a patch that contains a locale twice.
pub fn normalize_translations(patch: &mut Value) -> Result<(), Violations> {
    let Some(Value::Object(translations)) = patch.get_mut("translations") else { return Ok(()) };
    let mut normalized = Map::new();
    for (tag, value) in std::mem::take(translations) {
        // Decoding the merged topic rejects an invalid locale.
        let name = tag.parse().map_or_else(|_| tag.clone(), |locale: Locale| locale.to_string());
        if normalized.insert(name, value).is_some() {
            let pointer = format!("/translations/{tag}");
            return Err(Violations::one(&pointer, ViolationCode::Duplicate, TWICE));
        }
    }
    *translations = normalized;
    Ok(())
}

fn read_translation(item: &mut ValueDecoder<'_, '_>) -> Option<TopicTranslation> {
    let mut fields = item.object()?;
    let name = fields.required("name", TextRule::line(100).read());
    let description = fields.optional("description", TextRule::lines(500).read());
    fields.finish();
    Some(TopicTranslation { name: name?, description })
}
