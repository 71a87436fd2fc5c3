//! A newer claim of a copy takes the place of its older ones.

use crate::model::memory::{Word, WordKey};
use crate::steps::reconcile::claims::types::is_voice_of;
use crate::steps::reconcile::discrepancies::log::withdrawn;
use crate::steps::reconcile::run::{Run, words_about};

/// A newer word of a copy takes the place of its older ones. What was open is withdrawn.
pub fn replace(run: &mut Run<'_>, copy: &str, (key, mut word): (WordKey, Word)) {
    let older: Vec<WordKey> = words_about(&run.master, &key.subject)
        .filter(|(c, _)| is_voice_of(c, copy))
        .map(|(c, _)| WordKey { subject: key.subject.clone(), copy: c.to_owned() })
        .collect();
    for old in older {
        if let Some(gone) = run.master.memory.words.remove(&old)
            && gone.open
        {
            word.base = gone.base.clone();
            withdrawn(run, &old.subject, &gone);
        }
    }
    put(run, (key, word));
}

pub fn put(run: &mut Run<'_>, (key, word): (WordKey, Word)) {
    run.master.memory.words.insert(key, word);
}
