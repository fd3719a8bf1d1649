//! An article as plain text: parts separated by empty lines, related resources as a list.

use super::fields::alternative_url;
use crate::content::documents::{ArticleDocument, RelatedCard};
use crate::rendering::text::{to_text, trailing_url};

/// Returns the article, with a line feed at the end.
pub(super) fn render(article: &ArticleDocument) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(withdrawal) = &article.withdrawal {
        parts.push(withdrawal.explanation.clone());
        parts.extend(alternative_url(withdrawal).map(str::to_owned));
    }
    parts.extend(article.kicker.clone());
    parts.push(article.title.clone());
    parts.push(article.summary.clone());
    for section in &article.sections {
        parts.extend(section.heading.clone());
        parts.push(to_text(section.body.as_deref().unwrap_or_default(), &article.locale));
    }
    let related: Vec<String> = article.related.iter().map(related).collect();
    parts.push(related.join("\n"));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn related(card: &RelatedCard) -> String {
    let title = format!("{}{}", card.title, trailing_url(&card.title, &card.url));
    let lines = [Some(title.as_str()), Some(card.excerpt.as_str()), card.phone.as_deref()];
    let lines: Vec<String> = lines.into_iter().flatten().map(|line| line.replace('\n', "\n  ")).collect();
    format!("• {}", lines.join("\n  "))
}
