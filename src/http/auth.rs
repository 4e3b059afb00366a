//! Who calls: the token of a request, scopes, and the permission in a handler's type.

use crate::domain::code::codes;
use crate::domain::ods::Ods;
use crate::domain::refusal::Problem;
use crate::http::limits;
use crate::http::ops::Contract;
use crate::http::problem::HttpError;
use crate::http::request_id;
use crate::login::claims::Bearer;
use crate::login::{Refused, Verifier};
use crate::store::Actor;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
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
        WriteCorrections = "corrections:write", "Correct facts entered in error and NHS numbers, and merge two records of one person";
        WriteRedactions = "redactions:write", "Take private text out of the record for good";
        WriteVisits = "visits:write", "Record oversight visits and notifications of a local authority";
        WriteSupport = "support:write", "Record plans, emergency meetings, support referrals and concerns";
        ReadMeetings = "meetings:read", "Read register meetings and their minutes";
        WriteMeetings = "meetings:write", "Call register meetings, set their agenda, note what they say and close them";
        WriteBarriers = "barriers:write", "Raise barriers, escalate, answer and close them";
        WriteLeaders = "leaders:write", "Name accountable leaders";
        ReadTransfers = "transfers:read", "Read transfers to and from the organisation";
        WriteTransfers = "transfers:write", "Propose, accept, refuse and withdraw transfers between ICBs";
        ReadKeyworking = "keyworking:read", "Read keyworking and caseloads";
        WriteKeyworking = "keyworking:write", "Record keyworking from referral to discharge";
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
permits! { ReadReferrals WriteReferrals DecideReferrals ReadPeople WriteConsents WriteRatings WriteAdmissions WriteReviews WritePeople WriteCorrections WriteRedactions WriteVisits WriteSupport ReadMeetings WriteMeetings ReadKeyworking WriteKeyworking WriteBarriers WriteLeaders ReadTransfers WriteTransfers WriteNotices ReadDeadlines ReadPolicies }

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

fn purpose(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get("x-purpose")?.to_str().ok()?;
    let sound = text.len() <= 60 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (sound && !text.is_empty()).then(|| text.to_owned())
}

fn unauthenticated(why: &str, presented: bool) -> HttpError {
    let challenge = if presented {
        format!(
            "Bearer realm=\"dsr\", error=\"invalid_token\", error_description=\"{}\"",
            why.replace(['"', '\'', '\\'], "")
        )
    } else {
        "Bearer realm=\"dsr\"".to_owned()
    };
    let advice = Problem::Unauthenticated.row().advice;
    HttpError::new(Problem::Unauthenticated)
        .detail(format!("{why}. {advice}"))
        .header(header::WWW_AUTHENTICATE, challenge)
}

/// Who calls, if the token holds and the client has not called too often.
async fn identity(request: &HttpRequest) -> Result<Identity, HttpError> {
    let verifier = request.app_data::<web::Data<Arc<Verifier>>>().ok_or(Problem::Internal)?;
    let bearer = verifier.bearer(presented(request)?).await.map_err(refused)?;
    let identity = Identity::new(bearer, purpose(request), request_id(request));
    limits::admit(request, &identity.actor.owner()).map(|()| identity)
}

/// The token of a request.
fn presented(request: &HttpRequest) -> Result<&str, HttpError> {
    let presented =
        request.headers().get(header::AUTHORIZATION).ok_or_else(|| unauthenticated("There is no token", false))?;
    let token = presented.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.ok_or_else(|| unauthenticated("The Authorization header is not a bearer token", false))
}

fn refused(why: Refused) -> HttpError {
    match why {
        Refused::Token(why) => unauthenticated(&why, true),
        Refused::Unknowable => Problem::IssuerUnavailable.into(),
    }
}

impl Identity {
    fn new(bearer: Bearer, purpose: Option<String>, request_id: String) -> Self {
        Self {
            actor: Actor {
                client_id: bearer.client,
                subject: bearer.subject,
                organisation: bearer.organisation.to_string(),
                request_id,
            },
            organisation: bearer.organisation,
            purpose,
            scopes: bearer.scopes.iter().filter_map(|code| Scope::from_code(code)).collect(),
        }
    }

    fn permitted(&self, scope: Scope) -> Result<(), HttpError> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        let challenge = format!("Bearer realm=\"dsr\", error=\"insufficient_scope\", scope=\"{scope}\"");
        let advice = Problem::InsufficientScope.row().advice.replace("that 'detail' names", "named here");
        Err(HttpError::new(Problem::InsufficientScope)
            .detail(format!("This call needs the scope '{scope}'. {advice}"))
            .header(header::WWW_AUTHENTICATE, challenge))
    }
}

impl<P: Permit> FromRequest for Caller<P> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let identity = identity(&request).await?;
            identity.permitted(P::SCOPE)?;
            let unread = request.app_data::<web::Data<Contract>>().is_some_and(|c| !c.reads_query(&request));
            if unread && !request.query_string().is_empty() {
                let why = "this call reads no query parameters; leave them out";
                return Err(HttpError::fault("?", "unknown_field", why));
            }
            Ok(Self { identity, permit: PhantomData })
        })
    }
}
