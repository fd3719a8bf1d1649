//! Links and anchors between pages resolve, every page is in the summary, and the files that pages name exist.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use super::{Page, all_pages, pages_in, root};

const SUMMARY: &str = "docs/SUMMARY.md";

/// Folders at the top of the tree whose files pages name in code spans.
const FOLDERS: [&str; 11] =
    ["src/", "tests/", "docs/", "bench/", "fuzz/", "demo/", "deploy/", "openapi/", "migrations/", ".ci/", ".cargo/"];

/// The code spans of a line, and the line without them.
fn split_code(line: &str) -> (Vec<&str>, String) {
    let (mut spans, mut prose, mut rest) = (Vec::new(), String::new(), line);
    while let Some(start) = rest.find('`') {
        let length = rest[start..].chars().take_while(|character| *character == '`').count();
        let (mark, inside) = (&rest[start..start + length], &rest[start + length..]);
        let Some(end) = inside.find(mark) else { break };
        spans.push(&inside[..end]);
        prose.push_str(&rest[..start]);
        rest = &inside[end + length..];
    }
    prose.push_str(rest);
    (spans, prose)
}

/// The targets of the links of a line.
fn targets(line: &str) -> Vec<String> {
    let (_, prose) = split_code(line);
    prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()).map(str::to_owned).collect()
}

/// The anchors of a page, as mdBook and GitHub make them of its headings.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    for (_, line) in page.prose() {
        let text = line.trim_start_matches('#');
        if text.len() == line.len() || !text.starts_with(' ') {
            continue;
        }
        // Of a link, its words.
        let words: String = text
            .split('[')
            .flat_map(|part| {
                part.split_once("](")
                    .map_or([part, ""], |(words, rest)| [words, rest.split_once(')').map_or("", |(_, rest)| rest)])
            })
            .collect();
        let anchor: String = words
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|character| match character {
                ' ' => Some('-'),
                _ if character.is_alphanumeric() || character == '-' || character == '_' => Some(character),
                _ => None,
            })
            .collect();
        let count = times.entry(anchor.clone()).and_modify(|count| *count += 1).or_insert(0);
        found.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
    }
    found
}

/// Resolves a relative path from a page to one from the top folder.
fn resolve(page: &str, target: &str) -> String {
    let mut path = PathBuf::new();
    for part in Path::new(page).parent().unwrap().join(target).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{page}: {target} leaves the tree"),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/")
}

#[test]
fn links_and_anchors_between_pages_resolve() {
    let pages = all_pages();
    let known: HashMap<&str, BTreeSet<String>> = pages.iter().map(|page| (page.path.as_str(), anchors(page))).collect();
    let (mut count, mut wrong) = (0, Vec::new());
    for page in &pages {
        for (number, line) in page.prose() {
            for target in targets(line) {
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                count += 1;
                let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
                let path = if path.is_empty() { page.path.clone() } else { resolve(&page.path, path) };
                let is_there = root().join(&path).exists();
                let has_anchor =
                    anchor.is_empty() || known.get(path.as_str()).is_some_and(|anchors| anchors.contains(anchor));
                if !is_there || !has_anchor {
                    wrong.push(format!("{}:{number}: {target}", page.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these lead nowhere:\n{}", wrong.join("\n"));
    assert!(count > 300, "only {count} links were found");
}

#[test]
fn every_page_of_the_book_is_in_the_summary_once() {
    let summary = Page::load(SUMMARY);
    let mut listed: Vec<String> =
        summary.prose().flat_map(|(_, line)| targets(line)).map(|target| resolve(SUMMARY, &target)).collect();
    listed.sort_unstable();
    let pages: Vec<String> =
        pages_in("docs").into_iter().map(|page| page.path).filter(|path| path != SUMMARY).collect();
    assert_eq!(listed, pages);
}

#[test]
fn files_that_pages_name_exist() {
    let (mut count, mut wrong) = (0, Vec::new());
    for page in all_pages() {
        for (number, line) in page.prose() {
            for span in split_code(line).0 {
                let is_file = Path::new(span).extension().is_some_and(|extension| extension == "rs")
                    && span.contains('/')
                    || FOLDERS.iter().any(|top| span.starts_with(top));
                if !is_file || span.contains(|character: char| "<>{}*… ".contains(character)) {
                    continue;
                }
                count += 1;
                if !root().join(span).exists() && !root().join("src").join(span).exists() {
                    wrong.push(format!("{}:{number}: {span}", page.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these are not there:\n{}", wrong.join("\n"));
    assert!(count > 30, "only {count} were found");
}

#[test]
fn the_first_page_and_the_architecture_stay_short() {
    for (path, most) in [("README.md", 150), ("docs/contributing/architecture.md", 300)] {
        let lines = Page::load(path).text.lines().count();
        assert!(lines <= most, "{path} has {lines} lines, {most} are the most");
    }
}

#[test]
fn newcomers_find_pages_by_the_words_they_look_for() {
    let summary = Page::load(SUMMARY).text.to_lowercase();
    for word in ["cors", "pagination", "image", "upgrade", "region", "webhook", "backup", "cdn", "docker", "rate limit"]
    {
        assert!(summary.contains(word), "no title of a page has \"{word}\"");
    }
}
