//! An article as Markdown: titles as headings, related resources as a list after a rule.

use super::fields::alternative_url;
use crate::content::documents::{ArticleDocument, RelatedCard, SectionDocument, Withdrawal};
use crate::rendering::markdown::{MarkdownFlavour, heading, link_paragraph, paragraph, quote, to_markdown};

/// Returns the article, with a line feed at the end.
pub(super) fn render(article: &ArticleDocument) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(article.withdrawal.as_ref().map(notice));
    parts.extend(article.kicker.as_deref().map(paragraph));
    parts.push(heading(1, &article.title));
    parts.push(paragraph(&article.summary));
    for section in &article.sections {
        parts.extend(section.heading.as_deref().map(|text| heading(2, text)));
        parts.push(section_text(section));
    }
    if !article.related.is_empty() {
        parts.push("---".to_owned());
        parts.extend(article.related.iter().map(related));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn section_text(section: &SectionDocument) -> String {
    to_markdown(section.body.as_deref().unwrap_or_default(), MarkdownFlavour::Readable)
}

fn notice(withdrawal: &Withdrawal) -> String {
    let more = alternative_url(withdrawal).map(|url| format!("\n\n{}", link_paragraph(url, url))).unwrap_or_default();
    format!("> [!WARNING]\n{}", quote(&format!("{}{more}", paragraph(&withdrawal.explanation))))
}

fn related(card: &RelatedCard) -> String {
    let phone = card.phone.as_deref().map(|phone| format!("\n\n{}", paragraph(phone))).unwrap_or_default();
    let item = format!("{}\n\n{}{phone}", link_paragraph(&card.title, &card.url), paragraph(&card.excerpt));
    let lines: Vec<String> =
        item.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    format!("- {}", lines.join("\n").trim_start())
}
