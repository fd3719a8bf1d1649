//! The lasting names of documents: by their id, or by what they are called where they have none.

use std::collections::HashSet;

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::dataset::Dataset;
use crate::importing::manuscript::{one_line, shortened};

/// The names that documents have so far.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The name of a document, or what it is called if it stands there already. Names do not depend on where in the file
    /// a document stands, so that a second import finds each of them again.
    pub(super) fn take(&mut self, dataset: &Dataset<'_>, document: &Map<String, Value>) -> Result<String, String> {
        let word =
            |name: &str| document.get(name).and_then(Value::as_str).map(one_line).filter(|word| !word.is_empty());
        if let Some(id) = word("_id") {
            let name = dataset.source_id(&id);
            return if self.0.insert(name.clone()) { Ok(name) } else { Err(shortened(&id)) };
        }
        let slug = document.get("slug").and_then(|slug| slug.get("current")?.as_str().map(one_line));
        let slug = slug.or_else(|| word("slug")).or_else(|| word("title")).or_else(|| word("name"));
        let language = ["language", "locale", "lang", "__i18n_lang"].iter().find_map(|name| word(name));
        let parts: Vec<String> = [word("_type"), language, slug].into_iter().flatten().collect();
        let called = parts.join("/");
        // Two documents may be called the same and not be the same.
        let told_apart = format!("{called}#{:016x}", xxh3_64(Value::Object(document.clone()).to_string().as_bytes()));
        let mut names = [called.as_str(), &told_apart].map(|name| dataset.source.part(name)).into_iter();
        names.find(|name| self.0.insert(name.clone())).ok_or_else(|| shortened(&called))
    }
}
