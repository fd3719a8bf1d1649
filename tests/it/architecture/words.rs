//! Names and comments say what they mean: one type name for one thing, and comments that say what an item is or does.

use std::collections::BTreeMap;
use std::path::Path;

/// The words that open a riddle instead of a definition.
const QUESTION_WORDS: &[&str] = &["What", "Whether", "How", "Which", "Where", "Who", "When", "Why"];

/// The share of doc comments, in percent, that may open with one of them.
const MOST_QUESTIONS: usize = 4;

#[test]
fn a_type_name_means_one_thing_in_the_whole_source() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for name in text.lines().filter_map(defined_type) {
            places.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    assert!(places.len() > 300, "the types were not found");
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "defined more than once: {places:#?}");
}

#[test]
#[expect(clippy::print_stdout, reason = "`just prose` shows the share")]
fn doc_comments_say_what_an_item_is_or_does() {
    let (mut comments, mut questions) = (0, Vec::new());
    for (path, text) in sources() {
        let mut is_inside = false;
        for (line, number) in text.lines().map(str::trim_start).zip(1..) {
            let words = line.strip_prefix("/// ").or_else(|| line.strip_prefix("//! "));
            if let Some(words) = words.filter(|_| !is_inside) {
                comments += 1;
                let first = words.split(|character: char| !character.is_alphabetic()).next().unwrap_or_default();
                if QUESTION_WORDS.contains(&first) {
                    questions.push(format!("{path}:{number}: {words}"));
                }
            }
            is_inside = line.starts_with("///") || line.starts_with("//!");
        }
    }
    println!("{} of {comments} doc comments open with a question word", questions.len());
    assert!(comments > 1000, "the source was not found");
    assert!(questions.len() * 100 < comments * MOST_QUESTIONS, "say what the item is or does: {questions:#?}");
}

/// The name of the type that a line defines at the top level of a module.
fn defined_type(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.strip_prefix(' ')?,
        None => line,
    };
    let rest =
        ["struct ", "enum ", "trait ", "type ", "union "].iter().find_map(|keyword| line.strip_prefix(keyword))?;
    rest.split(|character: char| !character.is_alphanumeric() && character != '_').next()
}

/// The path and the text of each source file.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(&root).unwrap().display().to_string(), text));
        }
    }
    found.sort();
    found
}
