//! Portable Text (portabletext.org) in Cairn's profile: which blocks, marks and annotations a body may
//! hold, in the form editors write and in the form readers get.

mod anchors;
mod blocks;
mod keys;
mod published;
mod read;
mod references;
mod removal;
mod words;

pub use anchors::{AnchorLink, anchor_links};
pub use blocks::{
    ArticleLink, Block, CallToAction, Callout, CalloutTone, LinkMark, ListItem, MarkDef, PhraseMark, Span, SpanType,
    Style, SuggestedPhrase, TextBlock, UrlLink,
};
pub use keys::fill_keys;
pub use published::{
    EmbeddedPhrase, PublishedBlock, PublishedCallToAction, PublishedCallout, PublishedLink, PublishedMarkDef,
    PublishedPhraseMark, PublishedSpan, PublishedSuggestedPhrase, PublishedTextBlock,
};
pub use read::{BLOCKS_MAX, CHILDREN_MAX, DECORATORS, MARK_DEFS_MAX, read_body};
pub use references::{Resolver, references, resolve};
pub(super) use removal::without;
pub use words::{count_words, words_of};
