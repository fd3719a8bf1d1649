//! Plain text keeps the words to avoid, with a label in the language of the article.

use serde_json::{Value, json};

use super::get_as;
use crate::harness::editing::{article_of, phrase_block, with};
use crate::harness::{TestApp, phrase, publish};

#[test]
fn words_to_avoid_are_in_every_plain_text_with_a_label() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for (locale, label) in [("en", "Instead of"), ("es", "En lugar de")] {
        let words = phrase("I hear you.", json!({"locale": locale, "insteadOf": "Calm down.\nNow."}));
        let words = publish(&editor, "phrases", &words).id();
        let callout = json!({"_type": "callout", "tone": "info", "content": [phrase_block(&words)]});
        for (slug, block) in [("block", phrase_block(&words)), ("callout", callout)] {
            let name = format!("{slug}-{locale}");
            publish(&editor, "articles", &with(article_of(&name, json!([block])), json!({ "locale": locale })));
            let address = format!("/v1/articles/{name}");
            let query = format!("body=text&locale={locale}");
            let expected = format!("“I hear you.”\n{label}: “Calm down.\nNow.”");
            let of_article = reader.get(&format!("{address}?{query}")).expect(200).json["sections"][0].clone();
            assert_eq!((&of_article["text"], of_article.get("body")), (&json!(expected), None), "{name}");
            let sections = reader.get(&format!("{address}/sections?{query}")).expect(200).json;
            assert_eq!(sections["data"][0]["text"], expected, "{name}");
            let one: Value = reader.get(&format!("{address}/sections/first-steps?{query}")).expect(200).json;
            assert_eq!(one["text"], expected, "{name}");
            let by_id = reader.get(&format!("/v1/sections/{}?body=text", one["id"].as_str().unwrap())).expect(200).json;
            assert_eq!(by_id["text"], expected, "{name}");
            let whole = get_as(&reader, &format!("{address}?locale={locale}"), "text/plain").expect(200);
            assert!(whole.text().contains(&format!("First steps\n\n{expected}")), "{name}: {}", whole.text());
        }
    }
}
