//! The README is true: what it says to type is typed, in one shell from top to bottom, and what it says comes back does.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::harness::Place;

const README: &str = include_str!("../../../README.md");

/// Between its headings stands what is tried out here.
const FROM: &str = "## For front-end developers";
const UP_TO: &str = "### Links to elsewhere";

/// Printed between what one command says and what the next one does.
const BETWEEN: &str = "=== the next one ===";

/// Something to type, and what is said of the answer: nothing, or how it looks.
struct Example {
    line: usize,
    typed: String,
    answer: Option<String>,
}

/// The examples, those left out that need more than a shell.
fn examples() -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut block: Option<(String, String)> = None;
    let mut is_answer_due = false;
    let mut is_within = false;
    for (number, line) in README.lines().enumerate() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(language)) => block = Some((language.to_owned(), String::new())),
            (None, None) => {
                is_within = is_within && !line.starts_with(UP_TO) || line.starts_with(FROM);
                is_answer_due = is_answer_due && line.is_empty();
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (Some(_), Some(_)) => {
                let Some((language, text)) = block.take() else { unreachable!() };
                match language.as_str() {
                    _ if !is_within => {}
                    "sh" if !text.contains("npx ") => {
                        found.push(Example { line: number + 1, typed: text, answer: None });
                        is_answer_due = true;
                        continue;
                    }
                    "text" | "json" if is_answer_due => found.last_mut().unwrap().answer = Some(text),
                    _ => {}
                }
                is_answer_due = false;
            }
        }
    }
    found
}

/// Whether the text is what is expected, where `…` stands for anything and white space for nothing.
fn fits(expected: &str, text: &str) -> bool {
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

#[test]
fn every_example_of_the_readme_answers_as_it_says() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        // Past the capture of tests that pass: whoever runs them should know.
        let mut out = std::io::stdout();
        writeln!(out, "skipped: curl is not installed").unwrap();
        return;
    }
    let place = Place::new();
    let mut server = place.serve(&["--demo"]);
    let key = server.wait_for("cairn_").trim().to_owned();
    let here = |text: &str| text.replace("127.0.0.1:8080", server.address()).replace("cairn_…", &key);
    let examples = examples();
    assert!(examples.len() > 25, "the examples were not found");
    let typed: Vec<String> =
        examples.iter().map(|example| format!("{}echo '{BETWEEN}'\n", here(&example.typed))).collect();
    let output = Command::new("bash").args(["-c", &typed.concat()]).current_dir(place.file("")).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<&str> = printed.split(&format!("{BETWEEN}\n")).collect();
    assert_eq!(answers.len(), examples.len() + 1, "{}", String::from_utf8_lossy(&output.stderr));
    let wrong: Vec<String> = examples
        .iter()
        .zip(answers)
        .filter_map(|(example, answer)| {
            let expected = here(example.answer.as_ref()?);
            let told = || format!("line {}: {}\nexpected: {expected}\nanswered: {answer}", example.line, example.typed);
            (!fits(&expected, answer)).then(told)
        })
        .collect();
    assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
