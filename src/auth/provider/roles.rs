//! The mapping from the claims of a token to a role.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::auth::role::Role;
use crate::content::string_enum::StringEnum;

/// A mapping from values of the claim to roles.
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
    /// Returns the highest role that the claim gives; none if it gives no role.
    pub(super) fn role(&self, claims: &Map<String, Value>, claim: &str) -> Option<Role> {
        let values = words(find(claims, claim)?);
        values.iter().filter_map(|value| self.0.iter().find(|(known, _)| known == value)).map(|(_, role)| *role).max()
    }
}

/// Finds a claim by its name, or by its path: `realm_access.roles` is `roles` within `realm_access`, unless a claim
/// has that whole name.
fn find<'a>(claims: &'a Map<String, Value>, claim: &str) -> Option<&'a Value> {
    if let Some(found) = claims.get(claim) {
        return Some(found);
    }
    let (first, rest) = claim.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

/// Returns the values of a claim: the strings of a list, or the words of one string, as in `scope` (RFC 8693, section
/// 4.2).
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
    fn the_highest_role_of_a_claim_is_used_at_any_path() {
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
    fn unmapped_values_give_no_role() {
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
    fn a_mapping_round_trips_through_its_text() {
        let mapping = RoleMapping::default();
        assert_eq!(mapping.to_string().parse(), Ok(mapping));
        for (text, complaint) in [("writers", "VALUE=ROLE"), ("writers=chief", "chief"), ("=author", "no value")] {
            let refusal = text.parse::<RoleMapping>().err();
            assert!(refusal.is_some_and(|refusal| refusal.contains(complaint)), "{text}");
        }
    }
}
