//! Examples of each form, and of rejected Markdown and Markdown with warnings.

use cairn::content::portable_text::{Block, Span, TextBlock};
use cairn::content::{Rejection, ViolationCode};
use cairn::importing::{read_markdown, resolve_id};
use cairn::rendering::{MarkdownFlavour, to_html, to_markdown, to_text};

use super::normal_form::normal;
use super::{ARTICLE_ID, PHRASE_ID, english, errors, published, read, rendered, warnings};

fn article_markdown() -> String {
    format!(
        "### Say *less*\n\nStay **calm** & [read on](https://example.org/a?b=1&c=2), or [keep limits](article:{ARTICLE_ID}#next-steps).\n\n\
         - one\n  1. two\n  2. three\n- four\n\n> quoted\n\n<phrase:{PHRASE_ID}>\n\nSay: [not today](phrase:{PHRASE_ID}).\n\n\
         > [!CAUTION]\n> Call now.\n\nNot sure? [Find help](https://example.org/help \"call-to-action\")"
    )
}

#[test]
fn html_of_an_article() {
    insta::assert_snapshot!(to_html(&rendered(&article_markdown()), &english()).replace("><", ">\n<"), @r##"
    <h3>Say <em>less</em>
    </h3>
    <p>Stay <strong>calm</strong> &amp; <a href="https://example.org/a?b=1&amp;c=2">read on</a>, or <a href="https://cairn.example/articles/setting-limits#next-steps">keep limits</a>.</p>
    <ul>
    <li>one<ol>
    <li>two</li>
    <li>three</li>
    </ol>
    </li>
    <li>four</li>
    </ul>
    <blockquote>quoted</blockquote>
    <blockquote class="phrase phrase--supportive" data-phrase-id="0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01">
    <p>I’m not asking you to &lt;decide&gt; today.</p>
    <p class="phrase__instead-of">
    <span class="phrase__label">Instead of:</span> <s>Make up your &quot;mind&quot;!</s>
    </p>
    <p class="phrase__why">It leaves room &amp; time.</p>
    </blockquote>
    <p>Say: <span class="phrase" data-phrase-id="0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01">not today</span>.</p>
    <aside class="callout callout--urgent" role="note">
    <p>Call now.</p>
    </aside>
    <p class="call-to-action">Not sure? <a href="https://example.org/help">Find help</a>
    </p>
    "##);
}

#[test]
fn text_of_an_article() {
    insta::assert_snapshot!(to_text(&rendered(&article_markdown()), &english()), @r##"
    Say less

    Stay calm & read on (https://example.org/a?b=1&c=2), or keep limits (https://cairn.example/articles/setting-limits#next-steps).

    • one
      1. two
      2. three
    • four

    quoted

    “I’m not asking you to <decide> today.”
    Instead of: “Make up your "mind"!”

    Say: “not today”.

    Call now.

    Not sure? Find help (https://example.org/help)
    "##);
}

#[test]
fn readable_markdown_of_an_article() {
    insta::assert_snapshot!(to_markdown(&rendered(&article_markdown()), MarkdownFlavour::Readable), @r##"
    ### Say *less*

    Stay **calm** & [read on](https://example.org/a?b=1&c=2), or [keep limits](https://cairn.example/articles/setting-limits#next-steps).

    - one
      1. two
      2. three
    - four

    > quoted

    > “I’m not asking you to \<decide> today.”

    Say: not today.

    > [!CAUTION]
    > Call now.

    Not sure? [Find help](https://example.org/help)
    "##);
}

#[test]
fn round_trip_markdown_of_an_article_equals_its_source() {
    let markdown = to_markdown(&rendered(&article_markdown()), MarkdownFlavour::RoundTrip);
    assert_eq!(markdown, article_markdown());
}

#[test]
fn a_line_break_a_tag_and_code_survive_every_form() {
    let body = rendered("one\\\n<u>two</u> ~~three~~ `a < b`");
    let html =
        "<p>one<br/><span style=\"text-decoration:underline\">two</span> <del>three</del> <code>a &lt; b</code></p>";
    assert_eq!(to_html(&body, &english()), html);
    assert_eq!(to_text(&body, &english()), "one\ntwo [crossed out: three] a < b");
    assert_eq!(to_markdown(&body, MarkdownFlavour::Readable), "one\\\n<u>two</u> ~~three~~ `a < b`");
}

#[test]
fn space_at_the_edge_of_a_mark_moves_out_of_it_for_readers_only() {
    let bold = "one<strong> two </strong>three";
    let body = rendered(bold);
    assert_eq!(to_markdown(&body, MarkdownFlavour::Readable), "one **two** three");
    assert_eq!(to_markdown(&body, MarkdownFlavour::RoundTrip), bold);
}

#[test]
fn text_that_looks_like_markdown_is_escaped() {
    for text in
        ["# no", "1. no", "- no", "> no", "*no*", "_no_", "[no](/x)", "<u>no</u>", "&amp;", "`no`", "~~no~~", "a\\b"]
    {
        let Some(Block::Block(block)) = normal(&read("word")).pop() else { panic!("a paragraph is a block of text") };
        let bare = Block::Block(TextBlock {
            children: vec![Span { text: text.to_owned(), ..block.children[0].clone() }],
            ..block.clone()
        });
        let markdown = to_markdown(&published(std::slice::from_ref(&bare)), MarkdownFlavour::Readable);
        assert_eq!(normal(&read(&markdown)), [bare], "{markdown}");
    }
}

#[test]
fn a_list_item_that_skips_levels_keeps_its_level() {
    let markdown = "- one\n  - - three\n  - two\n\n1. first\n2. second";
    let levels: Vec<Option<u8>> = read(markdown)
        .iter()
        .map(|block| match block {
            Block::Block(text) => text.level,
            _ => None,
        })
        .collect();
    assert_eq!(levels, [Some(1), Some(3), Some(2), Some(1), Some(1)]);
    assert_eq!(to_html(&rendered("- one\n  - - three\n"), &english()), "<ul><li>one<ul><li>three</li></ul></li></ul>");
}

#[test]
fn a_link_with_an_unsafe_scheme_is_rejected_with_its_url() {
    let Rejection { code, detail } = &errors("one\n\n[two](javascript:alert(1))")[0];
    assert_eq!(*code, ViolationCode::UnsafeUrl);
    assert!(detail.starts_with("Line 3: The link to \"javascript:alert(1)\" cannot be kept."), "{detail}");
}

#[test]
fn a_stored_link_with_an_unsafe_scheme_is_written_as_plain_text() {
    let mut body = rendered("[words](https://example.org)");
    let json = serde_json::to_string(&body).unwrap().replace("https://example.org", "javascript:alert(1)");
    body = serde_json::from_str(&json).unwrap();
    assert_eq!(to_html(&body, &english()), "<p>words</p>");
    assert_eq!(to_markdown(&body, MarkdownFlavour::Readable), "words");
    assert_eq!(to_text(&body, &english()), "words");
}

#[test]
fn a_phrase_inside_a_sentence_needs_words() {
    let Rejection { code, detail } = &errors(&format!("Say <phrase:{PHRASE_ID}> now."))[0];
    assert_eq!(*code, ViolationCode::InvalidMarkdown);
    assert!(detail.contains("[words](phrase:…)"), "{detail}");
}

#[test]
fn an_unknown_reference_is_rejected() {
    let Rejection { code, detail } = &errors("[words](phrase:no-such-phrase)")[0];
    assert_eq!(*code, ViolationCode::UnknownReference);
    assert!(detail.contains("\"phrase:no-such-phrase\""), "{detail}");
    assert_eq!(errors("<phrase:no-such-phrase>")[0].code, ViolationCode::UnknownReference);
    assert_eq!(errors("[words](article:no-such-article)")[0].code, ViolationCode::UnknownReference);
}

#[test]
fn a_call_to_action_must_end_its_paragraph() {
    let markdown = "[First](/a \"call-to-action\") and more";
    assert_eq!(warnings(markdown).len(), 1);
    assert_eq!(to_text(&published(&read_markdown("", markdown, &resolve_id).blocks), &english()), "First and more");
}

#[test]
fn warnings_name_the_pointer_and_the_line() {
    let read = read_markdown("/sections/1/markdown", "one\n\n# Two", &resolve_id);
    assert_eq!(
        read.warnings,
        ["/sections/1/markdown, line 3: Headings inside a section start at ###; this one became ###."]
    );
}

#[test]
fn labels_are_in_the_language_of_the_text_or_in_english() {
    let body = rendered(&format!("<phrase:{PHRASE_ID}>\n\nSay ~~no~~ yes."));
    for (locale, instead_of, crossed_out) in [
        ("en-GB", "Instead of", "crossed out"),
        ("es-MX", "En lugar de", "tachado"),
        ("de", "Statt", "durchgestrichen"),
        ("tlh", "Instead of", "crossed out"),
    ] {
        let locale = locale.parse().unwrap();
        let text = to_text(&body, &locale);
        assert!(text.contains(&format!("\n{instead_of}: “Make up your \"mind\"!”\n")), "{text}");
        assert!(text.ends_with(&format!("Say [{crossed_out}: no] yes.")), "{text}");
        assert!(to_html(&body, &locale).contains(&format!("<span class=\"phrase__label\">{instead_of}:</span> <s>")));
    }
}

#[test]
fn a_phrase_inside_a_sentence_has_quotation_marks_in_plain_text_and_never_two_pairs() {
    let text = |words: &str| to_text(&rendered(&words.replace("ID", PHRASE_ID)), &english());
    assert_eq!(text("Say [not *today*](phrase:ID), and wait."), "Say “not today”, and wait.");
    assert_eq!(text("Say “[not today](phrase:ID)”."), "Say “not today”.");
    assert_eq!(text("Say [“not today”](phrase:ID)."), "Say “not today”.");
    assert_eq!(text("Say[ not today ](phrase:ID)now."), "Say “not today” now.");
}
