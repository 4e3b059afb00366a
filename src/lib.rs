//! Dynamic Support Registers: facts in, duties out. `ARCHITECTURE.md` is the map.

pub mod app;
pub mod clock;
pub mod config;
pub mod demo;
pub mod development;
pub mod digest;
pub mod domain;
pub mod example;
pub mod http;
pub mod login;
pub mod serving;
pub mod signing;
pub mod store;
pub mod telemetry;
pub mod tls;
pub mod worker;
