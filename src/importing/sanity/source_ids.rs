//! Source ids of documents: their own id, or a path made of their title.

use std::collections::HashSet;

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::dataset::Dataset;
use crate::importing::text::{abbreviate, one_line};

/// The source ids assigned so far.
#[derive(Debug, Default)]
pub(super) struct SourceIds(HashSet<String>);

impl SourceIds {
    /// Returns the source id of a document. If the id is taken, the error names the document. Source ids do not depend
    /// on the position in the file, so a second import finds each document again.
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
        // Different documents may have the same title.
        let with_digest =
            format!("{title_path}#{:016x}", xxh3_64(Value::Object(document.clone()).to_string().as_bytes()));
        let mut names = [title_path.as_str(), &with_digest].map(|name| dataset.source.part_id(name)).into_iter();
        names.find(|name| self.0.insert(name.clone())).ok_or_else(|| abbreviate(&title_path))
    }
}
