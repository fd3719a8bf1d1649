//! `/docs/errors`: the reference page of the error codes, to whose sections the `type` of each problem leads.

use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The page of the book, with a section for each code.
const SOURCE: &str = include_str!("../../docs/reference/errors.md");

const HEAD: &str = concat!(
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Error codes of Cairn</title>\n",
    "<link rel=\"icon\" type=\"image/png\" href=\"./favicon-32x32.png\" sizes=\"32x32\">\n<style>",
    include_str!("errors.css"),
    "</style>\n</head>\n<body>\n<nav><a href=\"/docs/\">Cairn API</a></nav>\n",
);

/// The page as HTML, rendered once.
pub(super) static PAGE: LazyLock<String> = LazyLock::new(|| format!("{HEAD}{}</body>\n</html>\n", render(SOURCE)));

/// Renders Markdown as HTML. Each heading gets its text as the `id`; links to other pages become plain text, since the server has
/// only this one.
fn render(markdown: &str) -> String {
    let mut events = Parser::new_ext(markdown, Options::ENABLE_TABLES).peekable();
    let mut shown = Vec::new();
    let mut links = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Html(_) => {}
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let id = match events.peek() {
                    Some(Event::Text(text) | Event::Code(text)) => Some(CowStr::from(anchor(text))),
                    _ => None,
                };
                shown.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                links.push(dest_url.starts_with('#'));
                shown.extend(dest_url.starts_with('#').then_some(event));
            }
            Event::End(TagEnd::Link) => shown.extend(links.pop().unwrap_or_default().then_some(event)),
            event => shown.push(event),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, shown.into_iter());
    page
}

/// The anchor of a heading, as GitHub and mdBook make it.
fn anchor(heading: &str) -> String {
    let mut anchor = String::new();
    for character in heading.to_lowercase().chars() {
        match character {
            ' ' => anchor.push('-'),
            '-' | '_' => anchor.push(character),
            letter if letter.is_alphanumeric() => anchor.push(letter),
            _ => {}
        }
    }
    anchor
}
