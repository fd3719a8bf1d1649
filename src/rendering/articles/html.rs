//! An article as an HTML page: semantic markup with classes for styling, without scripts and style sheets.

use super::fields::{alternative_url, canonical_url, description};
use crate::content::credit::Credit;
use crate::content::documents::{ArticleDocument, RelatedCard, SectionDocument};
use crate::content::link::check_href;
use crate::content::{Locale, Timestamp};
use crate::rendering::html::{close_link, escape, open_link, to_html, write_lines};

/// The style of a preview, which no site styles: readable lines, and a visible notice.
const PREVIEW_STYLE: &str = "<style>:root{color-scheme:light dark}\
    body{max-width:42rem;margin:0 auto;padding:1rem;font:1.05rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}\
    .preview{margin:0 0 1.5rem;padding:.5rem .75rem;border:2px dashed}</style>\n";

/// Returns the page.
pub(super) fn render(article: &ArticleDocument) -> String {
    render_page(article, None)
}

/// Returns the page of an article that is not published as it is shown, with an English notice at its top.
pub(super) fn render_preview(article: &ArticleDocument, notice: &str) -> String {
    render_page(article, Some(notice))
}

fn render_page(article: &ArticleDocument, preview_notice: Option<&str>) -> String {
    let mut out = String::new();
    out.push_str("<!DOCTYPE html>\n<html lang=\"");
    escape(article.locale.as_str(), &mut out);
    // Browsers derive the text direction from the text.
    out.push_str("\" dir=\"auto\">\n");
    write_head(article, preview_notice.is_some(), &mut out);
    out.push_str("<body>\n");
    if let Some(notice) = preview_notice {
        out.push_str("<p class=\"preview\" role=\"note\" lang=\"en\">");
        write_lines(notice, &mut out);
        out.push_str("</p>\n");
    }
    out.push_str("<main>\n<article>\n");
    write_header(article, &mut out);
    write_sections(article, &mut out);
    write_related(&article.related, &mut out);
    write_footer(article, &mut out);
    out.push_str("</article>\n</main>\n</body>\n</html>\n");
    out
}

fn write_head(article: &ArticleDocument, is_preview: bool, out: &mut String) {
    out.push_str("<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    write_element("title", article.seo.title.as_deref().unwrap_or(&article.title), out);
    write_void_element("meta", &[("name", "description"), ("content", description(article))], out);
    if article.seo.no_index || is_preview {
        write_void_element("meta", &[("name", "robots"), ("content", "noindex")], out);
    }
    let canonical = canonical_url(article);
    if check_href(canonical).is_ok() {
        write_void_element("link", &[("rel", "canonical"), ("href", canonical)], out);
    }
    if is_preview {
        out.push_str(PREVIEW_STYLE);
    }
    out.push_str("</head>\n");
}

fn write_header(article: &ArticleDocument, out: &mut String) {
    out.push_str("<header>\n");
    if let Some(withdrawal) = &article.withdrawal {
        out.push_str("<div class=\"withdrawal\" role=\"note\">");
        write_paragraph(None, &withdrawal.explanation, out);
        if let Some(url) = alternative_url(withdrawal) {
            out.push_str("<p>");
            write_link(url, url, out);
            out.push_str("</p>");
        }
        out.push_str("</div>\n");
    }
    if let Some(kicker) = &article.kicker {
        write_paragraph(Some("kicker"), kicker, out);
        out.push('\n');
    }
    write_element("h1", &article.title, out);
    write_paragraph(Some("summary"), &article.summary, out);
    out.push_str("\n</header>\n");
}

/// Writes the sections with their headings.
pub(super) fn write_sections(article: &ArticleDocument, out: &mut String) {
    for section in &article.sections {
        write_section(section, &article.locale, out);
    }
}

fn write_section(section: &SectionDocument, locale: &Locale, out: &mut String) {
    out.push_str("<section id=\"");
    escape(section.anchor.as_str(), out);
    out.push_str("\">\n");
    if let Some(heading) = &section.heading {
        write_element("h2", heading, out);
    }
    out.push_str(&to_html(section.body.as_deref().unwrap_or_default(), locale));
    out.push_str("\n</section>\n");
}

fn write_related(related: &[RelatedCard], out: &mut String) {
    if related.is_empty() {
        return;
    }
    out.push_str("<nav class=\"related\">\n<ul>\n");
    for card in related {
        out.extend(["<li class=\"related--", card.kind.as_str(), "\">"]);
        write_link(&card.url, &card.title, out);
        write_paragraph(None, &card.excerpt, out);
        if let Some(phone) = &card.phone {
            write_paragraph(Some("phone"), phone, out);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</nav>\n");
}

fn write_footer(article: &ArticleDocument, out: &mut String) {
    out.push_str("<footer>\n");
    write_credits("authors", &article.authors, out);
    write_credits("reviewers", &article.reviewers, out);
    if let Some(reviewed) = article.review.last_reviewed_at {
        write_time("reviewed", reviewed, out);
    }
    write_time("published", article.published_at, out);
    out.push_str("</footer>\n");
}

fn write_credits(class: &str, credits: &[Credit], out: &mut String) {
    if credits.is_empty() {
        return;
    }
    out.extend(["<ul class=\"", class, "\">\n"]);
    for credit in credits {
        out.push_str("<li>");
        escape(&credit.name, out);
        if let Some(credential) = &credit.credential {
            out.push_str(" <span class=\"credential\">");
            escape(credential, out);
            out.push_str("</span>");
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn write_time(class: &str, moment: Timestamp, out: &mut String) {
    out.extend(["<time class=\"", class, "\" datetime=\"", &moment.to_string(), "\">", &moment.date(), "</time>\n"]);
}

fn write_link(href: &str, words: &str, out: &mut String) {
    open_link(href, out);
    write_lines(words, out);
    close_link(href, out);
}

fn write_paragraph(class: Option<&str>, text: &str, out: &mut String) {
    match class {
        Some(class) => out.extend(["<p class=\"", class, "\">"]),
        None => out.push_str("<p>"),
    }
    write_lines(text, out);
    out.push_str("</p>");
}

fn write_element(name: &str, text: &str, out: &mut String) {
    out.extend(["<", name, ">"]);
    escape(text, out);
    out.extend(["</", name, ">\n"]);
}

fn write_void_element(name: &str, attributes: &[(&str, &str)], out: &mut String) {
    out.extend(["<", name]);
    for (attribute, value) in attributes {
        out.extend([" ", attribute, "=\""]);
        escape(value, out);
        out.push('"');
    }
    out.push_str(">\n");
}
