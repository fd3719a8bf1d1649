//! TLS 1.2 and 1.3 by rustls, with certificates from files, for servers without a TLS proxy.
//!
//! Loads certificates, and reloads them when the files change.

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

/// The minimum time between two checks for changed files.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);

/// Returns the TLS configuration of a server with this certificate chain and private key.
///
/// # Errors
///
/// Returns a description if a file cannot be read or parsed, or if certificate and key do not match.
pub(crate) fn server_config(certificates: &Path, key: &Path) -> Result<ServerConfig, String> {
    let files = CertificateFiles { certificates: certificates.to_owned(), key: key.to_owned() };
    let loaded =
        LoadedCertificate { certified: files.read()?, modified_at: files.modified_at(), checked_at: Instant::now() };
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_no_client_auth();
    Ok(config.with_cert_resolver(Arc::new(ReloadingResolver { files, loaded: Mutex::new(loaded) })))
}

#[derive(Debug)]
struct CertificateFiles {
    certificates: PathBuf,
    key: PathBuf,
}

impl CertificateFiles {
    fn read(&self) -> Result<Arc<CertifiedKey>, String> {
        let failure = |file: &Path, why: &dyn fmt::Display| format!("{}: {why}", file.display());
        let certificates: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(&self.certificates).and_then(Iterator::collect);
        let certificates = certificates.map_err(|error| failure(&self.certificates, &error))?;
        if certificates.is_empty() {
            return Err(failure(&self.certificates, &"there is no certificate in the file"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| failure(&self.key, &error))?;
        let certified = CertifiedKey::from_der(certificates, key, &ring::default_provider());
        certified.map(Arc::new).map_err(|error| failure(&self.key, &error))
    }

    fn modified_at(&self) -> Option<(SystemTime, SystemTime)> {
        let of = |file: &Path| std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
        Some((of(&self.certificates)?, of(&self.key)?))
    }
}

#[derive(Debug)]
struct LoadedCertificate {
    certified: Arc<CertifiedKey>,
    modified_at: Option<(SystemTime, SystemTime)>,
    checked_at: Instant,
}

/// Resolves to the current certificate of the files, or to the last valid one.
#[derive(Debug)]
struct ReloadingResolver {
    files: CertificateFiles,
    loaded: Mutex<LoadedCertificate>,
}

impl ResolvesServerCert for ReloadingResolver {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.checked_at.elapsed() >= CHECK_INTERVAL {
            loaded.checked_at = Instant::now();
            let modified_at = self.files.modified_at();
            if modified_at != loaded.modified_at {
                match self.files.read() {
                    Ok(certified) => {
                        log::info!("loaded the changed certificates in {}", self.files.certificates.display());
                        loaded.certified = certified;
                        loaded.modified_at = modified_at;
                    }
                    // The files may be incomplete while they are written.
                    Err(error) => {
                        log::error!("cannot load the changed certificates, the old ones stay in use: {error}");
                    }
                }
            }
        }
        Some(Arc::clone(&loaded.certified))
    }
}
