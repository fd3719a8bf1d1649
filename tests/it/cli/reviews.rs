//! `cairn import`: comments and tracked changes of a document never become text.

use serde_json::Value;

use crate::harness::Sandbox;

/// A page as saved by Word: a tracked change, a comment, and hidden words.
const WORD: &str = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head>\
    <meta name=Generator content=\"Microsoft Word 15\"><title>Plan v2</title></head><body lang=EN-US><div class=WordSection1>\n\
    <p class=MsoTitle>Making tea<o:p></o:p></p>\n\
    <p class=MsoNormal>Take <ins cite=\"mailto:desk\" datetime=\"2024-03-05T10:00\">water</ins>\
    <span class=msoDel><del cite=\"mailto:desk\" datetime=\"2024-03-05T10:00\">SPIRIT</del></span>\
    <a style='mso-comment-reference:AB_1;mso-comment-date:20240305T1000'> and wait</a><span class=MsoCommentReference>\
    <span style='font-size:8.0pt'><![if !supportAnnotations]><a class=msocomanchor id=\"_anchor_1\" href=\"#_msocom_1\" \
    name=\"_msoanchor_1\">[AB1]</a><![endif]></span></span>.<span style='display:none;mso-hide:all'>HIDDEN</span></p></div>\n\
    <div style='mso-element:comment-list'><![if !supportAnnotations]><hr class=msocomoff align=left size=1 width=\"33%\"><![endif]>\
    <div style='mso-element:comment'><div id=\"_com_1\" class=msocomtxt><p class=MsoCommentText>\
    <span class=MsoCommentReference><a class=msocomoff href=\"#_msoanchor_1\">[AB1]</a></span>ASK the doctor?</p></div></div></div></body></html>";

/// A page as saved by Google Docs: two comments, and a nested list.
const GOOGLE_DOCS: &str = "<html><head><style type=\"text/css\">.c1{font-weight:700}</style></head><body class=\"c9 doc-content\">\
    <p class=\"c4 title\" id=\"h.a\"><span class=\"c0\">Making tea</span></p><p class=\"c4\"><span>Take water</span><sup>\
    <a href=\"#cmnt1\" id=\"cmnt_ref1\">[a]</a></sup><sup><a href=\"#cmnt2\" id=\"cmnt_ref2\">[b]</a></sup><span> and wait.</span></p>\
    <ol class=\"c7 lst-kix_x1-0 start\" start=\"1\"><li><span>Boil</span></li></ol><ol class=\"c7 lst-kix_x1-1 start\" start=\"1\">\
    <li><span>on gas</span></li></ol><ol class=\"c7 lst-kix_x1-0\" start=\"2\"><li><span>Pour</span></li></ol>\
    <div class=\"c14\"><p class=\"c4\"><a href=\"#cmnt_ref1\" id=\"cmnt1\">[a]</a><span>ASK the doctor?</span></p><p><span>TWICE</span></p></div>\
    <div class=\"c14\"><p class=\"c4\"><a href=\"#cmnt_ref2\" id=\"cmnt2\">[b]</a><span>DONE</span></p></div></body></html>";

/// A page as saved by `LibreOffice`: a footer and a comment.
const LIBREOFFICE: &str = "<html><head><title></title><meta name=\"generator\" content=\"LibreOffice 7.4 (Linux)\"/></head>\
    <body lang=\"en-GB\" dir=\"ltr\"><div title=\"header\"><p>DRAFT 3</p></div><p class=\"title\">Making tea</p>\
    <p>Take water<span title=\"Comment\">ASK the doctor?</span> and wait.</p><h1 class=\"western\">Then</h1><p>Pour.</p>\
    <div title=\"footer\"><p>PAGE <sdfield type=PAGE>2</sdfield></p></div></body></html>";

/// Imports one file and publishes it. Returns the output, and the article with the slug `making-tea`.
fn imported(file: &str, text: &str) -> (String, Value) {
    let place = Sandbox::new();
    place.write(file, text);
    let told = place.run(&["import", "--publish", file]).succeeded();
    let article = place.serve(&[]).client().get("/v1/articles/making-tea?body=markdown").expect(200).json;
    (told, article)
}

fn markdown(article: &Value) -> String {
    let sections = article["sections"].as_array().unwrap().iter();
    sections.map(|section| section["markdown"].as_str().unwrap()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn comments_and_tracked_deletions_of_word_are_left_out_and_counted() {
    let (told, article) = imported("tea.html", WORD);
    assert_eq!((&article["title"], &*markdown(&article)), (&"Making tea".into(), "Take water and wait."));
    assert!(told.contains("A comment was left out.") && told.contains("A deletion was left out."), "{told}");
    assert!(!told.contains("ASK"), "{told}");
}

#[test]
fn comments_of_google_docs_are_left_out_and_counted_and_its_lists_keep_their_levels() {
    let (told, article) = imported("tea.html", GOOGLE_DOCS);
    assert_eq!(article["title"], "Making tea");
    assert_eq!(markdown(&article), "Take water and wait.\n\n1. Boil\n   1. on gas\n2. Pour");
    assert!(told.contains("2 comments were left out."), "{told}");
    assert!(!told.contains("ASK") && !told.contains("starts at"), "{told}");
}

#[test]
fn comments_and_the_head_and_foot_of_pages_of_libreoffice_are_left_out() {
    let (told, article) = imported("tea.html", LIBREOFFICE);
    assert_eq!((&article["title"], &*markdown(&article)), (&"Making tea".into(), "Take water and wait.\n\nPour."));
    assert!(told.contains("A comment was left out."), "{told}");
    assert!(told.contains("The page footer was left out, with 2 words: “PAGE 2”."), "{told}");
}

#[test]
fn visible_deletions_stay_struck_through() {
    let page = "<h1>Making tea</h1><p>It costs <del datetime=\"2020-01-01\">three</del> <ins>two</ins>.</p>";
    assert_eq!(markdown(&imported("tea.html", page).1), "It costs ~~three~~ <u>two</u>.");
}

#[test]
fn comments_in_the_source_of_a_page_are_counted() {
    let page =
        "<!-- ASK --><h1>Making tea</h1><!--[if mso]>x<![endif]--><p>Take <!-- the good -->water.</p><!-- the end";
    let (told, article) = imported("tea.html", page);
    assert_eq!(markdown(&article), "Take water.");
    assert!(told.contains("tea.html, line 1: 3 hidden comments were left out."), "{told}");
}

#[test]
fn comments_in_markdown_never_become_text() {
    let text = "# Making tea\n\nTake %%ASK%% water <!-- and\n\nASK --> and wait.\n\n%%\n## ASK\n\n- ASK\n%%\n\n\
                Pour {>>ASK<<}it{--ASK--}. Type `%% %%` and `<!-- -->`.\n\n    %% code %%\n\n[//]: # (ASK)\n";
    let (told, article) = imported("making-tea.md", text);
    let shown = markdown(&article);
    assert!(!shown.contains("ASK") && !told.contains("“ASK”, "), "{shown}");
    for kept in ["Take  water", "and wait.", "Pour it.", "`%% %%`", "`<!-- -->`"] {
        assert!(shown.replace("Take water", "Take  water").contains(kept), "{kept} in {shown}");
    }
    assert!(told.contains("Line 3: 4 comments were left out; this is the first: “ASK”."), "{told}");
    assert!(told.contains("Line 13: A deletion was left out: “ASK”."), "{told}");
}

#[test]
fn a_comment_that_never_ends_hides_the_rest_and_the_page_stays_a_draft() {
    let place = Sandbox::new();
    place.write("tea.md", "# Making tea\n\nTake water.\n\n<!-- ASK the doctor\n\nPour.\n");
    place.write("cup.md", "# A cup\n\nIt is 100%% full.\n");
    let told = place.run(&["import", "--publish", "tea.md", "cup.md"]).succeeded();
    assert!(told.ends_with("0 published.\n"), "{told}");
    assert!(told.contains("It stays a draft: line 5: the comment opened by \"<!--\" is never closed"), "{told}");
    let key = place.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let listed = server.client_with_key(key.trim()).get("/v1/manage/articles?q=doctor").expect(200).json;
    assert_eq!(listed["data"], serde_json::json!([]), "the hidden text is not in the draft either");
}
