//! The outline of a text: the outermost heading level in use starts sections, in every format.

/// A heading of the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::importing) struct OutlineHeading {
    /// The level; 1 is the outermost.
    pub level: u8,
    /// True if no text precedes it.
    pub is_first: bool,
}

/// The roles of the headings of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::importing) struct Outline {
    /// True if the first heading is the title.
    pub has_title: bool,
    /// The level whose headings start sections.
    pub section_level: u8,
}

/// Decides which headings start sections. A single heading of the outermost level at the start of the text is the title.
/// Of the others, those of the outermost level start sections. Levels below `deepest` do neither.
pub(in crate::importing) fn outline(headings: &[OutlineHeading], deepest: u8) -> Outline {
    let outermost = |headings: &[OutlineHeading]| headings.iter().map(|heading| heading.level).min();
    let top = outermost(headings).unwrap_or(deepest);
    let alone = headings.iter().filter(|heading| heading.level == top).count() == 1;
    let has_title =
        alone && headings.first().is_some_and(|first| first.level == top && first.is_first && top < deepest);
    let section_level = outermost(&headings[usize::from(has_title)..]).unwrap_or(deepest).min(deepest);
    Outline { has_title, section_level }
}

#[cfg(test)]
mod tests {
    use super::{Outline, OutlineHeading, outline};

    fn headings(levels: &[u8]) -> Vec<OutlineHeading> {
        levels.iter().enumerate().map(|(index, level)| OutlineHeading { level: *level, is_first: index == 0 }).collect()
    }

    #[test]
    fn the_only_heading_of_the_outermost_level_is_the_title_if_it_leads() {
        assert_eq!(outline(&headings(&[1, 2, 3, 2]), 6), Outline { has_title: true, section_level: 2 });
        assert_eq!(outline(&headings(&[2, 4, 3]), 6), Outline { has_title: true, section_level: 3 });
        assert_eq!(outline(&headings(&[2, 1, 2]), 6), Outline { has_title: false, section_level: 1 });
        let late = [OutlineHeading { level: 1, is_first: false }, OutlineHeading { level: 2, is_first: false }];
        assert_eq!(outline(&late, 6), Outline { has_title: false, section_level: 1 });
    }

    #[test]
    fn several_headings_of_the_outermost_level_start_sections() {
        assert_eq!(outline(&headings(&[1, 2, 1]), 6), Outline { has_title: false, section_level: 1 });
        assert_eq!(outline(&headings(&[3, 4, 3]), 6), Outline { has_title: false, section_level: 3 });
    }

    #[test]
    fn headings_below_the_deepest_level_start_no_section() {
        assert_eq!(outline(&headings(&[3, 4]), 2), Outline { has_title: false, section_level: 2 });
        assert_eq!(outline(&headings(&[1, 3]), 2), Outline { has_title: true, section_level: 2 });
        assert_eq!(outline(&headings(&[2, 3]), 2), Outline { has_title: false, section_level: 2 });
        assert_eq!(outline(&[], 2), Outline { has_title: false, section_level: 2 });
    }
}
