//! Whole articles with arbitrary texts and URLs: no form contains executable code, and none loses text.

use cairn::content::documents::ArticleDocument;
use cairn::content::link::check_href;
use cairn::rendering::{ArticleFormat, article_html};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use super::bodies::body;
use super::properties::check_html;
use super::{PHRASE_ID, published};

/// Generates text from parts of injection attacks and ordinary letters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "<script>alert(1)</script>",
        "</script>",
        "<!--",
        "-->",
        "]]>",
        "<img src=x onerror=alert(1)>",
        "\"",
        "'",
        "&",
        "<",
        ">",
        " onclick=\"alert(1)\" ",
        "javascript:alert(1)",
        "data:text/html,x",
        "`",
        "[x](javascript:alert(1))",
        "<javascript:a>",
        "![x](x)",
        "\\",
        "\n",
        "\u{2028}",
        "\u{0}",
        "\u{1b}",
        "{{x}}",
        "</title>",
        "</style>",
        "a",
        "é",
        "中",
        " ",
        "# ",
        "- ",
        "***",
        "<x>",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 1..8).prop_map(|pieces| pieces.concat())
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://example.org/a?b=1&c='2'".to_owned()),
        Just("/help".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("JaVaScRiPt:alert(1)".to_owned()),
        Just("java\nscript:alert(1)".to_owned()),
        Just(" javascript:alert(1)".to_owned()),
        Just("\u{1}javascript:alert(1)".to_owned()),
        Just("data:text/html,<script>alert(1)</script>".to_owned()),
        Just("vbscript:x".to_owned()),
        Just("https://example.org/\"onmouseover=\"x".to_owned()),
        Just("//example.org".to_owned()),
        hostile(),
    ]
}

prop_compose! {
    /// Generates an article whose texts and URLs were not validated.
    fn article()(
        texts in proptest::collection::vec(hostile(), 14),
        addresses in proptest::collection::vec(address(), 5),
        body in body(),
        is_reviewed in any::<bool>(),
        is_withdrawn in any::<bool>(),
        no_index in any::<bool>(),
    ) -> ArticleDocument {
        let moment = "2026-11-02T09:30:00.000Z";
        let topic = |kind: &str, name: &str| json!({"id": PHRASE_ID, "slug": "s", "name": name, "kind": kind});
        let mut body = serde_json::to_value(published(&body)).unwrap();
        replace_addresses(&mut body, &addresses[4]);
        let mut article = json!({
            "id": PHRASE_ID, "locale": "en", "slug": "s", "url": addresses[0], "title": texts[0], "kicker": texts[1],
            "summary": texts[2], "topics": [topic("subject", &texts[3]), topic("audience", &texts[4])],
            "sections": [{"id": PHRASE_ID, "anchor": "a", "heading": texts[5], "body": body}],
            "phrases": [{"id": PHRASE_ID, "text": texts[6], "tone": "calm", "sectionId": PHRASE_ID}],
            "related": [{
                "id": PHRASE_ID, "kind": "page", "title": texts[7], "excerpt": texts[8], "url": addresses[1], "phone": texts[9],
            }],
            "authors": [{"name": texts[10], "credential": texts[11]}], "reviewers": [{"name": texts[12]}],
            "review": {"state": "current"}, "translations": [],
            "seo": {"title": texts[13], "description": texts[0], "canonicalUrl": addresses[2], "noIndex": no_index},
            "wordCount": 3, "readingMinutes": 1, "firstPublishedAt": moment, "publishedAt": moment, "updatedAt": moment,
            "version": 1, "changeHistory": [],
        });
        if is_reviewed {
            article["review"]["lastReviewedAt"] = moment.into();
        }
        if is_withdrawn {
            article["withdrawal"] = json!({"at": moment, "explanation": texts[1], "alternative": {"url": addresses[3]}});
        }
        serde_json::from_value(article).unwrap()
    }
}

/// Replaces every URL in a body by an unvalidated one.
fn replace_addresses(json: &mut Value, address: &str) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_addresses(item, address)),
        Value::Object(members) => {
            for (name, member) in members {
                if name == "href" || name == "url" {
                    *member = address.into();
                } else {
                    replace_addresses(member, address);
                }
            }
        }
        _ => {}
    }
}

/// Fails if the parsed Markdown has anything but text, tags for marks, and safe links.
fn check_markdown(markdown: &str) -> Result<(), TestCaseError> {
    const TAGS: [&str; 6] = ["u", "br", "strong", "em", "del", "code"];
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let name = html.trim().trim_start_matches("</").trim_start_matches('<').trim_end_matches('>');
                prop_assert!(TAGS.contains(&name), "{html:?} in {markdown}");
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                prop_assert!(check_href(&dest_url).is_ok(), "{dest_url:?} in {markdown}");
            }
            _ => {}
        }
    }
    Ok(())
}

const ADDRESSES: [&str; 4] = ["url", "@id", "relatedLink", "item"];

/// Fails if a URL member has an unsafe URL.
fn check_linked_data(name: &str, json: &Value) -> Result<(), TestCaseError> {
    match json {
        Value::Array(items) => items.iter().try_for_each(|item| check_linked_data(name, item)),
        Value::Object(members) => members.iter().try_for_each(|(name, member)| check_linked_data(name, member)),
        Value::String(text) if ADDRESSES.contains(&name) => {
            let is_safe = text.is_empty() || text.starts_with("urn:uuid:") || check_href(text).is_ok();
            prop_assert!(is_safe || text == "#a", "{name}: {text:?}");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns a text without white space.
fn letters(text: &str) -> String {
    text.split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_html_page_of_an_article_has_no_unsafe_markup(article in article()) {
        let page = ArticleFormat::Html.render(&article);
        let inside = page.strip_prefix("<!DOCTYPE html>").unwrap();
        let text = check_html(inside)?;
        for words in [&article.title, &article.summary, &article.related[0].title, &article.authors[0].name] {
            prop_assert!(letters(&text).contains(&letters(words)), "{words:?} is not in {page}");
        }
        check_html(&article_html(&article))?;
    }

    #[test]
    fn the_markdown_of_an_article_has_no_unsafe_markup(article in article()) {
        check_markdown(&ArticleFormat::Markdown.render(&article))?;
    }

    #[test]
    fn linked_data_has_no_markup_and_no_unsafe_url(article in article()) {
        let text = ArticleFormat::JsonLd.render(&article);
        prop_assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
        let json: Value = serde_json::from_str(&text).unwrap();
        check_linked_data("", &json)?;
        prop_assert_eq!(json["name"].as_str(), Some(article.title.as_str()));
    }

    #[test]
    fn the_text_of_an_article_has_every_word(article in article()) {
        let text = letters(&ArticleFormat::Text.render(&article));
        for words in [&article.title, &article.summary, &article.related[0].title, &article.related[0].excerpt] {
            prop_assert!(text.contains(&letters(words)), "{words:?} is not in {text}");
        }
    }
}
