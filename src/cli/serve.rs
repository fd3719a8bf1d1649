//! `cairn serve`.

use clap::Args;
use include_dir::{Dir, include_dir};

use super::output::{CommandResult, print_line};
use super::{demo_key, logging};
use crate::app::Application;
use crate::config::Config;
use crate::content::search::Synonyms;
use crate::content::{Actor, Kind, Locale};
use crate::db::{Database, DatabaseAddress};
use crate::management::imports::{
    self, ImportBundle, ImportContext, ImportError, ImportOptions, ImportRoot, ImportSources, SourceFile,
};
use crate::publishing::{self, Settings};
use crate::working_copies::{self, ListFilter};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");
/// The actor of this command in the audit log.
const COMMAND: &str = "cairn serve --demo";
/// The file with the search synonyms of the starter content, which is not imported as content.
const SYNONYMS: &str = "synonyms.yaml";

/// The end of the short help.
const MORE: &str = "Each setting is also a variable: --help names it, explains all settings, and lists the rarer ones.";

/// The arguments of `cairn serve`.
#[derive(Debug, Args)]
#[command(after_help = MORE, after_long_help = "")]
pub(super) struct ServeArgs {
    /// Load starter content into an empty database.
    ///
    /// Prints addresses to open, and an editor's key that works for one day. A restart prints the same key.
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    config: Config,
}

pub(super) fn run(args: &ServeArgs) -> CommandResult {
    logging::start(&args.config.log)?;
    let application = Application::build(&args.config).map_err(|error| error.to_string())?;
    if args.demo {
        show_demo(&application, &args.config.database.database_url)?;
    }
    for url in application.addresses().urls() {
        log::info!("listening on {url}");
    }
    for url in application.addresses().management_urls() {
        log::info!("management is served on {url} only");
    }
    let system = actix_web::rt::System::new();
    let outcome = system.block_on(application.run()).map_err(|error| format!("the server failed: {error}"));
    // Dropping the system would wait for blocking work beyond its timeout, without limit. That work ends with the
    // process, which is safe because it runs in a transaction.
    std::mem::forget(system);
    outcome
}

fn show_demo(application: &Application, address: &DatabaseAddress) -> CommandResult {
    let loaded = load_demo(application.database(), application.settings())?;
    let actor = Actor::system(COMMAND);
    let key = demo_key::load_or_create(application.database(), address, loaded.is_some(), &actor)?;
    let base = application.addresses().url();
    let content = match loaded {
        Some(count) => format!("The starter content is loaded and published: {count} entities."),
        None => "The database has content already; the starter content was not loaded.".to_owned(),
    };
    print_line(&format!(
        "{content}\n\n  Articles        {base}/v1/articles\n  One article     {base}/v1/articles/when-someone-you-love-says-no\n  A phrase a day  {base}/v1/phrases/daily\n  A search        {base}/v1/search?q=say+no\n  Documentation   {base}/docs/\n  OpenAPI         {base}/openapi.json\n\nAn editor's key, valid until {}:\n\n  {}\n",
        key.expires_at,
        key.token.reveal()
    ));
    Ok(())
}

/// Loads the starter content into an empty database. Returns the number of entities, or none if there was content.
fn load_demo(database: &Database, settings: &Settings) -> Result<Option<usize>, String> {
    let mut bundle = ImportBundle::new(Locale::english());
    add_files(&DEMO, &mut bundle)?;
    let synonyms = demo_synonyms()?;
    let loaded = database.write_blocking(|connection| -> Result<_, ImportError> {
        for kind in [Kind::Article, Kind::Phrase, Kind::Resource, Kind::Topic] {
            if working_copies::count(connection, kind, &ListFilter::default())? > 0 {
                return Ok(None);
            }
        }
        let (settings, actor) = (settings.for_operator(), Actor::system(COMMAND));
        let options = ImportOptions::of_operator(true, false);
        let context = ImportContext { settings: &settings, actor: &actor, options, progress: &|_| () };
        imports::load(connection, &context, ImportSources { exports: Vec::new(), bundle: &bundle })?;
        let saved = publishing::load_synonyms(connection)?;
        if saved.version == 0 {
            publishing::replace_synonyms(connection, &actor, saved, synonyms)?;
        }
        Ok(Some(bundle.len()))
    });
    loaded.map_err(|error| super::import::explain(&error))
}

fn demo_synonyms() -> Result<Synonyms, String> {
    let text = DEMO.get_file(SYNONYMS).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let json: serde_json::Value = serde_saphyr::from_str(text).map_err(|error| format!("{SYNONYMS}: {error}"))?;
    Synonyms::read(&json).map_err(|violations| format!("{SYNONYMS}: {violations}"))
}

fn add_files(folder: &Dir<'_>, bundle: &mut ImportBundle) -> Result<(), String> {
    for file in folder.files().filter(|file| ImportBundle::is_importable(file.path())) {
        let text = file.contents_utf8().ok_or_else(|| format!("{} is not UTF-8", file.path().display()))?;
        let name = file.path().display().to_string();
        let root = ImportRoot::Folder("demo");
        let file = SourceFile { location: &name, root, name: &name, format: None, text };
        bundle.add_file(file).map_err(|error| error.to_string())?;
    }
    folder.dirs().try_for_each(|folder| add_files(folder, bundle))
}
