//! The index and the highlighter split texts into the same words.

use cairn::content::search::{fold, stem, words};
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};

use crate::harness::demo_folder;

#[derive(QueryableByName)]
struct Term {
    #[diesel(sql_type = BigInt)]
    doc: i64,
    #[diesel(sql_type = Text)]
    term: String,
}

/// Returns the words that the index extracts from each text.
fn indexed(texts: &[String]) -> Vec<Vec<String>> {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let mut run = |statement: &str| diesel::sql_query(statement).execute(&mut connection).unwrap();
    run("CREATE VIRTUAL TABLE one USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')");
    run("CREATE VIRTUAL TABLE terms USING fts5vocab (one, 'instance')");
    run("BEGIN");
    for (index, text) in (0_i64..).zip(texts) {
        let insert = diesel::sql_query("INSERT INTO one (rowid, text) VALUES (?, ?)");
        insert.bind::<BigInt, _>(index).bind::<Text, _>(text).execute(&mut connection).unwrap();
    }
    let terms = diesel::sql_query("SELECT doc, term FROM terms ORDER BY doc, \"offset\"");
    let mut indexed = vec![Vec::new(); texts.len()];
    for Term { doc, term } in terms.load::<Term>(&mut connection).unwrap() {
        indexed[usize::try_from(doc).unwrap()].push(term);
    }
    indexed
}

fn marked(text: &str) -> Vec<String> {
    words(text).map(|word| stem(&fold(word.text)).into_owned()).collect()
}

#[track_caller]
fn assert_same(texts: &[String]) {
    for (text, indexed) in texts.iter().zip(indexed(texts)) {
        assert_eq!(marked(text), indexed, "{text}");
    }
}

#[test]
fn both_split_the_demo_content_alike() {
    let mut waiting = vec![demo_folder()];
    let mut texts = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            texts.extend(std::fs::read_to_string(path).unwrap().lines().map(str::to_owned));
        }
    }
    assert!(texts.len() > 1000, "{}", texts.len());
    assert_same(&texts);
}

#[test]
fn both_stem_every_ending_alike() {
    let beginnings = [
        "a", "b", "y", "tr", "sky", "hop", "hopp", "fall", "fizz", "rel", "rela", "connect", "prob", "agre", "commun",
        "oper", "sens", "hes", "vietn", "adopt", "str", "controll", "happ", "conflat", "siz", "troubl", "play", "été",
    ];
    let endings = [
        "", "s", "es", "ies", "sses", "ss", "eed", "ed", "ing", "y", "ational", "tional", "enci", "anci", "izer",
        "logi", "bli", "alli", "entli", "eli", "ousli", "ization", "ation", "ator", "alism", "iveness", "fulness",
        "ousness", "aliti", "iviti", "biliti", "icate", "ative", "alize", "iciti", "ical", "ful", "ness", "al", "ance",
        "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "sion", "tion", "ou", "ism", "ate",
        "iti", "ous", "ive", "ize", "e", "ll", "le", "atedly", "izing", "bled", "lled", "ying",
    ];
    let mut texts = Vec::new();
    for beginning in beginnings {
        for ending in endings {
            texts.push(format!("{beginning}{ending}"));
            texts.push(format!("{beginning}{ending}s {beginning}ing{ending}"));
        }
    }
    texts.push("x".repeat(63) + "ing");
    texts.push("x".repeat(80) + "ing");
    assert_same(&texts);
}

#[test]
fn both_normalize_case_accents_and_signs_alike() {
    let texts = [
        "Ærø ẾàÑ cafe\u{301} Йод ά ﬁn",
        "don't don’t a_b-c x@y.z 24/7 3½",
        "日本語テキスト №5 ①",
        "İstanbul straße ŁÓDŹ",
        "\u{300} a\u{300}\u{301}b",
        "🌱seed🌱 — “q” …",
    ];
    assert_same(&texts.map(str::to_owned));
}
