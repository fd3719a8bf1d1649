//! Markdown pages that were not written for Cairn: what an article has to say of itself, found in what they have.
//!
//! Owns which fields of other systems mean what. What is not understood is noted, never dropped in silence. Must not
//! know what else there is: names and slugs are offered, and whoever calls chooses.

use serde_json::{Map, Value, json};

use super::article_file::{ArticleFile, first_paragraph};
use super::file_name::FileName;
use super::markdown_source::SectionFile;
use super::publication::Publication;
use super::source::ImportSource;
use super::text::{one_line, truncate_at_word};
use crate::content::credit::CREDITS_MAX;
use crate::content::shared_fields::TOPICS_MAX;
use crate::content::{Locale, Slug, Timestamp};

/// The title of a page that has nothing to make one of.
const UNTITLED: &str = "Untitled";

const TITLE_MAX: usize = 200;
const SUMMARY_MAX: usize = 300;
/// Some more may become of those that are too long.
const SECTIONS_MADE_MAX: usize = 80;
const NAME_MAX: usize = 100;
const VALUE_SHOWN_MAX: usize = 80;

/// Whether a value has the shape that goes with a field.
type ShapeCheck = fn(&Value) -> bool;

/// Fields of the import format that mean the same in any file, if they have the shape that goes with them.
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

/// A page as an article.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignPage {
    /// The fields of the article, with names in the place of ids, without its slug unless the page says it.
    pub fields: Map<String, Value>,
    /// Slugs made of its file's name, the best first; none if the page says its slug.
    pub slugs: Vec<Slug>,
    /// The topics it names, each with a slug and a name.
    pub topics: Vec<(Slug, String)>,
    /// Its text.
    pub sections: Vec<SectionFile>,
    /// Whether it says that it is not to be published.
    pub is_draft: bool,
    /// When it was published, if it is.
    pub public_since: Option<Timestamp>,
    /// What was left out or changed.
    pub notes: Vec<String>,
}

/// Reads a page.
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
    let said = front.text(&["title"]);
    if let (Some(said), Some(heading)) = (&said, &heading)
        && said.trim() != heading.trim()
    {
        front.notes.push(format!("The heading \"{}\" was left out: the page has another title.", heading.trim()));
    }
    let has_words = |text: &String| !one_line(text).is_empty();
    let title = [said, heading, first_heading, name.title()].into_iter().flatten().find(has_words);
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
        fields.insert("topics".to_owned(), topics.iter().map(|(slug, _)| json!(slug)).collect());
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
    ForeignPage {
        fields,
        slugs,
        topics,
        sections,
        is_draft,
        public_since: publication.since.filter(|_| !is_draft),
        notes,
    }
}

/// The sections as an article can hold them: none too many, and with headings and anchors of its own sort.
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
            // Lines of the file are lost to the notes of what comes after, which is better than the text.
            Some(last) if is_full => {
                let heading = section.heading.map(|heading| format!("### {heading}\n\n")).unwrap_or_default();
                last.markdown.extend(["\n\n", &heading, &section.markdown]);
            }
            _ => fitting.push(section),
        }
    }
    fitting
}

/// The front matter that is not understood yet, and what was said about it.
struct FrontMatterFields {
    rest: Map<String, Value>,
    notes: Vec<String>,
}

impl FrontMatterFields {
    /// The first of the members that is there and is text; the other members stay.
    fn text(&mut self, names: &[&str]) -> Option<String> {
        let name = names.iter().find(|name| self.rest.get(**name).is_some_and(|value| scalar_text(value).is_some()))?;
        let text = self.rest.shift_remove(*name).as_ref().and_then(scalar_text)?;
        Some(text).filter(|text| !text.trim().is_empty())
    }

    fn locale(&mut self) -> Option<Locale> {
        let name = ["locale", "lang", "language"].into_iter().find(|name| {
            self.rest.get(*name).and_then(Value::as_str).is_some_and(|tag| tag.parse::<Locale>().is_ok())
        })?;
        self.rest.shift_remove(name)?.as_str()?.parse().ok()
    }

    /// Reads the members about publication, and removes those that need no other note.
    fn publication(&mut self) -> Publication {
        let publication = Publication::from_metadata(&self.rest);
        self.rest.retain(|name, _| !publication.understood.contains(name));
        publication
    }

    fn topics(&mut self) -> Vec<(Slug, String)> {
        let mut topics: Vec<(Slug, String)> = Vec::new();
        for member in ["topics", "tags", "categories", "category"] {
            if !self.rest.get(member).is_some_and(|value| value.is_string() || is_list_of_text(value)) {
                continue;
            }
            for name in self.rest.shift_remove(member).iter().flat_map(list_of_text) {
                let name = shorten_line(&name, NAME_MAX);
                match Slug::from_heading(&name) {
                    Some(slug) if topics.iter().any(|(other, _)| *other == slug) => {}
                    Some(slug) if topics.len() < TOPICS_MAX => topics.push((slug, name)),
                    _ => self.notes.push(format!("\"{name}\" of \"{member}\" was left out.")),
                }
            }
        }
        topics
    }

    fn authors(&mut self) -> Vec<Value> {
        let mut authors: Vec<Value> = Vec::new();
        for member in ["authors", "author"] {
            let Some(value) = self.rest.get(member) else { continue };
            let several = match value {
                Value::Array(several) => several.clone(),
                one => vec![one.clone()],
            };
            let credit = |value: &Value| {
                let name = value.as_str().or_else(|| value.get("name")?.as_str())?;
                let name = shorten_line(name, TITLE_MAX);
                (!name.is_empty()).then(|| match value.get("credential").and_then(Value::as_str) {
                    Some(credential) => json!({"name": name, "credential": shorten_line(credential, TITLE_MAX)}),
                    None => json!({"name": name}),
                })
            };
            let credits: Option<Vec<Value>> = several.iter().map(credit).collect();
            if let Some(credits) = credits.filter(|credits| authors.len() + credits.len() <= CREDITS_MAX) {
                authors.extend(credits);
                self.rest.shift_remove(member);
            }
        }
        authors
    }

    /// The text on one line and not too long.
    fn fit(&mut self, field: &str, text: &str, max: usize) -> String {
        let fitting = shorten_line(text, max);
        if fitting.ends_with('…') && !text.trim_end().ends_with('…') {
            self.notes.push(format!("The {field} was too long and was cut: \"{}\".", text.trim()));
        }
        fitting
    }

    /// The notes, with one for everything that was not understood.
    fn finish(mut self) -> Vec<String> {
        for (name, value) in &self.rest {
            let value = shorten_line(&value.to_string(), VALUE_SHOWN_MAX);
            self.notes.push(format!("The field \"{name}\" of the front matter was left out: {value}"));
        }
        self.notes
    }
}

fn is_list_of_text(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

fn is_list_of_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
}

/// A value that stands for text.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list of text, or text with commas.
fn list_of_text(value: &Value) -> Vec<String> {
    let items: Vec<&str> = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.split(',').collect(),
        _ => Vec::new(),
    };
    items.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The text on one line, cut between words where it has more than `max` characters.
fn shorten_line(text: &str, max: usize) -> String {
    let line = one_line(text);
    if truncate_at_word(&line, max).1.is_empty() {
        return line;
    }
    let (beginning, _) = truncate_at_word(&line, max.saturating_sub(1));
    format!("{}…", beginning.trim_end_matches([' ', ',', ';', ':', '.']))
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
        assert_eq!(page.topics[0].1, "Small Steps");
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
