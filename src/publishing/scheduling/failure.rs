//! The reason why a schedule failed, as text for the person who scheduled it.

use super::options;
use crate::content::ChangeAction;
use crate::db::Error;
use crate::publishing::error::PublishError;
use crate::publishing::options::IncludeReferences;
use crate::working_copies::{EntityRef, Schedule};

/// Returns the reason, in sentences, with advice.
pub(super) fn failure_reason(due: &Schedule, refusal: &PublishError) -> Result<String, Error> {
    let is_undecided = matches!(refusal, PublishError::UnpublishedReferences(_))
        && due.action == ChangeAction::Publish
        && options::parse_publish_options(&due.options)?.include_references != IncludeReferences::None;
    let hint = if is_undecided {
        " Their current content was not chosen to be published with it: schedule it again."
    } else {
        ""
    };
    Ok(format!("{}{hint}", reason(refusal)))
}

/// Returns the reason as a sentence.
fn reason(refusal: &PublishError) -> String {
    match refusal {
        PublishError::UnpublishedReferences(references) => {
            let named = references.iter().map(|missing| {
                let (kind, id) = (missing.reference.kind, missing.reference.target);
                format!("{kind} {id} (\"{}\")", missing.label)
            });
            format!("It refers to entities that are not published: {}.", list_first(named))
        }
        PublishError::ContentChanged(entities) => format!(
            "These entities changed after they were chosen to be published with it: {}. Check them and schedule it again.",
            list_entities(entities)
        ),
        PublishError::InUse(referrers) | PublishError::ReferrersStayLonger(referrers) => {
            format!("Published or scheduled documents refer to it: {}.", list_entities(referrers))
        }
        PublishError::ApprovalRequired(entities) => format!("These need an approval: {}.", list_entities(entities)),
        PublishError::UnapprovedText(entity) => {
            format!("The text for readers beside the content of {entity} needs an approval.")
        }
        PublishError::NotPublished => "It is not published.".to_owned(),
        other => {
            let text = other.to_string();
            let mut characters = text.chars();
            characters
                .next()
                .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), characters.as_str()))
        }
    }
}

fn list_entities(referrers: &[EntityRef]) -> String {
    list_first(referrers.iter().map(ToString::to_string))
}

/// Lists the first few items, and the number of the others.
fn list_first(items: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let more = items.len().saturating_sub(SHOWN);
    let shown: Vec<String> = items.take(SHOWN).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
