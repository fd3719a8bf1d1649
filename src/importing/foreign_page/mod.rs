//! Markdown pages that were not written for Cairn: derives the fields of an article from the page.
//!
//! Owns the mapping of fields of other systems. Fields without a mapping are reported, never dropped silently. Must not
//! know existing content: it proposes names and slugs, and the caller chooses.

mod fields;

use serde_json::{Map, Value, json};

use super::article_file::{ArticleFile, first_paragraph};
use super::file_name::FileName;
use super::markdown_source::SectionFile;
use super::source::ImportSource;
use super::text::one_line;
use crate::content::{Slug, Timestamp};
use fields::{FrontMatterFields, is_list_of_objects, is_list_of_text, shorten_line};

pub use fields::PageTopic;

/// The title of a page from which none can be derived.
const UNTITLED: &str = "Untitled";

const TITLE_MAX: usize = 200;
const SUMMARY_MAX: usize = 300;
/// Maximum number of sections after long ones have been split.
const SECTIONS_MADE_MAX: usize = 80;

/// Checks that a value has the structure that its field requires.
type ShapeCheck = fn(&Value) -> bool;

/// Fields of the import format that are copied from any file if they have the required structure.
const PASS_THROUGH_FIELDS: &[(&str, ShapeCheck)] = &[
    ("kicker", Value::is_string),
    ("related", is_list_of_text),
    ("reviewers", is_list_of_objects),
    ("lastReviewedAt", Value::is_string),
    ("nextReviewAt", Value::is_string),
    ("seo", Value::is_object),
    ("translationOf", Value::is_string),
    ("translationGroupId", Value::is_string),
    ("sourceId", Value::is_string),
];

/// A page converted to an article.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignPage {
    /// The fields of the article, with names as references. The slug is only included if the page states it.
    pub fields: Map<String, Value>,
    /// Slugs derived from the file name, best first; empty if the page states a slug.
    pub slugs: Vec<Slug>,
    /// The topics of the page.
    pub topics: Vec<PageTopic>,
    /// The sections.
    pub sections: Vec<SectionFile>,
    /// True if the page must stay a draft.
    pub is_draft: bool,
    /// The time of its publication, if it was published.
    pub public_since: Option<Timestamp>,
    /// Changes and omissions.
    pub notes: Vec<String>,
}

/// Converts a page.
pub fn read_foreign_page(file: ArticleFile, source: &ImportSource<'_>) -> ForeignPage {
    let ArticleFile { front, comments, title: heading, first_heading, sections } = file;
    let mut front = FrontMatterFields { rest: front.as_object().cloned().unwrap_or_default(), notes: comments.notes };
    let name = FileName::parse(source.name);
    let mut publication = source.publication(front.publication());
    if let Some(unclosed) = comments.unclosed {
        publication.keep_as_draft(&unclosed);
    }
    let mut fields = Map::new();
    let locale = front.locale().or_else(|| name.locale.clone()).unwrap_or_else(|| source.locale.clone());
    fields.insert("locale".to_owned(), json!(locale));
    let stated = front.text(&["title"]);
    if let (Some(stated), Some(heading)) = (&stated, &heading)
        && stated.trim() != heading.trim()
    {
        front.notes.push(format!("The heading \"{}\" was left out: the page has another title.", heading.trim()));
    }
    let has_words = |text: &String| !one_line(text).is_empty();
    let title = [stated, heading, first_heading, name.title()].into_iter().flatten().find(has_words);
    if title.is_none() {
        publication.keep_as_draft("it has no title");
    }
    if sections.iter().all(|section| section.heading.is_none() && section.markdown.trim().is_empty()) {
        publication.keep_as_draft("it has no text");
    }
    let title = front.fit("title", title.as_deref().unwrap_or(UNTITLED), TITLE_MAX);
    let summary = front.text(&["summary", "description", "excerpt"]).filter(has_words);
    let first_paragraph = || sections.iter().find_map(|section| first_paragraph(&section.markdown));
    let summary = summary.or_else(|| first_paragraph().filter(has_words));
    let summary = shorten_line(summary.as_deref().unwrap_or(&title), SUMMARY_MAX);
    fields.insert("title".to_owned(), json!(title));
    fields.insert("summary".to_owned(), json!(summary));
    let slugs = match front.text(&["slug"]).and_then(|slug| Slug::from_heading(slug.trim_matches('/'))) {
        Some(slug) => {
            fields.insert("slug".to_owned(), json!(slug));
            Vec::new()
        }
        None => name.slugs(),
    };
    let topics = front.topics();
    if !topics.is_empty() {
        fields.insert("topics".to_owned(), topics.iter().map(|topic| json!(topic.slug)).collect());
    }
    let authors = front.authors();
    if !authors.is_empty() {
        fields.insert("authors".to_owned(), Value::Array(authors));
    }
    for (kept, fits) in PASS_THROUGH_FIELDS {
        if front.rest.get(*kept).is_some_and(fits)
            && let Some(value) = front.rest.shift_remove(*kept)
        {
            fields.insert((*kept).to_owned(), value);
        }
    }
    let sections = limit_sections(sections, &mut front);
    let is_draft = publication.is_draft();
    let mut notes = publication.reasons;
    notes.extend(front.finish());
    let public_since = publication.since.filter(|_| !is_draft);
    ForeignPage { fields, slugs, topics, sections, is_draft, public_since, notes }
}

/// Fits the sections to an article: limits their number, and cleans up headings and anchors.
fn limit_sections(sections: Vec<SectionFile>, front: &mut FrontMatterFields) -> Vec<SectionFile> {
    let mut anchors: Vec<String> = Vec::new();
    let mut fitting: Vec<SectionFile> = Vec::with_capacity(sections.len().min(SECTIONS_MADE_MAX));
    for mut section in sections {
        let heading = section.heading.take().map(|heading| front.fit("heading", &heading, TITLE_MAX));
        section.heading = heading.filter(|heading| !heading.is_empty());
        let anchor = section.anchor.take().filter(|anchor| anchor.parse::<Slug>().is_ok() && !anchors.contains(anchor));
        anchors.extend(anchor.clone());
        section.anchor = anchor;
        let is_full = fitting.len() >= SECTIONS_MADE_MAX;
        match fitting.last_mut() {
            // Notes about the joined text lose their line numbers; dropping the text would be worse.
            Some(last) if is_full => {
                let heading = section.heading.map(|heading| format!("### {heading}\n\n")).unwrap_or_default();
                last.markdown.extend(["\n\n", &heading, &section.markdown]);
            }
            _ => fitting.push(section),
        }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::importing::{ImportRoot, read_article_file};

    fn page(name: &str, text: &str) -> Option<ForeignPage> {
        let source = ImportSource { root: ImportRoot::Folder("docs"), name, locale: &"en".parse().ok()? };
        Some(read_foreign_page(read_article_file(text).ok()?, &source))
    }

    #[test]
    fn a_file_without_front_matter_is_named_by_its_heading_and_its_file() {
        let text = "# Setting up\n\n![badge](x) \n\nBegin *here*.\n\n## Then\n\nGo on.\n";
        let Some(page) = page("guides/set-up.md", text) else { unreachable!() };
        assert_eq!(page.fields["title"], "Setting up");
        assert_eq!(page.fields["summary"], "Begin here.");
        assert_eq!(page.slugs.iter().map(Slug::as_str).collect::<Vec<_>>(), ["set-up", "guides-set-up"]);
        assert_eq!(page.sections.len(), 2);
        assert!(page.notes.is_empty(), "{:?}", page.notes);
    }

    #[test]
    fn fields_of_other_systems_are_understood_or_noted() {
        let text = "---\ntitle: One\ndescription: What it is.\ntags: [Small Steps, small-steps]\ndate: 2024-05-06\ndraft: true\nauthor: Sam\nlang: de\n---\n# Other\n\nText.\n";
        let Some(page) = page("index.md", text) else { unreachable!() };
        let Value::Object(wanted) = json!({
            "locale": "de", "title": "One", "summary": "What it is.", "topics": ["small-steps"],
            "authors": [{"name": "Sam"}],
        }) else {
            unreachable!()
        };
        assert_eq!(page.fields, wanted);
        assert_eq!(page.topics[0].name, "Small Steps");
        assert!(page.is_draft);
        assert_eq!(page.notes.len(), 3, "{:?}", page.notes);
        assert_eq!(page.notes[0], "It stays a draft: \"draft\" is true.");
        assert!(page.notes[1].contains("Other") && page.notes[2].contains("\"date\""), "{:?}", page.notes);
    }

    #[test]
    fn long_text_is_cut_between_words() {
        assert_eq!(shorten_line("one two three", 9), "one two…");
        assert_eq!(shorten_line("one  two", 9), "one two");
        assert_eq!(shorten_line(&"x".repeat(20), 5), "xxxx…");
    }
}
