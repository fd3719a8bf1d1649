//! Checks an exported unpublishing by the rules of all unpublishings.

use serde_json::json;

use super::record_checks::{RecordCheck, record_error};
use crate::content::{Content, Kind, UnpublishMode, Unpublishing};
use crate::publishing::transfer::ExportedUnpublishing;

/// Checks an unpublishing; `content` is the content of its source. Returns the first error.
pub(super) fn check_unpublishing(unpublishing: &ExportedUnpublishing, content: Option<&Content>) -> RecordCheck {
    let alternative = match (&unpublishing.alternative_url, &unpublishing.alternative_article_id) {
        (None, None) => json!(null),
        (Some(url), None) => json!({"url": url}),
        (None, Some(id)) => json!({"articleId": id}),
        (Some(url), Some(id)) => json!({"url": url, "articleId": id}),
    };
    let input = json!({"mode": unpublishing.mode, "explanation": unpublishing.explanation, "alternative": alternative});
    if let Err(violations) = Unpublishing::read(unpublishing.kind, &input) {
        let first = violations.iter().next();
        return Err(first.map_or_else(
            || record_error("", String::new()),
            |violation| record_error(&violation.pointer, violation.detail.clone()),
        ));
    }
    if unpublishing.alternative_article_id == Some(unpublishing.id) {
        let detail = "an article cannot be its own alternative".to_owned();
        return Err(record_error("/alternativeArticleId", detail));
    }
    let address = (&unpublishing.locale, &unpublishing.slug, &unpublishing.translation_group_id);
    if unpublishing.kind != Kind::Article && address != (&None, &None, &None) {
        return Err(record_error("/slug", format!("a {} has no address of its own", unpublishing.kind)));
    }
    match (unpublishing.mode, content) {
        (UnpublishMode::Withdrawn, Some(Content::Article(article))) => {
            let of_source = (Some(&article.locale), Some(&article.slug), Some(&article.translation_group_id));
            if of_source == (address.0.as_ref(), address.1.as_ref(), address.2.as_ref()) {
                return Ok(());
            }
            let detail = "the source has another locale, slug or translation group than the unpublishing".to_owned();
            Err(record_error("/source/content", detail))
        }
        (UnpublishMode::Withdrawn, _) => {
            Err(record_error("/source", "a withdrawn article needs its source".to_owned()))
        }
        (_, Some(_)) => Err(record_error("/source", "only a withdrawn article has a source".to_owned())),
        (_, None) => Ok(()),
    }
}
