//! The tables of the reference are what the code says. With `UPDATE_DOCS=1` they are rewritten.

use std::fmt::Write as _;

use cairn::config::Config;
use cairn::content::ViolationCode;
use cairn::http::Code;
use clap::{Arg, Args as _, Command};

use super::{Page, root};

const SETTINGS: &str = "docs/reference/settings.md";
const ERRORS: &str = "docs/reference/errors.md";

/// Between these lines is a generated table.
const END: &str = "<!-- end of generated -->";

/// Compares the table called `name` of a page with `table`, or replaces it.
fn check(path: &str, name: &str, table: &str) {
    let page = Page::load(path);
    let start = format!("<!-- generated: {name} -->\n");
    let (before, rest) = page.text.split_once(&start).unwrap_or_else(|| panic!("{path} has no table {name}"));
    let (found, after) = rest.split_once(END).unwrap();
    let expected = format!("\n{table}\n");
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(root().join(path), format!("{before}{start}{expected}{END}{after}")).unwrap();
    } else {
        assert_eq!(found, expected, "{path} is out of date; write it with UPDATE_DOCS=1 cargo test --test it docs::");
    }
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<").replace('\n', " ")
}

fn setting_row(argument: &Arg) -> Option<String> {
    let variable = argument.get_env()?.to_str().unwrap();
    let default: Vec<&str> = argument.get_default_values().iter().map(|value| value.to_str().unwrap()).collect();
    let default = if default.is_empty() { "none".to_owned() } else { format!("`{}`", cell(&default.join(","))) };
    let help = argument.get_long_help().or(argument.get_help()).unwrap().to_string();
    let mut meaning = cell(&help.replace("\n\n", " "));
    let values = argument.get_possible_values();
    if !values.is_empty() && !argument.get_value_parser().type_id().eq(&std::any::TypeId::of::<bool>()) {
        let names: Vec<String> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        write!(meaning, ": {}", names.join(", ")).unwrap();
    }
    Some(format!("| `--{}` | `{variable}` | {default} | {meaning} |", argument.get_long().unwrap()))
}

#[test]
fn the_tables_of_settings_are_those_of_the_code() {
    let command = Config::augment_args(Command::new("cairn"));
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for argument in command.get_arguments() {
        let Some(row) = setting_row(argument) else { continue };
        let group = argument.get_help_heading().unwrap_or_else(|| panic!("{argument} has no group"));
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((group, vec![row])),
        }
    }
    assert!(groups.len() > 8 && groups.iter().map(|(_, rows)| rows.len()).sum::<usize>() > 45, "{groups:#?}");
    let mut tables = Vec::new();
    for (group, rows) in groups {
        let rows = rows.join("\n");
        tables.push(format!("### {group}\n\n| flag | variable | default | meaning |\n|---|---|---|---|\n{rows}\n"));
    }
    check(SETTINGS, "settings", &tables.join("\n"));
}

#[test]
fn the_table_of_error_codes_is_that_of_the_code() {
    let rows: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("| [`{0}`](#{0}) | {1} | {2} |", code.as_str(), code.status().as_u16(), code.title()))
        .collect();
    check(ERRORS, "error codes", &format!("| code | status | title |\n|---|---|---|\n{}\n", rows.join("\n")));
}

#[test]
fn every_error_code_has_a_section_with_cause_and_cure() {
    let page = Page::load(ERRORS);
    let sections: Vec<(&str, &str)> = page
        .text
        .split("\n### ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'))
        .map(|(heading, text)| (heading, text.split("\n## ").next().unwrap()))
        .collect();
    let mut described: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    described.sort_unstable();
    codes.sort_unstable();
    assert_eq!(described, codes);
    for (heading, text) in sections {
        assert!(text.contains("**Cause.** ") && text.contains("**Cure.** "), "{heading}: {text}");
    }
    let (_, mistakes) = page.text.split_once("\n## Codes of single mistakes\n").unwrap();
    for code in ViolationCode::ALL {
        assert!(mistakes.contains(&format!("`{}`", code.as_str())), "{code} is not explained in {ERRORS}");
    }
}
