//! Making sections fit an article: at most so many sections of at most so many blocks. What goes beyond is
//! joined, never dropped.

use super::{Notes, Part, Shape};
use crate::content::portable_text::BLOCKS_MAX;
use crate::content::section::SECTIONS_MAX;

/// A section on its way.
#[derive(Debug)]
pub(super) struct SectionParts {
    /// Its heading and anchor; none for what stands before the first heading.
    pub heading: Option<Part>,
    /// What it says.
    pub parts: Vec<Part>,
}

/// The sections within the bounds of an article.
pub(super) fn fit(sections: Vec<SectionParts>, notes: &mut Notes) -> Vec<SectionParts> {
    let mut fitted: Vec<SectionParts> = Vec::new();
    for mut section in sections {
        if fitted.len() >= SECTIONS_MAX
            && let Some(last) = fitted.last_mut()
        {
            let line = section.heading.as_ref().map_or(0, |heading| heading.line);
            let sentence =
                format!("An article has at most {SECTIONS_MAX} sections; further ones became part of the last.");
            notes.once(line, &sentence);
            last.parts.extend(section.heading.take().map(as_inner_heading));
            last.parts.append(&mut section.parts);
            continue;
        }
        while section.parts.len() > BLOCKS_MAX && fitted.len() + 1 < SECTIONS_MAX {
            let rest = section.parts.split_off(BLOCKS_MAX);
            let line = rest.first().map_or(0, |part| part.line);
            let sentence =
                format!("A section has at most {BLOCKS_MAX} blocks; what follows is a section without a heading.");
            notes.add(line, sentence);
            fitted.push(SectionParts {
                heading: section.heading.take(),
                parts: std::mem::replace(&mut section.parts, rest),
            });
        }
        fitted.push(section);
    }
    for section in &mut fitted {
        join_beyond(&mut section.parts, notes);
    }
    fitted
}

fn as_inner_heading(mut part: Part) -> Part {
    part.shape = Shape::Heading { level: u8::MAX, anchor: None };
    part
}

/// Joins what goes beyond the blocks of a section to its last one, with line breaks and without marks.
fn join_beyond(parts: &mut Vec<Part>, notes: &mut Notes) {
    if parts.len() <= BLOCKS_MAX {
        return;
    }
    let rest = parts.split_off(BLOCKS_MAX);
    let line = rest.first().map_or(0, |part| part.line);
    notes
        .once(line, "There are more paragraphs than an article can hold; from here on they are one, with line breaks.");
    let Some(last) = parts.last_mut() else { return };
    if let Shape::Button { .. } = last.shape {
        last.shape = Shape::Paragraph;
    }
    if let Some(run) = last.runs.last_mut() {
        for part in rest {
            run.text.push('\n');
            run.text.push_str(&part.text());
        }
    }
}
