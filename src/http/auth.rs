//! Who calls: the token of a request, scopes, and the permission in a handler's type.

use crate::domain::code::codes;
use crate::domain::ods::Ods;
use crate::domain::purpose::AccessPurpose;
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
        ReadSettings = "settings:read", "Read the area's settings";
        WriteSettings = "settings:write", "Set the area's settings: whom to ask, and which organisations may act as what";
        AskStatus = "status:read", "Ask for the status of people whose consent covers the organisation";
        BreakGlass = "people:break-glass", "Open a record in an emergency, for some hours and with a reason";
        ReviewGlass = "break-glass:review", "Look into records opened in an emergency";
        ReadMeasures = "measures:read", "Read the measures of the organisation's area";
        ReadAudit = "audit:read", "Read who read and who changed what";
        WriteCheckpoints = "checkpoints:write", "Make signed checkpoints of the register";
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
permits! { ReadReferrals WriteReferrals DecideReferrals ReadPeople WriteConsents WriteRatings WriteAdmissions WriteReviews WritePeople WriteCorrections WriteRedactions WriteVisits WriteSupport ReadMeetings WriteMeetings ReadKeyworking WriteKeyworking WriteBarriers WriteLeaders ReadTransfers WriteTransfers ReadSettings WriteSettings AskStatus BreakGlass ReviewGlass ReadMeasures ReadAudit WriteCheckpoints WriteNotices ReadDeadlines ReadPolicies }

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
    pub purpose: Option<AccessPurpose>,
    scopes: Vec<Scope>,
}

/// What a header says, if it is there; one that is no text of ASCII says nothing that we know.
fn stated<'r>(request: &'r HttpRequest, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or_default())
}

/// `X-Purpose`: a code of the list.
fn purpose(request: &HttpRequest) -> Result<Option<AccessPurpose>, HttpError> {
    let read = |text: &str| {
        let why = "X-Purpose must be a code of the list access_purpose (GET /v1/reference-data), or be left out";
        AccessPurpose::from_code(text).ok_or_else(|| HttpError::fault("", "unknown_purpose", why))
    };
    stated(request, "x-purpose").map(read).transpose()
}

/// `X-On-Behalf-Of`: the user, as the calling system knows them.
fn user(request: &HttpRequest) -> Result<Option<String>, HttpError> {
    let read = |text: &str| {
        let sound = (1..=100).contains(&text.len()) && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        let why = "X-On-Behalf-Of must be 1 to 100 visible ASCII characters: the user's identifier in your system";
        if sound { Ok(text.to_owned()) } else { Err(HttpError::fault("", "on_behalf_of_format", why)) }
    };
    stated(request, "x-on-behalf-of").map(read).transpose()
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

/// The refusal of an organisation that no ICB has named; another organisation's token might do (RFC 9110 §11.6.1).
pub(crate) fn unnamed() -> HttpError {
    HttpError::new(Problem::NotNamed).header(header::WWW_AUTHENTICATE, "Bearer realm=\"dsr\"")
}

/// Who calls, if the token holds and the client has not called too often.
async fn identity(request: &HttpRequest) -> Result<Identity, HttpError> {
    let verifier = request.app_data::<web::Data<Arc<Verifier>>>().ok_or(Problem::Internal)?;
    let bearer = verifier.bearer(presented(request)?).await.map_err(refused)?;
    let identity = Identity::new(bearer, request_id(request));
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
    fn new(bearer: Bearer, request_id: String) -> Self {
        Self {
            actor: Actor {
                client_id: bearer.client,
                subject: bearer.subject,
                organisation: bearer.organisation.to_string(),
                request_id,
            },
            organisation: bearer.organisation,
            purpose: None,
            scopes: bearer.scopes.iter().filter_map(|code| Scope::from_code(code)).collect(),
        }
    }

    /// With what the request says of itself: for whom, and for what. A token that is a user's own has said for whom.
    fn stating(mut self, request: &HttpRequest) -> Result<Self, HttpError> {
        self.purpose = purpose(request)?;
        if let Some(user) = user(request)? {
            if self.user().is_some_and(|own| own != user) {
                let why = "the token is a user's own: leave X-On-Behalf-Of out, or name that user";
                return Err(HttpError::fault("", "other_user", why));
            }
            self.actor.subject = user;
        }
        Ok(self)
    }

    /// The user on whose behalf the call is made: the token's subject where it is not the client itself, else whom
    /// `X-On-Behalf-Of` names.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        Some(self.actor.subject.as_str()).filter(|subject| *subject != self.actor.client_id)
    }

    /// That the call says on whose behalf it is made, for registers and calls that ask it.
    ///
    /// # Errors
    /// 422 when it does not.
    pub fn demand_user(&self) -> Result<(), HttpError> {
        let why = "say on whose behalf: name the user in X-On-Behalf-Of, or use a user's own token";
        self.user().map(|_| ()).ok_or_else(|| HttpError::fault("", "user_needed", why))
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
            let identity = identity.stating(&request)?;
            let unread = request.app_data::<web::Data<Contract>>().is_some_and(|c| !c.reads_query(&request));
            if unread && !request.query_string().is_empty() {
                let why = "this call reads no query parameters; leave them out";
                return Err(HttpError::fault("?", "unknown_field", why));
            }
            Ok(Self { identity, permit: PhantomData })
        })
    }
}
