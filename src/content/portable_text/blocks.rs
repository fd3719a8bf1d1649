//! The blocks of a body as editors write them, with references as ids.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::{Id, Slug};
use crate::string_enum;

/// A block of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum Block {
    /// A paragraph, heading, quotation or list item.
    Block(TextBlock),
    /// A published phrase as a block of its own.
    SuggestedPhrase(SuggestedPhrase),
    /// A box set off from the text.
    Callout(Callout),
    /// A button.
    CallToAction(CallToAction),
}

string_enum! {
    /// The style of a text block.
    Style {
        /// A paragraph.
        Normal = "normal",
        /// A heading one level below the section's.
        H3 = "h3",
        /// A heading two levels below the section's.
        H4 = "h4",
        /// A heading three levels below the section's.
        H5 = "h5",
        /// A heading four levels below the section's.
        H6 = "h6",
        /// A quotation.
        Blockquote = "blockquote",
    }
}

string_enum! {
    /// The type of a list item.
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
    /// Key of the block, stable and unique in its list; generated if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The style; `normal` if absent.
    #[schema(required = false)]
    pub style: Style,
    /// Present if the block is a list item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub list_item: Option<ListItem>,
    /// Nesting level of the list item; 1 is the outermost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 6, nullable = false)]
    pub level: Option<u8>,
    /// The definitions of the marks of the children that are not decorators.
    #[schema(max_items = 100, required = false)]
    pub mark_defs: Vec<MarkDef>,
    /// The text. May be empty, because editors leave empty lines; such a block is not rendered.
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
    /// The type of the children of a text block.
    SpanType {
        /// Text whose characters all have the same marks.
        Span = "span",
    }
}

/// Text whose characters all have the same marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// Always `span`.
    #[serde(rename = "_type")]
    pub kind: SpanType,
    /// Key, stable and unique in its list; generated if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The text; a line feed is a line break.
    #[schema(max_length = 10000)]
    pub text: String,
    /// Decorators (`strong`, `em`, `code`, `underline`, `strike-through`) and keys of `markDefs`.
    #[schema(max_items = 16, required = false)]
    pub marks: Vec<String>,
}

/// The definition of a mark that is not a decorator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum MarkDef {
    /// A link to a URL or to an article.
    Link(LinkMark),
    /// Marks words as a phrase.
    Phrase(PhraseMark),
}

/// A link to a URL or to an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum LinkMark {
    /// A link to an article of this API.
    Article(ArticleLink),
    /// A link to a URL.
    Url(UrlLink),
}

/// A link to a URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UrlLink {
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The target: an `http`, `https`, `mailto`, `tel` or `sms` URL, a path (`/help`) or a fragment (`#next`).
    #[schema(min_length = 1, max_length = 2048, format = "uri-reference")]
    pub href: String,
}

/// A link to an article of this API, or to one of its sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleLink {
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The id of the article.
    pub article_id: Id,
    /// The anchor of the section, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub anchor: Option<Slug>,
}

/// Marks words inside a sentence as a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PhraseMark {
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64)]
    pub key: String,
    /// The id of the phrase.
    pub phrase_id: Id,
}

/// A phrase as a block of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedPhrase {
    /// Key of the block, stable and unique in its list; generated if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The id of the phrase.
    pub phrase_id: Id,
}

string_enum! {
    /// The severity of a callout.
    CalloutTone {
        /// Information.
        Info = "info",
        /// Warning.
        Warning = "warning",
        /// Immediate action needed.
        Urgent = "urgent",
    }
}

/// A box set off from the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Callout {
    /// Key of the block, stable and unique in its list; generated if absent.
    #[serde(rename = "_key")]
    #[schema(min_length = 1, max_length = 64, required = false)]
    pub key: String,
    /// The severity.
    pub tone: CalloutTone,
    /// The content: blocks of any type except `callout`.
    #[schema(min_items = 1, max_items = 50, no_recursion)]
    pub content: Vec<Block>,
}

/// A button, optionally with a sentence before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallToAction {
    /// Key of the block, stable and unique in its list; generated if absent.
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
    /// The target, in the same forms as the `href` of a link.
    #[schema(min_length = 1, max_length = 2048, format = "uri-reference")]
    pub url: String,
}
