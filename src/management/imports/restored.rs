//! What a line of an export becomes here, as far as whoever imports it may have it so.

use super::load::{ImportOptions, Trust};
use crate::content::{Content, Status};
use crate::management::exports::lines::ThingLine;
use crate::publishing::transfer::PublishedState;
use crate::working_copies::Head;
use crate::working_copies::transfer::KeptCopy;

/// A working copy as it is to stand here.
pub(super) struct Arrival {
    pub(super) kept: KeptCopy,
    /// What is public of it.
    pub(super) state: Option<PublishedState>,
    /// What was not taken over.
    pub(super) told: Option<String>,
}

/// Makes it of a line. `public` is what is public of it, if that is not its content.
pub(super) fn kept_copy(
    line: ThingLine,
    content: Content,
    public: Option<Content>,
    options: ImportOptions,
) -> Result<Arrival, String> {
    let published = line.published.filter(|_| options.trust >= Trust::Published);
    let versions_fit =
        line.version >= 1 && published.as_ref().is_none_or(|published| (1..=line.version).contains(&published.version));
    if !versions_fit {
        return Err("the versions of it contradict one another".to_owned());
    }
    let was = line.status;
    let status = match (was, &published) {
        (Status::Trashed, None) => Status::Trashed,
        (Status::Unpublished, None) if options.trust >= Trust::Published => Status::Unpublished,
        (Status::InReview | Status::Approved, _) if options.trust >= Trust::History => was,
        (_, Some(_)) => Status::Published,
        (_, None) => Status::Draft,
    };
    let told = (status != was).then(|| format!("It was {was}, and is {status} here."));
    let state = published.map(|published| PublishedState {
        version: published.version,
        first_published_at: published.first_published_at,
        published_at: published.published_at,
        updated_at: published.updated_at,
        content: public.unwrap_or_else(|| content.clone()),
    });
    let head = Head {
        id: line.id,
        kind: line.kind,
        version: line.version,
        status,
        published_version: state.as_ref().map(|state| state.version),
        workflow: None,
        schedule: None,
        link_status: None,
        last_checked_at: None,
        source_id: line.source_id,
        created_at: line.created_at,
        updated_at: line.updated_at,
    };
    let steps = if options.trust >= Trust::History { line.workflow } else { Vec::new() };
    let (imported_digest, public_since) = (line.imported_digest, line.public_since);
    Ok(Arrival { kept: KeptCopy { head, content, imported_digest, public_since, steps }, state, told })
}
