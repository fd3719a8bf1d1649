//! Articles: the unit of publishing, one subject in one locale under one slug.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::credit::{CREDITS_MAX, Credit};
use super::decode::{ObjectDecoder, first_duplicate};
use super::portable_text::{self, Block};
use super::reference::topic_references;
use super::section::{MarkdownReader, SECTIONS_MAX, Section, SectionDraft, complete_sections};
use super::seo::Seo;
use super::shared_fields::{READ_ONLY_FIELDS, read_topics, reject_duplicate};
use super::text::TextRule;
use super::{AnchorLink, Id, Kind, Locale, Reference, ReferenceRole, Slug, Timestamp, ViolationCode};

/// The maximum number of related resources of an article.
pub const RELATED_MAX: usize = 50;

/// The content of an article's working copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ArticleContent)]
pub struct Article {
    /// The language.
    pub locale: Locale,
    /// The slug, unique within the locale. A draft may lack it; a publish requires it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub slug: Option<Slug>,
    /// The title.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// The line above the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub kicker: Option<String>,
    /// The summary, shown on cards. A draft may lack it; a publish requires it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub summary: Option<String>,
    /// The ids of its topics.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub topics: Vec<Id>,
    /// The ids of related resources, in order.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub related: Vec<Id>,
    /// The sections, in order.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub sections: Vec<Section>,
    /// The authors.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub authors: Vec<Credit>,
    /// The reviewers.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub reviewers: Vec<Credit>,
    /// Time of the last review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_reviewed_at: Option<Timestamp>,
    /// Time at which the next review is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_review_at: Option<Timestamp>,
    /// Metadata for search engines.
    #[serde(default)]
    pub seo: Seo,
    /// The id that the translations of an article share: one article per locale. Generated if absent.
    pub translation_group_id: Id,
}

impl Article {
    /// Reads an article from JSON.
    pub(super) fn read(mut fields: ObjectDecoder<'_, '_>, markdown: MarkdownReader<'_>) -> Option<Self> {
        let locale = fields.required("locale", Locale::read);
        let slug = fields.optional("slug", Slug::read);
        let title = fields.required("title", TextRule::line(200).read());
        let kicker = fields.optional("kicker", TextRule::line(100).read());
        let summary = fields.optional("summary", TextRule::lines(500).read());
        let topics = read_topics(&mut fields);
        let related = fields.list("related", RELATED_MAX, Id::read);
        reject_duplicate(&mut fields, "related", &related);
        let sections = read_sections(&mut fields, markdown);
        let authors = fields.list("authors", CREDITS_MAX, Credit::read);
        let reviewers = fields.list("reviewers", CREDITS_MAX, Credit::read);
        let last_reviewed_at = fields.optional("lastReviewedAt", Timestamp::read);
        let next_review_at = fields.optional("nextReviewAt", Timestamp::read);
        let seo = fields.optional("seo", Seo::read).unwrap_or_default();
        let translation_group_id = fields.optional("translationGroupId", Id::read);
        // Callers that know other articles replace it by the translation group before they decode.
        fields.optional::<()>("translationOf", |item| {
            item.reject(
                ViolationCode::UnknownField,
                "\"translationOf\" is not allowed here; use \"translationGroupId\".",
            )
        });
        fields.ignore(READ_ONLY_FIELDS);
        fields.finish();
        Some(Self {
            locale: locale?,
            slug,
            title: title?,
            kicker,
            summary,
            topics,
            related,
            sections,
            authors,
            reviewers,
            last_reviewed_at,
            next_review_at,
            seo,
            translation_group_id: translation_group_id.unwrap_or_default(),
        })
    }

    /// Returns the members without which it cannot be published and that it lacks.
    pub fn missing_members(&self) -> Vec<&'static str> {
        let members = [("slug", self.slug.is_none()), ("summary", self.summary.is_none())];
        members.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect()
    }

    /// Returns the article with placeholders for the members that it lacks, for a preview: a slug made from its id, and
    /// an empty summary.
    #[must_use]
    pub fn with_placeholders(mut self, id: Id) -> Self {
        self.slug.get_or_insert_with(|| Slug::draft(id));
        self.summary.get_or_insert_default();
        self
    }

    /// Returns all links in its sections that have an anchor as their target.
    pub fn anchor_links(&self) -> Vec<AnchorLink> {
        self.bodies().flat_map(|(body, pointer)| portable_text::anchor_links(body, &pointer)).collect()
    }

    /// Returns the bodies of its sections, each with its JSON Pointer.
    fn bodies(&self) -> impl Iterator<Item = (&[Block], String)> {
        self.sections.iter().enumerate().map(|(index, section)| (&*section.body, format!("/sections/{index}/body")))
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let related = self.related.iter().enumerate().map(|(index, target)| {
            Reference::new(ReferenceRole::Related, Kind::Resource, *target, format!("/related/{index}"))
        });
        let in_bodies = self.bodies().flat_map(|(body, pointer)| portable_text::references(body, &pointer));
        topic_references(&self.topics).into_iter().chain(related).chain(in_bodies).collect()
    }
}

fn read_sections(fields: &mut ObjectDecoder<'_, '_>, markdown: MarkdownReader<'_>) -> Vec<Section> {
    let drafts = fields.list("sections", SECTIONS_MAX, |item| SectionDraft::read(item, markdown));
    let anchors: Vec<&Slug> = drafts.iter().filter_map(|draft| draft.anchor.as_ref()).collect();
    if let Some(index) = first_duplicate(&anchors) {
        let detail = format!("The anchor \"{}\" is used twice; each section needs its own.", anchors[index]);
        fields.reject::<()>("sections", ViolationCode::Duplicate, detail);
    }
    let ids: Vec<Id> = drafts.iter().filter_map(|draft| draft.id).collect();
    reject_duplicate(fields, "sections", &ids);
    complete_sections(drafts)
}

/// Adds the values that an editor may omit to an input that replaces `current`: the translation group, and the ids of
/// sections that can be matched.
pub fn carry_over_ids(input: &mut Value, current: &Article) {
    let Some(object) = input.as_object_mut() else { return };
    if !object.contains_key("translationGroupId") {
        object.insert("translationGroupId".to_owned(), current.translation_group_id.to_string().into());
    }
    let Some(sections) = object.get_mut("sections").and_then(Value::as_array_mut) else { return };
    if sections.len() > SECTIONS_MAX {
        // Validation rejects the whole list.
        return;
    }
    let named = |section: &Value| section.get("id")?.as_str()?.parse::<Id>().ok();
    let mut taken: HashSet<Id> = sections.iter().filter_map(named).collect();
    for (index, section) in sections.iter_mut().enumerate() {
        let free = |candidate: &Section| !taken.contains(&candidate.id);
        let Some(kept) = same_section(section, index, current, &free) else { continue };
        taken.insert(kept);
        if let Some(section) = section.as_object_mut() {
            section.insert("id".to_owned(), kept.to_string().into());
        }
    }
}

/// Returns the id of the current section that an input without an id continues. With an anchor: the section with that
/// anchor. With a heading: the first unused section with that heading, else with the anchor generated from it. With
/// neither: the section at the same index, if it has no heading.
fn same_section(section: &Value, index: usize, current: &Article, free: &dyn Fn(&Section) -> bool) -> Option<Id> {
    if section.get("id").is_some() {
        return None;
    }
    let text = |name: &str| section.get(name).and_then(|value| value.as_str());
    let mut candidates = current.sections.iter().filter(|candidate| free(candidate));
    let kept = match (text("anchor"), text("heading")) {
        (Some(anchor), _) => candidates.find(|candidate| candidate.anchor.as_str() == anchor),
        (None, Some(heading)) => {
            let anchor = Slug::from_heading(heading);
            // Sections may share a heading but not an anchor, so compare headings first: each section keeps its own id.
            let same_heading = candidates.clone().find(|candidate| candidate.heading.as_deref() == Some(heading));
            same_heading.or_else(|| candidates.find(|candidate| Some(&candidate.anchor) == anchor.as_ref()))
        }
        (None, None) => current.sections.get(index).filter(|candidate| candidate.heading.is_none() && free(candidate)),
    };
    kept.map(|section| section.id)
}
