//! Warnings about links to anchors: links without a target, and links that an edit breaks.

use super::input::MarkdownPointers;
use super::reply::InputWarning;
use crate::content::{Content, Id};
use crate::db::{Connection, Error};
use crate::publishing::{self, list_entities};

/// Returns a warning for each link in `content` whose anchor readers do not find. `pointers` has the positions of
/// Markdown in the input.
pub(super) fn dead_link_warnings(
    connection: &mut Connection,
    id: Id,
    content: &Content,
    pointers: &MarkdownPointers,
) -> Result<Vec<InputWarning>, Error> {
    let Content::Article(article) = content else { return Ok(Vec::new()) };
    let dead = publishing::find_dead_links(connection, id, article)?;
    Ok(dead
        .into_iter()
        .map(|link| {
            let (anchor, label, target) = (&link.anchor, &link.label, link.target);
            let detail = if target == id {
                format!("No section has the anchor \"{anchor}\", so that the link has no target in this article. Correct the anchor, or give it to a section.")
            } else if link.is_in_draft {
                format!("The anchor \"{anchor}\" is only in the draft of the article {target} (\"{label}\"): until it is published, the link leads to the beginning of the article.")
            } else {
                format!("The article {target} (\"{label}\") has no section with the anchor \"{anchor}\": the link leads to its beginning. Correct the anchor, or omit it.")
            };
            InputWarning { pointer: pointers.to_input(&link.pointer), detail }
        })
        .collect())
}

/// Returns both kinds of warnings for a save of content that was not sent by the editor.
pub(crate) fn warnings_of_save(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
) -> Result<Vec<InputWarning>, Error> {
    save_warnings(connection, id, before, after, &MarkdownPointers::empty())
}

/// Returns both kinds of warnings for a save that changes `before` to `after`.
pub(super) fn save_warnings(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
    pointers: &MarkdownPointers,
) -> Result<Vec<InputWarning>, Error> {
    let mut warnings = dead_link_warnings(connection, id, after, pointers)?;
    warnings.extend(removed_anchor_warnings(connection, id, before, after)?);
    Ok(warnings)
}

/// Returns a warning for each anchor that `before` has, `after` lacks and others link to.
pub(super) fn removed_anchor_warnings(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
) -> Result<Vec<InputWarning>, Error> {
    let lost = publishing::find_removed_anchors(connection, id, before, after)?;
    Ok(lost
        .into_iter()
        .map(|(anchor, referrers)| InputWarning {
            pointer: "/sections".to_owned(),
            detail: format!(
                "No section has the anchor \"{anchor}\" any more, but these link to it: {}. Give it to a section again, or change the links. Otherwise they lead to the beginning of this article when it is published.",
                list_entities(&referrers)
            ),
        })
        .collect())
}
