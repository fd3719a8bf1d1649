//! The blocks of a body as editors write them: references stand as ids.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::{Id, Slug};
use crate::string_enum;

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum Block {
    /// A paragraph, heading, quotation or list item.
    Block(TextBlock),
    /// A phrase from the collection of phrases, standing on its own.
    SuggestedPhrase(SuggestedPhrase),
    /// A box that stands out from the text.
    Callout(Callout),
    /// A button.
    CallToAction(CallToAction),
}

string_enum! {
    /// How a block of text is set.
    Style {
        /// A paragraph.
        Normal = "normal",
        /// A heading under the section's own.
        H3 = "h3",
        /// A heading one level further down.
        H4 = "h4",
        /// A heading two levels further down.
        H5 = "h5",
        /// A heading three levels further down.
        H6 = "h6",
        /// A quotation.
        Blockquote = "blockquote",
    }
}

string_enum! {
    /// The sign before a list item.
    ListItem {
        /// A bullet.
        Bullet = "bullet",
        /// A number.
        Number = "number",
    }
}

/// A paragraph, heading, quotation or list item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextBlock {
    /// Its lasting name within the body; made if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// How it is set; `normal` if absent.
    #[schema(required = false)]
    pub style: Style,
    /// Present if the block is a list item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub list_item: Option<ListItem>,
    /// How deep the list item is nested; 1 is the outermost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 6, nullable = false)]
    pub level: Option<u8>,
    /// What the marks of the children mean, where they are not decorators.
    #[schema(max_items = 100, required = false)]
    pub mark_defs: Vec<MarkDef>,
    /// The text. May be empty, as editors leave a line without words; such a block shows nothing.
    #[schema(max_items = 500)]
    pub children: Vec<Span>,
}

impl TextBlock {
    /// Returns the text without its marks.
    pub fn text(&self) -> String {
        self.children.iter().map(|span| span.text.as_str()).collect()
    }
}

string_enum! {
    /// The one type of child a text block has.
    SpanType {
        /// Text with the same marks throughout.
        Span = "span",
    }
}

/// Text with the same marks throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// Always `span`.
    #[serde(rename = "_type")]
    pub kind: SpanType,
    /// Its lasting name within the block; made if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The text; a line feed in it is a line break.
    #[schema(max_length = 10000)]
    pub text: String,
    /// Decorators (`strong`, `em`, `code`, `underline`, `strike-through`) and keys of `markDefs`.
    #[schema(max_items = 16, required = false)]
    pub marks: Vec<String>,
}

/// What a mark means that is not a decorator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum MarkDef {
    /// A link: to an address, or to an article.
    Link(LinkMark),
    /// The marked words are a phrase.
    Phrase(PhraseMark),
}

/// A link: to an address, or to an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LinkMark {
    /// To an article of this API.
    Article(ArticleLink),
    /// To an address.
    Url(UrlLink),
}

/// A link to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UrlLink {
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// Where it leads: `http`, `https`, `mailto`, `tel`, `sms`, a path (`/help`) or a fragment (`#next`).
    #[schema(min_length = 1, max_length = 2048, format = "uri-reference")]
    pub href: String,
}

/// A link to an article of this API, perhaps to one of its sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleLink {
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The article.
    pub article_id: Id,
    /// The anchor of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub anchor: Option<Slug>,
}

/// The marked words are a phrase that stands inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PhraseMark {
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The phrase.
    pub phrase_id: Id,
}

/// A phrase standing on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedPhrase {
    /// Its lasting name within the body; made if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The phrase.
    pub phrase_id: Id,
}

string_enum! {
    /// How loudly a callout speaks.
    CalloutTone {
        /// Good to know.
        Info = "info",
        /// Take care.
        Warning = "warning",
        /// Act now.
        Urgent = "urgent",
    }
}

/// A box that stands out from the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Callout {
    /// Its lasting name within the body; made if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// How loudly it speaks.
    pub tone: CalloutTone,
    /// What it says: blocks of any type but `callout`.
    #[schema(min_items = 1, max_items = 50, no_recursion)]
    pub content: Vec<Block>,
}

/// A button, perhaps with a sentence before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallToAction {
    /// Its lasting name within the body; made if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The sentence before the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub text: Option<String>,
    /// The words on the button.
    #[schema(min_length = 1, max_length = 100)]
    pub label: String,
    /// Where it leads; the same addresses as a link's `href`.
    #[schema(min_length = 1, max_length = 2048, format = "uri-reference")]
    pub url: String,
}
