//! What is to be imported: the entries of the files, each with where it stands.

use std::path::Path;

use serde_json::{Map, Value};

use crate::content::Kind;
use crate::importing::{self, SectionFile};

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
    /// The sections of an article.
    pub(super) sections: Vec<SectionFile>,
}

/// Everything that is to be imported together.
#[derive(Debug, Default)]
pub struct Bundle {
    pub(super) entries: Vec<Entry>,
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
    /// Adds a file: `topics.yaml`, `phrases.yaml`, `resources.yaml`, or an article in Markdown.
    pub fn add_file(&mut self, path: &Path, text: &str) -> Result<(), BundleError> {
        let place = path.display().to_string();
        let refuse = |detail: String| BundleError { place: place.clone(), detail };
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match (stem.as_ref(), extension.as_ref()) {
            (_, "md" | "markdown") => self.add_article(&place, text),
            ("topics", "yaml" | "yml") => self.add_list(&place, Kind::Topic, text),
            ("phrases", "yaml" | "yml") => self.add_list(&place, Kind::Phrase, text),
            ("resources", "yaml" | "yml") => self.add_list(&place, Kind::Resource, text),
            _ => Err(refuse(
                "not a file of the import format; give topics.yaml, phrases.yaml, resources.yaml, or articles as .md"
                    .to_owned(),
            )),
        }
    }

    /// Whether a file of that name belongs to the import format.
    pub fn takes(path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        match path.extension().unwrap_or_default().to_string_lossy().as_ref() {
            "md" | "markdown" => !stem.eq_ignore_ascii_case("readme"),
            "yaml" | "yml" => ["topics", "phrases", "resources"].contains(&stem.as_ref()),
            _ => false,
        }
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
            self.add(Entry { place, kind, source_id, fields, sections: Vec::new() })?;
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
        self.add(Entry { place: place.to_owned(), kind: Kind::Article, source_id, fields, sections: file.sections })
    }

    fn add(&mut self, entry: Entry) -> Result<(), BundleError> {
        let twin = self.entries.iter().find(|other| other.kind == entry.kind && other.source_id == entry.source_id);
        if let Some(twin) = twin {
            let detail = format!("the {} \"{}\" stands in {} too", entry.kind, entry.source_id, twin.place);
            return Err(BundleError { place: entry.place, detail });
        }
        self.entries.push(entry);
        Ok(())
    }
}
