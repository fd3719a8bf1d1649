//! A guidance page, as Portable Text and as Markdown.

use serde_json::{Value, json};

use crate::harness::paragraph;

pub const TITLE: &str = "When Your Teenager Stops Going to School";
pub const SLUG: &str = "when-your-teenager-stops-going-to-school";
pub const DOOR: &str = "You don’t have to explain it all at once";
pub const SIDE: &str = "I’m on your side, whatever the morning brings";

pub const WHY: &[(&str, &str)] = &[
    ("Worry that has grown", "Being away for a week can make a return look harder than it was before."),
    ("Something at school", "Lessons, noise or other pupils may hurt more than anyone has been told."),
    ("Something at home", "Illness, loss or quarrels can make it feel wrong to leave the house."),
    ("Tiredness", "Poor sleep turns a morning into a hill—and nights of worry make poor sleep."),
];

pub const CALM: &[(&str, &str)] = &[
    ("Pick the hour", "Evenings are kinder than the ten minutes before the bus."),
    ("Ask less, hear more", "One question and a long pause can do more than ten good arguments."),
    ("Name the day, not the child", "Say that the morning was hard, not that they are."),
];

pub const STEPS: &[(&str, &str)] = &[
    ("Call the school", "Ask who can help, and what a smaller first day could look like."),
    ("See a doctor", "Stomach aches and headaches are real, and deserve a look."),
    ("Keep one plan", "A short list that both of you have agreed on is easier to hold than a long one."),
];

/// The related resources of the page: title, excerpt.
pub const CARDS: &[(&str, &str)] = &[
    (
        "A First Morning Back: Hour by Hour",
        "Nobody walks in as if nothing had happened. Here is one slow way in—and what to do if it ends at the gate.",
    ),
    (
        "Sleep, Screens and Small Hours",
        "Nights shape mornings. Six small changes that don’t begin with taking a telephone away.",
    ),
];

/// The headings of the page, in order.
pub const HEADINGS: [&str; 5] = [
    "Why Do Teenagers Stay Away?",
    "How to Talk Without a Fight",
    "First Steps That Help",
    "When to Wait and When to Ask",
    "Start With One Call",
];

/// Returns a list item with a bold lead-in before a colon.
fn bullet((lead, rest): &(&str, &str)) -> Value {
    json!({
        "_type": "block", "style": "normal", "listItem": "bullet", "level": 1, "markDefs": [],
        "children": [
            {"_type": "span", "text": format!("{lead}:"), "marks": ["strong"]},
            {"_type": "span", "text": format!(" {rest}"), "marks": []},
        ],
    })
}

fn bullets(items: &[(&str, &str)]) -> Vec<Value> {
    items.iter().map(bullet).collect()
}

/// Returns the sentence that quotes both phrases.
fn quoting(door: &str, side: &str) -> Value {
    let span = |text: &str, marks: Value| json!({"_type": "span", "text": text, "marks": marks});
    json!({
        "_type": "block", "style": "normal",
        "markDefs": [{"_key": "door", "_type": "phrase", "phraseId": door}, {"_key": "side", "_type": "phrase", "phraseId": side}],
        "children": [
            span("Words such as “", json!([])), span(DOOR, json!(["door"])), span("” or “", json!([])),
            span(SIDE, json!(["side"])), span("” leave a way back open.", json!([])),
        ],
    })
}

/// Returns the sections of the page as Portable Text.
pub fn as_portable_text(door: &str, side: &str) -> Value {
    let bodies = [
        [
            vec![paragraph("A closed bedroom door has more than one cause:")],
            bullets(WHY),
            vec![paragraph("You need not know which it is before you are kind about it.")],
        ]
        .concat(),
        [
            vec![paragraph("Everyone is tired by eight. These keep a talk short and safe:")],
            bullets(CALM),
            vec![quoting(door, side)],
        ]
        .concat(),
        [vec![paragraph("A small plan today is worth more than a great one next month:")], bullets(STEPS)].concat(),
        vec![
            paragraph(
                "Some weeks ask for patience—others ask for help at once. If your child speaks of not wanting to live, stay close and call your emergency number.",
            ),
            paragraph("A day missed isn’t a year lost."),
        ],
        vec![json!({
            "_type": "callToAction", "text": "You don’t have to find the first step alone. Tell us how the mornings are, and we’ll look for it with you.",
            "label": "Find someone to ask", "url": "https://example.org/ask",
        })],
    ];
    HEADINGS.iter().zip(bodies).map(|(heading, body)| json!({"heading": heading, "body": body})).collect()
}

/// Returns the sections of the page as Markdown.
pub fn as_markdown(door: &str, side: &str) -> Value {
    let list = |items: &[(&str, &str)]| {
        items.iter().map(|(lead, rest)| ["- **", lead, ":** ", rest, "\n"].concat()).collect::<String>()
    };
    let bodies = [
        format!("A closed bedroom door has more than one cause:\n\n{}\nYou need not know which it is before you are kind about it.", list(WHY)),
        format!(
            "Everyone is tired by eight. These keep a talk short and safe:\n\n{}\nWords such as “[{DOOR}](phrase:{door})” or “[{SIDE}](phrase:{side})” leave a way back open.",
            list(CALM)
        ),
        format!("A small plan today is worth more than a great one next month:\n\n{}", list(STEPS)),
        "Some weeks ask for patience—others ask for help at once. If your child speaks of not wanting to live, stay close and call your emergency number.\n\nA day missed isn’t a year lost.".to_owned(),
        "You don’t have to find the first step alone. Tell us how the mornings are, and we’ll look for it with you. [Find someone to ask](https://example.org/ask \"call-to-action\")".to_owned(),
    ];
    HEADINGS.iter().zip(bodies).map(|(heading, markdown)| json!({"heading": heading, "markdown": markdown})).collect()
}
