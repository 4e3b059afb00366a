//! Who calls: access tokens (RFC 9068, RFC 8725), scopes, and the permission in a handler's type.

use crate::domain::code::codes;
use crate::domain::ods::Ods;
use crate::domain::refusal::Problem;
use crate::http::limits;
use crate::http::ops::Contract;
use crate::http::problem::HttpError;
use crate::http::request_id;
use crate::store::Actor;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

codes! {
    /// What a token may allow.
    Scope {
        ReadReferrals = "referrals:read", "Read referrals within reach";
        WriteReferrals = "referrals:write", "Send, complete and withdraw referrals";
        DecideReferrals = "referrals:decide", "Decide referrals addressed to the organisation";
        ReadPeople = "people:read", "Read people within reach, their records and history";
        WriteConsents = "consents:write", "Record consent";
        WriteRatings = "ratings:write", "Give ratings";
        WriteAdmissions = "admissions:write", "Record admissions and discharges";
        WriteReviews = "reviews:write", "Record C(E)TRs";
        WritePeople = "people:write", "Correct a person's details, record leaving the register and death";
        WriteVisits = "visits:write", "Record oversight visits and notifications of a local authority";
        WriteSupport = "support:write", "Record plans, emergency meetings, support referrals and concerns";
        WriteNotices = "notices:write", "Report an admission of anybody";
        ReadDeadlines = "deadlines:read", "Read clocks";
        ReadPolicies = "policies:read", "Read policies, what a referral needs, and the code lists";
    }
}

/// A permission as a type: what a handler asks of its caller.
pub trait Permit: 'static {
    /// The scope the token must carry.
    const SCOPE: Scope;
}

macro_rules! permits {
    ($($name:ident)+) => {$(
        #[doc = concat!("Asks for [`Scope::", stringify!($name), "`].")]
        #[derive(Debug)]
        pub struct $name;
        impl Permit for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}
permits! { ReadReferrals WriteReferrals DecideReferrals ReadPeople WriteConsents WriteRatings WriteAdmissions WriteReviews WritePeople WriteVisits WriteSupport WriteNotices ReadDeadlines ReadPolicies }

/// A caller who holds permission `P`.
#[derive(Debug)]
pub struct Caller<P> {
    /// Who it is.
    pub identity: Identity,
    permit: PhantomData<P>,
}

/// Who calls, from a token that holds.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The organisation on whose behalf.
    pub organisation: Ods,
    /// Client, user, organisation and request, as facts and audit rows keep them.
    pub actor: Actor,
    /// For what purpose, as the caller says.
    pub purpose: Option<String>,
    scopes: Vec<Scope>,
}

/// The claims the service reads; their names can be mapped by configuration of the issuer.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    client_id: Option<String>,
    #[serde(default)]
    scope: String,
    org: String,
}

/// Checks tokens against one key.
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier(…)")
    }
}

impl Verifier {
    /// Accepts tokens that `issuer` signed for `audience` with the private half of `key`, by one of `algorithms`;
    /// 30 seconds of leeway between clocks.
    #[must_use]
    pub fn new(key: DecodingKey, algorithms: Vec<Algorithm>, issuer: &str, audience: &str) -> Self {
        let mut validation = Validation::new(algorithms.first().copied().unwrap_or(Algorithm::EdDSA));
        validation.algorithms = algorithms;
        validation.leeway = 30;
        validation.validate_nbf = true;
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self { key, validation }
    }

    /// Reads a public key in PEM form: RSA, elliptic curve or Ed25519. Shared secrets are not accepted.
    ///
    /// # Errors
    /// Not a public key of these kinds.
    pub fn from_pem(pem: &[u8], issuer: &str, audience: &str) -> Result<Self, String> {
        let rsa = vec![
            Algorithm::RS256,
            Algorithm::RS384,
            Algorithm::RS512,
            Algorithm::PS256,
            Algorithm::PS384,
            Algorithm::PS512,
        ];
        let attempts = [
            (DecodingKey::from_rsa_pem(pem), rsa),
            (DecodingKey::from_ec_pem(pem), vec![Algorithm::ES256, Algorithm::ES384]),
            (DecodingKey::from_ed_pem(pem), vec![Algorithm::EdDSA]),
        ];
        let found = attempts.into_iter().find_map(|(key, algorithms)| Some((key.ok()?, algorithms)));
        let (key, algorithms) = found.ok_or("not a public key in PEM form (RSA, EC P-256/P-384 or Ed25519)")?;
        Ok(Self::new(key, algorithms, issuer, audience))
    }

    fn identity(&self, token: &str, request: &HttpRequest) -> Result<Identity, &'static str> {
        let head = decode_header(token).map_err(|_| "the token is not a JWT")?;
        if !self.validation.algorithms.contains(&head.alg) {
            return Err("the token is signed with an algorithm that is not accepted here");
        }
        if head.typ.as_deref().is_some_and(|typ| {
            !["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(typ))
        }) {
            return Err("the token is not an access token by its 'typ'");
        }
        let claims = decode::<Claims>(token, &self.key, &self.validation).map_err(|error| why(error.kind()))?.claims;
        let organisation = Ods::parse(&claims.org).map_err(|_| "the claim 'org' is not an ODS code")?;
        let client_id = claims.client_id.unwrap_or_else(|| claims.sub.clone());
        let sound = |text: &str| !text.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control);
        if !sound(&client_id) || !sound(&claims.sub) {
            return Err("the claims 'sub' and 'client_id' must be 1 to 200 printable characters");
        }
        Ok(Identity {
            actor: Actor {
                client_id,
                subject: claims.sub,
                organisation: organisation.to_string(),
                request_id: request_id(request),
            },
            organisation,
            purpose: purpose(request),
            scopes: claims.scope.split(' ').filter_map(Scope::from_code).collect(),
        })
    }
}

fn purpose(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get("x-purpose")?.to_str().ok()?;
    let sound = text.len() <= 60 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (sound && !text.is_empty()).then(|| text.to_owned())
}

fn why(kind: &jsonwebtoken::errors::ErrorKind) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match kind {
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::ImmatureSignature => "the token is not valid yet",
        ErrorKind::InvalidIssuer => "the token is from another issuer",
        ErrorKind::InvalidAudience => "the token is for another audience",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => {
            "the token is signed with an algorithm that is not accepted here"
        }
        ErrorKind::MissingRequiredClaim(_) => "the token lacks one of the claims exp, iss, aud, sub",
        ErrorKind::InvalidSignature => "the token's signature does not hold",
        _ => "the token cannot be read",
    }
}

fn unauthenticated(why: &str, presented: bool) -> HttpError {
    let challenge = if presented {
        format!("Bearer realm=\"dsr\", error=\"invalid_token\", error_description=\"{}\"", why.replace(['"', '\''], ""))
    } else {
        "Bearer realm=\"dsr\"".to_owned()
    };
    let advice = Problem::Unauthenticated.row().advice;
    HttpError::new(Problem::Unauthenticated)
        .detail(format!("{why}. {advice}"))
        .header(header::WWW_AUTHENTICATE, challenge)
}

fn identity(request: &HttpRequest) -> Result<Identity, HttpError> {
    let verifier = request.app_data::<web::Data<Arc<Verifier>>>().ok_or(Problem::Internal)?;
    let presented =
        request.headers().get(header::AUTHORIZATION).ok_or_else(|| unauthenticated("There is no token", false))?;
    let token = presented.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let token = token.ok_or_else(|| unauthenticated("The Authorization header is not a bearer token", false))?;
    let identity = verifier.identity(token, request).map_err(|why| unauthenticated(why, true))?;
    limits::admit(request, &identity.actor.owner()).map(|()| identity)
}

impl<P: Permit> FromRequest for Caller<P> {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(identity(request).and_then(|identity| {
            let unread = request.app_data::<web::Data<Contract>>().is_some_and(|c| !c.reads_query(request));
            if unread && !request.query_string().is_empty() && identity.scopes.contains(&P::SCOPE) {
                Err(HttpError::fault("?", "unknown_field", "this call reads no query parameters; leave them out"))
            } else if identity.scopes.contains(&P::SCOPE) {
                Ok(Self { identity, permit: PhantomData })
            } else {
                let scope = P::SCOPE;
                let challenge = format!("Bearer realm=\"dsr\", error=\"insufficient_scope\", scope=\"{scope}\"");
                Err(HttpError::new(Problem::InsufficientScope)
                    .detail(format!(
                        "This call needs the scope '{scope}'. {}",
                        Problem::InsufficientScope.row().advice.replace("that 'detail' names", "named here")
                    ))
                    .header(header::WWW_AUTHENTICATE, challenge))
            }
        }))
    }
}
