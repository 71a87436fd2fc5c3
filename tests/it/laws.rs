//! The laws of reconciling, over random engagements, edits, decisions and edits to the master.

use crate::laws_audit::{Typed, lost};
use crate::laws_edits::{Edit, apply, careful, wild};
use crate::laws_world::{File, Ran, SHEETS, World, found};
use prekick::model::change_reason::ChangeReason;
use prekick::model::grid::{Raw, Workbook};
use prekick::model::memory::Memory;
use prekick::model::report::Change;
use prekick::model::state::Master;
use prekick::model::template::{Column, Kind, Merge, Owner, Visibility};
use prekick::model::value::Value;
use prekick::steps::master::memory_lines::{from_lines, to_lines};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

/// The same cases in every run, so that a failure is everybody's. `PROPTEST_CASES` above 256 gives so many times more, as
/// the long `.ci/run` does; `PROPTEST_RNG_SEED` gives others.
pub fn cases(usual: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    let times = given.cases / 256;
    let seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_122),
        fixed => fixed,
    };
    ProptestConfig {
        cases: usual * times.max(1),
        rng_seed: seed,
        failure_persistence: None,
        max_shrink_iters: 80,
        ..given
    }
}

static WORLDS: LazyLock<Mutex<BTreeMap<[usize; 4], World>>> = LazyLock::new(Mutex::default);

pub fn world(records: [usize; 4]) -> World {
    WORLDS.lock().unwrap().entry(records).or_insert_with(|| World::new(records)).clone()
}

pub fn records() -> impl Strategy<Value = [usize; 4]> {
    prop_oneof![Just([3, 1, 0, 2]), Just([6, 0, 2, 0]), Just([0, 0, 0, 0]), Just([2, 2, 2, 2])]
}

/// A workbook with the titles of its data sheets; mostly the RAID log.
pub fn workbooks() -> impl Strategy<Value = (&'static str, &'static [&'static str])> {
    prop_oneof![
        6 => Just(("raid", &SHEETS[..])),
        1 => Just(("contacts", &["Contacts"][..])),
        1 => Just(("raci", &["RACI", "Roles"][..])),
    ]
}

/// The columns that a person of one side may fill in.
pub fn own(side: Owner) -> impl Fn(&Column) -> bool {
    move |c: &Column| c.visibility == Visibility::Shared && (c.owner == Owner::Either || c.owner == side)
}

pub fn side(who: usize) -> Owner {
    if who == 3 { Owner::Delivery } else { Owner::Customer }
}

pub fn any_column(_: &Column) -> bool {
    true
}

/// Everything that a master holds and asks, to compare two.
pub fn state(master: &Master) -> Vec<String> {
    let mut out = Vec::new();
    for sheet in &master.sheets {
        for (key, record) in &sheet.records {
            let values: Vec<String> = record.values.iter().map(|v| format!("{v:?}")).collect();
            out.push(format!("{} {key} {} {}", sheet.sheet.key, record.id, values.join("|")));
        }
    }
    out.extend(open(master));
    out
}

fn open(master: &Master) -> Vec<String> {
    let asked = master.memory.open.iter();
    asked
        .map(|(s, o)| {
            let q = &o.question;
            let options: Vec<String> = q
                .candidates
                .iter()
                .map(|c| {
                    let by: Vec<&str> = c.contributors.iter().map(|g| g.by.as_str()).collect();
                    format!("{}={} {:?} by {by:?}", c.letters(), c.value, c.action)
                })
                .collect();
            format!("{} {} {}/{}/{} [{}]", q.id, o.code, s.sheet, s.record, s.field, options.join("; "))
        })
        .collect()
}

/// A run whose effects are held to all laws that hold after every run.
fn run_lawfully(
    world: &mut World,
    files: &[File],
    typed: &mut Typed,
    picked: &mut BTreeSet<String>,
) -> Result<Ran, TestCaseError> {
    let ran = world.run(files);
    let workbooks: BTreeMap<String, Workbook> = files.iter().map(|f| (f.name.clone(), f.workbook.clone())).collect();
    let missing = lost(world, &ran, &workbooks);
    prop_assert!(missing.is_empty(), "typed and lost:\n{}\n{}", missing.join("\n"), said(&ran));
    prop_assert_eq!(overturned(&ran), Vec::<String>::new(), "decided, and changed without a decision\n{}", said(&ran));
    typed.hear(&ran);
    for candidate in ran.before.memory.open.values().flat_map(|o| &o.question.candidates) {
        picked.insert(candidate.value.to_string().trim().to_owned());
        picked.extend(candidate.value.members());
    }
    for pending in ran.before.memory.open.values().filter_map(|o| o.pending.as_ref()) {
        picked.extend(pending.values.values().map(|(v, _)| v.to_string().trim().to_owned()));
        picked.extend(pending.values.values().flat_map(|(v, _)| v.members()));
    }
    let strange = typed.nobody_typed(&ran.outcome.master, picked);
    prop_assert!(strange.is_empty(), "{}\n{}", strange.join("\n"), said(&ran));
    kept(world, &ran)?;
    Ok(ran)
}

/// Decided values that a copy changed. All copies of these stories were sent before anything was decided.
fn overturned(ran: &Ran) -> Vec<String> {
    let merged = ran.outcome.changes.iter().filter(|change| change.reason == ChangeReason::Merged);
    let decided = |change: &&Change| {
        let mut all = ran.before.memory.decided.iter();
        all.any(|(subject, decided)| {
            let state = ran.before.sheets.iter().find(|s| s.sheet.key == subject.sheet);
            let column = state.and_then(|s| s.sheet.column(&subject.field));
            state.is_some_and(|s| s.sheet.title == change.sheet)
                && ran.before.record(subject).is_some_and(|record| record.id == change.record)
                && change.field.as_ref() == Some(&subject.field)
                && decided.value == change.from
                && column.is_some_and(|column| column.merge != Merge::Append)
        })
    };
    merged.filter(decided).map(|change| format!("{change:?}")).collect()
}

/// What was written is read back: records, memory, and no change that somebody made.
fn kept(world: &World, ran: &Ran) -> Result<(), TestCaseError> {
    let memory = &ran.outcome.master.memory;
    let lines = to_lines(memory);
    let (back, unread) = from_lines(lines.iter().map(String::as_str));
    prop_assert!(unread.is_empty());
    same("memory as lines", &to_lines(&back), &lines)?;
    let (read, typed) = world.load();
    prop_assert!(typed.is_empty(), "read back with changes that nobody made: {typed:?}");
    same("the master read back", &state(&read), &state(&ran.outcome.master))?;
    let plain = |m: &Memory| to_lines(&Memory { run: Default::default(), changes: Vec::new(), ..m.clone() });
    same("the memory read back", &plain(&read.memory), &plain(memory))
}

/// Fails with the lines in which two states differ.
pub fn same(what: &str, one: &[String], other: &[String]) -> Result<(), TestCaseError> {
    let only =
        |a: &[String], b: &[String]| a.iter().filter(|l| !b.contains(l)).cloned().collect::<Vec<_>>().join("\n    ");
    let (here, there) = (only(one, other), only(other, one));
    prop_assert!(one == other, "{what}:\n    {here}\n  but:\n    {there}");
    Ok(())
}

fn said(ran: &Ran) -> String {
    let of_files = |f: &&prekick::model::finding::Finding| {
        f.place.as_ref().is_none_or(|p| p.file.as_deref() != Some("master.xlsx")) || f.question.is_some()
    };
    let findings = ran.outcome.findings.iter().filter(of_files).map(|f| {
        let at = f.place.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("  {} {at} {:?}: {}", f.code, f.record, f.message)
    });
    findings.collect::<Vec<_>>().join("\n")
}

fn silent(ran: &Ran) -> Result<(), TestCaseError> {
    prop_assert!(ran.outcome.changes.is_empty(), "again: {:?}", ran.outcome.changes);
    let all = |m: &Master| {
        let mut lines = state(m);
        lines.extend(to_lines(&m.memory));
        lines.extend(m.decided.iter().map(|l| l.cells().join(" | ")));
        lines
    };
    same("again", &all(&ran.outcome.master), &all(&ran.before))?;
    let (was, is) = (cells(&ran.master_before), cells(&ran.master_after));
    let other: Vec<_> = is.iter().filter(|(at, cell)| !at.0.starts_with('_') && was.get(*at) != Some(*cell)).collect();
    prop_assert!(!ran.wrote, "again, and the master was written: {other:?}\n{}", said(ran));
    Ok(())
}

/// What the delivery team does between runs.
#[derive(Clone, Debug)]
pub enum Step {
    Edit(Vec<Edit>),
    Pick(Vec<(u8, u8)>),
    Run(u8),
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => proptest::collection::vec(wild(), 1..4).prop_map(Step::Edit),
        4 => proptest::collection::vec((any::<u8>(), any::<u8>()), 1..4).prop_map(Step::Pick),
        2 => any::<u8>().prop_map(Step::Run),
    ];
    proptest::collection::vec(step, 0..5)
}

/// Picks decisions on the Discrepancies sheet.
pub fn pick(world: &mut World, picks: &[(u8, u8)], picked: &mut BTreeSet<String>) {
    world.edit_master(|book| {
        let mut sheet = book.sheet("Discrepancies");
        let ids = sheet.ids();
        for (which, what) in picks {
            let Some(id) = ids.get(usize::from(*which) % ids.len().max(1)) else { return };
            let decision = [
                "Take A",
                "Take A",
                "Keep master",
                "Take B",
                "Use my value",
                "Later",
                "One by one",
                "as Ada says",
                "Take Z",
            ];
            sheet.set(id, "Decision", decision[usize::from(*what) % decision.len()]);
            let mine = ["", "Closed", "2", "2027-02-28", "(empty)", "Said in the meeting"];
            let mine = mine[usize::from(*what) / 8 % mine.len()];
            if !mine.is_empty() {
                sheet.set(id, "My value", mine);
                picked.insert(mine.to_owned());
            }
        }
    });
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn unchanged_copies_change_nothing_and_say_nothing(records in records(), (workbook, _) in workbooks()) {
        let mut world = world(records);
        let files = world.generate(workbook);
        let before = world.run(&[]);
        let ran = world.run(&files);
        prop_assert!(ran.outcome.changes.is_empty());
        same("unchanged", &state(&ran.outcome.master), &state(&before.outcome.master))?;
        let news: Vec<_> = ran.outcome.findings.iter().filter(|f| !before.outcome.findings.contains(f)).collect();
        prop_assert!(news.is_empty(), "{news:?}");
        silent(&world.run(&files))?;
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn one_changed_copy_is_adopted_whole(
        records in records(),
        (workbook, titles) in workbooks(),
        who in 0..4usize,
        edits in proptest::collection::vec(careful(), 0..8),
    ) {
        let mut world = world(records);
        let files = world.generate(workbook);
        let edits = each_title_once(edits, titles.len());
        let file = files[who].edited(|b| apply(b, titles, &edits, &own(side(who))));
        let ran = world.run(&[file]);
        prop_assert!(ran.outcome.findings.iter().all(|f| f.question.is_none()), "{}", said(&ran));
        let again = world.generate(workbook).swap_remove(who);
        let (master, _) = world.load();
        let sent = world.incoming(&master, &again);
        for (back, now) in ran.files[0].read.tables.iter().zip(&sent.read.tables) {
            let rows = |t: &prekick::model::table::Table| {
                let mut rows: Vec<Vec<Value>> = t.rows.iter().map(|r| {
                    let shown = t.sheet.columns.iter().zip(&r.values).filter(|(c, _)| !c.is_tool() && c.kind != Kind::Reference);
                    shown.map(|(_, v)| v.clone()).collect()
                }).filter(|r: &Vec<Value>| r.iter().any(|v| !v.is_empty())).collect();
                // A role that was added in the copy is a column of the next one.
                rows.iter_mut().for_each(|r| r.retain(|v| !v.is_empty()));
                rows.sort();
                rows
            };
            prop_assert_eq!(rows(back), rows(now), "{}", &back.title);
        }
    }
}

/// Nobody enters the same record twice in one copy.
fn each_title_once(edits: Vec<Edit>, sheets: usize) -> Vec<Edit> {
    let mut seen = BTreeSet::new();
    let new = |e: &Edit| match e {
        Edit::Add { sheet, title, .. } | Edit::Insert { sheet, title, .. } => {
            Some((usize::from(*sheet) % sheets, *title))
        }
        _ => None,
    };
    edits.into_iter().filter(|e| new(e).is_none_or(|n| seen.insert(n))).collect()
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn a_story_keeps_every_law(
        records in records(),
        (workbook, titles) in workbooks(),
        copies in proptest::collection::vec(proptest::collection::vec(wild(), 0..6), 4),
        newer in proptest::option::of((0..4usize, proptest::collection::vec(wild(), 1..4))),
        steps in steps(),
    ) {
        let mut world = world(records);
        let sent = world.generate(workbook);
        let mut files: Vec<File> =
            sent.iter().zip(&copies).map(|(f, edits)| f.edited(|b| apply(b, titles, edits, &any_column))).collect();
        if let Some((who, edits)) = &newer {
            let newer = files[*who].edited(|b| apply(b, titles, edits, &any_column));
            let name = newer.name.replace(".xlsx", " (2).xlsx");
            files.push(newer.named(&name));
        }
        let (mut typed, mut picked) = (Typed::default(), BTreeSet::new());
        let mut turned = world.clone();
        let ran = run_lawfully(&mut world, &files, &mut typed, &mut picked)?;
        let mut other_way = files.clone();
        other_way.reverse();
        let other = turned.run(&other_way);
        same("in another order", &state(&ran.outcome.master), &state(&other.outcome.master))?;
        prop_assert_eq!(&ran.outcome.findings, &other.outcome.findings, "in another order");
        silent(&run_lawfully(&mut world, &files, &mut typed, &mut picked)?)?;
        for step in &steps {
            match step {
                Step::Edit(edits) => world.edit_master(|b| apply(b, titles, edits, &any_column)),
                Step::Pick(picks) => pick(&mut world, picks, &mut picked),
                Step::Run(which) => {
                    let some: Vec<File> =
                        files.iter().enumerate().filter(|(i, _)| which >> i & 1 == 1).map(|(_, f)| f.clone()).collect();
                    run_lawfully(&mut world, &some, &mut typed, &mut picked)?;
                    silent(&run_lawfully(&mut world, &some, &mut typed, &mut picked)?)?;
                }
            }
        }
        run_lawfully(&mut world, &files, &mut typed, &mut picked)?;
        silent(&run_lawfully(&mut world, &files, &mut typed, &mut picked)?)?;
        let all_again = run_lawfully(&mut world, &[], &mut typed, &mut picked)?;
        silent(&all_again)?;
    }
}

proptest! {
    #![proptest_config(cases(15))]

    #[test]
    fn a_decision_settles_exactly_its_discrepancy(
        records in records(),
        copies in proptest::collection::vec(proptest::collection::vec(wild(), 1..7), 4),
        which in any::<u8>(),
        what in 0..3usize,
        with_files in any::<bool>(),
    ) {
        let mut world = world(records);
        let sent = world.generate("raid");
        let files: Vec<File> =
            sent.iter().zip(&copies).map(|(f, edits)| f.edited(|b| apply(b, &SHEETS, edits, &any_column))).collect();
        let ran = world.run(&files);
        let before = ran.outcome.master;
        let fields: Vec<_> = before.memory.open.iter()
            .filter(|(s, o)| !s.field.is_empty() && o.members.is_empty() && !o.question.id.is_empty()).collect();
        prop_assume!(!fields.is_empty());
        let (subject, asked) = fields[usize::from(which) % fields.len()];
        let options: Vec<_> = asked.question.candidates.iter().filter(|c| !c.refused).collect();
        let (decision, expected) = match options.get(what) {
            Some(c) => (format!("Take {}", c.letters()), c.value.clone()),
            None => ("Keep master".to_owned(), asked.question.master.clone()),
        };
        world.edit_master(|b| b.sheet("Discrepancies").set(&asked.question.id, "Decision", &decision));
        let after = world.run(if with_files { &files } else { &[] }).outcome.master;
        let at = before.sheet(&subject.sheet).unwrap().sheet.position(&subject.field).unwrap();
        let mut hoped = before.clone();
        hoped.sheet_mut(&subject.sheet).unwrap().records[&subject.record].values[at] = expected;
        prekick::steps::validate::compute::compute_all(&mut hoped);
        hoped.memory.open.remove(subject);
        same(&format!("{decision} of {}", asked.question.id), &state(&after), &state(&hoped))?;
    }
}

/// The cells of a workbook with anything in them, and its notes, as far as reading goes.
fn cells(workbook: &Workbook) -> BTreeMap<(String, u32, u16), (Raw, bool)> {
    let mut out = BTreeMap::new();
    for grid in &workbook.sheets {
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                out.insert((grid.title.clone(), row.number, *column), (cell.raw.clone(), cell.formula));
            }
        }
    }
    out
}

/// Any value that a column may hold, in the form in which a master keeps it.
fn any_value(column: &Column, n: u64, text: &str) -> Value {
    use rust_decimal::Decimal;
    match column.kind {
        Kind::Integer => Value::Number(Decimal::from(n % 5 + 1)),
        Kind::Decimal | Kind::Money => Value::Number(Decimal::new(i64::try_from(n % 10_000_000).unwrap(), 2)),
        Kind::Percent => Value::Number(Decimal::from(n % 101)),
        Kind::Date => {
            Value::Date(jiff::civil::date(2026, 11, 1).checked_add(jiff::Span::new().days((n % 900) as i64)).unwrap())
        }
        Kind::Choice => Value::text(column.choices[n as usize % column.choices.len()].label.clone()),
        Kind::Choices => {
            let some = column.choices.iter().enumerate().filter(|(i, _)| n >> i & 1 == 1);
            Value::set(some.map(|(_, c)| c.label.clone()).collect())
        }
        Kind::YesNo => Value::YesNo(n.is_multiple_of(2)),
        Kind::Person => Value::text(crate::laws_world::PEOPLE[n as usize % 4].0),
        Kind::Text => Value::text(text.lines().collect::<Vec<_>>().join(" ").chars().take(60).collect::<String>()),
        Kind::LongText => Value::text(text),
        _ => Value::Empty,
    }
}

proptest! {
    #![proptest_config(cases(6))]

    /// Files, not stand-ins: the real writer and the real reader, for the master and a copy.
    #[test]
    fn what_is_written_is_read_back_and_the_bytes_are_the_same_twice(
        seed in any::<u64>(),
        text in "[ -~äß€漢😀\n=+@'\"<>&]{1,60}",
    ) {
        let mut world = world([3, 1, 0, 2]);
        world.put_values(|column, n| any_value(column, seed.rotate_left(n), &format!("a{text}z")));
        let (master, typed) = world.load();
        let book = world.book_of(&master);
        let bytes = prekick::edges::writer::write(&book).unwrap();
        prop_assert_eq!(&bytes, &prekick::edges::writer::write(&book).unwrap());
        let limits = prekick::model::engagement::Limits::default();
        let back = prekick::edges::reader::read(&bytes, "master.xlsx", &limits).unwrap();
        prop_assert_eq!(cells(&back), cells(&found(&book)));
        prop_assert!(prekick::steps::master::write::same_content(&book, &back));
        world.master = back;
        let (again, _) = world.load();
        prop_assert_eq!(state(&again), state(&master));
        let _ = typed;
        for file in world.generate("raid") {
            let book = world.copies[&file.name].clone();
            let bytes = prekick::edges::writer::write(&book).unwrap();
            prop_assert_eq!(&bytes, &prekick::edges::writer::write(&book).unwrap());
            let back = prekick::edges::reader::read(&bytes, "copy.xlsx", &limits).unwrap();
            prop_assert_eq!(cells(&back), cells(&file.workbook));
            let returned = File { name: file.name.clone(), workbook: back };
            let ran = world.run(&[returned]);
            prop_assert!(ran.outcome.changes.is_empty(), "{:?}", ran.outcome.changes);
        }
    }
}
