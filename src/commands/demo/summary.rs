//! What the demo prints at its end: each step in a line, and what to do next.

use super::returned_copies::RETURNED;
use super::sample::PickedOption;
use crate::commands::engagement::folder::Folder;
use crate::commands::engagement::run::RunResult;
use crate::model::text::count;

/// What happened in the sample.
pub struct DemoSummary<'a> {
    /// How many records were agreed before anything was sent.
    pub agreed: usize,
    /// How many copies were sent.
    pub sent: usize,
    /// The run that merged the returned copies.
    pub first: &'a RunResult,
    /// The decision made after it.
    pub decision: &'a PickedOption,
    /// The run that applied the decision.
    pub second: &'a RunResult,
}

impl DemoSummary<'_> {
    /// The lines to print, for a sample in this folder.
    pub fn lines(&self, folder: &Folder) -> Vec<String> {
        let counts = |run: &RunResult| {
            let asked = run.report.findings.iter().filter(|f| f.question.is_some()).count();
            let added = run.report.changes.iter().filter(|c| c.field.is_none()).count();
            (asked, added, run.report.changes.len() - added)
        };
        let (asked, added, changed) = counts(self.first);
        let (open, _, _) = counts(self.second);
        let remarks = self.first.report.findings.iter().filter(|f| f.question.is_none()).count();
        let PickedOption { id, words } = self.decision;
        vec![
            "Harbour database migration, for Kestrel Harbour Authority: a sample in which every name is invented."
                .into(),
            format!(
                "  1. {} were typed into the master: contacts, risks, roles, requests …",
                count(self.agreed, "record", "records")
            ),
            format!("  2. {} went out, each to one person (outbox/).", count(self.sent, "copy", "copies")),
            format!(
                "  3. {} came back (inbox/): pasted over, sorted in some columns only, struck out, with notes and remarks.",
                count(RETURNED.len(), "copy", "copies")
            ),
            format!(
                "  4. Reconciled: {} and {} taken over, {} to read, {} to decide.",
                count(added, "new record", "new records"),
                count(changed, "change", "changes"),
                count(remarks, "remark", "remarks"),
                asked
            ),
            format!("  5. {id} was decided in the master, as you would in Excel (“{words}”), and reconciled again."),
            "  6. The requests that are ready to staff lie in exports/, for Salesforce.".into(),
            "  7. The first copy lies in reports/checked/ with what was found at its cells, to mail back.".into(),
            "  8. A supplier's own risk list (own-lists/) waits for you to look through mappings/, then import it again.".into(),
            format!(
                "{} left for you. Open {} first, on its sheet Discrepancies:",
                count(open, "decision is", "decisions are"),
                folder.master().display()
            ),
            format!(
                "pick a decision in each row, save, close it, and run: prekick -C {} reconcile",
                folder.root.display()
            ),
            format!("Where a value comes from: prekick -C {} why {id}", folder.root.display()),
            format!("The report of the last run is {}.", folder.root.join("reports").join("latest.html").display()),
        ]
    }
}
