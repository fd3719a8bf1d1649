//! Commands for serving and its preparation.

use crate::harness::Sandbox;

#[test]
fn help_names_every_command() {
    let help = Sandbox::new().run(&["--help"]).succeeded();
    for command in ["serve", "migrate", "import", "backup", "restore", "doctor", "keys", "openapi", "healthcheck"] {
        let named = help.lines().any(|line| line.trim_start().starts_with(&format!("{command} ")));
        assert!(named, "{command} in: {help}");
        let own = Sandbox::new().run(&[command, "--help"]).succeeded();
        assert!(own.contains(&format!("Usage: cairn {command}")), "{own}");
    }
    assert_eq!(Sandbox::new().run(&["--version"]).succeeded(), format!("cairn {}\n", env!("CARGO_PKG_VERSION")));
    assert!(Sandbox::new().run(&["srve"]).failed().contains("serve"), "the nearest command is named");
}

#[test]
fn a_second_migration_changes_nothing() {
    let place = Sandbox::new();
    let first = place.run(&["migrate"]).succeeded();
    assert_eq!(first, "cairn.db is up to date.\n");
    let bytes = std::fs::read(place.database()).unwrap();
    assert_eq!(place.run(&["migrate"]).succeeded(), first);
    assert_eq!(std::fs::read(place.database()).unwrap(), bytes, "the second time changes nothing");
    let elsewhere = Sandbox::new();
    elsewhere.run(&["migrate", "--database-url", "sqlite://other.db"]).succeeded();
    assert!(elsewhere.file("other.db").exists() && !elsewhere.database().exists());
}

#[test]
fn openapi_prints_the_committed_document_and_needs_nothing() {
    let place = Sandbox::new();
    let printed = place.run_with(&[("DATABASE_URL", "postgres://nowhere")], &["openapi"]).succeeded();
    assert_eq!(printed, include_str!("../../../openapi/openapi.json"));
    assert!(!place.database().exists());
}

#[test]
fn healthcheck_reports_readiness() {
    let place = Sandbox::new();
    let server = place.serve(&[]);
    assert_eq!(place.run(&["healthcheck", "--bind", server.address()]).succeeded(), "");
    let everywhere = server.address().replace("127.0.0.1", "0.0.0.0");
    place.run_with(&[("CAIRN_BIND", &everywhere)], &["healthcheck"]).succeeded();
    let address = server.address().to_owned();
    server.stop();
    let complaint = place.run(&["healthcheck", "--bind", &address]).failed();
    assert!(complaint.starts_with(&format!("cairn: {address} does not respond: ")), "{complaint}");
}

#[test]
fn sigterm_stops_the_server_cleanly() {
    let place = Sandbox::new();
    let server = place.serve(&["--demo"]);
    server.client().get("/v1/articles").expect(200);
    let stopped = server.stop();
    assert!(stopped.status.success(), "{stopped:#?}");
    let log = std::fs::metadata(place.file("cairn.db-wal")).map_or(0, |file| file.len());
    assert_eq!(log, 0, "the database file can be copied alone");
}
