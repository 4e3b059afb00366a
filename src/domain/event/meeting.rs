//! Facts of register meetings. What was said of a person stands on that person's record; the meeting itself knows only who was
//! on its agenda.

use crate::domain::calendar::Date;
use crate::domain::id::{MeetingId, PersonId, ReferralId};
use crate::domain::meeting::{Attendee, MeetingKind};
use crate::domain::ods::Ods;
use crate::domain::person::{AgreedAction, Named};
use crate::domain::rating::Rag;
use crate::domain::text::{Line, Prose};

fact! {
    /// A meeting was called.
    MeetingCalled, on called_on,
    data {
        /// When it was called.
        called_on: Date,
        /// Whose register it is about.
        icb_ods: Ods,
        /// What kind of meeting.
        kind: MeetingKind,
        /// The day it is to be held.
        meets_on: Date,
    }
    private {
        /// Who chairs it.
        chair: Option<Named>,
        /// Who attends.
        attendees: Vec<Attendee>,
        /// Where, in words.
        place: Option<Line>,
    }
}

fact! {
    /// A meeting's day, chair or attendees changed.
    MeetingChanged, on changed_on,
    data {
        /// When it changed.
        changed_on: Date,
        /// The day it is to be held.
        meets_on: Date,
    }
    private {
        /// Who chairs it.
        chair: Option<Named>,
        /// Who attends.
        attendees: Vec<Attendee>,
        /// Where, in words.
        place: Option<Line>,
    }
}

fact! {
    /// The agenda as it stands.
    MeetingAgendaSet, on set_on,
    data {
        /// When it was set.
        set_on: Date,
        /// The people on it, in order.
        people: Vec<PersonId>,
        /// Referrals on it that nobody has decided yet.
        referrals: Vec<ReferralId>,
    }
    private {}
}

fact! {
    /// What was said of one person was noted on that person's record.
    MeetingEntryNoted, on noted_on,
    data {
        /// When it was noted.
        noted_on: Date,
        /// Of whom.
        person_id: PersonId,
        /// Whether the person was discussed.
        discussed: bool,
    }
    private {}
}

fact! {
    /// A meeting was closed: what it says of people counts from then on.
    MeetingClosed, on held_on,
    data {
        /// When it was held.
        held_on: Date,
        /// The day of the next one.
        next_on: Option<Date>,
        /// Who was discussed.
        discussed: Vec<PersonId>,
    }
    private {
        /// Who chaired it.
        chair: Option<Named>,
        /// Who attended.
        attendees: Vec<Attendee>,
    }
}

fact! {
    /// A meeting was called off.
    MeetingCancelled, on cancelled_on,
    data {
        /// When.
        cancelled_on: Date,
    }
    private {
        /// Why.
        reason: Option<Prose>,
    }
}

fact! {
    /// What a meeting said of a person, as it stands: it replaces what the same meeting said before.
    MeetingEntrySet, on noted_on,
    data {
        /// When it was noted.
        noted_on: Date,
        /// The meeting.
        meeting_id: MeetingId,
        /// Whether the person was discussed.
        discussed: bool,
    }
    private {
        /// What was decided.
        decisions: Vec<Prose>,
        /// What is to be done, by whom and when.
        actions: Vec<AgreedAction>,
        /// What was said, in short.
        summary: Option<Prose>,
    }
}

fact! {
    /// A meeting that discussed the person was closed.
    Discussed, on discussed_on,
    data {
        /// When the meeting was held.
        discussed_on: Date,
        /// The meeting.
        meeting_id: MeetingId,
        /// What kind of meeting.
        kind: MeetingKind,
        /// The colour the person came with.
        rag_before: Option<Rag>,
        /// The colour the person left with.
        rag_after: Option<Rag>,
    }
    private {}
}
