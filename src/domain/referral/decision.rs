//! What may be decided about a referral.

use super::{
    Decision, DecisionOutcome, DeclineReason, Information, NewReferral, Referral, Source, Withdrawal, about_register,
    register_consent,
};
use crate::domain::calendar::Date;
use crate::domain::consent::{self, ConsentScope};
use crate::domain::event::{
    Event, MembershipOpened, PersonCreated, Rated, ReferralAccepted, ReferralDeclined, ReferralInformationAdded,
    ReferralInformationRequested, ReferralLinked, ReferralReceived, ReferralWithdrawn,
};
use crate::domain::id::{ConsentId, MembershipId, PersonId, RatingId, derived};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::person::{Moment, Named, Person, PersonDetails, Register};
use crate::domain::policy::{Asks, Criteria};
use crate::domain::rating::{self, Rag, Trigger};
use crate::domain::referral::InitialRating;
use crate::domain::refusal::{Faults, Refusal};

/// Receives a referral.
///
/// # Errors
/// Everything that contradicts itself or the calendar; a self or family referral without a supporting professional.
pub fn receive(
    moment: &Moment,
    submitted_ods: Ods,
    client_id: String,
    new: NewReferral,
) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let received_on = new.received_on.unwrap_or(moment.today);
    if received_on > moment.today {
        faults.meaning("/received_on", "date_in_future", "must not lie in the future");
    }
    new.person.check(moment.today, "/person", &mut faults);
    if received_on < new.person.date_of_birth {
        faults.meaning("/received_on", "date_before_birth", "must not lie before the date of birth");
    }
    for (index, given) in new.consents.iter().enumerate() {
        consent::check(given, Some(new.person.date_of_birth), moment.today, &format!("/consents/{index}"), &mut faults);
    }
    if matches!(new.source, Source::Own | Source::Family) && new.supporting_professional.is_none() {
        faults.meaning("/supporting_professional", "supporting_professional_missing",
            "a self or family referral is made with help from a health, education or social care professional (S2): name them");
    }
    if new.suggested_rag == Some(Rag::Blue) {
        faults.meaning(
            "/suggested_rag",
            "blue_by_admission_only",
            "suggest red, amber or green; Blue comes only with an admission",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReferralReceived(Box::new(ReferralReceived {
        received_on,
        icb_ods: new.person.icb_ods.clone(),
        submitted_ods,
        client_id,
        client_reference: new.client_reference,
        source: new.source,
        local_authority: new.person.local_authority.clone(),
        open_to_health_and_social_care: new.open_to_health_and_social_care,
        in_crisis: new.mental_health_crisis.in_crisis,
        risk_factors: new.risk_factors,
        suggested_rag: new.suggested_rag,
        referrer: Some(new.referrer),
        supporting_professional: new.supporting_professional,
        person: Some(new.person),
        mental_health_crisis: Some(new.mental_health_crisis),
        what_has_been_tried: new.what_has_been_tried,
        what_would_help: new.what_would_help,
        consents: new.consents,
    }))])
}

/// Adds information; a referral that waited for it is received again.
///
/// # Errors
/// The referral is closed, or dates cannot be.
pub fn add_information(referral: &Referral, moment: &Moment, information: Information) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let added_on = information.added_on.unwrap_or(moment.today);
    check_open(referral, &mut faults);
    check_step(referral, added_on, moment.today, "/added_on", &mut faults);
    let born = referral.received.person.as_ref().map(|p| p.date_of_birth);
    for (index, given) in information.consents.iter().enumerate() {
        consent::check(given, born, moment.today, &format!("/consents/{index}"), &mut faults);
    }
    let known = referral.received.person.as_ref().and_then(|p| p.nhs_number.as_ref());
    if known.is_some() && information.nhs_number.is_some() && known != information.nhs_number.as_ref() {
        faults.meaning(
            "/nhs_number",
            "nhs_number_differs",
            "the referral carries another NHS number; withdraw it and refer again if that one was wrong",
        );
    }
    faults.verdict()?;
    Ok(vec![Event::ReferralInformationAdded(ReferralInformationAdded {
        added_on,
        risk_factors: information.risk_factors,
        in_crisis: information.in_crisis,
        open_to_health_and_social_care: information.open_to_health_and_social_care,
        information: Some(information.information),
        given_by: Some(information.given_by),
        consents: information.consents,
        nhs_number: information.nhs_number,
    })])
}

/// Takes a referral back: only the organisation that sent it can.
///
/// # Errors
/// Somebody else's referral, a closed one, or dates that cannot be.
pub fn withdraw(referral: &Referral, moment: &Moment, by: &Ods, withdrawal: Withdrawal) -> Result<Vec<Event>, Refusal> {
    let mut faults = Faults::default();
    let withdrawn_on = withdrawal.withdrawn_on.unwrap_or(moment.today);
    if *by != referral.received.submitted_ods {
        faults.rule(
            "",
            "not_the_sender",
            "only the organisation that sent a referral withdraws it; decide it instead",
            "I: a referral is the sender's until it is decided",
        );
    }
    check_open(referral, &mut faults);
    check_step(referral, withdrawn_on, moment.today, "/withdrawn_on", &mut faults);
    faults.verdict()?;
    Ok(vec![Event::ReferralWithdrawn(ReferralWithdrawn {
        withdrawn_on,
        withdrawn_by: Some(withdrawal.withdrawn_by),
        reason: withdrawal.reason,
    })])
}

/// What a decision writes: facts of the referral, and facts of the person it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The referral's facts.
    pub referral: Vec<Event>,
    /// The person and their facts, on acceptance.
    pub person: Option<(PersonId, Vec<Event>)>,
}

/// Decides a referral. `known` is the person that `decision.person_id` names, when that person is the caller's.
///
/// # Errors
/// Fields that do not belong to the outcome or are missing for it; for acceptance every unmet rule of §5.
pub fn decide(
    referral: &Referral,
    known: Option<&Person>,
    criteria: &Criteria,
    moment: &Moment,
    decision: Decision,
) -> Result<Decided, Refusal> {
    let mut faults = Faults::default();
    check_open(referral, &mut faults);
    check_step(referral, decision.decided_on, moment.today, "/decided_on", &mut faults);
    check_fields(&decision, &mut faults);
    match decision.outcome {
        DecisionOutcome::Accepted => accept(referral, known, criteria, moment, decision, faults),
        DecisionOutcome::Declined => {
            faults.verdict()?;
            let reason = decision.reason.unwrap_or(DeclineReason::CriteriaNotMet);
            let declined = ReferralDeclined {
                decided_on: decision.decided_on,
                reason,
                decided_by: Some(decision.decided_by),
                note: decision.note,
            };
            Ok(Decided { referral: vec![Event::ReferralDeclined(declined)], person: None })
        }
        DecisionOutcome::AwaitingInformation => {
            faults.verdict()?;
            let asked = ReferralInformationRequested {
                asked_on: decision.decided_on,
                decided_by: Some(decision.decided_by),
                missing: decision.missing,
            };
            Ok(Decided { referral: vec![Event::ReferralInformationRequested(asked)], person: None })
        }
    }
}

/// Each outcome has its own fields: those it needs, and those it must not carry.
fn check_fields(decision: &Decision, faults: &mut Faults) {
    let accepting = decision.outcome == DecisionOutcome::Accepted;
    for (present, at) in [
        (decision.rating.is_some(), "/rating"),
        (decision.person_id.is_some(), "/person_id"),
        (decision.nhs_number.is_some(), "/nhs_number"),
        (!decision.consents.is_empty(), "/consents"),
        (decision.lead_professional.is_some(), "/lead_professional"),
        (decision.override_reason.is_some(), "/override_reason"),
    ] {
        if present && !accepting {
            faults.meaning(at, "field_of_other_outcome", "belongs to the outcome 'accepted' only");
        }
    }
    match (decision.outcome == DecisionOutcome::Declined, decision.reason) {
        (true, None) => faults.meaning("/reason", "reason_missing", "declining needs a reason code"),
        (false, Some(_)) => {
            faults.meaning("/reason", "field_of_other_outcome", "belongs to the outcome 'declined' only");
        }
        _ => {}
    }
    match (decision.outcome == DecisionOutcome::AwaitingInformation, decision.missing.is_empty()) {
        (true, true) => faults.meaning("/missing", "missing_missing", "say what information is missing"),
        (false, false) => {
            faults.meaning("/missing", "field_of_other_outcome", "belongs to the outcome 'awaiting_information' only");
        }
        _ => {}
    }
}

fn accept(
    referral: &Referral,
    known: Option<&Person>,
    criteria: &Criteria,
    moment: &Moment,
    decision: Decision,
    mut faults: Faults,
) -> Result<Decided, Refusal> {
    let claimed = referral.received.person.clone().ok_or(Refusal::NotFound)?;
    let born = known.and_then(Person::born).unwrap_or(claimed.date_of_birth);
    for (index, given) in decision.consents.iter().enumerate() {
        consent::check(given, Some(born), moment.today, &format!("/consents/{index}"), &mut faults);
    }
    let in_hospital = known.is_some_and(|p| p.open_spell().is_some());
    let mut consents = referral.consents();
    consents.extend(decision.consents.iter().cloned());
    let held = known.iter().flat_map(|p| p.consents.iter()).filter(|c| c.scope == ConsentScope::Register);
    let entries: Vec<_> = held.map(|c| (c.effective_on, c.status)).chain(about_register(&consents)).collect();
    // Given on the day of the decision, and still given now that it is recorded.
    if ![Some(decision.decided_on), None].iter().all(|day| register_consent(entries.iter().copied(), *day)) {
        faults.rule("/consents", "no_register_consent", "acceptance needs consent to be on the register, or a recorded best-interests decision: add it to 'consents'",
            "S4: the referral must be made with consent or a recorded best interest decision");
    }
    let overridden = check_criteria(referral, criteria, in_hospital, decision.override_reason.is_some(), &mut faults);
    let nhs_number = check_identity(referral, known, &decision, &mut faults);
    check_initial_rating(&decision, known, &mut faults);
    if let Some(person) = known {
        if person.died_on.is_some() {
            faults.rule(
                "/person_id",
                "person_died",
                "this person has died: decline the referral",
                "I: nobody joins after their death",
            );
        }
        if person.membership().is_some() {
            faults.rule("/person_id", "already_on_register", "this person is on your register already: decline with reason 'duplicate'; the referral and its risk information stay on record",
                "I: a second referral for somebody known is a possible duplicate");
        }
        if person.last_membership().and_then(|m| m.closed).is_some_and(|(ended, _)| decision.decided_on < ended) {
            faults.meaning(
                "/decided_on",
                "date_before_last_stay_ended",
                "must not lie before the person's last stay on the register ended",
            );
        }
    }
    faults.verdict()?;

    let person_id = known.map_or(PersonId(moment.id), |p| p.id);
    let membership_id = MembershipId(derived(moment.id, "membership"));
    let accepted = ReferralAccepted {
        decided_on: decision.decided_on,
        person_id,
        membership_id,
        linked: known.is_some(),
        criteria_overridden: overridden,
        decided_by: Some(decision.decided_by.clone()),
        override_reason: decision.override_reason.clone(),
        note: decision.note.clone(),
    };
    let mut events = vec![match known {
        Some(_) => Event::ReferralLinked(ReferralLinked { linked_on: decision.decided_on, referral_id: referral.id }),
        None => Event::PersonCreated(created(referral, claimed, nhs_number, decision.decided_on)),
    }];
    events.extend(consents.into_iter().enumerate().map(|(index, given)| {
        Event::ConsentRecorded(consent::recorded(ConsentId(derived(moment.id, &format!("consent {index}"))), given))
    }));
    let previous = known.and_then(Person::last_membership).map(crate::domain::person::Membership::id);
    events.push(Event::MembershipOpened(opened(referral, &decision, membership_id, previous, born)));
    if let Some(rating) = decision.rating {
        events.push(Event::Rated(first_rating(
            referral,
            moment,
            membership_id,
            rating,
            decision.decided_on,
            decision.decided_by,
        )));
    }
    Ok(Decided { referral: vec![Event::ReferralAccepted(accepted)], person: Some((person_id, events)) })
}

/// The pack's criteria; whether one had to be overridden.
fn check_criteria(
    referral: &Referral,
    criteria: &Criteria,
    in_hospital: bool,
    override_given: bool,
    faults: &mut Faults,
) -> bool {
    let waived = |asks: Asks| asks == Asks::InCrisis && in_hospital;
    let mut any = false;
    for criterion in criteria.all().iter().filter(|c| !waived(c.asks) && !referral.meets(c)) {
        any = true;
        if !override_given {
            faults.rule(
                "/override_reason",
                criterion.unmet_code(),
                format!(
                    "{}: a criterion of the policy is not met; accept with 'override_reason', or decline",
                    criterion.unmet()
                ),
                &criterion.source,
            );
        }
    }
    any
}

/// Which NHS number the person will carry; faults when none, or when two disagree.
fn check_identity(
    referral: &Referral,
    known: Option<&Person>,
    decision: &Decision,
    faults: &mut Faults,
) -> Option<NhsNumber> {
    let claimed = referral.nhs_number();
    let held = known.and_then(|p| p.details.as_ref()).and_then(|d| d.nhs_number.as_ref());
    let number = held.or(claimed).or(decision.nhs_number.as_ref());
    if number.is_none() {
        faults.rule(
            "/nhs_number",
            "nhs_number_needed",
            "the referral has no NHS number: supply it to accept",
            "I: the ICB supplies the NHS number at acceptance",
        );
    }
    if decision.nhs_number.is_some() && decision.nhs_number.as_ref() != number {
        faults.meaning(
            "/nhs_number",
            "nhs_number_differs",
            "differs from the NHS number already on record; leave it out",
        );
    }
    if held.is_some() && claimed.is_some() && held != claimed {
        faults.rule(
            "/person_id",
            "identity_differs",
            "that person has another NHS number than the referral claims: link the right person, or create one",
            "I: a referral never changes an existing person by itself",
        );
    }
    number.cloned()
}

fn check_initial_rating(decision: &Decision, known: Option<&Person>, faults: &mut Faults) {
    const BLUE: &str = "S4: Blue (Inpatient)";
    let now = known.and_then(Person::open_spell);
    let then =
        known.and_then(|p| p.spell_on(decision.decided_on)).filter(|s| s.ended_on() != Some(decision.decided_on));
    if then.is_some_and(|spell| spell.discharged.is_some()) {
        faults.rule(
            "/decided_on",
            "in_hospital_that_day",
            "the person was in hospital that day and therefore Blue: decide on the day of the discharge or later",
            BLUE,
        );
    }
    match &decision.rating {
        None if now.is_none() => faults.rule(
            "/rating",
            "rating_needed",
            "acceptance needs an initial rating: red, amber or green",
            "S4: if accepted, the RAG rating determines the action",
        ),
        None => {}
        Some(_) if then.is_some_and(|spell| spell.discharged.is_none()) => faults.rule(
            "/rating",
            "in_hospital_is_blue",
            "the person is in hospital and therefore Blue: leave the rating out",
            BLUE,
        ),
        Some(given) => {
            rating::check_not_blue(given.rag, "/rating/rag", faults);
            rating::check_green(given.rag, given.unmanaged_risk_identified, given.mdt_members.len(), "/rating", faults);
        }
    }
}

fn created(
    referral: &Referral,
    claimed: PersonDetails,
    nhs_number: Option<NhsNumber>,
    known_since: Date,
) -> PersonCreated {
    PersonCreated {
        known_since,
        icb_ods: claimed.icb_ods.clone(),
        local_authority: claimed.local_authority.clone(),
        conditions: claimed.conditions.clone(),
        referral_id: Some(referral.id),
        person: Some(PersonDetails { nhs_number, nhs_number_absent: None, ..claimed }),
    }
}

fn opened(
    referral: &Referral,
    decision: &Decision,
    membership_id: MembershipId,
    previous: Option<MembershipId>,
    born: Date,
) -> MembershipOpened {
    let lead = decision.lead_professional.clone();
    let referrer = referral.received.referrer.clone().filter(|_| referral.received.source == Source::LeadProfessional);
    MembershipOpened {
        membership_id,
        opened_on: decision.decided_on,
        icb_ods: referral.received.icb_ods.clone(),
        register: if born.age_on(decision.decided_on) < 18 { Register::Cyp } else { Register::Adult },
        referral_id: referral.id,
        previous,
        lead_professional: lead.or(referrer),
    }
}

fn first_rating(
    referral: &Referral,
    moment: &Moment,
    membership_id: MembershipId,
    rating: InitialRating,
    effective_on: Date,
    set_by: Named,
) -> Rated {
    Rated {
        rating_id: RatingId(derived(moment.id, "rating")),
        membership_id,
        rag: rating.rag,
        effective_on,
        trigger: Trigger::Referral,
        unmanaged_risk_identified: rating.unmanaged_risk_identified,
        risk_factors: if rating.risk_factors.is_empty() { referral.risk_factors() } else { rating.risk_factors },
        rationale: Some(rating.rationale),
        set_by: Some(set_by),
        mdt_members: rating.mdt_members,
        scored_tool: rating.scored_tool,
    }
}

fn check_open(referral: &Referral, faults: &mut Faults) {
    if !referral.is_open() {
        faults.rule(
            "",
            "referral_closed",
            format!("this referral is {}; a new one is needed", referral.status),
            "I: a referral is decided once",
        );
    }
}

fn check_step(referral: &Referral, day: Date, today: Date, at: &str, faults: &mut Faults) {
    if day > today {
        faults.meaning(at, "date_in_future", "must not lie in the future");
    }
    if day < referral.received.received_on {
        faults.meaning(at, "date_before_receipt", "must not lie before the day the referral was received");
    }
}
