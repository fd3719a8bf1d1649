//! An article as schema.org JSON-LD, for search engines and assistants.
//!
//! An article with a named reviewer and a review date is a `MedicalWebPage`, which search engines give more weight. Any
//! other must not claim that weight: it is an `Article` with a `WebPage` around it, because schema.org defines reviews,
//! breadcrumbs and related links only for pages.

use serde_json::{Map, Value, json};

use super::fields::{canonical_url, description};
use crate::content::credit::Credit;
use crate::content::documents::{ArticleDocument, EmbeddedTopic, SectionDocument};
use crate::content::link::check_href;
use crate::content::topic::TopicKind;
use crate::rendering::text::to_text;

type Members = Map<String, Value>;

/// CSS selectors for the words to say in the page of [`super::html`]. They match no words to avoid.
const PHRASES: [&str; 2] = ["blockquote.phrase > p:first-child", "span.phrase"];

/// Returns the article as JSON-LD that is safe inside a `script` element.
pub(super) fn render(article: &ArticleDocument) -> String {
    let is_reviewed = !article.reviewers.is_empty() && article.review.last_reviewed_at.is_some();
    let mut root = members(json!({"@context": "https://schema.org"}));
    if is_reviewed {
        root.extend(members(json!({"@type": "MedicalWebPage"})));
        root.extend(creative_work(article));
        root.extend(web_page(article));
    } else {
        root.extend(members(json!({"@type": "Article"})));
        root.extend(creative_work(article));
        root.insert("wordCount".to_owned(), article.word_count.into());
        let mut page_object = members(json!({"@type": "WebPage", "@id": url(article)}));
        page_object.extend(web_page(article));
        root.insert("mainEntityOfPage".to_owned(), page_object.into());
    }
    escape_for_script(&Value::Object(root).to_string())
}

/// Returns the properties of any creative work.
fn creative_work(article: &ArticleDocument) -> Members {
    let mut work = members(json!({
        "url": url(article),
        "identifier": format!("urn:uuid:{}", article.id),
        "headline": article.seo.title.as_deref().unwrap_or(&article.title),
        "name": article.title,
        "description": description(article),
        "inLanguage": article.locale,
        "datePublished": article.first_published_at,
        "dateModified": article.updated_at,
        "timeRequired": format!("PT{}M", article.reading_minutes),
        "hasPart": article.sections.iter().map(|section| section_part(section, article)).collect::<Vec<_>>(),
    }));
    let mut add = |name: &str, value: Vec<Value>| {
        if !value.is_empty() {
            work.insert(name.to_owned(), value.into());
        }
    };
    add("alternativeHeadline", article.kicker.iter().map(|kicker| json!(kicker)).collect());
    add("author", article.authors.iter().map(person).collect());
    let topics =
        |audience: bool| article.topics.iter().filter(move |topic| (topic.kind == TopicKind::Audience) == audience);
    add("about", topics(false).map(term).collect());
    add("audience", topics(true).map(|topic| json!({"@type": "Audience", "audienceType": topic.name})).collect());
    if !article.phrases.is_empty() {
        add("speakable", vec![json!({"@type": "SpeakableSpecification", "cssSelector": PHRASES})]);
    }
    if article.withdrawal.is_some() {
        add("creativeWorkStatus", vec![json!("Withdrawn")]);
    }
    work
}

/// Returns the properties that only pages have.
fn web_page(article: &ArticleDocument) -> Members {
    let mut page = members(json!({"breadcrumb": breadcrumb(article)}));
    let links: Vec<&str> =
        article.related.iter().map(|card| card.url.as_str()).filter(|url| check_href(url).is_ok()).collect();
    if !links.is_empty() {
        page.insert("relatedLink".to_owned(), json!(links));
    }
    if !article.reviewers.is_empty() {
        page.insert("reviewedBy".to_owned(), article.reviewers.iter().map(person).collect());
    }
    if let Some(reviewed) = article.review.last_reviewed_at {
        page.insert("lastReviewed".to_owned(), reviewed.date().into());
    }
    page
}

/// Returns the path to the article, which starts at its first subject, if it has one.
fn breadcrumb(article: &ArticleDocument) -> Value {
    let first = article.topics.iter().find(|topic| topic.kind == TopicKind::Subject);
    let crumbs = first.map(|topic| (topic.name.as_str(), term(topic)));
    let crumbs = crumbs.into_iter().chain([(article.title.as_str(), json!(url(article)))]);
    let items: Vec<Value> = crumbs
        .enumerate()
        .map(|(index, (name, item))| json!({"@type": "ListItem", "position": index + 1, "name": name, "item": item}))
        .collect();
    json!({"@type": "BreadcrumbList", "itemListElement": items})
}

fn section_part(section: &SectionDocument, article: &ArticleDocument) -> Value {
    let url = format!("{}#{}", url(article), section.anchor);
    let mut part = members(json!({"@type": "WebPageElement", "@id": url, "url": url}));
    if let Some(heading) = &section.heading {
        part.insert("name".to_owned(), json!(heading));
    }
    part.insert("text".to_owned(), json!(to_text(section.body.as_deref().unwrap_or_default(), &article.locale)));
    part.into()
}

/// Returns a `Person`. A credit can also be an organization, but the data does not say so.
fn person(credit: &Credit) -> Value {
    let mut person = members(json!({"@type": "Person", "name": credit.name}));
    if let Some(credential) = &credit.credential {
        person.insert("description".to_owned(), json!(credential));
    }
    person.into()
}

fn term(topic: &EmbeddedTopic) -> Value {
    let id = format!("urn:uuid:{}", topic.id);
    json!({"@type": "DefinedTerm", "@id": id, "name": topic.name, "termCode": topic.slug})
}

/// Returns the canonical URL without its fragment; empty if the URL is unsafe.
fn url(article: &ArticleDocument) -> &str {
    let url = canonical_url(article);
    if check_href(url).is_ok() { url.split('#').next().unwrap_or(url) } else { "" }
}

fn members(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

/// Escapes characters that JSON allows only inside strings, so that the output cannot end a `script` element or start markup.
fn escape_for_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}
