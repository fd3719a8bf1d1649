//! The indexed text of a working copy, without its title, text or name.

use crate::content::portable_text::Block;
use crate::content::{Content, Slug};

/// Returns the text, with one line for each value.
pub(super) fn text_of(content: &Content) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut bodies = String::new();
    match content {
        Content::Article(article) => {
            lines.extend(article.kicker.as_deref());
            lines.extend(article.summary.as_deref());
            for section in &article.sections {
                add_line(&mut bodies, section.heading.as_deref().unwrap_or_default());
                add_body(&mut bodies, &section.body);
            }
            lines.extend(article.slug.as_ref().map(Slug::as_str));
        }
        Content::Phrase(phrase) => {
            lines.extend([&phrase.instead_of, &phrase.why].into_iter().flatten().map(String::as_str));
        }
        Content::Resource(resource) => {
            lines.push(&resource.excerpt);
            lines.extend(resource.url.as_deref());
        }
        Content::Topic(topic) => {
            lines.extend(topic.description.as_deref());
            for translation in topic.translations.values() {
                lines.push(&translation.name);
                lines.extend(translation.description.as_deref());
            }
            lines.push(topic.slug.as_str());
        }
    }
    let mut text = String::new();
    for line in lines {
        add_line(&mut text, line);
    }
    add_line(&mut text, &bodies);
    text
}

fn add_body(text: &mut String, body: &[Block]) {
    for block in body {
        match block {
            Block::Block(block) => {
                let line = block.text();
                add_line(text, &line);
            }
            // The phrase is indexed itself.
            Block::SuggestedPhrase(_) => {}
            Block::Callout(callout) => add_body(text, &callout.content),
            Block::CallToAction(call) => {
                add_line(text, call.text.as_deref().unwrap_or_default());
                add_line(text, &call.label);
            }
        }
    }
}

fn add_line(text: &mut String, line: &str) {
    if line.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
