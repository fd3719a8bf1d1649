//! `cairn import`: its report, and dry runs.

use serde_json::Value;

use crate::harness::{Sandbox, number};

fn report(place: &Sandbox) -> Value {
    serde_json::from_str(&std::fs::read_to_string(place.file("report.json")).unwrap()).unwrap()
}

#[test]
fn a_report_has_every_entity_with_its_location_and_notes() {
    let place = Sandbox::new();
    place.write("docs/tea.md", "---\nicon: cup\n---\n# Tea\n\nHot.\n");
    place.run(&["import", "docs", "--report", "report.json"]).succeeded();
    insta::assert_json_snapshot!(report(&place), {".documents[].id" => "[id]"}, @r#"
    {
      "dryRun": false,
      "created": 1,
      "updated": 0,
      "unchanged": 0,
      "skipped": 0,
      "published": 0,
      "documents": [
        {
          "location": "docs/tea.md",
          "kind": "article",
          "sourceId": "docs/tea.md",
          "id": "[id]",
          "outcome": "created",
          "published": false,
          "notes": [
            {
              "location": "docs/tea.md",
              "detail": "The field \"icon\" of the front matter was left out: \"cup\""
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn a_dry_run_reports_the_outcome_and_changes_nothing() {
    let place = Sandbox::new();
    place.write("docs/tea.md", "# Tea\n\nHot.\n");
    let told = place.run(&["import", "docs", "--dry-run", "--publish", "--report", "report.json"]).succeeded();
    assert_eq!(told, "Nothing was changed. It would be: 1 created, 0 replaced, 0 unchanged, 0 skipped; 1 published.\n");
    assert_eq!((&report(&place)["dryRun"], &report(&place)["documents"][0]["published"]), (&true.into(), &true.into()));
    for table in ["working_copies", "revisions", "audit_log", "changes", "published_articles"] {
        assert_eq!(number(&place.database(), &format!("SELECT count(*) AS number FROM {table}")), 0, "{table}");
    }
    let told = place.run(&["import", "docs", "--publish"]).succeeded();
    assert_eq!(told, "1 created, 0 replaced, 0 unchanged, 0 skipped; 1 published.\n");
    place.write("docs/tea.md", "# Tea\n\nWarm.\n");
    let told = place.run(&["import", "docs", "--dry-run"]).succeeded();
    assert_eq!(told, "Nothing was changed. It would be: 0 created, 1 replaced, 0 unchanged, 0 skipped.\n");
    assert_eq!(number(&place.database(), "SELECT count(*) AS number FROM revisions"), 2);
}

#[test]
fn a_dry_run_finds_mistakes_too() {
    let place = Sandbox::new();
    place.write("topics.yaml", "- {slug: tea, kind: drink, name: Tea}\n");
    let complaint = place.run(&["import", "topics.yaml", "--dry-run"]).failed();
    assert!(complaint.contains("topics.yaml, item 1, /kind"), "{complaint}");
}

#[test]
fn standard_input_is_imported_with_a_format() {
    let place = Sandbox::new();
    let complaint = place.run(&["import", "-"]).failed();
    assert!(complaint.contains("--format"), "{complaint}");
    let piped = |text: &str, arguments: &[&str]| {
        place.write("piped", text);
        let input = std::fs::File::open(place.file("piped")).unwrap();
        let output = place.command(arguments).stdin(input).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let told = piped("# Green tea\n\nHot.\n", &["import", "-", "--source", "desk", "--format", "markdown"]);
    assert_eq!(told, "1 created, 0 replaced, 0 unchanged, 0 skipped.\n");
    let told = piped("# Black tea\n\nHot.\n", &["import", "-", "--source", "desk", "--format", "markdown"]);
    assert_eq!(told, "1 created, 0 replaced, 0 unchanged, 0 skipped.\n", "another title is another page");
    let told = piped("# Green tea\n\nWarm.\n", &["import", "-", "--source", "desk", "--format", "markdown"]);
    assert_eq!(told, "0 created, 1 replaced, 0 unchanged, 0 skipped.\n");
    let told = piped("- {slug: tea, kind: subject, name: Tea}\n", &["import", "-", "--format", "topics"]);
    assert_eq!(told, "1 created, 0 replaced, 0 unchanged, 0 skipped.\n");
    let complaint = place.run(&["import", "-", "--format", "tpoics"]).failed();
    assert!(complaint.contains("topics"), "{complaint}");
}
