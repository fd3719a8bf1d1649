//! The starter content, imported and published once through the command line, and copied for every test.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::TestApp;
use super::process::Sandbox;

/// Returns the folder of the starter content.
pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")
}

fn template() -> &'static Path {
    static TEMPLATE: OnceLock<(Sandbox, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let place = Sandbox::new();
            place.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
            let file = place.database();
            (place, file)
        })
        .1
}

impl Sandbox {
    /// Creates a folder with a database that has all starter content, published.
    pub fn with_demo() -> Self {
        let place = Self::new();
        std::fs::copy(template(), place.database()).unwrap();
        place
    }
}

impl TestApp {
    /// Starts an application with all starter content, published.
    pub fn with_demo() -> Self {
        Self::with_demo_and(&[])
    }

    /// Starts the same application with more arguments.
    pub fn with_demo_and(arguments: &[&str]) -> Self {
        Self::spawn_on(template(), arguments)
    }
}
