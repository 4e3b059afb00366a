//! One binary for everything that is tested from outside: stories over HTTP on both databases, laws as properties, and
//! the promises of contract, schema, statements and architecture.
#![allow(
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

mod cli;
mod contract;
mod first_referral;

// The laws and the promises.
mod architecture;
mod domain_dates;
mod golden;
mod interlock;
mod laws;
mod life;
mod raw;
mod schema;
mod statements;
