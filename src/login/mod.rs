//! Whose tokens hold (RFC 9068, RFC 8725): one issuer's, for one audience, signed with a key it publishes or with one
//! that was configured. Knows neither scopes nor requests.

pub mod claims;
pub mod fetch;
pub mod issuer;
pub mod keys;

use claims::{Bearer, Mapping};
use clap::ValueEnum;
use issuer::{Issuer, Standing};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use keys::{Key, Misfit, RSA};
use serde_json::Value;
use std::borrow::Cow;

/// What the header `typ` of a token has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Typ {
    /// `at+jwt`, as RFC 9068 asks: an ID token is never taken for an access token.
    #[value(name = "at+jwt")]
    AtJwt,
    /// `JWT` or none, too, for issuers that do not follow RFC 9068. The audience is then what tells tokens apart.
    Jwt,
}

/// What a token has to say to hold.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The claim `iss`.
    pub issuer: String,
    /// The claim `aud`, or one of its entries.
    pub audience: String,
    /// The header `typ`.
    pub typ: Typ,
    /// By how many seconds the issuer's clock and this one may differ.
    pub leeway: u64,
    /// Where the other claims stand.
    pub mapping: Mapping,
}

impl Rules {
    /// With 30 seconds of leeway, any `typ` an access token may have, and the claim names of RFC 9068.
    #[must_use]
    pub fn new(issuer: &str, audience: &str) -> Self {
        let (issuer, audience) = (issuer.to_owned(), audience.to_owned());
        Self { issuer, audience, typ: Typ::Jwt, leeway: 30, mapping: Mapping::default() }
    }

    fn validation(&self, algorithms: &[Algorithm]) -> Validation {
        let mut validation = Validation::new(algorithms.first().copied().unwrap_or(Algorithm::EdDSA));
        validation.algorithms = algorithms.to_vec();
        validation.leeway = self.leeway;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation
    }

    /// The header's own part: what it must not ask for, and its `typ`.
    fn head(&self, token: &str) -> Result<Header, &'static str> {
        let head = decode_header(token).map_err(|_| "the token is not a JWT by an algorithm that is known here")?;
        if head.crit.is_some() {
            return Err("the token asks for extensions ('crit') that are not known here");
        }
        let typ = head.typ.as_deref().map(str::to_ascii_lowercase);
        match typ.as_deref() {
            Some("at+jwt" | "application/at+jwt") => Ok(head),
            Some("jwt") | None if self.typ == Typ::Jwt => Ok(head),
            _ => Err("the token is not an access token by its 'typ'"),
        }
    }
}

/// Why a token opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It does not hold; the sentence says why.
    Token(Cow<'static, str>),
    /// It cannot be told: the issuer's keys are not known now, or the issuer cannot be asked for a newer one.
    Unknowable,
}

impl<T: Into<Cow<'static, str>>> From<T> for Refused {
    fn from(why: T) -> Self {
        Self::Token(why.into())
    }
}

/// Where the keys come from.
enum Source {
    One(Key),
    Issuer(Issuer),
}

/// Checks tokens.
pub struct Verifier {
    rules: Rules,
    source: Source,
    rsa: Validation,
    ec: Validation,
    ed: Validation,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier(…)")
    }
}

impl Verifier {
    fn with(source: Source, rules: Rules) -> Self {
        let (rsa, ed) = (rules.validation(RSA), rules.validation(&[Algorithm::EdDSA]));
        let ec = rules.validation(&[Algorithm::ES256, Algorithm::ES384]);
        Self { rules, source, rsa, ec, ed }
    }

    /// Accepts tokens signed with the private half of `key`, by one of `algorithms`.
    #[must_use]
    pub fn new(key: DecodingKey, algorithms: Vec<Algorithm>, rules: Rules) -> Self {
        Self::with(Source::One(Key::new(key, algorithms)), rules)
    }

    /// Accepts tokens signed with a key that the issuer publishes.
    #[must_use]
    pub fn of(issuer: Issuer, rules: Rules) -> Self {
        Self::with(Source::Issuer(issuer), rules)
    }

    /// Reads a public key in PEM form: RSA, elliptic curve or Ed25519. Shared secrets are not accepted.
    ///
    /// # Errors
    /// Not a public key of these kinds.
    pub fn from_pem(pem: &[u8], rules: Rules) -> Result<Self, String> {
        let attempts = [
            (DecodingKey::from_rsa_pem(pem), RSA.to_vec()),
            (DecodingKey::from_ec_pem(pem), vec![Algorithm::ES256, Algorithm::ES384]),
            (DecodingKey::from_ed_pem(pem), vec![Algorithm::EdDSA]),
        ];
        let found = attempts.into_iter().find_map(|(key, algorithms)| Some((key.ok()?, algorithms)));
        let (key, algorithms) = found.ok_or("not a public key in PEM form (RSA, EC P-256/P-384 or Ed25519)")?;
        Ok(Self::new(key, algorithms, rules))
    }

    /// The issuer whose keys are kept, if one is configured.
    #[must_use]
    pub const fn issuer(&self) -> Option<&Issuer> {
        match &self.source {
            Source::One(_) => None,
            Source::Issuer(issuer) => Some(issuer),
        }
    }

    /// How things stand with the issuer, if one is configured.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        self.issuer().map(Issuer::standing)
    }

    /// Who calls. Waits for the issuer only if the token names a key that is not known, and never holds up others.
    ///
    /// # Errors
    /// The token does not hold, or it cannot be told whether it does.
    pub async fn bearer(&self, token: &str) -> Result<Bearer, Refused> {
        let head = self.rules.head(token)?;
        // Never asked about: an algorithm that no key here can have.
        self.validation(head.alg)?;
        match &self.source {
            Source::One(key) => self.signed(token, &head, key),
            Source::Issuer(issuer) => self.issued(token, &head, issuer).await,
        }
    }

    async fn issued(&self, token: &str, head: &Header, issuer: &Issuer) -> Result<Bearer, Refused> {
        // At most twice: behind a fetch that had begun already, and behind one of its own.
        for _ in 0..2 {
            match self.known(token, head, issuer) {
                Some(outcome) => return outcome,
                None if issuer.newer().await => {}
                None => break,
            }
        }
        self.known(token, head, issuer).unwrap_or_else(|| {
            if issuer.settled() {
                Err("the token is signed with a key that the issuer does not publish".into())
            } else {
                Err(Refused::Unknowable)
            }
        })
    }

    /// What the keys that are known now say of a token; nothing if it names another.
    fn known(&self, token: &str, head: &Header, issuer: &Issuer) -> Option<Result<Bearer, Refused>> {
        let keys = issuer.keys()?;
        match keys.fitting(head) {
            Ok(key) => Some(self.signed(token, head, key)),
            Err(Misfit::Algorithm) => Some(Err(ALGORITHM.into())),
            Err(Misfit::Ambiguous) => {
                Some(Err("the token does not name its key ('kid'), and the issuer has several".into()))
            }
            Err(Misfit::Unknown) => None,
        }
    }

    fn validation(&self, algorithm: Algorithm) -> Result<&Validation, &'static str> {
        match algorithm {
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Err(ALGORITHM),
            Algorithm::ES256 | Algorithm::ES384 => Ok(&self.ec),
            Algorithm::EdDSA => Ok(&self.ed),
            _ => Ok(&self.rsa),
        }
    }

    fn signed(&self, token: &str, head: &Header, key: &Key) -> Result<Bearer, Refused> {
        if !key.algorithms.contains(&head.alg) {
            return Err(ALGORITHM.into());
        }
        let validation = self.validation(head.alg)?;
        let claims = decode::<Value>(token, &key.public, validation).map_err(|error| why(error.kind()))?.claims;
        self.rules.mapping.bearer(&claims).map_err(Refused::Token)
    }
}

const ALGORITHM: &str = "the token is signed with an algorithm that is not accepted here";

fn why(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::ImmatureSignature => "the token is not valid yet",
        ErrorKind::InvalidIssuer => "the token is from another issuer",
        ErrorKind::InvalidAudience => "the token is for another audience",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => ALGORITHM,
        ErrorKind::MissingRequiredClaim(_) => "the token lacks one of the claims exp, iss, aud",
        ErrorKind::InvalidSignature => "the token's signature does not hold",
        _ => "the token cannot be read",
    }
}
