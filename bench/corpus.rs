//! The content that is measured: made of the words of the starter content with a fixed seed, and published straight into
//! a database by the code that publishes everything.

use std::path::{Path, PathBuf};
use std::time::Instant;

use cairn::content::{Action, Actor, Content, Id, Kind, Timestamp};
use cairn::db::full_text::merge_a_little;
use cairn::db::{self, Connection, Database};
use cairn::publishing::transfer::{PublishedState, Restoring};
use cairn::publishing::{IncludeReferences, Refusal, Settings, publish_together};
use cairn::working_copies::{Deed, SaveError, WorkingCopy, insert_together};
use serde_json::{Value, json};

use crate::Outcome;
use crate::servers::Bench;

/// Changes with what is made, so that databases of before are made again.
const EDITION: &str = "4";
/// How many articles one transaction makes.
const BATCH: usize = 1000;
const TOPICS: usize = 24;
const PHRASES: usize = 200;
const RESOURCES: usize = 100;

/// Puts things into a database and publishes them.
type Save = fn(&mut Connection, Vec<(Id, Content)>) -> Result<(), Failed>;

/// The database with so many articles, made if it is not there; a server may write to a copy of it only.
pub(crate) fn database(bench: &Bench, articles: usize) -> Outcome<PathBuf> {
    make(bench, articles, "corpus", publish)
}

/// Fails unless the database is there already: that of another build is made by the benchmark of that build.
pub(crate) fn expect(bench: &Bench, articles: usize) -> Outcome<()> {
    let path = path(bench, articles, "corpus");
    if path.exists() {
        Ok(())
    } else {
        Err(format!("there is no {}: run the benchmark of that build first", path.display()))
    }
}

fn path(bench: &Bench, articles: usize, name: &str) -> PathBuf {
    bench.folder.join(format!("{name}-{EDITION}-{articles}.db"))
}

/// The same without what only editors see, which is half of it: what readers get of so many articles.
pub(crate) fn public_side(bench: &Bench, articles: usize) -> Outcome<PathBuf> {
    make(bench, articles, "public", restore)
}

fn make(bench: &Bench, articles: usize, name: &str, save: Save) -> Outcome<PathBuf> {
    let path = path(bench, articles, name);
    if path.exists() {
        return Ok(path);
    }
    let making = path.with_extension("making");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", making.display()));
    }
    let begun = Instant::now();
    let address = making.display().to_string().parse().map_err(|error| format!("{error}"))?;
    let database = Database::open(&address, 1).map_err(|error| error.to_string())?;
    let mut maker = Maker::new()?;
    let shared: Vec<(Id, Content)> = maker.shared()?;
    let save = |things| database.write_blocking(|connection| save(connection, things)).map_err(|Failed(why)| why);
    save(shared)?;
    for first in (0..articles).step_by(BATCH) {
        let some = (first..articles.min(first + BATCH)).map(|number| maker.article(number)).collect::<Outcome<_>>()?;
        save(some)?;
    }
    database
        .write_blocking(|connection| -> Result<(), db::Error> {
            let settings = Settings::of_database(connection)?;
            cairn::publishing::follow_settings(connection, &settings)?;
            // The indexes are left as a server that runs leaves them.
            while merge_a_little(connection)? {}
            Ok(())
        })
        .map_err(|error| error.to_string())?;
    drop(database);
    lay_out(&making, &path)?;
    println!("made {articles} articles in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(path)
}

/// Writes the database table by table, as they lie after a `VACUUM`: content that comes in thousands at a time is strewn
/// over the file otherwise, as that of years is not.
fn lay_out(made: &Path, path: &Path) -> Outcome<()> {
    let text = |error: rusqlite::Error| error.to_string();
    let (connection, new) = (rusqlite::Connection::open(made).map_err(text)?, path.with_extension("new"));
    let _ = std::fs::remove_file(&new);
    connection.execute("VACUUM INTO ?1", [new.display().to_string()]).map_err(text)?;
    drop(connection);
    std::fs::remove_file(made).and_then(|()| std::fs::rename(&new, path)).map_err(|error| error.to_string())
}

/// A copy of that database which may be changed.
pub(crate) fn copy(bench: &Bench, articles: usize) -> Outcome<PathBuf> {
    let original = database(bench, articles)?;
    let copy = bench.folder.join("changed.db");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", copy.display()));
    }
    std::fs::copy(original, &copy).map_err(|error| error.to_string())?;
    // The system would write it to the disk in the middle of what is measured.
    std::fs::File::open(&copy).and_then(|file| file.sync_all()).map_err(|error| error.to_string())?;
    Ok(copy)
}

#[derive(Debug)]
struct Failed(String);

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn publish(connection: &mut Connection, things: Vec<(Id, Content)>) -> Result<(), Failed> {
    let actor = Actor::program("the benchmark");
    let deed = Deed { actor: &actor, action: Action::Create, note: None };
    let heads = insert_together(connection, &deed, &things).map_err(|error: SaveError| Failed(format!("{error:?}")))?;
    let copies = heads.into_iter().zip(things).map(|(head, (_, content))| WorkingCopy { head, content }).collect();
    let settings = Settings::of_database(connection)?;
    publish_together(connection, &settings, &actor, copies, &IncludeReferences::None)
        .map_err(|refusal: Refusal| Failed(format!("{refusal:?}")))?;
    Ok(())
}

fn restore(connection: &mut Connection, things: Vec<(Id, Content)>) -> Result<(), Failed> {
    let failed = |refusal: Refusal| Failed(format!("{refusal:?}"));
    let settings = Settings::of_database(connection)?;
    let mut restoring = Restoring::begin(connection)?;
    let now = Timestamp::now();
    for (id, content) in things {
        let state = PublishedState { version: 2, first_published_at: now, published_at: now, updated_at: now, content };
        restoring.came(id);
        restoring.publish(connection, id, state).map_err(failed)?;
    }
    restoring.finish(connection, &settings).map_err(failed)
}

/// Makes content. The same numbers come out of the same seed on every machine.
pub(crate) struct Maker {
    words: Vec<String>,
    state: u64,
    topics: Vec<Id>,
    phrases: Vec<Id>,
    resources: Vec<Id>,
}

impl Maker {
    pub(crate) fn new() -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/articles/en");
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).map_err(|error| error.to_string())?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut words = Vec::new();
        for file in files {
            let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
            let body = text.splitn(3, "---").nth(2).unwrap_or_default().to_lowercase();
            let found = body.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.len() > 1);
            words.extend(found.map(str::to_owned));
        }
        Ok(Self { words, state: 42, topics: Vec::new(), phrases: Vec::new(), resources: Vec::new() })
    }

    /// A number below `limit`, by the generator `SplitMix64`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
    }

    /// A word, as frequent as it is in the starter content.
    pub(crate) fn word(&mut self) -> String {
        let place = self.below(self.words.len());
        self.words[place].clone()
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ");
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text + "."
    }

    fn some(&mut self, of: fn(&Self) -> &Vec<Id>, count: usize) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        while found.len() < count {
            let place = self.below(of(self).len());
            let id = of(self)[place];
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// What articles refer to.
    fn shared(&mut self) -> Outcome<Vec<(Id, Content)>> {
        let mut things = Vec::new();
        for number in 0..TOPICS {
            let fields = json!({"kind": "subject", "slug": format!("topic-{number}"), "name": self.text(2)});
            things.push(thing(Kind::Topic, &fields)?);
        }
        self.topics = things.iter().map(|(id, _)| *id).collect();
        for _ in 0..PHRASES {
            let topics = self.some(|maker| &maker.topics, 1);
            let fields = json!({"locale": "en", "tone": "calm", "text": self.text(9), "topics": topics});
            let made = thing(Kind::Phrase, &fields)?;
            self.phrases.push(made.0);
            things.push(made);
        }
        for number in 0..RESOURCES {
            let fields = json!({
                "locale": "en", "kind": "page", "title": self.text(4), "excerpt": self.text(14),
                "url": format!("https://example.org/pages/{number}"),
            });
            let made = thing(Kind::Resource, &fields)?;
            self.resources.push(made.0);
            things.push(made);
        }
        Ok(things)
    }

    fn article(&mut self, number: usize) -> Outcome<(Id, Content)> {
        let sections: Vec<Value> = (0..3).map(|_| self.section()).collect();
        let (topics, related) = (self.some(|maker| &maker.topics, 2), self.some(|maker| &maker.resources, 2));
        let fields = json!({
            "locale": "en", "slug": format!("guide-{number}"), "title": self.text(6), "summary": self.text(18),
            "topics": topics, "related": related, "sections": sections,
            "authors": [{"name": "The benchmark"}], "nextReviewAt": "2199-01-01T00:00:00Z",
        });
        thing(Kind::Article, &fields)
    }

    fn section(&mut self) -> Value {
        let phrase = self.some(|maker| &maker.phrases, 1)[0];
        let bullets =
            (0..2).map(|_| format!("- **{}** {}", self.text(1), self.text(10))).collect::<Vec<_>>().join("\n");
        let markdown = format!("{}\n\n{bullets}\n\n<phrase:{phrase}>\n", self.text(35));
        json!({"heading": self.text(4), "markdown": markdown})
    }
}

fn thing(kind: Kind, fields: &Value) -> Outcome<(Id, Content)> {
    let markdown =
        |pointer: &str, text: &str| cairn::importing::read_markdown(pointer, text, &cairn::importing::resolve_ids);
    let content = Content::read(kind, fields, &markdown).map_err(|violations| format!("{violations:?}"))?;
    Ok((Id::new(), content))
}
