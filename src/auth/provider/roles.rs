//! From the claims of a token to a role.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::auth::role::Role;
use crate::content::string_enum::StringEnum;

/// Which values of the claim stand for which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMapping(Vec<(String, Role)>);

impl Default for RoleMapping {
    fn default() -> Self {
        Self(Role::ALL.iter().map(|role| (format!("cairn-{role}"), *role)).collect())
    }
}

impl FromStr for RoleMapping {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pair = |pair: &str| {
            let (value, role) = pair.rsplit_once('=').ok_or_else(|| format!("\"{pair}\" is not VALUE=ROLE"))?;
            let role = role.trim();
            let role = Role::parse_name(role).ok_or_else(|| format!("\"{pair}\": {}", Role::unknown_value(role)))?;
            match value.trim() {
                "" => Err(format!("\"{pair}\" names no value of the claim")),
                value => Ok((value.to_owned(), role)),
            }
        };
        text.split(',').map(pair).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for RoleMapping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (value, role)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(formatter, "{comma}{value}={role}")?;
        }
        Ok(())
    }
}

impl RoleMapping {
    /// The highest role that the claim gives; none if it gives none.
    pub(super) fn role(&self, claims: &Map<String, Value>, claim: &str) -> Option<Role> {
        let values = words(find(claims, claim)?);
        values.iter().filter_map(|value| self.0.iter().find(|(known, _)| known == value)).map(|(_, role)| *role).max()
    }
}

/// The claim of that name, or at that path: `realm_access.roles` is `roles` within `realm_access`, unless there is a claim
/// that is called so.
fn find<'a>(claims: &'a Map<String, Value>, claim: &str) -> Option<&'a Value> {
    if let Some(found) = claims.get(claim) {
        return Some(found);
    }
    let (first, rest) = claim.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

/// A list of texts, or one text of words, as `scope` is (RFC 8693, section 4.2).
fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.split_whitespace().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn role(claims: &Value, claim: &str) -> Option<Role> {
        let mapping: Result<RoleMapping, _> = "writers=author,desk chiefs=editor,admins=admin".parse();
        mapping.ok()?.role(claims.as_object()?, claim)
    }

    #[test]
    fn the_highest_role_that_a_claim_gives_is_taken_wherever_the_claim_stands() {
        assert_eq!(role(&json!({"roles": ["readers", "writers", "admins"]}), "roles"), Some(Role::Admin));
        assert_eq!(role(&json!({"groups": ["desk chiefs"]}), "groups"), Some(Role::Editor));
        assert_eq!(role(&json!({"realm_access": {"roles": ["writers"]}}), "realm_access.roles"), Some(Role::Author));
        assert_eq!(
            role(&json!({"https://example.org/roles": "writers"}), "https://example.org/roles"),
            Some(Role::Author)
        );
        assert_eq!(role(&json!({"scope": "openid writers"}), "scope"), Some(Role::Author));
    }

    #[test]
    fn what_is_not_mapped_gives_no_role() {
        for claims in [
            json!({}),
            json!({"roles": []}),
            json!({"roles": ["Admins", "admin", "readers"]}),
            json!({"roles": {"admins": true}}),
            json!({"roles": 4}),
            json!({"roles": null}),
        ] {
            assert_eq!(role(&claims, "roles"), None, "{claims}");
        }
    }

    #[test]
    fn a_mapping_is_read_as_it_is_written() {
        let mapping = RoleMapping::default();
        assert_eq!(mapping.to_string().parse(), Ok(mapping));
        for (text, complaint) in [("writers", "VALUE=ROLE"), ("writers=chief", "chief"), ("=author", "no value")] {
            let refusal = text.parse::<RoleMapping>().err();
            assert!(refusal.is_some_and(|refusal| refusal.contains(complaint)), "{text}");
        }
    }
}
