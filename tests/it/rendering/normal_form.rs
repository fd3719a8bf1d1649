//! Normal form of bodies for comparison: without data that Markdown cannot express, and with keys replaced by positions.

use cairn::content::portable_text::{
    ArticleLink, Block, CallToAction, Callout, LinkMark, MarkDef, PhraseMark, Span, TextBlock, UrlLink,
};

pub(crate) fn normal(blocks: &[Block]) -> Vec<Block> {
    let mut normal: Vec<Block> = blocks.iter().filter_map(normal_block).collect();
    clear_keys(&mut normal);
    normal
}

fn normal_block(block: &Block) -> Option<Block> {
    match block {
        Block::Block(text) => normal_text(text).map(Block::Block),
        Block::Callout(callout) => {
            let content: Vec<Block> = callout.content.iter().filter_map(normal_block).collect();
            (!content.is_empty()).then(|| Block::Callout(Callout { content, ..callout.clone() }))
        }
        Block::CallToAction(call) => {
            let text = call.text.as_ref().map(|text| text.trim().to_owned());
            Some(Block::CallToAction(CallToAction { text, ..call.clone() }))
        }
        Block::SuggestedPhrase(_) => Some(block.clone()),
    }
}

fn normal_text(block: &TextBlock) -> Option<TextBlock> {
    let mut mark_defs: Vec<MarkDef> = Vec::new();
    let mut children: Vec<Span> = Vec::new();
    let mut last_annotation: Option<&String> = None;
    for span in block.children.iter().filter(|span| !span.text.is_empty()) {
        let is_annotation = |mark: &&String| block.mark_defs.iter().any(|mark_def| mark_def.key() == mark.as_str());
        let annotation = span.marks.iter().find(is_annotation);
        let mut marks: Vec<String> = ["strong", "em", "code", "underline", "strike-through"]
            .iter()
            .filter(|word| span.marks.iter().any(|mark| mark == *word))
            .map(|word| (*word).to_owned())
            .collect();
        if let Some(key) = annotation {
            if last_annotation != Some(key) {
                let mark_def = block.mark_defs.iter().find(|mark_def| mark_def.key() == key).unwrap();
                mark_defs.push(with_key(mark_def, format!("m{}", mark_defs.len() + 1)));
            }
            marks.push(format!("m{}", mark_defs.len()));
        }
        last_annotation = annotation;
        match children.last_mut() {
            Some(last) if last.marks == marks => last.text.push_str(&span.text),
            _ => children.push(Span { marks, ..span.clone() }),
        }
    }
    let level = block.list_item.map(|_| block.level.unwrap_or(1));
    (!children.is_empty()).then(|| TextBlock { mark_defs, children, level, ..block.clone() })
}

fn with_key(mark_def: &MarkDef, key: String) -> MarkDef {
    match mark_def.clone() {
        MarkDef::Link(LinkMark::Url(link)) => MarkDef::Link(LinkMark::Url(UrlLink { key, ..link })),
        MarkDef::Link(LinkMark::Article(link)) => MarkDef::Link(LinkMark::Article(ArticleLink { key, ..link })),
        MarkDef::Phrase(phrase) => MarkDef::Phrase(PhraseMark { key, ..phrase }),
    }
}

fn clear_keys(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Block(text) => {
                text.key.clear();
                text.children.iter_mut().for_each(|span| span.key.clear());
            }
            Block::SuggestedPhrase(phrase) => phrase.key.clear(),
            Block::Callout(callout) => {
                callout.key.clear();
                clear_keys(&mut callout.content);
            }
            Block::CallToAction(call) => call.key.clear(),
        }
    }
}
