//! The examples in `deploy/` refer to existing metrics, settings and files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::scrape;
use crate::harness::{Sandbox, TestApp, article, publish};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

fn files() -> Vec<(PathBuf, String)> {
    let (mut waiting, mut found) = (vec![folder()], Vec::new());
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    assert!(found.len() >= 8, "{found:#?}");
    found
}

/// Returns the words of a text that start with `start` and continue with such characters.
fn words(text: &str, start: &str, is_part: fn(char) -> bool) -> BTreeSet<String> {
    text.match_indices(start)
        .filter(|(index, _)| {
            !text[..*index].ends_with(|before: char| before.is_alphanumeric() || "_./-".contains(before))
        })
        .map(|(index, _)| text[index..].chars().take_while(|character| is_part(*character)).collect())
        .collect()
}

/// Returns the documents of a YAML file.
fn documents(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join(path)).unwrap();
    text.split("\n---\n").map(|document| serde_saphyr::from_str(document).unwrap()).collect()
}

#[test]
fn every_metric_in_them_exists() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("calm", json!({})));
    app.anonymous().get("/v1/articles/calm").expect(200);
    let given: BTreeSet<String> =
        scrape(&app.anonymous()).names().map(|series| series.split('{').next().unwrap().to_owned()).collect();
    let mut named = BTreeSet::new();
    for (path, text) in files() {
        let is_part = |character: char| character.is_ascii_lowercase() || character == '_';
        let metrics = words(&text, "cairn_", is_part).into_iter().chain(words(&text, "process_", is_part));
        for metric in metrics {
            let is_given = given.contains(&metric) || given.contains(&format!("{metric}_bucket"));
            assert!(is_given || !cfg!(target_os = "linux"), "{} names {metric}; there are {given:#?}", path.display());
            named.insert(metric);
        }
    }
    assert!(named.len() > 15, "{named:#?}");
    for metric in given.iter().filter(|metric| metric.starts_with("cairn_")) {
        let stem = ["_bucket", "_sum", "_count"].iter().find_map(|end| metric.strip_suffix(end)).unwrap_or(metric);
        assert!(named.iter().any(|named| named.starts_with(stem)), "no file in deploy uses {metric}");
    }
}

#[test]
fn every_setting_in_them_exists() {
    let help = Sandbox::new().run(&["serve", "--help"]).succeeded();
    let mut count = 0;
    for (path, text) in files() {
        for setting in words(&text, "CAIRN_", |character| character.is_ascii_uppercase() || character == '_') {
            assert!(help.contains(&format!("[env: {setting}=")), "{} names {setting}", path.display());
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}

#[test]
fn every_dashboard_panel_uses_the_selected_data_source() {
    let dashboard: Value =
        serde_json::from_str(&std::fs::read_to_string(folder().join("grafana/cairn.json")).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(panels.len() > 20);
    let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len());
    for panel in panels {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{panel}");
        for target in panel["targets"].as_array().unwrap() {
            assert!(target["expr"].as_str().unwrap().contains("instance=~\"$instance\""), "{target}");
        }
    }
}

#[test]
fn every_alert_has_a_description_and_a_severity() {
    let rules = &documents("prometheus/alerts.yml")[0]["groups"][0]["rules"];
    let mut names = BTreeSet::new();
    for rule in rules.as_array().unwrap() {
        assert!(names.insert(rule["alert"].as_str().unwrap()), "{rule}");
        assert!(["page", "ticket"].contains(&rule["labels"]["severity"].as_str().unwrap()), "{rule}");
        for text in ["summary", "description"] {
            assert!(rule["annotations"][text].as_str().unwrap().len() > 20, "{rule}");
        }
    }
    assert!(names.len() >= 8);
    let configured = &documents("prometheus/prometheus.yml")[0];
    assert_eq!(configured["rule_files"], json!(["alerts.yml"]));
    assert_eq!(configured["scrape_configs"][0]["job_name"], "cairn", "the job of the rules");
}

#[test]
fn on_kubernetes_one_server_runs_without_privileges_and_may_drain() {
    let documents = documents("kubernetes/cairn.yaml");
    let of_kind = |kind: &str| documents.iter().find(|document| document["kind"] == kind).unwrap();
    let settings = &of_kind("ConfigMap")["data"];
    let seconds = |name: &str| settings[name].as_str().unwrap().parse::<u64>().unwrap();
    let set = &of_kind("StatefulSet")["spec"];
    assert_eq!(set["replicas"], 1, "the database is a file");
    let pod = &set["template"]["spec"];
    let patience = pod["terminationGracePeriodSeconds"].as_u64().unwrap();
    assert!(patience > seconds("CAIRN_DRAIN_S") + seconds("CAIRN_SHUTDOWN_TIMEOUT_S"));
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let container = &pod["containers"][0];
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(container["securityContext"]["capabilities"]["drop"], json!(["ALL"]));
    let readiness = &container["readinessProbe"];
    assert_eq!(readiness["httpGet"]["path"], "/health/ready");
    let noticed = readiness["periodSeconds"].as_u64().unwrap() * readiness["failureThreshold"].as_u64().unwrap();
    assert!(noticed < seconds("CAIRN_DRAIN_S"), "the load balancer notices during the drain");
    assert_eq!(container["livenessProbe"]["httpGet"]["path"], "/health/live");
    let image = include_str!("../../../Dockerfile");
    assert!(image.contains("USER 10001:10001") && pod["securityContext"]["runAsUser"] == 10001);
}

#[test]
fn compose_and_systemd_wait_longer_than_the_server_takes_to_stop() {
    let compose = &documents("compose/compose.yaml")[0]["services"]["cairn"];
    let shutdown_s = 10;
    let drain: u64 = compose["environment"]["CAIRN_DRAIN_S"].as_str().unwrap().parse().unwrap();
    let grace: u64 = compose["stop_grace_period"].as_str().unwrap().trim_end_matches('s').parse().unwrap();
    assert!(grace > drain + shutdown_s);
    let read = |name: &str| std::fs::read_to_string(folder().join("systemd").join(name)).unwrap();
    let value = |text: &str, name: &str| -> u64 {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.parse().ok()).unwrap()
    };
    let (unit, settings) = (read("cairn.service"), read("cairn.env"));
    assert!(value(&unit, "TimeoutStopSec") > value(&settings, "CAIRN_DRAIN_S") + shutdown_s);
    for line in ["NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "CapabilityBoundingSet="] {
        assert!(unit.lines().any(|own| own == line), "{line}");
    }
}

#[test]
fn the_kubernetes_network_policy_permits_only_required_traffic() {
    let documents = documents("kubernetes/cairn.yaml");
    let of_kind = |kind: &str| documents.iter().find(|document| document["kind"] == kind).unwrap();
    let (policy, set) = (&of_kind("NetworkPolicy")["spec"], &of_kind("StatefulSet")["spec"]["template"]);
    assert_eq!(policy["podSelector"]["matchLabels"], set["metadata"]["labels"], "the policy selects these pods");
    assert_eq!(policy["policyTypes"], json!(["Ingress", "Egress"]));
    let container = &set["spec"]["containers"][0];
    let port = |name: &Value| {
        let ports = container["ports"].as_array().unwrap();
        ports.iter().find(|port| port["name"] == *name).map(|port| port["containerPort"].as_u64().unwrap())
    };
    let ingress = policy["ingress"].as_array().unwrap();
    let from_anywhere: Vec<Option<u64>> = ingress
        .iter()
        .filter(|rule| rule.get("from").is_none())
        .flat_map(|rule| rule["ports"].as_array().unwrap())
        .map(|open| port(&open["port"]))
        .collect();
    assert_eq!(from_anywhere, [Some(8080)], "management and metrics are restricted");
    let egress = policy["egress"].as_array().unwrap();
    let ports: BTreeSet<u64> = egress
        .iter()
        .flat_map(|rule| rule["ports"].as_array().unwrap())
        .map(|open| open["port"].as_u64().unwrap())
        .collect();
    assert_eq!(ports, BTreeSet::from([53, 443]));
    let web = egress.iter().find(|rule| rule["ports"][0]["port"] == 443).unwrap();
    let private = web["to"][0]["ipBlock"]["except"].to_string();
    for network in ["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] {
        assert!(private.contains(network), "{network} can be reached");
    }
}

/// Copies the files that name images, and the script that pins them.
fn images() -> Sandbox {
    let place = Sandbox::new();
    let root = folder();
    for name in ["Dockerfile", "deploy/compose/compose.yaml", "deploy/pin-images"] {
        place.write(name, &std::fs::read_to_string(root.parent().unwrap().join(name)).unwrap());
    }
    place
}

/// Runs `pin-images` with a registry that gives this response.
fn pin(place: &Sandbox, arguments: &[&str], answer: &str) -> std::process::Output {
    place.write("resolve", &format!("#!/bin/sh\nprintf '{answer}' \"$(printf %s \"$1\" | wc -c)\"\n"));
    let mut made = std::process::Command::new("chmod");
    assert!(made.args(["+x", "resolve"]).current_dir(place.file("")).status().unwrap().success());
    let mut script = std::process::Command::new("bash");
    script.arg("deploy/pin-images").args(arguments).current_dir(place.file("")).env("RESOLVE", place.file("resolve"));
    script.output().unwrap()
}

#[test]
fn every_external_image_is_pinned_and_the_script_finds_one_that_is_not() {
    let place = images();
    let files = ["Dockerfile", "deploy/compose/compose.yaml"];
    let read = |name: &str| std::fs::read_to_string(place.file(name)).unwrap();
    let checked = pin(&place, &["--check"], "unused");
    assert!(checked.status.success(), "{checked:?}");
    for name in files {
        let mut parts = read(name).split("@sha256:").map(str::to_owned).collect::<Vec<_>>().into_iter();
        let first = parts.next().unwrap();
        place.write(name, &parts.fold(first, |text, part| text + &part[64..]));
    }
    let before = (read("Dockerfile"), read("deploy/compose/compose.yaml"));
    let unpinned = pin(&place, &["--check"], "unused");
    assert!(!unpinned.status.success(), "{unpinned:?}");
    let said = String::from_utf8(unpinned.stderr).unwrap();
    for image in ["docker/dockerfile:", "rust:", "debian:", "prom/prometheus:"] {
        assert!(said.contains(&format!(": {image}")), "{image} in: {said}");
    }
    let refused = pin(&place, &[], "no such image");
    assert!(!refused.status.success(), "{refused:?}");
    assert_eq!((read("Dockerfile"), read("deploy/compose/compose.yaml")), before, "nothing was written");

    // 64 digits that end with the length of the name, so that every image has a different digest.
    let pinned = pin(&place, &[], "sha256:%064d");
    assert!(pinned.status.success(), "{pinned:?}");
    assert!(pin(&place, &["--check"], "unused").status.success());
    let digest = |image: &str| format!("{image}@sha256:{:064}", image.len());
    assert!(read("Dockerfile").contains(&format!("ARG RUNTIME_IMAGE={}\n", digest("debian:bookworm-slim"))));
    assert!(read("deploy/compose/compose.yaml").contains(&digest("prom/prometheus:v3.5.0")));
    assert!(read("deploy/compose/compose.yaml").contains("    image: cairn\n"), "local images are not pinned");
    let once = read("Dockerfile");
    assert!(pin(&place, &[], "sha256:%064d").status.success());
    assert_eq!(read("Dockerfile"), once, "a second time changes nothing");
    let from: Vec<&str> = once.lines().filter(|line| line.starts_with("FROM ")).collect();
    assert!(from.iter().all(|line| line.contains("_IMAGE}") || !line.contains(':')), "{from:#?}");
}
