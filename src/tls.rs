//! TLS of one's own, where no proxy does it: a certificate from files, read again when they change.

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

/// How often a service looks at the files.
pub const EVERY: Duration = Duration::from_mins(1);

/// When each file was last changed.
type Changed = [Option<SystemTime>; 2];

/// A certificate chain and its key, as they are in two PEM files.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    read_of: Changed,
    now: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// A file cannot be read or is not PEM, or the key does not belong to the certificate.
    pub fn read(chain: &Path, key: &Path) -> Result<Arc<Self>, String> {
        let read_of = changed_at(chain, key);
        let now = RwLock::new(Arc::new(certified(chain, key)?));
        Ok(Arc::new(Self { chain: chain.to_owned(), key: key.to_owned(), read_of, now }))
    }

    /// TLS 1.2 and 1.3 with this certificate; clients need none.
    ///
    /// # Errors
    /// None in practice: the cryptography that is compiled in has both versions.
    pub fn server(self: &Arc<Self>) -> Result<ServerConfig, String> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = versions.map_err(|e| e.to_string())?.with_no_client_auth();
        Ok(builder.with_cert_resolver(Arc::<Self>::clone(self)))
    }

    /// Reads the files again; what cannot be used leaves the former certificate in place.
    ///
    /// # Errors
    /// As [`Certificate::read`].
    pub fn renew(&self) -> Result<(), String> {
        let fresh = Arc::new(certified(&self.chain, &self.key)?);
        if let Ok(mut now) = self.now.write() {
            *now = fresh;
        }
        Ok(())
    }

    /// Looks at the files so often ([`EVERY`] minute, in the service) and reads them again when one has changed since they were
    /// read: a renewed certificate needs no restart.
    pub async fn watch(self: Arc<Self>, every: Duration) {
        let mut known = self.read_of;
        let mut tick = tokio::time::interval(every);
        loop {
            tick.tick().await;
            let found = changed_at(&self.chain, &self.key);
            if found == known {
                continue;
            }
            match self.renew() {
                Ok(()) => {
                    known = found;
                    tracing::info!("the certificate was read again");
                }
                // Half of a renewal, perhaps: the next minute will tell.
                Err(why) => tracing::error!(why, "the changed certificate cannot be used; the former one goes on"),
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.now.read().ok().map(|now| Arc::clone(&now))
    }
}

fn changed_at(chain: &Path, key: &Path) -> Changed {
    [chain, key].map(|file| std::fs::metadata(file).and_then(|m| m.modified()).ok())
}

fn certified(chain: &Path, key: &Path) -> Result<CertifiedKey, String> {
    let told = |file: &Path, why: String| format!("{}: {why}", file.display());
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| told(chain, e.to_string()))?;
    if certificates.is_empty() {
        return Err(told(chain, "there is no certificate in it".into()));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| told(key, e.to_string()))?;
    CertifiedKey::from_der(certificates, private, &aws_lc_rs::default_provider()).map_err(|e| told(key, e.to_string()))
}
