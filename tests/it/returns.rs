//! A filled copy comes back in every way there is, and in pairs and handfuls of them. After each run: everything typed is in
//! the master or in the report, nothing stands on another record than it was typed for, nothing is gone, and running
//! again changes nothing.

use crate::desk::Book;
use crate::laws::cases;
use crate::laws_audit::lost;
use crate::laws_world::{File, Ran, SHEETS, World};
use crate::returns_ways::{WAYS, Way};
use prekick::model::grid::{Raw, Workbook};
use prekick::model::state::Master;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// An engagement whose RAID copy was sent, and that copy filled in by its recipient.
struct Sent {
    world: World,
    filled: File,
    /// The values of every record, as they come out of the copy that nothing happened to.
    plainly: BTreeMap<String, Vec<String>>,
}

static SENT: LazyLock<Sent> = LazyLock::new(|| {
    let mut world = World::new([4, 2, 3, 2]);
    let copies = world.generate("raid");
    let filled = copies.iter().find(|f| f.name.contains("ada-park")).unwrap().edited(fill);
    let plainly = values(&world.clone().run(std::slice::from_ref(&filled)).outcome.master);
    Sent { world, filled, plainly }
});

/// What the recipient typed: a text that names its record in each, other kinds of values, and new records.
fn fill(book: &mut Book) {
    for title in SHEETS {
        let mut sheet = book.sheet(title);
        for id in sheet.ids() {
            sheet.set(&id, "Description", &format!("«{id}» as Ada sees it"));
        }
        let prefix = &title[..1];
        sheet.set(
            &format!("{prefix}-001"),
            "Status",
            if title == "Assumptions" { "Invalidated" } else { "In Progress" },
        );
        for (n, new) in [(1, "Printer queues are undocumented"), (2, "Mainframe batch runs long")] {
            let row = sheet.records().last().unwrap() + 1;
            let (name, said) = (sheet.column("Title"), sheet.column("Description"));
            sheet.put(row, name, Raw::Text(format!("{new} «{prefix}{n}»")));
            sheet.put(row, said, Raw::Text(format!("«{prefix}{n}» as Ada sees it")));
        }
    }
    let mut risks = book.sheet("Risks");
    risks.set("R-002", "Probability", "4");
    risks.set("R-003", "Date raised", "2026-12-03");
}

fn values(master: &Master) -> BTreeMap<String, Vec<String>> {
    let mut out = BTreeMap::new();
    for state in master.sheets.iter().filter(|s| SHEETS.contains(&s.sheet.title.as_str())) {
        let name = state.sheet.position("title").unwrap();
        for record in state.records.values() {
            let typed = state.sheet.columns.iter().zip(&record.values).filter(|(c, _)| !c.is_tool());
            // New records may get their IDs in another order.
            let named = format!("{} {}", state.sheet.key, record.values[name]);
            out.insert(named, typed.map(|(c, v)| format!("{}={v}", c.key)).collect());
        }
    }
    out
}

/// The tags in a text: `R-001` of `«R-001» as Ada sees it`.
fn tags(text: &str) -> BTreeSet<String> {
    text.split('«').skip(1).filter_map(|rest| Some(rest.split_once('»')?.0.to_owned())).collect()
}

/// Every tag that stands on a record it was not typed for.
fn misplaced(master: &Master, merged: bool) -> Vec<String> {
    let mut out = Vec::new();
    for state in &master.sheets {
        for record in state.records.values() {
            let name = state.sheet.position("title").map(|i| record.values[i].to_string()).unwrap_or_default();
            let own: BTreeSet<String> = tags(&name).into_iter().chain([record.id.clone()]).collect();
            for (column, value) in state.sheet.columns.iter().zip(&record.values) {
                let strange: Vec<String> = tags(&value.to_string()).difference(&own).cloned().collect();
                // A text that was merged over two rows is both rows' text.
                if !strange.is_empty() && !merged {
                    out.push(format!("{} ({name}), {}: {value}", record.id, column.key));
                }
            }
        }
    }
    out
}

fn tell(ran: &Ran) -> String {
    let of_file =
        ran.outcome.findings.iter().filter(|f| {
            f.question.is_some() || f.place.as_ref().is_none_or(|p| p.file.as_deref() != Some("master.xlsx"))
        });
    of_file
        .map(|f| {
            let at = f.place.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("  {} {at} {:?}: {}", f.code, f.record, f.message.chars().take(160).collect::<String>())
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is wrong after the filled copy came back in these ways.
fn audit(ways: &[(&Way, usize)]) -> Result<(), String> {
    let Sent { world, filled, plainly } = &*SENT;
    let mut world = world.clone();
    let file = filled.edited(|book| ways.iter().for_each(|(way, n)| (way.act)(book, *n)));
    let name = |what: &str, of: &[String], ran: &Ran| {
        let names: Vec<String> = ways.iter().map(|(w, n)| format!("{} ({n})", w.name)).collect();
        format!("{}: {what}:\n  {}\nsaid:\n{}", names.join(" + "), of.join("\n  "), tell(ran))
    };
    let ran = world.run(std::slice::from_ref(&file));
    let workbooks: BTreeMap<String, Workbook> = [(file.name.clone(), file.workbook.clone())].into();
    let missing = lost(&world, &ran, &workbooks);
    if !missing.is_empty() {
        return Err(name("typed and lost", &missing, &ran));
    }
    let merged = ways.iter().any(|(w, _)| w.name.contains("merged"));
    let wrong = misplaced(&ran.outcome.master, merged);
    if !wrong.is_empty() {
        return Err(name("on another record", &wrong, &ran));
    }
    let gone: Vec<String> = ran
        .before
        .sheets
        .iter()
        .flat_map(|s| s.records.values().map(move |r| (s, r)))
        .filter(|(s, r)| !ran.outcome.master.sheet(&s.sheet.key).unwrap().records.values().any(|a| a.id == r.id))
        .map(|(_, r)| r.id.clone())
        .collect();
    if !gone.is_empty() {
        return Err(name("gone without a decision", &gone, &ran));
    }
    if ways.len() == 1 && ways.iter().all(|(w, _)| w.neutral) {
        let now = values(&ran.outcome.master);
        let other: Vec<String> = plainly
            .iter()
            .filter(|(k, v)| now.get(*k) != Some(*v))
            .map(|(k, v)| format!("{k}: {:?} instead of {v:?}", now.get(k)))
            .chain(now.keys().filter(|k| !plainly.contains_key(*k)).map(|k| format!("{k} is new")))
            .collect();
        // What is struck out or gone is asked, and its other cells are heard when it is kept.
        if !other.is_empty() && !["a row struck out", "a row deleted"].contains(&ways[0].0.name) {
            return Err(name("not as from the copy itself", &other, &ran));
        }
    }
    let again = world.run(std::slice::from_ref(&file));
    if again.wrote || !again.outcome.changes.is_empty() {
        let changes: Vec<String> = again.outcome.changes.iter().map(|c| format!("{c:?}")).collect();
        return Err(name("a second run changed something", &changes, &again));
    }
    Ok(())
}

fn fail(wrong: &[String]) {
    let shown: Vec<&str> = wrong.iter().take(5).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} went wrong, such as\n{}", wrong.len(), shown.join("\n\n"));
}

#[test]
fn there_are_many_ways_and_each_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = WAYS.iter().map(|w| w.name).collect();
    assert_eq!(names.len(), WAYS.len());
    assert!(names.len() >= 60, "{}", names.len());
    // No way leaves the copy as it is.
    for way in WAYS {
        let changed = (0..4).any(|n| SENT.filled.edited(|b| (way.act)(b, n)).workbook != SENT.filled.workbook);
        assert!(changed, "{} does nothing", way.name);
    }
}

#[test]
fn a_copy_comes_back_in_every_way() {
    let each = WAYS.iter().enumerate();
    fail(&each.filter_map(|(n, way)| audit(&[(way, n)]).err()).collect::<Vec<_>>());
}

#[test]
fn a_copy_comes_back_in_every_61st_pair_of_ways_or_all_that_are_asked_for() {
    // A few of the pairs in each run of the suite, all of them with PREKICK_ALL_PAIRS.
    #[expect(clippy::disallowed_methods, reason = "how much is tried is for whoever runs it to say")]
    let step = if std::env::var_os("PREKICK_ALL_PAIRS").is_some() { 1 } else { 61 };
    let pairs = (0..WAYS.len()).flat_map(|a| (0..WAYS.len()).map(move |b| (a, b)));
    let chosen = pairs.enumerate().filter(|(i, (a, b))| a != b && i % step == 0);
    fail(&chosen.filter_map(|(i, (a, b))| audit(&[(&WAYS[a], i), (&WAYS[b], i)]).err()).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(cases(16))]
    #[test]
    fn a_copy_comes_back_in_any_ways_at_once(ways in prop::collection::vec((0..WAYS.len(), 0..40_usize), 3..7)) {
        let ways: Vec<(&Way, usize)> = ways.iter().map(|(w, n)| (&WAYS[*w], *n)).collect();
        if let Err(wrong) = audit(&ways) {
            prop_assert!(false, "{wrong}");
        }
    }
}
