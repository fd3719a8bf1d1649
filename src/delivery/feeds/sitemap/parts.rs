//! The boundaries of the parts of a sitemap.
//!
//! URLs are sorted by translation group. A part has a limited number of URLs and whole groups only, so that all translations
//! of an article are in one part.

use crate::content::Id;

/// The maximum number of URLs in a sitemap, by the protocol.
pub const URLS_MAX: usize = 50_000;

/// The maximum number of locales for which [`URLS_MAX`] URLs with their alternates fit into a sitemap of the maximum size,
/// 50 million bytes. With more locales, a part has fewer URLs.
const LOCALES_AT_URLS_MAX: usize = 5;

/// Returns the maximum number of URLs in a part for this number of locales.
pub(super) fn urls_per_part(locales: usize) -> usize {
    URLS_MAX * LOCALES_AT_URLS_MAX / locales.max(LOCALES_AT_URLS_MAX)
}

/// Returns the first group of each part. `group_at` returns the group of the URL at an offset from the first URL of a group,
/// or of the whole sitemap.
pub fn part_starts<E>(
    urls_max: usize,
    mut group_at: impl FnMut(Option<Id>, usize) -> Result<Option<Id>, E>,
) -> Result<Vec<Id>, E> {
    let mut starts: Vec<Id> = group_at(None, 0)?.into_iter().collect();
    while let Some(last) = starts.last().copied() {
        match group_at(Some(last), urls_max)? {
            // No group is larger than a part: it has one URL for each locale.
            Some(next) if next != last => starts.push(next),
            _ => break,
        }
    }
    Ok(starts)
}
