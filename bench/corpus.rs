//! The measured content: made of the words of the starter content with a fixed seed, and published by the regular
//! code.

use std::path::{Path, PathBuf};
use std::time::Instant;

use cairn::content::{Action, Actor, Content, Id, Kind, Timestamp};
use cairn::db::full_text::merge_step;
use cairn::db::{self, Connection, Database};
use cairn::publishing::transfer::{PublishedState, PublishedStateImport};
use cairn::publishing::{IncludeReferences, PublishError, Settings, publish_batch};
use cairn::working_copies::{ChangeContext, SaveError, WorkingCopy, insert_batch};
use serde_json::{Value, json};

use crate::BenchResult;
use crate::servers::Bench;

/// The version of the generated content. A change of it causes existing databases to be created again.
const EDITION: &str = "4";
/// The number of articles per transaction.
const BATCH: usize = 1000;
const TOPICS: usize = 24;
const PHRASES: usize = 200;
const RESOURCES: usize = 100;

/// Inserts entities into a database and publishes them.
type Save = fn(&mut Connection, Vec<(Id, Content)>) -> Result<(), CorpusError>;

/// Returns the database with this many articles, and creates it if it does not exist. Servers may write only to a
/// copy of it.
pub(crate) fn database(bench: &Bench, articles: usize) -> BenchResult<PathBuf> {
    make(bench, articles, "corpus", publish)
}

/// Returns an error unless the database exists: the benchmark of another build creates the database of that build.
pub(crate) fn expect(bench: &Bench, articles: usize) -> BenchResult<()> {
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

/// Returns the same database without the working copies, which are half of it.
pub(crate) fn public_side(bench: &Bench, articles: usize) -> BenchResult<PathBuf> {
    make(bench, articles, "public", restore)
}

fn make(bench: &Bench, articles: usize, name: &str, save: Save) -> BenchResult<PathBuf> {
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
    let mut maker = ContentGenerator::new()?;
    let shared: Vec<(Id, Content)> = maker.shared()?;
    let save =
        |entities| database.write_blocking(|connection| save(connection, entities)).map_err(|CorpusError(why)| why);
    save(shared)?;
    for first in (0..articles).step_by(BATCH) {
        let some =
            (first..articles.min(first + BATCH)).map(|number| maker.article(number)).collect::<BenchResult<_>>()?;
        save(some)?;
    }
    database
        .write_blocking(|connection| -> Result<(), db::Error> {
            let settings = Settings::of_database(connection)?;
            cairn::publishing::rebuild_if_settings_changed(connection, &settings)?;
            // A running server merges the indexes too.
            while merge_step(connection)? {}
            Ok(())
        })
        .map_err(|error| error.to_string())?;
    drop(database);
    write_compact(&making, &path)?;
    println!("made {articles} articles in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(path)
}

/// Writes the database table by table with `VACUUM`. Bulk inserts scatter the rows of a table over the file, unlike
/// the inserts of years.
fn write_compact(made: &Path, path: &Path) -> BenchResult<()> {
    let text = |error: rusqlite::Error| error.to_string();
    let (connection, new) = (rusqlite::Connection::open(made).map_err(text)?, path.with_extension("new"));
    let _ = std::fs::remove_file(&new);
    connection.execute("VACUUM INTO ?1", [new.display().to_string()]).map_err(text)?;
    drop(connection);
    std::fs::remove_file(made).and_then(|()| std::fs::rename(&new, path)).map_err(|error| error.to_string())
}

/// Returns a copy of that database that may be changed.
pub(crate) fn copy(bench: &Bench, articles: usize) -> BenchResult<PathBuf> {
    let original = database(bench, articles)?;
    let copy = bench.folder.join("changed.db");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", copy.display()));
    }
    std::fs::copy(original, &copy).map_err(|error| error.to_string())?;
    // Otherwise the system would write it to the disk during the measurement.
    std::fs::File::open(&copy).and_then(|file| file.sync_all()).map_err(|error| error.to_string())?;
    Ok(copy)
}

#[derive(Debug)]
struct CorpusError(String);

impl<E: std::fmt::Display> From<E> for CorpusError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn publish(connection: &mut Connection, entities: Vec<(Id, Content)>) -> Result<(), CorpusError> {
    let actor = Actor::system("the benchmark");
    let context = ChangeContext { actor: &actor, action: Action::Create, note: None };
    let heads =
        insert_batch(connection, &context, &entities).map_err(|error: SaveError| CorpusError(format!("{error:?}")))?;
    let copies = heads.into_iter().zip(entities).map(|(head, (_, content))| WorkingCopy { head, content }).collect();
    let settings = Settings::of_database(connection)?;
    publish_batch(connection, &settings, &actor, copies, &IncludeReferences::None)
        .map_err(|error: PublishError| CorpusError(format!("{error:?}")))?;
    Ok(())
}

fn restore(connection: &mut Connection, entities: Vec<(Id, Content)>) -> Result<(), CorpusError> {
    let failed = |error: PublishError| CorpusError(format!("{error:?}"));
    let settings = Settings::of_database(connection)?;
    let mut restoring = PublishedStateImport::begin(connection)?;
    let now = Timestamp::now();
    for (id, content) in entities {
        let state = PublishedState { version: 2, first_published_at: now, published_at: now, updated_at: now, content };
        restoring.note_imported(id);
        restoring.publish(connection, id, state).map_err(failed)?;
    }
    restoring.finish(connection, &settings).map_err(failed)
}

/// Generates content, the same on every machine.
pub(crate) struct ContentGenerator {
    words: Vec<String>,
    state: u64,
    topics: Vec<Id>,
    phrases: Vec<Id>,
    resources: Vec<Id>,
}

impl ContentGenerator {
    pub(crate) fn new() -> BenchResult<Self> {
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

    /// Returns a number below `limit`, generated by `SplitMix64`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
    }

    /// Returns a word, as frequent as in the starter content.
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

    fn pick(&mut self, of: fn(&Self) -> &Vec<Id>, count: usize) -> Vec<Id> {
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

    /// Returns the entities that articles refer to.
    fn shared(&mut self) -> BenchResult<Vec<(Id, Content)>> {
        let mut entities = Vec::new();
        for number in 0..TOPICS {
            let fields = json!({"kind": "subject", "slug": format!("topic-{number}"), "name": self.text(2)});
            entities.push(entity(Kind::Topic, &fields)?);
        }
        self.topics = entities.iter().map(|(id, _)| *id).collect();
        for _ in 0..PHRASES {
            let topics = self.pick(|maker| &maker.topics, 1);
            let fields = json!({"locale": "en", "tone": "calm", "text": self.text(9), "topics": topics});
            let made = entity(Kind::Phrase, &fields)?;
            self.phrases.push(made.0);
            entities.push(made);
        }
        for number in 0..RESOURCES {
            let fields = json!({
                "locale": "en", "kind": "page", "title": self.text(4), "excerpt": self.text(14),
                "url": format!("https://example.org/pages/{number}"),
            });
            let made = entity(Kind::Resource, &fields)?;
            self.resources.push(made.0);
            entities.push(made);
        }
        Ok(entities)
    }

    fn article(&mut self, number: usize) -> BenchResult<(Id, Content)> {
        let sections: Vec<Value> = (0..3).map(|_| self.section()).collect();
        let (topics, related) = (self.pick(|maker| &maker.topics, 2), self.pick(|maker| &maker.resources, 2));
        let fields = json!({
            "locale": "en", "slug": format!("guide-{number}"), "title": self.text(6), "summary": self.text(18),
            "topics": topics, "related": related, "sections": sections,
            "authors": [{"name": "The benchmark"}], "nextReviewAt": "2199-01-01T00:00:00Z",
        });
        entity(Kind::Article, &fields)
    }

    fn section(&mut self) -> Value {
        let phrase = self.pick(|maker| &maker.phrases, 1)[0];
        let bullets =
            (0..2).map(|_| format!("- **{}** {}", self.text(1), self.text(10))).collect::<Vec<_>>().join("\n");
        let markdown = format!("{}\n\n{bullets}\n\n<phrase:{phrase}>\n", self.text(35));
        json!({"heading": self.text(4), "markdown": markdown})
    }
}

fn entity(kind: Kind, fields: &Value) -> BenchResult<(Id, Content)> {
    let markdown =
        |pointer: &str, text: &str| cairn::importing::read_markdown(pointer, text, &cairn::importing::resolve_id);
    let content = Content::read(kind, fields, &markdown).map_err(|violations| format!("{violations:?}"))?;
    Ok((Id::new(), content))
}
