//! TLS of one's own: the certificate that is served is the one in the files, also after it was renewed.

use crate::support::{Engine, World};
use dsr::serving::Serving;
use dsr::tls::Certificate;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// A certificate for this machine, signed by itself.
fn made() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap()
}

/// Where a service finds its certificate.
struct Files {
    directory: TempDir,
}

impl Files {
    fn with(made: &CertifiedKey<KeyPair>) -> Self {
        let files = Self { directory: TempDir::new().unwrap() };
        files.chain(made);
        files.key(made);
        files
    }

    fn at(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn chain(&self, made: &CertifiedKey<KeyPair>) {
        std::fs::write(self.at("chain.pem"), made.cert.pem()).unwrap();
    }

    fn key(&self, made: &CertifiedKey<KeyPair>) {
        std::fs::write(self.at("key.pem"), made.signing_key.serialize_pem()).unwrap();
    }

    fn read(&self) -> Result<std::sync::Arc<Certificate>, String> {
        Certificate::read(&self.at("chain.pem"), &self.at("key.pem"))
    }
}

/// The status of `/livez` as a caller hears it who trusts this certificate and no other; on a connection of its own.
async fn heard(world: &World, trusted: &CertifiedKey<KeyPair>) -> reqwest::Result<reqwest::Response> {
    let trusted = reqwest::Certificate::from_pem(trusted.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([trusted]).build().unwrap();
    client.get(format!("{}/livez", world.base)).send().await
}

#[tokio::test]
async fn who_trusts_the_certificate_is_answered_and_told_to_come_by_tls_only() {
    let (mine, other) = (made(), made());
    let files = Files::with(&mine);
    let mut world = World::start(Engine::Sqlite).await;
    let (_, _stop) =
        world.offered(Serving { tls: Some(files.read().unwrap().server().unwrap()), ..Serving::default() });
    let reply = heard(&world, &mine).await.unwrap();
    assert_eq!(reply.status(), 200);
    let told = reply.headers()["strict-transport-security"].to_str().unwrap();
    assert!(told.starts_with("max-age="), "{told}");
    assert!(heard(&world, &other).await.is_err());
    assert!(reqwest::get(format!("{}/livez", world.base.replace("https:", "http:"))).await.is_err());
}

#[tokio::test]
async fn a_renewed_certificate_is_served_without_a_restart_and_half_of_one_is_not() {
    let (old, new) = (made(), made());
    let files = Files::with(&old);
    let certificate = files.read().unwrap();
    let mut world = World::start(Engine::Sqlite).await;
    let (_, _stop) = world.offered(Serving { tls: Some(certificate.server().unwrap()), ..Serving::default() });
    files.chain(&new);
    assert!(certificate.renew().unwrap_err().contains("key.pem"));
    assert!(heard(&world, &new).await.is_err());
    assert_eq!(heard(&world, &old).await.unwrap().status(), 200);
    tokio::spawn(certificate.watch(Duration::from_millis(5)));
    files.key(&new);
    // It is found the next time somebody looks, in the service within a minute.
    while heard(&world, &new).await.is_err() {}
    assert!(heard(&world, &old).await.is_err());
}

#[test]
fn files_that_are_no_certificate_with_its_key_are_told_by_their_names() {
    let files = Files::with(&made());
    files.key(&made());
    let told = files.read().unwrap_err();
    assert!(told.contains("key.pem"), "{told}");
    for (name, text) in [("key.pem", "not a key"), ("chain.pem", "not a certificate"), ("chain.pem", "")] {
        let files = Files::with(&made());
        std::fs::write(files.at(name), text).unwrap();
        let told = files.read().unwrap_err();
        assert!(told.contains(name) && !told.contains("not a"), "{told}");
        std::fs::remove_file(files.at(name)).unwrap();
        assert!(files.read().unwrap_err().contains(name));
    }
}
