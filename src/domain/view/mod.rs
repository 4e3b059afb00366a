//! What callers are shown of a person and of a referral: stored without today, completed on the way out.

mod meeting;
mod person;
mod policy;
mod referral;
mod timeline;

pub use meeting::{AgendaPerson, MeetingDocument, MeetingView, Minutes, MinutesEntry};
pub use person::{
    ConsentSummary, HospitalSummary, MembershipSummary, NextDeadline, PersonDocument, PersonLinks, PersonView,
    RatingSummary,
};
pub use policy::{PolicyDetail, PolicySummary, RequiredField, Requirements};
pub use referral::{
    AddedInformation, AskedInformation, DecisionDeadline, DecisionView, PossibleDuplicate, ReferralView, WithdrawalView,
};
pub use timeline::{duties_shown, timeline};
