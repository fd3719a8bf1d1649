//! The files of the import format: division into sections, errors, and the starter content.

use cairn::content::Id;
use cairn::importing::{MarkdownReference, read_article_file, read_markdown, read_yaml_list};

use super::{ARTICLE_ID, PHRASE_ID, id};

#[test]
fn sections_start_at_headings_only() {
    let file = "---\nlocale: no\nslug: x\n---\nintro [r]\n\n## One *more* {#one}\n\n```\n## not here\n```\n\n- a\n\n  ## nor here\n\nTwo\n---\n\nsee [r]\n\n[r]: /r\n";
    let article = read_article_file(file).unwrap();
    assert_eq!(article.front, serde_json::json!({"locale": "no", "slug": "x"}));
    let sections: Vec<(Option<&str>, Option<&str>, &str, usize)> = article
        .sections
        .iter()
        .map(|section| (section.heading.as_deref(), section.anchor.as_deref(), section.markdown.as_str(), section.line))
        .collect();
    assert_eq!(
        sections,
        [
            (None, None, "intro [r]\n\n[r]: /r", 5),
            (Some("One more"), Some("one"), "```\n## not here\n```\n\n- a\n\n  ## nor here", 9),
            (Some("Two"), None, "see [r]\n\n[r]: /r", 20),
        ]
    );
}

#[test]
fn a_single_leading_heading_is_the_title_and_more_of_them_are_sections() {
    let titled = read_article_file("---\na: 1\n---\n# Title\n\nintro\n\n## One\n\ntext\n").unwrap();
    assert_eq!(titled.title.as_deref(), Some("Title"));
    assert_eq!(titled.sections.len(), 2);
    let untitled = read_article_file("---\na: 1\n---\n# One\n\ntext\n\n## Inside\n\n# Two\n").unwrap();
    assert_eq!(untitled.title, None);
    let headings: Vec<Option<&str>> = untitled.sections.iter().map(|section| section.heading.as_deref()).collect();
    assert_eq!(headings, [Some("One"), Some("Two")]);
}

#[test]
fn errors_in_a_file_name_their_line() {
    let error = |file: &str| read_article_file(file).unwrap_err().to_string();
    assert!(error("---\na: 1\n").starts_with("line 1: the front matter that starts here is never closed"));
    assert!(error("---\n- a\n---\n").starts_with("line 2: expected fields"));
    let yaml = error("---\na: 1\nb: [1, 2\nc: 3\n---\n");
    assert!(yaml.starts_with("line 4") || yaml.starts_with("line 3"), "{yaml}");
    assert!(!yaml.contains('\n'), "{yaml}");
    assert!(read_yaml_list("a: 1").unwrap_err().to_string().starts_with("line 1: expected a list"));
}

#[test]
fn every_file_of_the_starter_content_parses_without_warnings() {
    let known = |named: MarkdownReference<'_>| -> Option<Id> {
        match named {
            MarkdownReference::Phrase(_) => Some(id(PHRASE_ID)),
            MarkdownReference::Article(_) | MarkdownReference::Relative(_) => Some(id(ARTICLE_ID)),
        }
    };
    let demo = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let mut files = 0;
    for locale in ["en", "es"] {
        for entry in std::fs::read_dir(demo.join("articles").join(locale)).unwrap() {
            let path = entry.unwrap().path();
            let article = read_article_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert!(article.sections.len() > 1, "{}", path.display());
            for section in article.sections {
                let read = read_markdown("", &section.markdown, &known);
                assert_eq!((read.errors, read.warnings), (Vec::new(), Vec::new()), "{}", path.display());
                assert!(!read.blocks.is_empty(), "{}", path.display());
            }
            files += 1;
        }
    }
    assert!(files >= 16);
    for list in ["topics.yaml", "phrases.yaml", "resources.yaml"] {
        assert!(!read_yaml_list(&std::fs::read_to_string(demo.join(list)).unwrap()).unwrap().is_empty(), "{list}");
    }
}
