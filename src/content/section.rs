//! Sections: the parts of an article, each with an anchor for deep links.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::{Object, ObjectDecoder, ValueDecoder};
use super::portable_text::{Block, read_body};
use super::text::TextRule;
use super::{Id, Rejection, Slug, ViolationCode};
use crate::string_enum;

/// The maximum number of sections of an article.
pub const SECTIONS_MAX: usize = 100;

/// The maximum length of the Markdown of a section, in characters.
pub const MARKDOWN_MAX: usize = 100_000;

/// A section as an editor writes it: its body as Portable Text in `body` or as Markdown in `markdown`, not both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SectionContent)]
pub struct Section {
    /// The id.
    pub id: Id,
    /// The heading, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub heading: Option<String>,
    /// The anchor for deep links, unique in the article.
    pub anchor: Slug,
    /// The text.
    #[schema(max_items = 500)]
    pub body: Vec<Block>,
}

string_enum! {
    /// The form of the text of a section, as editors read it.
    SectionForm {
        /// Portable Text, as `body`.
        PortableText = "portable-text",
        /// Markdown, as `markdown`.
        Markdown = "markdown",
    }
}

/// Blocks parsed from Markdown, with warnings and errors.
#[derive(Debug, Default)]
pub struct ParsedMarkdown {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The changes and omissions, one sentence each.
    pub warnings: Vec<String>,
    /// The reasons to reject the text.
    pub errors: Vec<Rejection>,
}

/// Parses Markdown to blocks. The callers of the decoders supply it, because `content` does not know Markdown. The
/// first argument is the JSON Pointer to the Markdown, for warnings.
pub type MarkdownReader<'r> = &'r dyn Fn(&str, &str) -> ParsedMarkdown;

/// A section as decoded; the id and the anchor may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionDraft {
    /// The id, if the editor gave one.
    pub id: Option<Id>,
    /// The heading.
    pub heading: Option<String>,
    /// The anchor, if the editor gave one.
    pub anchor: Option<Slug>,
    /// The text.
    pub body: Vec<Block>,
}

impl SectionDraft {
    /// Reads a section from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>, markdown: MarkdownReader<'_>) -> Option<Self> {
        let mut fields = item.object()?;
        let id = fields.optional("id", Id::read);
        let heading = fields.optional("heading", TextRule::line(200).read());
        let anchor = fields.optional("anchor", Slug::read);
        let body = read_either_body(&mut fields, markdown);
        fields.finish();
        Some(Self { id, heading, anchor, body: body? })
    }

    /// Adds a missing id and a missing anchor. The new anchor is not in `taken`.
    pub fn complete(self, taken: &[Slug]) -> Section {
        let anchor = self.anchor.unwrap_or_else(|| free_anchor(self.heading.as_deref(), taken));
        Section { id: self.id.unwrap_or_default(), heading: self.heading, anchor, body: self.body }
    }
}

fn read_either_body(fields: &mut ObjectDecoder<'_, '_>, markdown: MarkdownReader<'_>) -> Option<Vec<Block>> {
    if fields.has("body") && fields.has("markdown") {
        let detail = "Send the text as \"body\" (Portable Text) or as \"markdown\", not both.";
        fields.reject::<()>("markdown", ViolationCode::MutuallyExclusive, detail);
    }
    let from_markdown = fields.optional("markdown", |item| {
        let text = TextRule::source(MARKDOWN_MAX).read()(item)?;
        let read = markdown(&item.pointer, &text);
        let has_errors = !read.errors.is_empty();
        for Rejection { code, detail } in read.errors {
            item.reject::<()>(code, detail);
        }
        (!has_errors).then_some(read.blocks)
    });
    let body = fields.optional("body", read_body);
    if fields.has("markdown") {
        from_markdown
    } else if fields.has("body") {
        body
    } else {
        Some(Vec::new())
    }
}

fn free_anchor(heading: Option<&str>, taken: &[Slug]) -> Slug {
    let plain = heading.and_then(Slug::from_heading).unwrap_or_else(Slug::section);
    let mut anchors = std::iter::once(plain.clone()).chain((2..).map(|number| plain.numbered(number)));
    anchors.find(|anchor| !taken.contains(anchor)).unwrap_or_else(Slug::section)
}

/// Gives each section an id and an anchor. Generated anchors differ from those that editors chose.
pub fn complete_sections(drafts: Vec<SectionDraft>) -> Vec<Section> {
    let mut taken: Vec<Slug> = drafts.iter().filter_map(|draft| draft.anchor.clone()).collect();
    drafts
        .into_iter()
        .map(|draft| {
            let made = draft.anchor.is_none();
            let section = draft.complete(&taken);
            if made {
                taken.push(section.anchor.clone());
            }
            section
        })
        .collect()
}

/// Removes the text of `current` in the form that `patch` replaces by the other one (`body` or `markdown`), for a merge.
pub fn drop_replaced_body(current: &mut Object, patch: &Object) {
    for (given, other) in [("markdown", "body"), ("body", "markdown")] {
        if patch.contains_key(given) && !patch.contains_key(other) {
            current.remove(other);
        }
    }
}
