//! Who may know of whom: the one source of the `reach` rows that every read joins (domain §6).

use crate::domain::barrier::Leader;
use crate::domain::code::codes;
use crate::domain::consent::{ConsentScope, SharedWith};
use crate::domain::meeting::Meeting;
use crate::domain::ods::Ods;
use crate::domain::person::Person;
use crate::domain::referral::Referral;
use crate::domain::settings::{Role, Settings};
use crate::domain::transfer::Transfer;

codes! {
    /// Why an organisation reaches a record.
    Basis {
        ResponsibleIcb = "responsible_icb", "The ICB responsible for the person or addressed by the referral";
        Referrer = "referrer", "The organisation whose system sent the referral";
        ProposingIcb = "proposing_icb", "The ICB that proposed the transfer";
        ReceivingIcb = "receiving_icb", "The ICB that the transfer was proposed to";
        Provider = "provider", "The provider on whose ward the person is";
        KeyworkerService = "keyworker_service", "The keyworking service the person is assigned to";
    }
    /// A group of fields that is shown or not, as one.
    Group {
        Identity = "identity", "Who the person is, and what helps in meeting them";
        Standing = "standing", "The colour and why, the stay on the register, and what the colour calls for";
        Hospital = "hospital", "The spell in hospital that goes on";
        Clocks = "clocks", "What is to be done by when";
        Keyworking = "keyworking", "The keyworker, and keyworking from referral to discharge";
        Barriers = "barriers", "What blocks the right care";
        Consents = "consents", "What was consented to";
        Record = "record", "Everything else: the history, reviews, meetings, corrections, other days, and how often the record changes";
    }
}

impl Group {
    const fn bit(self) -> i64 {
        match self {
            Self::Identity => 1,
            Self::Standing => 2,
            Self::Hospital => 4,
            Self::Clocks => 8,
            Self::Keyworking => 16,
            Self::Barriers => 32,
            Self::Consents => 64,
            Self::Record => 128,
        }
    }
}

/// Groups of fields. As a number it stands beside each reach in the store, where every statement asks for what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Groups(i64);

impl Groups {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// All there is.
    pub const ALL: Self = Self::of(Group::ALL);

    /// These groups.
    #[must_use]
    pub const fn of(groups: &[Group]) -> Self {
        let (mut bits, mut rest) = (0, groups);
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// The groups behind a number of the store.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// As the store keeps them.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this group is among them.
    #[must_use]
    pub const fn has(self, group: Group) -> bool {
        self.0 & group.bit() != 0
    }

    /// Whether all of these are among them.
    #[must_use]
    pub const fn cover(self, needed: Self) -> bool {
        self.0 & needed.0 == needed.0
    }

    /// What a look at these groups shows somebody who sees `seen`: everything of it to whoever sees the whole record.
    #[must_use]
    pub const fn shown_to(self, seen: Self) -> Self {
        if seen.0 == Self::ALL.0 { seen } else { Self(self.0 & seen.0) }
    }

    /// One by one.
    #[must_use]
    pub fn list(self) -> Vec<Group> {
        Group::ALL.iter().copied().filter(|group| self.has(*group)).collect()
    }
}

/// What a relation to a person shows, and on whose consent it rests.
struct Rule {
    role: Role,
    shows: &'static [Group],
    /// The consent without which nothing of it is shown: the care of one's own inpatient needs none, a keyworker does (S1).
    needs: Option<ConsentScope>,
    /// What is shown besides where the consent to sharing information covers this.
    with_sharing: Option<(SharedWith, &'static [Group])>,
}

/// What helps in caring for the person today, without what happened before.
const ALL_BUT_THE_RECORD: &[Group] = &[
    Group::Identity,
    Group::Standing,
    Group::Hospital,
    Group::Clocks,
    Group::Keyworking,
    Group::Barriers,
    Group::Consents,
];

/// Who sees what beside the responsible ICB, which sees everything (domain §6).
const RULES: &[Rule] = &[
    Rule {
        role: Role::Provider,
        shows: &[Group::Identity, Group::Hospital, Group::Clocks],
        needs: None,
        with_sharing: Some((SharedWith::Provider, &[Group::Standing, Group::Keyworking])),
    },
    Rule {
        role: Role::KeyworkerService,
        shows: ALL_BUT_THE_RECORD,
        needs: Some(ConsentScope::Keyworker),
        with_sharing: None,
    },
];

/// What a record shows to who opens it in an emergency: what helps in meeting the person, and never the history. It is no rule of
/// reach: nothing else joins it.
pub const IN_EMERGENCY: Groups = Groups::of(ALL_BUT_THE_RECORD);

/// An organisation's reach to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who.
    pub organisation: Ods,
    /// Why; of several reasons the strongest.
    pub basis: Basis,
    /// The ICB responsible for the record.
    pub icb: Ods,
    /// What is shown without being named in any settings.
    pub shown: Groups,
    /// What is shown besides while the ICB names the organisation as a provider.
    pub as_provider: Groups,
    /// What is shown besides while the ICB names the organisation as a keyworking service.
    pub as_keyworker_service: Groups,
}

impl Reach {
    fn whole(organisation: Ods, basis: Basis, icb: Ods) -> Self {
        let (as_provider, as_keyworker_service) = (Groups::NONE, Groups::NONE);
        Self { organisation, basis, icb, shown: Groups::ALL, as_provider, as_keyworker_service }
    }
}

fn responsible(icb: &Ods) -> Reach {
    Reach::whole(icb.clone(), Basis::ResponsibleIcb, icb.clone())
}

/// Who reaches a person: the responsible ICB; the provider on whose ward they are; the keyworking service they are assigned to.
/// The last two reach them only while the ICB names them as what they are, which the store asks with every read.
#[must_use]
pub fn of_person(person: &Person) -> Vec<Reach> {
    let icb = responsible(&person.icb);
    if person.died_on.is_some() || person.merged_into.is_some() {
        return vec![icb];
    }
    let ward = person.open_spell().map(|spell| (spell.provider().clone(), Role::Provider));
    let keyworker = person.open_keyworking().and_then(|keyworking| keyworking.keyworker());
    let service = keyworker.map(|named| (named.keyworker_service_ods.clone(), Role::KeyworkerService));
    let mut reach = vec![icb];
    for (organisation, role) in ward.into_iter().chain(service) {
        let groups = shown_to(person, &organisation, role);
        if groups == Groups::NONE || organisation == person.icb {
            continue;
        }
        let known = reach.iter().position(|known| known.organisation == organisation);
        let mut own = match known {
            Some(at) => reach.swap_remove(at),
            None => {
                Reach { shown: Groups::NONE, ..Reach::whole(organisation, Basis::KeyworkerService, person.icb.clone()) }
            }
        };
        match role {
            Role::Provider => (own.as_provider, own.basis) = (groups, Basis::Provider),
            _ => own.as_keyworker_service = groups,
        }
        reach.push(own);
    }
    reach
}

/// What somebody's ward or keyworking service is shown, as consent stands.
fn shown_to(person: &Person, organisation: &Ods, role: Role) -> Groups {
    let Some(found) = RULES.iter().find(|known| known.role == role) else { return Groups::NONE };
    if found.needs.is_some_and(|scope| person.consent(scope).is_none()) {
        return Groups::NONE;
    }
    let sharing = person.consent(ConsentScope::InformationSharing);
    let besides = found.with_sharing.filter(|(covered, _)| {
        sharing.is_some_and(|given| given.covers.contains(covered) || given.organisations.contains(organisation))
    });
    Groups::of(found.shows).and(besides.map_or(Groups::NONE, |(_, groups)| Groups::of(groups)))
}

/// How far an ICB that was responsible before may read a person's history: what it did, and nothing since. It is no reach:
/// nothing else of the person is shown to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// Who.
    pub organisation: Ods,
    /// The last version it knows: the transfer's.
    pub until: i64,
}

/// Who keeps what it did: every ICB that was responsible and is no more, up to the last transfer away from it.
#[must_use]
pub fn recalls(person: &Person) -> Vec<Recall> {
    let mut kept: Vec<Recall> = Vec::new();
    for handover in &person.handovers {
        let organisation = &handover.transferred.from_icb;
        kept.retain(|recall| recall.organisation != *organisation);
        kept.push(Recall { organisation: organisation.clone(), until: handover.version });
    }
    kept.retain(|recall| recall.organisation != person.icb);
    kept
}

/// Who reaches a transfer: the ICB that proposed it, and the ICB that is asked.
#[must_use]
pub fn of_transfer(transfer: &Transfer) -> Vec<Reach> {
    let proposed = &transfer.proposed;
    vec![
        Reach::whole(proposed.from_icb.clone(), Basis::ProposingIcb, proposed.from_icb.clone()),
        Reach::whole(proposed.to_icb.clone(), Basis::ReceivingIcb, proposed.from_icb.clone()),
    ]
}

/// Who reaches a referral: the ICB it is addressed to, and the organisation that sent it. An ICB that refers to itself
/// has one reach, as the ICB.
#[must_use]
pub fn of_referral(referral: &Referral) -> Vec<Reach> {
    let icb = responsible(&referral.received.icb_ods);
    let received = &referral.received;
    let sender = Reach::whole(received.submitted_ods.clone(), Basis::Referrer, received.icb_ods.clone());
    if sender.organisation == icb.organisation { vec![icb] } else { vec![icb, sender] }
}

/// Who reaches a meeting: the ICB whose register it is about.
#[must_use]
pub fn of_meeting(meeting: &Meeting) -> Vec<Reach> {
    vec![responsible(&meeting.icb)]
}

/// Who reaches an entry of the accountable leaders: the ICB of the area.
#[must_use]
pub fn of_leader(leader: &Leader) -> Vec<Reach> {
    vec![responsible(&leader.named.icb_ods)]
}

/// Who reaches an area's settings: its ICB.
#[must_use]
pub fn of_settings(settings: &Settings) -> Vec<Reach> {
    vec![responsible(&settings.set.icb_ods)]
}

/// The basis on which `organisation` sees the whole of a record, if it does. Whoever sees a part of it only is told of nobody
/// here: what shows a part asks the store.
#[must_use]
pub fn basis<'r>(reach: impl IntoIterator<Item = &'r Reach>, organisation: &Ods) -> Option<Basis> {
    let mut whole = reach.into_iter().filter(|r| r.organisation == *organisation && r.shown == Groups::ALL);
    whole.next().map(|r| r.basis)
}
