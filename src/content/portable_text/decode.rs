//! Decoding of bodies from JSON. Everything outside the profile is rejected with its position, never dropped.

use super::blocks::{
    ArticleLink, Block, CallToAction, Callout, LinkMark, ListItem, MarkDef, PhraseMark, Span, SpanType, Style,
    SuggestedPhrase, TextBlock, UrlLink,
};
use super::keys::fill_keys;
use crate::content::decode::{ObjectDecoder, ValueDecoder};
use crate::content::link::read_href;
use crate::content::string_enum::{closest_match, hint_of};
use crate::content::text::TextRule;
use crate::content::{Id, Slug, ViolationCode};

/// The maximum number of blocks of a body.
pub const BLOCKS_MAX: usize = 500;

/// The marks that need no definition.
pub const DECORATORS: &[&str] = &["strong", "em", "code", "underline", "strike-through"];

const BLOCK_TYPES: &[&str] = &["block", "suggestedPhrase", "callout", "callToAction"];
const CALLOUT_BLOCKS_MAX: usize = 50;
/// The maximum number of spans of a block.
pub const CHILDREN_MAX: usize = 500;
/// The maximum number of annotations of a block.
pub const MARK_DEFS_MAX: usize = 100;
const MARKS_MAX: usize = 16;
const SPAN_TEXT_MAX: usize = 10_000;

/// Reads the blocks of a body and generates missing `_key`s.
pub fn read_body(item: &mut ValueDecoder<'_, '_>) -> Option<Vec<Block>> {
    let mut blocks = item.list(BLOCKS_MAX, |item| read_block(item, BlockContainer::Body))?;
    let clean = reject_repeated_keys(item, blocks.iter().map(Block::key));
    fill_keys(&mut blocks);
    clean.then_some(blocks)
}

#[derive(Clone, Copy, PartialEq)]
enum BlockContainer {
    Body,
    Callout,
}

fn read_block(item: &mut ValueDecoder<'_, '_>, container: BlockContainer) -> Option<Block> {
    let block_type = type_of(item)?;
    match block_type {
        "block" => read_text_block(item.object()?).map(Block::Block),
        "suggestedPhrase" => read_suggested_phrase(item.object()?).map(Block::SuggestedPhrase),
        "callout" if container == BlockContainer::Callout => {
            item.reject(ViolationCode::NestingTooDeep, "A callout cannot contain a callout.")
        }
        "callout" => read_callout(item.object()?).map(Block::Callout),
        "callToAction" => read_call_to_action(item.object()?).map(Block::CallToAction),
        other => unknown_type(item, other, BLOCK_TYPES),
    }
}

fn type_of<'v>(item: &mut ValueDecoder<'v, '_>) -> Option<&'v str> {
    let mut fields = item.object()?;
    fields.required("_type", |item| item.text())
}

fn unknown_type<T>(item: &mut ValueDecoder<'_, '_>, found: &str, known: &[&str]) -> Option<T> {
    let hint = hint_of(found, known);
    item.pointer.push_str("/_type");
    item.reject(ViolationCode::UnknownType, format!("\"{found}\" is not a type of the Portable Text profile. {hint}"))
}

fn read_key(fields: &mut ObjectDecoder<'_, '_>) -> String {
    fields.optional("_key", TextRule::line(64).read()).unwrap_or_default()
}

fn read_text_block(mut fields: ObjectDecoder<'_, '_>) -> Option<TextBlock> {
    fields.ignore(&["_type"]);
    let key = read_key(&mut fields);
    let is_plain = !fields.has("style");
    let style = fields.optional("style", |item| item.string_enum()).or(is_plain.then_some(Style::Normal));
    let list_item: Option<ListItem> = fields.optional("listItem", |item| item.string_enum());
    let level = fields.optional("level", |item| item.integer(1..=6));
    if level.is_some() && !fields.has("listItem") {
        fields.reject::<()>("level", ViolationCode::Mismatch, "\"level\" is allowed only with \"listItem\".");
    }
    let mark_defs = fields
        .optional("markDefs", |item| {
            let mark_defs = item.list(MARK_DEFS_MAX, read_mark_def)?;
            reject_repeated_keys(item, mark_defs.iter().map(MarkDef::key));
            Some(mark_defs)
        })
        .unwrap_or_default();
    let mark_keys: Vec<String> = mark_defs.iter().map(|mark_def| mark_def.key().to_owned()).collect();
    let marks_readable = !fields.has("markDefs") || !mark_defs.is_empty() || fields.is_empty_list("markDefs");
    let children = fields.required("children", |item| {
        let children = item.list(CHILDREN_MAX, |item| read_span(item, marks_readable.then_some(&mark_keys)))?;
        reject_repeated_keys(item, children.iter().map(|span| span.key.as_str())).then_some(children)
    });
    fields.finish();
    let level = list_item.map(|_| level.unwrap_or(1));
    Some(TextBlock { key, style: style?, list_item, level, mark_defs, children: children? })
}

fn read_span(item: &mut ValueDecoder<'_, '_>, mark_keys: Option<&Vec<String>>) -> Option<Span> {
    let span_type = type_of(item)?;
    if span_type != "span" {
        return unknown_type(item, span_type, &["span"]);
    }
    let mut fields = item.object()?;
    fields.ignore(&["_type"]);
    let key = read_key(&mut fields);
    let text = fields.required("text", TextRule::any(SPAN_TEXT_MAX).read());
    let mut seen: Vec<String> = Vec::new();
    let marks = fields.list("marks", MARKS_MAX, |item| {
        let mark = item.text()?;
        if let Some(keys) = mark_keys
            && !DECORATORS.contains(&mark)
            && !keys.iter().any(|key| key == mark)
        {
            return item.reject(ViolationCode::UnknownMark, mark_refusal(mark));
        }
        if seen.iter().any(|earlier| earlier == mark) {
            return item.reject(ViolationCode::Duplicate, format!("The mark \"{mark}\" appears twice on this span."));
        }
        seen.push(mark.to_owned());
        Some(mark.to_owned())
    });
    fields.finish();
    Some(Span { kind: SpanType::Span, key, text: text?, marks })
}

fn mark_refusal(mark: &str) -> String {
    let hint = closest_match(mark, DECORATORS.iter().copied()).map(|name| format!(" Did you mean \"{name}\"?"));
    format!(
        "\"{mark}\" is neither a decorator ({}) nor the _key of one of this block's markDefs.{}",
        DECORATORS.join(", "),
        hint.unwrap_or_default()
    )
}

fn read_mark_def(item: &mut ValueDecoder<'_, '_>) -> Option<MarkDef> {
    let mark_type = type_of(item)?;
    if !["link", "phrase"].contains(&mark_type) {
        return unknown_type(item, mark_type, &["link", "phrase"]);
    }
    let mut fields = item.object()?;
    fields.ignore(&["_type"]);
    // Spans refer to an annotation by its key, so a generated key would have no use.
    let key = fields.required("_key", |item| {
        let key = TextRule::line(64).read()(item)?;
        if DECORATORS.contains(&key.as_str()) {
            return item
                .reject(ViolationCode::Duplicate, format!("\"{key}\" is the name of a decorator; use another key."));
        }
        Some(key)
    });
    let mark_def = if mark_type == "phrase" {
        let phrase_id = fields.required("phraseId", Id::read);
        fields.finish();
        MarkDef::Phrase(PhraseMark { key: key?, phrase_id: phrase_id? })
    } else {
        let (href, article_id, anchor) = read_link(&mut fields);
        fields.finish();
        let key = key?;
        MarkDef::Link(match (href, article_id) {
            (Some(href), None) => LinkMark::Url(UrlLink { key, href }),
            (None, Some(article_id)) => LinkMark::Article(ArticleLink { key, article_id, anchor }),
            _ => return None,
        })
    };
    Some(mark_def)
}

fn read_link(fields: &mut ObjectDecoder<'_, '_>) -> (Option<String>, Option<Id>, Option<Slug>) {
    let to_article = fields.has("articleId");
    if to_article && fields.has("href") {
        let detail = "A link has \"href\", or \"articleId\" with an optional \"anchor\", not both.";
        fields.reject::<()>("href", ViolationCode::MutuallyExclusive, detail);
    }
    if !to_article && fields.has("anchor") {
        let detail = "\"anchor\" requires \"articleId\"; for a section of the same article use \"href\": \"#anchor\".";
        fields.reject::<()>("anchor", ViolationCode::MutuallyExclusive, detail);
    }
    let anchor = fields.optional("anchor", Slug::read);
    if to_article {
        let article_id = fields.required("articleId", Id::read);
        (fields.optional("href", read_href), article_id, anchor)
    } else {
        let href = fields.required("href", read_href);
        (href, fields.optional("articleId", Id::read), anchor)
    }
}

fn read_suggested_phrase(mut fields: ObjectDecoder<'_, '_>) -> Option<SuggestedPhrase> {
    fields.ignore(&["_type"]);
    let key = read_key(&mut fields);
    let phrase_id = fields.required("phraseId", Id::read);
    fields.finish();
    Some(SuggestedPhrase { key, phrase_id: phrase_id? })
}

fn read_callout(mut fields: ObjectDecoder<'_, '_>) -> Option<Callout> {
    fields.ignore(&["_type"]);
    let key = read_key(&mut fields);
    let tone = fields.required("tone", |item| item.string_enum());
    let content = fields.required("content", |item| {
        let content = item.list(CALLOUT_BLOCKS_MAX, |item| read_block(item, BlockContainer::Callout))?;
        if content.is_empty() {
            return item.reject(ViolationCode::TooFew, "A callout needs at least one block.");
        }
        reject_repeated_keys(item, content.iter().map(Block::key)).then_some(content)
    });
    fields.finish();
    Some(Callout { key, tone: tone?, content: content? })
}

fn read_call_to_action(mut fields: ObjectDecoder<'_, '_>) -> Option<CallToAction> {
    fields.ignore(&["_type"]);
    let key = read_key(&mut fields);
    let text = fields.optional("text", TextRule::lines(500).read());
    let label = fields.required("label", TextRule::line(100).read());
    let url = fields.required("url", read_href);
    fields.finish();
    Some(CallToAction { key, text, label: label?, url: url? })
}

fn reject_repeated_keys<'k>(item: &mut ValueDecoder<'_, '_>, keys: impl Iterator<Item = &'k str>) -> bool {
    let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
    let repeated = crate::content::decode::first_duplicate(&keys).map(|index| keys[index]);
    if let Some(key) = repeated {
        item.reject::<()>(ViolationCode::Duplicate, format!("The _key \"{key}\" appears twice in this list."));
    }
    repeated.is_none()
}
