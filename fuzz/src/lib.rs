//! The check of the import targets: the result of an importer is valid input for the API.

#[path = "../../tests/it/importing/importers.rs"]
mod importers;

/// Imports a text of this format and checks the result.
pub fn check(format: &str, text: &str) {
    let (entities, _) = importers::read(format, text);
    importers::assert_valid(&entities, text);
}
