//! Lists of who does what in a workbook: turned into matrices, or asked about.

use super::fitted_matrices::{FittedMatrices, Fitting, MadeColumn};
use super::raci_list::{FoundList, ListFinder};
use super::raci_names::Parties;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::mapping::TableProposal;
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::template::Sheet;
use crate::steps::master::read::id_prefixes;
use std::sync::Arc;

/// Turns lists of who does what into matrices, or into questions.
pub(super) fn turn_lists(sheet: &Arc<Sheet>, fitting: Fitting<'_>, parties: &Parties, out: &mut FittedMatrices) {
    let Some(roles) = across_sheet(sheet, fitting) else { return };
    let prefixes = id_prefixes(fitting.templates);
    let Fitting { file, kept, .. } = fitting;
    let finder = ListFinder { file, matrix: sheet, roles: &roles, parties, kept, prefixes: &prefixes };
    for (at, grid) in out.workbook.sheets.iter_mut().enumerate() {
        let turned = match finder.find(grid) {
            Some(FoundList::Matrix(turned)) => turned,
            Some(FoundList::Asked(proposal)) => {
                out.asked.push(*proposal);
                // It is asked about as what it is, and not once more as something else.
                grid.rows.clear();
                continue;
            }
            None => continue,
        };
        let message = "The sheet lists who does what; it was read as a matrix of activities and roles.";
        let place = Place::cell(file, &grid.title, At::new(turned.header, 0));
        out.findings.push(Finding::new(Code::ColumnRenamed, message).severity(Severity::Info).on(sheet).at(place));
        out.findings.extend(turned.findings);
        let made = turned.made.iter();
        out.made.extend(made.map(|(at, from)| MadeColumn { sheet: grid.title.clone(), at: *at, from: *from }));
        out.lists.push(at);
        *grid = turned.grid;
    }
}

/// What is asked about a file that the user says to be this matrix.
pub(super) fn forced_proposal(
    sheet: &Arc<Sheet>,
    fitting: Fitting<'_>,
    parties: &Parties,
    workbook: &Workbook,
) -> Option<TableProposal> {
    let roles = across_sheet(sheet, fitting)?;
    let prefixes = id_prefixes(fitting.templates);
    let Fitting { file, kept, .. } = fitting;
    let finder = ListFinder { file, matrix: sheet, roles: &roles, parties, kept, prefixes: &prefixes };
    workbook.sheets.iter().find_map(|grid| finder.find_forced(grid))
}

/// The sheet whose records are the columns of a matrix.
fn across_sheet(matrix: &Sheet, fitting: Fitting<'_>) -> Option<Arc<Sheet>> {
    let mut sheets = fitting.templates.iter().flat_map(|t| &t.sheets);
    sheets.find(|s| Some(&s.key) == matrix.across()).map(|s| Arc::new(s.clone()))
}
