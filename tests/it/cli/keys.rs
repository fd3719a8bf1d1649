//! `cairn keys`: creates, lists and revokes keys, and stores no secret.

use crate::harness::Sandbox;

fn create(place: &Sandbox, role: &str) -> String {
    place.run(&["keys", "create", "--name", "The desk", "--role", role]).succeeded().trim().to_owned()
}

/// Returns the id in a key: the part between the two underscores.
fn id_of(key: &str) -> &str {
    key.split('_').nth(1).unwrap()
}

#[test]
fn a_key_is_printed_once_and_its_secret_is_in_no_file() {
    let place = Sandbox::new();
    let key = create(&place, "admin");
    let parts: Vec<&str> = key.split('_').collect();
    assert_eq!((parts.len(), parts[0]), (3, "cairn"), "{key}");
    assert!(parts[2].len() >= 32, "{key}");
    let listed = place.run(&["keys", "list"]).succeeded();
    assert!(listed.contains(parts[1]) && !listed.contains(parts[2]), "{listed}");
    let secret = parts[2].as_bytes();
    let folder = place.database().parent().unwrap().to_owned();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "the secret is in a file");
        assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "the key is in a file");
    }
}

#[test]
fn a_key_works_with_its_role_until_it_is_revoked_while_the_server_runs() {
    let place = Sandbox::new();
    let server = place.serve(&[]);
    let key = create(&place, "viewer");
    let client = server.client_with_key(&key);
    assert_eq!(client.get("/v1/manage/whoami").expect(200).json["role"], "viewer");
    let told = place.run(&["keys", "revoke", id_of(&key)]).succeeded();
    assert_eq!(told, format!("The key {} is revoked.\n", id_of(&key)));
    client.get("/v1/manage/whoami").expect_problem(401, "invalid_credentials");
    let complaint = place.run(&["keys", "revoke", id_of(&key)]).failed();
    assert!(complaint.contains("no active key"), "{complaint}");
    place.run(&["keys", "revoke", "nobody"]).failed();
}

#[test]
fn the_list_shows_the_role_and_the_state_of_each_key() {
    let place = Sandbox::new();
    let [working, revoked] = ["author", "editor"].map(|role| create(&place, role));
    place.run(&["keys", "revoke", id_of(&revoked)]).succeeded();
    let until = ["keys", "create", "--name", "Guest", "--role", "viewer", "--expires-at", "2099-01-01T00:00:00Z"];
    let guest = place.run(&until).succeeded();
    let listed = place.run(&["keys", "list"]).succeeded();
    let words = |key: &str| -> Vec<String> {
        let line = listed.lines().find(|line| line.starts_with(id_of(key))).unwrap();
        line.split_whitespace().skip(1).map(str::to_owned).collect()
    };
    assert_eq!(words(&working), ["author", "active", "never", "never", "The", "desk"]);
    assert_eq!(words(&revoked), ["editor", "revoked", "never", "never", "The", "desk"]);
    assert_eq!(words(&guest), ["viewer", "active", "2099-01-01T00:00:00.000Z", "never", "Guest"]);
    assert_eq!(listed.lines().count(), 4, "one line each, and the names of the columns");
}

#[test]
fn an_invalid_key_is_not_created() {
    let place = Sandbox::new();
    for (arguments, said) in [
        (vec!["--name", "x", "--role", "edtor"], "editor"),
        (vec!["--name", "", "--role", "editor"], "1 to 100 characters"),
        (vec!["--name", "x", "--role", "editor", "--expires-at", "2001-01-01T00:00:00Z"], "is in the past"),
        (vec!["--name", "x", "--role", "editor", "--expires-at", "tomorrow"], "--expires-at"),
        (vec!["--role", "editor"], "--name"),
    ] {
        let complaint = place.run(&[vec!["keys", "create"], arguments].concat()).failed();
        assert!(complaint.contains(said), "{said} in: {complaint}");
    }
    assert_eq!(place.run(&["keys", "list"]).succeeded().lines().count(), 1);
}
