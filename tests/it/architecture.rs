//! Who may import whom, read from the source: a path that breaks a rule fails the build.

mod modules;
mod words;

use std::path::{Path, PathBuf};

/// Each part and the parts it may name. What is not listed is forbidden.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("content", &[]),
    ("metrics", &[]),
    ("db", &["metrics", "content"]),
    ("http", &["db", "metrics", "content"]),
    ("audit", &["db", "content"]),
    ("events", &["db", "content"]),
    ("outbound", &[]),
    ("links", &["outbound", "db", "content"]),
    ("webhooks", &["events", "audit", "outbound", "db", "content"]),
    ("auth", &["audit", "outbound", "http", "db", "content"]),
    ("rendering", &["content"]),
    ("working_copies", &["links", "audit", "db", "content"]),
    ("importing", &["rendering", "content"]),
    ("publishing", &["working_copies", "links", "events", "audit", "rendering", "db", "content"]),
    ("previews", &["publishing", "events", "audit", "db", "content"]),
    ("delivery", &["rendering", "http", "db", "content"]),
    (
        "management",
        &[
            "previews",
            "publishing",
            "importing",
            "working_copies",
            "rendering",
            "webhooks",
            "links",
            "auth",
            "audit",
            "events",
            "http",
            "db",
            "content",
        ],
    ),
    (
        "jobs",
        &["publishing", "working_copies", "webhooks", "links", "auth", "events", "audit", "outbound", "db", "content"],
    ),
    ("health", &["working_copies", "webhooks", "events", "http", "db", "metrics", "content"]),
    ("docs", &["http"]),
    ("openapi", &["delivery", "management", "health", "docs", "http"]),
    ("config", &["auth", "delivery", "publishing", "webhooks", "links", "outbound", "http", "db", "content"]),
    (
        "app",
        &[
            "docs",
            "health",
            "delivery",
            "management",
            "jobs",
            "previews",
            "publishing",
            "working_copies",
            "events",
            "audit",
            "auth",
            "http",
            "db",
            "metrics",
            "content",
            "config",
            "tls",
        ],
    ),
    ("tls", &[]),
    (
        "cli",
        &["app", "config", "docs", "management", "publishing", "working_copies", "events", "auth", "db", "content"],
    ),
    (
        "lib",
        &[
            "content",
            "metrics",
            "db",
            "http",
            "audit",
            "auth",
            "events",
            "rendering",
            "working_copies",
            "importing",
            "publishing",
        ],
    ),
    ("main", &[]),
];

/// Parts that know nothing of the web framework.
const WITHOUT_FRAMEWORK: &[&str] = &[
    "content",
    "metrics",
    "rendering",
    "importing",
    "publishing",
    "previews",
    "working_copies",
    "audit",
    "events",
    "webhooks",
    "jobs",
    "db",
];

struct Source {
    path: PathBuf,
    part: String,
    depth: usize,
    code: String,
}

impl Source {
    /// Returns true for a file `store.rs` or a file of a folder `store`.
    fn is_store(&self) -> bool {
        self.path.with_extension("").components().any(|component| component.as_os_str() == "store")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(&root).unwrap().to_owned();
            let first = inside.iter().next().unwrap().to_string_lossy().into_owned();
            let is_mod = path.file_stem().is_some_and(|stem| stem == "mod" || stem == "lib" || stem == "main");
            let code: String = std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            found.push(Source {
                part: first.trim_end_matches(".rs").to_owned(),
                depth: inside.components().count() - usize::from(is_mod),
                path: inside,
                code,
            });
        }
    }
    assert!(found.len() > 100, "the source was not found");
    found
}

/// The names that follow `crate::` in a piece of code, those in braces included.
fn named_parts(code: &str) -> Vec<String> {
    let identifier = |text: &str| -> String {
        text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
    };
    code.match_indices("crate::")
        .flat_map(|(index, found)| {
            let rest = &code[index + found.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list
                    .split('}')
                    .next()
                    .unwrap()
                    .split(',')
                    .map(|item| identifier(item.trim()))
                    .filter(|name| !name.is_empty())
                    .collect(),
                // `$crate::$name` in a macro names nothing yet.
                None => Some(identifier(rest)).filter(|name| !name.is_empty()).into_iter().collect::<Vec<_>>(),
            }
        })
        .collect()
}

#[test]
fn every_part_imports_only_what_it_may() {
    for source in sources() {
        let (_, allowed) = MAY_IMPORT
            .iter()
            .find(|(part, _)| *part == source.part)
            .unwrap_or_else(|| panic!("{} belongs to no part; add it to the rules", source.path.display()));
        for named in named_parts(&source.code) {
            // Macros are exported from the root.
            if named == source.part || named == "string_enum" || allowed.contains(&named.as_str()) {
                continue;
            }
            panic!("{} names {named}; {} may name only {allowed:?}", source.path.display(), source.part);
        }
    }
}

#[test]
fn no_file_climbs_out_of_its_part() {
    for source in sources().iter().filter(|source| source.depth > 0) {
        let climbs = |count: usize| source.code.contains(&"super::".repeat(count));
        assert!(!climbs(source.depth), "{} reaches its neighbours through super; say crate::", source.path.display());
    }
}

#[test]
fn no_file_climbs_two_levels() {
    for source in sources() {
        assert!(!source.code.contains("super::super"), "{} climbs two levels; say crate::", source.path.display());
    }
}

#[test]
fn diesel_stays_in_the_database_and_in_stores() {
    for source in sources() {
        if source.part != "db" && !source.is_store() {
            assert!(!source.code.contains("diesel"), "{} names diesel", source.path.display());
        }
    }
}

#[test]
fn no_store_names_a_backend_of_its_own() {
    for source in sources().iter().filter(|source| source.part != "db") {
        for name in ["sqlite::", "SqliteConnection", "Sqlite>"] {
            assert!(!source.code.contains(name), "{} names {name}", source.path.display());
        }
    }
}

#[test]
fn the_framework_stays_out_of_the_language_and_out_of_stores() {
    for source in sources() {
        if source.is_store() || WITHOUT_FRAMEWORK.contains(&source.part.as_str()) {
            assert!(!source.code.contains("actix"), "{} names the framework", source.path.display());
        }
    }
}

#[test]
fn delivery_names_no_table_that_holds_a_draft() {
    let schema = include_str!("../../src/db/schema.rs");
    let private: Vec<&str> = schema
        .lines()
        .filter_map(|line| line.trim().strip_suffix(") {")?.split_once(" (").map(|(table, _)| table))
        .filter(|table| !table.starts_with("published_") && *table != "changes")
        .collect();
    assert!(private.contains(&"working_copies") && private.contains(&"sections"), "{private:?}");
    for source in sources().iter().filter(|source| source.part == "delivery") {
        assert!(!source.code.contains("schema::*"), "{} names every table", source.path.display());
        for (index, _) in source.code.match_indices("schema::") {
            let imported = source.code[index + "schema::".len()..].split(';').next().unwrap();
            for name in imported.split(|character: char| !character.is_alphanumeric() && character != '_') {
                assert!(!private.contains(&name), "{} names the table {name}", source.path.display());
            }
        }
        assert!(!source.code.contains("published_sources"), "{} names unfinished documents", source.path.display());
        assert!(!source.code.contains("working_"), "{} names working copies", source.path.display());
    }
}

#[test]
fn only_publishing_writes_what_is_published() {
    for source in sources().iter().filter(|source| source.part != "publishing" && source.part != "db") {
        for verb in ["insert_into(published_", "update(published_", "delete(published_", "insert_into(changes"] {
            assert!(!source.code.contains(verb), "{} has {verb}", source.path.display());
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for source in sources() {
        if source.path.ends_with("db/schema.rs") {
            continue;
        }
        let text = std::fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//!"), "{} does not say what it owns", source.path.display());
        let lines = text.lines().count();
        assert!(lines <= 350, "{} has {lines} lines; one file, one idea", source.path.display());
    }
}
