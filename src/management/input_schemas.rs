//! The schemas of what editors write, in the OpenAPI document. `content` and `operations` read the values; tests compare
//! the two.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::SectionInput;
use crate::content::credit::Credit;
use crate::content::phrase::Tone;
use crate::content::resource::ResourceKind;
use crate::content::seo::Seo;
use crate::content::topic::{TopicKind, TopicTranslation};
use crate::content::{Id, IdOrSlug, Locale, Slug, Timestamp};

/// An article as an editor writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticleInput {
    /// An id of your own, a UUID of any version; makes creating safe to repeat.
    #[schema(nullable = false)]
    id: Option<Id>,
    /// The language.
    locale: Locale,
    /// The slug, unique within the locale. Needed when the article is published, and not before.
    #[schema(nullable = false)]
    slug: Option<Slug>,
    /// The title.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The line above the title.
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    kicker: Option<String>,
    /// The summary, shown on cards. Needed when the article is published, and not before.
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    summary: Option<String>,
    /// The ids or slugs of its topics.
    #[schema(max_items = 20, nullable = false)]
    topics: Option<Vec<IdOrSlug>>,
    /// The ids of related resources, in order.
    #[schema(max_items = 50, nullable = false)]
    related: Option<Vec<Id>>,
    /// The sections, in order.
    #[schema(max_items = 100, nullable = false)]
    sections: Option<Vec<SectionInput>>,
    /// The authors.
    #[schema(max_items = 20, nullable = false)]
    authors: Option<Vec<Credit>>,
    /// The reviewers.
    #[schema(max_items = 20, nullable = false)]
    reviewers: Option<Vec<Credit>>,
    /// Time of the last review.
    #[schema(nullable = false)]
    last_reviewed_at: Option<Timestamp>,
    /// Time at which the next review is due.
    #[schema(nullable = false)]
    next_review_at: Option<Timestamp>,
    /// Metadata for search engines.
    #[schema(nullable = false)]
    seo: Option<Seo>,
    /// The id that the translations of an article share: one article per locale. Generated if absent.
    #[schema(nullable = false)]
    translation_group_id: Option<Id>,
    /// An article that this one translates, by its id or by its slug in any locale: this one joins its translation
    /// group. Not with `translationGroupId`, which is what a working copy shows.
    #[schema(nullable = false)]
    translation_of: Option<IdOrSlug>,
}

/// A phrase as an editor writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhraseInput {
    /// An id of your own, a UUID of any version; makes creating safe to repeat.
    #[schema(nullable = false)]
    id: Option<Id>,
    /// The language of the words.
    locale: Locale,
    /// The words to say.
    #[schema(min_length = 1, max_length = 500, example = "I’m not asking you to decide today.")]
    text: String,
    /// The tone of the phrase.
    tone: Tone,
    /// The words to avoid.
    #[schema(min_length = 1, max_length = 500, nullable = false, example = "You need to make up your mind.")]
    instead_of: Option<String>,
    /// The reason why these words help.
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    why: Option<String>,
    /// The ids or slugs of its topics.
    #[schema(max_items = 20, nullable = false)]
    topics: Option<Vec<IdOrSlug>>,
}

/// A resource as an editor writes it: with `articleId` if `kind` is `article`, else with `url`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourceInput {
    /// An id of your own, a UUID of any version; makes creating safe to repeat.
    #[schema(nullable = false)]
    id: Option<Id>,
    /// The language of the card.
    locale: Locale,
    /// The kind of link target.
    kind: ResourceKind,
    /// The title of the card.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The text of the card.
    #[schema(min_length = 1, max_length = 500)]
    excerpt: String,
    /// The target URL: `http` or `https`. Not with kind `article`.
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    url: Option<String>,
    /// The URL that readers get while `url` is down, if links are checked. Not with kind `article`.
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    fallback_url: Option<String>,
    /// The target article. Only with kind `article`.
    #[schema(nullable = false)]
    article_id: Option<Id>,
    /// The telephone number, as it is displayed.
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = r"^[0-9+*#(][0-9 ()+*#./A-Z-]*$",
        nullable = false,
        example = "116 123"
    )]
    phone: Option<String>,
    /// The regions that it serves: codes of ISO 3166-1 (two letters) or 3166-2.
    #[schema(max_items = 50, nullable = false, example = json!(["GB", "IE"]))]
    regions: Option<Vec<String>>,
    /// The ids or slugs of its topics.
    #[schema(max_items = 20, nullable = false)]
    topics: Option<Vec<IdOrSlug>>,
}

/// A topic as an editor writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicInput {
    /// An id of your own, a UUID of any version; makes creating safe to repeat.
    #[schema(nullable = false)]
    id: Option<Id>,
    /// The kind.
    kind: TopicKind,
    /// The slug, unique among topics.
    slug: Slug,
    /// The name in the default locale.
    #[schema(min_length = 1, max_length = 100, example = "Boundaries")]
    name: String,
    /// The scope of the topic, in one or two sentences.
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    description: Option<String>,
    /// The id or slug of the parent topic.
    #[schema(nullable = false)]
    parent_id: Option<IdOrSlug>,
    /// The names in other locales, by language tag.
    #[schema(nullable = false)]
    translations: Option<BTreeMap<String, TopicTranslation>>,
}

/// A JSON Merge Patch of an article; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticlePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    slug: Option<Slug>,
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    title: Option<String>,
    #[schema(min_length = 1, max_length = 100)]
    kicker: Option<String>,
    #[schema(min_length = 1, max_length = 500)]
    summary: Option<String>,
    #[schema(max_items = 20)]
    topics: Option<Vec<IdOrSlug>>,
    #[schema(max_items = 50)]
    related: Option<Vec<Id>>,
    #[schema(max_items = 100)]
    sections: Option<Vec<SectionInput>>,
    #[schema(max_items = 20)]
    authors: Option<Vec<Credit>>,
    #[schema(max_items = 20)]
    reviewers: Option<Vec<Credit>>,
    last_reviewed_at: Option<Timestamp>,
    next_review_at: Option<Timestamp>,
    seo: Option<Seo>,
    translation_group_id: Option<Id>,
    /// An article that this one translates, by its id or by its slug in any locale: this one joins its translation
    /// group. `null` gives it a translation group of its own. Not with `translationGroupId`.
    translation_of: Option<IdOrSlug>,
}

/// A JSON Merge Patch of a phrase; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhrasePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    text: Option<String>,
    #[schema(nullable = false)]
    tone: Option<Tone>,
    #[schema(min_length = 1, max_length = 500)]
    instead_of: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    why: Option<String>,
    #[schema(max_items = 20)]
    topics: Option<Vec<IdOrSlug>>,
}

/// A JSON Merge Patch of a resource; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourcePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(nullable = false)]
    kind: Option<ResourceKind>,
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    title: Option<String>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    excerpt: Option<String>,
    #[schema(max_length = 2048, format = "uri")]
    url: Option<String>,
    #[schema(max_length = 2048, format = "uri")]
    fallback_url: Option<String>,
    article_id: Option<Id>,
    #[schema(min_length = 1, max_length = 40, pattern = r"^[0-9+*#(][0-9 ()+*#./A-Z-]*$")]
    phone: Option<String>,
    #[schema(max_items = 50)]
    regions: Option<Vec<String>>,
    #[schema(max_items = 20)]
    topics: Option<Vec<IdOrSlug>>,
}

/// A JSON Merge Patch of a topic; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicPatch {
    #[schema(nullable = false)]
    kind: Option<TopicKind>,
    #[schema(nullable = false)]
    slug: Option<Slug>,
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 500)]
    description: Option<String>,
    parent_id: Option<IdOrSlug>,
    translations: Option<BTreeMap<String, TopicTranslation>>,
}
