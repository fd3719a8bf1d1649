//! No circle of imports between modules, read from the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module's path below the crate, such as `["http", "cache"]`; the crate itself is empty.
type Module = Vec<String>;

/// The paths that one file names.
#[derive(Default)]
struct Source {
    imports: Vec<Vec<String>>,
    /// The paths of re-exports, by the name that they get.
    exports: BTreeMap<String, Vec<String>>,
}

/// The modules that each module imports from within its part. A re-export is not an import: a path is followed through it to
/// the module that defines the name. A module is made of its children, so its use of them does not count either.
struct Imports(BTreeMap<Module, BTreeSet<Module>>);

impl Imports {
    /// Reads every `.rs` file below `root`.
    ///
    /// # Panics
    ///
    /// If a file cannot be read.
    fn read(root: &Path) -> Self {
        let mut sources = BTreeMap::new();
        let mut waiting = vec![(root.to_owned(), Module::new())];
        while let Some((folder, module)) = waiting.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
                let stem = entry.file_stem().unwrap().to_string_lossy().into_owned();
                let below = [module.as_slice(), std::slice::from_ref(&stem)].concat();
                if entry.is_dir() {
                    waiting.push((entry, below));
                } else if entry.extension().is_some_and(|extension| extension == "rs") {
                    let module = if ["mod", "lib", "main"].contains(&stem.as_str()) { module.clone() } else { below };
                    let source = parse(&std::fs::read_to_string(&entry).unwrap());
                    if stem != "main" {
                        sources.insert(module, source);
                    }
                }
            }
        }
        let mut imports = BTreeMap::new();
        for (module, source) in &sources {
            let of_module: &mut BTreeSet<Module> = imports.entry(module.clone()).or_default();
            for path in &source.imports {
                let target = target(&sources, module, path, 0);
                of_module
                    .extend(target.filter(|target| !target.starts_with(module) && target.first() == module.first()));
            }
        }
        Self(imports)
    }

    /// The groups of modules of which each reaches every other, with the imports between them.
    fn circles(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            self.0.keys().map(|module| (module, self.reached(module))).collect();
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for module in self.0.keys().filter(|module| reached[module].contains(module)) {
            let group: BTreeSet<&Module> =
                reached[module].iter().copied().filter(|other| reached[other].contains(module)).collect();
            if group.iter().all(|member| seen.insert(*member)) {
                let arrows = group.iter().flat_map(|from| {
                    let inside = self.0[*from].iter().filter(|to| group.contains(to));
                    inside.map(|to| format!("{} -> {}", from.join("::"), to.join("::")))
                });
                circles.push(arrows.collect());
            }
        }
        circles
    }

    fn reached(&self, from: &Module) -> BTreeSet<&Module> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<&Module> = self.0[from].iter().collect();
        while let Some(module) = waiting.pop() {
            if found.insert(module) {
                waiting.extend(self.0.get(module).into_iter().flatten());
            }
        }
        found
    }
}

/// The module that a path leads to, exports followed; none for a path out of the crate.
fn target(sources: &BTreeMap<Module, Source>, from: &Module, path: &[String], depth: usize) -> Option<Module> {
    let mut at = match path.first()?.as_str() {
        "crate" => Module::new(),
        "self" | "super" => from.clone(),
        child => {
            let below = [from.as_slice(), &[child.to_owned()]].concat();
            return sources.contains_key(&below).then(|| descend(sources, below, &path[1..], depth)).flatten();
        }
    };
    let climbs = path.iter().take_while(|segment| *segment == "super").count();
    at.truncate(at.len().checked_sub(climbs)?);
    descend(sources, at, &path[climbs.max(1)..], depth)
}

fn descend(sources: &BTreeMap<Module, Source>, mut at: Module, path: &[String], depth: usize) -> Option<Module> {
    for (index, segment) in path.iter().enumerate() {
        let below = [at.as_slice(), std::slice::from_ref(segment)].concat();
        if sources.contains_key(&below) {
            at = below;
            continue;
        }
        let exported = sources.get(&at).and_then(|source| source.exports.get(segment)).filter(|_| depth < 16);
        return match exported {
            Some(exported) => {
                let onward = [exported.as_slice(), &path[index + 1..]].concat();
                target(sources, &at, &onward, depth + 1)
            }
            None => Some(at),
        };
    }
    Some(at)
}

fn parse(text: &str) -> Source {
    let code = without_tests(text);
    let mut source = Source::default();
    let tokens = tokens(&code);
    let mut index = 0;
    while index < tokens.len() {
        if tokens[index] == "use" {
            let before = tokens[..index].iter().rev().take(4).map(String::as_str).collect::<Vec<_>>();
            let is_exported =
                before.first() == Some(&"pub") || (before.first() == Some(&")") && before.contains(&"pub"));
            index += 1;
            let mut found = Vec::new();
            index = tree(&tokens, index, &[], &mut found);
            for (segments, name) in found {
                if is_exported {
                    source.exports.insert(name, segments);
                } else {
                    source.imports.push(segments);
                }
            }
        } else if is_word(&tokens[index])
            && tokens.get(index + 1).is_some_and(|next| next == "::")
            && (index == 0 || tokens[index - 1] != "::")
        {
            let mut segments = vec![tokens[index].clone()];
            index += 1;
            while tokens.get(index).is_some_and(|token| token == "::")
                && tokens.get(index + 1).is_some_and(|token| is_word(token))
            {
                segments.push(tokens[index + 1].clone());
                index += 2;
            }
            source.imports.push(segments);
        } else {
            index += 1;
        }
    }
    source
}

/// Reads one tree of a `use`: its paths, each with the name it is known by.
fn tree(tokens: &[String], mut index: usize, prefix: &[String], found: &mut Vec<(Vec<String>, String)>) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(index) {
        match token.as_str() {
            "::" | "*" => index += 1,
            "{" => {
                index += 1;
                while tokens.get(index).is_some_and(|token| token != "}") {
                    // What follows a tree is a comma, or a sign that only a macro has.
                    index = tree(tokens, index, &path, found);
                    index += usize::from(tokens.get(index).is_some_and(|token| token != "}"));
                }
                return index + 1;
            }
            "as" => {
                found.push((path, tokens.get(index + 1).cloned().unwrap_or_default()));
                return index + 2;
            }
            word if is_word(word) => {
                path.push(word.to_owned());
                index += 1;
            }
            _ => break,
        }
    }
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let name = path.last().cloned().unwrap_or_default();
    found.push((path, name));
    index
}

fn is_word(token: &str) -> bool {
    token.starts_with(|character: char| character.is_alphabetic() || character == '_')
}

/// Words, `::` and single signs; comments, strings and characters are left out.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let taken = if let Some(comment) = rest.strip_prefix("//") {
            2 + comment.find('\n').unwrap_or(comment.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if first == '"' {
            string_end(rest)
        } else if first == '\'' {
            character_end(rest)
        } else if is_word(rest) {
            let end =
                rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The end of a character literal, or of the sign of a lifetime.
fn character_end(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some(_)) => text[3..].find('\'').map_or(1, |end| end + 4),
        (Some(_), Some((index, '\''))) => index + 1,
        _ => 1,
    }
}

/// The code up to its first test module: tests stand last.
fn without_tests(text: &str) -> String {
    let is_test = |at: &usize| {
        text[*at..].lines().find(|line| !line.starts_with("#[")).is_some_and(|line| line.starts_with("mod tests"))
    };
    let end = text.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(is_test);
    text[..end.unwrap_or(text.len())].to_owned()
}

#[test]
fn modules_of_a_part_do_not_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let imports = Imports::read(&root);
    assert!(imports.0.len() > 300, "the source was not found");
    let circles = imports.circles();
    assert!(circles.is_empty(), "break each circle by moving what both need below them: {circles:#?}");
}

#[test]
fn a_circle_is_found_through_re_exports_and_plain_paths() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir_all(folder.path().join("part/upper")).unwrap();
    write("lib.rs", "mod part;");
    write("part/mod.rs", "mod lower;\nmod upper;\npub use upper::thing::Thing;");
    write("part/upper/mod.rs", "pub mod thing;");
    write("part/upper/thing.rs", "pub struct Thing; // crate::part::lower is only a comment");
    write("part/lower.rs", "use super::Thing;");
    assert!(Imports::read(folder.path()).circles().is_empty());
    write("part/upper/thing.rs", "pub struct Thing; fn f() { crate::part::lower::g() }");
    let circles = Imports::read(folder.path()).circles();
    assert_eq!(circles, [["part::lower -> part::upper::thing", "part::upper::thing -> part::lower"]]);
}
