//! Encryption for those who have no proxy that does it: TLS 1.2 and 1.3 by rustls, with certificates from files.
//!
//! Owns how certificates are read, and read again when they were renewed. Must not know what is sent.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// How long it is at least between two looks at whether the files have changed.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The configuration of a server with those certificates and that private key.
///
/// # Errors
///
/// A file cannot be read, has nothing of its kind, or the two do not belong together: in words.
pub(crate) fn configuration(certificates: &Path, key: &Path) -> Result<ServerConfig, String> {
    let files = Files { certificates: certificates.to_owned(), key: key.to_owned() };
    let kept = Kept { certified: files.read()?, changed_at: files.changed_at(), looked_at: Instant::now() };
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_no_client_auth();
    Ok(config.with_cert_resolver(Arc::new(Renewed { files, kept: Mutex::new(kept) })))
}

#[derive(Debug)]
struct Files {
    certificates: PathBuf,
    key: PathBuf,
}

impl Files {
    fn read(&self) -> Result<Arc<CertifiedKey>, String> {
        let cannot = |file: &Path, why: &dyn fmt::Display| format!("{}: {why}", file.display());
        let certificates: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(&self.certificates).and_then(Iterator::collect);
        let certificates = certificates.map_err(|error| cannot(&self.certificates, &error))?;
        if certificates.is_empty() {
            return Err(cannot(&self.certificates, &"there is no certificate in it"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| cannot(&self.key, &error))?;
        let certified = CertifiedKey::from_der(certificates, key, &ring::default_provider());
        certified.map(Arc::new).map_err(|error| cannot(&self.key, &error))
    }

    fn changed_at(&self) -> Option<(SystemTime, SystemTime)> {
        let of = |file: &Path| std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
        Some((of(&self.certificates)?, of(&self.key)?))
    }
}

#[derive(Debug)]
struct Kept {
    certified: Arc<CertifiedKey>,
    changed_at: Option<(SystemTime, SystemTime)>,
    looked_at: Instant,
}

/// What is in the files now, or was the last time that it was whole.
#[derive(Debug)]
struct Renewed {
    files: Files,
    kept: Mutex<Kept>,
}

impl ResolvesServerCert for Renewed {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.looked_at.elapsed() >= LOOK_EVERY {
            kept.looked_at = Instant::now();
            let changed_at = self.files.changed_at();
            if changed_at != kept.changed_at {
                match self.files.read() {
                    Ok(certified) => {
                        log::info!("the certificates in {} are in use", self.files.certificates.display());
                        kept.certified = certified;
                        kept.changed_at = changed_at;
                    }
                    // Whoever renews them may not be done.
                    Err(error) => log::error!("the old certificates stay in use: {error}"),
                }
            }
        }
        Some(Arc::clone(&kept.certified))
    }
}
