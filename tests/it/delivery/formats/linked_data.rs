//! The linked data of an article, and the head of its HTML page.

use serde_json::json;

use super::{get_as, tea};
use crate::harness::{TestApp, article, publish};

#[test]
#[expect(clippy::too_many_lines, reason = "the snapshot is long")]
fn an_article_is_a_medical_page_only_with_a_named_reviewer() {
    let app = TestApp::spawn();
    let editor = tea(&app);
    let reader = app.anonymous();
    let linked = || get_as(&reader, "/v1/articles/tea", "application/ld+json").expect(200).json;
    assert_eq!(linked()["@type"], "Article");
    assert_eq!(linked()["mainEntityOfPage"]["reviewedBy"][0]["name"], "A nurse");
    let id = reader.get("/v1/articles/tea").id();
    editor.edit("articles", &id, &json!({"lastReviewedAt": "2026-03-01T10:00:00Z"}));
    editor.publish("articles", &id);
    insta::assert_json_snapshot!(linked(), {
        ".identifier" => "[id]", ".about[][\"@id\"]" => "[id]", ".datePublished" => "[moment]", ".dateModified" => "[moment]",
        ".breadcrumb.itemListElement[].item[\"@id\"]" => "[id]",
    }, @r##"
    {
      "@context": "https://schema.org",
      "@type": "MedicalWebPage",
      "url": "/v1/articles/tea?locale=en",
      "identifier": "[id]",
      "headline": "A cup of <tea>",
      "name": "A cup of <tea>",
      "description": "Ten quiet minutes.\nNo more.",
      "inLanguage": "en",
      "datePublished": "[moment]",
      "dateModified": "[moment]",
      "timeRequired": "PT1M",
      "hasPart": [
        {
          "@type": "WebPageElement",
          "@id": "/v1/articles/tea?locale=en#begin",
          "url": "/v1/articles/tea?locale=en#begin",
          "name": "# Begin",
          "text": "Put the kettle on & wait.\n\n“Would you like *tea*?”\nInstead of: “Stop <crying>!”"
        },
        {
          "@type": "WebPageElement",
          "@id": "/v1/articles/tea?locale=en#section",
          "url": "/v1/articles/tea?locale=en#section",
          "text": "That is all."
        }
      ],
      "alternativeHeadline": [
        "Small things"
      ],
      "author": [
        {
          "@type": "Person",
          "name": "A desk",
          "description": "Plain language"
        }
      ],
      "about": [
        {
          "@type": "DefinedTerm",
          "@id": "[id]",
          "name": "Small & kind",
          "termCode": "small-things"
        }
      ],
      "audience": [
        {
          "@type": "Audience",
          "audienceType": "Friends"
        }
      ],
      "speakable": [
        {
          "@type": "SpeakableSpecification",
          "cssSelector": [
            "blockquote.phrase > p:first-child",
            "span.phrase"
          ]
        }
      ],
      "breadcrumb": {
        "@type": "BreadcrumbList",
        "itemListElement": [
          {
            "@type": "ListItem",
            "position": 1,
            "name": "Small & kind",
            "item": {
              "@type": "DefinedTerm",
              "@id": "[id]",
              "name": "Small & kind",
              "termCode": "small-things"
            }
          },
          {
            "@type": "ListItem",
            "position": 2,
            "name": "A cup of <tea>",
            "item": "/v1/articles/tea?locale=en"
          }
        ]
      },
      "relatedLink": [
        "https://example.org/page"
      ],
      "reviewedBy": [
        {
          "@type": "Person",
          "name": "A nurse"
        }
      ],
      "lastReviewed": "2026-03-01"
    }
    "##);
}

#[test]
fn the_html_head_has_the_texts_for_search_engines() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let seo = json!({
        "title": "Better \"known\" as", "description": "Found & read.", "canonicalUrl": "https://example.org/first", "noIndex": true,
    });
    publish(&editor, "articles", &article("hidden", json!({"seo": seo})));
    let page = get_as(&app.anonymous(), "/v1/articles/hidden", "text/html").expect(200).text();
    for line in [
        "<title>Better &quot;known&quot; as</title>",
        "<meta name=\"description\" content=\"Found &amp; read.\">",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://example.org/first\">",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
}
