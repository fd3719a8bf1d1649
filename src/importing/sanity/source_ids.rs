//! The source ids of documents: their id, or a path made of their title where they have none.

use std::collections::HashSet;

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::dataset::Dataset;
use crate::importing::text::{abbreviate, one_line};

/// The names that documents have so far.
#[derive(Debug, Default)]
pub(super) struct SourceIds(HashSet<String>);

impl SourceIds {
    /// Returns the source id of a document, or its abbreviated title as the error if the id is taken. Source ids do not depend on where in the file
    /// a document stands, so that a second import finds each of them again.
    pub(super) fn take(&mut self, dataset: &Dataset<'_>, document: &Map<String, Value>) -> Result<String, String> {
        let word =
            |name: &str| document.get(name).and_then(Value::as_str).map(one_line).filter(|word| !word.is_empty());
        if let Some(id) = word("_id") {
            let name = dataset.source_id(&id);
            return if self.0.insert(name.clone()) { Ok(name) } else { Err(abbreviate(&id)) };
        }
        let slug = document.get("slug").and_then(|slug| slug.get("current")?.as_str().map(one_line));
        let slug = slug.or_else(|| word("slug")).or_else(|| word("title")).or_else(|| word("name"));
        let language = ["language", "locale", "lang", "__i18n_lang"].iter().find_map(|name| word(name));
        let parts: Vec<String> = [word("_type"), language, slug].into_iter().flatten().collect();
        let title_path = parts.join("/");
        // Two documents may have the same title and not be the same.
        let with_digest =
            format!("{title_path}#{:016x}", xxh3_64(Value::Object(document.clone()).to_string().as_bytes()));
        let mut names = [title_path.as_str(), &with_digest].map(|name| dataset.source.part_id(name)).into_iter();
        names.find(|name| self.0.insert(name.clone())).ok_or_else(|| abbreviate(&title_path))
    }
}
