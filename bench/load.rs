//! Fills an empty register with fictional lives, for the benchmark. Every fact goes through the domain's own decisions
//! and the store's own commit; only HTTP is left out. 90 of 100 people carry 30 facts, 9 carry 100, 1 carries 500,
//! spread evenly over the ICBs. NHS numbers are from the range that is never issued.
#![expect(clippy::arithmetic_side_effects, reason = "small counters of a benchmark")]

use clap::Parser;
use dsr::clock::Clock;
use dsr::domain::admission::{self, Admission, Discharge, Setting};
use dsr::domain::calendar::Date;
use dsr::domain::consent::{self, Consent, ConsentBasis, ConsentScope};
use dsr::domain::event::Event;
use dsr::domain::id::{AdmissionId, PersonId, ReferralId, ReviewId};
use dsr::domain::nhs_number::NhsNumber;
use dsr::domain::ods::{BedType, Ods};
use dsr::domain::person::{Moment, Person};
use dsr::domain::policy::Packs;
use dsr::domain::rating::{self, Rating};
use dsr::domain::referral::{self, NewReferral, Referral};
use dsr::domain::refusal::Refusal;
use dsr::domain::review::{self, Decline, Held, ReviewKind, ReviewOffer, ReviewOutcome, ReviewRequest};
use dsr::domain::text::{Line, Reference};
use dsr::store::commit::Decision;
use dsr::store::load::Loaded;
use dsr::store::sql::Db;
use dsr::store::{Actor, Store};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Fill an empty register.
#[derive(Parser)]
struct Options {
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database_url: String,
    /// How many people.
    #[arg(long)]
    people: usize,
    /// Where to write one line a person: ICB, id, facts, basis of consent; separated by tabs.
    #[arg(long)]
    out: PathBuf,
    /// How many ICBs they are spread over.
    #[arg(long, default_value_t = 42)]
    icbs: usize,
    /// Tasks that write; more than one only on a server database.
    #[arg(long, default_value_t = 1)]
    writers: usize,
}

/// Of every hundred people, how many have lives of this many facts.
const LIVES: [(usize, usize); 3] = [(90, 30), (9, 100), (1, 500)];
/// Lives committed at the same time.
const AT_ONCE: usize = 384;
/// Lives in one transaction, at most.
const BATCH: usize = 128;

#[tokio::main]
async fn main() -> Outcome<()> {
    let options = Options::parse();
    let started = Instant::now();
    let packs = Arc::new(Packs::embedded()?);
    let mut stores = Vec::new();
    for _ in 0..options.writers.max(1) {
        let db = Db::connect(&options.database_url).await?;
        db.migrate().await?;
        stores.push(Store::open(db, Arc::clone(&packs), Clock::system(), BATCH).await?);
    }
    let forms = Arc::new(Forms::read()?);
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut lives: JoinSet<Outcome<Entry>> = JoinSet::new();
    let mut entries: Vec<Entry> = Vec::with_capacity(options.people);
    let numbers = (0..).filter_map(nhs_number);
    for ((index, number), store) in numbers.take(options.people).enumerate().zip(stores.iter().cycle()) {
        let permit = Arc::clone(&room).acquire_owned().await?;
        let (store, forms, packs) = (store.clone(), Arc::clone(&forms), Arc::clone(&packs));
        let who = Who { index, number, icb: icb(index % options.icbs.max(1))? };
        lives.spawn(async move {
            let life = Life::lived(who, &store, &forms, &packs)?;
            let entry = life.entry.clone();
            store.commit(life.decision(&store, &packs)?).await?;
            drop(permit);
            Ok(entry)
        });
        while let Some(done) = lives.try_join_next() {
            entries.push(done??);
        }
    }
    while let Some(done) = lives.join_next().await {
        entries.push(done??);
    }
    for store in &stores {
        store.close().await;
    }
    entries.sort_by_key(|e| e.index);
    let table = entries.iter().try_fold(String::new(), |mut text, e| {
        writeln!(text, "{}\t{}\t{}\t{}", e.icb, e.id, e.facts, e.basis.code()).map(|()| text)
    })?;
    std::fs::write(&options.out, table)?;
    let facts: usize = entries.iter().map(|e| e.facts).sum();
    writeln!(std::io::stdout(), "{} people, {facts} facts, {:.1} s", entries.len(), started.elapsed().as_secs_f64())?;
    Ok(())
}

/// What the load generator needs to know of a person.
#[derive(Clone)]
struct Entry {
    index: usize,
    icb: Ods,
    id: Uuid,
    facts: usize,
    basis: ConsentBasis,
}

/// The `serial`-th number of the range 999, unless its check digit does not exist.
fn nhs_number(serial: u32) -> Option<NhsNumber> {
    (0..10).find_map(|check| NhsNumber::parse(&format!("999{serial:06}{check}")).ok())
}

/// The same seed gives the same life, always.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let sides = u64::try_from(texts.len()).unwrap_or(1);
        usize::try_from(self.roll(sides)).ok().and_then(|i| texts.get(i).copied()).unwrap_or_default()
    }
}

/// Requests as the API takes them, to be dated.
struct Forms {
    referral: NewReferral,
    decision: referral::Decision,
    consent: Consent,
    ratings: [Rating; 3],
    admission: Admission,
    discharge: Discharge,
    request: ReviewRequest,
    held: Held,
    decline: Decline,
}

fn form<T: DeserializeOwned>(value: serde_json::Value) -> Outcome<T> {
    Ok(serde_json::from_value(value)?)
}

impl Forms {
    fn read() -> Outcome<Self> {
        let on = "2026-01-01";
        let lead = json!({"name": "Pat Moss", "role": "DSR lead"});
        let rating = |rag: &str, why: &str| {
            form::<Rating>(
                json!({"rag": rag, "effective_on": on, "trigger": "meeting", "rationale": why, "set_by": lead,
            "unmanaged_risk_identified": rag != "green", "mdt_members": [{"name": "Sam Field", "role": "Community learning disability nurse", "organisation_ods": "RV9"}],
            "risk_factors": ["escalating_behaviour_that_challenges", "placement_breakdown"]}),
            )
        };
        Ok(Self {
            referral: form(json!({"client_reference": "L-0", "received_on": on, "source": "lead_professional",
                "referrer": {"name": "Sam Field", "role": "Community learning disability nurse", "organisation_ods": "RV9", "email": "sam.field@example.org", "phone": "01632 960001"},
                "person": {"nhs_number": "999 100 0011", "family_name": "Aldous", "given_name": "Robin", "date_of_birth": "1993-05-17",
                    "conditions": ["autism", "learning_disability"], "diagnosis_status": "confirmed", "icb_ods": "QOQ", "local_authority": "E06000010",
                    "gp_practice_ods": "B81001", "postcode": "HU1 1AA", "ehcp": "none", "looked_after": false, "care_leaver": false},
                "open_to_health_and_social_care": true,
                "mental_health_crisis": {"in_crisis": true, "narrative": "Sleeping little, refusing meals, two calls to the crisis team this month."},
                "risk_factors": ["unstable_untreated_mental_illness", "escalating_behaviour_that_challenges"], "suggested_rag": "amber",
                "what_has_been_tried": "Positive behaviour support plan, weekly nurse visits.", "what_would_help": "A change of day service and respite.",
                "consents": [{"scope": "register", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": on},
                    {"scope": "information_sharing", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": on,
                     "covers": ["local_authority_send", "social_care", "provider"]}]}))?,
            decision: form(json!({"outcome": "accepted", "decided_on": on, "decided_by": lead,
                "rating": {"rag": "amber", "rationale": "Crisis contacts rising; risks not yet contained by the plan in place.", "unmanaged_risk_identified": true,
                    "mdt_members": [], "risk_factors": ["unstable_untreated_mental_illness", "escalating_behaviour_that_challenges"]}}))?,
            consent: form(
                json!({"scope": "information_sharing", "status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": on,
                "covers": ["social_care", "provider"]}),
            )?,
            ratings: [
                rating("red", "Placement has given notice; crisis team involved daily.")?,
                rating("amber", "Fewer calls to the crisis team; the plan is not yet proven.")?,
                rating("green", "Settled; risks are known and managed.")?,
            ],
            admission: form(
                json!({"admitted_on": on, "provider_ods": "RV9", "site": "Westbourne Unit", "ward": "Willow", "setting": "adult_acute", "security": "none",
                "bed_type_code": "110", "legal_status": "section_2", "reasons": ["mental_disorder", "harm_to_self"], "out_of_area": false,
                "responsible_commissioner": {"ods": "QOQ", "kind": "icb"}, "urgency": "urgent", "rationale": "Acute risk to self that could not be held at home.",
                "planned_treatment": "Assessment of mood, medication review.", "intended_outcomes": ["Mood stable for two weeks", "Sleep restored"]}),
            )?,
            discharge: form(
                json!({"discharged_on": on, "destination": "supported_housing", "rag": "red", "rationale": "First weeks in a new home with a new team.", "set_by": lead}),
            )?,
            request: form(json!({"kind": "community", "requested_on": on, "requested_by": lead}))?,
            held: form(json!({"held_on": on, "delivery": "face_to_face",
                "consent": {"status": "given", "basis": "self", "given_by": "Robin Aldous", "effective_on": on},
                "chair": {"name": "Lee Orton", "role": "Responsible commissioner", "organisation_ods": "QOQ"},
                "clinical_expert": {"name": "Dr Noor Bashir", "role": "Consultant psychiatrist", "organisation_ods": "RXX", "independent": true},
                "expert_by_experience": {"name": "Jo Hale", "independent": true},
                "attendees": [{"name": "Robin Aldous", "role": "Person"}, {"name": "Sam Field", "role": "Community learning disability nurse"}],
                "findings": "Can be supported at home if the day service changes and respite starts.", "outcome": "community_support_continues",
                "recommendations": [{"text": "Arrange two nights of respite a month.", "agency": "social_care", "owner": {"name": "Ines Holt"}}],
                "alternatives_considered": ["Intensive support team at home", "Short respite stay"]}))?,
            decline: form(
                json!({"declined_on": on, "declined_by": {"name": "Robin Aldous", "role": "Person"}, "reason": "Does not want a meeting this month."}),
            )?,
        })
    }
}

/// Of whom a life is told.
struct Who {
    index: usize,
    number: NhsNumber,
    icb: Ods,
}

/// One person from the referral to today.
struct Life<'f> {
    entry: Entry,
    referral_id: Uuid,
    referral: Vec<Event>,
    person: Person,
    events: Vec<Event>,
    forms: &'f Forms,
    store: &'f Store,
    today: Date,
}

impl<'f> Life<'f> {
    fn lived(who: Who, store: &'f Store, forms: &'f Forms, packs: &Packs) -> Outcome<Self> {
        let today = store.clock().today();
        let mut dice = Dice(u64::try_from(who.index)?);
        let facts = facts_of(&mut dice, who.index);
        let span = 500 + u32::try_from(dice.roll(400))?;
        let back = |days: u32| Date::from(today.naive() - chrono::Days::new(u64::from(days)));
        let mut life = Self::accepted(who, store, forms, packs, &mut dice, back(span))?;
        life.entry.facts = facts;
        let mut reviews = 0;
        for turn in 0.. {
            let done = life.events.len();
            let left = facts.saturating_sub(done);
            if left == 0 {
                break;
            }
            let passed = u64::from(span) * u64::try_from(done)? / u64::try_from(facts)?;
            let on = back(span.saturating_sub(u32::try_from(passed)?));
            let in_hospital = life.person.open_spell().map(|s| s.admitted.admission_id);
            // Three reviews early on, so that everybody has duties that are overdue by now.
            let due = (turn < 6 && turn % 2 == 0) || (dice.roll(10) == 0 && reviews < facts / 40);
            match (in_hospital, dice.roll(100)) {
                (_, _) if due && left >= 3 => {
                    life.review(on, true)?;
                    reviews += 1;
                }
                (Some(spell), 90..) => life.discharge(spell, on)?,
                (None, 0..6) if left >= 3 => life.review(on, false)?,
                (None, 6..9) if done > facts / 2 => life.admit(on)?,
                (None, 9..60) if life.rate(on, &mut dice).is_ok() => {}
                // Also where the rules refuse that colour, as they do after a Red without its community review.
                _ => life.consent(on, &mut dice)?,
            }
        }
        Ok(life)
    }

    fn accepted(
        Who { index, number, icb }: Who,
        store: &'f Store,
        forms: &'f Forms,
        packs: &Packs,
        dice: &mut Dice,
        on: Date,
    ) -> Outcome<Self> {
        let child = dice.roll(8) == 0;
        let born = if child { 2014 + dice.roll(4) } else { 1950 + dice.roll(50) };
        let basis = if child { ConsentBasis::ParentalResponsibility } else { ConsentBasis::Own };
        let mut new = forms.referral.clone();
        new.client_reference = Some(Reference::parse(&format!("L-{index}"))?);
        new.received_on = Some(on);
        new.person.nhs_number = Some(number);
        new.person.family_name = Line::parse(&format!("{}{}", dice.of(&BEGINNINGS), dice.of(&ENDINGS)))?;
        new.person.given_name = Line::parse(dice.of(&GIVEN))?;
        new.person.date_of_birth = Date::parse(&format!("{born}-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28)))?;
        new.person.icb_ods = icb.clone();
        for given in &mut new.consents {
            given.basis = basis;
            given.effective_on = on;
        }
        let mut decision = forms.decision.clone();
        decision.decided_on = on;
        let today = store.clock().today();
        let referral_id = store.id();
        let mut received =
            said(referral::receive(&Moment { today, id: referral_id }, icb.clone(), CLIENT.into(), new))?;
        let referral = Referral::fold(ReferralId(referral_id), &received).ok_or("no referral")?;
        let moment = Moment { today, id: store.id() };
        let decided = said(referral::decide(
            &referral,
            None,
            &packs.criteria(&referral.received.icb_ods, referral.received.received_on),
            &moment,
            decision,
        ))?;
        received.extend(decided.referral);
        let (PersonId(id), events) = decided.person.ok_or("not accepted")?;
        let person = Person::fold(PersonId(id), &events).ok_or("no person")?;
        Ok(Self {
            entry: Entry { index, icb, id, facts: 0, basis },
            referral_id,
            referral: received,
            person,
            events,
            forms,
            store,
            today,
        })
    }

    /// Takes a decision's facts in.
    fn add(&mut self, decide: impl FnOnce(&Person, &Moment) -> Result<Vec<Event>, Refusal>) -> Outcome<Uuid> {
        let id = self.store.id();
        for event in said(decide(&self.person, &Moment { today: self.today, id }))? {
            self.person.apply(&event);
            self.events.push(event);
        }
        Ok(id)
    }

    fn consent(&mut self, on: Date, dice: &mut Dice) -> Outcome<()> {
        let mut given = self.forms.consent.clone();
        given.scope = match dice.roll(3) {
            0 => ConsentScope::InformationSharing,
            1 => ConsentScope::Review,
            _ => ConsentScope::Keyworker,
        };
        if given.scope != ConsentScope::InformationSharing {
            given.covers.clear();
        }
        given.basis = self.entry.basis;
        given.effective_on = on;
        self.add(|person, moment| consent::record(person, moment, given)).map(drop)
    }

    fn rate(&mut self, on: Date, dice: &mut Dice) -> Outcome<()> {
        let [red, amber, green] = &self.forms.ratings;
        let mut given = match dice.roll(4) {
            0 => red.clone(),
            1 => green.clone(),
            _ => amber.clone(),
        };
        given.effective_on = on;
        // Refused on the day of a discharge that is still ahead; consent is recorded instead.
        let packs = self.store.packs();
        self.add(|person, moment| rating::rate(person, moment, packs, given)).map(drop)
    }

    fn admit(&mut self, on: Date) -> Outcome<()> {
        let mut admission = self.forms.admission.clone();
        admission.admitted_on = on;
        if self.entry.basis == ConsentBasis::ParentalResponsibility {
            (admission.setting, admission.bed_type_code) = (Setting::Tier4, Some(BedType::parse("123")?));
        }
        self.add(|person, moment| admission::admit(person, moment, admission)).map(drop)
    }

    fn discharge(&mut self, spell: AdmissionId, on: Date) -> Outcome<()> {
        let mut discharge = self.forms.discharge.clone();
        discharge.discharged_on = on;
        self.add(|person, moment| admission::discharge(person, moment, spell, discharge)).map(drop)
    }

    /// A review asked for, offered, and held or declined: three facts.
    fn review(&mut self, on: Date, takes_place: bool) -> Outcome<()> {
        let mut request = self.forms.request.clone();
        request.requested_on = on;
        if self.person.open_spell().is_some() {
            request.kind = ReviewKind::Inpatient;
        }
        let inpatient = request.kind == ReviewKind::Inpatient;
        let id = ReviewId(self.add(|person, moment| review::request(person, moment, request))?);
        let offer = ReviewOffer { offered_on: on, scheduled_for: Some(on) };
        self.add(|person, moment| review::offer(person, moment, id, &offer))?;
        if takes_place {
            let mut held = self.forms.held.clone();
            held.held_on = on;
            held.consent.basis = self.entry.basis;
            held.consent.effective_on = on;
            if inpatient {
                held.outcome = ReviewOutcome::RemainInpatient;
            }
            self.add(|person, moment| review::hold(person, moment, id, held)).map(drop)
        } else {
            let mut decline = self.forms.decline.clone();
            decline.declined_on = on;
            self.add(|person, moment| review::decline(person, moment, id, decline)).map(drop)
        }
    }

    fn decision(self, store: &Store, packs: &Packs) -> Outcome<Decision> {
        let now = store.clock().now();
        let actor = Actor {
            client_id: CLIENT.into(),
            subject: CLIENT.into(),
            organisation: self.entry.icb.to_string(),
            request_id: self.referral_id.to_string(),
        };
        let (_, referral) =
            Loaded::<Referral>::begin(self.referral_id, now, &actor, packs, &self.referral).ok_or("no referral")?;
        let (_, person) =
            Loaded::<Person>::begin(self.entry.id, now, &actor, packs, &self.events).ok_or("no person")?;
        Ok(Decision { actor, streams: vec![referral, person], key: None })
    }
}

fn said<T>(decided: Result<T, Refusal>) -> Outcome<T> {
    decided.map_err(|refusal| format!("{refusal:?}").into())
}

/// How long a life is: by a fixed share of every hundred people, mixed over all ICBs. The first three people have one of
/// each length, so that small registers hold them too.
fn facts_of(dice: &mut Dice, index: usize) -> usize {
    if let Some((_, facts)) = LIVES.get(index) {
        return *facts;
    }
    let mut place = usize::try_from(dice.roll(100)).unwrap_or(0);
    for (share, facts) in LIVES {
        if place < share {
            return facts;
        }
        place -= share;
    }
    30
}

/// The codes `Q00` to `Q41`, the first of which is Humber and North Yorkshire's own, QOQ.
fn icb(number: usize) -> Outcome<Ods> {
    Ok(if number == 0 { Ods::parse("QOQ")? } else { Ods::parse(&format!("Q{number:02}"))? })
}

const CLIENT: &str = "bench-load";
const BEGINNINGS: [&str; 20] = [
    "Ald", "Bram", "Cald", "Dun", "Ever", "Fen", "Garth", "Hol", "Ing", "Kel", "Lang", "Mar", "Nor", "Oak", "Pem",
    "Rush", "Stan", "Thorn", "Wind", "Yar",
];
const ENDINGS: [&str; 20] = [
    "bourne", "brook", "by", "combe", "cott", "den", "field", "ford", "gate", "ham", "hurst", "land", "ley", "mere",
    "ous", "stead", "thorpe", "ton", "well", "wick",
];
const GIVEN: [&str; 24] = [
    "Robin", "Asha", "Ben", "Carys", "Dev", "Ella", "Femi", "Grace", "Hari", "Isla", "Jude", "Kit", "Leila", "Milo",
    "Nia", "Omar", "Priya", "Quinn", "Rosa", "Sol", "Tess", "Uma", "Vik", "Zoë",
];
