//! The blocks of a body as readers get them: every reference is resolved, so that the stock
//! Portable Text renderers need nothing else.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::blocks::{CalloutTone, ListItem, SpanType, Style};
use crate::content::phrase::Tone;
use crate::content::{Id, Locale, Slug};

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum PublishedBlock {
    /// A paragraph, heading, quotation or list item.
    Block(PublishedTextBlock),
    /// A phrase, standing on its own.
    SuggestedPhrase(PublishedSuggestedPhrase),
    /// A box that stands out from the text.
    Callout(PublishedCallout),
    /// A button.
    CallToAction(PublishedCallToAction),
}

/// A paragraph, heading, quotation or list item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedTextBlock {
    /// Its lasting name within the body.
    #[serde(rename = "_key")]
    pub key: String,
    /// How it is set.
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
    pub mark_defs: Vec<PublishedMarkDef>,
    /// The text. A block without children shows nothing.
    pub children: Vec<PublishedSpan>,
}

impl PublishedTextBlock {
    /// Returns the text without its marks.
    pub fn text(&self) -> String {
        self.children.iter().map(|span| span.text.as_str()).collect()
    }
}

/// What a mark means that is not a decorator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum PublishedMarkDef {
    /// A link.
    Link(PublishedLink),
    /// The marked words are a phrase.
    Phrase(PublishedPhraseMark),
}

/// A link, ready to follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedLink {
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    pub key: String,
    /// Where it leads.
    #[schema(format = "uri-reference")]
    pub href: String,
    /// The article it leads to, if it leads to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article_id: Option<Id>,
    /// The slug of that article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub slug: Option<Slug>,
    /// The anchor of the section it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub anchor: Option<Slug>,
}

/// The marked words are a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPhraseMark {
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    pub key: String,
    /// The phrase's id.
    pub phrase_id: Id,
    /// The phrase itself.
    pub phrase: EmbeddedPhrase,
}

/// A phrase standing on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedSuggestedPhrase {
    /// Its lasting name within the body.
    #[serde(rename = "_key")]
    pub key: String,
    /// The phrase's id.
    pub phrase_id: Id,
    /// The phrase itself.
    pub phrase: EmbeddedPhrase,
}

/// A phrase as other documents carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedPhrase {
    /// Its lasting name.
    pub id: Id,
    /// The words to say.
    pub text: String,
    /// How they sound.
    pub tone: Tone,
    /// What to avoid saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// Why these words help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
}

/// An article, as far as links to it need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedArticle {
    /// Its lasting name.
    pub id: Id,
    /// The language it is written in.
    pub locale: Locale,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its address.
    pub url: String,
}

/// A box that stands out from the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedCallout {
    /// Its lasting name within the body.
    #[serde(rename = "_key")]
    pub key: String,
    /// How loudly it speaks.
    pub tone: CalloutTone,
    /// What it says: blocks of any type but `callout`.
    #[schema(no_recursion)]
    pub content: Vec<PublishedBlock>,
}

/// Text with the same marks throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedSpan {
    /// Always `span`.
    #[serde(rename = "_type")]
    pub kind: SpanType,
    /// Its lasting name within the block.
    #[serde(rename = "_key")]
    pub key: String,
    /// The text; a line feed in it is a line break.
    pub text: String,
    /// Decorators (`strong`, `em`, `code`, `underline`, `strike-through`) and keys of `markDefs`.
    pub marks: Vec<String>,
}

/// A button, perhaps with a sentence before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedCallToAction {
    /// Its lasting name within the body.
    #[serde(rename = "_key")]
    pub key: String,
    /// The sentence before the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
    /// The words on the button.
    pub label: String,
    /// Where it leads.
    #[schema(format = "uri-reference")]
    pub url: String,
}
