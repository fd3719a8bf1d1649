//! An identity provider: discovery document, key set and signed tokens.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

/// A key for these tests only, because `ring` cannot generate RSA keys.
const RSA: &[u8] = include_bytes!("issuer-rsa.pk8");

/// A signing key.
pub enum SigningKey {
    /// `EdDSA`.
    Ed25519(Ed25519KeyPair),
    /// ES256.
    P256(EcdsaKeyPair),
    /// ES384.
    P384(EcdsaKeyPair),
    /// RS256, RS384, RS512, PS256, PS384 and PS512.
    Rsa(RsaKeyPair),
}

impl SigningKey {
    /// Generates an Ed25519 key.
    pub fn ed25519() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
    }

    /// Generates a P-256 key.
    pub fn p256() -> Self {
        Self::P256(ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING))
    }

    /// Generates a P-384 key.
    pub fn p384() -> Self {
        Self::P384(ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING))
    }

    /// Returns the RSA key.
    pub fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::from_pkcs8(RSA).unwrap())
    }

    /// Returns the public key as a JSON Web Key with that id.
    pub fn public(&self, id: &str) -> Value {
        match self {
            Self::Ed25519(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encoded(pair.public_key()), "kid": id, "use": "sig"})
            }
            Self::P256(pair) => ecdsa_public("P-256", pair, id),
            Self::P384(pair) => ecdsa_public("P-384", pair, id),
            Self::Rsa(pair) => {
                let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": encoded(n), "e": encoded(e), "kid": id, "use": "sig"})
            }
        }
    }

    /// Returns a token with that header and those claims.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let (random, bytes) = (SystemRandom::new(), message.as_bytes());
        let signature = match self {
            Self::Ed25519(pair) => pair.sign(bytes).as_ref().to_vec(),
            Self::P256(pair) | Self::P384(pair) => pair.sign(&random, bytes).unwrap().as_ref().to_vec(),
            Self::Rsa(pair) => {
                let padding: &dyn RsaEncoding = match header["alg"].as_str().unwrap() {
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, bytes, &mut signature).unwrap();
                signature
            }
        };
        format!("{message}.{}", encoded(signature))
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap()
}

fn ecdsa_public(curve: &str, pair: &EcdsaKeyPair, id: &str) -> Value {
    // One byte says that both coordinates follow.
    let coordinates = &pair.public_key().as_ref()[1..];
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    json!({"kty": "EC", "crv": curve, "x": encoded(x), "y": encoded(y), "kid": id})
}

/// Encodes as unpadded base64url.
pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The provider. It starts with one Ed25519 key, whose id is `one`.
pub struct Issuer {
    address: SocketAddr,
    key: SigningKey,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    keys: Vec<Value>,
    /// The received requests, in order.
    asked: Vec<String>,
    /// The response to every request, if set.
    instead: Option<String>,
}

impl Issuer {
    /// Starts to listen.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, key) = (listener.local_addr().unwrap(), SigningKey::ed25519());
        let shared = Arc::new(Mutex::new(Shared { keys: vec![key.public("one")], asked: Vec::new(), instead: None }));
        let theirs = Arc::downgrade(&shared);
        // Ends with the first connection after the issuer is dropped, or with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(shared) = theirs.upgrade() else { break };
                std::thread::spawn(move || answer(&shared, address, &stream.unwrap()));
            }
        });
        Self { address, key, shared }
    }

    /// Returns the issuer URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the claims of a token that is valid for an hour for the audience `cairn`, with more or other claims.
    pub fn claims(&self, more: &Value) -> Value {
        let now = chrono::Utc::now().timestamp();
        let mut claims = json!({
            "iss": self.url(), "aud": "cairn", "sub": "7a21", "exp": now + 3600, "nbf": now, "name": "An editor",
            "roles": ["cairn-editor"],
        });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    /// Returns a token with such claims.
    pub fn token(&self, more: &Value) -> String {
        self.signed(&json!({"alg": "EdDSA", "kid": "one", "typ": "JWT"}), &self.claims(more))
    }

    /// Returns a token with that header and those claims.
    pub fn signed(&self, header: &Value, claims: &Value) -> String {
        self.key.sign(header, claims)
    }

    /// Returns the public key of the provider's own key.
    pub fn public(&self) -> Value {
        self.key.public("one")
    }

    /// Replaces the published keys.
    pub fn has(&self, keys: Vec<Value>) {
        self.shared.lock().unwrap().keys = keys;
    }

    /// Sets the response to every request, head and body.
    pub fn respond_with(&self, answer: Option<String>) {
        self.shared.lock().unwrap().instead = answer;
    }

    /// Returns the received requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.shared.lock().unwrap().asked.clone()
    }
}

fn answer(shared: &Mutex<Shared>, address: SocketAddr, mut stream: &TcpStream) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    reader.read_line(&mut line).unwrap();
    let mut header = String::new();
    while reader.read_line(&mut header).unwrap_or(0) > 2 {
        header.clear();
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let answer = {
        let mut shared = shared.lock().unwrap();
        shared.asked.push(path.clone());
        let body = match path.as_str() {
            "/.well-known/openid-configuration" => {
                json!({"issuer": format!("http://{address}"), "jwks_uri": format!("http://{address}/keys")})
            }
            _ => json!({"keys": shared.keys}),
        }
        .to_string();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        shared.instead.clone().unwrap_or_else(|| head + &body)
    };
    let _ = stream.write_all(answer.as_bytes());
}
