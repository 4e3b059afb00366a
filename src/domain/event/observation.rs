//! Facts of what the clock saw: nobody did anything, a date passed.

use crate::domain::calendar::Date;
use crate::domain::duty::Duty;
use crate::domain::id::ObservationId;
use crate::domain::observation::ObservationKind;
use uuid::Uuid;

fact! {
    /// A date of somebody's passed.
    Observed, on observed_on,
    data {
        /// This observation.
        observation_id: ObservationId,
        /// What was observed.
        kind: ObservationKind,
        /// Of what: the duty or, for a birthday, the person.
        subject_id: Uuid,
        /// Which kind of duty.
        duty: Option<Duty>,
        /// The date that passed, or came.
        due_on: Date,
        /// When the register noticed; later than the day after where it stood still.
        observed_on: Date,
    }
    private {}
}

fact! {
    /// A date of a referral passed.
    ReferralObserved, on observed_on,
    data {
        /// This observation.
        observation_id: ObservationId,
        /// What was observed.
        kind: ObservationKind,
        /// Of what: the duty.
        subject_id: Uuid,
        /// Which kind of duty.
        duty: Option<Duty>,
        /// The date that passed.
        due_on: Date,
        /// When the register noticed; later than the day after where it stood still.
        observed_on: Date,
    }
    private {}
}
