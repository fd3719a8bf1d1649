//! Examples of preview tokens.

use serde_json::{Value, json};

use super::{ARTICLE, KEY, LATER, TIME, page};

const TOKEN: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de08";

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let token = "AZOlyH0efDqbHy9kocDeCFYkbqIGgQ9Kx0xGi4eAE0X1KZlqkcSTV5LTz1qHtXLy";
    Some(match schema_name {
        "PreviewTokenInput" => json!({"expiresInSeconds": 86400}),
        "FullPreviewTokenInput" => json!({"scope": "all", "expiresInSeconds": 86400}),
        "CreatedPreviewToken" => json!({
            "id": TOKEN, "scope": "article", "token": token,
            "url": format!("/v1/preview/articles/{ARTICLE}?token={token}"), "expiresAt": LATER,
        }),
        "PreviewTokenList" => page(&json!({
            "id": TOKEN, "scope": "article", "articleId": ARTICLE, "state": "active", "createdAt": TIME,
            "createdBy": "newsroom", "createdById": KEY, "expiresAt": LATER,
        })),
        _ => return None,
    })
}
