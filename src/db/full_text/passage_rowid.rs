//! The rowids of passages in the full-text index. The kind and the locale of the entity are the highest bits, so that a search
//! among one kind, or one kind and locale, reads a range of rowids. The passages of one entity have consecutive rowids.

use crate::content::Kind;

/// The bits of the position of a passage in its entity.
const POSITION_BITS: u32 = 7;
const ENTITY_BITS: u32 = 34;
const LOCALE_BITS: u32 = 18;

/// The greatest locale number.
pub const LOCALE_NUMBER_MAX: i64 = (1 << LOCALE_BITS) - 1;

/// The rowid of a passage: kind, locale, entity and position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageRowid(i64);

impl PassageRowid {
    /// Wraps a rowid.
    pub fn new(rowid: i64) -> Self {
        Self(rowid)
    }

    /// Returns the rowid as a number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// Returns the first and the last rowid that passages of a kind, or of a kind and locale, can have.
    pub fn range(kind: Kind, locale_number: Option<i64>) -> (Self, Self) {
        let kind = match kind {
            Kind::Article => 0,
            Kind::Phrase => 1,
            Kind::Resource => 2,
            Kind::Topic => 3,
        };
        let of_kind = kind << (POSITION_BITS + ENTITY_BITS + LOCALE_BITS);
        let (first, bits) = match locale_number {
            Some(number) => (of_kind | (number << (POSITION_BITS + ENTITY_BITS)), POSITION_BITS + ENTITY_BITS),
            None => (of_kind, POSITION_BITS + ENTITY_BITS + LOCALE_BITS),
        };
        (Self(first), Self(first + (1 << bits) - 1))
    }

    /// Returns the first rowid of the same entity, which also stands for the entity.
    #[must_use]
    pub fn first_of_entity(self) -> Self {
        Self(self.0 >> POSITION_BITS << POSITION_BITS)
    }

    /// Returns the position of the passage in its entity.
    pub fn position(self) -> i64 {
        self.0 - self.first_of_entity().0
    }

    /// Returns the rowid of another passage of the same entity; none if `position` is too great.
    pub fn at_position(self, position: usize) -> Option<Self> {
        let position = i64::try_from(position).ok().filter(|position| *position < 1 << POSITION_BITS)?;
        Some(Self(self.first_of_entity().0 + position))
    }

    /// Returns the first rowid of the next entity.
    #[must_use]
    pub fn next_entity(self) -> Self {
        Self(self.first_of_entity().0 + (1 << POSITION_BITS))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn rowids_of_kinds_and_locales_do_not_overlap_and_those_of_an_entity_are_consecutive() {
        let (first, last) = PassageRowid::range(Kind::Phrase, None);
        let (inner_first, inner_last) = PassageRowid::range(Kind::Phrase, Some(LOCALE_NUMBER_MAX));
        assert!(first < inner_first && inner_last == last);
        assert!(last < PassageRowid::range(Kind::Resource, None).0);
        assert!(PassageRowid::range(Kind::Phrase, Some(6)).1 < PassageRowid::range(Kind::Phrase, Some(7)).0);
        let entity = first.next_entity();
        let passage = entity.at_position(100).unwrap();
        assert_eq!((passage.first_of_entity(), passage.position()), (entity, 100));
        assert!(passage < entity.next_entity() && entity.at_position(128).is_none());
    }
}
