//! What the fuzz targets check: what an importer makes of anything is input that an editor could have sent.

#[path = "../../tests/it/importing/importers.rs"]
mod importers;

/// Reads a text of that format and checks what comes out.
pub fn check(format: &str, text: &str) {
    let (things, _) = importers::read(format, text);
    importers::assert_valid(&things, text);
}
