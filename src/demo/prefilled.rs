//! One record for each operation that changes something, as its example in the contract needs it, and one person who shows
//! everything there is to read. Their dates are those of the examples and do not move with today.

use super::identity::{name, nhs_number, put};
use super::life::{Act, Life, Step};
use super::{ICB, OTHER_ICB, PROVIDER};
use crate::example;
use serde_json::{Value, json};

/// Every life the examples need; the first is the one to read.
pub(super) fn lives() -> Vec<Life> {
    LIVES.iter().enumerate().map(|(n, (life, make))| make(Told::begin(life, n)).life).collect()
}

type Make = fn(Told) -> Told;

const LIVES: &[(&str, Make)] = &[
    ("showcase", showcase),
    ("undecided", undecided),
    ("incomplete", incomplete),
    ("withdrawn", sent_by_the_icb),
    ("amend", amber),
    ("mistaken", in_hospital),
    ("merged", single),
    ("double", double),
    ("corrected", corrected),
    ("bared", bared),
    ("renumbered", amber),
    ("redacted", in_hospital),
    ("departure", step_down),
    ("consent", amber),
    ("rating", amber),
    ("red", red),
    ("green", step_down),
    ("remained", remained),
    ("emergency", amber),
    ("support", amber),
    ("outreach", amber),
    ("concern", in_hospital),
    ("admission", amber),
    ("delayed", in_hospital),
    ("move", in_hospital),
    ("discharge", in_hospital),
    ("visit", in_hospital),
    ("child", child),
    ("notified", notified),
    ("way-home", in_hospital),
    ("request", in_hospital),
    ("offer", asked),
    ("hold", offered),
    ("schedule", offered),
    ("decline", offered),
    ("cancel", offered),
    ("report", held),
    ("plan-review", held),
    ("track", held),
    ("home again", green_again),
    ("discussed", amber),
    ("noted", amber),
    ("barrier", amber),
    ("raised", raised),
    ("escalated", escalated),
    ("answered", answered),
    ("level two", level_two),
    ("to close", answered),
    ("keyworking", keyworking),
    ("wants-keyworker", young),
    ("answer-keyworking", refers),
    ("assign-keyworker", taken_on),
    ("keyworker", contacted),
    ("leaves-keyworking", stepping_down),
    ("resumes-keyworking", stepping_down),
    ("moves", amber),
    ("stays-after-all", amber),
    ("arrives", elsewhere),
    ("not-ours", elsewhere),
    ("arrived", elsewhere),
    ("in distress", amber),
    ("found safe", amber),
    ("far from home", elsewhere),
];

/// A life while it is written down.
struct Told {
    life: Life,
    given: &'static str,
    family: &'static str,
    number: String,
    born: String,
}

impl Told {
    fn begin(life: &str, n: usize) -> Self {
        let (given, family) = name(n);
        let life = Life::new(life.to_owned(), PROVIDER, ICB);
        // Grown up when the examples begin, each of another age.
        let years = u32::try_from(n).unwrap_or_default().wrapping_mul(7) % 43;
        let day = n.wrapping_mul(5).wrapping_rem(28).saturating_add(1);
        let month = n.wrapping_rem(12).saturating_add(1);
        let born = format!("{:04}-{month:02}-{day:02}", years.saturating_add(1958));
        Self { life, given, family, number: nhs_number(n), born }
    }

    /// A step with the body of that operation's example.
    fn example(self, act: Act, name: &str, of: &str, operation: &str) -> Self {
        let body = example::body(operation);
        self.with(act, name, of, body)
    }

    fn with(mut self, act: Act, name: &str, of: &str, body: Value) -> Self {
        self.life.steps.push(Step { act, name: name.to_owned(), of: of.to_owned(), body });
        self
    }

    fn referred(self) -> Self {
        let born = self.born.clone();
        self.referred_as(&born, "self")
    }

    /// The referral of the examples for this person.
    fn referred_as(self, born: &str, basis: &str) -> Self {
        let mut body = example::body("receive_referral");
        put(&mut body, "/client_reference", Value::Null);
        put(&mut body, "/person/given_name", self.given);
        put(&mut body, "/person/family_name", self.family);
        put(&mut body, "/person/nhs_number", self.number.as_str());
        put(&mut body, "/person/date_of_birth", born);
        put(&mut body, "/person/icb_ods", self.life.icb);
        for at in ["/consents/0", "/consents/1"] {
            put(&mut body, &format!("{at}/basis"), basis);
            put(&mut body, &format!("{at}/given_by"), format!("{} {}", self.given, self.family));
        }
        self.with(Act::Receive, "referral", "", body)
    }

    fn accepted(self) -> Self {
        self.example(Act::Decide, "person", "", "decide_referral")
    }

    fn rated(self, name: &str, rag: &str, on: &str) -> Self {
        let mut body = example::body("give_rating");
        put(&mut body, "/rag", rag);
        put(&mut body, "/effective_on", on);
        put(&mut body, "/trigger", "meeting");
        put(&mut body, "/unmanaged_risk_identified", false);
        put(&mut body, "/rationale", "Settled; the risks are known and managed.");
        put(&mut body, "/risk_factors", json!([]));
        self.with(Act::Rate, name, "", body)
    }
}

fn undecided(told: Told) -> Told {
    told.referred()
}

fn incomplete(told: Told) -> Told {
    let asked = json!({"outcome": "awaiting_information", "decided_on": "2025-12-03", "decided_by": {"name": "Pat Moss", "role": "DSR lead"},
        "missing": ["Whether the crisis team is involved."]});
    told.referred().with(Act::Decide, "person", "", asked)
}

/// Only the sender takes a referral back, and the token of the demo is the ICB's.
fn sent_by_the_icb(mut told: Told) -> Told {
    told.life.sender = told.life.icb;
    told.referred()
}

fn amber(told: Told) -> Told {
    told.referred().accepted()
}

/// Somebody on the other ICB's register.
fn elsewhere(mut told: Told) -> Told {
    told.life.icb = OTHER_ICB;
    amber(told)
}

fn red(told: Told) -> Told {
    let asked = json!({"kind": "community", "requested_on": "2025-12-16", "requested_by": {"name": "Pat Moss", "role": "DSR lead"}});
    amber(told).example(Act::Rate, "red", "", "give_rating").with(Act::Request, "review", "", asked)
}

fn step_down(told: Told) -> Told {
    amber(told).rated("green", "green", "2026-07-20")
}

fn remained(told: Told) -> Told {
    step_down(told).example(Act::Remain, "decision", "", "decide_to_remain")
}

/// Green again after an admission: a life in all four colours.
fn green_again(told: Told) -> Told {
    let decided = json!({"decided_on": "2026-07-06", "outcome": "not_needed", "reason": "A review held in June set out the support now in place.",
        "decided_by": {"name": "Pat Moss", "role": "DSR lead"}});
    in_hospital(told)
        .example(Act::Discharge, "discharge", "admission", "record_discharge")
        .with(Act::DecideCommunity, "decision", "", decided)
        .rated("green", "green", "2026-07-20")
}

fn in_hospital(told: Told) -> Told {
    amber(told).example(Act::Admit, "admission", "", "record_admission")
}

fn corrected(told: Told) -> Told {
    in_hospital(told).example(Act::Correct, "correction", "", "correct_facts")
}

/// Born on one day with [`double`]: two records of one person.
fn single(mut told: Told) -> Told {
    told.born = "1994-03-11".into();
    amber(told)
}

fn double(told: Told) -> Told {
    let unknown = json!({"nhs_number_absent": "not_known", "reason": "The number is another person's.",
        "corrected_by": {"name": "Pat Moss", "role": "DSR lead"}});
    single(told).with(Act::Renumber, "renumbered", "", unknown)
}

fn bared(told: Told) -> Told {
    in_hospital(told).example(Act::Redact, "redaction", "", "redact_facts")
}

fn child(told: Told) -> Told {
    let admission = example::body("report_admission").get("admission").cloned().unwrap_or_default();
    told.referred_as("2011-05-24", "parental_responsibility").accepted().with(Act::Admit, "admission", "", admission)
}

fn notified(told: Told) -> Told {
    child(told).example(Act::Notify, "notification", "", "notify_local_authority")
}

fn asked(told: Told) -> Told {
    in_hospital(told).example(Act::Request, "review", "", "request_review")
}

fn offered(told: Told) -> Told {
    asked(told).example(Act::Offer, "offer", "review", "offer_review")
}

fn held(told: Told) -> Told {
    offered(told).example(Act::Hold, "held", "review", "hold_review")
}

fn raised(told: Told) -> Told {
    amber(told).example(Act::Barrier, "barrier", "", "raise_barrier")
}

fn escalated(told: Told) -> Told {
    raised(told).example(Act::Escalate, "level 1", "barrier", "escalate_barrier")
}

fn answered(told: Told) -> Told {
    escalated(told).example(Act::Answer, "answer", "barrier", "answer_escalation")
}

fn level_two(told: Told) -> Told {
    let mut second = example::body("escalate_barrier");
    put(&mut second, "/level", 2);
    put(&mut second, "/opened_on", "2026-02-11");
    put(&mut second, "/reason", "Neither flat can be adapted.");
    put(&mut second, "/accountable/name", "Wren Hollis");
    put(&mut second, "/accountable/role", "Head of service");
    answered(told).with(Act::Escalate, "level 2", "barrier", second)
}

/// Somebody of 17, for whom a keyworker can be asked.
fn young(told: Told) -> Told {
    told.referred_as("2008-09-17", "self").accepted()
}

fn refers(told: Told) -> Told {
    young(told).example(Act::ReferToKeyworker, "keyworking", "", "refer_to_keyworking")
}

fn taken_on(told: Told) -> Told {
    refers(told).example(Act::AnswerKeyworking, "response", "keyworking", "answer_keyworking")
}

fn contacted(told: Told) -> Told {
    taken_on(told).example(Act::Assign, "assignment", "keyworking", "assign_keyworker").example(
        Act::Contact,
        "contact",
        "keyworking",
        "record_keyworking_contact",
    )
}

/// With a final review: ready to be discharged.
fn stepping_down(told: Told) -> Told {
    let mut last = example::body("review_keyworking");
    put(&mut last, "/reviewed_on", "2026-08-24");
    put(&mut last, "/final_review", true);
    contacted(told).example(Act::StepDown, "step down", "keyworking", "step_keyworking_down").with(
        Act::ReviewKeyworking,
        "final review",
        "keyworking",
        last,
    )
}

/// Everything of keyworking, and a C(E)TR whose recommendations the keyworker follows up.
fn keyworking(told: Told) -> Told {
    let asked = json!({"kind": "community", "requested_on": "2025-12-16", "requested_by": {"name": "Pat Moss", "role": "DSR lead"}});
    let mut held = example::body("hold_review");
    put(&mut held, "/outcome", "community_support_continues");
    contacted(told)
        .with(Act::Request, "review", "", asked)
        .example(Act::Assess, "assessment", "keyworking", "assess_for_keyworking")
        .example(Act::PlanKeyworking, "plan", "keyworking", "set_keyworking_plan")
        .with(Act::Hold, "held", "review", held)
        .example(Act::HandOver, "transition", "keyworking", "plan_keyworking_transition")
        .example(Act::ReviewKeyworking, "keyworking review", "keyworking", "review_keyworking")
        .example(Act::Measure, "measure", "keyworking", "measure_keyworking")
}

/// Everything there is to read about somebody, in one life that goes on.
fn showcase(told: Told) -> Told {
    let scheduled = json!({"decided_on": "2025-12-17", "outcome": "scheduled", "review_id": told.life.id("review"),
        "decided_by": {"name": "Pat Moss", "role": "DSR lead"}});
    let mut community = example::body("hold_review");
    put(&mut community, "/held_on", "2025-12-22");
    put(&mut community, "/consent/effective_on", "2025-12-19");
    put(&mut community, "/outcome", "community_support_continues");
    put(&mut community, "/findings", "Can be supported at home if the day service changes and respite starts.");
    put(&mut community, "/recommendations/0/text", "Arrange two nights of respite a month.");
    put(&mut community, "/recommendations/0/due_on", "2026-01-31");
    let (mut way_home, mut concern) = (example::body("set_discharge_plan"), example::body("raise_quality_concern"));
    put(&mut way_home, "/admission_id", told.life.id("admission").to_string());
    put(&mut concern, "/admission_id", told.life.id("admission").to_string());
    red(told)
        .with(Act::DecideCommunity, "decision", "", scheduled)
        .example(Act::Plan, "plan", "", "set_support_plan")
        .example(Act::Refer, "outreach", "", "refer_to_support")
        .with(Act::Hold, "held in the community", "review", community)
        .example(Act::Meet, "emergency", "", "record_laep_meeting")
        .example(Act::Admit, "admission", "", "record_admission")
        .example(Act::Request, "inpatient", "", "request_review")
        .example(Act::Consent, "consent", "", "record_consent")
        .example(Act::Offer, "offer", "inpatient", "offer_review")
        .example(Act::Hold, "held", "inpatient", "hold_review")
        .with(Act::WayHome, "way home", "", way_home)
        .example(Act::Report, "report", "inpatient", "report_review")
        .example(Act::Visit, "visit", "", "record_oversight_visit")
        .with(Act::Raise, "concern", "", concern)
        .example(Act::Track, "track", "inpatient", "progress_recommendation")
        .example(Act::ReviewPlan, "plan review", "inpatient", "review_action_plan")
}
