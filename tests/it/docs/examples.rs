//! Runs the shell examples of every page, each page in one shell from top to bottom against a server of its own, and compares
//! the output with what the page says.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{OTHER_PAGES, Page, pages_in};
use crate::harness::{Sandbox, skipped};

/// Printed after each example, followed by its exit status.
const SEPARATOR: &str = "=== end of example:";

/// Precedes an example that cannot run here.
const NOT_RUN: &str = "<!-- not run: ";

/// On a page of which no example can run.
const NO_TEST: &str = "<!-- test: none, because ";

/// Shell commands, and the output that the page shows, if it shows any.
struct Example {
    line: usize,
    commands: String,
    output: Option<String>,
}

/// The examples of a page that can run.
fn examples(page: &Page) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    if page.text.contains(NO_TEST) {
        return found;
    }
    let mut block: Option<(String, String)> = None;
    let (mut is_output_next, mut is_excluded) = (false, false);
    for (line, number) in page.text.lines().zip(1..) {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(language)) => block = Some((language.to_owned(), String::new())),
            (None, None) => {
                is_output_next &= line.is_empty();
                is_excluded = line.starts_with(NOT_RUN) || is_excluded && line.is_empty();
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (Some(_), Some(_)) => {
                let Some((language, text)) = block.take() else { unreachable!() };
                let is_example = language == "sh" && !is_excluded;
                if is_example {
                    found.push(Example { line: number, commands: text, output: None });
                } else if is_output_next && (language == "text" || language == "json") {
                    found.last_mut().unwrap().output = Some(text);
                }
                is_output_next = is_example;
                is_excluded = false;
            }
        }
    }
    found
}

/// Compares ignoring white space; `…` in `expected` stands for anything.
fn matches(expected: &str, text: &str) -> bool {
    let dense = |text: &str| -> String { text.chars().filter(|character| !character.is_whitespace()).collect() };
    let (expected, text) = (dense(expected), dense(text));
    let pieces: Vec<&str> = expected.split('…').collect();
    let Some(mut rest) = text.strip_prefix(pieces[0]) else { return false };
    for piece in &pieces[1..] {
        let Some(index) = rest.find(piece) else { return false };
        rest = &rest[index + piece.len()..];
    }
    rest.is_empty() || pieces.len() > 1 && text.ends_with(pieces[pieces.len() - 1])
}

/// A shell in the folder of the server that finds `cairn` and has no settings of whoever runs the tests.
fn shell(sandbox: &Sandbox, script: &str) -> Command {
    let programs = Path::new(env!("CARGO_BIN_EXE_cairn")).parent().unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs.to_owned()].into_iter().chain(std::env::split_paths(&others))).unwrap();
    let mut command = Command::new("bash");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CAIRN_") || name == "DATABASE_URL" || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command.args(["-c", script]).env("PATH", path).current_dir(sandbox.file("")).stdin(Stdio::null());
    command
}

/// Runs the examples of a page. Returns how many there are, and what is wrong with them.
fn run(page: &Page) -> (usize, Vec<String>) {
    let examples = examples(page);
    if examples.is_empty() {
        return (0, Vec::new());
    }
    let sandbox = Sandbox::new();
    let mut server = sandbox.serve(&["--demo"]);
    let key = server.wait_for("cairn_").trim().to_owned();
    let here = |text: &str| text.replace("127.0.0.1:8080", server.address()).replace("'cairn_…'", &format!("'{key}'"));
    let mut script = String::new();
    for example in &examples {
        script += &here(&example.commands);
        script += "echo \"";
        script += SEPARATOR;
        script += " $?\"\n";
    }
    let output = shell(&sandbox, &script).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut rest = printed.as_str();
    let mut wrong = Vec::new();
    for example in &examples {
        let told = |what: String| format!("{}:{}: {}\n{what}", page.path, example.line, example.commands);
        let Some((answer, after)) = rest.split_once(SEPARATOR) else {
            wrong.push(told(format!("the shell ended: {}", String::from_utf8_lossy(&output.stderr))));
            break;
        };
        let (status, after) = after.split_once('\n').unwrap();
        rest = after;
        if status.trim() != "0" {
            wrong.push(told(format!("ended with {status}: {answer}{}", String::from_utf8_lossy(&output.stderr))));
        }
        if let Some(expected) = &example.output {
            let expected = here(expected);
            if !matches(&expected, answer) {
                wrong.push(told(format!("expected: {expected}\nprinted: {answer}")));
            }
        }
    }
    (examples.len(), wrong)
}

/// Runs the examples of some pages, of which there are at least `least`.
fn check(pages: &[Page], least: usize) {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        skipped("curl is not installed");
        return;
    }
    let (mut count, mut wrong) = (0, Vec::new());
    for page in pages {
        let (run, failures) = run(page);
        count += run;
        wrong.extend(failures);
    }
    assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= least, "only {count} examples were found");
}

#[test]
fn the_examples_of_the_first_page_work() {
    check(&OTHER_PAGES.map(Page::load), 3);
    check(&[Page::load("docs/README.md")], 0);
}

#[test]
fn the_examples_of_the_tutorials_work() {
    check(&pages_in("docs/tutorials"), 20);
}

#[test]
fn the_examples_of_the_guides_work() {
    check(&pages_in("docs/guides"), 40);
}

#[test]
fn the_examples_of_the_reference_work() {
    check(&pages_in("docs/reference"), 8);
}

#[test]
fn the_examples_for_operators_work() {
    check(&pages_in("docs/operations"), 8);
}

#[test]
fn the_examples_for_contributors_work() {
    check(&pages_in("docs/contributing"), 0);
    check(&pages_in("docs/adr"), 0);
}

#[test]
fn examples_are_told_from_their_output_and_from_those_that_cannot_run() {
    let text = "```sh\na\n```\n\n```text\nb…\n```\n\n<!-- not run: why -->\n```sh\nc\n```\n\n```sh\nd\n```\n\nwords\n\n```json\ne\n```\n";
    let page = Page { path: String::new(), text: text.to_owned() };
    let found: Vec<_> =
        examples(&page).into_iter().map(|example| (example.line, example.commands, example.output)).collect();
    let expected = [(3, "a\n".to_owned(), Some("b…\n".to_owned())), (16, "d\n".to_owned(), None)];
    assert_eq!(found, expected);
    assert!(matches("{\"a\": 1, …\"b\"…}", "{\"a\":1,\"c\":2,\"b\":3}\n"));
    assert!(!matches("a…b", "ab c") && !matches("ab", "abc"));
}
