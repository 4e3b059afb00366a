//! Consent: what it covers, on what basis, and who may give it at which age (domain §2, Consent).

use crate::domain::calendar::Date;
use crate::domain::code::codes;
use crate::domain::event::{ConsentRecorded, Event, MembershipClosed};
use crate::domain::id::ConsentId;
use crate::domain::person::{EndReason, Moment, Person};
use crate::domain::refusal::{Faults, Refusal};
use crate::domain::text::Line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

codes! {
    /// What a consent is about.
    ConsentScope {
        Register = "register", "Being on the register";
        InformationSharing = "information_sharing", "Sharing information with those named";
        Review = "review", "Holding a C(E)TR";
        Keyworker = "keyworker", "A keyworker's involvement";
    }
    /// Whether consent was given.
    ConsentStatus {
        Given = "given", "Given";
        Refused = "refused", "Refused";
        Withdrawn = "withdrawn", "Given earlier, now withdrawn";
    }
    /// On what basis somebody may decide about consent.
    ConsentBasis {
        Own = "self", "The person, aged 16 or over";
        Gillick = "gillick", "The person, under 16 and Gillick competent";
        ParentalResponsibility = "parental_responsibility", "A holder of parental responsibility: under 16, at 16 and 17 only with recorded incapacity";
        BestInterests = "best_interests", "A recorded best-interests decision, aged 16 or over";
        Attorney = "attorney", "An attorney for health and welfare, aged 18 or over";
        Deputy = "deputy", "A deputy appointed by the Court of Protection, aged 16 or over";
    }
    /// Whom information sharing may reach.
    SharedWith {
        LocalAuthoritySend = "local_authority_send", "The local authority's SEND team";
        SocialCare = "social_care", "Social care";
        Provider = "provider", "The provider of care";
        Education = "education", "School or college";
        PoliceYos = "police_yos", "Police and youth offending service";
    }
}

/// How a best-interests decision was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BestInterests {
    /// The day the decision was made.
    pub decided_on: Date,
    /// Who made it.
    pub decision_maker: Line,
    /// The day capacity was assessed.
    pub capacity_assessed_on: Date,
}

/// One entry for the consent ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scope": "register", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": "2025-11-28"}))]
pub struct Consent {
    /// What the consent is about.
    pub scope: ConsentScope,
    /// Whether it was given.
    pub status: ConsentStatus,
    /// On what basis.
    pub basis: ConsentBasis,
    /// Who gave, refused or withdrew it.
    pub given_by: Line,
    /// The London date from which it holds; not in the future.
    pub effective_on: Date,
    /// Whom `information_sharing` covers; needed there unless organisations are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub covers: Vec<SharedWith>,
    /// Single organisations that `information_sharing` covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub organisations: Vec<crate::domain::ods::Ods>,
    /// Required when the basis is `best_interests`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_interests: Option<BestInterests>,
    /// The day incapacity to decide was recorded; required for `parental_responsibility` at 16 and 17.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incapacity_recorded_on: Option<Date>,
}

/// The consent under which a review is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewConsent {
    /// Whether it was given: a review is held only with consent (N).
    pub status: ConsentStatus,
    /// On what basis.
    pub basis: ConsentBasis,
    /// Who decided.
    pub given_by: Line,
    /// The London date of the decision; not after the review.
    pub effective_on: Date,
    /// Required when the basis is `best_interests`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_interests: Option<BestInterests>,
    /// The day incapacity to decide was recorded; required for `parental_responsibility` at 16 and 17.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incapacity_recorded_on: Option<Date>,
}

/// What both kinds of consent share, for the checks.
struct Given<'a> {
    basis: ConsentBasis,
    effective_on: Date,
    best_interests: Option<&'a BestInterests>,
    incapacity_recorded_on: Option<Date>,
}

/// Checks one ledger entry against the calendar and the person's age; faults are collected under `at`.
pub fn check(consent: &Consent, born: Option<Date>, today: Date, at: &str, faults: &mut Faults) {
    let given = Given {
        basis: consent.basis,
        effective_on: consent.effective_on,
        best_interests: consent.best_interests.as_ref(),
        incapacity_recorded_on: consent.incapacity_recorded_on,
    };
    check_basis(&given, born, today, at, faults);
    if consent.scope == ConsentScope::InformationSharing
        && consent.status == ConsentStatus::Given
        && consent.covers.is_empty()
        && consent.organisations.is_empty()
    {
        faults.meaning(
            format!("{at}/covers"),
            "consent_covers_nobody",
            "consent to information sharing must say whom it covers, in 'covers' or 'organisations'",
        );
    }
}

/// Checks the consent of a review held on `held_on`.
pub fn check_review(
    consent: &ReviewConsent,
    born: Option<Date>,
    held_on: Date,
    today: Date,
    at: &str,
    faults: &mut Faults,
) {
    let given = Given {
        basis: consent.basis,
        effective_on: consent.effective_on,
        best_interests: consent.best_interests.as_ref(),
        incapacity_recorded_on: consent.incapacity_recorded_on,
    };
    check_basis(&given, born, today, at, faults);
    if consent.status != ConsentStatus::Given {
        faults.rule(
            format!("{at}/status"),
            "review_without_consent",
            "a review is held only with consent: record it, or record the review as declined",
            "N: C(E)TR policy, consent to the review before it is held",
        );
    }
    if consent.effective_on > held_on {
        faults.meaning(
            format!("{at}/effective_on"),
            "consent_after_review",
            "consent must be given on or before the day the review was held",
        );
    }
}

fn check_basis(consent: &Given<'_>, born: Option<Date>, today: Date, at: &str, faults: &mut Faults) {
    let effective = consent.effective_on;
    if effective > today {
        faults.meaning(format!("{at}/effective_on"), "date_in_future", "must not lie in the future");
    }
    if let Some(born) = born {
        if effective < born {
            faults.meaning(format!("{at}/effective_on"), "date_before_birth", "must not lie before the date of birth");
        } else if let Some(reason) = wrong_at_age(consent, born.age_on(effective)) {
            faults.meaning(format!("{at}/basis"), "consent_basis_not_open_at_age", reason);
        }
    }
    if consent.incapacity_recorded_on.is_some_and(|day| day > effective.min(today)) {
        faults.meaning(
            format!("{at}/incapacity_recorded_on"),
            if consent.incapacity_recorded_on > Some(today) { "date_in_future" } else { "recorded_after_consent" },
            "incapacity is recorded on or before the day the consent takes effect",
        );
    }
    match (consent.basis, consent.best_interests) {
        (ConsentBasis::BestInterests, None) => faults.meaning(
            format!("{at}/best_interests"),
            "best_interests_details_missing",
            "a best-interests decision needs its date, the decision maker and the date capacity was assessed",
        ),
        (_, Some(details)) => {
            if details.decided_on > today || details.capacity_assessed_on > today {
                faults.meaning(format!("{at}/best_interests"), "date_in_future", "must not lie in the future");
            }
            if details.decided_on > effective && details.decided_on <= today {
                faults.meaning(
                    format!("{at}/best_interests/decided_on"),
                    "decided_after_consent",
                    "the decision is made on or before the day the consent takes effect",
                );
            }
            if details.capacity_assessed_on > details.decided_on {
                faults.meaning(
                    format!("{at}/best_interests/capacity_assessed_on"),
                    "capacity_assessed_after_decision",
                    "capacity is assessed on or before the day of the decision",
                );
            }
        }
        _ => {}
    }
}

/// The age rules of each basis; `None` when the basis is open at this age.
fn wrong_at_age(consent: &Given<'_>, age: u32) -> Option<&'static str> {
    match consent.basis {
        ConsentBasis::Own if age < 16 => {
            Some("'self' is open from 16; under 16 use 'gillick' or 'parental_responsibility'")
        }
        ConsentBasis::Gillick if age >= 16 => Some("'gillick' is open under 16; from 16 use 'self'"),
        ConsentBasis::ParentalResponsibility if age >= 18 => Some("'parental_responsibility' ends at 18"),
        ConsentBasis::ParentalResponsibility if age >= 16 && consent.incapacity_recorded_on.is_none() => {
            Some("at 16 and 17 'parental_responsibility' needs 'incapacity_recorded_on'")
        }
        ConsentBasis::BestInterests if age < 16 => Some("'best_interests' is open from 16"),
        ConsentBasis::Attorney if age < 18 => Some("'attorney' is open from 18"),
        ConsentBasis::Deputy if age < 16 => Some("'deputy' is open from 16"),
        _ => None,
    }
}

/// Records consent given, refused or withdrawn. When the consent to be on the register that holds afterwards is not
/// given, the membership closes on the day of that consent (§5), at the earliest on the day it opened; an inpatient's
/// spell and its clocks go on.
///
/// # Errors
/// A basis not open at the person's age, dates that cannot be, details missing.
pub fn record(person: &Person, moment: &Moment, consent: Consent) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    check(&consent, person.born(), moment.today, "", &mut faults);
    person.check_alive(consent.effective_on, "/effective_on", &mut faults);
    faults.verdict()?;
    let recorded = Event::ConsentRecorded(recorded(ConsentId(moment.id), consent));
    let mut after = person.clone();
    after.apply(&recorded);
    let mut events = vec![recorded];
    let withdrawn = after.register_consent().filter(|c| c.status != ConsentStatus::Given);
    if let (Some(withdrawn), Some(open)) = (withdrawn, after.membership()) {
        events.push(Event::MembershipClosed(MembershipClosed {
            membership_id: open.id(),
            closed_on: withdrawn.effective_on.max(open.current().opened_on),
            reason: EndReason::ConsentWithdrawn,
            decided_by: None,
            note: None,
        }));
    }
    Ok(events)
}

/// The fact a ledger entry becomes.
#[must_use]
pub fn recorded(consent_id: ConsentId, consent: Consent) -> ConsentRecorded {
    ConsentRecorded {
        consent_id,
        scope: consent.scope,
        status: consent.status,
        basis: consent.basis,
        effective_on: consent.effective_on,
        covers: consent.covers,
        organisations: consent.organisations,
        incapacity_recorded_on: consent.incapacity_recorded_on,
        given_by: Some(consent.given_by),
        best_interests: consent.best_interests,
    }
}
