//! One binary for everything that is tested from outside: stories over HTTP on both databases, laws as properties, and
//! the promises of contract, schema, statements and architecture.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    missing_docs,
    reason = "a test may panic: that is how it fails"
)]

mod support;

mod activation;
mod architecture;
mod audit;
mod audit_reading;
mod backup;
mod bad_input;
mod bank_holidays;
mod barriers;
mod break_glass;
mod cases;
mod cases_colours;
mod cases_follow_up;
mod cases_late;
mod cases_reviews;
mod cases_ward;
mod checkpoints;
mod cli;
mod clocks;
mod contract;
mod corrections;
mod demo;
mod disclosure;
mod docs;
mod domain_cases;
mod domain_dates;
mod examples;
mod first_referral;
mod golden;
mod http;
mod interlock;
mod keyworking;
mod late_facts;
mod laws;
mod life;
mod lives;
mod login;
mod measures;
mod meetings;
mod mistakes;
mod notices;
mod offered;
mod oidc;
mod options;
mod overlays;
mod packs;
mod packs_unsound;
mod pathway;
mod policies;
mod preview;
mod prompts;
mod raw;
mod reach;
mod recompute;
mod referrals;
mod refusals;
mod register;
mod retries;
mod schema;
mod sealed;
mod signing;
mod standing;
mod statements;
mod status;
mod sweep;
mod timeline;
mod tls;
mod transfers;
mod travel;
mod wall;
