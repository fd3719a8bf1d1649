//! Numbers of passages. The kind and the locale of a thing are their highest bits, so that a search among things of
//! one kind, or one kind and locale, is one in a range of numbers; and those of one thing are next to one another.

use crate::content::Kind;

/// As many passages of one thing can be told apart.
const POSITION_BITS: u32 = 7;
const THING_BITS: u32 = 34;
const LOCALE_BITS: u32 = 18;

/// The greatest number of a locale.
pub const LOCALE_NUMBER_MAX: i64 = (1 << LOCALE_BITS) - 1;

/// The number of a passage: of which thing, and which of its passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageNumber(i64);

impl PassageNumber {
    /// The passage of that number.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The numbers that passages of a kind, or of a kind and locale, can have: the first and the last.
    pub fn range(kind: Kind, locale_number: Option<i64>) -> (Self, Self) {
        let kind = match kind {
            Kind::Article => 0,
            Kind::Phrase => 1,
            Kind::Resource => 2,
            Kind::Topic => 3,
        };
        let of_kind = kind << (POSITION_BITS + THING_BITS + LOCALE_BITS);
        let (first, bits) = match locale_number {
            Some(number) => (of_kind | (number << (POSITION_BITS + THING_BITS)), POSITION_BITS + THING_BITS),
            None => (of_kind, POSITION_BITS + THING_BITS + LOCALE_BITS),
        };
        (Self(first), Self(first + (1 << bits) - 1))
    }

    /// The first passage of the same thing, whose number is also that of the thing.
    #[must_use]
    pub fn of_thing(self) -> Self {
        Self(self.0 >> POSITION_BITS << POSITION_BITS)
    }

    /// Which passage of the thing it is.
    pub fn position(self) -> i64 {
        self.0 - self.of_thing().0
    }

    /// Another passage of the same thing; none if there cannot be so many.
    pub fn at(self, position: usize) -> Option<Self> {
        let position = i64::try_from(position).ok().filter(|position| *position < 1 << POSITION_BITS)?;
        Some(Self(self.of_thing().0 + position))
    }

    /// The thing with the next number.
    #[must_use]
    pub fn next_thing(self) -> Self {
        Self(self.of_thing().0 + (1 << POSITION_BITS))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_kinds_and_locales_lie_apart_and_those_of_a_thing_together() {
        let (first, last) = PassageNumber::range(Kind::Phrase, None);
        let (inner_first, inner_last) = PassageNumber::range(Kind::Phrase, Some(LOCALE_NUMBER_MAX));
        assert!(first < inner_first && inner_last == last);
        assert!(last < PassageNumber::range(Kind::Resource, None).0);
        assert!(PassageNumber::range(Kind::Phrase, Some(6)).1 < PassageNumber::range(Kind::Phrase, Some(7)).0);
        let thing = first.next_thing();
        let passage = thing.at(100).unwrap();
        assert_eq!((passage.of_thing(), passage.position()), (thing, 100));
        assert!(passage < thing.next_thing() && thing.at(128).is_none());
    }
}
