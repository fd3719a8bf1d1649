//! Where the parts of a sitemap begin.
//!
//! Addresses are in the order of their translation groups. A part has at most so many, and never a part of a group only, so
//! that all translations of an article are named in one place.

use crate::content::Id;

/// The most addresses that a sitemap may have.
pub const URLS_MAX: usize = 50_000;

/// The most bytes of a sitemap are fifty million. Up to so many locales that is enough for all addresses with all of their
/// alternates; beyond, a part has fewer.
const LOCALES: usize = 5;

/// How many addresses a part has at most where there are articles in so many locales.
pub(super) fn urls_of_part(locales: usize) -> usize {
    URLS_MAX * LOCALES / locales.max(LOCALES)
}

/// The first group of each part. `group_at` answers with the group of the address that stands so many places behind the
/// first one of a group, or of all.
pub fn starts<E>(
    urls_max: usize,
    mut group_at: impl FnMut(Option<Id>, usize) -> Result<Option<Id>, E>,
) -> Result<Vec<Id>, E> {
    let mut starts: Vec<Id> = group_at(None, 0)?.into_iter().collect();
    while let Some(last) = starts.last().copied() {
        match group_at(Some(last), urls_max)? {
            // A group alone that is larger than a part cannot be: it has one address for each locale.
            Some(next) if next != last => starts.push(next),
            _ => break,
        }
    }
    Ok(starts)
}
