//! Rendering of arbitrary Portable Text in every form.
#![no_main]

use cairn::content::Locale;
use cairn::content::portable_text::PublishedBlock;
use cairn::rendering::{MarkdownFlavour, to_html, to_markdown, to_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Vec<PublishedBlock>>(data) else { return };
    let html = to_html(&body, &Locale::english());
    assert!(!html.contains("<script"));
    to_markdown(&body, MarkdownFlavour::RoundTrip);
    to_markdown(&body, MarkdownFlavour::Readable);
    to_text(&body, &Locale::english());
});
