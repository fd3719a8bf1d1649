//! Login through an identity provider: its tokens are accepted beside API keys, and no other tokens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cairn::content::Timestamp;
use ring::hmac;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Issuer, SigningKey, TestApp, article, encoded, publish};

const WHOAMI: &str = "/v1/manage/whoami";

/// Starts an application that trusts the issuer.
fn trusting(issuer: &Issuer, more: &[&str]) -> TestApp {
    let url = issuer.url();
    let own = ["--oidc-issuer", &url, "--oidc-audience", "cairn", "--oidc-allow-private", "true"];
    TestApp::spawn_with(&[&own[..], more].concat())
}

fn whoami(app: &TestApp, token: &str) -> Answer {
    app.with_key(token).get(WHOAMI)
}

#[track_caller]
fn refused(app: &TestApp, token: &str, why: &str) {
    let answer = whoami(app, token).expect_problem(401, "invalid_credentials");
    assert!(answer.json["detail"].as_str().unwrap().contains(why), "{}", answer.json["detail"]);
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"cairn\"");
}

#[test]
fn a_token_of_the_provider_works_like_a_key_of_its_role() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let expiry = chrono::Utc::now().timestamp() + 600;
    let me = whoami(&app, &issuer.token(&json!({"exp": expiry}))).expect(200).json;
    assert_eq!((&me["keyId"], &me["name"], &me["role"]), (&json!("oidc:7a21"), &json!("An editor"), &json!("editor")));
    assert_eq!(me["expiresAt"], json!(Timestamp::from_unix_ms(expiry * 1000)));

    let editor = app.with_key(&issuer.token(&json!({})));
    publish(&editor, "articles", &article("by-token", json!({})));
    let audit = app.admin().get("/v1/manage/audit?actor=oidc%3A7a21&action=publish").expect(200).json;
    assert_eq!(audit["data"][0]["actor"], json!({"keyId": "oidc:7a21", "name": "An editor"}));

    let author = app.with_key(&issuer.token(&json!({"roles": ["cairn-author", "something else"], "sub": "9"})));
    let id = author.create("articles", &article("by-author", json!({})));
    author.post(&format!("/v1/manage/articles/{id}/publish"), &json!({})).expect_problem(403, "forbidden");
    for roles in [json!([]), json!("admin"), json!(["admin"]), Value::Null] {
        let answer = whoami(&app, &issuer.token(&json!({"roles": roles}))).expect_problem(403, "forbidden");
        assert!(answer.json["detail"].as_str().unwrap().contains("roles"), "{}", answer.json);
    }
    assert_eq!(issuer.asked(), ["/.well-known/openid-configuration", "/keys"], "asked once for all of these");
}

#[test]
fn an_event_stream_is_open_until_its_token_expires() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let follow = |more: Value| app.with_key(&issuer.token(&more)).follow("/v1/manage/events", &[]);
    // The permitted clock skew is for the request only.
    let expired = follow(json!({"exp": chrono::Utc::now().timestamp() - 30}));
    let mut valid = follow(json!({}));
    publish(&app.editor(), "articles", &article("followed", json!({})));
    assert_eq!(valid.event().name, "article.published");
    assert_eq!(expired.end(), []);
}

#[test]
fn a_user_cannot_approve_own_work_with_another_token() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &["--approval", "four-eyes"]);
    let editor = app.with_key(&issuer.token(&json!({})));
    let id = editor.create("articles", &article("own-work", json!({})));
    let step = |client: &Client, step: &str| {
        client.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", &json!({}))
    };
    step(&editor, "submit").expect(200);
    let again = app.with_key(&issuer.token(&json!({"name": "Another name"})));
    step(&again, "approve").expect_problem(403, "self_approval");
    let other = app.with_key(&issuer.token(&json!({"sub": "8"})));
    step(&other, "approve").expect(200);
}

#[test]
fn roles_are_read_from_the_claim_that_the_settings_name() {
    let issuer = Issuer::start();
    let mapping = ["--oidc-role-claim", "realm_access.roles", "--oidc-roles", "chiefs=admin,writers=author"];
    let app = trusting(&issuer, &mapping);
    let token = issuer.token(&json!({"realm_access": {"roles": ["writers", "chiefs"]}}));
    assert_eq!(whoami(&app, &token).expect(200).json["role"], "admin");
    whoami(&app, &issuer.token(&json!({}))).expect_problem(403, "forbidden");
}

#[test]
fn every_algorithm_of_public_keys_is_verified() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let (rsa, p256, p384) = (SigningKey::rsa(), SigningKey::p256(), SigningKey::p384());
    let unknown = json!({"kty": "new", "kid": "unknown"});
    issuer.has(vec![rsa.public("rsa"), p256.public("p256"), p384.public("p384"), unknown, issuer.public()]);
    for (key, algorithm, id) in [
        (&rsa, "RS256", "rsa"),
        (&rsa, "RS384", "rsa"),
        (&rsa, "RS512", "rsa"),
        (&rsa, "PS256", "rsa"),
        (&rsa, "PS384", "rsa"),
        (&rsa, "PS512", "rsa"),
        (&p256, "ES256", "p256"),
        (&p384, "ES384", "p384"),
    ] {
        let token = key.sign(&json!({"alg": algorithm, "kid": id}), &issuer.claims(&json!({})));
        whoami(&app, &token).expect(200);
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let other = signature.replacen(&signature[9..10], if &signature[9..10] == "A" { "B" } else { "A" }, 1);
        refused(&app, &format!("{rest}.{other}"), "signature");
        // A key is only valid for its own algorithm, regardless of the token.
        let wrong = if id == "rsa" { "ES256" } else { "RS256" };
        refused(&app, &key.sign(&json!({"alg": wrong, "kid": id}), &issuer.claims(&json!({}))), "key");
    }
    // Without a key id, the token refers to the only key of the algorithm.
    whoami(&app, &p256.sign(&json!({"alg": "ES256"}), &issuer.claims(&json!({})))).expect(200);
}

#[test]
fn a_key_that_names_its_algorithm_verifies_no_other() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let rsa = SigningKey::rsa();
    issuer.has(
        ["RS256", "RSA-OAEP"]
            .map(|algorithm| {
                let mut key = rsa.public(algorithm);
                key["alg"] = json!(algorithm);
                key
            })
            .to_vec(),
    );
    let token = |id: &str, algorithm: &str| rsa.sign(&json!({"alg": algorithm, "kid": id}), &issuer.claims(&json!({})));
    whoami(&app, &token("RS256", "RS256")).expect(200);
    refused(&app, &token("RS256", "PS256"), "key");
    refused(&app, &token("RS256", "RS512"), "key");
    // Keys for encryption verify nothing.
    refused(&app, &token("RSA-OAEP", "RS256"), "key");
}

#[test]
fn a_token_that_is_not_signed_by_the_provider_is_refused() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let (rsa, stranger) = (SigningKey::rsa(), SigningKey::ed25519());
    issuer.has(vec![issuer.public(), rsa.public("rsa"), json!({"kty": "oct", "k": "c2VjcmV0", "kid": "shared"})]);
    let claims = issuer.claims(&json!({}));
    whoami(&app, &issuer.token(&json!({}))).expect(200);

    for none in ["none", "None", "NONE", ""] {
        let parts =
            [encoded(json!({"alg": none, "kid": "one"}).to_string()), encoded(claims.to_string()), String::new()];
        app.with_key(&parts.join(".")).get(WHOAMI).expect_problem(401, "invalid_credentials");
    }
    // The public key is used as a shared secret, in each form in which it could be read.
    let public = rsa.public("rsa");
    let modulus = public["n"].as_str().unwrap();
    for (secret, id) in [
        (public.to_string().into_bytes(), "rsa"),
        (modulus.as_bytes().to_vec(), "rsa"),
        (base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(modulus).unwrap(), "rsa"),
        (STANDARD.encode(modulus).into_bytes(), "rsa"),
        (b"secret".to_vec(), "shared"),
    ] {
        let message =
            format!("{}.{}", encoded(json!({"alg": "HS256", "kid": id}).to_string()), encoded(claims.to_string()));
        let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message.as_bytes());
        refused(&app, &format!("{message}.{}", encoded(signature)), "unsupported signature algorithm");
    }
    refused(&app, &stranger.sign(&json!({"alg": "EdDSA", "kid": "one"}), &claims), "signature");
    refused(&app, &stranger.sign(&json!({"alg": "EdDSA", "kid": "two"}), &claims), "key");
    // A key or an address inside the token is ignored.
    let own = json!({"alg": "EdDSA", "kid": "two", "jwk": stranger.public("two"), "jku": "http://127.0.0.1:1/keys"});
    refused(&app, &stranger.sign(&own, &claims), "key");
    let critical = json!({"alg": "EdDSA", "kid": "one", "crit": ["x"], "x": 1});
    refused(&app, &issuer.signed(&critical, &claims), "unsupported signature algorithm");
    for garbage in ["a.b.c", "..", "e30.e30.e30", "a.b", &"x".repeat(4000), "cairn_0_0"] {
        app.with_key(garbage).get(WHOAMI).expect_problem(401, "invalid_credentials");
    }
}

#[test]
fn a_token_for_another_time_or_audience_or_of_another_issuer_is_refused() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let now = chrono::Utc::now().timestamp();
    let good = |more: Value| whoami(&app, &issuer.token(&more)).expect(200);
    let bad = |more: Value, why: &str| refused(&app, &issuer.token(&more), why);
    good(json!({"exp": now - 30}));
    bad(json!({"exp": now - 90}), "expired");
    bad(json!({"exp": "never"}), "lacks one of the claims");
    bad(json!({"exp": null}), "lacks one of the claims");
    good(json!({"nbf": now + 30}));
    bad(json!({"nbf": now + 90}), "not valid yet");
    good(json!({"aud": ["other", "cairn"]}));
    bad(json!({"aud": "other"}), "audience");
    bad(json!({"aud": ["cairn2", "cair"]}), "audience");
    bad(json!({"aud": null}), "");
    bad(json!({"iss": format!("{}/", issuer.url())}), "issuer");
    bad(json!({"iss": "http://127.0.0.1"}), "issuer");
    for subject in [json!(null), json!(""), json!(7), json!("x".repeat(256))] {
        bad(json!({"sub": subject}), "");
    }
}

#[test]
fn changed_provider_keys_are_fetched_and_unknown_key_ids_are_rate_limited() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &["--oidc-jwks-url", &format!("{}/keys", issuer.url())]);
    whoami(&app, &issuer.token(&json!({}))).expect(200);
    let stranger = SigningKey::ed25519();
    for number in 0..20 {
        let header = json!({"alg": "EdDSA", "kid": format!("unknown-{number}")});
        refused(&app, &stranger.sign(&header, &issuer.claims(&json!({}))), "key");
    }
    assert_eq!(issuer.asked(), ["/keys"], "not asked again so soon");
    issuer.respond_with(Some("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()));
    whoami(&app, &issuer.token(&json!({}))).expect(200);
}

#[test]
fn unavailable_provider_keys_are_a_server_error() {
    let issuer = Issuer::start();
    let elsewhere = Issuer::start();
    for answer in [
        "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"keys\":[]}".to_owned(),
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {}/keys\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            elsewhere.url()
        ),
    ] {
        let app = trusting(&issuer, &["--oidc-jwks-url", &format!("{}/keys", issuer.url())]);
        issuer.respond_with(Some(answer));
        whoami(&app, &issuer.token(&json!({}))).expect_problem(503, "unavailable");
        // API keys continue to work.
        app.admin().get(WHOAMI).expect(200);
    }
    assert!(elsewhere.asked().is_empty(), "redirects are not followed");
    issuer.respond_with(None);

    // Without permission, no private address is requested, under any name.
    for url in
        [format!("{}/keys", issuer.url()), "https://localhost/keys".to_owned(), "https://169.254.169.254/".to_owned()]
    {
        let own = ["--oidc-issuer", &issuer.url(), "--oidc-audience", "cairn", "--oidc-jwks-url", &url];
        let (app, before) = (TestApp::spawn_with(&own), issuer.asked().len());
        whoami(&app, &issuer.token(&json!({}))).expect_problem(503, "unavailable");
        assert_eq!(issuer.asked().len(), before);
    }
}

#[test]
fn provider_keys_of_up_to_256_kib_are_read() {
    let issuer = Issuer::start();
    let document = |filler: &str| format!("{{\"keys\":[{}],\"x\":\"{filler}\"}}", issuer.public());
    for (size, status) in [(256 << 10, 200), ((256 << 10) + 1, 503), (300 << 10, 503)] {
        let body = document(&"x".repeat(size - document("").len()));
        issuer.respond_with(Some(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}")));
        let app = trusting(&issuer, &["--oidc-jwks-url", &format!("{}/keys", issuer.url())]);
        whoami(&app, &issuer.token(&json!({}))).expect(status);
    }
}

#[test]
fn metadata_of_another_issuer_is_rejected() {
    let issuer = Issuer::start();
    let app = trusting(&issuer, &[]);
    let body = json!({"issuer": "https://login.example.org", "jwks_uri": format!("{}/keys", issuer.url())}).to_string();
    issuer.respond_with(Some(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )));
    whoami(&app, &issuer.token(&json!({}))).expect_problem(503, "unavailable");
    assert_eq!(issuer.asked(), ["/.well-known/openid-configuration"]);
}

#[test]
fn tokens_are_rejected_without_a_provider() {
    let issuer = Issuer::start();
    let app = TestApp::spawn();
    app.with_key(&issuer.token(&json!({}))).get(WHOAMI).expect_problem(401, "invalid_credentials");
    assert!(issuer.asked().is_empty());
}
