//! How something was taken back, as an export has it: with nothing in it that content could not hold.

use serde_json::Value;

use crate::content::link::check_href;
use crate::publishing::transfer::KeptEnding;

/// The ending, or why it cannot be taken.
pub(super) fn read_ending(ending: KeptEnding) -> Result<KeptEnding, String> {
    let addresses = ending.alternative_url.iter().map(String::as_str);
    let in_document = ending.document.iter().flat_map(addresses_in);
    for address in addresses.chain(in_document) {
        check_href(address).map_err(|(_, detail)| format!("the address \"{address}\": {detail}"))?;
    }
    Ok(ending)
}

/// Every address of a document, however deep it stands.
fn addresses_in(document: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut waiting = vec![document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(address) if ["href", "url", "canonicalUrl"].contains(&name.as_str()) => {
                            found.push(address.as_str());
                        }
                        other => waiting.push(other),
                    }
                }
            }
            _ => {}
        }
    }
    found
}
