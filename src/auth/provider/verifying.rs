//! How the signatures of tokens are verified: by `ring`, which TLS is made with as well. Nothing is ever signed.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

static BY_RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Has tokens of this process verified so.
pub(super) fn install() {
    // The second time finds the first one's.
    let _ = BY_RING.install_default();
}

/// Whether signatures of that algorithm can be verified. Those of shared secrets cannot (RFC 8725, section 3.1): with them,
/// whoever knows the public key of a provider could sign.
pub(super) fn is_verified(algorithm: Algorithm) -> bool {
    Method::of(algorithm).is_ok()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is called through a pointer of that type")]
fn verifier_factory(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    Ok(Box::new(ByRing { algorithm: *algorithm, method: Method::of(*algorithm)?, key: key.clone() }))
}

struct ByRing {
    algorithm: Algorithm,
    method: Method,
    key: DecodingKey,
}

enum Method {
    Rsa(&'static RsaParameters),
    Other(&'static dyn VerificationAlgorithm),
}

impl Method {
    fn of(algorithm: Algorithm) -> Result<Self> {
        Ok(match algorithm {
            Algorithm::RS256 => Self::Rsa(&RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RS384 => Self::Rsa(&RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RS512 => Self::Rsa(&RSA_PKCS1_2048_8192_SHA512),
            Algorithm::PS256 => Self::Rsa(&RSA_PSS_2048_8192_SHA256),
            Algorithm::PS384 => Self::Rsa(&RSA_PSS_2048_8192_SHA384),
            Algorithm::PS512 => Self::Rsa(&RSA_PSS_2048_8192_SHA512),
            Algorithm::ES256 => Self::Other(&ECDSA_P256_SHA256_FIXED),
            Algorithm::ES384 => Self::Other(&ECDSA_P384_SHA384_FIXED),
            Algorithm::EdDSA => Self::Other(&ED25519),
            _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
        })
    }
}

impl Verifier<Vec<u8>> for ByRing {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let verified = match (&self.method, self.key.kind()) {
            (Method::Rsa(method), DecodingKeyKind::RsaModulusExponent { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(method, message, signature)
            }
            (Method::Other(method), DecodingKeyKind::SecretOrDer(bytes)) => {
                UnparsedPublicKey::new(*method, bytes).verify(message, signature)
            }
            _ => return Err(Error::new()),
        };
        verified.map_err(|_| Error::new())
    }
}

impl JwtVerifier for ByRing {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
