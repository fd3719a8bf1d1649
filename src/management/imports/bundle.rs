//! The input of an import: the entries of all files, each with its location.

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
    /// Its name in messages.
    pub location: &'f str,
    /// The root of its import.
    pub root: ImportRoot<'f>,
    /// Its path, with `/` between folders. The id of a file that states none is derived from it.
    pub name: &'f str,
    /// Its format; by default, the name decides.
    pub format: Option<Format>,
    /// Its contents.
    pub text: &'f str,
}

/// All entries that are imported together.
#[derive(Debug)]
pub struct ImportBundle {
    pub(super) entries: Vec<ImportEntry>,
    /// Notes about files as a whole.
    pub(super) notes: Vec<ImportNote>,
    positions: HashMap<(Kind, String), usize>,
    locale: Locale,
    /// The maximum number of entries.
    entries_max: usize,
}

/// An error in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file, and the position in it.
    pub location: String,
    /// The error message.
    pub detail: String,
}

/// An error that prevents reading a file.
#[derive(Debug, thiserror::Error)]
#[error("{location}: {detail}")]
pub struct BundleError {
    /// The file.
    pub location: String,
    /// The error message.
    pub detail: String,
}

/// Parses the name of an import: one line of text of limited length.
pub fn parse_source(text: &str) -> Result<String, String> {
    const LENGTH_MAX: usize = 100;
    if text.is_empty() || text.chars().count() > LENGTH_MAX || text.chars().any(char::is_control) {
        return Err(format!("must have 1 to {LENGTH_MAX} characters, on one line"));
    }
    // These characters separate the parts of generated ids. Two imports could otherwise generate the same id.
    if text.contains(['/', '#']) {
        return Err("must not contain \"/\" or \"#\"".to_owned());
    }
    Ok(text.to_owned())
}

impl ImportBundle {
    /// Creates an empty bundle. `locale` is the locale of pages that state none.
    pub fn new(locale: Locale) -> Self {
        Self { entries: Vec::new(), notes: Vec::new(), positions: HashMap::new(), locale, entries_max: usize::MAX }
    }

    /// Sets the maximum number of entries.
    #[must_use]
    pub fn with_limit(self, entries_max: usize) -> Self {
        Self { entries_max, ..self }
    }

    /// Adds the entries of a file.
    pub fn add_file(&mut self, file: SourceFile<'_>) -> Result<(), BundleError> {
        let locale = FileName::parse(file.name).locale.unwrap_or_else(|| self.locale.clone());
        let source = ImportSource { root: file.root, name: file.name, locale: &locale };
        if let Some(detail) = unsupported::by_content(file.text.as_bytes()) {
            return Err(BundleError { location: file.location.to_owned(), detail });
        }
        match file.format.or_else(|| Format::of_path(Path::new(file.name))) {
            Some(Format::Markdown) => self.add_article(file, &source),
            Some(Format::Topics) => self.add_list(file, Kind::Topic),
            Some(Format::Phrases) => self.add_list(file, Kind::Phrase),
            Some(Format::Resources) => self.add_list(file, Kind::Resource),
            Some(Format::Text) => self.add_converted(file.location, importing::read_plain_text(&source, file.text)),
            Some(Format::Html) => self.add_converted(file.location, importing::read_html(&source, file.text)),
            Some(Format::Wordpress) => {
                self.add_conversion(file.location, importing::read_wordpress(&source, file.text))
            }
            Some(Format::Ndjson) => self.add_conversion(file.location, importing::read_sanity(&source, file.text)),
            None => Err(Self::not_importable(file.location, Path::new(file.name))),
        }
    }

    /// Returns the error about a file that cannot be imported.
    pub fn not_importable(location: &str, path: &Path) -> BundleError {
        const KNOWN: &str = "not a file that can be imported; give topics.yaml, phrases.yaml, resources.yaml, documents as \
            .md, .html or .txt, or an export as .ndjson (Cairn, Sanity) or .xml (WordPress)";
        let detail = match unsupported::by_path(path) {
            Some(what) => format!("not a file that can be imported: {what}"),
            None => KNOWN.to_owned(),
        };
        BundleError { location: location.to_owned(), detail }
    }

    /// Adds a note about a skipped file in a folder, if it is a document whose text somebody may expect.
    pub fn note_skipped(&mut self, location: &str, path: &Path) {
        if let Some(what) = unsupported::by_path(path) {
            self.notes.push(ImportNote { location: location.to_owned(), detail: format!("It was skipped: {what}.") });
        }
    }

    /// Adds a note about a folder or file that is skipped because its name is hidden.
    pub fn note_hidden(&mut self, location: &str) {
        let detail = "It was skipped: its name starts with a dot.".to_owned();
        self.notes.push(ImportNote { location: location.to_owned(), detail });
    }

    /// Returns the notes about files as a whole.
    pub fn notes(&self) -> &[ImportNote] {
        &self.notes
    }

    /// Returns true if a file of that name in a folder is imported.
    pub fn is_importable(path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        // XML and JSON files may be anything, so an export in them must be named explicitly.
        let may_be_anything = ["xml", "json"].contains(&extension.as_ref());
        let is_about_folder = ["readme", "license", "licence", "robots"].contains(&stem.as_ref());
        Format::of_path(path).is_some() && !may_be_anything && !is_about_folder
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add_list(&mut self, file: SourceFile<'_>, kind: Kind) -> Result<(), BundleError> {
        let error = |location: String, detail: String| BundleError { location, detail };
        let items = importing::read_yaml_list(file.text)
            .map_err(|yaml_error| error(file.location.to_owned(), yaml_error.to_string()))?;
        for (index, item) in items.into_iter().enumerate() {
            let location = format!("{}, item {}", file.location, index + 1);
            let Value::Object(mut fields) = item else {
                return Err(error(location, "must be a mapping of fields".to_owned()));
            };
            let import_status = take_draft(&mut fields).map_err(|detail| error(location.clone(), detail))?;
            let id = take_id(&mut fields).map_err(|detail| error(location.clone(), detail))?;
            let source_id = fields.shift_remove("sourceId");
            let named = source_id.or_else(|| fields.get("slug").filter(|_| kind == Kind::Topic).cloned());
            let required = if kind == Kind::Topic { "slug" } else { "sourceId" };
            let Some(Value::String(source_id)) = named else {
                return Err(error(location, format!("needs a \"{required}\", the name that other files use for it")));
            };
            self.add(ImportEntry { id, import_status, ..ImportEntry::new(location, kind, source_id, fields) })?;
        }
        Ok(())
    }

    fn add_article(&mut self, text: SourceFile<'_>, source: &ImportSource<'_>) -> Result<(), BundleError> {
        let error = |detail: String| BundleError { location: text.location.to_owned(), detail };
        let file = importing::read_article_file(text.text).map_err(|file_error| error(file_error.to_string()))?;
        if !importing::is_article_file(&file) {
            return self.add_page(text.location, source, file);
        }
        let Value::Object(mut fields) = file.front else {
            return Err(error("the front matter must be a mapping of fields".to_owned()));
        };
        let mut notes = Vec::new();
        if let Some(title) = file.title {
            let field = fields.entry("title").or_insert_with(|| Value::String(title.clone()));
            if field.as_str().is_some_and(|text| text.trim() != title.trim()) {
                let detail = format!("The heading \"{}\" was left out: the article has another title.", title.trim());
                notes.push(Note { line: None, detail });
            }
        }
        let import_status = take_draft(&mut fields).map_err(error)?;
        let id = take_id(&mut fields).map_err(error)?;
        let word = |name: &str| fields.get(name).and_then(Value::as_str);
        let default_name = word("locale").zip(word("slug")).map(|(locale, slug)| format!("{locale}/{slug}"));
        let source_id = match fields.shift_remove("sourceId") {
            Some(Value::String(source_id)) => source_id,
            Some(_) => return Err(error("\"sourceId\" must be text".to_owned())),
            None => default_name.ok_or_else(|| error("\"locale\" and \"slug\" must be text".to_owned()))?,
        };
        self.add(ImportEntry {
            id,
            sections: file.sections,
            import_status,
            file: Some(FileLocation::of(source)),
            notes,
            ..ImportEntry::new(text.location.to_owned(), Kind::Article, source_id, fields)
        })
    }

    /// Adds a page that was not written for Cairn. Its id is derived from its file name.
    fn add_page(&mut self, location: &str, source: &ImportSource<'_>, file: ArticleFile) -> Result<(), BundleError> {
        let importing::ForeignPage { mut fields, slugs, topics, sections, is_draft, public_since, notes } =
            importing::read_foreign_page(file, source);
        for importing::PageTopic { slug, name } in topics {
            if !self.positions.contains_key(&(Kind::Topic, slug.to_string())) {
                let Value::Object(topic) = json!({"kind": "subject", "slug": slug, "name": name}) else { continue };
                let location = location.to_owned();
                // A draft must not publish its own tags.
                let import_status = ImportStatus::Proposed;
                let implied = ImportEntry::new(location, Kind::Topic, slug.to_string(), topic);
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
            ..ImportEntry::new(location.to_owned(), Kind::Article, source_id, fields)
        })
    }

    fn add_conversion(&mut self, location: &str, converted: Result<ConvertedFile, String>) -> Result<(), BundleError> {
        let ConvertedFile { entities, notes } =
            converted.map_err(|detail| BundleError { location: location.to_owned(), detail })?;
        self.notes.extend(notes.iter().map(|note| ImportNote::of(location, note)));
        self.add_converted(location, entities)
    }

    fn add_converted(&mut self, location: &str, converted: Vec<ConvertedEntity>) -> Result<(), BundleError> {
        for ConvertedEntity { kind, source_id, fields, import_status, public_since, notes } in converted {
            // Equal text is the same phrase or topic in every file.
            if import_status == ImportStatus::Proposed && self.positions.contains_key(&(kind, source_id.clone())) {
                continue;
            }
            self.add(ImportEntry {
                has_generated_slug: kind == Kind::Article,
                import_status,
                public_since,
                is_implied: kind == Kind::Topic,
                notes,
                ..ImportEntry::new(location.to_owned(), kind, source_id, fields)
            })?;
        }
        Ok(())
    }

    fn add(&mut self, entry: ImportEntry) -> Result<(), BundleError> {
        let name = (entry.kind, entry.source_id.clone());
        if self.entries.len() >= self.entries_max && !self.positions.contains_key(&name) {
            let entries_max = self.entries_max;
            let detail = format!(
                "it has more than {entries_max} entities; import it in parts, or with `cairn import`, which has no limit"
            );
            return Err(BundleError { location: entry.location, detail });
        }
        match self.positions.get(&name).and_then(|position| self.entries.get_mut(*position)) {
            // An entry that a page only implies is replaced by an explicit one.
            Some(twin) if twin.is_implied => *twin = entry,
            Some(twin) => {
                let (kind, name) = (entry.kind, &entry.source_id);
                let detail = format!("the {kind} \"{name}\" is also in {}; rename one of them", twin.location);
                return Err(BundleError { location: entry.location, detail });
            }
            None => {
                self.positions.insert(name, self.entries.len());
                self.entries.push(entry);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_bundle_is_the_number_of_its_entries() {
        let mut bundle = ImportBundle::new(Locale::english());
        assert_eq!(bundle.len(), 0);
        let text = "- {slug: tea, kind: subject, name: Tea}\n- {slug: cup, kind: subject, name: Cup}\n";
        let (location, name) = ("topics.yaml", "topics.yaml");
        bundle.add_file(SourceFile { location, root: ImportRoot::Unknown, name, format: None, text }).unwrap();
        assert_eq!(bundle.len(), 2);
    }
}
