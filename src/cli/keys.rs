//! `cairn keys`: creates, lists and revokes API keys.

use clap::{Args, Subcommand};

use super::output::{CommandResult, print_line};
use crate::auth::{self, ApiKey, KeyError, KeyToken, Role};
use crate::config::DatabaseSettings;
use crate::content::string_enum::StringEnum;
use crate::content::{Actor, Timestamp};
use crate::db::Database;

/// The actor of this command in the audit log.
const COMMAND: &str = "cairn keys";

/// The arguments of `cairn keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Create a key and print it; it is shown only once
    Create {
        /// The name of the key, shown in the list
        #[arg(long, value_parser = parse_name)]
        name: String,
        /// The role of the key: viewer, author, editor or admin
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// The time at which the key expires, such as 2027-01-01T00:00:00Z
        #[arg(long, value_name = "TIME")]
        expires_at: Option<Timestamp>,
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// List all keys; their secrets are not stored and cannot be shown
    List {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Revoke a key permanently; it stops working at once
    Revoke {
        /// The id of the key: the part between the two underscores
        id: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::parse_name(text).ok_or_else(|| Role::unknown_value(text))
}

fn parse_name(text: &str) -> Result<String, String> {
    let fits = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("must be one line of 1 to 100 characters".to_owned()) }
}

pub(super) fn run(args: &KeysArgs) -> CommandResult {
    match &args.command {
        KeysCommand::Create { name, role, expires_at, database } => create(name, *role, *expires_at, &open(database)?),
        KeysCommand::List { database } => list(&open(database)?),
        KeysCommand::Revoke { id, database } => revoke(id, &open(database)?),
    }
}

fn open(settings: &DatabaseSettings) -> Result<Database, String> {
    Database::open(&settings.database_url, 1).map_err(|error| error.to_string())
}

fn create(name: &str, role: Role, expires_at: Option<Timestamp>, database: &Database) -> CommandResult {
    if expires_at.is_some_and(|expiry| expiry <= Timestamp::now()) {
        return Err("--expires-at is in the past; the key would never work".to_owned());
    }
    let token = KeyToken::generate().map_err(|error| format!("no random numbers: {error}"))?;
    let key = ApiKey::new(&token, name.to_owned(), role, expires_at);
    database
        .write_blocking(|connection| auth::create(connection, &Actor::system(COMMAND), &key))
        .map_err(|error| error.to_string())?;
    print_line(&token.reveal());
    Ok(())
}

fn list(database: &Database) -> CommandResult {
    let keys = database.write_blocking(auth::list_all).map_err(|error| error.to_string())?;
    let now = Timestamp::now();
    let moment = |moment: Option<Timestamp>| moment.map_or_else(|| "never".to_owned(), |moment| moment.to_string());
    print_line(&format!("{:<12}  {:<7}  {:<8}  {:<24}  {:<24}  NAME", "ID", "ROLE", "STATE", "EXPIRES", "LAST USED"));
    for key in keys {
        let (role, state) = (key.role.as_str(), key.state(now).as_str());
        let (expires, used) = (moment(key.expires_at), moment(key.last_used_at));
        print_line(&format!("{:<12}  {role:<7}  {state:<8}  {expires:<24}  {used:<24}  {}", key.id, key.name));
    }
    Ok(())
}

/// Returns the reason why a key was not revoked, and the remedy.
fn explain(error: &KeyError) -> String {
    match error {
        KeyError::LastAdmin(_) => format!(
            "{error}: nobody could manage keys over HTTP without it. Create another one first, without --expires-at: cairn \
             keys create --name NAME --role admin"
        ),
        other => other.to_string(),
    }
}

fn revoke(id: &str, database: &Database) -> CommandResult {
    let revoked = database
        .write_blocking(|connection| auth::revoke(connection, &Actor::system(COMMAND), id, Timestamp::now(), &[]))
        .map_err(|error| explain(&error))?;
    if !revoked {
        return Err(format!("there is no active key with the id {id}; cairn keys list shows all keys"));
    }
    print_line(&format!("The key {id} is revoked."));
    Ok(())
}
