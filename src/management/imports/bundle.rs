//! What is to be imported: the entries of the files, each with where it stands.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::entry::{FileLocation, ImportEntry, take_draft, take_id};
use super::format::Format;
use super::report::ImportNote;
use super::unsupported;
use crate::content::{Kind, Locale, Slug};
use crate::importing::{
    self, ArticleFile, ConvertedEntity, ConvertedFile, FileName, ImportRoot, ImportSource, ImportStatus, Note,
};

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'f> {
    /// What messages call it.
    pub place: &'f str,
    /// The root of its import.
    pub root: ImportRoot<'f>,
    /// Its name, with `/` between folders: what is made of a file that does not say how it is called.
    pub name: &'f str,
    /// What it is; its name says so if this does not.
    pub format: Option<Format>,
    /// What it holds.
    pub text: &'f str,
}

/// Everything that is to be imported together.
#[derive(Debug)]
pub struct ImportBundle {
    pub(super) entries: Vec<ImportEntry>,
    /// What is to be known of files as a whole.
    pub(super) notes: Vec<ImportNote>,
    places: HashMap<(Kind, String), usize>,
    locale: Locale,
    /// The most entries it takes.
    most: usize,
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

/// Reads what an import is called: text on one line, not too long.
pub fn parse_source(text: &str) -> Result<String, String> {
    const LENGTH_MAX: usize = 100;
    if text.is_empty() || text.chars().count() > LENGTH_MAX || text.chars().any(char::is_control) {
        return Err(format!("must have 1 to {LENGTH_MAX} characters, on one line"));
    }
    // They divide a name that an import makes: with them in it, two imports could make the same one.
    if text.contains(['/', '#']) {
        return Err("must not contain \"/\" or \"#\"".to_owned());
    }
    Ok(text.to_owned())
}

impl ImportBundle {
    /// Nothing yet. `locale` is that of pages that name none.
    pub fn new(locale: Locale) -> Self {
        Self { entries: Vec::new(), notes: Vec::new(), places: HashMap::new(), locale, most: usize::MAX }
    }

    /// The same, of at most so many entries.
    #[must_use]
    pub fn with_limit(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Adds what a file holds.
    pub fn add_file(&mut self, file: SourceFile<'_>) -> Result<(), BundleError> {
        let locale = FileName::parse(file.name).locale.unwrap_or_else(|| self.locale.clone());
        let source = ImportSource { root: file.root, name: file.name, locale: &locale };
        if let Some(detail) = unsupported::by_content(file.text.as_bytes()) {
            return Err(BundleError { place: file.place.to_owned(), detail });
        }
        match file.format.or_else(|| Format::of_path(Path::new(file.name))) {
            Some(Format::Markdown) => self.add_article(file, &source),
            Some(Format::Topics) => self.add_list(file, Kind::Topic),
            Some(Format::Phrases) => self.add_list(file, Kind::Phrase),
            Some(Format::Resources) => self.add_list(file, Kind::Resource),
            Some(Format::Text) => self.add_converted(file.place, importing::read_plain_text(&source, file.text)),
            Some(Format::Html) => self.add_converted(file.place, importing::read_html(&source, file.text)),
            Some(Format::Wordpress) => self.add_conversion(file.place, importing::read_wordpress(&source, file.text)),
            Some(Format::Ndjson) => self.add_conversion(file.place, importing::read_sanity(&source, file.text)),
            None => Err(Self::not_importable(file.place, Path::new(file.name))),
        }
    }

    /// The error about a file that is none to import.
    pub fn not_importable(place: &str, path: &Path) -> BundleError {
        const KNOWN: &str = "not a file that can be imported; give topics.yaml, phrases.yaml, resources.yaml, documents as \
            .md, .html or .txt, or an export as .ndjson (Cairn, Sanity) or .xml (WordPress)";
        let detail = match unsupported::by_path(path) {
            Some(what) => format!("not a file that can be imported: {what}"),
            None => KNOWN.to_owned(),
        };
        BundleError { place: place.to_owned(), detail }
    }

    /// Notes a file of a folder that is passed over, if somebody may have expected its text.
    pub fn note_skipped(&mut self, place: &str, path: &Path) {
        if let Some(what) = unsupported::by_path(path) {
            self.notes.push(ImportNote { location: place.to_owned(), detail: format!("It was passed over: {what}.") });
        }
    }

    /// Notes a folder or a file that is passed over because its name is hidden.
    pub fn note_hidden(&mut self, place: &str) {
        let detail = "It was passed over: its name starts with a dot.".to_owned();
        self.notes.push(ImportNote { location: place.to_owned(), detail });
    }

    /// The notes about files as a whole.
    pub fn notes(&self) -> &[ImportNote] {
        &self.notes
    }

    /// Whether a file of that name, found in a folder, is to be imported.
    pub fn is_importable(path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        // XML and JSON may be anything: an export in them is named by itself.
        let may_be_anything = ["xml", "json"].contains(&extension.as_ref());
        let is_about_folder = ["readme", "license", "licence", "robots"].contains(&stem.as_ref());
        Format::of_path(path).is_some() && !may_be_anything && !is_about_folder
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
            let import_status = take_draft(&mut fields).map_err(|detail| refuse(place.clone(), detail))?;
            let id = take_id(&mut fields).map_err(|detail| refuse(place.clone(), detail))?;
            let source_id = fields.shift_remove("sourceId");
            let named = source_id.or_else(|| fields.get("slug").filter(|_| kind == Kind::Topic).cloned());
            let wanted = if kind == Kind::Topic { "slug" } else { "sourceId" };
            let Some(Value::String(source_id)) = named else {
                return Err(refuse(place, format!("needs a \"{wanted}\", the name that other files use for it")));
            };
            self.add(ImportEntry { id, import_status, ..ImportEntry::new(place, kind, source_id, fields) })?;
        }
        Ok(())
    }

    fn add_article(&mut self, text: SourceFile<'_>, source: &ImportSource<'_>) -> Result<(), BundleError> {
        let refuse = |detail: String| BundleError { place: text.place.to_owned(), detail };
        let file = importing::read_article_file(text.text).map_err(|error| refuse(error.to_string()))?;
        if !importing::is_article_file(&file) {
            return self.add_page(text.place, source, file);
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
        let import_status = take_draft(&mut fields).map_err(refuse)?;
        let id = take_id(&mut fields).map_err(refuse)?;
        let word = |name: &str| fields.get(name).and_then(Value::as_str);
        let default_name = word("locale").zip(word("slug")).map(|(locale, slug)| format!("{locale}/{slug}"));
        let source_id = match fields.shift_remove("sourceId") {
            Some(Value::String(source_id)) => source_id,
            Some(_) => return Err(refuse("\"sourceId\" must be text".to_owned())),
            None => default_name.ok_or_else(|| refuse("\"locale\" and \"slug\" must be text".to_owned()))?,
        };
        self.add(ImportEntry {
            id,
            sections: file.sections,
            import_status,
            file: Some(FileLocation::of(source)),
            notes,
            ..ImportEntry::new(text.place.to_owned(), Kind::Article, source_id, fields)
        })
    }

    /// Adds a page that was not written for Cairn, known by the name of its file.
    fn add_page(&mut self, place: &str, source: &ImportSource<'_>, file: ArticleFile) -> Result<(), BundleError> {
        let importing::ForeignPage { mut fields, slugs, topics, sections, is_draft, public_since, notes } =
            importing::read_foreign_page(file, source);
        for importing::PageTopic { slug, name } in topics {
            if !self.places.contains_key(&(Kind::Topic, slug.to_string())) {
                let Value::Object(topic) = json!({"kind": "subject", "slug": slug, "name": name}) else { continue };
                let place = place.to_owned();
                // A word of a draft is nobody's to publish before the draft is.
                let import_status = ImportStatus::Proposed;
                let implied = ImportEntry::new(place, Kind::Topic, slug.to_string(), topic);
                self.add(ImportEntry { is_implied: true, import_status, ..implied })?;
            }
        }
        let source_id = if let Some(Value::String(source_id)) = fields.shift_remove("sourceId") {
            source_id
        } else {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
            source.source_id().resolve(text("locale"), text("title"))
        };
        let has_generated_slug = !fields.contains_key("slug");
        let mut slugs = slugs.into_iter();
        if has_generated_slug {
            let title = fields.get("title").and_then(Value::as_str).and_then(Slug::from_heading);
            let slug = slugs.next().or(title).unwrap_or_else(Slug::article);
            fields.insert("slug".to_owned(), json!(slug));
        }
        self.add(ImportEntry {
            sections,
            has_generated_slug,
            other_slugs: slugs.collect(),
            import_status: if is_draft { ImportStatus::Draft } else { ImportStatus::Ready },
            public_since,
            is_foreign: true,
            file: Some(FileLocation::of(source)),
            notes: notes.into_iter().map(|detail| Note { line: None, detail }).collect(),
            ..ImportEntry::new(place.to_owned(), Kind::Article, source_id, fields)
        })
    }

    fn add_conversion(&mut self, place: &str, converted: Result<ConvertedFile, String>) -> Result<(), BundleError> {
        let ConvertedFile { entities, notes } =
            converted.map_err(|detail| BundleError { place: place.to_owned(), detail })?;
        self.notes.extend(notes.iter().map(|note| ImportNote::of(place, note)));
        self.add_converted(place, entities)
    }

    fn add_converted(&mut self, place: &str, converted: Vec<ConvertedEntity>) -> Result<(), BundleError> {
        for ConvertedEntity { kind, source_id, fields, import_status, public_since, notes } in converted {
            // The same words are the same phrase or topic, wherever they stand.
            if import_status == ImportStatus::Proposed && self.places.contains_key(&(kind, source_id.clone())) {
                continue;
            }
            self.add(ImportEntry {
                has_generated_slug: kind == Kind::Article,
                import_status,
                public_since,
                is_implied: kind == Kind::Topic,
                notes,
                ..ImportEntry::new(place.to_owned(), kind, source_id, fields)
            })?;
        }
        Ok(())
    }

    fn add(&mut self, entry: ImportEntry) -> Result<(), BundleError> {
        let name = (entry.kind, entry.source_id.clone());
        if self.entries.len() >= self.most && !self.places.contains_key(&name) {
            let most = self.most;
            let detail = format!(
                "there are more than {most} things in it; import it in parts, or with `cairn import`, which takes any number"
            );
            return Err(BundleError { place: entry.place, detail });
        }
        match self.places.get(&name).and_then(|place| self.entries.get_mut(*place)) {
            // What a page only mentions gives way to what says more of itself.
            Some(twin) if twin.is_implied => *twin = entry,
            Some(_) if entry.is_implied => {}
            Some(twin) => {
                let (kind, name) = (entry.kind, &entry.source_id);
                let detail =
                    format!("the {kind} \"{name}\" stands in {} too; give one of them another name", twin.place);
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
