//! Translation groups: which article the others translate, and which of them it has left behind.
//!
//! The original of a group is the article that was created first; drafts count, because they may be published later.

use crate::content::documents::{Translation, TranslationOf};
use crate::content::{Id, Timestamp};

/// A published article of a group, as the others tell of it.
pub(in crate::publishing) struct Member {
    pub(in crate::publishing) id: Id,
    pub(in crate::publishing) published_at: Timestamp,
    /// Its address in the group; `stale` is worked out below.
    pub(in crate::publishing) translation: Translation,
}

/// What a document tells of the other articles of its group.
#[derive(Debug, Default)]
pub(in crate::publishing) struct Siblings {
    pub(in crate::publishing) translations: Vec<Translation>,
    pub(in crate::publishing) translation_of: Option<TranslationOf>,
}

/// What the document of `id` tells of the published articles of its group.
pub(in crate::publishing) fn siblings(id: Id, members: Vec<Member>, original: Option<Id>) -> Siblings {
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

/// Whether what was published at `own` has been left behind by what it translates. Neither is while it is not
/// published itself.
pub fn is_stale(own: Option<Timestamp>, source: Option<Timestamp>) -> bool {
    own.zip(source).is_some_and(|(own, source)| own < source)
}
