//! Reads text with each importer, and checks the result.

use cairn::content::section::ParsedMarkdown;
use cairn::content::{Content, Id, Kind, Locale, Slug};
use cairn::importing::{
    ConvertedEntity, ForeignPage, ForeignSections, ImportRoot, ImportSource, ImportStatus, Note, read_article_file,
    read_foreign_page, read_foreign_sections, read_html, read_plain_text, read_sanity, read_wordpress,
};
use serde_json::{Value, json};

/// Reads with one of the importers. Returns nothing if the text does not have its format.
pub(crate) fn read(format: &str, text: &str) -> (Vec<ConvertedEntity>, String) {
    let locale: Locale = "en".parse().unwrap();
    let source = ImportSource { root: ImportRoot::Folder("pages"), name: "folder/some-page.txt", locale: &locale };
    let (entities, notes) = match format {
        "html" => (read_html(&source, text), Vec::new()),
        "text" => (read_plain_text(&source, text), Vec::new()),
        "markdown" => (read_markdown_page(&source, text).into_iter().collect(), Vec::new()),
        "wordpress" => read_wordpress(&source, text).map(|read| (read.entities, read.notes)).unwrap_or_default(),
        "sanity" => read_sanity(&source, text).map(|read| (read.entities, read.notes)).unwrap_or_default(),
        other => panic!("{other}"),
    };
    let notes = entities.iter().flat_map(|entity| &entity.notes).chain(&notes).map(|note| note.detail.clone());
    let notes = notes.collect::<Vec<_>>().join("\n");
    (entities, notes)
}

/// Reads a foreign Markdown page, as an import does.
fn read_markdown_page(source: &ImportSource<'_>, text: &str) -> Option<ConvertedEntity> {
    let file = read_article_file(text).ok()?;
    let ForeignPage { mut fields, slugs, topics, sections, is_draft, public_since, mut notes } =
        read_foreign_page(file, source);
    let ForeignSections { sections, warnings, errors } = read_foreign_sections(&sections, &|_| None);
    // A page that exceeds an article is refused as a whole.
    let is_too_much = |refusal: &String| refusal.starts_with("The page has more text");
    assert!(errors.iter().all(is_too_much), "{errors:?}");
    if !errors.is_empty() {
        return None;
    }
    notes.extend(warnings);
    // Topics are entities of their own; this checks that their names are kept.
    notes.extend(topics.into_iter().map(|topic| topic.name));
    fields.insert("sections".to_owned(), Value::Array(sections));
    fields.entry("slug").or_insert_with(|| json!(slugs.into_iter().next().unwrap_or_else(Slug::article)));
    let import_status = if is_draft { ImportStatus::Draft } else { ImportStatus::Ready };
    let notes = notes.into_iter().map(|detail| Note { line: None, detail }).collect();
    Some(ConvertedEntity {
        kind: Kind::Article,
        source_id: source.name.to_owned(),
        fields,
        import_status,
        public_since,
        notes,
    })
}

/// Replaces each name by an id, as an import does.
fn with_ids(mut fields: Value) -> Value {
    let id = Value::String("01890a5d-ac96-774b-bcce-b302099a8057".parse::<Id>().unwrap().to_string());
    for list in ["topics", "related"] {
        if let Some(names) = fields.get_mut(list).and_then(Value::as_array_mut) {
            for name in names {
                *name = Value::String(Id::default().to_string());
            }
        }
    }
    in_bodies(&mut fields, &id);
    fields
}

fn in_bodies(value: &mut Value, id: &Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| in_bodies(item, id)),
        Value::Object(members) => {
            for (name, value) in members {
                if name == "phraseId" || name == "articleId" {
                    *value = id.clone();
                } else {
                    in_bodies(value, id);
                }
            }
        }
        _ => {}
    }
}

/// Asserts that an editor could send the result.
pub(crate) fn assert_valid(entities: &[ConvertedEntity], text: &str) {
    for entity in entities {
        let input = with_ids(Value::Object(entity.fields.clone()));
        let read = Content::read(entity.kind, &input, &|_, _| ParsedMarkdown::default());
        if let Err(violations) = read {
            let violations: Vec<String> =
                violations.iter().map(|violation| format!("{}: {}", violation.pointer, violation.detail)).collect();
            panic!("{violations:?} in {input} of {:?}", &text[..text.len().min(2_000)]);
        }
    }
}
