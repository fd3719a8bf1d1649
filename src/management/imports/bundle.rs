//! What is to be imported: the entries of the files, each with where it stands.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::content::{Kind, Locale};
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
    /// Its fields, references still by name.
    pub(super) fields: Map<String, Value>,
    /// The sections of an article, where they are in Markdown; else they are among its fields.
    pub(super) sections: Vec<SectionFile>,
    /// Whether it is published by an import that publishes.
    pub(super) standing: Standing,
    /// Whether its slug was made by the importer, so that another will do.
    pub(super) made_slug: bool,
    /// What could not be kept on the way here.
    pub(super) notes: Vec<Note>,
}

/// Everything that is to be imported together.
#[derive(Debug)]
pub struct Bundle {
    pub(super) entries: Vec<Entry>,
    by_name: HashMap<(Kind, String), usize>,
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

/// What a file is, by its name.
enum Format {
    Yaml(Kind),
    Markdown,
    PlainText,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match (stem.as_ref(), extension.as_str()) {
            (_, "md" | "markdown") => Some(Self::Markdown),
            ("topics", "yaml" | "yml") => Some(Self::Yaml(Kind::Topic)),
            ("phrases", "yaml" | "yml") => Some(Self::Yaml(Kind::Phrase)),
            ("resources", "yaml" | "yml") => Some(Self::Yaml(Kind::Resource)),
            (_, "txt" | "text") => Some(Self::PlainText),
            _ => None,
        }
    }
}

impl Bundle {
    /// An empty bundle of documents in that language, where they name no other.
    pub fn new(locale: Locale) -> Self {
        Self { entries: Vec::new(), by_name: HashMap::new(), locale }
    }

    /// Adds a file. `name` is the lasting name of what is in it, if it has no other: where it lies below what is imported.
    pub fn add_file(&mut self, path: &Path, name: &str, text: &str) -> Result<(), BundleError> {
        let place = path.display().to_string();
        let source = Source { name, locale: &self.locale.clone() };
        match Format::of(path) {
            Some(Format::Markdown) => self.add_article(&place, text),
            Some(Format::Yaml(kind)) => self.add_list(&place, kind, text),
            Some(Format::PlainText) => self.add_converted(&place, importing::read_plain_text(&source, text)),
            None => Err(BundleError {
                place,
                detail:
                    "not a file that can be imported; give topics.yaml, phrases.yaml, resources.yaml, or documents \
                         as .md or .txt"
                        .to_owned(),
            }),
        }
    }

    /// Whether a file of that name, found in a folder, is one to import.
    pub fn takes(path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        Format::of(path).is_some() && !["readme", "license", "licence", "robots"].contains(&stem.as_ref())
    }

    /// How many things there are to import.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to import.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add_list(&mut self, place: &str, kind: Kind, text: &str) -> Result<(), BundleError> {
        let refuse = |place: String, detail: String| BundleError { place, detail };
        let items = importing::read_yaml_list(text).map_err(|error| refuse(place.to_owned(), error.to_string()))?;
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{place}, item {}", index + 1);
            let Value::Object(mut fields) = item else {
                return Err(refuse(place, "must be a mapping of fields".to_owned()));
            };
            let named = if kind == Kind::Topic { fields.get("slug").cloned() } else { fields.remove("sourceId") };
            let wanted = if kind == Kind::Topic { "slug" } else { "sourceId" };
            let Some(Value::String(source_id)) = named else {
                return Err(refuse(place, format!("needs a \"{wanted}\", the name that other files use for it")));
            };
            self.add(Entry::written(place, kind, source_id, fields, Vec::new()))?;
        }
        Ok(())
    }

    fn add_article(&mut self, place: &str, text: &str) -> Result<(), BundleError> {
        let refuse = |detail: String| BundleError { place: place.to_owned(), detail };
        let file = importing::read_article_file(text).map_err(|error| refuse(error.to_string()))?;
        let Value::Object(mut fields) = file.front else {
            return Err(refuse("the front matter must be a mapping of fields".to_owned()));
        };
        if let Some(title) = file.title {
            fields.entry("title").or_insert(Value::String(title));
        }
        let word = |name: &str| fields.get(name).and_then(Value::as_str);
        let default_name = word("locale").zip(word("slug")).map(|(locale, slug)| format!("{locale}/{slug}"));
        let source_id = match fields.remove("sourceId") {
            Some(Value::String(source_id)) => source_id,
            Some(_) => return Err(refuse("\"sourceId\" must be text".to_owned())),
            None => default_name.ok_or_else(|| refuse("the front matter needs \"locale\" and \"slug\"".to_owned()))?,
        };
        self.add(Entry::written(place.to_owned(), Kind::Article, source_id, fields, file.sections))
    }

    fn add_converted(&mut self, place: &str, converted: Vec<Converted>) -> Result<(), BundleError> {
        for one in converted {
            let Converted { kind, source_id, fields, standing, notes } = one;
            // The same words are the same phrase, and the same category the same topic, wherever they stand.
            let shared = standing == Standing::Proposed || kind == Kind::Topic;
            if shared && self.by_name.contains_key(&(kind, source_id.clone())) {
                continue;
            }
            let (place, sections, made_slug) = (place.to_owned(), Vec::new(), kind == Kind::Article);
            self.add(Entry { place, kind, source_id, fields, sections, standing, made_slug, notes })?;
        }
        Ok(())
    }

    fn add(&mut self, entry: Entry) -> Result<(), BundleError> {
        let name = (entry.kind, entry.source_id.clone());
        if let Some(twin) = self.by_name.get(&name) {
            let twin = &self.entries[*twin].place;
            let detail = format!("the {} \"{}\" stands in {twin} too", entry.kind, entry.source_id);
            return Err(BundleError { place: entry.place, detail });
        }
        self.by_name.insert(name, self.entries.len());
        self.entries.push(entry);
        Ok(())
    }
}

impl Entry {
    /// An entry that stands in a file of the import format.
    fn written(
        place: String,
        kind: Kind,
        source_id: String,
        fields: Map<String, Value>,
        sections: Vec<SectionFile>,
    ) -> Self {
        let (standing, notes) = (Standing::Ready, Vec::new());
        Self { place, kind, source_id, fields, sections, standing, made_slug: false, notes }
    }
}
