//! What runs by itself in every replica, under a lease.

pub mod sealing;
pub mod sweep;
