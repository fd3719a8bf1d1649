//! The book and the pages at the top of the tree: their examples work, their links resolve, their tables are what the code says.

mod examples;
mod generated;
mod links;

use std::path::{Path, PathBuf};

/// Pages outside of the book.
const OTHER_PAGES: [&str; 6] =
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md", "deploy/README.md", "fuzz/README.md"];

/// The top folder of the tree.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A Markdown page.
struct Page {
    /// Relative to the top folder, with `/` between folders.
    path: String,
    text: String,
}

impl Page {
    fn load(path: &str) -> Self {
        let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text }
    }

    /// The lines outside of code blocks, with their numbers from 1.
    fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut is_code = false;
        self.text.lines().zip(1..).filter_map(move |(line, number)| {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            (!is_code && !is_fence).then_some((number, line))
        })
    }
}

/// The pages below a folder of the tree, in the order of their paths.
fn pages_in(folder: &str) -> Vec<Page> {
    let mut waiting: Vec<PathBuf> = vec![root().join(folder)];
    let mut paths = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let relative = path.strip_prefix(root()).unwrap();
            paths.push(relative.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/"));
        }
    }
    paths.sort_unstable();
    paths.iter().map(|path| Page::load(path)).collect()
}

/// All pages: the book's, its summary among them, and those outside of it.
fn all_pages() -> Vec<Page> {
    let mut pages = pages_in("docs");
    assert!(pages.len() > 50, "the book was not found");
    pages.extend(OTHER_PAGES.iter().map(|path| Page::load(path)));
    pages
}
