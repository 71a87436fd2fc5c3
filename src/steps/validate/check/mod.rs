//! The checks of the merged whole: what is valid in each copy can still be wrong together.

mod duplicates;
mod fields;
mod people;
mod receives;
mod record;
mod references;
mod rules;

pub use fields::reached_status;
pub use receives::{WorkbookNames, parse_receives};

use crate::model::code::Area;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::table::Table;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::People;
use crate::steps::validate::rules::{RuleContext, is_archived};
use jiff::civil::Date;
use people::Nameable;
use record::{CheckedRecord, is_record};
use references::ReferableRecords;
use std::collections::BTreeSet;

/// Checks every record of the merged master: what it lacks, what could not be read, who and what it names, and the
/// rules of its sheet. `file` is the file that findings name as their place. No finding asks a question.
pub fn check_tables(
    tables: &[&Table],
    people: &People,
    today: Date,
    engagement: &Engagement,
    file: &str,
) -> Vec<Finding> {
    let known = ReferableRecords::new(tables);
    let nameable = Nameable { people, forums: Forums::of_tables(tables.iter().copied()) };
    let context = RuleContext::new(tables, &is_record, people, today, engagement);
    let mut findings = Vec::new();
    for table in tables {
        for row in table.rows.iter().filter(|row| is_record(table, row)) {
            let record = CheckedRecord { table, row };
            let before = findings.len();
            fields::check_fields(&record, &nameable, &known, &mut findings);
            let unread = unread_fields(findings.get(before..).unwrap_or_default());
            fields::check_days(&record, engagement, &mut findings);
            // What is archived is out of sight.
            if !is_archived(&table.sheet, &row.values) {
                let mut broken = Vec::new();
                rules::check_record_rules(&record, &context, &mut broken);
                broken.retain(|finding| finding.field.as_ref().is_none_or(|field| !unread.contains(field)));
                findings.extend(broken);
            }
        }
        rules::check_sheet_rules(table, &context, &mut findings);
        duplicates::check_duplicates(table, &mut findings);
    }
    for place in findings.iter_mut().filter_map(|f| f.place.as_mut()) {
        place.file = Some(file.to_owned());
    }
    findings
}

/// The fields of a record that hold what could not be read. What rules say of such a cell follows from that.
fn unread_fields(findings: &[Finding]) -> BTreeSet<FieldKey> {
    let unread = |finding: &&Finding| finding.code.is_in(Area::Value) && !finding.is_gap;
    findings.iter().filter(unread).filter_map(|finding| finding.field.clone()).collect()
}

#[cfg(test)]
mod tests;
