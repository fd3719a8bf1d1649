//! The published blocks of a body. All references are resolved, so that the standard Portable Text renderers need no
//! other data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::blocks::{CalloutTone, ListItem, SpanType, Style};
use crate::content::phrase::Tone;
use crate::content::{Id, Locale, Slug};

/// A block of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum PublishedBlock {
    /// A paragraph, heading, quotation or list item.
    Block(PublishedTextBlock),
    /// A phrase as a block of its own.
    SuggestedPhrase(PublishedSuggestedPhrase),
    /// A box set off from the text.
    Callout(PublishedCallout),
    /// A button.
    CallToAction(PublishedCallToAction),
}

/// A paragraph, heading, quotation or list item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedTextBlock {
    /// Key of the block, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The style.
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

/// The definition of a mark that is not a decorator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum PublishedMarkDef {
    /// A link.
    Link(PublishedLink),
    /// Marks words as a phrase.
    Phrase(PublishedPhraseMark),
}

/// A link with a resolved target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedLink {
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The target URL.
    #[schema(format = "uri-reference")]
    pub href: String,
    /// The linked article, if the target is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article_id: Option<Id>,
    /// The slug of that article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub slug: Option<Slug>,
    /// The anchor of the linked section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub anchor: Option<Slug>,
}

/// Marks words as a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPhraseMark {
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The id of the phrase.
    pub phrase_id: Id,
    /// The phrase.
    pub phrase: EmbeddedPhrase,
}

/// A phrase as a block of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedSuggestedPhrase {
    /// Key of the block, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The id of the phrase.
    pub phrase_id: Id,
    /// The phrase.
    pub phrase: EmbeddedPhrase,
}

/// A phrase embedded in another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedPhrase {
    /// The id.
    pub id: Id,
    /// The words to say.
    pub text: String,
    /// The tone of the phrase.
    pub tone: Tone,
    /// The words to avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// The reason why these words help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
}

/// The fields of an article that links to it need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedArticle {
    /// The id.
    pub id: Id,
    /// The language.
    pub locale: Locale,
    /// The slug.
    pub slug: Slug,
    /// The URL.
    pub url: String,
}

/// A box set off from the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedCallout {
    /// Key of the block, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The severity.
    pub tone: CalloutTone,
    /// The content: blocks of any type except `callout`.
    #[schema(no_recursion)]
    pub content: Vec<PublishedBlock>,
}

/// Text whose characters all have the same marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedSpan {
    /// Always `span`.
    #[serde(rename = "_type")]
    pub kind: SpanType,
    /// Key, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The text; a line feed is a line break.
    pub text: String,
    /// Decorators (`strong`, `em`, `code`, `underline`, `strike-through`) and keys of `markDefs`.
    pub marks: Vec<String>,
}

/// A button, optionally with a sentence before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedCallToAction {
    /// Key of the block, stable and unique in its list.
    #[serde(rename = "_key")]
    pub key: String,
    /// The sentence before the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
    /// The words on the button.
    pub label: String,
    /// The target URL.
    #[schema(format = "uri-reference")]
    pub url: String,
}

/// Counts the words of a body, including phrases and buttons.
pub fn count_words(body: &[PublishedBlock]) -> usize {
    body.iter()
        .map(|block| match block {
            PublishedBlock::Block(text) => count_text_words(&text.text()),
            PublishedBlock::SuggestedPhrase(phrase) => count_text_words(&phrase.phrase.text),
            PublishedBlock::Callout(callout) => count_words(&callout.content),
            PublishedBlock::CallToAction(call) => {
                call.text.as_deref().map_or(0, count_text_words) + count_text_words(&call.label)
            }
        })
        .sum()
}

/// Counts the runs of characters between white space that contain a letter or a digit.
pub fn count_text_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
