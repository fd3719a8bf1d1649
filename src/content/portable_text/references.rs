//! The references of a body: collection, resolution and removal. Its links to anchors.

use std::collections::HashSet;

use super::blocks::{Block, Callout, LinkMark, MarkDef, Span, TextBlock};
use super::published::{
    EmbeddedArticle, EmbeddedPhrase, PublishedBlock, PublishedCallToAction, PublishedCallout, PublishedLink,
    PublishedMarkDef, PublishedPhraseMark, PublishedSpan, PublishedSuggestedPhrase, PublishedTextBlock,
};
use crate::content::{Id, Kind, Reference, ReferenceRole};

/// Returns all references of a body in reading order. `pointer` is the JSON Pointer of the body.
pub fn references(body: &[Block], pointer: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(body, pointer, &mut found);
    found
}

fn collect(blocks: &[Block], pointer: &str, found: &mut Vec<Reference>) {
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("{pointer}/{index}");
        match block {
            Block::Block(text) => found.extend(text.mark_defs.iter().enumerate().filter_map(|(mark, mark_def)| {
                let at = format!("{at}/markDefs/{mark}");
                match mark_def {
                    MarkDef::Link(LinkMark::Article(link)) => {
                        let pointer = format!("{at}/articleId");
                        Some(Reference::new(ReferenceRole::Link, Kind::Article, link.article_id, pointer))
                    }
                    MarkDef::Link(LinkMark::Url(_)) => None,
                    MarkDef::Phrase(phrase) => Some(phrase_reference(phrase.phrase_id, &at)),
                }
            })),
            Block::SuggestedPhrase(phrase) => found.push(phrase_reference(phrase.phrase_id, &at)),
            Block::Callout(callout) => collect(&callout.content, &format!("{at}/content"), found),
            Block::CallToAction(_) => {}
        }
    }
}

fn phrase_reference(target: Id, at: &str) -> Reference {
    Reference::new(ReferenceRole::Phrase, Kind::Phrase, target, format!("{at}/phraseId"))
}

/// Looks up the targets of references for [`resolve`].
pub trait Resolver {
    /// Returns the embedded form of the phrase, or `None` if it is not published.
    fn phrase(&self, id: Id) -> Option<EmbeddedPhrase>;

    /// Returns the link target for the article, or `None` if it is not published.
    fn article(&self, id: Id) -> Option<EmbeddedArticle>;
}

/// Resolves every reference of a body. Fails with the first id that is not published.
pub fn resolve(body: &[Block], resolver: &impl Resolver) -> Result<Vec<PublishedBlock>, Id> {
    body.iter().map(|block| resolve_block(block, resolver)).collect()
}

fn resolve_block(block: &Block, resolver: &impl Resolver) -> Result<PublishedBlock, Id> {
    Ok(match block {
        Block::Block(text) => PublishedBlock::Block(resolve_text(text, resolver)?),
        Block::SuggestedPhrase(phrase) => PublishedBlock::SuggestedPhrase(PublishedSuggestedPhrase {
            key: phrase.key.clone(),
            phrase_id: phrase.phrase_id,
            phrase: resolver.phrase(phrase.phrase_id).ok_or(phrase.phrase_id)?,
        }),
        Block::Callout(callout) => PublishedBlock::Callout(PublishedCallout {
            key: callout.key.clone(),
            tone: callout.tone,
            content: resolve(&callout.content, resolver)?,
        }),
        Block::CallToAction(call) => PublishedBlock::CallToAction(PublishedCallToAction {
            key: call.key.clone(),
            text: call.text.clone(),
            label: call.label.clone(),
            url: call.url.clone(),
        }),
    })
}

fn resolve_text(text: &TextBlock, resolver: &impl Resolver) -> Result<PublishedTextBlock, Id> {
    let mark_defs = text.mark_defs.iter().map(|mark_def| resolve_mark(mark_def, resolver)).collect::<Result<_, _>>()?;
    let span = |span: &Span| {
        let Span { kind, key, text, marks } = span.clone();
        PublishedSpan { kind, key, text, marks }
    };
    Ok(PublishedTextBlock {
        key: text.key.clone(),
        style: text.style,
        list_item: text.list_item,
        level: text.level,
        mark_defs,
        children: text.children.iter().map(span).collect(),
    })
}

fn resolve_mark(mark_def: &MarkDef, resolver: &impl Resolver) -> Result<PublishedMarkDef, Id> {
    Ok(match mark_def {
        MarkDef::Link(LinkMark::Url(link)) => PublishedMarkDef::Link(PublishedLink {
            key: link.key.clone(),
            href: link.href.clone(),
            article_id: None,
            slug: None,
            anchor: None,
        }),
        MarkDef::Link(LinkMark::Article(link)) => {
            let article = resolver.article(link.article_id).ok_or(link.article_id)?;
            let href = match &link.anchor {
                Some(anchor) => format!("{}#{anchor}", article.url),
                None => article.url.clone(),
            };
            PublishedMarkDef::Link(PublishedLink {
                key: link.key.clone(),
                href,
                article_id: Some(article.id),
                slug: Some(article.slug),
                anchor: link.anchor.clone(),
            })
        }
        MarkDef::Phrase(phrase) => PublishedMarkDef::Phrase(PublishedPhraseMark {
            key: phrase.key.clone(),
            phrase_id: phrase.phrase_id,
            phrase: resolver.phrase(phrase.phrase_id).ok_or(phrase.phrase_id)?,
        }),
    })
}

/// Removes references to `targets`. A block that is a phrase is removed, and so is a callout that is then empty. The
/// words of inline phrases and of article links stay.
pub(in crate::content) fn without_references(body: &[Block], targets: &HashSet<Id>) -> Vec<Block> {
    body.iter().filter_map(|block| block_without(block, targets)).collect()
}

fn block_without(block: &Block, targets: &HashSet<Id>) -> Option<Block> {
    Some(match block {
        Block::Block(text) => Block::Block(text_without(text, targets)),
        Block::SuggestedPhrase(phrase) if targets.contains(&phrase.phrase_id) => return None,
        Block::Callout(callout) => {
            let content = without_references(&callout.content, targets);
            if content.is_empty() {
                return None;
            }
            Block::Callout(Callout { content, ..callout.clone() })
        }
        Block::SuggestedPhrase(_) | Block::CallToAction(_) => block.clone(),
    })
}

fn text_without(text: &TextBlock, targets: &HashSet<Id>) -> TextBlock {
    let mut text = text.clone();
    let (gone, kept): (Vec<_>, Vec<_>) =
        text.mark_defs.into_iter().partition(|mark_def| target_of(mark_def).is_some_and(|id| targets.contains(&id)));
    text.mark_defs = kept;
    let gone: HashSet<&str> = gone.iter().map(MarkDef::key).collect();
    for span in &mut text.children {
        span.marks.retain(|mark| !gone.contains(mark.as_str()));
    }
    text
}

fn target_of(mark_def: &MarkDef) -> Option<Id> {
    match mark_def {
        MarkDef::Link(LinkMark::Article(link)) => Some(link.article_id),
        MarkDef::Phrase(phrase) => Some(phrase.phrase_id),
        MarkDef::Link(LinkMark::Url(_)) => None,
    }
}

/// A link to a section by its anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorLink {
    /// The article of the section; `None` for the article that contains the link.
    pub target: Option<Id>,
    /// The anchor.
    pub anchor: String,
    /// The JSON Pointer of the anchor.
    pub pointer: String,
}

/// Returns all links to anchors in reading order. `pointer` is the JSON Pointer of the body.
pub fn anchor_links(body: &[Block], pointer: &str) -> Vec<AnchorLink> {
    let mut found = Vec::new();
    collect_anchors(body, pointer, &mut found);
    found
}

fn collect_anchors(blocks: &[Block], pointer: &str, found: &mut Vec<AnchorLink>) {
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("{pointer}/{index}");
        match block {
            Block::Block(text) => {
                let marks = text.mark_defs.iter().enumerate();
                found.extend(marks.filter_map(|(mark, mark_def)| link_of(mark_def, &format!("{at}/markDefs/{mark}"))));
            }
            Block::Callout(callout) => collect_anchors(&callout.content, &format!("{at}/content"), found),
            Block::SuggestedPhrase(_) | Block::CallToAction(_) => {}
        }
    }
}

fn link_of(mark_def: &MarkDef, at: &str) -> Option<AnchorLink> {
    match mark_def {
        MarkDef::Link(LinkMark::Article(link)) => {
            let anchor = link.anchor.as_ref()?.to_string();
            Some(AnchorLink { target: Some(link.article_id), anchor, pointer: format!("{at}/anchor") })
        }
        MarkDef::Link(LinkMark::Url(link)) => {
            // A bare # is the top of the page.
            let anchor = link.href.strip_prefix('#').filter(|anchor| !anchor.is_empty())?.to_owned();
            Some(AnchorLink { target: None, anchor, pointer: format!("{at}/href") })
        }
        MarkDef::Phrase(_) => None,
    }
}
