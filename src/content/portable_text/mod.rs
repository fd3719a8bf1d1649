//! Cairn's profile of Portable Text (portabletext.org): the blocks, marks and annotations of bodies, in the form that
//! editors write and in the published form.

mod blocks;
mod decode;
mod keys;
mod published;
mod references;

pub use blocks::{
    ArticleLink, Block, CallToAction, Callout, CalloutTone, LinkMark, ListItem, MarkDef, PhraseMark, Span, SpanType,
    Style, SuggestedPhrase, TextBlock, UrlLink,
};
pub use decode::{BLOCKS_MAX, CHILDREN_MAX, DECORATORS, MARK_DEFS_MAX, read_body};
pub use keys::fill_keys;
pub use published::{
    EmbeddedArticle, EmbeddedPhrase, PublishedBlock, PublishedCallToAction, PublishedCallout, PublishedLink,
    PublishedMarkDef, PublishedPhraseMark, PublishedSpan, PublishedSuggestedPhrase, PublishedTextBlock,
    count_text_words, count_words,
};
pub(super) use references::without_references;
pub use references::{AnchorLink, Resolver, anchor_links, references, resolve};
