//! Tags: one for each collection, so that generated clients have classes of a usable size.

use serde_json::{Value, json};

use super::tree::each_operation;

/// The tags with their descriptions, in the order of the document.
const TAGS: &[(&str, &str)] = &[
    ("articles", "Published articles and their parts."),
    ("sections", "Published sections, by their own ids."),
    ("phrases", "Published phrases: words that a reader can say."),
    ("resources", "Published resources: links and phone numbers of help."),
    ("topics", "Published topics: the taxonomy of all content."),
    ("search", "Full-text search in published content."),
    ("locales", "The locales with published content."),
    ("preview", "Unpublished work as it would be published, for holders of a preview token."),
    ("feeds", "Recent publications for feed readers, and sitemaps for search engines."),
    ("sync", "Offline copies: a full download first, then incremental updates."),
    ("lookup", "The current addresses of entities, by their current or former names."),
    ("manage-articles", "Working copies of articles. Like all management, it needs an API key and is never cached."),
    ("manage-sections", "Sections of the working copies of articles."),
    ("manage-phrases", "Working copies of phrases."),
    ("manage-resources", "Working copies of resources."),
    ("manage-topics", "Working copies of topics."),
    ("lifecycle", "Publishing, scheduling, review and trash, of entities of all kinds."),
    ("history", "Revisions, their differences, review steps and usage, of entities of all kinds."),
    ("previews", "Preview tokens."),
    ("overview", "Search in working copies, schedules, links and synonyms."),
    ("transfer", "Imports, exports and batches."),
    ("events", "The stream of changes, and webhooks."),
    ("access", "API keys, the caller, and the audit log."),
    ("operations", "The API documentation and health checks."),
];

/// The tags of management by the start of the path, the first match first.
const MANAGEMENT: &[(&str, &str)] = &[
    ("/v1/manage/articles/{id}/sections", "manage-sections"),
    ("/v1/manage/articles/{id}/preview-tokens", "previews"),
    ("/v1/manage/articles", "manage-articles"),
    ("/v1/manage/phrases", "manage-phrases"),
    ("/v1/manage/resources", "manage-resources"),
    ("/v1/manage/topics", "manage-topics"),
    ("/v1/manage/{collection}/{id}/revisions/{version}/restore", "lifecycle"),
    ("/v1/manage/{collection}/{id}/revisions", "history"),
    ("/v1/manage/{collection}/{id}/diff", "history"),
    ("/v1/manage/{collection}/{id}/usage", "history"),
    ("/v1/manage/{collection}/{id}/workflow", "history"),
    ("/v1/manage/{collection}", "lifecycle"),
    ("/v1/manage/preview-tokens", "previews"),
    ("/v1/manage/search", "overview"),
    ("/v1/manage/schedule", "overview"),
    ("/v1/manage/links", "overview"),
    ("/v1/manage/synonyms", "overview"),
    ("/v1/manage/imports", "transfer"),
    ("/v1/manage/exports", "transfer"),
    ("/v1/manage/batch", "transfer"),
    ("/v1/manage/events", "events"),
    ("/v1/manage/webhooks", "events"),
    ("/v1/manage/keys", "access"),
    ("/v1/manage/whoami", "access"),
    ("/v1/manage/audit", "access"),
];

/// Tags the operations of management by their path, and lists the tags in use.
pub(super) fn assign(document: &mut Value) {
    let mut used = Vec::new();
    each_operation(document, &mut |path, _, operation| {
        if let Some((_, tag)) = MANAGEMENT.iter().find(|(start, _)| path.starts_with(start)) {
            operation.insert("tags".to_owned(), json!([tag]));
        }
        used.push(operation.get("tags").map(|tags| tags[0].clone()).unwrap_or_default());
    });
    let tags = TAGS.iter().filter(|(name, _)| used.iter().any(|used| used == name));
    document["tags"] = tags.map(|(name, description)| json!({"name": name, "description": description})).collect();
}
