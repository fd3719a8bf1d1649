//! HTML: pages, fragments, and what word processors put on the clipboard.
//!
//! Owns what the elements and styles of HTML mean to a reader. No tree is built: what is open is a bounded stack, so
//! that no input can nest or repeat itself into more than its size. Text that is not kept is named in a note.

mod addresses;
mod effects;
mod elements;
mod flow;
mod head;
mod leaving_out;
mod places;
mod reader;
mod review;
mod stack;
mod styles;
mod survey;
mod tokens;

use super::credits::credit;
use super::manuscript::{Converted, Manuscript, Origin, Part, Shape, finish};
use super::publication::Publication;
use super::source::Source;
use head::Head;
use reader::Reader;
use survey::Survey;

/// How the text of a piece of HTML is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineBreaks {
    /// As HTML says: they are spaces.
    Spaces,
    /// As WordPress does in its classic editor: an empty line parts paragraphs, and others break lines.
    Paragraphs,
}

/// Reads a page or a fragment as one article.
pub fn read_html(source: &Source<'_>, html: &str) -> Vec<Converted> {
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    let (mut manuscript, head) = read(html, LineBreaks::Spaces);
    lift_title(&mut manuscript);
    let locale = source.locale_of(head.language.as_deref());
    manuscript.summary = head.description;
    let mut fields = serde_json::Map::new();
    if let Some(author) = head.author {
        fields.insert("authors".to_owned(), serde_json::json!([credit(&author)]));
    }
    finish(
        manuscript,
        Origin {
            name: source.lasting_name(),
            line: 0,
            locale: &locale,
            fallback_title: head.title.unwrap_or_else(|| source.title()),
            slug: None,
            fields,
            publication: source.publication(Publication::of(&head.members)),
        },
    )
}

/// Reads HTML into a manuscript, and what the head of the page says.
pub(super) fn read(html: &str, line_breaks: LineBreaks) -> (Manuscript, Head) {
    let survey = tokens::tokenize(html, Survey::default());
    tokens::tokenize(html, Reader::new(survey, line_breaks)).finish()
}

/// The only heading of level 1 is the title of the page, if little stands before it: a path to the page, a date.
fn lift_title(manuscript: &mut Manuscript) {
    const WORDS_BEFORE_MAX: usize = 60;
    let is_first = |part: &Part| matches!(part.shape, Shape::Heading { level: 1, .. });
    let is_title = |part: &Part| matches!(part.shape, Shape::Heading { level: 0, .. });
    if manuscript.parts.iter().any(is_title) {
        return;
    }
    let Some(index) = manuscript.parts.iter().position(is_first) else { return };
    let before = manuscript.parts[..index].iter().map(|part| part.text().split_whitespace().count());
    let alone = manuscript.parts.iter().filter(|part| is_first(part)).count() == 1;
    if index > 1 && alone && before.sum::<usize>() <= WORDS_BEFORE_MAX {
        manuscript.title = Some(manuscript.parts.remove(index).text());
    }
}
