//! What styles say of words: the little of CSS that word processors put in the place of tags.

use std::collections::HashMap;

use crate::importing::manuscript::Marks;

/// What the styles of an element say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Marks they switch on.
    pub on: Marks,
    /// Marks they switch off.
    pub off: Marks,
    /// Whether they hide it.
    pub hidden: bool,
    /// Whether Word calls it an item of a list, and of which level.
    pub word_level: Option<u8>,
    /// Whether Word calls it the sign of an item.
    pub word_sign: bool,
}

impl Style {
    /// Reads declarations, as the `style` of an element holds them.
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
                "bold" | "bolder" => self.switch(Marks::STRONG, true),
                "normal" | "lighter" => self.switch(Marks::STRONG, false),
                weight => {
                    if let Ok(weight) = weight.parse::<u32>() {
                        self.switch(Marks::STRONG, weight >= 600);
                    }
                }
            },
            "font-style" => match value {
                "italic" | "oblique" => self.switch(Marks::EM, true),
                "normal" => self.switch(Marks::EM, false),
                _ => {}
            },
            "text-decoration" | "text-decoration-line" => {
                for (word, mark) in [("underline", Marks::UNDERLINE), ("line-through", Marks::STRIKE)] {
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
                self.word_sign |= value == "ignore";
                let level = value.split_whitespace().find_map(|word| word.strip_prefix("level"));
                self.word_level = level.and_then(|level| level.parse().ok()).or(self.word_level);
            }
            _ => {}
        }
    }

    fn switch(&mut self, mark: Marks, on: bool) {
        if on {
            self.on = self.on.with(mark);
            self.off = self.off.without(mark);
        } else {
            self.off = self.off.with(mark);
            self.on = self.on.without(mark);
        }
    }

    /// This style with what a stronger one says.
    pub(super) fn under(mut self, stronger: &Self) -> Self {
        self.on = self.on.without(stronger.off).with(stronger.on);
        self.off = self.off.without(stronger.on).with(stronger.off);
        self.hidden |= stronger.hidden;
        self.word_level = stronger.word_level.or(self.word_level);
        self.word_sign |= stronger.word_sign;
        self
    }
}

/// More classes than this are not remembered.
const CLASSES_MAX: usize = 1_000;

/// What the style sheets of a document say of classes.
#[derive(Debug, Default)]
pub(super) struct Classes(HashMap<String, Style>);

impl Classes {
    /// Adds the rules of a style sheet that are about a class and nothing else.
    pub(super) fn add(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
            let style = Style { hidden: false, ..Style::read(declarations) };
            if style == Style::default() {
                continue;
            }
            let selectors = selectors.rsplit(['{', '/', ';']).next().unwrap_or(selectors);
            for selector in selectors.split(',').map(str::trim) {
                let class = selector.rsplit_once('.').filter(|(element, _)| element.chars().all(char::is_alphanumeric));
                let Some((_, class)) = class else { continue };
                let plain = class.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
                if plain && self.0.len() < CLASSES_MAX {
                    let earlier = self.0.remove(class).unwrap_or_default();
                    self.0.insert(class.to_owned(), earlier.under(&style));
                }
            }
        }
    }

    /// What they say of an element with these classes.
    pub(super) fn of(&self, classes: &str) -> Style {
        let known = classes.split_whitespace().take(50).filter_map(|class| self.0.get(class));
        known.fold(Style::default(), |style, next| style.under(next))
    }
}

#[cfg(test)]
mod tests {
    use super::{Classes, Style};
    use crate::importing::manuscript::Marks;

    #[test]
    fn declarations_switch_marks_on_and_off() {
        let style = Style::read("FONT-WEIGHT:700;font-style:normal;text-decoration:underline line-through");
        assert_eq!(style.on, Marks::STRONG.with(Marks::UNDERLINE).with(Marks::STRIKE));
        assert_eq!(style.off, Marks::EM);
        assert_eq!(Style::read("font-weight:400").off, Marks::STRONG);
        assert_eq!(Style::read("mso-list:l0 level2 lfo1").word_level, Some(2));
        assert!(Style::read("mso-list:Ignore").word_sign);
    }

    #[test]
    fn rules_about_one_class_count() {
        let mut classes = Classes::default();
        classes
            .add("@import url(x);.c1{font-weight:700}p.c2 , .c3{font-style:italic}.a .b{font-weight:700}/* .c4{} */");
        assert_eq!(classes.of("c1 c3").on, Marks::STRONG.with(Marks::EM));
        assert_eq!(classes.of("c2").on, Marks::EM);
        assert_eq!(classes.of("b c9"), Style::default());
    }
}
