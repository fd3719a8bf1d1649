//! What is to be imported: the entries of the files, each with where it stands.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::format::Format;
use crate::content::id::InvalidId;
use crate::content::{Id, Kind, Locale, Slug};
use crate::importing::{self, Converted, Note, SectionFile, Source, Standing};

/// One thing to import, as its file has it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands, for messages.
    pub(super) place: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Its lasting name in the files.
    pub(super) source_id: String,
    /// Its id, if its file says it: what is new gets it.
    pub(super) id: Option<Id>,
    /// Its fields, references still by name.
    pub(super) fields: Map<String, Value>,
    /// The sections of an article.
    pub(super) sections: Vec<SectionFile>,
    /// Whether its slug was made by the importer, so that another will do.
    pub(super) made_slug: bool,
    /// Slugs to take where its own is another article's, the best first.
    pub(super) other_slugs: Vec<Slug>,
    /// Whether it is published by an import that publishes.
    pub(super) standing: Standing,
    /// Whether it is only needed by others, and left as it is where it is there.
    pub(super) is_implied: bool,
    /// Whether its Markdown was not written for Cairn.
    pub(super) is_foreign: bool,
    /// The name of its file, by which links of other files lead to it.
    pub(super) file_name: Option<String>,
    /// What could not be kept when its file was read.
    pub(super) notes: Vec<Note>,
}

impl Entry {
    /// An entry that has nothing to say but its fields.
    pub(super) fn new(place: String, kind: Kind, source_id: String, fields: Map<String, Value>) -> Self {
        Self {
            place,
            kind,
            source_id,
            id: None,
            fields,
            sections: Vec::new(),
            made_slug: false,
            other_slugs: Vec::new(),
            standing: Standing::Ready,
            is_implied: false,
            is_foreign: false,
            file_name: None,
            notes: Vec::new(),
        }
    }
}

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'f> {
    /// What messages call it.
    pub place: &'f str,
    /// Its name, with `/` between folders: what is made of a file that does not say how it is called.
    pub name: &'f str,
    /// What it is; its name says so if this does not.
    pub format: Option<Format>,
    /// What it holds.
    pub text: &'f str,
}

/// Everything that is to be imported together.
#[derive(Debug)]
pub struct Bundle {
    pub(super) entries: Vec<Entry>,
    places: HashMap<(Kind, String), usize>,
    locale: Locale,
}

/// Something in a file that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// Which file, and where in it.
    pub place: String,
    /// What is wrong.
    pub detail: String,
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {detail}")]
pub struct BundleError {
    /// Which file.
    pub place: String,
    /// What is wrong.
    pub detail: String,
}

impl Bundle {
    /// Nothing yet. `locale` is that of pages that name none.
    pub fn new(locale: Locale) -> Self {
        Self { entries: Vec::new(), places: HashMap::new(), locale }
    }

    /// Adds what a file holds.
    pub fn add_file(&mut self, file: SourceFile<'_>) -> Result<(), BundleError> {
        match file.format.or_else(|| Format::of_path(Path::new(file.name))) {
            Some(Format::Markdown) => self.add_article(file),
            Some(Format::Topics) => self.add_list(file, Kind::Topic),
            Some(Format::Phrases) => self.add_list(file, Kind::Phrase),
            Some(Format::Resources) => self.add_list(file, Kind::Resource),
            Some(Format::Text) => {
                let locale = self.locale.clone();
                let source = Source { name: file.name, locale: &locale };
                self.add_converted(file.place, importing::read_plain_text(&source, file.text))
            }
            Some(Format::Ndjson) => Err(BundleError {
                place: file.place.to_owned(),
                detail: "not an export of Cairn: those begin with a line that says so".to_owned(),
            }),
            None => Err(BundleError {
                place: file.place.to_owned(),
                detail:
                    "not a file that can be imported; give topics.yaml, phrases.yaml, resources.yaml, or documents \
                         as .md or .txt"
                        .to_owned(),
            }),
        }
    }

    /// Whether a file of that name, found in a folder, is to be imported.
    pub fn takes(path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        Format::of_path(path).is_some() && !["readme", "license", "licence", "robots"].contains(&stem.as_ref())
    }

    /// How many things there are to import.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to import.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add_list(&mut self, file: SourceFile<'_>, kind: Kind) -> Result<(), BundleError> {
        let refuse = |place: String, detail: String| BundleError { place, detail };
        let items =
            importing::read_yaml_list(file.text).map_err(|error| refuse(file.place.to_owned(), error.to_string()))?;
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{}, item {}", file.place, index + 1);
            let Value::Object(mut fields) = item else {
                return Err(refuse(place, "must be a mapping of fields".to_owned()));
            };
            let standing = take_draft(&mut fields).map_err(|detail| refuse(place.clone(), detail))?;
            let id = take_id(&mut fields).map_err(|detail| refuse(place.clone(), detail))?;
            let source_id = fields.shift_remove("sourceId");
            let named = source_id.or_else(|| fields.get("slug").filter(|_| kind == Kind::Topic).cloned());
            let wanted = if kind == Kind::Topic { "slug" } else { "sourceId" };
            let Some(Value::String(source_id)) = named else {
                return Err(refuse(place, format!("needs a \"{wanted}\", the name that other files use for it")));
            };
            self.add(Entry { id, standing, ..Entry::new(place, kind, source_id, fields) })?;
        }
        Ok(())
    }

    fn add_article(&mut self, source: SourceFile<'_>) -> Result<(), BundleError> {
        let refuse = |detail: String| BundleError { place: source.place.to_owned(), detail };
        let file = importing::read_article_file(source.text).map_err(|error| refuse(error.to_string()))?;
        if !importing::is_article_file(&file) {
            return self.add_page(source, file);
        }
        let Value::Object(mut fields) = file.front else {
            return Err(refuse("the front matter must be a mapping of fields".to_owned()));
        };
        let mut notes = Vec::new();
        if let Some(title) = file.title {
            let said = fields.entry("title").or_insert_with(|| Value::String(title.clone()));
            if said.as_str().is_some_and(|said| said.trim() != title.trim()) {
                let detail = format!("The heading \"{}\" was left out: the article has another title.", title.trim());
                notes.push(Note { line: None, detail });
            }
        }
        let standing = take_draft(&mut fields).map_err(refuse)?;
        let id = take_id(&mut fields).map_err(refuse)?;
        let word = |name: &str| fields.get(name).and_then(Value::as_str);
        let default_name = word("locale").zip(word("slug")).map(|(locale, slug)| format!("{locale}/{slug}"));
        let source_id = match fields.shift_remove("sourceId") {
            Some(Value::String(source_id)) => source_id,
            Some(_) => return Err(refuse("\"sourceId\" must be text".to_owned())),
            None => default_name.ok_or_else(|| refuse("\"locale\" and \"slug\" must be text".to_owned()))?,
        };
        self.add(Entry {
            id,
            sections: file.sections,
            standing,
            file_name: Some(source.name.to_owned()),
            notes,
            ..Entry::new(source.place.to_owned(), Kind::Article, source_id, fields)
        })
    }

    /// Adds a page that was not written for Cairn, known by the name of its file.
    fn add_page(&mut self, source: SourceFile<'_>, file: importing::ArticleFile) -> Result<(), BundleError> {
        let importing::Page { mut fields, slugs, topics, sections, is_draft, notes } =
            importing::read_page(file, source.name, &self.locale);
        for (slug, name) in topics {
            if !self.places.contains_key(&(Kind::Topic, slug.to_string())) {
                let Value::Object(topic) = json!({"kind": "subject", "slug": slug, "name": name}) else { continue };
                let place = source.place.to_owned();
                self.add(Entry { is_implied: true, ..Entry::new(place, Kind::Topic, slug.to_string(), topic) })?;
            }
        }
        let source_id = match fields.shift_remove("sourceId") {
            Some(Value::String(source_id)) => source_id,
            // Without a name of its own it is known by what it will be found under.
            _ if source.name.is_empty() => {
                let word = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
                let title = Slug::from_heading(word("title")).unwrap_or_else(Slug::article);
                format!("{}/{title}", word("locale"))
            }
            _ => source.name.to_owned(),
        };
        let made_slug = !fields.contains_key("slug");
        let mut slugs = slugs.into_iter();
        if made_slug {
            let title = fields.get("title").and_then(Value::as_str).and_then(Slug::from_heading);
            let slug = slugs.next().or(title).unwrap_or_else(Slug::article);
            fields.insert("slug".to_owned(), json!(slug));
        }
        self.add(Entry {
            sections,
            made_slug,
            other_slugs: slugs.collect(),
            standing: if is_draft { Standing::Draft } else { Standing::Ready },
            is_foreign: true,
            file_name: Some(source.name.to_owned()),
            notes: notes.into_iter().map(|detail| Note { line: None, detail }).collect(),
            ..Entry::new(source.place.to_owned(), Kind::Article, source_id, fields)
        })
    }

    fn add_converted(&mut self, place: &str, converted: Vec<Converted>) -> Result<(), BundleError> {
        for Converted { kind, source_id, fields, standing, notes } in converted {
            // The same words are the same phrase, and the same category the same topic, wherever they stand.
            let shared = standing == Standing::Proposed || kind == Kind::Topic;
            if shared && self.places.contains_key(&(kind, source_id.clone())) {
                continue;
            }
            let made_slug = kind == Kind::Article;
            self.add(Entry { made_slug, standing, notes, ..Entry::new(place.to_owned(), kind, source_id, fields) })?;
        }
        Ok(())
    }

    fn add(&mut self, entry: Entry) -> Result<(), BundleError> {
        let name = (entry.kind, entry.source_id.clone());
        match self.places.get(&name).and_then(|place| self.entries.get_mut(*place)) {
            // What a page only mentions gives way to what says more of itself.
            Some(twin) if twin.is_implied => *twin = entry,
            Some(_) if entry.is_implied => {}
            Some(twin) => {
                let detail = format!("the {} \"{}\" stands in {} too", entry.kind, entry.source_id, twin.place);
                return Err(BundleError { place: entry.place, detail });
            }
            None => {
                self.places.insert(name, self.entries.len());
                self.entries.push(entry);
            }
        }
        Ok(())
    }
}

/// The id that the fields say.
fn take_id(fields: &mut Map<String, Value>) -> Result<Option<Id>, String> {
    match fields.shift_remove("id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some).map_err(|error: InvalidId| error.to_string()),
        Some(_) => Err("\"id\" must be text".to_owned()),
    }
}

/// Whether the fields say that the thing is not to be published.
fn take_draft(fields: &mut Map<String, Value>) -> Result<Standing, String> {
    match fields.shift_remove("draft") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(Standing::Ready),
        Some(Value::Bool(true)) => Ok(Standing::Draft),
        Some(_) => Err("\"draft\" must be true or false".to_owned()),
    }
}
