//! What is asked about a file as a whole: lists of who does what beside other tables, and what the user says that it holds
//! where nothing in it looks like that.

use super::fitted_matrices::FittedMatrices;
use super::layout::LayoutDecision;
use crate::model::mapping::TableProposal;
use crate::model::template::Sheet;
use std::sync::Arc;

/// How sure, in percent, a table is that is like no sheet but the one that the user says it is.
const SAID: u8 = 30;

/// The decision with the questions about lists of who does what. `forced` are the sheets that the user says the file holds.
pub fn asked_as_well(
    decided: LayoutDecision,
    fitted: &FittedMatrices,
    forced: Option<&[Arc<Sheet>]>,
) -> LayoutDecision {
    let is_like_none = |proposals: &[TableProposal]| proposals.iter().all(|p| p.sheet.is_none());
    match decided {
        LayoutDecision::Ask(proposals) if !fitted.asked.is_empty() => {
            LayoutDecision::Ask(fitted.asked.iter().cloned().chain(proposals).collect())
        }
        _ if !fitted.asked.is_empty() => LayoutDecision::Ask(fitted.asked.clone()),
        LayoutDecision::Ask(proposals) if is_like_none(&proposals) => match (&fitted.forced, forced) {
            (Some(matrix), _) => LayoutDecision::Ask(vec![matrix.clone()]),
            (None, Some(sheets)) => LayoutDecision::Ask(preset(proposals, sheets)),
            (None, None) => LayoutDecision::Ask(proposals),
        },
        LayoutDecision::Nothing => {
            fitted.forced.clone().map_or(LayoutDecision::Nothing, |matrix| LayoutDecision::Ask(vec![matrix]))
        }
        other => other,
    }
}

/// The proposals with the sheet preset that the user named, at the table with most columns.
fn preset(mut proposals: Vec<TableProposal>, sheets: &[Arc<Sheet>]) -> Vec<TableProposal> {
    let widest = proposals.iter_mut().rev().max_by_key(|p| p.columns.len());
    if let (Some(table), Some(sheet)) = (widest, sheets.iter().find(|s| s.across().is_none())) {
        table.sheet = Some((sheet.key.clone(), sheet.title.clone()));
        (table.sure, table.why) = (SAID, "you said so".into());
    }
    proposals
}
