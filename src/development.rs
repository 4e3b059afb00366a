//! A key of one's own for trying things out: made in the data directory on first use, refused off the loopback
//! interface, never used when an issuer or its key is configured.

use crate::domain::ods::Ods;
use crate::http::auth::Scope;
use crate::login::{Rules, Verifier};
use crate::signing::write_private;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use serde::Serialize;
use std::path::Path;

const ISSUER: &str = "dsr-development";
const AUDIENCE: &str = "dsr";

/// The client that `dsr token` names when none is given.
pub const CLIENT: &str = "development";

/// The development key.
pub struct DevelopmentKey {
    signing: EncodingKey,
    public: Vec<u8>,
}

impl std::fmt::Debug for DevelopmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DevelopmentKey(…)")
    }
}

#[derive(Serialize)]
struct Claims<'c> {
    iss: &'static str,
    aud: &'static str,
    sub: &'c str,
    client_id: &'c str,
    org: &'c str,
    scope: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl DevelopmentKey {
    /// The key in `directory`, made when there is none; readable by the owner only.
    ///
    /// # Errors
    /// The directory cannot be written, or the file is not a key.
    pub fn in_directory(directory: &Path) -> Result<Self, String> {
        let path = directory.join("development-key.p8");
        let unusable = |why: &str| format!("{}: {why}", path.display());
        if !path.exists() {
            std::fs::create_dir_all(directory).map_err(|e| format!("{}: {e}", directory.display()))?;
            let fresh = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
                .map_err(|_| unusable("no randomness"))?;
            write_private(&path, fresh.as_ref()).map_err(|e| unusable(&e.to_string()))?;
        }
        let der = std::fs::read(&path).map_err(|e| unusable(&e.to_string()))?;
        let pair = Ed25519KeyPair::from_pkcs8(&der)
            .map_err(|_| unusable("is not an Ed25519 key; remove it to have a new one made"))?;
        Ok(Self { signing: EncodingKey::from_ed_der(&der), public: pair.public_key().as_ref().to_vec() })
    }

    /// Checks tokens of this key.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        let key = DecodingKey::from_ed_der(&self.public);
        Verifier::new(key, vec![Algorithm::EdDSA], Rules::new(ISSUER, AUDIENCE))
    }

    /// A token for `organisation`, from `now` for `hours`.
    ///
    /// # Errors
    /// The key cannot sign.
    pub fn token(
        &self,
        organisation: &Ods,
        scopes: &[Scope],
        now: DateTime<Utc>,
        hours: u32,
        client: &str,
    ) -> Result<String, String> {
        let until = now.checked_add_signed(TimeDelta::hours(i64::from(hours))).unwrap_or(now);
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: client,
            client_id: client,
            org: organisation.as_str(),
            scope: scopes.iter().map(|s| s.code()).collect::<Vec<_>>().join(" "),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: until.timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".into());
        encode(&header, &claims, &self.signing).map_err(|e| e.to_string())
    }
}
