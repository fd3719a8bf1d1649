//! Topics: the one taxonomy, shared by all locales.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::decode::{ObjectDecoder, ValueDecoder, member_pointer};
use super::shared_fields::READ_ONLY_FIELDS;
use super::text::TextRule;
use super::{Id, Kind, Locale, Reference, ReferenceRole, Slug, ViolationCode, Violations};
use crate::string_enum;

/// The most levels that topics stand in: a topic without a parent is the first.
pub const LEVELS_MAX: usize = 20;

/// The most languages a topic may be named in besides its own.
const TRANSLATIONS_MAX: usize = 100;

const TWICE: &str = "This locale stands here twice, in different spellings.";

string_enum! {
    /// What a topic sorts by.
    TopicKind {
        /// What it is about.
        Subject = "subject",
        /// What the reader is going through.
        Situation = "situation",
        /// Who the reader is.
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
    /// What the topic covers, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub description: Option<String>,
}

/// A topic as an editor writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TopicContent)]
pub struct Topic {
    /// What it sorts by.
    pub kind: TopicKind,
    /// Its word in addresses; one slug names one topic.
    pub slug: Slug,
    /// Its name in the default locale.
    #[schema(min_length = 1, max_length = 100, example = "Boundaries")]
    pub name: String,
    /// What it covers, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub description: Option<String>,
    /// The wider topic it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Id>,
    /// Its name in other locales, by language tag.
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
        let parent_id = fields.optional("parentId", Id::read);
        let translations = fields.optional("translations", read_translations).unwrap_or_default();
        fields.ignore(READ_ONLY_FIELDS);
        fields.finish();
        Some(Self { kind: kind?, slug: slug?, name: name?, description, parent_id, translations })
    }

    /// The name and description in `locale`, else in a broader one (`es` for `es-MX`), else in the topic's own language.
    pub fn in_locale(&self, locale: &Locale) -> (&str, Option<&str>) {
        let found = locale.and_broader().find_map(|locale| self.translations.get(&locale));
        found.map_or((&self.name, self.description.as_deref()), |translation| {
            (&translation.name, translation.description.as_deref())
        })
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        self.parent_id
            .map(|target| Reference {
                role: ReferenceRole::Parent,
                kind: Kind::Topic,
                target,
                pointer: "/parentId".to_owned(),
            })
            .into_iter()
            .collect()
    }
}

fn read_translations(item: &mut ValueDecoder<'_, '_>) -> Option<BTreeMap<Locale, TopicTranslation>> {
    let count = item.value.as_object().map_or(0, Map::len);
    if count > TRANSLATIONS_MAX {
        return item.reject(ViolationCode::TooMany, format!("At most {TRANSLATIONS_MAX} translations are allowed."));
    }
    let object = item.value.as_object();
    let Some(object) = object else {
        return item.object().map(|_| BTreeMap::new());
    };
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

/// Spells the locales of the `translations` in a merge patch as those of the topic are spelled, so that `ES` changes or
/// clears what `es` says. A patch that names a locale twice is refused.
pub fn normalize_translations(patch: &mut Value) -> Result<(), Violations> {
    let Some(Value::Object(translations)) = patch.get_mut("translations") else { return Ok(()) };
    let mut normalized = Map::new();
    for (tag, value) in std::mem::take(translations) {
        // What is no locale is refused when the merged topic is read.
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
