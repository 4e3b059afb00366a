//! What is asked for about time in hospital.

use super::{Asked, SAYS, What, made, shifted};
use dsr::domain::admission::{self, Destination, Security, Setting};
use dsr::domain::calendar::Date;
use dsr::domain::discharge_plan;
use dsr::domain::event::Event;
use dsr::domain::id::AdmissionId;
use dsr::domain::refusal::Refusal;
use dsr::domain::{notification, visit, ward};
use serde_json::{Value, json};

const SETTINGS: &[(Setting, Security)] = &[
    (Setting::AdultAcute, Security::None),
    (Setting::AdultPicu, Security::None),
    (Setting::AdultSecure, Security::Low),
    (Setting::AdultSecure, Security::Medium),
    (Setting::AdultSecure, Security::High),
    (Setting::AdultLearningDisability, Security::None),
    (Setting::Tier4, Security::None),
    (Setting::Tier4, Security::Low),
    (Setting::Tier4, Security::Medium),
    // Contradictions, to be refused.
    (Setting::AdultSecure, Security::None),
    (Setting::AdultAcute, Security::High),
];

/// The first of `SETTINGS` that contradict nothing.
const SOUND: usize = 9;

pub(super) fn ask((_, person, moment, on, step): &Asked<'_>) -> Option<Result<Vec<Event>, Refusal>> {
    let (on, pick) = (*on, step.pick);
    // Mostly the spell that goes on; sometimes the first there was; now and then one that does not exist.
    let spell = person.open_spell().or(person.spells.last()).filter(|_| step.plain || !pick.is_multiple_of(31));
    let spell = if step.plain || pick % 8 != 5 { spell } else { person.spells.first() };
    let id = spell.map_or(AdmissionId(moment.id), |spell| spell.admitted.admission_id);
    let (setting, security) = SETTINGS[pick as usize % if step.plain { SOUND } else { SETTINGS.len() }];
    Some(match step.what {
        What::Admit => admission::admit(person, moment, made(&admitted(on, pick / 16, step.plain, setting, security))),
        What::Discharge => admission::discharge(person, moment, id, made(&discharged(on, pick, step.plain))),
        What::Move => {
            let mut change = json!({"moved_on": on, "provider_ods": "RXX", "ward": "CANARY Rowan", "setting": setting,
                "security": security, "legal_status": "section_3", "reason": SAYS});
            if !step.plain && pick % 15 == 7 {
                change["bed_type_code"] = json!("112");
            }
            ward::transfer(person, moment, id, made(&change))
        }
        What::AmendSpell => ward::amend(person, moment, id, made(&amended(on, pick))),
        What::Visit => visit::visit(person, moment, made(&visited(on, pick, step.plain))),
        What::Notify => notification::notify(
            person,
            moment,
            made(
                &json!({"notified_on": on, "local_authority": "E06000010", "notified_by": {"name": "CANARY Notifier"}, "reference": "CANARY/1"}),
            ),
        ),
        What::DischargePlan => {
            let point = |n: u32| json!({"point": n % 12 + 1, "status": (["complete", "not_started", "in_progress"][n as usize % 3])});
            let twice = u32::from(!pick.is_multiple_of(7));
            let plan = json!({"set_on": on, "set_by": {"name": "CANARY Planner"}, "points": [point(pick % 100), point(pick % 100 + twice)], "notes": SAYS});
            discharge_plan::plan(person, moment, made(&plan))
        }
        _ => return None,
    })
}

fn amended(on: Date, pick: u32) -> Value {
    let mut change = json!({"noted_on": on});
    match pick % 7 {
        0 => {}
        1 => change["section_117"] = json!(pick.is_multiple_of(2)),
        2 => change["clinically_ready_on"] = json!(shifted(on, i64::from(pick / 7 % 10) - 8)),
        3 => change["delay_reason"] = json!("housing"),
        4 => {
            let from = shifted(on, i64::from(pick / 7 % 6) - 3);
            change["leave"] =
                json!([{"kind": "overnight", "from": from, "until": shifted(from, i64::from(pick / 42 % 6) - 1)}]);
        }
        5 => {
            change["clinically_ready_on"] = json!(on);
            change["delay_reason"] = json!("funding");
            change["delay_note"] = json!(SAYS);
        }
        _ => change["expected_discharge_on"] = json!(shifted(on, i64::from(pick / 7 % 90) - 9)),
    }
    change
}

fn visited(on: Date, pick: u32, plain: bool) -> Value {
    let remote = pick.is_multiple_of(5);
    let mut visit = json!({"visited_on": on, "visitor": {"name": "CANARY Visitor"}, "method": if remote { "virtual" } else { "in_person" },
        "person_seen": plain || pick % 4 != 1, "concerns": [SAYS], "actions": [{"text": SAYS}]});
    if remote && (plain || pick % 3 != 1) || !plain && pick % 23 == 4 {
        visit["virtual_reason"] = json!(SAYS);
    }
    visit
}

fn admitted(on: Date, pick: u32, plain: bool, setting: Setting, security: Security) -> Value {
    let mut admission = json!({"admitted_on": on, "urgency": "urgent", "provider_ods": "RV9", "ward": "CANARY Willow", "setting": setting,
        "security": security, "legal_status": "section_3", "reasons": ["mental_disorder"], "rationale": SAYS, "planned_treatment": SAYS,
        "intended_outcomes": [SAYS], "expected_discharge_on": shifted(on, i64::from(pick % 200) - if plain { 0 } else { 3 }),
        "out_of_area": !plain && pick.is_multiple_of(6), "responsible_commissioner": {"ods": "QOQ", "kind": "icb"}});
    if pick.is_multiple_of(4) {
        admission["out_of_area_reason"] = json!(SAYS);
    }
    if !plain && pick % 15 == 7 {
        admission["bed_type_code"] = json!("112");
    }
    // Now and then a spell that is recorded after it ended.
    if !plain && pick % 9 == 5 {
        admission["discharge"] = discharged(shifted(on, i64::from(pick / 9 % 60)), pick / 7, false);
    }
    admission
}

fn discharged(on: Date, pick: u32, plain: bool) -> Value {
    let destination = Destination::ALL[pick as usize % Destination::ALL.len()];
    let goes_on = destination != Destination::Died || pick / 11 % 4 == 1 && !plain;
    let mut discharge =
        json!({"discharged_on": on, "destination": if goes_on { destination } else { Destination::OwnHome }});
    if plain || pick % 9 != 2 {
        discharge["rag"] = json!((["red", "amber", "green", "amber"][pick as usize / 9 % 4]));
        discharge["unmanaged_risk_identified"] = json!(!plain && pick.is_multiple_of(5));
        discharge["mdt_members"] = json!([{"name": "CANARY Member"}]);
    }
    if plain || pick % 10 != 3 {
        discharge["rationale"] = json!(SAYS);
        discharge["set_by"] = json!({"name": "CANARY Setter"});
    }
    discharge
}
