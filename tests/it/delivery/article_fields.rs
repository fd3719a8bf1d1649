//! Some members of one article.

use serde_json::json;

use crate::harness::TestApp;

const NO: &str = "/v1/articles/when-someone-you-love-says-no";
const NO_IN_SPANISH: &str = "/v1/articles/cuando-alguien-a-quien-quieres-dice-que-no";

#[test]
fn the_fields_of_an_article_are_the_selected_members() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let whole = reader.get(NO).expect(200);
    let chosen = reader.get(&format!("{NO}/fields?fields=title,id,review,title")).expect(200);
    assert_eq!(chosen.header("content-type"), "application/json");
    assert_eq!(chosen.header("last-modified"), whole.header("last-modified"));
    let whole = whole.json;
    assert_eq!(chosen.json, json!({"id": whole["id"], "title": whole["title"], "review": whole["review"]}));
    let names: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    let all = reader.get(&format!("{NO}/fields?fields={}", names.join(","))).expect(200).json;
    assert_eq!(all, whole, "every member can be selected");
    let spanish = reader.get(&format!("{NO}/fields?fields=locale,sections&locale=es&body=html")).expect(200);
    assert_eq!(spanish.json["locale"], "es");
    assert!(spanish.json["sections"][0]["html"].is_string() && spanish.json["sections"][0].get("body").is_none());
    let led = reader.get(&format!("{NO_IN_SPANISH}/fields?fields=title")).expect(302);
    assert_eq!(led.header("location"), format!("{NO_IN_SPANISH}/fields?fields=title&locale=es"));
}

#[test]
fn fields_are_required_and_strict() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let refused = |tail: &str| reader.get(&format!("{NO}{tail}")).expect_problem(400, "invalid_query");
    refused("/fields").expect_error("fields", "required");
    let misspelt = refused("/fields?fields=titel");
    assert!(
        misspelt.expect_error("fields", "invalid_value").text().contains("Did you mean"),
        "the error suggests the nearest name"
    );
    refused("/fields?fields=title&body=html").expect_error("body", "invalid_value");
    refused("?fields=title").expect_error("fields", "unknown_parameter");
}
