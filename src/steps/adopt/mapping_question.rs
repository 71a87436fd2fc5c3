//! The question to a person about a file in a layout of its own.

use super::mapping_book::READY;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::mapping::TableProposal;
use crate::model::place::{At, Place};
use crate::model::text::and_list;

/// The question: what is not certain, and in which mapping to say what is right; `None` where no mapping was written.
pub fn mapping_question(name: &str, proposals: &[TableProposal], mapping: Option<&str>) -> Finding {
    let unsure_tables = proposals.iter().filter(|p| p.is_asked());
    let mut unsure: Vec<String> = unsure_tables.flat_map(unsure_parts).collect();
    let more = unsure.len().saturating_sub(5);
    unsure.truncate(5);
    if more > 0 {
        unsure.push(format!("{more} more"));
    }
    let unsure = match unsure.as_slice() {
        [] => "no table in it is like a sheet of this engagement".to_owned(),
        unsure => unsure.join("; "),
    };
    let message = format!("It is not certain what is what in this spreadsheet, so nothing of it was taken: {unsure}.");
    let help = match mapping {
        Some(mapping) if mapping.ends_with(".toml") => {
            format!("Open {mapping}, change what is wrong, set ready to true, save, and run the same command again.")
        }
        Some(mapping) => format!(
            "Open {mapping}, look through the column “Is”, set “{}” to yes, save, close, and run the same command again.",
            READY
        ),
        None => {
            "`prekick reconcile` and `prekick import FILE` write a mapping to look through into mappings/.".to_owned()
        }
    };
    let place = proposals.iter().find(|p| p.is_asked()).or(proposals.first());
    let place = place.map_or_else(
        || Place::file(name),
        |p| Place::cell(name, &p.title, At::new(p.row.saturating_sub(1), p.columns.first().map_or(0, |c| c.at))),
    );
    Finding::new(Code::ColumnAmbiguous, message).help(help).at(place)
}

fn unsure_parts(proposal: &TableProposal) -> Vec<String> {
    let mut out = Vec::new();
    let sheet = proposal.sheet.as_ref().map_or("no sheet", |(_, title)| title.as_str());
    if proposal.sheet.is_some() && proposal.sure < 100 {
        out.push(format!("“{}” may be {sheet} ({} %)", proposal.title, proposal.sure));
    }
    for column in proposal.columns.iter().filter(|c| c.sure < 100) {
        if let Some((_, title)) = &column.field {
            out.push(format!("“{}” may be {sheet}: {title} ({} %)", column.title, column.sure));
        }
    }
    let words: Vec<&str> = proposal.words.iter().map(|w| w.word.as_str()).collect();
    if !words.is_empty() {
        out.push(format!("{} must become numbers in {sheet}", words.join(", ")));
    }
    let names: Vec<String> = proposal.names.iter().map(|n| format!("“{}”", n.name)).collect();
    match names.as_slice() {
        [] => {}
        [one] => out.push(format!("whom {one} means in {sheet}")),
        _ => out.push(format!("whom {} mean in {sheet}", and_list(&names))),
    }
    out
}
