//! The filter of resources by region, in lists, syncs and bundles.

use serde_json::{Value, json};

use crate::harness::{TestApp, all, publish, resource, strings};

/// Publishes resources for several regions and one for everybody. Their titles are their regions.
fn with_resources(app: &TestApp) {
    for regions in [&[][..], &["GB"], &["GB", "IE"], &["US"], &["US-CA"], &["US-NY", "CA"]] {
        let title = if regions.is_empty() { "everybody".to_owned() } else { regions.join(" ") };
        publish(&app.editor(), "resources", &resource(&title, json!({ "regions": regions })));
    }
}

const EXPECTED: [(&str, &[&str]); 6] = [
    ("GB", &["GB", "GB IE", "everybody"]),
    ("IE", &["GB IE", "everybody"]),
    ("US", &["US", "everybody"]),
    ("US-CA", &["US", "US-CA", "everybody"]),
    ("CA", &["US-NY CA", "everybody"]),
    ("ZZ", &["everybody"]),
];

#[test]
fn a_region_gets_its_own_resources_those_of_its_country_and_those_for_everybody() {
    let app = TestApp::spawn();
    with_resources(&app);
    let reader = app.anonymous();
    for (region, titles) in EXPECTED {
        let listed = all(&reader, &format!("/v1/resources?region={region}&sort=title&limit=2"));
        assert_eq!(strings(&listed, "title"), titles, "{region}");
        let counted = reader.get(&format!("/v1/resources?region={region}&count=true&limit=1")).expect(200).json;
        assert_eq!(counted["page"]["total"], titles.len(), "{region}");
    }
    assert_eq!(all(&reader, "/v1/resources").len(), 6, "without a region, all resources are listed");
    assert_eq!(strings(&all(&reader, "/v1/resources?region=GB&locale=es"), "title"), Vec::<String>::new());
}

#[test]
fn a_copy_for_a_region_has_the_same_resources() {
    let app = TestApp::spawn();
    with_resources(&app);
    let reader = app.anonymous();
    for (region, expected) in EXPECTED {
        let page = reader.get(&format!("/v1/sync?initial=true&kind=resource&region={region}")).expect(200).json;
        let bundle = reader.get(&format!("/v1/bundle?kind=resource&region={region}")).expect(200);
        let lines: Vec<Value> = bundle.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (end, entries) = lines.split_last().unwrap();
        assert_eq!((&page["items"], &page["nextToken"]), (&json!(entries), &end["nextToken"]), "{region}");
        let mut titles = strings(entries.iter().map(|entry| &entry["document"]), "title");
        titles.sort_unstable();
        assert_eq!(titles, expected, "{region}");
    }
}

#[test]
fn a_resource_that_ceases_to_serve_a_region_leaves_its_list_and_its_copies() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "resources", &resource("A line", json!({"regions": ["GB"]}))).id();
    let started = reader.get("/v1/sync?initial=true&region=GB").expect(200).json;
    assert_eq!(started["items"].as_array().unwrap().len(), 1);
    editor.edit("resources", &id, &json!({"regions": ["FR"]}));
    editor.publish("resources", &id);
    assert_eq!(all(&reader, "/v1/resources?region=GB"), Vec::<Value>::new());
    assert_eq!(all(&reader, "/v1/resources?region=FR").len(), 1);
    let token = started["nextToken"].as_str().unwrap();
    let changes = reader.get(&format!("/v1/sync?token={token}")).expect(200).json;
    assert_eq!(
        (&changes["items"][0]["type"], &changes["items"][0]["reason"]),
        (&json!("tombstone"), &json!("filtered"))
    );
    editor.try_unpublish("resources", &id).expect(200);
    assert_eq!(all(&reader, "/v1/resources?region=FR"), Vec::<Value>::new());
}

#[test]
fn a_code_that_is_no_region_is_refused() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    for region in ["gb", "GBR", "G", "", "GB-", "US-CALI", "US-ca", "US_CA"] {
        for list in ["/v1/resources?", "/v1/bundle?", "/v1/sync?initial=true&"] {
            let refused = reader.get(&format!("{list}region={region}")).expect_problem(400, "invalid_query");
            refused.expect_error("region", "invalid_value");
        }
    }
    let token = reader.get("/v1/sync?initial=true&region=GB").expect(200).json["nextToken"].clone();
    let both = reader.get(&format!("/v1/sync?region=GB&token={}", token.as_str().unwrap()));
    both.expect_problem(400, "invalid_query").expect_error("region", "invalid_value");
}
