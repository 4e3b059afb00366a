//! The lives people of the crowd live: between them every colour, ward and outcome, with duties met, upcoming and overdue.

use super::crowd::{Somebody, add, commissioner, lead, nurse};
use super::life::Act;
use serde_json::json;

/// A life, and at what age it is lived.
pub(super) struct Plot {
    /// In years; adults of later rounds are older.
    pub age: u32,
    /// What happens.
    pub live: fn(&mut Somebody),
}

const fn plot(age: u32, live: fn(&mut Somebody)) -> Plot {
    Plot { age, live }
}

/// Every plot.
pub(super) const ALL: &[Plot] = &[
    plot(31, amber_lately),
    plot(12, amber_lately),
    plot(24, amber_for_long),
    plot(17, amber_for_long),
    plot(28, red_undecided),
    plot(15, red_reviewed),
    plot(38, red_reviewed),
    plot(22, red_not_needed),
    plot(33, green_lately),
    plot(41, green_for_long),
    plot(19, green_and_staying),
    plot(26, admitted_lately),
    plot(45, admitted_and_not_reviewed),
    plot(35, long_in_hospital),
    plot(29, secure),
    plot(14, tier4),
    plot(17, tier4_declined),
    plot(23, moved_to_rehabilitation),
    plot(37, ready_and_delayed),
    plot(21, home_lately),
    plot(34, stepped_down),
    plot(27, consent_withdrawn),
    plot(30, referral_or_end),
    plot(9, referral_answered),
    plot(20, not_on_the_register),
];

fn amber_lately(who: &mut Somebody) {
    who.joined(12, "amber");
    who.plan(10);
}

fn amber_for_long(who: &mut Somebody) {
    who.joined(75, "amber");
    if who.age(0) < 18 {
        who.plan(20);
    } else {
        let body = json!({"postcode": "HU5 2NN", "communication_needs": "Likes to have questions in writing."});
        who.step(Act::Amend, "amended", "", body);
    }
}

fn red_undecided(who: &mut Somebody) {
    who.joined(60, "amber");
    who.rated(9, "red");
    who.meeting(7);
}

fn red_reviewed(who: &mut Somebody) {
    who.joined(160, "amber");
    who.rated(120, "red");
    who.requested("review", "community", 118);
    who.held("review", 105, "community_support_continues", if who.time < 2 { 60 } else { 80 });
    if who.time == 0 {
        who.plan_reviewed("review", 30);
    }
}

fn red_not_needed(who: &mut Somebody) {
    who.joined(40, "red");
    who.review_not_needed(33);
    if who.age(33) >= 18 {
        who.outreach(30);
    }
}

fn green_lately(who: &mut Somebody) {
    who.joined(150, "amber");
    who.rated(35, "green");
}

fn green_for_long(who: &mut Somebody) {
    who.joined(260, "amber");
    who.rated(130, "green");
}

fn green_and_staying(who: &mut Somebody) {
    who.joined(330, "amber");
    who.rated(210, "green");
    let body = json!({"decided_on": who.ago(60), "outcome": "remain", "reason": "A new support team has only begun.", "decided_by": lead()});
    who.step(Act::Remain, "remain", "", body);
}

fn admitted_lately(who: &mut Somebody) {
    who.joined(90, "red");
    who.meeting(9);
    who.admitted(8, "adult_picu", "none");
    who.requested("review", "inpatient", 6);
    who.offered("review", 4);
    let body = json!({"noted_on": who.ago(3), "scheduled_for": who.ago(0).plus_days(9), "reason": "Everybody needed can come."});
    who.step(Act::Schedule, "scheduled", "review", body);
}

fn admitted_and_not_reviewed(who: &mut Somebody) {
    who.joined(140, "amber");
    who.admitted(70, "adult_acute", "none");
}

fn long_in_hospital(who: &mut Somebody) {
    who.joined(300, "amber");
    who.admitted(240, "adult_learning_disability", "none");
    who.requested("review", "inpatient", 236);
    who.held("review", 215, "remain_inpatient", 120);
    who.visits(&[200, 150, 100, 50]);
    who.way_home(90);
    if who.time.is_multiple_of(2) {
        who.requested("next", "inpatient", 24);
        let body = json!({"cancelled_on": who.ago(14), "cancelled_by": commissioner(), "reason": "No expert by experience could come."});
        who.step(Act::Cancel, "cancelled", "next", body);
    }
}

fn secure(who: &mut Somebody) {
    let security = ["low", "medium", "high", "medium"].get(who.time).copied().unwrap_or("low");
    who.joined(620, "amber");
    who.admitted(580, "adult_secure", security);
    who.requested("first", "inpatient", 575);
    who.held("first", 556, "remain_inpatient", 400);
    who.requested("second", "inpatient", 250);
    who.held("second", 230, "less_restrictive_setting", if who.time == 1 { -30 } else { 100 });
    who.visits(&[530, 480, 430, 380, 330, 280, 230, 180, 130, if who.time == 3 { 80 } else { 40 }]);
    who.way_home(200);
}

fn tier4(who: &mut Somebody) {
    who.joined(110, "red");
    who.review_not_needed(100);
    who.admitted(34, "tier4", "none");
    who.requested("review", "inpatient", 30);
    who.held("review", 22, "remain_inpatient", -40);
    who.visits(&[10]);
}

fn tier4_declined(who: &mut Somebody) {
    who.joined(210, "amber");
    who.admitted(120, "tier4", if who.time == 1 { "low" } else { "none" });
    who.requested("review", "inpatient", 117);
    who.offered("review", 115);
    let body = json!({"declined_on": who.ago(109), "declined_by": {"name": "The person", "role": "Person"}, "reason": "Does not want a meeting now."});
    who.step(Act::Decline, "declined", "review", body);
    who.visits(&[85, 45]);
    if who.time.is_multiple_of(2) {
        let body = json!({"notified_on": who.ago(35), "local_authority": who.area(), "notified_by": commissioner()});
        who.step(Act::Notify, "notified", "", body);
    }
}

fn moved_to_rehabilitation(who: &mut Somebody) {
    who.joined(190, "amber");
    who.admitted(130, "adult_acute", "none");
    who.requested("review", "inpatient", 128);
    who.held("review", 104, "less_restrictive_setting", 20);
    who.visits(&[80]);
    let body = json!({"moved_on": who.ago(60), "provider_ods": "RXX", "ward": "Rowan", "setting": "adult_rehabilitation", "security": "none",
        "legal_status": "section_3", "reason": "Rehabilitation nearer home."});
    who.step(Act::Move, "move", "admission", body);
    let body = json!({"kind": "quality", "raised_on": who.ago(58), "raised_by": commissioner(), "provider_ods": "RXX",
        "description": "No activities at weekends."});
    who.step(Act::Raise, "concern", "", body);
}

fn ready_and_delayed(who: &mut Somebody) {
    who.joined(280, "amber");
    who.admitted(210, if who.time == 3 { "adult_other" } else { "adult_acute" }, "none");
    who.requested("review", "inpatient", 206);
    who.held("review", 190, "clinically_ready_for_discharge", 140);
    who.plan_reviewed("review", 120);
    who.visits(&[160, 110, 56]);
    let body = json!({"noted_on": who.ago(40), "clinically_ready_on": who.ago(50), "delay_reason": if who.time.is_multiple_of(2) { "housing" } else { "care_provider" },
        "delay_note": "No home with enough support has been found.", "section_117": true});
    who.step(Act::AmendSpell, "delay", "admission", body);
}

fn home_lately(who: &mut Somebody) {
    who.joined(180, "amber");
    who.admitted(120, "adult_acute", "none");
    who.requested("review", "inpatient", 116);
    who.held("review", 95, "clinically_ready_for_discharge", 60);
    who.visits(&[66]);
    let rag = ["red", "amber", "red", "green"].get(who.time).copied().unwrap_or("red");
    let body = json!({"discharged_on": who.ago(18), "destination": "supported_housing", "rag": rag, "rationale": "First weeks in a new home.",
        "set_by": lead(), "unmanaged_risk_identified": rag == "red", "mdt_members": [nurse()]});
    who.step(Act::Discharge, "discharge", "admission", body);
}

fn stepped_down(who: &mut Somebody) {
    who.joined(400, "amber");
    who.rated(250, "green");
    who.left(120, "step_down");
}

fn consent_withdrawn(who: &mut Somebody) {
    who.joined(130, "amber");
    if who.time == 1 {
        who.admitted(60, "adult_acute", "none");
    }
    who.left(20, if who.time == 3 { "criteria_no_longer_met" } else { "consent_withdrawn" });
}

/// Referrals that wait, and somebody who has died.
fn referral_or_end(who: &mut Somebody) {
    if who.time == 3 {
        who.joined(200, "amber");
        return who.left(45, "deceased");
    }
    who.referred(11);
    if who.time == 1 {
        who.decided(
            8,
            "decision",
            &json!({"outcome": "awaiting_information", "missing": ["The outcome of the assessment."]}),
        );
    }
}

/// Referrals about which more was told, and what became of them.
fn referral_answered(who: &mut Somebody) {
    who.referred(25);
    who.decided(
        22,
        "question",
        &json!({"outcome": "awaiting_information", "missing": ["Who is involved from education."]}),
    );
    let body = json!({"added_on": who.ago(15), "given_by": nurse(), "information": "The school has asked for a plan to be made."});
    who.step(Act::Inform, "answer", "", body);
    match who.time {
        0 => who.decided(
            12,
            "decision",
            &json!({"outcome": "declined", "reason": "criteria_not_met", "note": "The community team goes on."}),
        ),
        1 => {
            let body = json!({"withdrawn_on": who.ago(10), "withdrawn_by": nurse(), "reason": "The family no longer wishes it."});
            who.step(Act::Withdraw, "withdrawal", "", body);
        }
        2 => who.decided(9, "decision", &json!({"outcome": "declined", "reason": "out_of_area"})),
        _ => {}
    }
}

/// Known only by a ward's notice: in hospital, and not on the register.
fn not_on_the_register(who: &mut Somebody) {
    let body = json!({"reported_by": {"name": "Kit Rowe", "role": "Ward manager"}, "person": who.details(), "admission": who.admission(16, "adult_acute", "none")});
    who.step(Act::Notice, "notice", "", body);
}

impl Somebody {
    fn rated(&mut self, days_ago: u64, rag: &str) {
        let body = json!({"rag": rag, "effective_on": self.ago(days_ago), "trigger": if rag == "red" { "crisis" } else { "meeting" },
            "rationale": "Discussed with everybody involved.", "set_by": lead(), "unmanaged_risk_identified": rag == "red",
            "mdt_members": [nurse()], "risk_factors": if rag == "red" { json!(["placement_breakdown", "admission_considered"]) } else { json!([]) }});
        self.step(Act::Rate, rag, "", body);
    }

    fn plan(&mut self, days_ago: u64) {
        let mut body = json!({"set_on": self.ago(days_ago), "set_by": nurse(), "summary": "Keep daily life steady, and know whom to call.",
            "steps": [{"text": "Respite twice a month.", "agency": "social_care", "owner": {"name": "Ines Holt", "role": "Social worker"}, "status": "in_progress"}]});
        if self.time.is_multiple_of(2) && self.age(0) == 17 {
            add(&mut body, "transition_planned_on", json!(self.ago(days_ago)));
        }
        self.step(Act::Plan, "plan", "", body);
    }

    fn meeting(&mut self, days_ago: u64) {
        let body = json!({"held_on": self.ago(days_ago), "reason": "out_of_hours", "attendees": [lead(), nurse()], "alternatives_considered": ["Crisis house"],
            "decision": "support_increased", "summary": "More support at home for a week."});
        self.step(Act::Meet, "emergency", "", body);
    }

    fn outreach(&mut self, days_ago: u64) {
        let body = json!({"service": "intensive_support", "provider_ods": "RV9", "referred_on": self.ago(days_ago), "referred_by": lead(), "reason": "Daily crisis contacts."});
        self.step(Act::Refer, "outreach", "", body);
    }

    fn review_not_needed(&mut self, days_ago: u64) {
        let body = json!({"decided_on": self.ago(days_ago), "outcome": "not_needed", "reason": "A review in spring set out the support now in place.", "decided_by": lead()});
        self.step(Act::DecideCommunity, "decision", "", body);
    }

    fn admission(&self, days_ago: u64, setting: &str, security: &str) -> serde_json::Value {
        let commissioner = if setting == "tier4" || setting == "adult_secure" {
            json!({"ods": "RXX", "kind": "provider_collaborative"})
        } else {
            json!({"ods": self.icb(), "kind": "icb"})
        };
        json!({"admitted_on": self.ago(days_ago), "urgency": if self.n.is_multiple_of(3) { "planned" } else { "urgent" }, "provider_ods": "RV9", "ward": "Willow",
            "setting": setting, "security": security, "legal_status": if setting == "adult_secure" { "section_37" } else { "section_2" },
            "reasons": ["mental_disorder"], "rationale": "Could not be kept safe at home.", "planned_treatment": "Assessment.",
            "intended_outcomes": ["Sleep restored"], "out_of_area": false, "responsible_commissioner": commissioner})
    }

    fn admitted(&mut self, days_ago: u64, setting: &str, security: &str) {
        let body = self.admission(days_ago, setting, security);
        self.step(Act::Admit, "admission", "", body);
    }

    fn requested(&mut self, name: &str, kind: &str, days_ago: u64) {
        let body = json!({"kind": kind, "requested_on": self.ago(days_ago), "requested_by": commissioner()});
        self.step(Act::Request, name, "", body);
    }

    fn offered(&mut self, name: &str, days_ago: u64) {
        let body = json!({"offered_on": self.ago(days_ago)});
        self.step(Act::Offer, &format!("{name} offered"), name, body);
    }

    /// Held, with one recommendation to be done by that many days ago; a negative number lies ahead.
    fn held(&mut self, name: &str, days_ago: u64, outcome: &str, due: i64) {
        let on = self.ago(days_ago);
        let due_on = u64::try_from(due).map_or_else(
            |_| self.ago(0).plus_days(u32::try_from(due.unsigned_abs()).unwrap_or(0)),
            |past| self.ago(past),
        );
        let basis = if self.age(days_ago) >= 16 { "self" } else { "parental_responsibility" };
        let expert = |who: &str| json!({"name": who, "organisation_ods": "RXX", "independent": true});
        let body = json!({"held_on": on, "delivery": "hybrid", "consent": {"status": "given", "basis": basis, "given_by": "Who may give it", "effective_on": on},
            "chair": commissioner(), "clinical_expert": expert("Dr Noor Bashir"), "expert_by_experience": expert("Jo Hale"),
            "education_representative": {"name": "Bryn Alder", "role": "Teacher"},
            "findings": "What helps is known; what is missing is a steady team.", "outcome": outcome, "keyworking_considered": true,
            "recommendations": [{"text": "Find a steady team.", "agency": "social_care", "owner": {"name": "Ines Holt"}, "due_on": due_on}]});
        self.step(Act::Hold, &format!("{name} held"), name, body);
    }

    fn plan_reviewed(&mut self, name: &str, days_ago: u64) {
        let body = json!({"reviewed_on": self.ago(days_ago), "reviewed_by": lead(), "summary": "Most of it is done."});
        self.step(Act::ReviewPlan, &format!("{name} plan"), name, body);
        let body = json!({"noted_on": self.ago(days_ago), "status": "done", "noted_by": {"name": "Ines Holt"}});
        self.step(Act::Track, &format!("{name} done"), name, body);
    }

    fn visits(&mut self, days_ago: &[u64]) {
        for (number, days) in days_ago.iter().enumerate() {
            let body = json!({"visited_on": self.ago(*days), "visitor": commissioner(), "method": "in_person", "person_seen": true, "family_contacted": true});
            self.step(Act::Visit, &format!("visit {number}"), "", body);
        }
    }

    fn way_home(&mut self, days_ago: u64) {
        let body = json!({"set_on": self.ago(days_ago), "set_by": commissioner(), "notes": "A landlord has been found.",
            "points": [{"point": 1, "status": "complete"}, {"point": 2, "status": "in_progress"}]});
        self.step(Act::WayHome, "way home", "", body);
    }

    fn left(&mut self, days_ago: u64, reason: &str) {
        let body = json!({"left_on": self.ago(days_ago), "reason": reason, "decided_by": lead()});
        self.step(Act::Depart, "left", "", body);
    }
}
