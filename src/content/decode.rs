//! Decodes JSON into the types of `content` and collects every violation with its JSON Pointer
//! instead of stopping at the first.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::string_enum::{StringEnum, hint_of};
use super::violations::{ViolationCode, Violations};

/// A JSON object.
pub type Object = Map<String, Value>;

/// Decodes an input with `read`, which receives the root value.
pub fn decode_value<T>(
    input: &Value,
    read: impl FnOnce(&mut ValueDecoder<'_, '_>) -> Option<T>,
) -> Result<T, Violations> {
    decode_value_at(input, String::new(), read)
}

/// Decodes the value at `pointer` of a larger input.
pub fn decode_value_at<T>(
    input: &Value,
    pointer: String,
    read: impl FnOnce(&mut ValueDecoder<'_, '_>) -> Option<T>,
) -> Result<T, Violations> {
    let mut violations = Violations::default();
    let value = read(&mut ValueDecoder { value: input, pointer, violations: &mut violations });
    violations.into_result(value)
}

/// Decodes one JSON value and records its violations.
pub struct ValueDecoder<'v, 'n> {
    /// The value itself.
    pub value: &'v Value,
    /// The JSON Pointer of the value (RFC 6901).
    pub pointer: String,
    /// The violations found so far.
    pub violations: &'n mut Violations,
}

impl<'v> ValueDecoder<'v, '_> {
    /// Records a violation for this value, and returns `None`.
    pub fn reject<T>(&mut self, code: ViolationCode, detail: impl Into<String>) -> Option<T> {
        self.violations.add(self.pointer.clone(), code, detail);
        None
    }

    /// Returns the value as a string of any length.
    pub fn text(&mut self) -> Option<&'v str> {
        match self.value {
            Value::String(text) => Some(text),
            other => self.wrong_type("a string", other),
        }
    }

    /// Parses the value as a string in the format of `T`; `code` is for a string in another format.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, code: ViolationCode) -> Option<T> {
        match self.text()?.parse() {
            Ok(value) => Some(value),
            Err(error) => self.reject(code, format!("{error}.")),
        }
    }

    /// Returns the value as a boolean.
    pub fn boolean(&mut self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(*value),
            other => self.wrong_type("true or false", other),
        }
    }

    /// Returns the value as an integer in `range`.
    pub fn integer<N: TryFrom<u64> + PartialOrd + Display>(&mut self, range: RangeInclusive<N>) -> Option<N> {
        let Value::Number(number) = self.value else {
            return self.wrong_type("a whole number", self.value);
        };
        match whole_number(self.value).and_then(|number| N::try_from(number).ok()) {
            Some(number) if range.contains(&number) => Some(number),
            _ => {
                let (start, end) = (range.start(), range.end());
                let detail = format!("Must be a whole number from {start} to {end}, not {number}.");
                self.reject(ViolationCode::OutOfRange, detail)
            }
        }
    }

    /// Returns the value as a variant of a string enum.
    pub fn string_enum<W: StringEnum>(&mut self) -> Option<W> {
        let text = self.text()?;
        match W::parse_name(text) {
            Some(word) => Some(word),
            None => self.reject(ViolationCode::UnknownValue, W::unknown_value(text)),
        }
    }

    /// Returns the value as an object whose members are then read by name.
    pub fn object(&mut self) -> Option<ObjectDecoder<'v, '_>> {
        match self.value {
            Value::Object(object) => {
                Some(ObjectDecoder { object, pointer: &self.pointer, violations: self.violations, known: Vec::new() })
            }
            other => self.wrong_type("an object", other),
        }
    }

    /// Returns the value as a list of at most `max` items, each read by `read`.
    pub fn list<T>(
        &mut self,
        max: usize,
        mut read: impl FnMut(&mut ValueDecoder<'v, '_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match self.value {
            Value::Array(items) => items,
            other => return self.wrong_type("a list", other),
        };
        if items.len() > max {
            let count = items.len();
            return self.reject(ViolationCode::TooMany, format!("Has {count} items; at most {max} are allowed."));
        }
        let mut read_item = |(index, value)| {
            let pointer = format!("{}/{index}", self.pointer);
            read(&mut ValueDecoder { value, pointer, violations: self.violations })
        };
        let read_items: Vec<Option<T>> = items.iter().enumerate().map(&mut read_item).collect();
        read_items.into_iter().collect()
    }

    fn wrong_type<T>(&mut self, wanted: &str, found: &Value) -> Option<T> {
        let found = match found {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.reject(ViolationCode::WrongType, format!("Must be {wanted}, not {found}."))
    }
}

/// Decodes the members of one JSON object by name. [`ObjectDecoder::finish`] rejects unknown members.
pub struct ObjectDecoder<'v, 'n> {
    object: &'v Object,
    pointer: &'n str,
    violations: &'n mut Violations,
    known: Vec<&'static str>,
}

impl<'v> ObjectDecoder<'v, '_> {
    /// Reads a required member.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut ValueDecoder<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        if self.has(name) {
            return self.optional(name, read);
        }
        self.known.push(name);
        let found = if self.object.contains_key(name) { " is null, but required." } else { " is required." };
        self.reject(name, ViolationCode::Required, format!("\"{name}\"{found}"))
    }

    /// Reads an optional member. Rejects `null`: a member is given or left out.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut ValueDecoder<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(name);
        match self.object.get(name) {
            None => None,
            Some(Value::Null) => self.reject_null(name),
            Some(value) => {
                read(&mut ValueDecoder { value, pointer: self.pointer_to(name), violations: self.violations })
            }
        }
    }

    /// Reads a member of a merge patch that is not merged: `Some(None)` clears it, `None` leaves it as it is.
    pub fn patched<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut ValueDecoder<'v, '_>) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.object.get(name).is_some_and(Value::is_null) {
            self.known.push(name);
            return Some(None);
        }
        self.optional(name, read).map(Some)
    }

    fn reject_null<T>(&mut self, name: &str) -> Option<T> {
        let detail =
            format!("\"{name}\" is null: leave it out. Null clears a member in a PATCH only, and not inside a list.");
        self.reject(name, ViolationCode::WrongType, detail)
    }

    /// Reads a list member of at most `max` items. An absent member is an empty list.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        max: usize,
        read: impl FnMut(&mut ValueDecoder<'v, '_>) -> Option<T>,
    ) -> Vec<T> {
        self.optional(name, |item| item.list(max, read)).unwrap_or_default()
    }

    /// Accepts members without reading them, such as those that the server sets.
    pub fn ignore(&mut self, names: &[&'static str]) {
        self.known.extend_from_slice(names);
        for name in names.iter().filter(|name| self.object.get(**name).is_some_and(Value::is_null)) {
            self.reject_null::<()>(name);
        }
    }

    /// Returns true if the member is present and not null.
    pub fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !value.is_null())
    }

    /// Returns true if the member is an empty list.
    pub fn is_empty_list(&self, name: &str) -> bool {
        self.object.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty)
    }

    /// Records a violation for a member, and returns `None`.
    pub fn reject<T>(&mut self, name: &str, code: ViolationCode, detail: impl Into<String>) -> Option<T> {
        let pointer = self.pointer_to(name);
        self.violations.add(pointer, code, detail);
        None
    }

    /// Rejects every unknown member, with the closest known name as a hint.
    pub fn finish(self) {
        for name in self.object.keys().filter(|name| !self.known.contains(&name.as_str())) {
            if self.violations.is_full() {
                self.violations.add(String::new(), ViolationCode::UnknownField, String::new());
                continue;
            }
            let (shown, hint) = (abbreviate(name), hint_of(name, &self.known));
            let detail = format!("\"{shown}\" is not a field of this object. {hint}");
            self.violations.add(self.pointer_to(name), ViolationCode::UnknownField, detail);
        }
    }

    fn pointer_to(&self, name: &str) -> String {
        member_pointer(self.pointer, name)
    }
}

/// Returns the JSON Pointer (RFC 6901) of a member of the object at `parent`.
pub fn member_pointer(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn abbreviate(name: &str) -> String {
    name.char_indices().nth(60).map_or_else(|| name.to_owned(), |(end, _)| format!("{}…", &name[..end]))
}

/// Returns the value as a non-negative integer. `60`, `60.0` and `6e1` are the same integer in JSON Schema.
pub fn whole_number(value: &Value) -> Option<u64> {
    // 2^53: up to here, every integer has an exact floating-point value (RFC 8259, section 6).
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=EXACT_MAX).contains(number))?;
        format!("{number:.0}").trim_start_matches('-').parse().ok()
    })
}

/// Returns the index of the first item that equals an earlier one.
pub fn first_duplicate<T: PartialEq>(items: &[T]) -> Option<usize> {
    items.iter().enumerate().find(|(index, item)| items[..*index].contains(item)).map(|(index, _)| index)
}
