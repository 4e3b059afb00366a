//! What the service says under its name: statements signed with its own keys (JWS, RFC 7515), and the keys to check them by
//! (JWK set, RFC 7517). ES256, because every JWS library knows it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::Serialize;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use utoipa::ToSchema;

/// The key made where none is configured; any date as a name comes after it.
const MADE: &str = "0000.p8";

/// The folder of keys in the data directory.
const FOLDER: &str = "signing-keys";

/// The service's signing keys: the newest signs, all are published.
#[derive(Clone, Default)]
pub struct Signer(Arc<[Key]>);

struct Key {
    private: EncodingKey,
    checks: DecodingKey,
    public: PublicKey,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.public.kid)).finish()
    }
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// There is no key: `DSR_SIGNING_KEYS` is not set.
    #[error("this service has no signing key")]
    NoKey,
    /// The statement cannot be written as JSON, or the key cannot sign.
    #[error("the statement cannot be signed")]
    Failed,
}

/// A public key to check signatures by (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicKey {
    /// Its identifier, the `kid` of what it signed: its thumbprint (RFC 7638), so that no other key has it.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub kid: String,
    /// The key's type.
    #[schema(max_length = 2, pattern = "^EC$", example = "EC")]
    pub kty: &'static str,
    /// What it is for: signatures.
    #[serde(rename = "use")]
    #[schema(max_length = 3, pattern = "^sig$", example = "sig")]
    pub used_for: &'static str,
    /// The only algorithm it signs with.
    #[schema(max_length = 5, pattern = "^ES256$", example = "ES256")]
    pub alg: &'static str,
    /// The curve.
    #[schema(max_length = 5, pattern = "^P-256$", example = "P-256")]
    pub crv: &'static str,
    /// The point's first coordinate, base64url.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub x: String,
    /// The point's second coordinate, base64url.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub y: String,
}

/// The public keys (JWK set, RFC 7517), the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicKeys {
    /// The keys: the one that signs now, and those that signed before.
    #[schema(max_items = 100)]
    pub keys: Vec<PublicKey>,
}

impl Key {
    fn of(private: EncodingKey) -> Option<Self> {
        let jwk = Jwk::from_encoding_key(&private, Algorithm::ES256).ok()?;
        let AlgorithmParameters::EllipticCurve(point) = &jwk.algorithm else { return None };
        let public = PublicKey {
            kid: jwk.thumbprint(ThumbprintHash::SHA256).ok()?,
            kty: "EC",
            used_for: "sig",
            alg: "ES256",
            crv: "P-256",
            x: point.x.clone(),
            y: point.y.clone(),
        };
        // A key on another curve has no signature by this algorithm.
        encode(&Header::new(Algorithm::ES256), &Value::Null, &private).ok()?;
        Some(Self { checks: DecodingKey::from_jwk(&jwk).ok()?, private, public })
    }

    fn read(path: &Path) -> Result<Self, String> {
        let unusable = |why: &str| format!("{}: {why}", path.display());
        let bytes = std::fs::read(path).map_err(|e| unusable(&e.to_string()))?;
        let private = match path.extension() {
            Some(extension) if extension == "pem" => EncodingKey::from_ec_pem(&bytes).ok(),
            _ => Some(EncodingKey::from_ec_der(&bytes)),
        };
        private.and_then(Self::of).ok_or_else(|| unusable("is not a private key on the curve P-256 in PKCS#8"))
    }
}

impl Signer {
    /// The keys of a folder: private keys on the curve P-256 in PKCS#8, `*.pem`, or `*.p8` in DER. The last by name signs.
    ///
    /// # Errors
    /// The folder cannot be read, holds no key, or one that cannot be used.
    pub fn of_folder(folder: &Path) -> Result<Self, String> {
        let told = |e: std::io::Error| format!("{}: {e}", folder.display());
        let entries = std::fs::read_dir(folder).map_err(told)?.collect::<Result<Vec<_>, _>>().map_err(told)?;
        let mut files: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "pem" || extension == "p8"));
        files.sort();
        if files.is_empty() {
            return Err(format!("{}: there is no signing key (*.pem)", folder.display()));
        }
        files.iter().map(|file| Key::read(file)).collect::<Result<Arc<[Key]>, _>>().map(Self)
    }

    /// The keys of an embedded register: those of the folder `signing-keys` in its data directory, where one is made when
    /// there is none, readable by the owner only.
    ///
    /// # Errors
    /// The directory cannot be written, or a file in it is not a key.
    pub fn in_directory(directory: &Path) -> Result<Self, String> {
        let folder = directory.join(FOLDER);
        if !folder.exists() {
            let unusable = |why: String| format!("{}: {why}", folder.display());
            std::fs::create_dir_all(&folder).map_err(|e| unusable(e.to_string()))?;
            let random = aws_lc_rs::rand::SystemRandom::new();
            let fresh = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
            let fresh = fresh.map_err(|_| unusable("no randomness".into()))?;
            write_private(&folder.join(MADE), fresh.as_ref()).map_err(|e| unusable(e.to_string()))?;
        }
        Self::of_folder(&folder)
    }

    /// The keys kept in a data directory, if there are any that can be used; none is made.
    #[must_use]
    pub fn kept_in(directory: &Path) -> Option<Self> {
        Self::of_folder(&directory.join(FOLDER)).ok()
    }

    /// Whether there is a key to sign with.
    #[must_use]
    pub fn can_sign(&self) -> bool {
        !self.0.is_empty()
    }

    /// A statement as a compact JWS: its kind in the header's `typ`, the key in `kid`.
    ///
    /// # Errors
    /// There is no key, or the payload is not JSON.
    pub fn sign(&self, typ: &str, payload: &impl Serialize) -> Result<String, Unsigned> {
        let key = self.0.last().ok_or(Unsigned::NoKey)?;
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(key.public.kid.clone());
        encode(&header, payload, &key.private).map_err(|_| Unsigned::Failed)
    }

    /// What a statement of this kind says, if one of these keys signed it.
    #[must_use]
    pub fn checked(&self, typ: &str, jws: &str) -> Option<Value> {
        let header = decode_header(jws).ok().filter(|header| header.typ.as_deref() == Some(typ))?;
        let key = self.0.iter().find(|key| header.kid.as_ref() == Some(&key.public.kid))?;
        let mut rules = Validation::new(Algorithm::ES256);
        rules.required_spec_claims.clear();
        (rules.validate_exp, rules.validate_aud) = (false, false);
        decode::<Value>(jws, &key.checks, &rules).ok().map(|said| said.claims)
    }

    /// Whether a statement names a key that is not among these.
    #[must_use]
    pub fn is_by_another(&self, jws: &str) -> bool {
        let named = decode_header(jws).ok().and_then(|header| header.kid);
        named.is_some_and(|kid| self.0.iter().all(|key| key.public.kid != kid))
    }

    /// The keys to check signatures by.
    #[must_use]
    pub fn published(&self) -> PublicKeys {
        PublicKeys { keys: self.0.iter().map(|key| key.public.clone()).collect() }
    }
}

/// Writes a file that there was not, readable by the owner only.
#[cfg(unix)]
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

/// Writes a file that there was not.
#[cfg(not(unix))]
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}
