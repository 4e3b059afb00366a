//! What is measured: each measure with what it counts, in words, and where that comes from.

use super::sum::Found;
use super::{Subject, barrier, hospital, keyworking, register, review};
use crate::domain::admission::Setting;
use crate::domain::barrier::{BarrierCategory, Level};
use crate::domain::code::{Coded, codes};
use crate::domain::duty::Duty;
use crate::domain::keyworking::KeyworkingAgency;
use crate::domain::rating::{Rag, RiskFactor};
use crate::domain::review::Agency;
use crate::domain::support::ConcernKind;

codes! {
    /// Of what kind a measure's figures are.
    Kind {
        Count = "count", "How many";
        Rate = "rate", "How many of how many";
        Days = "days", "How many days";
    }
    /// Who is asked about in `named_keyworker`.
    Looked {
        Inpatients = "inpatients", "In hospital";
        Red = "red", "Red";
        Amber = "amber", "Amber";
    }
    /// How soon after a discharge somebody came back.
    Again {
        WithinThirtyDays = "within_30_days", "Within 30 days of a discharge";
        WithinAYear = "within_a_year", "Within 12 months of a discharge";
    }
    /// What one scale of an outcome measure asks (S1).
    Scale {
        SafeAndHappy = "safe_and_happy", "Safe and happy";
        ListenedTo = "listened_to", "Listened to, informed and involved";
        StressAndUncertainty = "stress_and_uncertainty", "Family stress and uncertainty";
        Stability = "stability", "Stability";
    }
}

/// A list of codes with what each is called.
type Codes = fn() -> Vec<(&'static str, &'static str)>;

/// What a measure falls into.
#[derive(Debug, Clone, Copy)]
pub enum Parts {
    /// Nothing.
    None,
    /// Parts that add up to all of it.
    Whole(Codes),
    /// Parts that add up to all of it, which another measure of the family says.
    OfFamily(Codes),
    /// Figures of one sort that add up to nothing: somebody can be in several, or in none.
    Separate(Codes),
}

impl Parts {
    /// Whether there is a figure for all of it.
    #[must_use]
    pub const fn has_whole(self) -> bool {
        matches!(self, Self::None | Self::Whole(_))
    }

    /// The parts, with what each is called.
    #[must_use]
    pub fn list(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::None => Vec::new(),
            Self::Whole(codes) | Self::OfFamily(codes) | Self::Separate(codes) => codes(),
        }
    }
}

/// Measures that divide the same things in different ways: the parts of one can be reckoned from those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Barriers that are open.
    OpenBarriers,
    /// Accepted gaps.
    AcceptedGaps,
}

/// One measure.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// Its name for ever.
    pub code: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it counts, in words.
    pub counts: &'static str,
    /// The sentence or the document that asks for it.
    pub source: &'static str,
    /// Of what kind its figures are.
    pub kind: Kind,
    /// What it falls into.
    pub parts: Parts,
    /// With which others it shares what it divides.
    pub family: Option<Family>,
    /// What it finds of one person.
    pub(super) find: fn(&Subject<'_>) -> Vec<Found>,
}

const fn measure(
    code: &'static str,
    kind: Kind,
    parts: Parts,
    find: fn(&Subject<'_>) -> Vec<Found>,
    [title, counts, source]: [&'static str; 3],
) -> Definition {
    Definition { code, title, counts, source, kind, parts, family: None, find }
}

const fn related(family: Family, definition: Definition) -> Definition {
    Definition { family: Some(family), ..definition }
}

/// What a level is for a barrier that is before none.
const NOT_ESCALATED: (&str, &str) = ("not_escalated", "On record, and not escalated");

fn levels() -> Vec<(&'static str, &'static str)> {
    std::iter::once(NOT_ESCALATED).chain(Level::codes()).collect()
}

/// The part of a barrier before this level.
pub(super) fn part_of_level(level: Option<Level>) -> &'static str {
    level.map_or(NOT_ESCALATED.0, Level::code)
}

/// Every measure, in the order shown.
#[must_use]
pub const fn definitions() -> &'static [Definition] {
    ALL
}

static ALL: &[Definition] = &[
    measure(
        "on_register",
        Kind::Count,
        Parts::Whole(Rag::codes),
        register::on_register,
        [
            "On the register",
            "People on the register at the end of the period's last day, by colour.",
            "S3: the register, at a population level, informs the commissioning of support services",
        ],
    ),
    measure(
        "risk_factors",
        Kind::Count,
        Parts::Separate(RiskFactor::codes),
        register::risk_factors,
        [
            "Risk factors",
            "People on the register at the end of the period, by risk factor of the rating that stands; somebody can have several.",
            "S3: factors that may increase the risk of admission",
        ],
    ),
    measure(
        "green_awaiting_decision",
        Kind::Count,
        Parts::None,
        register::green,
        [
            "Green, and a decision is due",
            "People Green for as long as the rules ask (three months) without an unmanaged risk, of whom it is not yet decided at the end of the period whether they leave or remain.",
            "S4: consider discharge from the register if somebody remains on Green for 3 months",
        ],
    ),
    measure(
        "admissions",
        Kind::Count,
        Parts::None,
        hospital::admissions,
        [
            "Admissions",
            "Admissions to hospital in the period, of people on the register or not; a move between wards is none.",
            "S1: reduced admissions; S0: a reduction in admissions",
        ],
    ),
    measure(
        "admissions_without_community_review",
        Kind::Rate,
        Parts::None,
        hospital::without_review,
        [
            "Admissions without a community C(E)TR before",
            "Admissions in the period before which no community C(E)TR was held within the look-back of the policy packs (90 days where no other is set), the day of admission included, of all admissions in the period. An emergency meeting (LAEP) is none.",
            "S4: Red, a community C(E)TR must be considered",
        ],
    ),
    measure(
        "admissions_after_emergency_meeting",
        Kind::Rate,
        Parts::None,
        hospital::after_emergency_meeting,
        [
            "Admissions after an emergency meeting only",
            "Admissions in the period with an emergency meeting (LAEP) and no community C(E)TR within the look-back, of all admissions in the period.",
            "S4: a Local Area Emergency Protocol (LAEP) meeting may be considered",
        ],
    ),
    measure(
        "admissions_not_on_register",
        Kind::Rate,
        Parts::None,
        hospital::not_on_register,
        [
            "Admissions of people not on the register",
            "Admissions in the period of people who were not on the register the day before, of all admissions in the period.",
            "S3: the register identifies people at risk of admission",
        ],
    ),
    measure(
        "readmissions",
        Kind::Rate,
        Parts::Separate(Again::codes),
        hospital::readmissions,
        [
            "Readmissions",
            "Admissions in the period that followed a discharge of the same person within 30 days, or within 12 months, of all admissions in the period.",
            "S1: a cycle of re-entering inpatient facilities is broken",
        ],
    ),
    measure(
        "inpatients",
        Kind::Days,
        Parts::Whole(Setting::codes),
        hospital::inpatients,
        [
            "In hospital",
            "People in hospital at the end of the period's last day, by kind of ward, and for how many days since admission.",
            "S1: reduced admissions and length of stay; S4: Blue",
        ],
    ),
    measure(
        "stays_ended",
        Kind::Days,
        Parts::None,
        hospital::ended,
        [
            "Length of stay",
            "Discharges in the period, and how many days each stay in hospital had lasted.",
            "S1: less likely to enter or re-enter inpatient settings",
        ],
    ),
    measure(
        "days_in_hospital",
        Kind::Days,
        Parts::None,
        hospital::days_within,
        [
            "Days in hospital",
            "People who spent a night of the period in hospital, and how many; the day of discharge is not counted.",
            "S0: a reduction in admissions saves considerable sums",
        ],
    ),
    measure(
        "first_reviews_offered_in_time",
        Kind::Rate,
        Parts::None,
        review::first_offered,
        [
            "First C(E)TRs offered in time",
            "First inpatient C(E)TRs offered on or before their date, of those due in the period with the person in hospital at the end of the due date.",
            "S4: an inpatient C(E)TR is offered within 28 days for adults and 14 days for Tier 4",
        ],
    ),
    measure(
        "first_reviews_held_in_time",
        Kind::Rate,
        Parts::None,
        review::first_held,
        [
            "First C(E)TRs held in time",
            "First inpatient C(E)TRs held on or before their date, of those due in the period with the person in hospital at the end of the due date; one declined was not held.",
            "S4: an inpatient C(E)TR is offered within 28 days for adults and 14 days for Tier 4",
        ],
    ),
    measure(
        "repeat_reviews_offered_in_time",
        Kind::Rate,
        Parts::None,
        review::repeat_offered,
        [
            "Repeat C(E)TRs offered in time",
            "Repeat inpatient C(E)TRs offered on or before their date, of those due in the period with the person in hospital at the end of the due date.",
            "S4: repeat C(E)TRs 3 monthly for Tier 4, 6 monthly for adults, 12 monthly in a secure setting",
        ],
    ),
    measure(
        "repeat_reviews_held_in_time",
        Kind::Rate,
        Parts::None,
        review::repeat_held,
        [
            "Repeat C(E)TRs held in time",
            "Repeat inpatient C(E)TRs held on or before their date, of those due in the period with the person in hospital at the end of the due date; one declined was not held.",
            "S4: repeat C(E)TRs 3 monthly for Tier 4, 6 monthly for adults, 12 monthly in a secure setting",
        ],
    ),
    measure(
        "action_plans_reviewed_in_time",
        Kind::Rate,
        Parts::None,
        review::action_plans,
        [
            "Action plans reviewed in time",
            "C(E)TR action plans reviewed on or before their date, of those due in the period.",
            "S4: a review of the C(E)TR action plan within 12 weeks",
        ],
    ),
    measure(
        "visits_in_time",
        Kind::Rate,
        Parts::None,
        review::visits,
        [
            "Oversight visits in time",
            "Oversight visits that saw the person on or before their date, of those due in the period with the person in hospital at the end of the due date.",
            "S4: people needing commissioner oversight visits (8 weekly)",
        ],
    ),
    measure(
        "visits_virtual",
        Kind::Rate,
        Parts::None,
        review::virtual_visits,
        [
            "Of these, virtual",
            "Oversight visits in time, as above, that were made by video or telephone, of all in time.",
            "S4: people needing commissioner oversight visits (8 weekly)",
        ],
    ),
    measure(
        "overdue",
        Kind::Days,
        Parts::Whole(Duty::codes),
        review::overdue,
        [
            "Overdue",
            "Duties to people whose date has passed undone at the end of the period, by kind, and by how many days.",
            "S1: support is received in a timely fashion; S3: quality assurance of the register",
        ],
    ),
    measure(
        "named_keyworker",
        Kind::Rate,
        Parts::Separate(Looked::codes),
        keyworking::named,
        [
            "With a named keyworker",
            "People under 26 in hospital, and people under 26 who are Red or Amber, who have a keyworker by name at the end of the period, of all of these.",
            "S1: all in an inpatient setting, and all in the community at the greatest risk, have a named keyworker",
        ],
    ),
    measure(
        "outcomes_better",
        Kind::Rate,
        Parts::Separate(Scale::codes),
        keyworking::better,
        [
            "Better since keyworking began",
            "Children and young people with keyworking in the period whose latest outcome measure is better than the first by the same person's view, of those measured on two days or more.",
            "S1: a commitment to measure the impact of the role",
        ],
    ),
    measure(
        "outcomes_worse",
        Kind::Rate,
        Parts::Separate(Scale::codes),
        keyworking::worse,
        [
            "Worse since keyworking began",
            "Children and young people with keyworking in the period whose latest outcome measure is worse than the first by the same person's view, of those measured on two days or more.",
            "S1: a commitment to measure the impact of the role",
        ],
    ),
    measure(
        "gaps_in_provision",
        Kind::Count,
        Parts::Whole(KeyworkingAgency::codes),
        keyworking::gaps,
        [
            "Gaps in provision",
            "What keyworking plans that stand at the end of the period say no service provides, by the agency whose it would be.",
            "S1: gaps inform the commissioning of services",
        ],
    ),
    related(
        Family::OpenBarriers,
        measure(
            "barriers_open",
            Kind::Count,
            Parts::Whole(levels),
            barrier::by_level,
            [
                "Open barriers",
                "Barriers to the right care that are open at the end of the period, by the level they are before.",
                "S0 §11: escalation; S1: barriers are escalated",
            ],
        ),
    ),
    related(
        Family::OpenBarriers,
        measure(
            "barriers_open_by_category",
            Kind::Count,
            Parts::OfFamily(BarrierCategory::codes),
            barrier::by_category,
            [
                "Open barriers by category",
                "The same barriers, by what they are about.",
                "S1: informs the commissioning of services",
            ],
        ),
    ),
    measure(
        "barriers_closed",
        Kind::Days,
        Parts::None,
        barrier::closed,
        [
            "Barriers closed",
            "Barriers closed in the period, and how many days after they were raised.",
            "S0 §12: escalations are answered; S1: barriers are escalated",
        ],
    ),
    related(
        Family::AcceptedGaps,
        measure(
            "accepted_gaps",
            Kind::Count,
            Parts::Whole(BarrierCategory::codes),
            barrier::gaps_by_category,
            [
                "Accepted gaps",
                "Barriers closed in the period as an accepted gap in provision, by what they are about.",
                "S1: informs the commissioning of services",
            ],
        ),
    ),
    related(
        Family::AcceptedGaps,
        measure(
            "accepted_gaps_by_agency",
            Kind::Count,
            Parts::OfFamily(Agency::codes),
            barrier::gaps_by_agency,
            [
                "Accepted gaps by agency",
                "The same gaps, by the agency held to account.",
                "S1: informs the commissioning of services",
            ],
        ),
    ),
    measure(
        "concerns",
        Kind::Count,
        Parts::Whole(ConcernKind::codes),
        barrier::concerns,
        [
            "Concerns",
            "Concerns about quality and safeguarding raised in the period about a provider or a placement.",
            "S1: improved quality of the care and support available; S2: concerns are raised",
        ],
    ),
];
