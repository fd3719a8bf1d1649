//! Relevance on a judged set: queries for the demo content, and the section that should match best.

use serde_json::Value;

use super::{search, sections};
use crate::harness::{TestApp, demo_folder};

/// The number of first sections that count.
const FIRST: usize = 3;

#[test]
fn the_best_section_is_among_the_first_three_for_thirty_six_of_forty_queries() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    // The synonyms of `serve --demo`.
    let synonyms = std::fs::read_to_string(demo_folder().join("synonyms.yaml")).unwrap();
    let synonyms: Value = serde_saphyr::from_str(&synonyms).unwrap();
    app.editor().put("/v1/manage/synonyms", "*", &synonyms).expect(200);
    let lines = include_str!("judged.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut asked, mut missed) = (0, Vec::new());
    for line in lines {
        let [q, locale, wanted] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (slug, anchor) = wanted.split_once('#').unwrap();
        reader.get(&format!("/v1/articles/{slug}/sections/{anchor}?locale={locale}")).expect(200);
        let shown = sections(&search(&reader, q, &format!("&locale={locale}")).json);
        asked += 1;
        if !shown.iter().take(FIRST).any(|section| section == wanted) {
            missed.push(format!("{q}: wanted {wanted}, found {:?}", &shown[..shown.len().min(FIRST)]));
        }
    }
    assert_eq!(asked, 40);
    assert!(missed.len() <= 4, "{missed:#?}");
}
