//! Rendering and parsing: the properties that `rendering` and `importing` share, and examples of each form.

mod articles;
pub(crate) mod bodies;
mod examples;
mod files;
mod normal_form;
mod properties;

use cairn::content::phrase::Tone;
use cairn::content::portable_text::{Block, EmbeddedArticle, EmbeddedPhrase, PublishedBlock, Resolver, resolve};
use cairn::content::{Id, Locale, Rejection, Slug};
use cairn::importing::{read_markdown, resolve_id};

pub(crate) const PHRASE_ID: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
pub(crate) const ARTICLE_ID: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02";

pub(crate) fn id(text: &str) -> Id {
    text.parse().unwrap()
}

/// Resolves every id to the same phrase and article.
struct Anything;

impl Resolver for Anything {
    fn phrase(&self, id: Id) -> Option<EmbeddedPhrase> {
        Some(EmbeddedPhrase {
            id,
            text: "I’m not asking you to <decide> today.".to_owned(),
            tone: Tone::Supportive,
            instead_of: Some("Make up your \"mind\"!".to_owned()),
            why: Some("It leaves room & time.".to_owned()),
        })
    }

    fn article(&self, id: Id) -> Option<EmbeddedArticle> {
        let slug: Slug = "setting-limits".parse().unwrap();
        let url = "https://cairn.example/articles/setting-limits".to_owned();
        Some(EmbeddedArticle { id, locale: "en".parse().unwrap(), slug, url })
    }
}

pub(crate) fn english() -> Locale {
    Locale::english()
}

pub(crate) fn published(blocks: &[Block]) -> Vec<PublishedBlock> {
    resolve(blocks, &Anything).unwrap()
}

/// Parses Markdown that must cause no error and no warning.
pub(crate) fn read(markdown: &str) -> Vec<Block> {
    let read = read_markdown("", markdown, &resolve_id);
    assert_eq!(read.errors, [], "{markdown}");
    assert_eq!(read.warnings, Vec::<String>::new(), "{markdown}");
    read.blocks
}

pub(crate) fn rendered(markdown: &str) -> Vec<PublishedBlock> {
    published(&read(markdown))
}

pub(crate) fn warnings(markdown: &str) -> Vec<String> {
    let read = read_markdown("", markdown, &resolve_id);
    assert_eq!(read.errors, [], "{markdown}");
    read.warnings
}

pub(crate) fn errors(markdown: &str) -> Vec<Rejection> {
    read_markdown("/markdown", markdown, &resolve_id).errors
}
