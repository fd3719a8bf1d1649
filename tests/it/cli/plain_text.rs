//! Import of plain texts pasted from web pages.

use serde_json::Value;

use crate::harness::Sandbox;

/// The text of a web page: the title twice, headings, lists, phrases, a button and cards.
const PAGE: &str = "|
|
How to Stay in Touch When Your Brother Stops Answering
Guides from the Harbour Line

How to Stay in Touch When Your Brother Stops Answering

Why Does He Fall Silent?

Silence can mean many things:

  • Shame and worry: He may think that you only want to talk about money. Every unanswered message makes the next one harder.
  • Tiredness: Some days there is nothing left for a reply, not even for a “fine.”
  • Fear of a fight: If earlier calls ended in shouting, quiet feels safer.

Knowing which one it is can wait until he writes back.

How to Write Without Pressing

Short messages are easier to answer. Keep these in mind:

  • Ask for nothing: A message that needs no answer is a gift.
  • Be exact: “Sunday at four” is kinder than “some time soon”.

Lines like “I saw your favourite dog in the park today” or “Your chair is free on Sunday, as always” keep the door open without a demand.

Small Steps for This Week

You can prepare even while he says “no”:

  • Tell one person: A friend who knows can take turns with you.
  • Keep a place free: An invitation that stands is one that can be taken late.

When to Wait vs. When to Knock

Waiting is hard, and most of the time it is right. If you fear that he is in danger, go there, or ask somebody who is near to go. In an emergency call the number for emergencies first.

An unanswered message is not the end of the story.

Write to us if you would like to think about the next message together.

Find a Listener

Begin gently.

One message is enough for today.

More Guides to Read

What a First Visit Looks Like: An Hour, Step by Step
Nobody asks for papers at the door. This guide walks you from the doorbell to the second cup of tea — and says who will be there.
View →
Why Sisters Matter in Hard Years
Siblings remember who somebody was before. That memory can carry both of you.
View →";

/// Returns the words of a text: runs of letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Returns all texts in a document.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text} "),
        Value::Array(items) => items.iter().map(text_of).collect(),
        Value::Object(members) => members.values().map(text_of).collect(),
        _ => String::new(),
    }
}

fn article(place: &Sandbox, slug: &str) -> Value {
    place.serve(&[]).client().get(&format!("/v1/articles/{slug}?body=portable-text,text")).expect(200).json
}

fn headings(article: &Value) -> Vec<&str> {
    article["sections"].as_array().unwrap().iter().filter_map(|section| section["heading"].as_str()).collect()
}

fn blocks(section: &Value) -> &Vec<Value> {
    section["body"].as_array().unwrap()
}

#[test]
fn a_pasted_page_becomes_one_article_with_its_lists_phrases_button_and_cards() {
    let place = Sandbox::new();
    place.write("brother.txt", PAGE);
    let told = place.run(&["import", "--publish", "brother.txt"]).succeeded();
    assert!(told.contains("5 created, 0 replaced, 0 unchanged"), "{told}");
    let article = article(&place, "how-to-stay-in-touch-when-your-brother-stops-answering");
    assert_eq!(article["title"], "How to Stay in Touch When Your Brother Stops Answering");
    assert_eq!(article["kicker"], "Guides from the Harbour Line");
    assert_eq!(
        headings(&article),
        [
            "Why Does He Fall Silent?",
            "How to Write Without Pressing",
            "Small Steps for This Week",
            "When to Wait vs. When to Knock",
            "More Guides to Read",
        ]
    );
    let leads: Vec<Vec<&str>> = article["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let items = blocks(section).iter().filter(|block| block["listItem"] == "bullet");
            items
                .map(|item| {
                    assert_eq!(item["children"][0]["marks"], serde_json::json!(["strong"]), "{item}");
                    item["children"][0]["text"].as_str().unwrap()
                })
                .collect()
        })
        .collect();
    assert_eq!(leads[0], ["Shame and worry:", "Tiredness:", "Fear of a fight:"]);
    assert_eq!(leads[1], ["Ask for nothing:", "Be exact:"]);
    assert_eq!(leads[2], ["Tell one person:", "Keep a place free:"]);
    let phrases: Vec<&str> =
        article["phrases"].as_array().unwrap().iter().map(|phrase| phrase["text"].as_str().unwrap()).collect();
    assert_eq!(phrases, ["I saw your favourite dog in the park today", "Your chair is free on Sunday, as always"]);
    let in_place = article["sections"][1]["text"].as_str().unwrap();
    assert!(in_place.contains("Lines like “I saw your favourite dog in the park today” or “Your chair"), "{in_place}");
    let button = blocks(&article["sections"][3]).iter().find(|block| block["_type"] == "callToAction").unwrap();
    assert_eq!(button["label"], "Find a Listener");
    let cards = article["related"].as_array().unwrap();
    assert_eq!(cards[0]["title"], "What a First Visit Looks Like: An Hour, Step by Step");
    assert_eq!(cards[1]["excerpt"], "Siblings remember who somebody was before. That memory can carry both of you.");
    assert_eq!(cards.len(), 2);
}

#[test]
fn every_skipped_word_of_a_pasted_page_is_reported() {
    let place = Sandbox::new();
    place.write("brother.txt", PAGE);
    let told = place.run(&["import", "--publish", "brother.txt"]).succeeded();
    let article = article(&place, "how-to-stay-in-touch-when-your-brother-stops-answering");
    let kept = words(&text_of(&article));
    let lost: Vec<String> = words(PAGE).into_iter().filter(|word| !kept.contains(word)).collect();
    assert_eq!(lost, ["view", "view"]);
    assert_eq!(told.matches("The link line \"View →\" of a card was left out.").count(), 2, "{told}");
    assert!(told.contains("note: brother.txt, line 42: The button \"Find a Listener\" has no address"), "{told}");
}

#[test]
fn a_second_import_of_a_pasted_page_changes_nothing_and_proposes_nothing_twice() {
    let place = Sandbox::new();
    place.write("pages/brother.txt", PAGE);
    place.run(&["import", "pages"]).succeeded();
    // From another folder, with the name of the first import.
    place.write("moved/brother.txt", PAGE);
    let told = place.run(&["import", "--source", "pages", "moved"]).succeeded();
    assert!(told.ends_with("0 created, 0 replaced, 5 unchanged, 0 skipped.\n"), "{told}");
    place.write(
        "moved/sister.txt",
        "Calling your sister\n\nPhrases like “Your chair is free on Sunday, as always” help.",
    );
    let told = place.run(&["import", "--source", "pages", "moved"]).succeeded();
    assert!(told.ends_with("1 created, 0 replaced, 5 unchanged, 0 skipped.\n"), "{told}");
}

#[test]
fn a_wrapped_text_with_underlined_headings_becomes_sections() {
    let place = Sandbox::new();
    place.write(
        "walks.txt",
        "Walking together\n================\n\nA walk side by side makes it easier to talk, because\nnobody has to look anybody in the eye.\n\n\
         Before you go\n-------------\n\n1. Choose a way that you both know.\n2. Leave the telephone at home:\n   - or at least switched off\n   - in a pocket\n3. Go.\n\n\
         On the way\n----------\n\nSmall talk\n\nBegin with what you see. Write to walks@example.org or look at\nhttps://example.org/walks for more.\n",
    );
    place.run(&["import", "--publish", "walks.txt"]).succeeded();
    let article = article(&place, "walking-together");
    assert_eq!(headings(&article), ["Before you go", "On the way"]);
    assert_eq!(
        article["sections"][0]["text"],
        "A walk side by side makes it easier to talk, because nobody has to look anybody in the eye."
    );
    let items: Vec<(&str, u64)> = blocks(&article["sections"][1])
        .iter()
        .map(|item| (item["listItem"].as_str().unwrap(), item["level"].as_u64().unwrap()))
        .collect();
    assert_eq!(items, [("number", 1), ("number", 1), ("bullet", 2), ("bullet", 2), ("number", 1)]);
    let last = blocks(&article["sections"][2]);
    assert_eq!(last[0]["style"], "h3");
    let hrefs: Vec<&str> =
        last[1]["markDefs"].as_array().unwrap().iter().map(|mark| mark["href"].as_str().unwrap()).collect();
    assert_eq!(hrefs, ["mailto:walks@example.org", "https://example.org/walks"]);
}

#[test]
fn suggested_phrases_of_a_spanish_text_are_proposed_and_discouraged_ones_are_not() {
    let place = Sandbox::new();
    place.write(
        "hablar.txt",
        "Cómo hablar con tu hermana\n\nQué decir\n\n• “¿Quieres dar un paseo conmigo?”\n• “Estoy aquí cuando quieras.”\n\n\
         Para más tarde\n\nEn lugar de «Siempre haces lo mismo», prueba con «Me preocupo por ti y te echo de menos». \
         Ella dijo «No quiero hablar más de eso». Es una palabra “difícil”.\n",
    );
    let told = place.run(&["import", "--locale", "es", "hablar.txt"]).succeeded();
    assert!(told.ends_with("4 created, 0 replaced, 0 unchanged, 0 skipped.\n"), "{told}");
    for phrase in
        ["¿Quieres dar un paseo conmigo?", "Estoy aquí cuando quieras.", "Me preocupo por ti y te echo de menos"]
    {
        assert!(told.contains(&format!("“{phrase}” is proposed as a phrase.")), "{told}");
    }
    place.run(&["import", "--locale", "es", "--publish", "hablar.txt"]).succeeded();
    let phrases = place.serve(&[]).client().get("/v1/phrases?locale=es").expect(200).json;
    let instead = phrases["data"].as_array().unwrap().iter().filter_map(|phrase| phrase["insteadOf"].as_str());
    assert_eq!(instead.collect::<Vec<_>>(), ["Siempre haces lo mismo"]);
}

#[test]
fn documents_with_the_same_title_get_addresses_of_their_own_and_keep_them() {
    let place = Sandbox::new();
    for name in ["a", "b"] {
        place.write(
            &format!("pages/{name}.txt"),
            &format!("Quiet evenings\n\nThis is the text of {name}, and it says little."),
        );
    }
    place.run(&["import", "--publish", "pages"]).succeeded();
    let text = |slug: &str| article(&place, slug)["sections"][0]["text"].as_str().unwrap().to_owned();
    assert!(text("quiet-evenings").contains(" a,") && text("quiet-evenings-2").contains(" b,"));
    let told = place.run(&["import", "pages"]).succeeded();
    assert!(told.ends_with("0 created, 0 replaced, 2 unchanged, 0 skipped.\n"), "{told}");
}
