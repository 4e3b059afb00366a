//! Keys an issuer publishes (RFC 7517): which of them may check a signature, and which one a token asks for. The
//! algorithm belongs to the key, never to the token alone (RFC 8725, section 3.1).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde_json::Value;

/// RSA, for keys that do not say by which of its algorithms.
pub(super) const RSA: &[Algorithm] =
    &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// At most so many keys are looked at; no issuer publishes as many.
const MOST: usize = 100;

/// One public key and the algorithms it may be used with.
#[derive(Clone)]
pub struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) public: DecodingKey,
}

/// The keys of an issuer that may check signatures.
#[derive(Clone, Default)]
pub struct KeySet(Vec<Key>);

/// Why no key is the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// No key has this name; a newer set may.
    Unknown,
    /// The named key is for other algorithms.
    Algorithm,
    /// The token names no key, and several would do.
    Ambiguous,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeySet({})", self.0.len())
    }
}

impl Key {
    pub(super) fn new(key: DecodingKey, algorithms: Vec<Algorithm>) -> Self {
        Self { id: None, algorithms, public: key }
    }

    /// A published key, if it is one for signatures and strong enough: RSA from 2048 to 8192 bits, P-256, P-384,
    /// Ed25519. Shared secrets, and private keys that were published by mistake, are no keys.
    fn published(value: &Value) -> Option<Self> {
        if value.get("d").is_some() {
            return None;
        }
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        let common = &jwk.common;
        let signs = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature)
            && common.key_operations.as_ref().is_none_or(|all| all.contains(&KeyOperations::Verify));
        let possible: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(rsa) if (2048..=8192).contains(&bits(&rsa.n)) => RSA,
            AlgorithmParameters::EllipticCurve(ec) => match ec.curve {
                EllipticCurve::P256 => &[Algorithm::ES256],
                EllipticCurve::P384 => &[Algorithm::ES384],
                _ => &[],
            },
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
            _ => &[],
        };
        let algorithms: Vec<Algorithm> = match common.key_algorithm {
            None => possible.to_vec(),
            Some(named) => {
                possible.iter().copied().filter(|it| Algorithm::try_from(named).is_ok_and(|n| n == *it)).collect()
            }
        };
        if !signs || algorithms.is_empty() {
            return None;
        }
        Some(Self { id: common.key_id.clone(), algorithms, public: DecodingKey::from_jwk(&jwk).ok()? })
    }
}

/// The bits of an RSA modulus in base64url, in whole octets: four characters are three of them.
fn bits(modulus: &str) -> usize {
    modulus.trim_end_matches('=').len().saturating_mul(6).saturating_div(8).saturating_mul(8)
}

impl KeySet {
    /// The keys of a JWK set that may check signatures; what cannot be read is passed over, as RFC 7517 asks.
    ///
    /// # Errors
    /// Not a JWK set.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(bytes)?;
        Ok(Self(document.keys.iter().take(MOST).filter_map(Key::published).collect()))
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one key that a token with this header can have been signed with. Only name and algorithm are looked at: keys
    /// and addresses of keys that a token brings along (`jwk`, `jku`, `x5c`, `x5u`) mean nothing.
    ///
    /// # Errors
    /// There is none, or not just one.
    pub fn fitting(&self, head: &Header) -> Result<&Key, Misfit> {
        let able = |key: &&Key| key.algorithms.contains(&head.alg);
        if let Some(id) = &head.kid {
            let mut named = self.0.iter().filter(|key| key.id.as_ref() == Some(id)).peekable();
            named.peek().ok_or(Misfit::Unknown)?;
            return named.find(able).ok_or(Misfit::Algorithm);
        }
        let mut able = self.0.iter().filter(able);
        match (able.next(), able.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(Misfit::Algorithm),
            (Some(_), Some(_)) => Err(Misfit::Ambiguous),
        }
    }
}
