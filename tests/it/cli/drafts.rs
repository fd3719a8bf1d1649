//! `cairn import --publish`: unfinished pages stay drafts, and the report gives the reason.

use serde_json::Value;

use crate::harness::{Sandbox, foreign, strings};

/// Imports a folder with `--publish`. Returns the slugs of the public articles, and the report.
fn imported(place: &Sandbox, path: &str) -> (Vec<String>, Value) {
    place.run(&["import", "--publish", "--report", "report.json", path]).succeeded();
    let report = serde_json::from_str(&std::fs::read_to_string(place.file("report.json")).unwrap()).unwrap();
    let listed = place.serve(&[]).client().get("/v1/articles?sort=title&limit=100").expect(200).json;
    (strings(listed["data"].as_array().unwrap(), "slug"), report)
}

/// Returns the notes about the article of that file.
fn notes(report: &Value, file: &str) -> Vec<String> {
    let documents = report["documents"].as_array().unwrap().iter();
    let about = documents.filter(|document| document["location"].as_str().unwrap().ends_with(file));
    let notes = about.flat_map(|document| document["notes"].as_array().unwrap());
    notes.map(|note| note["detail"].as_str().unwrap().to_owned()).collect()
}

/// Front matter in YAML that marks its page as not public, or is unclear.
const NOT_PUBLIC: &[&str] = &[
    "draft: true",
    "draft: True",
    "draft: yes",
    "draft: \"true\"",
    "draft: 1",
    "draft: maybe",
    "draft:",
    "Draft: true",
    "is_draft: on",
    "status: draft",
    "status: Pending review",
    "status: [draft, published]",
    "post-status: private",
    "state: unpublished",
    "workflow_state: in review",
    "published: no",
    "published: false",
    "published: \"false\"",
    "published: ~",
    "published: soon",
    "publish: false",
    "public: 0",
    "dg-publish: false",
    "visibility: private",
    "visibility: members",
    "access: paid",
    "password: tea",
    "hidden: true",
    "unlisted: true",
    "members_only: true",
    "permalink: false",
    "archived: 2020-02-02",
    "date: 2999-01-01",
    "date: 01/02/2999",
    "date: Tuesday",
    "publishDate: 2999-01-01T10:00:00Z",
    "publish_date: 2999-01-01 10:00:00",
    "published_at: \"2999-01-01\"",
    "published: 2999-01-01",
    "pubDate: Wed, 02 Jan 2999 10:00:00 +0000",
    "date: 32472144000",
    "expiryDate: 2020-01-01",
    "expires: 2020-01-01T10:00:00Z",
    "unpublish-date: 2020-01-01",
    "expiry_date: March 2020",
    "expires: Friday",
    "deletedAt: 2020-01-01",
    "tags: [tea, draft]",
    "params: {draft: true}",
    "build: {render: never}",
];

/// Front matter in YAML of a public page.
const PUBLIC: &[&str] = &[
    "draft: false",
    "draft: no",
    "status: published",
    "Status: Live",
    "published: true",
    "published: 2020-01-02",
    "published_at: 2020-01-02",
    "visibility: public",
    "date: March 5, 2020",
    "date: 2020",
    "password:",
    "expires: 2999-01-01",
    "expires: never",
    "hidden: false",
    "permalink: /tea/",
];

#[test]
fn a_page_that_is_not_clearly_public_stays_a_draft_with_a_reason_in_the_report() {
    let place = Sandbox::new();
    for (index, front) in NOT_PUBLIC.iter().enumerate() {
        place.write(&format!("pages/no-{index:02}.md"), &format!("---\n{front}\n---\nSecret words.\n"));
    }
    for (index, front) in PUBLIC.iter().enumerate() {
        place.write(&format!("pages/yes-{index:02}.md"), &format!("---\n{front}\n---\nWords.\n"));
    }
    place.write("pages/blank.md", "---\ndraft: true\n---\n");
    let (public, report) = imported(&place, "pages");
    let reasons = notes(&report, "blank.md").iter().filter(|note| note.starts_with("It stays a draft")).count();
    assert_eq!(reasons, 2, "each reason once: {report}");
    let expected: Vec<String> = (0..PUBLIC.len()).map(|index| format!("yes-{index:02}")).collect();
    assert_eq!(public, expected);
    for (index, front) in NOT_PUBLIC.iter().enumerate() {
        let told = notes(&report, &format!("no-{index:02}.md"));
        let member = front.split([':', '{']).next().unwrap().trim();
        let reasons: Vec<&String> = told.iter().filter(|note| note.starts_with("It stays a draft")).collect();
        assert!(reasons.len() == 1 && reasons[0].contains(member), "{front}: {told:?}");
    }
    let told = notes(&report, "no-26.md").join("\n");
    assert!(told.contains("\"password\"") && !told.contains("tea"), "a report is no place for a password: {told}");
}

#[test]
fn front_matter_is_read_in_every_notation_and_never_printed() {
    let place = Sandbox::new();
    for (name, front) in [
        ("toml", "+++\ntitle = \"A\"\ndraft = true\n+++\n"),
        ("json", "{\n\"title\": \"A\",\n\"draft\": true\n}\n\n"),
        ("line", "{\"title\": \"A\", \"draft\": true}\n"),
        ("blank", "\n\n---\ntitle: A\ndraft: true\n---\n"),
        ("mark", "\u{feff}---\ntitle: A\ndraft: true\n---\n"),
        ("marks", "\u{feff}\u{feff}\n---\ntitle: A\ndraft: true\n---\n"),
        ("spaces", "---  \ntitle: A\ndraft: true\n---\n"),
        ("dots", "---\ntitle: A\ndraft: true\n...\n"),
        ("comment", "<!-- lint off -->\n---\ntitle: A\ndraft: true\n---\n"),
        ("semicolons", ";;;\n{\"title\": \"A\", \"draft\": true}\n;;;\n"),
        ("named", "---toml\ntitle = \"A\"\ndraft = true\n---\n"),
    ] {
        place.write(&format!("pages/no-{name}.md"), &format!("{front}Words.\n"));
        place.write(&format!("pages/yes-{name}.md"), &format!("{}Words.\n", front.replace("true", "false")));
    }
    let (public, _) = imported(&place, "pages");
    assert_eq!(public.len(), 11, "{public:?}");
    let server = place.serve(&[]);
    for slug in public {
        assert!(slug.starts_with("yes-"), "{slug}");
        let article = server.client().get(&format!("/v1/articles/{slug}?body=text")).expect(200).json;
        assert_eq!((&article["title"], &article["sections"][0]["text"]), (&"A".into(), &"Words.".into()), "{slug}");
    }
}

#[test]
fn front_matter_that_cannot_be_read_is_refused_by_the_name_of_its_file() {
    let place = Sandbox::new();
    for (file, text, said) in [
        ("toml.md", "+++\ndraft = maybe\n+++\nWords.\n", "line 2: "),
        ("json.md", "{\n\"draft\": maybe\n}\nWords.\n", "line 2: "),
        ("open.md", "+++\ndraft = true\nWords.\n", "line 1: "),
        ("liquid.md", "---\ntitle: {{ page.title }}\n---\nWords.\n", "line 2: "),
    ] {
        place.write(&format!("pages/{file}"), text);
        let complaint = place.run(&["import", "--publish", "pages"]).failed();
        assert!(complaint.contains(&format!("pages/{file}: {said}")), "{file}: {complaint}");
    }
}

#[test]
fn the_import_format_accepts_only_the_member_draft() {
    let place = Sandbox::new();
    let front = "locale: en\nslug: tea\ntitle: Tea\nsummary: Hot.\n";
    for member in
        ["draft: yes", "draft: \"true\"", "Draft: true", "status: draft", "published: false", "date: 2999-01-01"]
    {
        place.write("tea.md", &format!("---\n{front}{member}\n---\nWords.\n"));
        let complaint = place.run(&["import", "--publish", "tea.md"]).failed();
        let name = member.split(':').next().unwrap();
        assert!(complaint.contains(name), "{member}: {complaint}");
        place.write("topics.yaml", &format!("- {{slug: tea, kind: subject, name: Tea, {member}}}\n"));
        let complaint = place.run(&["import", "--publish", "topics.yaml"]).failed();
        assert!(complaint.contains(name), "{member}: {complaint}");
    }
    place.write("topics.yaml", "- {slug: tea, kind: subject, name: Tea, status: published, workflow: null}\n");
    let told = place.run(&["import", "--publish", "topics.yaml"]).succeeded();
    assert!(told.ends_with("1 published.\n"), "what a public entity has in responses is ignored: {told}");
}

#[test]
fn file_and_folder_names_give_draft_state_date_and_locale() {
    let place = Sandbox::new();
    for file in
        ["_drafts/not-yet.md", "_posts/2024-03-05-a-cup.md", "_posts/2999-03-05-a-pot.md", "plan.draft.md", "tea.es.md"]
    {
        place.write(&format!("site/{file}"), "---\nlayout: post\n---\nWords.\n");
    }
    place.write("site/pot/index.md", "# Pot\n\nWords.\n");
    place.write("site/pot/index.fr.md", "# Théière\n\nDes mots.\n");
    place.write("site/_drafts/later.html", "<h1>Later</h1><p>Words.</p>");
    place.write("site/drafts/later.txt", "Still later\n\nIt is not finished by any means.\n");
    place.write("site/2999-01-01-news.html", "<h1>News</h1><p>Words.</p>");
    let (public, report) = imported(&place, "site");
    assert_eq!(public, ["a-cup", "pot", "tea", "pot"]);
    for file in ["not-yet.md", "a-pot.md", "plan.draft.md", "later.html", "later.txt", "news.html"] {
        let told = notes(&report, file);
        assert!(told.iter().any(|note| note.starts_with("It stays a draft")), "{file}: {told:?}");
    }
    let server = place.serve(&[]);
    let cup = server.client().get("/v1/articles/a-cup").expect(200).json;
    assert_eq!(cup["firstPublishedAt"], "2024-03-05T00:00:00.000Z");
    assert_eq!(server.client().get("/v1/articles/tea?locale=es").expect(200).json["title"], "Tea");
    assert_eq!(server.client().get("/v1/articles/pot?locale=fr").expect(200).json["title"], "Théière");
}

#[test]
fn a_page_without_text_or_without_a_title_stays_a_draft() {
    let place = Sandbox::new();
    for (file, text) in [
        ("empty.md", ""),
        ("blank.md", "\n \n"),
        ("front.md", "---\ntitle: Tea\n---\n"),
        ("title.md", "# Tea\n"),
        ("object.md", "{}"),
        ("comment.md", "# Tea\n\n<!-- nothing yet -->\n\n%% to do %%\n"),
        ("image.md", "# Tea\n\n![](cup.png)\n"),
        ("rule.md", "# Tea\n\n***\n"),
        ("empty.html", "<h1>Tea</h1>"),
        ("blank.txt", "\n\n"),
    ] {
        place.write(&format!("pages/{file}"), text);
    }
    let (public, report) = imported(&place, "pages");
    assert_eq!(public, Vec::<String>::new());
    for document in report["documents"].as_array().unwrap() {
        let told = notes(&report, document["location"].as_str().unwrap());
        assert!(told.iter().any(|note| note == "It stays a draft: it has no text."), "{document}");
    }
}

#[test]
fn a_topic_that_only_drafts_name_is_not_published() {
    let place = Sandbox::new();
    place.write("pages/plan.md", "---\ndraft: true\ntags: [Secret plan]\n---\nWords.\n");
    place.write("pages/tea.md", "---\ntags: [Tea]\n---\nWords.\n");
    imported(&place, "pages");
    let topics = place.serve(&[]).client().get("/v1/topics").expect(200).json;
    assert_eq!(strings(topics["data"].as_array().unwrap(), "slug"), ["tea"]);
}

#[test]
fn metadata_of_a_web_page_can_make_it_a_draft() {
    let place = Sandbox::new();
    for (name, meta) in [
        ("status", "<meta name=status content=draft>"),
        ("robots", "<meta name=robots content='noindex, follow'>"),
        ("future", "<meta property='article:published_time' content='2999-01-01T10:00:00Z'>"),
        ("past", "<meta property='article:expiration_time' content='2020-01-01T10:00:00Z'>"),
        ("twice", "<meta name=status content=published><meta name=status content=draft>"),
        ("issued", "<meta name='dcterms.issued' content='2999-01-01'>"),
    ] {
        place.write(
            &format!("pages/{name}.html"),
            &format!("<html><head>{meta}</head><body><h1>{name}</h1><p>Words.</p>"),
        );
    }
    let fine =
        "<meta name=robots content=index><meta name=status content=published><meta name=date content=2020-01-01>";
    place.write("pages/fine.html", &format!("<html><head>{fine}</head><body><h1>Fine</h1><p>Words.</p>"));
    let (public, report) = imported(&place, "pages");
    assert_eq!(public, ["fine"]);
    assert_eq!(
        notes(&report, "status.html"),
        ["It stays a draft: \"status\" is \"draft\", which does not mean that it is public."]
    );
}

#[test]
fn hidden_wordpress_items_stay_drafts() {
    let place = Sandbox::new();
    let item = |name: &str, rest: &str| {
        format!(
            "<item><title>{name}</title><content:encoded>Words.</content:encoded><wp:post_id>1</wp:post_id>\
             <guid>https://example.org/{name}</guid><wp:post_name>{name}</wp:post_name><wp:post_type>post</wp:post_type>{rest}</item>"
        )
    };
    let items: String = [
        item("private", "<wp:status>private</wp:status>"),
        item("pending", "<wp:status>pending</wp:status>"),
        item("nothing", ""),
        item("locked", "<wp:status>publish</wp:status><wp:post_password>tea</wp:post_password>"),
        item("coming", "<wp:status>publish</wp:status><wp:post_date_gmt>2999-01-01 10:00:00</wp:post_date_gmt>"),
        item("feed", "<wp:status>publish</wp:status><pubDate>Wed, 02 Jan 2999 10:00:00 +0000</pubDate>"),
        item("bare", "<wp:status>publish</wp:status>").replace("Words.", "[gallery]"),
        item("public", "<wp:status>publish</wp:status><pubDate>Thu, 02 Jan 2020 10:00:00 +0000</pubDate>"),
    ]
    .concat();
    let export = foreign::wordpress("1.2");
    let (before, _) = export.split_once("<item>").unwrap();
    place.write("export.xml", &format!("{before}{items}</channel></rss>"));
    let (public, report) = imported(&place, "export.xml");
    assert_eq!(public, ["public"]);
    let told = notes(&report, "export.xml").join("\n");
    assert!(told.contains("It stays a draft: its status is \"private\".") && !told.contains("tea"), "{told}");
}

#[test]
fn hidden_sanity_documents_stay_drafts() {
    let place = Sandbox::new();
    let document = |id: &str, rest: &str| {
        format!(
            "{{\"_id\":\"{id}\",\"_type\":\"post\",\"title\":\"{id}\"{rest},\"body\":[{{\"_type\":\"block\",\"children\":[{{\"_type\":\"span\",\"text\":\"Words.\"}}]}}]}}\n"
        )
    };
    let lines = [
        document("drafts.one", ""),
        document("versions.r1.two", ""),
        document("three", ",\"publishedAt\":\"2999-01-01T10:00:00Z\""),
        document("four", ",\"status\":\"in progress\""),
        document("five", ",\"hidden\":true"),
        document("six", ",\"publishedAt\":\"2020-01-01T10:00:00Z\""),
        document("versions.r1.six", ""),
    ];
    place.write("export.ndjson", &lines.concat());
    let (public, report) = imported(&place, "export.ndjson");
    assert_eq!(public, ["six"]);
    assert_eq!(report["created"], 6, "the version of what is published is left out: {report}");
}
