//! The Markdown of the API and of the import format.
#![no_main]

use cairn::content::section::ParsedMarkdown;
use cairn::content::{Content, Kind};
use cairn::importing::{read_article_file, read_markdown, resolve_id};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let read = read_markdown("/markdown", &text, &resolve_id);
    if read.errors.is_empty() {
        let sections = json!([{"body": read.blocks}]);
        let article = json!({"locale": "en", "slug": "a", "title": "A", "summary": "A.", "sections": sections});
        let again = Content::read(Kind::Article, &article, &|_, _| ParsedMarkdown::default());
        assert!(again.is_ok(), "accepted Markdown must be a valid body");
    }
    let _ = read_article_file(&text);
});
