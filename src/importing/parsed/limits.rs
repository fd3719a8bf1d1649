//! Fits sections to the limits of an article: the number of sections, and of blocks in each. The excess is joined, never
//! dropped.

use super::document::{BlockKind, ParsedBlock, TOO_MANY_PARAGRAPHS};
use super::notes::Notes;
use crate::content::portable_text::BLOCKS_MAX;
use crate::content::section::SECTIONS_MAX;

/// A section during the conversion.
#[derive(Debug)]
pub(super) struct SectionBlocks {
    /// The heading with its anchor; `None` for text before the first heading.
    pub heading: Option<ParsedBlock>,
    pub blocks: Vec<ParsedBlock>,
}

/// Applies the limits of an article to the sections.
pub(super) fn enforce_limits(sections: Vec<SectionBlocks>, notes: &mut Notes) -> Vec<SectionBlocks> {
    let mut fitted: Vec<SectionBlocks> = Vec::new();
    for mut section in sections {
        if fitted.len() >= SECTIONS_MAX
            && let Some(last) = fitted.last_mut()
        {
            let line = section.heading.as_ref().map_or(0, |heading| heading.line);
            let sentence =
                format!("An article has at most {SECTIONS_MAX} sections; further ones became part of the last.");
            notes.add_once(line, &sentence);
            last.blocks.extend(section.heading.take().map(as_inner_heading));
            last.blocks.append(&mut section.blocks);
            continue;
        }
        while section.blocks.len() > BLOCKS_MAX && fitted.len() + 1 < SECTIONS_MAX {
            let rest = section.blocks.split_off(BLOCKS_MAX);
            let line = rest.first().map_or(0, |block| block.line);
            let sentence =
                format!("A section has at most {BLOCKS_MAX} blocks; the rest became a section without a heading.");
            notes.add(line, sentence);
            let blocks = std::mem::replace(&mut section.blocks, rest);
            fitted.push(SectionBlocks { heading: section.heading.take(), blocks });
        }
        fitted.push(section);
    }
    for section in &mut fitted {
        join_beyond(&mut section.blocks, notes);
    }
    fitted
}

fn as_inner_heading(mut block: ParsedBlock) -> ParsedBlock {
    block.kind = BlockKind::Heading { level: u8::MAX, anchor: None };
    block
}

/// Joins the blocks over the limit into one, with line breaks and without marks.
fn join_beyond(blocks: &mut Vec<ParsedBlock>, notes: &mut Notes) {
    if blocks.len() <= BLOCKS_MAX {
        return;
    }
    let rest = blocks.split_off(BLOCKS_MAX);
    let line = rest.first().map_or(0, |block| block.line);
    notes.add_once(line, TOO_MANY_PARAGRAPHS);
    let Some(last) = blocks.last_mut() else { return };
    if let BlockKind::Button { .. } = last.kind {
        last.kind = BlockKind::Paragraph;
    }
    if let Some(run) = last.runs.last_mut() {
        for block in rest {
            run.text.push('\n');
            run.text.push_str(&block.text());
        }
    }
}
