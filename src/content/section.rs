//! Sections: the parts of an article, each with an anchor that deep links can name.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::{Object, ObjectDecoder, ValueDecoder};
use super::portable_text::{Block, read_body};
use super::text::TextRule;
use super::{Id, Rejection, Slug, ViolationCode};

/// The most sections of one article.
pub const SECTIONS_MAX: usize = 100;

/// The most characters of the Markdown of one section.
pub const MARKDOWN_MAX: usize = 100_000;

/// A section as an editor writes it: its body as Portable Text in `body` or as Markdown in `markdown`, not both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SectionContent)]
pub struct Section {
    /// Its lasting name.
    pub id: Id,
    /// Its heading, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub heading: Option<String>,
    /// Its name in deep links, unlike any other of the article.
    pub anchor: Slug,
    /// Its text.
    #[schema(max_items = 500)]
    pub body: Vec<Block>,
}

/// Blocks made of Markdown, with warnings and errors.
#[derive(Debug, Default)]
pub struct ParsedMarkdown {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What was changed or left out on the way, a sentence each.
    pub warnings: Vec<String>,
    /// The reasons why the text cannot be accepted.
    pub errors: Vec<Rejection>,
}

/// Turns Markdown into blocks; given to the readers of content by those who know Markdown.
/// The first argument is the pointer to the Markdown, for warnings.
pub type MarkdownReader<'r> = &'r dyn Fn(&str, &str) -> ParsedMarkdown;

/// A section as it was read: the id and the anchor may still have to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionDraft {
    /// The id, if the editor named one.
    pub id: Option<Id>,
    /// The heading.
    pub heading: Option<String>,
    /// The anchor, if the editor named one.
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

    /// The section with an id and an anchor, both unlike those in `taken`.
    pub fn complete(self, taken: &[Slug]) -> Section {
        let anchor = self.anchor.unwrap_or_else(|| free_anchor(self.heading.as_deref(), taken));
        Section { id: self.id.unwrap_or_default(), heading: self.heading, anchor, body: self.body }
    }
}

fn read_either_body(fields: &mut ObjectDecoder<'_, '_>, markdown: MarkdownReader<'_>) -> Option<Vec<Block>> {
    if fields.has("body") && fields.has("markdown") {
        let detail = "Give the text in \"body\" (Portable Text) or in \"markdown\", not in both.";
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
    if !taken.contains(&plain) {
        return plain;
    }
    let mut number = 2;
    loop {
        let numbered = plain.numbered(number);
        if !taken.contains(&numbered) {
            return numbered;
        }
        number += 1;
    }
}

/// Gives every section an id and an anchor: anchors an editor chose first, made ones around them.
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

/// The members of a section's JSON that hold its text, for replacing one by the other in a merge.
pub fn drop_replaced_body(current: &mut Object, patch: &Object) {
    for (given, other) in [("markdown", "body"), ("body", "markdown")] {
        if patch.contains_key(given) && !patch.contains_key(other) {
            current.remove(other);
        }
    }
}
