//! The register itself: pure functions from facts and requests to facts, states, dates and rows. No I/O, no clock, no
//! randomness; today and every identifier come from outside.

pub mod admission;
pub mod bank_holidays;
pub mod calendar;
pub(crate) mod code;
pub mod consent;
pub mod disclosure;
pub mod duty;
pub mod event;
pub mod id;
pub mod nhs_number;
pub mod ods;
pub mod person;
pub mod policy;
pub mod projection;
pub mod rating;
pub mod referral;
pub mod refusal;
pub mod review;
pub mod text;
pub mod view;
