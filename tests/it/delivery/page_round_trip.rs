//! A page of guidance is created by one request and read back without loss.

use serde_json::{Value, json};

use super::guidance_page::{CALM, CARDS, DOOR, HEADINGS, SIDE, SLUG, STEPS, TITLE, WHY, as_markdown, as_portable_text};
use crate::harness::{Client, TestApp, all, article, phrase, resource, strings};

/// Creates the page with its phrases and related resources, and publishes them. Returns the ids of the phrases.
fn create_page(editor: &Client, sections: fn(&str, &str) -> Value) -> [String; 2] {
    let phrase_ids = [DOOR, SIDE].map(|text| {
        let fields = phrase(text, json!({"tone": "supportive"}));
        editor.post("/v1/manage/phrases", &fields).expect(201).id()
    });
    let cards = CARDS.iter().enumerate().map(|(number, (title, excerpt))| {
        let url = format!("https://example.org/guides/{}", number + 1);
        editor.post("/v1/manage/resources", &resource(title, json!({"excerpt": excerpt, "url": url}))).expect(201).id()
    });
    let fields = article(
        SLUG,
        json!({
            "title": TITLE, "kicker": "Guides From the Morning Desk",
            "summary": "Why a teenager may stay away, calm words, and first steps that help.",
            "related": cards.collect::<Vec<_>>(), "sections": sections(&phrase_ids[0], &phrase_ids[1]),
        }),
    );
    let entered = editor.post("/v1/manage/articles", &fields).expect(201);
    assert!(entered.json.get("warnings").is_none(), "nothing may be changed or omitted: {}", entered.text());
    let all = json!({"includeReferences": true});
    let target = format!("/v1/manage/articles/{}/publish", entered.id());
    editor.post_matching(&target, &entered.etag(), &all).expect(200);
    phrase_ids
}

/// Returns the text of a block with its bold text between asterisks.
fn block_text(block: &Value) -> String {
    let spans = block["children"].as_array().unwrap().iter().map(|span| {
        let text = span["text"].as_str().unwrap();
        if span["marks"][0] == "strong" { format!("*{text}*") } else { text.to_owned() }
    });
    spans.collect()
}

fn assert_nothing_is_lost(reader: &Client, phrase_ids: &[String; 2]) {
    let page = reader.get(&format!("/v1/articles/{SLUG}")).expect(200).json;
    assert_eq!((&page["title"], &page["kicker"]), (&json!(TITLE), &json!("Guides From the Morning Desk")));
    let sections = page["sections"].as_array().unwrap();
    assert_eq!(strings(sections, "heading"), HEADINGS);
    for (section, items) in [(0, WHY), (1, CALM), (2, STEPS)] {
        let blocks = sections[section]["body"].as_array().unwrap().iter();
        let listed: Vec<String> = blocks.filter(|block| block["listItem"] == "bullet").map(block_text).collect();
        let expected: Vec<String> = items.iter().map(|(lead, rest)| format!("*{lead}:* {rest}")).collect();
        assert_eq!(listed, expected, "in {}", HEADINGS[section]);
    }
    let quoting = &sections[1]["body"][4];
    assert_eq!(block_text(quoting), format!("Words such as “{DOOR}” or “{SIDE}” leave a way back open."));
    for (index, (text, span)) in [(DOOR, 1), (SIDE, 3)].into_iter().enumerate() {
        let mark = &quoting["markDefs"][index];
        assert_eq!(quoting["children"][span]["marks"], json!([mark["_key"]]));
        assert_eq!((&mark["phrase"]["text"], &mark["phraseId"]), (&json!(text), &json!(phrase_ids[index])));
    }
    let call = &sections[4]["body"][0];
    assert_eq!(
        (&call["_type"], &call["label"], &call["url"]),
        (&json!("callToAction"), &json!("Find someone to ask"), &json!("https://example.org/ask"))
    );
    assert!(call["text"].as_str().unwrap().starts_with("You don’t have to find the first step alone."));
    assert!(call["text"].as_str().unwrap().ends_with("we’ll look for it with you."));
    let related = page["related"].as_array().unwrap().iter();
    let cards: Vec<_> =
        related.map(|card| (card["title"].as_str().unwrap(), card["excerpt"].as_str().unwrap())).collect();
    assert_eq!(cards, CARDS);
    assert_eq!(strings(page["phrases"].as_array().unwrap(), "text"), [DOOR, SIDE]);
    let found = all(reader, &format!("/v1/phrases?sort=text&article={}", page["id"].as_str().unwrap()));
    assert_eq!(strings(&found, "text"), [SIDE, DOOR]);
    assert_eq!(strings(&found, "tone"), ["supportive", "supportive"]);
}

/// Returns the headings and the texts of the sections in a format.
fn whole(reader: &Client, form: &str) -> String {
    let list = reader.get(&format!("/v1/articles/{SLUG}/sections?body={form}")).expect(200).json;
    let sections = list["data"].as_array().unwrap().iter();
    let parts = sections.map(|section| {
        format!("[{}]\n{}", section["heading"].as_str().unwrap(), section[form].as_str().unwrap().trim_end())
    });
    parts.collect::<Vec<_>>().join("\n\n")
}

/// Replaces the ids, which differ between runs.
fn without_ids(text: &str, phrase_ids: &[String; 2]) -> String {
    text.replace(&phrase_ids[0], "[door]").replace(&phrase_ids[1], "[side]")
}

#[test]
fn a_page_of_portable_text_round_trips() {
    let app = TestApp::spawn();
    let phrase_ids = create_page(&app.editor(), as_portable_text);
    assert_nothing_is_lost(&app.anonymous(), &phrase_ids);
}

#[test]
fn a_page_of_markdown_round_trips() {
    let app = TestApp::spawn();
    let phrase_ids = create_page(&app.editor(), as_markdown);
    assert_nothing_is_lost(&app.anonymous(), &phrase_ids);
}

#[test]
fn portable_text_and_markdown_give_the_same_page() {
    let forms = ["html", "markdown", "text"];
    let [from_blocks, from_markdown] = [as_portable_text, as_markdown].map(|sections| {
        let app = TestApp::spawn();
        let phrase_ids = create_page(&app.editor(), sections);
        forms.map(|form| without_ids(&whole(&app.anonymous(), form), &phrase_ids))
    });
    assert_eq!(from_blocks, from_markdown);
}

#[test]
fn the_page_as_plain_text() {
    let app = TestApp::spawn();
    create_page(&app.editor(), as_portable_text);
    insta::assert_snapshot!(whole(&app.anonymous(), "text"), @r#"
    [Why Do Teenagers Stay Away?]
    A closed bedroom door has more than one cause:

    • Worry that has grown: Being away for a week can make a return look harder than it was before.
    • Something at school: Lessons, noise or other pupils may hurt more than anyone has been told.
    • Something at home: Illness, loss or quarrels can make it feel wrong to leave the house.
    • Tiredness: Poor sleep turns a morning into a hill—and nights of worry make poor sleep.

    You need not know which it is before you are kind about it.

    [How to Talk Without a Fight]
    Everyone is tired by eight. These keep a talk short and safe:

    • Pick the hour: Evenings are kinder than the ten minutes before the bus.
    • Ask less, hear more: One question and a long pause can do more than ten good arguments.
    • Name the day, not the child: Say that the morning was hard, not that they are.

    Words such as “You don’t have to explain it all at once” or “I’m on your side, whatever the morning brings” leave a way back open.

    [First Steps That Help]
    A small plan today is worth more than a great one next month:

    • Call the school: Ask who can help, and what a smaller first day could look like.
    • See a doctor: Stomach aches and headaches are real, and deserve a look.
    • Keep one plan: A short list that both of you have agreed on is easier to hold than a long one.

    [When to Wait and When to Ask]
    Some weeks ask for patience—others ask for help at once. If your child speaks of not wanting to live, stay close and call your emergency number.

    A day missed isn’t a year lost.

    [Start With One Call]
    You don’t have to find the first step alone. Tell us how the mornings are, and we’ll look for it with you. Find someone to ask (https://example.org/ask)
    "#);
}

#[test]
fn the_page_as_html() {
    let app = TestApp::spawn();
    let phrase_ids = create_page(&app.editor(), as_portable_text);
    let html = whole(&app.anonymous(), "html").replace("><", ">\n<");
    insta::assert_snapshot!(without_ids(&html, &phrase_ids), @r#"
    [Why Do Teenagers Stay Away?]
    <p>A closed bedroom door has more than one cause:</p>
    <ul>
    <li>
    <strong>Worry that has grown:</strong> Being away for a week can make a return look harder than it was before.</li>
    <li>
    <strong>Something at school:</strong> Lessons, noise or other pupils may hurt more than anyone has been told.</li>
    <li>
    <strong>Something at home:</strong> Illness, loss or quarrels can make it feel wrong to leave the house.</li>
    <li>
    <strong>Tiredness:</strong> Poor sleep turns a morning into a hill—and nights of worry make poor sleep.</li>
    </ul>
    <p>You need not know which it is before you are kind about it.</p>

    [How to Talk Without a Fight]
    <p>Everyone is tired by eight. These keep a talk short and safe:</p>
    <ul>
    <li>
    <strong>Pick the hour:</strong> Evenings are kinder than the ten minutes before the bus.</li>
    <li>
    <strong>Ask less, hear more:</strong> One question and a long pause can do more than ten good arguments.</li>
    <li>
    <strong>Name the day, not the child:</strong> Say that the morning was hard, not that they are.</li>
    </ul>
    <p>Words such as “<span class="phrase" data-phrase-id="[door]">You don’t have to explain it all at once</span>” or “<span class="phrase" data-phrase-id="[side]">I’m on your side, whatever the morning brings</span>” leave a way back open.</p>

    [First Steps That Help]
    <p>A small plan today is worth more than a great one next month:</p>
    <ul>
    <li>
    <strong>Call the school:</strong> Ask who can help, and what a smaller first day could look like.</li>
    <li>
    <strong>See a doctor:</strong> Stomach aches and headaches are real, and deserve a look.</li>
    <li>
    <strong>Keep one plan:</strong> A short list that both of you have agreed on is easier to hold than a long one.</li>
    </ul>

    [When to Wait and When to Ask]
    <p>Some weeks ask for patience—others ask for help at once. If your child speaks of not wanting to live, stay close and call your emergency number.</p>
    <p>A day missed isn’t a year lost.</p>

    [Start With One Call]
    <p class="call-to-action">You don’t have to find the first step alone. Tell us how the mornings are, and we’ll look for it with you. <a href="https://example.org/ask">Find someone to ask</a>
    </p>
    "#);
}

#[test]
fn the_page_as_markdown() {
    let app = TestApp::spawn();
    let phrase_ids = create_page(&app.editor(), as_portable_text);
    insta::assert_snapshot!(without_ids(&whole(&app.anonymous(), "markdown"), &phrase_ids), @r#"
    [Why Do Teenagers Stay Away?]
    A closed bedroom door has more than one cause:

    - **Worry that has grown:** Being away for a week can make a return look harder than it was before.
    - **Something at school:** Lessons, noise or other pupils may hurt more than anyone has been told.
    - **Something at home:** Illness, loss or quarrels can make it feel wrong to leave the house.
    - **Tiredness:** Poor sleep turns a morning into a hill—and nights of worry make poor sleep.

    You need not know which it is before you are kind about it.

    [How to Talk Without a Fight]
    Everyone is tired by eight. These keep a talk short and safe:

    - **Pick the hour:** Evenings are kinder than the ten minutes before the bus.
    - **Ask less, hear more:** One question and a long pause can do more than ten good arguments.
    - **Name the day, not the child:** Say that the morning was hard, not that they are.

    Words such as “You don’t have to explain it all at once” or “I’m on your side, whatever the morning brings” leave a way back open.

    [First Steps That Help]
    A small plan today is worth more than a great one next month:

    - **Call the school:** Ask who can help, and what a smaller first day could look like.
    - **See a doctor:** Stomach aches and headaches are real, and deserve a look.
    - **Keep one plan:** A short list that both of you have agreed on is easier to hold than a long one.

    [When to Wait and When to Ask]
    Some weeks ask for patience—others ask for help at once. If your child speaks of not wanting to live, stay close and call your emergency number.

    A day missed isn’t a year lost.

    [Start With One Call]
    You don’t have to find the first step alone. Tell us how the mornings are, and we’ll look for it with you. [Find someone to ask](https://example.org/ask)
    "#);
}
