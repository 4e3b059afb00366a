//! What callers are shown of a person and of a referral: stored without today, completed on the way out.

mod barrier;
mod glass;
mod keyworking;
mod meeting;
mod observation;
mod person;
mod policy;
mod referral;
mod timeline;
mod transfer;

pub use barrier::{BarrierView, ClosingView, StepView};
pub use glass::{FindingView, GlassView, OpenedRecord};
pub use keyworking::{KeyworkerSummary, KeyworkingDocument, KeyworkingView};
pub use meeting::{AgendaPerson, MeetingDocument, MeetingView, Minutes, MinutesEntry};
pub use observation::ObservationView;
pub use person::{
    BarrierSummary, ConsentSummary, HospitalSummary, MembershipSummary, NextDeadline, PersonDocument, PersonLinks,
    PersonView, RatingSummary,
};
pub use policy::{PolicyDetail, PolicySummary, RequiredField, Requirements};
pub use referral::{
    AddedInformation, AskedInformation, DecisionDeadline, DecisionView, PossibleDuplicate, ReferralView, WithdrawalView,
};
pub use timeline::{duties_shown, timeline};
pub use transfer::{PendingTransfer, TransferDocument, TransferEnding, TransferView};
