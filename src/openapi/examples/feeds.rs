//! Examples of whole articles in formats other than JSON, and of feeds.

use serde_json::{Value, json};

use super::{ARTICLE, TIME};

const URL: &str = "https://content.example.org/v1/articles/when-someone-you-love-says-no?locale=en";
const SECTIONS: &str = "<section id=\"what-to-say\">\n<h2>What to say</h2>\n<p>Keep it short.</p>\n</section>\n";

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let title = "When the answer is no";
    let summary = "What you can still do today.";
    Some(match schema_name {
        "ArticleHtml" => json!(format!(
            "<!DOCTYPE html>\n<html lang=\"en\" dir=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<main>\n<article>\n<header>\n<h1>{title}</h1>\n<p class=\"summary\">{summary}</p>\n</header>\n{SECTIONS}</article>\n</main>\n</body>\n</html>\n"
        )),
        "ArticleMarkdown" => json!(format!("# {title}\n\n{summary}\n\n## What to say\n\nKeep it short.\n")),
        "PreviewHtml" => json!(format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n<p class=\"preview\">Preview</p>\n<h1>{title}</h1>\n</body>\n</html>\n"
        )),
        "ArticleText" => json!(format!("{title}\n\n{summary}\n\nWhat to say\n\nKeep it short.\n")),
        "ArticleLinkedData" => json!({
            "@context": "https://schema.org", "@type": "Article", "url": URL, "headline": title, "name": title,
            "description": summary, "inLanguage": "en", "datePublished": TIME, "dateModified": TIME,
        }),
        "JsonFeed" => json!({
            "version": "https://jsonfeed.org/version/1.1", "title": "Cairn",
            "home_page_url": "https://content.example.org/", "feed_url": "https://content.example.org/v1/feed.json",
            "items": [{
                "id": format!("urn:uuid:{ARTICLE}"), "url": URL, "title": title, "summary": summary,
                "content_html": SECTIONS, "date_published": TIME, "date_modified": TIME,
                "authors": [{"name": "Editorial desk"}], "tags": ["Boundaries"], "language": "en",
            }],
        }),
        "AtomFeed" => json!(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>https://content.example.org/v1/feed.atom</id><title>Cairn</title><updated>{TIME}</updated></feed>"
        )),
        "Sitemap" => json!(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>{URL}</loc><lastmod>{TIME}</lastmod></url></urlset>"
        )),
        _ => return None,
    })
}
