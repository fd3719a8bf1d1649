//! The subset of CSS that word processors use in place of tags.

use std::collections::HashMap;

use crate::importing::parsed::MarkSet;

/// The effect of an element's styles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CssStyle {
    /// The marks that they switch on.
    pub on: MarkSet,
    /// The marks that they switch off.
    pub off: MarkSet,
    /// True if they hide the element.
    pub hidden: bool,
    /// The level, if Word marks the element as a list item.
    pub ms_list_level: Option<u8>,
    /// True if Word marks the element as a list marker.
    pub ms_list_marker: bool,
}

impl CssStyle {
    /// Parses the declarations of a `style` attribute.
    pub(super) fn read(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            style.declare(&name.trim().to_ascii_lowercase(), &value.trim().to_ascii_lowercase());
        }
        style
    }

    fn declare(&mut self, name: &str, value: &str) {
        let value = value.trim_end_matches("!important").trim_end();
        match name {
            "font-weight" => match value {
                "bold" | "bolder" => self.switch(MarkSet::STRONG, true),
                "normal" | "lighter" => self.switch(MarkSet::STRONG, false),
                weight => {
                    if let Ok(weight) = weight.parse::<u32>() {
                        self.switch(MarkSet::STRONG, weight >= 600);
                    }
                }
            },
            "font-style" => match value {
                "italic" | "oblique" => self.switch(MarkSet::EM, true),
                "normal" => self.switch(MarkSet::EM, false),
                _ => {}
            },
            "text-decoration" | "text-decoration-line" => {
                for (word, mark) in [("underline", MarkSet::UNDERLINE), ("line-through", MarkSet::STRIKE)] {
                    if value.contains(word) {
                        self.switch(mark, true);
                    } else if value == "none" {
                        self.switch(mark, false);
                    }
                }
            }
            "display" if value == "none" => self.hidden = true,
            "mso-hide" if value == "all" => self.hidden = true,
            "mso-list" => {
                self.ms_list_marker |= value == "ignore";
                let level = value.split_whitespace().find_map(|word| word.strip_prefix("level"));
                self.ms_list_level = level.and_then(|level| level.parse().ok()).or(self.ms_list_level);
            }
            _ => {}
        }
    }

    fn switch(&mut self, mark: MarkSet, on: bool) {
        if on {
            self.on = self.on.with(mark);
            self.off = self.off.without(mark);
        } else {
            self.off = self.off.with(mark);
            self.on = self.on.without(mark);
        }
    }

    /// Returns this style overridden by a stronger one.
    pub(super) fn overridden_by(mut self, stronger: &Self) -> Self {
        self.on = self.on.without(stronger.off).with(stronger.on);
        self.off = self.off.without(stronger.on).with(stronger.off);
        self.hidden |= stronger.hidden;
        self.ms_list_level = stronger.ms_list_level.or(self.ms_list_level);
        self.ms_list_marker |= stronger.ms_list_marker;
        self
    }
}

/// Maximum number of classes kept.
const CLASSES_MAX: usize = 1_000;

/// The styles of classes in the style sheets of a document.
#[derive(Debug, Default)]
pub(super) struct ClassStyles(HashMap<String, CssStyle>);

impl ClassStyles {
    /// Adds the rules of a style sheet whose selector is a single class.
    pub(super) fn add(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
            let style = CssStyle { hidden: false, ..CssStyle::read(declarations) };
            if style == CssStyle::default() {
                continue;
            }
            let selectors = selectors.rsplit(['{', '/', ';']).next().unwrap_or(selectors);
            for selector in selectors.split(',').map(str::trim) {
                let class = selector.rsplit_once('.').filter(|(element, _)| element.chars().all(char::is_alphanumeric));
                let Some((_, class)) = class else { continue };
                let plain = class.chars().all(|character| character.is_alphanumeric() || "-_".contains(character));
                if plain && self.0.len() < CLASSES_MAX {
                    let earlier = self.0.remove(class).unwrap_or_default();
                    self.0.insert(class.to_owned(), earlier.overridden_by(&style));
                }
            }
        }
    }

    /// Returns the style of an element with these classes.
    pub(super) fn of(&self, classes: &str) -> CssStyle {
        let known = classes.split_whitespace().take(50).filter_map(|class| self.0.get(class));
        known.fold(CssStyle::default(), |style, next| style.overridden_by(next))
    }
}

#[cfg(test)]
mod tests {
    use super::{ClassStyles, CssStyle};
    use crate::importing::parsed::MarkSet;

    #[test]
    fn declarations_switch_marks_on_and_off() {
        let style = CssStyle::read("FONT-WEIGHT:700;font-style:normal;text-decoration:underline line-through");
        assert_eq!(style.on, MarkSet::STRONG.with(MarkSet::UNDERLINE).with(MarkSet::STRIKE));
        assert_eq!(style.off, MarkSet::EM);
        assert_eq!(CssStyle::read("font-weight:400").off, MarkSet::STRONG);
        assert_eq!(CssStyle::read("mso-list:l0 level2 lfo1").ms_list_level, Some(2));
        assert!(CssStyle::read("mso-list:Ignore").ms_list_marker);
    }

    #[test]
    fn only_rules_for_a_single_class_apply() {
        let mut classes = ClassStyles::default();
        classes
            .add("@import url(x);.c1{font-weight:700}p.c2 , .c3{font-style:italic}.a .b{font-weight:700}/* .c4{} */");
        assert_eq!(classes.of("c1 c3").on, MarkSet::STRONG.with(MarkSet::EM));
        assert_eq!(classes.of("c2").on, MarkSet::EM);
        assert_eq!(classes.of("b c9"), CssStyle::default());
    }
}
