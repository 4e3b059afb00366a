//! The register itself: pure functions from facts and requests to facts, states, dates and rows. No I/O, no clock, no
//! randomness; today and every identifier come from outside.

pub mod admission;
pub mod amendment;
pub mod bank_holidays;
pub mod calendar;
pub(crate) mod code;
pub mod colour;
pub mod consent;
pub mod decision;
pub mod departure;
pub mod discharge_plan;
pub mod disclosure;
pub mod duty;
pub mod event;
pub mod id;
pub mod laep;
pub mod meeting;
pub mod nhs_number;
pub mod notice;
pub mod notification;
pub mod ods;
pub mod person;
pub mod policy;
pub mod preview;
pub mod projection;
pub mod prompt;
pub mod rating;
pub mod reference;
pub mod referral;
pub mod refusal;
pub mod review;
pub mod support;
pub mod text;
pub mod view;
pub mod visit;
pub mod ward;
