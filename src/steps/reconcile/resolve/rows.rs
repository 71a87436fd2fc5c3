//! What is open about whole records, rows and files.

use crate::steps::reconcile::resolve::edits_of_removed::resolve_edits_of_removed;
use crate::steps::reconcile::resolve::removals::resolve_removals;
use crate::steps::reconcile::resolve::waiting::resolve_waiting;
use crate::steps::reconcile::resolving::Resolving;

/// Resolves what is open about records, and about rows and files that wait.
pub fn resolve_rows(run: &mut Resolving<'_, '_>) {
    resolve_removals(run);
    resolve_edits_of_removed(run);
    for (subject, open) in run.working.master.memory.open.clone() {
        if open.pending.is_some() && !run.asked.contains_key(&subject) && !run.logged.contains(&subject) {
            resolve_waiting(run, &subject, &open);
        }
    }
}
