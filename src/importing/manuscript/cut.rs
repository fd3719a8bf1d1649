//! Where a text is cut into sections: at the top heading level in use, the same for every format.

/// A heading, as far as cutting is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::importing) struct Heading {
    /// Its level: 1 is the outermost.
    pub level: u8,
    /// Whether nothing of the text stands before it.
    pub leads: bool,
}

/// What the headings of a text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::importing) struct Plan {
    /// Whether the first heading is the title of the whole.
    pub titled: bool,
    /// The level whose headings start sections.
    pub cut: u8,
}

/// Decides which headings start sections. A single heading of the outermost level that leads the text is its
/// title; of the others, those of the outermost level start sections. Levels below `deepest` never do, and
/// are no titles.
pub(in crate::importing) fn plan(headings: &[Heading], deepest: u8) -> Plan {
    let outermost = |headings: &[Heading]| headings.iter().map(|heading| heading.level).min();
    let top = outermost(headings).unwrap_or(deepest);
    let alone = headings.iter().filter(|heading| heading.level == top).count() == 1;
    let titled = alone && headings.first().is_some_and(|first| first.level == top && first.leads && top < deepest);
    let cut = outermost(&headings[usize::from(titled)..]).unwrap_or(deepest).min(deepest);
    Plan { titled, cut }
}

#[cfg(test)]
mod tests {
    use super::{Heading, Plan, plan};

    fn headings(levels: &[u8]) -> Vec<Heading> {
        levels.iter().enumerate().map(|(index, level)| Heading { level: *level, leads: index == 0 }).collect()
    }

    #[test]
    fn the_only_heading_of_the_outermost_level_is_the_title_if_it_leads() {
        assert_eq!(plan(&headings(&[1, 2, 3, 2]), 6), Plan { titled: true, cut: 2 });
        assert_eq!(plan(&headings(&[2, 4, 3]), 6), Plan { titled: true, cut: 3 });
        assert_eq!(plan(&headings(&[2, 1, 2]), 6), Plan { titled: false, cut: 1 });
        let late = [Heading { level: 1, leads: false }, Heading { level: 2, leads: false }];
        assert_eq!(plan(&late, 6), Plan { titled: false, cut: 1 });
    }

    #[test]
    fn several_headings_of_the_outermost_level_start_sections() {
        assert_eq!(plan(&headings(&[1, 2, 1]), 6), Plan { titled: false, cut: 1 });
        assert_eq!(plan(&headings(&[3, 4, 3]), 6), Plan { titled: false, cut: 3 });
    }

    #[test]
    fn what_lies_below_the_deepest_level_starts_nothing() {
        assert_eq!(plan(&headings(&[3, 4]), 2), Plan { titled: false, cut: 2 });
        assert_eq!(plan(&headings(&[1, 3]), 2), Plan { titled: true, cut: 2 });
        assert_eq!(plan(&headings(&[2, 3]), 2), Plan { titled: false, cut: 2 });
        assert_eq!(plan(&[], 2), Plan { titled: false, cut: 2 });
    }
}
