//! Status answers (domain §6): the smallest true answer to another organisation's question about one person. It is given only if
//! three things hold at once: the responsible ICB has named the organisation as one that may ask, the person is of its area where
//! it asks as an authority, and the consent to information sharing in force covers it. In every other case, also when nobody is
//! known, the answer is the same.

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::consent::{ConsentBasis, ConsentScope, ConsentStatus, SharedWith};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::person::{MembershipStatus, Named};
use crate::domain::purpose::AccessPurpose;
use crate::domain::rating::Rag;
use crate::domain::settings::{Partnership, RegisterContact, SettingsView};
use crate::domain::text::Line;
use crate::domain::view::{ConsentSummary, PersonDocument};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What came of a question.
    StatusResult {
        Told = "told", "The status is told";
        Unknown = "unknown", "Nothing can be told: nobody is known, or it is not yours to know; the two are answered alike";
    }
    /// A part of a person's record, as far as a status answer speaks of it.
    StatusField {
        Keyworker = "keyworker", "The named keyworker and how to reach them";
        RiskFactors = "risk_factors", "Why the person has their colour";
        Hospital = "hospital", "Which hospital and ward, and on what legal basis";
        Reviews = "reviews", "What was found and recommended in C(E)TRs";
        Barriers = "barriers", "What blocks the right care";
        History = "history", "What happened before";
    }
    /// What allows a status to be told.
    GivenBasis {
        Consent = "consent", "The area's ICB has named your organisation, and the person's consent to sharing information covers it";
        OwnRegister = "own_register", "The person is on your own register, or in hospital and known to it";
    }
    /// Why a part is not told.
    WithheldWhy {
        NotPartOfStatus = "not_part_of_status", "A status answer never holds it; ask the area's register contact if you need it";
        NotConsented = "not_consented", "The consent in force does not cover it";
    }
}

/// A question about one person. It is never part of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"nhs_number": "999 100 0011", "date_of_birth": "1990-05-14", "purpose": "ehc_plan_review", "reference": "SEND-2291"}))]
pub struct StatusQuery {
    /// NHS number.
    pub nhs_number: NhsNumber,
    /// Date of birth; it has to agree.
    pub date_of_birth: Date,
    /// For what the answer is needed; it is kept with the question.
    pub purpose: AccessPurpose,
    /// A reference of your own, given back with the answer; no name and no number of the person.
    #[serde(default)]
    pub reference: Option<Line>,
}

/// Questions about several people, answered in their order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"queries": [{"nhs_number": "999 100 0011", "date_of_birth": "1990-05-14", "purpose": "ehc_plan_review"}]}))]
pub struct StatusQueries {
    /// The questions.
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    pub queries: Vec<StatusQuery>,
}

/// What is told of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Status {
    /// Whether the person is on the register today.
    pub on_register: bool,
    /// The colour; null when the person has none.
    pub rag: Option<Rag>,
    /// Whether the person is in a mental-health hospital today.
    pub in_hospital: bool,
    /// The named keyworker, with how to reach them; null when none is named or this is withheld.
    pub keyworker: Option<StatusKeyworker>,
    /// By when the next C(E)TR or discussion in a register meeting is due; null when none is.
    pub next_review_due_on: Option<Date>,
}

/// A keyworker, as told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatusKeyworker {
    /// Who, and how to reach them; null after redaction.
    pub who: Option<Named>,
    /// The keyworking service.
    pub keyworker_service_ods: Option<Ods>,
}

/// A part that is not told, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Withheld {
    /// The part.
    pub field: StatusField,
    /// Why.
    pub why: WithheldWhy,
}

/// On what basis a status is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GivenOn {
    /// The responsible ICB.
    pub icb_ods: Ods,
    /// What allows it.
    pub basis: GivenBasis,
    /// As what your organisation was told; null on your own register, and when the consent names your organisation itself.
    pub asks_as: Option<SharedWith>,
    /// On what basis somebody consented to sharing information; null on your own register.
    pub consent_basis: Option<ConsentBasis>,
    /// Since when that consent holds; null on your own register.
    pub consent_effective_on: Option<Date>,
}

/// Who asks, as far as a person's ICB knows them.
#[derive(Debug, Clone, Copy)]
pub enum Asker<'a> {
    /// The responsible ICB itself.
    Own(&'a SettingsView),
    /// An organisation that it has named.
    Named(&'a Partnership),
}

/// What a question comes to, when it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The status.
    pub status: Status,
    /// What is not told of a record that is known.
    pub withheld: Vec<Withheld>,
    /// On what basis.
    pub given_on: GivenOn,
    /// Whom to ask for more.
    pub contact: Option<RegisterContact>,
}

/// What an organisation may be told of somebody today; `None`: as if nobody were known.
///
/// Somebody who has left the register and is not in hospital is as unknown as anybody else; so is somebody who has died, and a
/// record that was merged into another.
#[must_use]
pub fn told(person: &PersonDocument, asker: Asker<'_>, today: Date) -> Option<Told> {
    let standing = person.standing();
    let on_register = standing.membership.as_ref().is_some_and(|m| m.status == MembershipStatus::Active);
    let in_hospital = standing.hospital.is_some();
    if !person.goes_on() {
        return None;
    }
    let given_on = given_on(person, asker, today)?;
    let known = standing.keyworker.as_ref().filter(|summary| summary.assigned_on.is_some());
    let may_name = in_force(&standing.consents, ConsentScope::Keyworker, today).is_some();
    let keyworker = known.filter(|_| may_name).map(|summary| StatusKeyworker {
        who: summary.keyworker.clone(),
        keyworker_service_ods: summary.keyworker_service_ods.clone(),
    });
    let unnamed = (!may_name).then_some(Withheld { field: StatusField::Keyworker, why: WithheldWhy::NotConsented });
    let never = [
        StatusField::RiskFactors,
        StatusField::Hospital,
        StatusField::Reviews,
        StatusField::Barriers,
        StatusField::History,
    ]
    .map(|field| Withheld { field, why: WithheldWhy::NotPartOfStatus });
    Some(Told {
        status: Status {
            on_register,
            rag: standing.rag,
            in_hospital,
            keyworker,
            next_review_due_on: person.next_review(today),
        },
        withheld: unnamed.into_iter().chain(never).collect(),
        given_on,
        contact: match asker {
            Asker::Own(settings) => settings.register_contact.clone(),
            Asker::Named(partnership) => partnership.register_contact.clone(),
        },
    })
}

/// On what basis somebody who asks is told, if they are.
fn given_on(person: &PersonDocument, asker: Asker<'_>, today: Date) -> Option<GivenOn> {
    let partnership = match asker {
        Asker::Named(partnership) => partnership,
        Asker::Own(settings) => {
            let (icb_ods, basis) = (settings.icb_ods.clone(), GivenBasis::OwnRegister);
            return Some(GivenOn { icb_ods, basis, asks_as: None, consent_basis: None, consent_effective_on: None });
        }
    };
    let consent = in_force(&person.standing().consents, ConsentScope::InformationSharing, today)?;
    // Its own name in the consent opens nothing that the ICB has not opened: who is of another area stays unknown to an authority.
    let partner = &partnership.partner;
    let mut asks = partner.asks_about(person.local_authority()).peekable();
    asks.peek()?;
    let by_name = consent.organisations.contains(&partner.organisation_ods);
    let asks_as = asks.find(|asks| !by_name && consent.covers.contains(asks));
    if !by_name && asks_as.is_none() {
        return None;
    }
    Some(GivenOn {
        icb_ods: partnership.icb_ods.clone(),
        basis: GivenBasis::Consent,
        asks_as,
        consent_basis: Some(consent.basis),
        consent_effective_on: Some(consent.effective_on),
    })
}

/// The consent of this scope that is given on `today`.
fn in_force(consents: &[ConsentSummary], scope: ConsentScope, today: Date) -> Option<&ConsentSummary> {
    consents.iter().find(|c| c.scope == scope && c.status == ConsentStatus::Given && c.effective_on <= today)
}
