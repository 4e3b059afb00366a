//! What a read or a fact is called by somebody who is no professional: one line an operation, one line a kind of fact. Each is
//! what somebody did, to be read after their name.

use super::AuditFields;
use crate::domain::ods::Ods;
use crate::domain::purpose::AccessPurpose;
use crate::domain::settings::{RegisterContact, Settings};

/// Reads, by operation.
const READS: &[(&str, &str)] = &[
    ("ask_status", "asked what the register says of the person"),
    ("ask_statuses", "asked what the register says of several people, the person among them"),
    ("break_glass", "asked to see the record in an emergency"),
    ("draw_timeline", "looked at the timeline: colours, hospital stays, reviews and dates as a picture"),
    ("list_admissions", "looked at the hospital stays"),
    ("list_audit", "checked who has read or changed the record"),
    ("list_barriers", "looked at what stands in the way of the right care"),
    ("list_broken_glass", "saw that the record was opened in an emergency, by whom and why"),
    ("list_caseloads", "saw the person counted among those a keyworker supports"),
    ("list_checkpoints", "looked at the seals of the register, which show nobody's record"),
    ("list_community_review_decisions", "looked at the decisions on whether a review was needed"),
    ("list_consents", "looked at what was agreed to, and by whom"),
    ("list_corrections", "looked at what was corrected in the record"),
    ("list_deadlines", "saw the name and a date in a list of what is due for people on the register"),
    ("list_escalations", "saw the person in a list of problems that senior staff are to solve"),
    (
        "list_keyworker_recommendations",
        "saw what is still to be done for the people of a keyworker, the person among them",
    ),
    ("list_keyworking", "saw the person in a list of those with a keyworker, or waiting for one"),
    ("list_laep_meetings", "looked at the emergency meetings held to avoid a hospital stay"),
    ("list_leaders", "looked at who is accountable in the area, which shows nobody's record"),
    ("list_local_authority_notifications", "looked at when the council was told of a hospital stay"),
    ("list_meetings", "saw which meetings go through the register"),
    ("list_observations", "saw the person in a list of dates that have passed"),
    ("list_oversight_visits", "looked at the visits made in hospital"),
    ("list_people", "saw the name in a list of people on the register"),
    ("list_person_deadlines", "looked at the dates by which something has to be done"),
    ("list_person_keyworking", "looked at the support by a keyworker"),
    ("list_person_meetings", "looked at what meetings said"),
    ("list_quality_concerns", "looked at concerns about the quality or safety of care"),
    ("list_ratings", "looked at the colours given, and why"),
    ("list_redactions", "looked at what was taken out of the record"),
    ("list_referrals", "saw the name in a list of people referred to the register"),
    ("list_reviews", "looked at the care and treatment reviews"),
    ("list_step_down_decisions", "looked at the decisions on staying on the register while Green"),
    ("list_support_referrals", "looked at referrals to support services"),
    ("list_transfers", "saw the name in a list of people who move to another area"),
    ("make_checkpoint", "had the register sealed, which shows nobody's record"),
    ("preview_correction", "tried out what a correction would change"),
    ("preview_deadlines", "tried out dates that are nobody's"),
    ("preview_person_deadlines", "tried out what would be due if something happened"),
    ("preview_policy", "tried out how new rules would move dates on the register"),
    ("propose_agenda", "saw the person proposed for a meeting about the register"),
    ("read_access_report", "made this report of who has read or changed the record"),
    ("read_barrier", "looked at one thing that stands in the way of the right care"),
    ("read_broken_glass", "looked again at the record that was opened in an emergency"),
    ("read_deadline", "looked at one date and why it is that date"),
    ("read_discharge_plan", "looked at the plan for leaving hospital"),
    ("read_history", "looked at everything recorded, in order"),
    ("read_meeting", "looked at a meeting the person was to be spoken of in"),
    ("read_minutes", "read the minutes of a meeting that spoke of the person"),
    ("read_person", "opened the record"),
    ("read_referral", "opened the referral to the register"),
    ("read_review", "looked at one care and treatment review"),
    ("read_measures", "added up figures of the area, which show nobody's record"),
    ("read_settings", "looked at the settings of the register, which show nobody's record"),
    ("read_support_plan", "looked at the support plan"),
    ("read_transfer", "looked at the move to another area"),
    ("search_people", "searched by number, or by name and date of birth, and found the person"),
    ("sweep", "let the register look for dates that have passed"),
    ("verify_chain", "checked that nobody has tampered with the record"),
];

/// Facts, by kind.
const WRITES: &[(&str, &str)] = &[
    ("action_plan_reviewed", "reviewed the action plan of a review"),
    ("admission_amended", "added to what is known of a hospital stay"),
    ("admission_noticed", "reported a hospital stay to the register"),
    ("admitted", "recorded that the person came into hospital"),
    ("barrier_closed", "closed something that stood in the way of the right care"),
    ("barrier_raised", "recorded something that stands in the way of the right care"),
    ("community_review_decided", "decided whether a review was needed"),
    ("consent_recorded", "recorded what was agreed to, refused or withdrawn"),
    ("corrected", "corrected something that was recorded wrongly"),
    ("died", "recorded that the person has died"),
    ("discharge_plan_set", "changed the plan for leaving hospital"),
    ("discharged", "recorded that the person left hospital"),
    ("discussed", "closed a meeting that spoke of the person"),
    ("escalated", "asked more senior staff to solve a problem"),
    ("escalation_answered", "answered a problem that was put to them"),
    ("glass_broken", "opened the record in an emergency, and said why"),
    ("glass_reviewed", "looked into whether it was right to open the record in an emergency"),
    ("keyworker_assigned", "named a keyworker"),
    ("keyworking_answered", "answered the request for a keyworker"),
    ("keyworking_assessed", "recorded the keyworker's assessment"),
    ("keyworking_contacted", "recorded a contact by the keyworker"),
    ("keyworking_discharged", "ended the support by a keyworker"),
    ("keyworking_measured", "recorded how the person is getting on, with a questionnaire"),
    ("keyworking_plan_set", "changed the keyworker's plan"),
    ("keyworking_referred", "asked for a keyworker"),
    ("keyworking_resumed", "took up the support by a keyworker again"),
    ("keyworking_reviewed", "recorded a review of the support by a keyworker"),
    ("keyworking_stepped_down", "made the support by a keyworker less"),
    ("keyworking_transition_planned", "planned the move to adult services"),
    ("laep_meeting_held", "recorded an emergency meeting held to avoid a hospital stay"),
    ("leader_ended", "recorded that somebody is no longer accountable in the area"),
    ("leader_named", "named somebody accountable in the area"),
    ("local_authority_notified", "recorded that the council was told of a hospital stay"),
    ("meeting_agenda_set", "put people on the agenda of a meeting"),
    ("meeting_called", "called a meeting about the register"),
    ("meeting_cancelled", "called a meeting off"),
    ("meeting_changed", "changed a meeting's day or place"),
    ("meeting_closed", "closed a meeting about the register"),
    ("meeting_entry_noted", "noted that a meeting spoke of somebody"),
    ("meeting_entry_set", "wrote down what a meeting said of the person"),
    ("membership_closed", "took the person off the register"),
    ("membership_opened", "put the person on the register"),
    ("merged", "joined a second record of the person to this one"),
    ("merged_into", "joined this record to another one of the person"),
    ("nhs_number_corrected", "corrected the NHS number"),
    ("observed", "had the register note by itself that a date had passed or was near"),
    ("oversight_visited", "recorded a visit made in hospital"),
    ("person_amended", "corrected details such as the name, the address or what helps"),
    ("person_created", "began the record"),
    ("policies_activated", "changed the rules by which the register counts dates"),
    ("quality_concern_raised", "recorded a concern about the quality or safety of care"),
    ("rated", "gave or confirmed a colour"),
    ("recommendation_progressed", "recorded how far a recommendation has been followed"),
    ("redacted", "took text out of the record for good"),
    ("referral_accepted", "accepted the referral to the register"),
    ("referral_declined", "declined the referral to the register"),
    ("referral_information_added", "added to the referral"),
    ("referral_information_requested", "asked for more about the referral"),
    ("referral_linked", "joined the referral to the record"),
    ("referral_observed", "had the register note by itself that a date of the referral had passed or was near"),
    ("referral_received", "referred the person to the register"),
    ("referral_withdrawn", "took the referral back"),
    ("review_cancelled", "called a review off"),
    ("review_declined", "recorded that a review was declined"),
    ("review_held", "recorded that a review took place, and what came of it"),
    ("review_offered", "recorded that a review was offered"),
    ("review_reported", "recorded that the report of a review was sent"),
    ("review_requested", "asked for a review"),
    ("review_scheduled", "set the day of a review"),
    ("settings_set", "changed the settings of the register"),
    ("step_down_decided", "decided whether the person stays on the register while Green"),
    ("support_plan_set", "changed the support plan"),
    ("support_referred", "referred the person to a support service"),
    ("transfer_accepted", "accepted the move to another area"),
    ("transfer_closed", "recorded the answer to a move to another area"),
    ("transfer_opened", "proposed a move to another area"),
    ("transfer_proposed", "proposed a move to another area"),
    ("transfer_refused", "refused the move to another area"),
    ("transfer_withdrawn", "took back a move to another area"),
    ("transferred", "handed the record over to the register of another area"),
    ("ward_moved", "recorded a move to another ward"),
];

fn row(table: &'static [(&str, &str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// What an operation that reads is called; none for one that has no line.
#[must_use]
pub fn of_read(operation: &str) -> Option<&'static str> {
    row(READS, operation)
}

/// What a kind of fact is called; none for one that has no line.
#[must_use]
pub fn of_fact(kind: &str) -> Option<&'static str> {
    row(WRITES, kind)
}

/// A code as words, where there are no better ones.
fn spelled(code: &str) -> String {
    code.replace('_', " ")
}

/// What was done.
#[must_use]
pub fn done(is_read: bool, operation: &str) -> String {
    let known = if is_read { of_read(operation) } else { of_fact(operation) };
    known.map_or_else(|| spelled(operation), str::to_owned)
}

/// For what.
#[must_use]
pub fn purpose(code: &str) -> String {
    AccessPurpose::from_code(code).map_or_else(|| spelled(code), |purpose| purpose.label().to_owned())
}

/// Who: an organisation, as seen from a record on this ICB's register.
#[must_use]
pub fn organisation(code: &str, icb: &Ods, settings: Option<&Settings>) -> String {
    if code == icb.as_str() {
        return "The integrated care board (ICB) that keeps this register".to_owned();
    }
    let name = settings.and_then(|settings| settings.name_of(code));
    name.map_or_else(|| format!("Another organisation, with the code {code}"), ToString::to_string)
}

/// Whom to ask about what a report shows.
#[must_use]
pub fn whom_to_ask(icb: &Ods, contact: Option<&RegisterContact>) -> String {
    let team = contact.map_or_else(
        || format!("the team of the integrated care board (ICB) that keeps this register; its code is {icb}"),
        |contact| {
            let phone = contact.phone.iter().map(ToString::to_string);
            let ways: Vec<String> = phone.chain(contact.email.iter().map(ToString::to_string)).collect();
            let (team, ways) = (&contact.team, ways.join(" or "));
            format!("{team} ({ways}), the team of the integrated care board (ICB) that keeps this register")
        },
    );
    format!(
        "If something here surprises you, ask {team}. Name the day and the time. They can see more about each line, and have to look \
         into what should not have happened."
    )
}

/// What was shown: a line for each group of information.
#[must_use]
pub fn groups(fields: &str) -> Vec<String> {
    let group =
        |code: &str| AuditFields::from_code(code).map_or_else(|| spelled(code), |fields| shown(fields).to_owned());
    fields.split(' ').filter(|code| !code.is_empty()).map(group).collect()
}

/// What somebody was shown, after "What was shown:".
const fn shown(fields: AuditFields) -> &'static str {
    match fields {
        AuditFields::Record => "all that there is to see when somebody does this",
        AuditFields::Identity => "who the person is, and what helps in meeting them",
        AuditFields::Standing => "the colour and the reasons for it, and whether the person is on the register",
        AuditFields::Hospital => "how the stay in hospital goes",
        AuditFields::Clocks => "what has to be done next, and by when",
        AuditFields::Keyworking => "who the keyworker is, and how the support by them goes",
        AuditFields::Barriers => "what stands in the way of the right care",
        AuditFields::Consents => "what was agreed to, and by whom",
        AuditFields::Status => {
            "whether the person is on the register and in hospital, the colour, the keyworker, and when the next review is due"
        }
        AuditFields::Nothing => "nothing: they were answered as if nobody were known",
    }
}
