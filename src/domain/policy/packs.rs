//! The packs of a register together: which version of which pack speaks to a case, and what they say.

use crate::digest;
use crate::domain::bank_holidays::BankHolidays;
use crate::domain::calendar::Date;
use crate::domain::duty::Duty;
use crate::domain::keyworking::KeyworkingGroup;
use crate::domain::ods::Ods;
use crate::domain::policy::fault::Fault;
use crate::domain::policy::{
    ActionCalledFor, AppliesTo, Candidate, Case, Criteria, DischargePoint, Faults, Pack, in_order, soundness,
};
use crate::domain::rating::Rag;

/// The file of a set of packs that holds the exceptions among bank holidays, and no pack.
const BANK_HOLIDAYS: &str = "bank-holidays.toml";

/// The packs every build carries: file name and text.
const EMBEDDED: &[(&str, &str)] = &[
    ("seeds.toml", include_str!("../../../policies/seeds.toml")),
    ("national.toml", include_str!("../../../policies/national.toml")),
    ("escalation.toml", include_str!("../../../policies/escalation.toml")),
    ("escalation-red.toml", include_str!("../../../policies/escalation-red.toml")),
    ("measures.toml", include_str!("../../../policies/measures.toml")),
    ("statute.toml", include_str!("../../../policies/statute.toml")),
    ("mental-health-act-2025.toml", include_str!("../../../policies/mental-health-act-2025.toml")),
    ("examples/qzz.toml", include_str!("../../../policies/examples/qzz.toml")),
    ("examples/qzz-keyworking.toml", include_str!("../../../policies/examples/qzz-keyworking.toml")),
    ("examples/qzz-escalation.toml", include_str!("../../../policies/examples/qzz-escalation.toml")),
    (BANK_HOLIDAYS, include_str!("../../../policies/bank-holidays.toml")),
];

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// These texts, and of `others` those whose name none of these has.
fn beside<'t>(others: &[(&'t str, &'t str)], texts: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let others = others.iter().filter(|(other, _)| !texts.iter().any(|(given, _)| name(given) == name(other)));
    others.chain(texts).copied().collect()
}

/// All versions of one pack, the earliest first.
#[derive(Debug, Clone)]
struct Family {
    versions: Vec<Pack>,
}

impl Family {
    fn in_force(&self) -> impl DoubleEndedIterator<Item = &Pack> {
        self.versions.iter().filter(|pack| pack.in_force)
    }

    /// The newest version that speaks to a clock counting from `anchor`, looked at on `as_of`.
    fn speaking(&self, anchor: Date, as_of: Date) -> Option<&Pack> {
        self.in_force().rev().find(|pack| pack.has_begun(anchor, as_of))
    }

    fn earliest(&self) -> Option<&Pack> {
        self.in_force().next()
    }
}

/// The packs of a register.
#[derive(Debug, Clone)]
pub struct Packs {
    families: Vec<Family>,
    holidays: BankHolidays,
    digest: String,
    replacements: Vec<Date>,
}

impl Packs {
    /// The packs every build carries.
    ///
    /// # Errors
    /// A pack that is not sound; a test holds the embedded ones.
    pub fn embedded() -> Result<Self, Faults> {
        Self::parse(EMBEDDED)
    }

    /// The packs every build carries, and these beside them, as for checking a new one. A file of the same name, in
    /// whatever directory, stands in for the embedded one.
    ///
    /// # Errors
    /// Every fault, with file and line.
    pub fn embedded_with(texts: &[(&str, &str)]) -> Result<Self, Faults> {
        Self::parse_with(EMBEDDED, texts)
    }

    /// The same beside other texts than the embedded ones.
    ///
    /// # Errors
    /// Every fault, with file and line.
    pub fn parse_with(others: &[(&str, &str)], texts: &[(&str, &str)]) -> Result<Self, Faults> {
        Self::parse(&beside(others, texts))
    }

    /// Reads packs from named texts; `bank-holidays.toml` among them holds exceptions among bank holidays.
    ///
    /// # Errors
    /// Every fault of every text, with file and line; if each is sound by itself, every fault of them together.
    pub fn parse(texts: &[(&str, &str)]) -> Result<Self, Faults> {
        let (mut packs, mut faults, mut holidays) = (Vec::new(), Vec::new(), BankHolidays::default());
        for (file, text) in texts {
            if name(file) == BANK_HOLIDAYS {
                match BankHolidays::parse(text) {
                    Ok(read) => holidays = read,
                    Err(found) => faults.extend(found.into_iter().map(|(line, why)| Fault::new(file, line, why))),
                }
            } else {
                match Pack::parse(file, text) {
                    Ok(pack) => packs.push(pack),
                    Err(found) => faults.extend(found.all().iter().cloned()),
                }
            }
        }
        if faults.is_empty() {
            faults = soundness::together(&packs, &holidays);
        }
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let days = texts.iter().filter(|(file, _)| name(file) == BANK_HOLIDAYS).map(|(_, text)| digest::of_text(text));
        let mut parts: Vec<String> = packs.iter().map(|pack| pack.digest.clone()).chain(days).collect();
        parts.sort();
        let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
        Ok(Self::of(packs, holidays, digest::hex(&digest::sha256(&parts))))
    }

    fn of(packs: Vec<Pack>, holidays: BankHolidays, digest: String) -> Self {
        let running = packs.iter().filter(|pack| pack.in_force && pack.applies_to == Some(AppliesTo::Running));
        let mut replacements: Vec<Date> = running.map(|pack| pack.effective_from).collect();
        replacements.sort();
        replacements.dedup();
        let mut families: Vec<Family> = Vec::new();
        for pack in packs {
            let known = families.iter_mut().find(|family| family.versions.iter().any(|other| other.id == pack.id));
            match known {
                Some(family) => family.versions.push(pack),
                None => families.push(Family { versions: vec![pack] }),
            }
        }
        for family in &mut families {
            family.versions.sort_by_key(|pack| pack.effective_from);
        }
        families.sort_by_key(|family| family.versions.first().map(|pack| (pack.layer, pack.id.clone())));
        Self { families, holidays, digest, replacements }
    }

    /// The same packs and one more, which speaks whether it says that it is in force or not: for previews.
    ///
    /// # Errors
    /// Every fault of the pack, or of it beside the others, with its line.
    pub fn with(&self, text: &str) -> Result<Self, Faults> {
        let pack = Pack { in_force: true, ..Pack::parse("pack", text)? };
        let digest = digest::hex(&digest::sha256(&[self.digest.as_bytes(), text.as_bytes()]));
        let packs: Vec<Pack> = self.all().cloned().chain([pack]).collect();
        let faults = soundness::together(&packs, &self.holidays);
        if faults.is_empty() { Ok(Self::of(packs, self.holidays.clone(), digest)) } else { Err(faults.into()) }
    }

    /// The same packs, with these speaking too though they are not in force: for previews, never for a register's rows.
    #[must_use]
    pub fn including(&self, ids: &[&str]) -> Self {
        let included = |pack: &Pack| pack.in_force || ids.contains(&pack.id.as_str());
        let packs = self.all().map(|pack| Pack { in_force: included(pack), ..pack.clone() }).collect();
        let parts: Vec<&[u8]> =
            std::iter::once(self.digest.as_bytes()).chain(ids.iter().map(|id| id.as_bytes())).collect();
        Self::of(packs, self.holidays.clone(), digest::hex(&digest::sha256(&parts)))
    }

    /// The digest of all packs together: of their texts, wherever and in whatever order those lie.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every version of every pack, in force or not, by layer and id; the versions of a pack stand together, the earliest
    /// first.
    pub fn all(&self) -> impl Iterator<Item = &Pack> {
        self.families.iter().flat_map(|family| family.versions.iter())
    }

    /// England's bank holidays.
    #[must_use]
    pub const fn bank_holidays(&self) -> &BankHolidays {
        &self.holidays
    }

    /// The packs that speak to an ICB's clock that counts from `anchor`, looked at on `as_of`: of each pack the newest
    /// version that has begun by then. A start before every pack's first version is answered by all of them: a long stay
    /// must not lose its clock.
    fn speaking<'p>(&'p self, icb: Option<&Ods>, anchor: Date, as_of: Date) -> Vec<&'p Pack> {
        let first = |family: &'p Family| family.earliest().filter(|pack| pack.speaks_to(icb));
        let before_all = self.families.iter().filter_map(first).all(|pack| anchor < pack.effective_from);
        let of_family = |family: &'p Family| {
            let begun = family.speaking(anchor, as_of);
            begun.or_else(|| family.earliest().filter(|_| before_all)).filter(|pack| pack.speaks_to(icb))
        };
        self.families.iter().filter_map(of_family).collect()
    }

    /// What the register of `icb` asks of a referral received `on` this day.
    #[must_use]
    pub fn criteria(&self, icb: &Ods, on: Date) -> Criteria {
        let speaking = self.speaking(Some(icb), on, on);
        Criteria::of(speaking.iter().filter_map(|pack| Some((pack.id.as_str(), pack.criteria.as_ref()?))))
    }

    /// How many people one keyworker of this ICB can have on this day, with the source: of several figures the smallest.
    #[must_use]
    pub fn caseload(&self, icb: &Ods, on: Date) -> Option<(u32, &str)> {
        let stated = self.speaking(Some(icb), on, on).into_iter().filter_map(|pack| pack.keyworking.as_ref());
        stated
            .filter_map(|stated| Some((stated.caseload_limit?, stated.source.as_str())))
            .min_by_key(|(limit, _)| *limit)
    }

    /// The groups to whom this ICB gives a keyworker on this day whatever their colour.
    #[must_use]
    pub fn keyworking_groups(&self, icb: &Ods, on: Date) -> Vec<KeyworkingGroup> {
        let stated = self.speaking(Some(icb), on, on).into_iter().filter_map(|pack| pack.keyworking.as_ref());
        stated.flat_map(|stated| stated.groups.iter().copied()).collect()
    }

    /// Whether an escalation of this ICB's people that is not answered in time goes up by itself, seen on this day: the sentence
    /// that says so.
    #[must_use]
    pub fn steps_up(&self, icb: &Ods, on: Date) -> Option<&str> {
        let stated = self.speaking(Some(icb), on, on).into_iter().filter_map(|pack| pack.escalation.as_ref());
        stated.filter(|stated| stated.steps_up_by_itself).map(|stated| stated.source.as_str()).next()
    }

    /// Within how many days before an admission a community C(E)TR counts for this ICB's measures on this day, with the source: of
    /// several figures the smallest.
    #[must_use]
    pub fn look_back(&self, icb: &Ods, on: Date) -> Option<(u32, &str)> {
        let stated = self.speaking(Some(icb), on, on).into_iter().filter_map(|pack| pack.measures.as_ref());
        stated.map(|stated| (stated.community_review_within_days, stated.source.as_str())).min_by_key(|(days, _)| *days)
    }

    /// What an ICB calls a point of the discharge plan on this day; `None` where no pack says.
    #[must_use]
    pub fn discharge_point(&self, point: u8, icb: &Ods, on: Date) -> Option<&DischargePoint> {
        let speaking = self.speaking(Some(icb), on, on);
        let words = speaking.into_iter().rev().flat_map(|pack| pack.discharge_points.iter());
        words.into_iter().find(|words| words.point == point)
    }

    /// Every rule's answer on `as_of` for a duty that counts from `anchor`, the binding one first: the earliest date;
    /// between equal dates statute before national before local, then by the pack's id; rules without a date last.
    #[must_use]
    pub fn candidates(&self, duty: Duty, case: &Case<'_>, anchor: Date, as_of: Date) -> Vec<Candidate> {
        let speaking = self.speaking(Some(case.icb), anchor, as_of);
        let rules = speaking.into_iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
        let found = rules.filter(|(_, rule)| rule.duty == duty && rule.when.holds(case)).map(|(pack, rule)| {
            let (due_on, arithmetic) = rule.interval.after(anchor, rule.counting, case, &self.holidays);
            Candidate {
                pack: pack.id.clone(),
                version: pack.version.clone(),
                layer: pack.layer,
                rule: rule.id.clone(),
                source: rule.source.clone(),
                force: rule.force,
                due_on,
                arithmetic,
                because: rule.when.because(case),
                must_be_held: rule.must_be_held,
                shown_from: rule.shown_from_age.and_then(|age| case.born.map(|born| born.birthday(age))),
                replaced_on: None,
            }
        });
        in_order(found.collect())
    }

    /// The days on which a newer version of a pack begins to speak to clocks that already run, in order.
    #[must_use]
    pub fn replacements(&self) -> &[Date] {
        &self.replacements
    }

    /// What a colour calls for at an age (S4) on this day, on the register of `icb`; of equal actions the most binding.
    /// Without an ICB, as after redaction, local packs are silent.
    #[must_use]
    pub fn actions(&self, rag: Rag, age: Option<u32>, icb: Option<&Ods>, on: Date) -> Vec<ActionCalledFor> {
        let mut called: Vec<ActionCalledFor> = Vec::new();
        let fits = |from: Option<u32>, to: Option<u32>| {
            age.is_none_or(|age| from.is_none_or(|from| age >= from) && to.is_none_or(|to| age <= to))
        };
        let speaking = self.speaking(icb, on, on);
        let actions = speaking.iter().flat_map(|pack| pack.actions.iter());
        for a in actions.filter(|a| a.rag == rag && fits(a.age_from, a.age_to)) {
            let action = ActionCalledFor { action: a.action.clone(), force: a.force, source: a.source.clone() };
            match called.iter_mut().find(|known| known.action == a.action) {
                Some(known) if a.force < known.force => *known = action,
                Some(_) => {}
                None => called.push(action),
            }
        }
        called
    }
}
