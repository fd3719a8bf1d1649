//! Warnings of links to anchors: those that lead nowhere, and those that an edit makes dead.

use super::input::MarkdownPointers;
use super::problems::list_entities;
use super::reply::Warning;
use crate::content::{Content, Id};
use crate::db::{Connection, Error};
use crate::publishing;

/// Warnings of the links in `content` whose anchor readers do not find. `pointers` says where the input had Markdown.
pub(super) fn dead_link_warnings(
    connection: &mut Connection,
    id: Id,
    content: &Content,
    pointers: &MarkdownPointers,
) -> Result<Vec<Warning>, Error> {
    let Content::Article(article) = content else { return Ok(Vec::new()) };
    let dead = publishing::find_dead_links(connection, id, article)?;
    Ok(dead
        .into_iter()
        .map(|link| {
            let (anchor, label, target) = (&link.anchor, &link.label, link.target);
            let detail = if target == id {
                format!("No section has the anchor \"{anchor}\": the link leads to no place in this article. Correct the anchor, or give it to a section.")
            } else if link.is_in_draft {
                format!("The anchor \"{anchor}\" is only in the draft of the article {target} (\"{label}\"): readers are led to its beginning until it is published.")
            } else {
                format!("The article {target} (\"{label}\") has no section with the anchor \"{anchor}\": readers are led to its beginning. Correct the anchor, or leave it out.")
            };
            Warning { pointer: pointers.to_input(&link.pointer), detail }
        })
        .collect())
}

/// Both kinds of warnings of a save of content that is not as an editor sent it.
pub(in crate::management) fn warnings_of_save(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
) -> Result<Vec<Warning>, Error> {
    save_warnings(connection, id, before, after, &MarkdownPointers::empty())
}

/// Both kinds of warnings of a save that made `after` of `before`.
pub(super) fn save_warnings(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
    pointers: &MarkdownPointers,
) -> Result<Vec<Warning>, Error> {
    let mut warnings = dead_link_warnings(connection, id, after, pointers)?;
    warnings.extend(removed_anchor_warnings(connection, id, before, after)?);
    Ok(warnings)
}

/// Warnings of the anchors that `before` has and `after` lacks, and that others link to.
pub(super) fn removed_anchor_warnings(
    connection: &mut Connection,
    id: Id,
    before: &Content,
    after: &Content,
) -> Result<Vec<Warning>, Error> {
    let lost = publishing::find_removed_anchors(connection, id, before, after)?;
    Ok(lost
        .into_iter()
        .map(|(anchor, referrers)| Warning {
            pointer: "/sections".to_owned(),
            detail: format!(
                "No section has the anchor \"{anchor}\" any more, and others link to it: {}. Give it to a section again, or change the links; until then they lead to the beginning of this article once it is published.",
                list_entities(&referrers)
            ),
        })
        .collect())
}
