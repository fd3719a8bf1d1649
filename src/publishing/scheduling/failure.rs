//! Why something scheduled could not be done, in words for those who scheduled it.

use super::options;
use crate::content::ChangeAction;
use crate::db::Error;
use crate::publishing::error::PublishError;
use crate::publishing::options::IncludeReferences;
use crate::working_copies::{EntityRef, Schedule};

/// The reason, in sentences, with what to do about it.
pub(super) fn failure_reason(due: &Schedule, refusal: &PublishError) -> Result<String, Error> {
    let is_undecided = matches!(refusal, PublishError::UnpublishedReferences(_))
        && due.action == ChangeAction::Publish
        && options::parse_publish_options(&due.options)?.include_references != IncludeReferences::None;
    let hint =
        if is_undecided { " It was not decided to publish them with it as they stand: schedule it again." } else { "" };
    Ok(format!("{}{hint}", reason(refusal)))
}

/// The reason, as a sentence.
fn reason(refusal: &PublishError) -> String {
    match refusal {
        PublishError::UnpublishedReferences(references) => {
            let named = references.iter().map(|missing| {
                let (kind, id) = (missing.reference.kind, missing.reference.target);
                format!("{kind} {id} (\"{}\")", missing.label)
            });
            format!("It refers to things that are not published: {}.", list_first(named))
        }
        PublishError::ContentChanged(entities) => format!(
            "These were changed after it was decided to publish them with it: {}. Look at them, and schedule it again.",
            list_entities(entities)
        ),
        PublishError::InUse(referrers) | PublishError::ReferrersStayLonger(referrers) => {
            format!("Documents that readers see refer to it, or such as are scheduled: {}.", list_entities(referrers))
        }
        PublishError::ApprovalRequired(entities) => format!("These need an approval: {}.", list_entities(entities)),
        PublishError::UnapprovedText(entity) => {
            format!("What readers would be told with {entity} beside its content needs an approval.")
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

/// The first few of them, and how many more there are.
fn list_first(items: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let more = items.len().saturating_sub(SHOWN);
    let shown: Vec<String> = items.take(SHOWN).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
