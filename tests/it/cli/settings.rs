//! Settings: all of them are documented, and an invalid one prevents the start.

use crate::harness::{Client, Sandbox};

/// All settings: flag, variable and default.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("--database-url", "DATABASE_URL", "cairn.db"),
    ("--public-url", "CAIRN_PUBLIC_URL", ""),
    ("--article-url", "CAIRN_ARTICLE_URL", "/v1/articles/{slug}?locale={locale}"),
    ("--approval", "CAIRN_APPROVAL", "off"),
    ("--revisions-kept", "CAIRN_REVISIONS_KEPT", "all"),
    ("--preview-url", "CAIRN_PREVIEW_URL", ""),
    ("--preview-max-mb", "CAIRN_PREVIEW_MAX_MB", "1024"),
    ("--cache-mb", "CAIRN_CACHE_MB", "64"),
    ("--sync-window-s", "CAIRN_SYNC_WINDOW_S", "7776000"),
    ("--max-age-s", "CAIRN_MAX_AGE_S", "60"),
    ("--shared-max-age-s", "CAIRN_SHARED_MAX_AGE_S", "60"),
    ("--stale-while-revalidate-s", "CAIRN_STALE_WHILE_REVALIDATE_S", "300"),
    ("--bind", "CAIRN_BIND", "127.0.0.1:8080"),
    ("--workers", "CAIRN_WORKERS", ""),
    ("--default-locale", "CAIRN_DEFAULT_LOCALE", "en"),
    ("--site-name", "CAIRN_SITE_NAME", "Cairn"),
    ("--access-log", "CAIRN_ACCESS_LOG", "true"),
    ("--body-limit-kb", "CAIRN_BODY_LIMIT_KB", "1024"),
    ("--import-limit-mb", "CAIRN_IMPORT_LIMIT_MB", "32"),
    ("--shutdown-timeout-s", "CAIRN_SHUTDOWN_TIMEOUT_S", "10"),
    ("--cors-origins", "CAIRN_CORS_ORIGINS", "*"),
    ("--tls-cert", "CAIRN_TLS_CERT", ""),
    ("--tls-key", "CAIRN_TLS_KEY", ""),
    ("--hsts-s", "CAIRN_HSTS_S", "0"),
    ("--http2", "CAIRN_HTTP2", "false"),
    ("--manage-bind", "CAIRN_MANAGE_BIND", ""),
    ("--drain-s", "CAIRN_DRAIN_S", "0"),
    ("--min-free-disk-mb", "CAIRN_MIN_FREE_DISK_MB", "64"),
    ("--security-contact", "CAIRN_SECURITY_CONTACT", ""),
    ("--rate-limit", "CAIRN_RATE_LIMIT", "0"),
    ("--auth-failure-limit", "CAIRN_AUTH_FAILURE_LIMIT", "30"),
    ("--trusted-proxies", "CAIRN_TRUSTED_PROXIES", ""),
    ("--forwarded-header", "CAIRN_FORWARDED_HEADER", "x-forwarded-for"),
    ("--max-in-flight", "CAIRN_MAX_IN_FLIGHT", "1000"),
    ("--max-connections", "CAIRN_MAX_CONNECTIONS", "10000"),
    ("--connections-per-address", "CAIRN_CONNECTIONS_PER_ADDRESS", "500"),
    ("--request-timeout-s", "CAIRN_REQUEST_TIMEOUT_S", "60"),
    ("--client-timeout-s", "CAIRN_CLIENT_TIMEOUT_S", "30"),
    ("--keep-alive-s", "CAIRN_KEEP_ALIVE_S", "5"),
    ("--oidc-issuer", "CAIRN_OIDC_ISSUER", ""),
    ("--oidc-audience", "CAIRN_OIDC_AUDIENCE", ""),
    ("--oidc-jwks-url", "CAIRN_OIDC_JWKS_URL", ""),
    ("--oidc-role-claim", "CAIRN_OIDC_ROLE_CLAIM", "roles"),
    (
        "--oidc-roles",
        "CAIRN_OIDC_ROLES",
        "cairn-viewer=viewer,cairn-author=author,cairn-editor=editor,cairn-admin=admin",
    ),
    ("--oidc-allow-private", "CAIRN_OIDC_ALLOW_PRIVATE", "false"),
    ("--webhook-retries", "CAIRN_WEBHOOK_RETRIES", "5,300,1800,7200,18000,36000,50400,72000,86400"),
    ("--webhooks-allow-private", "CAIRN_WEBHOOKS_ALLOW_PRIVATE", "false"),
    ("--link-check-interval-s", "CAIRN_LINK_CHECK_INTERVAL_S", "off"),
    ("--link-checks-allow-private", "CAIRN_LINK_CHECKS_ALLOW_PRIVATE", "false"),
    ("--log", "CAIRN_LOG", ""),
    ("--log-format", "CAIRN_LOG_FORMAT", "text"),
];

/// Returns the paragraphs of the help, each with its flag.
fn paragraphs(help: &str) -> Vec<(String, String)> {
    let mut paragraphs: Vec<(String, String)> = Vec::new();
    for line in help.lines() {
        let flag = line.trim_start().split([' ', ',']).next().unwrap_or_default();
        if flag.starts_with('-') && line.starts_with("  ") && !line.starts_with("        ") {
            let name = line.split_whitespace().find(|word| word.starts_with("--")).unwrap_or(flag);
            paragraphs.push((name.to_owned(), String::new()));
        }
        if let Some((_, text)) = paragraphs.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    paragraphs
}

#[test]
fn help_lists_every_setting_with_its_variable_and_its_default() {
    let help = Sandbox::new().run(&["serve", "--help"]).succeeded();
    let paragraphs = paragraphs(&help);
    for (flag, variable, default) in SETTINGS {
        let (_, text) =
            paragraphs.iter().find(|(name, _)| name == flag).unwrap_or_else(|| panic!("no {flag} in {help}"));
        assert!(text.contains(&format!("[env: {variable}=")), "{flag}: {text}");
        assert_eq!(text.contains("[default: "), !default.is_empty(), "{flag}: {text}");
        assert!(default.is_empty() || text.contains(&format!("[default: {default}]")), "{flag}: {text}");
    }
    let mut known: Vec<&str> = SETTINGS.iter().map(|(flag, _, _)| *flag).chain(["--demo", "--help"]).collect();
    let mut listed: Vec<&str> = paragraphs.iter().map(|(name, _)| name.as_str()).collect();
    known.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, known, "this table and the help name the same settings");
}

/// The groups of the help, in order.
const GROUPS: [&str; 11] = [
    "Options",
    "Database",
    "Listening",
    "Delivery",
    "Editing",
    "Caching",
    "Limits",
    "Log-in",
    "Webhooks and links",
    "Operation",
    "Logging",
];

/// Returns the headings of a help.
fn headings(help: &str) -> Vec<&str> {
    help.lines().filter(|line| !line.starts_with(' ')).filter_map(|line| line.strip_suffix(':')).collect()
}

#[test]
fn help_lists_the_settings_in_groups() {
    let help = Sandbox::new().run(&["serve", "--help"]).succeeded();
    assert_eq!(headings(&help), GROUPS, "{help}");
    let groups: Vec<&str> = GROUPS.iter().filter_map(|group| help.split(&format!("\n{group}:\n")).nth(1)).collect();
    for (place, flag) in
        [(0, "--demo"), (1, "--database-url"), (2, "--manage-bind"), (3, "--article-url"), (9, "--drain-s")]
    {
        let next = GROUPS[place + 1];
        let own = groups[place].split(&format!("\n{next}:\n")).next().unwrap();
        assert!(own.contains(&format!(" {flag}")), "{flag} in {}: {own}", GROUPS[place]);
    }
}

#[test]
fn the_short_help_has_one_line_for_each_common_setting() {
    let place = Sandbox::new();
    let help = place.run(&["serve", "-h"]).succeeded();
    assert_eq!(headings(&help), GROUPS, "{help}");
    let lines: Vec<&str> = help.lines().collect();
    assert!(lines.len() <= 62, "{} lines: {help}", lines.len());
    let flags = lines.iter().filter(|line| line.trim_start().starts_with('-')).count();
    assert!(flags > 25, "{help}");
    for line in &lines {
        let is_setting = line.trim_start().starts_with('-') || !line.starts_with(' ');
        assert!(is_setting && line.chars().count() <= 100, "{line:?} in {help}");
    }
    assert!(!help.contains("[env: ") && help.contains("[default: 127.0.0.1:8080]"), "{help}");
    assert!(help.contains("--help"), "it leads to the rest: {help}");
    assert!(place.run(&["backup", "-h"]).succeeded().contains("DATABASE_URL=]"), "only the help of serve is cut");
}

#[test]
fn an_invalid_setting_prevents_the_start_with_an_error_that_names_it() {
    for (variable, value, flag, said) in [
        ("CAIRN_BIND", "8080", "--bind", "8080"),
        ("CAIRN_BIND", "localhost", "--bind", "such as localhost:8080"),
        ("CAIRN_BIND", ":8080", "--bind", "0.0.0.0:8080"),
        ("CAIRN_BIND", "::1:8080", "--bind", "[::1]:8080"),
        ("CAIRN_BIND", "localhost:http", "--bind", "a number from 0 to 65535"),
        ("CAIRN_BIND", "http://localhost:8080", "--bind", "in brackets"),
        ("CAIRN_BIND", "local host:8080", "--bind", "neither an address nor the name of a host"),
        ("CAIRN_MANAGE_BIND", ":8081", "--manage-bind", "127.0.0.1:8081"),
        ("CAIRN_SECURITY_CONTACT", "security@example.org", "--security-contact", "mailto:security@example.org"),
        ("CAIRN_SECURITY_CONTACT", "http://example.org/", "--security-contact", "mailto:, https: or tel:"),
        ("CAIRN_LOG", "wran", "--log", "did you mean \"warn\"? The levels are off, error, warn, info, debug, trace"),
        ("CAIRN_LOG", "cairn=wran", "--log", "\"wran\" is not a level"),
        ("CAIRN_LOG", "info,,cairn=debug", "--log", "\"\" is not a level"),
        ("CAIRN_LOG", "info,cairn", "--log", "cairn=debug"),
        ("CAIRN_LOG", "info/request", "--log", "no \"/\""),
        ("CAIRN_LOG", "=info", "--log", "not a module path"),
        ("CAIRN_DEFAULT_LOCALE", "english!", "--default-locale", "english!"),
        ("CAIRN_SITE_NAME", " ", "--site-name", "not blank"),
        ("CAIRN_WORKERS", "0", "--workers", "0"),
        ("CAIRN_LOG_FORMAT", "xml", "--log-format", "json"),
        ("CAIRN_ACCESS_LOG", "perhaps", "--access-log", "false"),
        ("CAIRN_BODY_LIMIT_KB", "0", "--body-limit-kb", "1048576"),
        ("CAIRN_PUBLIC_URL", "content.example.org", "--public-url", "content.example.org"),
        ("CAIRN_ARTICLE_URL", "/articles", "--article-url", "{slug}"),
        ("CAIRN_PREVIEW_URL", "https://example.org/preview?a={article}", "--preview-url", "must contain {token}"),
        ("CAIRN_PREVIEW_URL", "https://example.org/{token}/{id}", "--preview-url", "\"{id}\""),
        ("CAIRN_PREVIEW_URL", "/preview?token={token}", "--preview-url", "http or https"),
        ("CAIRN_TRUSTED_PROXIES", "10.0.0.0/8,everybody", "--trusted-proxies", "everybody"),
        ("CAIRN_FORWARDED_HEADER", "via", "--forwarded-header", "x-forwarded-for"),
        ("CAIRN_CORS_ORIGINS", "https://a.example/path", "--cors-origins", "scheme://host"),
        ("DATABASE_URL", "postgres://localhost/cairn", "--database-url", "postgres:"),
        ("DATABASE_URL", ":memory:", "--database-url", "memory"),
    ] {
        let place = Sandbox::new();
        let by_variable = place.run_with(&[(variable, value)], &["serve"]).failed();
        let by_flag = place.run(&["serve", &format!("{flag}={value}")]).failed();
        for complaint in [by_variable, by_flag] {
            assert!(complaint.contains(flag), "{flag} in: {complaint}");
            assert!(complaint.contains(said), "{said} in: {complaint}");
        }
        let left: Vec<_> = std::fs::read_dir(place.file("")).unwrap().collect();
        assert!(left.is_empty(), "{variable}={value} created a file");
    }
}

#[test]
fn a_database_of_another_kind_is_refused_by_every_command_and_makes_no_file() {
    for command in [vec!["migrate"], vec!["keys", "list"], vec!["import", "."], vec!["serve"]] {
        let place = Sandbox::new();
        let complaint = place.run_with(&[("DATABASE_URL", "postgres://localhost/cairn")], &command).failed();
        assert!(complaint.contains("postgres:") && complaint.contains("SQLite"), "{complaint}");
        assert_eq!(std::fs::read_dir(place.file("")).unwrap().count(), 0, "{command:?}");
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_named() {
    let place = Sandbox::new();
    let complaint = place.run(&["migrate", "--database-url", "no-such-folder/cairn.db"]).failed();
    assert!(complaint.contains("no-such-folder/cairn.db"), "{complaint}");
    place.write("notes.db", "This is a text, and no database, however long it may go on. ".repeat(200).as_str());
    let complaint = place.run(&["serve", "--database-url", "notes.db", "--bind", "127.0.0.1:0"]).failed();
    assert!(complaint.contains("notes.db"), "{complaint}");
    assert!(std::fs::read_to_string(place.file("notes.db")).unwrap().starts_with("This is a text"), "left as it was");
}

#[test]
fn an_unknown_variable_is_rejected_with_the_nearest_name() {
    let place = Sandbox::new();
    for command in [vec!["serve"], vec!["migrate"], vec!["healthcheck"]] {
        let complaint = place.run_with(&[("CAIRN_LOG_FROMAT", "json")], &command).failed();
        let sentence =
            "the environment variable CAIRN_LOG_FROMAT is not a setting of Cairn; did you mean CAIRN_LOG_FORMAT?";
        assert_eq!(complaint, format!("cairn: {sentence}\n"));
    }
    let complaint = place.run_with(&[("CAIRN_ZZZZZZZZZZZZ", "1")], &["migrate"]).failed();
    assert!(complaint.contains("cairn serve --help"), "{complaint}");
}

#[test]
fn a_used_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let complaint = Sandbox::new().run(&["serve", "--bind", &address]).failed();
    assert!(complaint.contains(&format!("cairn: cannot listen on {address} (CAIRN_BIND): ")), "{complaint}");
}

#[test]
fn a_flag_overrides_its_variable() {
    let place = Sandbox::new();
    place.run_with(&[("DATABASE_URL", "variable.db")], &["migrate", "--database-url", "flag.db"]).succeeded();
    assert!(place.file("flag.db").exists() && !place.file("variable.db").exists());
}

#[test]
fn the_public_url_is_the_base_of_article_urls() {
    let place = Sandbox::new();
    let public = [("CAIRN_PUBLIC_URL", "https://content.example.org/"), ("CAIRN_ARTICLE_URL", "/{locale}/read/{slug}")];
    let folder = crate::harness::demo_folder().display().to_string();
    place.run(&["import", "--publish", &folder]).succeeded();
    let url = |server: &crate::harness::Server| {
        server.client().get("/v1/articles/setting-limits").expect(200).json["url"].as_str().unwrap().to_owned()
    };
    assert_eq!(url(&place.serve(&[])), "/v1/articles/setting-limits?locale=en");
    assert_eq!(url(&place.serve_with(&public, &[])), "https://content.example.org/en/read/setting-limits");
}

#[test]
fn an_invalid_filter_in_the_environment_prevents_the_start_unless_another_is_set() {
    let place = Sandbox::new();
    let complaint = place.run_with(&[("RUST_LOG", "wran")], &["serve"]).failed();
    assert!(complaint.contains("invalid value 'wran' for RUST_LOG: \"wran\" is not a level"), "{complaint}");
    assert_eq!(std::fs::read_dir(place.file("")).unwrap().count(), 0, "it created a file");
    place.serve_with(&[("RUST_LOG", "wran"), ("CAIRN_LOG", "info")], &[]).stop();
    place.serve_with(&[("RUST_LOG", "")], &[]).stop();
}

#[test]
fn a_host_name_stands_for_all_of_its_addresses() {
    let place = Sandbox::new();
    let mut server = place.serve_at("localhost:0");
    let port = server.address().rsplit_once(':').unwrap().1.to_owned();
    let of_this_machine: Vec<std::net::SocketAddr> =
        std::net::ToSocketAddrs::to_socket_addrs(&format!("localhost:{port}")).unwrap().collect();
    let mut reached = 0;
    for address in of_this_machine {
        // A machine without IPv6 has only one of them.
        if std::net::TcpListener::bind((address.ip(), 0)).is_err() {
            continue;
        }
        server.wait_for(&format!("listening on http://{address}"));
        Client::to(address, None).get("/health/live").expect(200);
        reached += 1;
    }
    assert!(reached > 0);
    place.run(&["healthcheck", "--bind", &format!("localhost:{port}")]).succeeded();
    place.run_with(&[("CAIRN_BIND", &format!("localhost:{port}"))], &["healthcheck"]).succeeded();
    let taken = Sandbox::new().run(&["serve", "--bind", &format!("localhost:{port}")]).failed();
    assert!(taken.contains(&format!("cannot listen on localhost:{port} (CAIRN_BIND): ")), "{taken}");
    let nobody = Sandbox::new().run(&["serve", "--bind", "nobody.invalid:8080"]).failed();
    assert!(nobody.contains("cannot listen on nobody.invalid:8080 (CAIRN_BIND): "), "{nobody}");
}
