//! What the fuzz targets check: what an importer makes of anything is input that an editor could have sent.

#[path = "../../tests/it/importing/reading.rs"]
mod reading;

/// Reads a text of that format and checks what comes out.
pub fn check(format: &str, text: &str) {
    let (things, _) = reading::read(format, text);
    reading::assert_valid(&things, text);
}
