//! Translation groups: the original article of a group, and the translations that are older than it.
//!
//! The original is the article that was created first. Drafts count, because they may be published later.

use crate::content::documents::{Translation, TranslationOf};
use crate::content::{Id, Timestamp};

/// A published article of a group, as the documents of the others list it.
pub(crate) struct Member {
    pub(crate) id: Id,
    pub(crate) published_at: Timestamp,
    /// Its address in the group; `stale` is computed in [`siblings`].
    pub(crate) translation: Translation,
}

/// The other articles of a group, as a document lists them.
#[derive(Debug, Default)]
pub(crate) struct Siblings {
    pub(crate) translations: Vec<Translation>,
    pub(crate) translation_of: Option<TranslationOf>,
}

/// Returns the published articles of the group, as the document of `id` lists them.
pub(crate) fn siblings(id: Id, members: Vec<Member>, original: Option<Id>) -> Siblings {
    let source = members.iter().find(|member| Some(member.id) == original);
    let source_moment = source.map(|source| source.published_at);
    let own_moment = members.iter().find(|member| member.id == id).map(|member| member.published_at);
    let translation_of = source.filter(|source| source.id != id).map(|source| TranslationOf {
        id: source.id,
        locale: source.translation.locale.clone(),
        slug: source.translation.slug.clone(),
        stale: is_stale(own_moment, source_moment),
    });
    let mut translations: Vec<Translation> = members
        .into_iter()
        .filter(|member| member.id != id)
        .map(|Member { published_at, translation, .. }| {
            let stale = is_stale(Some(published_at), source_moment);
            Translation { stale, ..translation }
        })
        .collect();
    translations.sort_by(|one, other| one.locale.cmp(&other.locale));
    Siblings { translations, translation_of }
}

/// Returns true if a translation that was published at `own` is older than its original. A missing time means that the
/// article is not published, and gives false.
pub fn is_stale(own: Option<Timestamp>, source: Option<Timestamp>) -> bool {
    own.zip(source).is_some_and(|(own, source)| own < source)
}
