//! Facts of the register itself.

use crate::domain::calendar::Date;
use crate::domain::policy::PackIdentity;

fact! {
    /// The register began to compute by a set of policy packs.
    PoliciesActivated, on activated_on,
    data {
        /// When.
        activated_on: Date,
        /// Every version of every pack of the set.
        packs: Vec<PackIdentity>,
    }
    private {}
}
