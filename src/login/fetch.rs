//! Asking an issuer for its keys: discovery (OpenID Connect Discovery 1.0, RFC 8414), then the JWK set. Nothing an
//! issuer answers is trusted further than it has to be: https, its own name, small, in time, no redirects.

use super::keys::KeySet;
use reqwest::header::CACHE_CONTROL;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde::Deserialize;
use std::net::IpAddr;
use std::time::Duration;

/// The largest document that is read, in bytes.
pub const MAX_DOCUMENT: usize = 256 * 1024;

/// Where an issuer's keys are asked for.
#[derive(Debug, Clone)]
pub struct Address {
    issuer: String,
    url: Url,
    jwks: Option<Url>,
}

/// Why an issuer's keys could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, or it broke.
    #[error("the issuer cannot be reached")]
    Unreachable,
    /// Nothing came in time.
    #[error("the issuer does not answer in time")]
    Late,
    /// An answer other than 200; redirects are not followed.
    #[error("the issuer answers with status {0}")]
    Status(u16),
    /// The document is larger than [`MAX_DOCUMENT`].
    #[error("the issuer's document is larger than 256 KiB")]
    TooLarge,
    /// The document is not what it has to be.
    #[error("the issuer's document is not what it has to be")]
    Unreadable,
    /// The discovery document names another issuer.
    #[error("the discovery document names another issuer than the one configured")]
    OtherIssuer,
    /// The discovery document's `jwks_uri` is not an https URL.
    #[error("the discovery document's jwks_uri is not an https URL")]
    UnsafeKeys,
    /// No key of the set can be used.
    #[error("the issuer publishes no key that can be used")]
    NoKeys,
}

/// What an issuer answered.
pub(super) struct Fetched {
    pub(super) keys: KeySet,
    /// How long the answer may be kept, in its own opinion.
    pub(super) max_age: Option<Duration>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// Whether somebody else could neither read nor change what is sent to `url`.
fn safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && loopback(url))
}

fn loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Address {
    /// An issuer by its name, which is a URL, and the address of its keys where discovery is not wanted.
    ///
    /// # Errors
    /// Not an https URL (plain http is for loopback only), or one with a password, a query or a fragment.
    ///
    /// ```
    /// use dsr::login::fetch::Address;
    /// assert!(Address::parse("https://login.example.org/realms/icb", None).is_ok());
    /// assert!(Address::parse("http://127.0.0.1:3000", None).is_ok());
    /// assert!(Address::parse("http://login.example.org", None).is_err());
    /// assert!(Address::parse("https://login.example.org", Some("http://login.example.org/keys")).is_err());
    /// ```
    pub fn parse(issuer: &str, jwks: Option<&str>) -> Result<Self, String> {
        let read = |name: &str, text: &str| {
            let url: Url = text.parse().map_err(|_| format!("{name} is not a URL"))?;
            if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
                return Err(format!("{name} must not hold a password or a fragment"));
            }
            if !safe(&url) {
                return Err(format!("{name} must be an https URL; plain http is accepted for loopback addresses only"));
            }
            Ok(url)
        };
        let url = read("the issuer", issuer)?;
        if url.query().is_some() {
            return Err("the issuer must not hold a query".into());
        }
        let jwks = jwks.map(|text| read("the address of the keys", text)).transpose()?;
        Ok(Self { issuer: issuer.to_owned(), url, jwks })
    }

    /// The issuer's name, as the claim `iss` has it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where discovery documents may stand: OpenID's place, then that of RFC 8414.
    fn discoveries(&self) -> [Url; 2] {
        let path = self.url.path().trim_end_matches('/').to_owned();
        [format!("{path}/.well-known/openid-configuration"), format!("/.well-known/oauth-authorization-server{path}")]
            .map(|path| {
                let mut url = self.url.clone();
                url.set_path(&path);
                url
            })
    }
}

/// Asks one issuer.
#[derive(Debug, Clone)]
pub(super) struct Fetcher {
    client: Client,
    address: Address,
    patience: Duration,
}

impl Fetcher {
    pub(super) fn new(address: Address, patience: Duration) -> Result<Self, String> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(patience)
            .timeout(patience)
            .user_agent(concat!("dsr/", env!("CARGO_PKG_VERSION")));
        let client = if loopback(&address.url) { client.no_proxy() } else { client };
        let client = client.build().map_err(|e| format!("cannot speak TLS to an issuer: {}", e.without_url()))?;
        Ok(Self { client, address, patience })
    }

    /// The issuer's keys as of now, within the patience for all of it.
    pub(super) async fn keys(&self) -> Result<Fetched, Failure> {
        let all = async {
            let url = match &self.address.jwks {
                Some(url) => url.clone(),
                None => self.discovered().await?,
            };
            let answer = self.get(url).await?;
            let max_age = max_age(&answer);
            let keys = KeySet::read(&document(answer).await?).map_err(|_| Failure::Unreadable)?;
            Ok(Fetched { keys, max_age })
        };
        tokio::time::timeout(self.patience, all).await.unwrap_or(Err(Failure::Late))
    }

    /// Where the keys stand, as the issuer says.
    async fn discovered(&self) -> Result<Url, Failure> {
        let [openid, oauth] = self.address.discoveries();
        let answer = match self.get(openid).await {
            Err(Failure::Status(404)) => self.get(oauth).await?,
            other => other?,
        };
        let metadata: Metadata = serde_json::from_slice(&document(answer).await?).map_err(|_| Failure::Unreadable)?;
        if metadata.issuer != self.address.issuer {
            return Err(Failure::OtherIssuer);
        }
        let url: Url = metadata.jwks_uri.parse().map_err(|_| Failure::UnsafeKeys)?;
        // An issuer that is asked over https does not lead to plain http, not even on loopback.
        if url.scheme() == "https" || (self.address.url.scheme() == "http" && safe(&url)) {
            Ok(url)
        } else {
            Err(Failure::UnsafeKeys)
        }
    }

    async fn get(&self, url: Url) -> Result<Response, Failure> {
        let answer = self.client.get(url).header("accept", "application/json").send().await.map_err(|e| broken(&e))?;
        if answer.status() == StatusCode::OK { Ok(answer) } else { Err(Failure::Status(answer.status().as_u16())) }
    }
}

fn broken(error: &reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Late } else { Failure::Unreachable }
}

/// The whole body, if it is not too large.
async fn document(mut answer: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| broken(&e))? {
        if bytes.len().saturating_add(chunk.len()) > MAX_DOCUMENT {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What Cache-Control says; an answer that must not be stored is old at once.
fn max_age(answer: &Response) -> Option<Duration> {
    let said = answer.headers().get(CACHE_CONTROL)?.to_str().ok()?.to_ascii_lowercase();
    let mut directives = said.split(',').map(str::trim);
    if directives.clone().any(|it| matches!(it, "no-store" | "no-cache")) {
        return Some(Duration::ZERO);
    }
    let seconds = directives.find_map(|it| it.strip_prefix("max-age="))?.trim_matches('"').parse().ok()?;
    Some(Duration::from_secs(seconds))
}
