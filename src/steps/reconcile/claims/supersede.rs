//! A newer claim of a copy takes the place of its older ones.

use crate::model::memory::{Claim, ClaimKey};
use crate::steps::reconcile::claims::types::is_voice_of;
use crate::steps::reconcile::discrepancies::log::withdrawn;
use crate::steps::reconcile::run::{Run, words_about};

/// A newer word of a copy takes the place of its older ones. What was open is withdrawn.
pub fn replace(run: &mut Run<'_>, copy: &str, (key, mut word): (ClaimKey, Claim)) {
    let older: Vec<ClaimKey> = words_about(&run.master, &key.subject)
        .filter(|(c, _)| is_voice_of(c, copy))
        .map(|(c, _)| ClaimKey { subject: key.subject.clone(), copy: c.to_owned() })
        .collect();
    for old in older {
        if let Some(gone) = run.master.memory.claims.remove(&old)
            && gone.open
        {
            word.base = gone.base.clone();
            withdrawn(run, &old.subject, &gone);
        }
    }
    put(run, (key, word));
}

pub fn put(run: &mut Run<'_>, (key, word): (ClaimKey, Claim)) {
    run.master.memory.claims.insert(key, word);
}
