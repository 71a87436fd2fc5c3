//! The laws of taking back, over random engagements, edits and decisions.

use crate::laws::{Step, any_column, cases, pick, records, same, state, steps, workbooks, world};
use crate::laws_edits::{apply, wild};
use crate::laws_world::{File, World};
use prekick::model::state::Master;
use prekick::steps::master::memory_lines::to_lines;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The records with their values, without what is asked.
fn values(master: &Master) -> Vec<String> {
    state(master).into_iter().filter(|line| !line.starts_with("D-") && !line.starts_with(' ')).collect()
}

/// All that two masters must have in common to be the same: also whose words were heard, what was decided, and what is
/// written beside the questions.
fn whole(master: &Master) -> Vec<String> {
    let mut out = state(master);
    let remembered = to_lines(&master.memory).into_iter();
    let kinds = ["{\"file\"", "{\"record\"", "{\"word\"", "{\"open\"", "{\"approval\"", "{\"comment\""];
    out.extend(remembered.filter(|line| kinds.iter().any(|kind| line.starts_with(kind))));
    out.extend(master.decided.iter().map(|line| line.cells().join(" | ")));
    let notes = master.sheets.iter().flat_map(|s| &s.notes);
    out.extend(notes.map(|(at, note)| format!("{} {}: {}", at.record, at.field, note.text)));
    out
}

fn now(when: &str, world: &World) -> Master {
    let (mut master, typed) = world.load();
    assert!(typed.is_empty(), "{when}: {typed:?}");
    // What people wrote beside questions is read from its cells; the memory has it as it was written.
    master.picks.clear();
    master
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn a_run_taken_back_had_not_been_and_taken_back_again_it_had(
        records in records(),
        (workbook, titles) in workbooks(),
        copies in proptest::collection::vec(proptest::collection::vec(wild(), 0..6), 4),
        steps in steps(),
        last in any::<u8>(),
    ) {
        let mut world = world(records);
        let sent = world.generate(workbook);
        let files: Vec<File> =
            sent.iter().zip(&copies).map(|(f, edits)| f.edited(|b| apply(b, titles, edits, &any_column))).collect();
        let some = |which: u8| -> Vec<File> {
            files.iter().enumerate().filter(|(i, _)| which >> i & 1 == 1).map(|(_, f)| f.clone()).collect()
        };
        let mut picked = BTreeSet::new();
        for step in &steps {
            match step {
                Step::Edit(edits) => world.edit_master(|b| apply(b, titles, edits, &any_column)),
                Step::Pick(picks) => pick(&mut world, picks, &mut picked),
                Step::Run(which) => drop(world.run(&some(*which))),
            }
        }
        let ran = world.run(&some(last));
        prop_assume!(ran.wrote);
        let (before, after) = (ran.master_before.clone(), world.master.clone());
        let merged = now("merged", &world);
        prop_assume!(world.undo(&before));
        let undone = now("taken back", &world);
        let mut hoped = ran.before.clone();
        prekick::steps::validate::compute::compute_all(&mut hoped);
        same("taken back", &values(&undone), &values(&hoped))?;
        for (key, highest) in &merged.memory.highest {
            prop_assert!(undone.memory.highest[key] >= *highest, "{key} would be given again");
        }
        let mut again = world.clone();
        prop_assert!(world.undo(&after));
        same("taken back twice", &whole(&now("taken back twice", &world)), &whole(&merged))?;
        again.run(&some(last));
        same("done again", &values(&now("done again", &again)), &values(&merged))?;
    }
}
