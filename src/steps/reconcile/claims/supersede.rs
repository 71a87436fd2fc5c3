//! A newer claim of a copy takes the place of its older ones.

use crate::model::keys::CopyId;
use crate::model::memory::{Claim, ClaimKey};
use crate::model::state::Master;
use crate::steps::reconcile::claims::types::is_claimant_of;
use crate::steps::reconcile::discrepancies::log::DecisionLog;
use crate::steps::reconcile::working::claims_about;

/// A newer claim of a copy takes the place of its older ones. What was open is withdrawn.
pub fn replace(master: &mut Master, log: DecisionLog<'_>, copy: &CopyId, (key, mut claim): (ClaimKey, Claim)) {
    let older: Vec<ClaimKey> = claims_about(master, &key.subject)
        .filter(|(c, _)| is_claimant_of(c, copy))
        .map(|(c, _)| ClaimKey { subject: key.subject.clone(), copy: c.clone() })
        .collect();
    for old in older {
        if let Some(gone) = master.memory.claims.remove(&old)
            && gone.open
        {
            claim.base = gone.base.clone();
            log.withdrawn(master, &old.subject, &gone);
        }
    }
    master.memory.claims.insert(key, claim);
}
