//! Finds what `Risks!R-007.status`, `Risks!R-007` or `Risks!F12` names: a sheet, a record of it, and a field.

use crate::model::grid::Workbook;
use crate::model::keys::{FieldKey, RecordKey, SheetKey};
use crate::model::place::{At, Place};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Pick, Record, SheetState};
use crate::model::table::natural_key_words;
use crate::model::text::{did_you_mean, fold, fold_title, nearest};
use crate::steps::ingest::locate;
use crate::steps::values::normalise_id;

/// What a command is about: a record of the master, or a field of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// Key of the record.
    pub record: RecordKey,
    /// Key of the field; none for the whole record.
    pub field: Option<FieldKey>,
}

/// Finds what a text names. `workbook` is the master as found, where cells are looked up. An `Err` says what is not there, and
/// what is near.
pub fn find_target(master: &Master, workbook: &Workbook, text: &str) -> Result<Target, String> {
    let text = text.trim();
    let Some((sheet, rest)) = text.rsplit_once('!') else { return target_without_sheet(master, text) };
    if fold_title(sheet.trim_matches('\'')) == "discrepancies" {
        return by_discrepancy_row(master, rest.trim());
    }
    let state = sheet_named(master, sheet)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(format!(
            "which record of {}? Name it as {}!{}.",
            state.sheet.title,
            state.sheet.title,
            example(state)
        ));
    }
    if let Some(found) = record_and_field(master, state, rest) {
        return found;
    }
    match At::parse(rest) {
        Some(at) => in_cell(state, workbook, at),
        None => Err(no_record(master, state, rest)),
    }
}

/// A sheet by its key or title. An `Err` names the nearest.
pub fn sheet_named<'m>(master: &'m Master, text: &str) -> Result<&'m SheetState, String> {
    let name = text.trim().trim_matches('\'');
    let same =
        |s: &&SheetState| fold(s.sheet.key.as_str()) == fold(name) || fold_title(&s.sheet.title) == fold_title(name);
    master.sheets.iter().find(same).ok_or_else(|| {
        let names = master.sheets.iter().flat_map(|s| [s.sheet.title.as_str(), s.sheet.key.as_str()]);
        let near = did_you_mean(name, names);
        let titles: Vec<&str> = master.sheets.iter().map(|s| s.sheet.title.as_str()).collect();
        format!("the master has no sheet “{name}”.{near} There are: {}.", titles.join(", "))
    })
}

/// A column of a sheet by its key or title.
pub fn field_named(state: &SheetState, text: &str) -> Option<FieldKey> {
    let name = text.trim();
    let columns = state.sheet.columns.iter();
    let same = |c: &&crate::model::template::Column| {
        fold(c.key.as_str()) == fold(name) || fold_title(&c.title) == fold_title(name)
    };
    columns.clone().find(same).map(|c| c.key.clone())
}

/// What to say where a sheet has no such column.
pub fn no_field(state: &SheetState, name: &str) -> String {
    let names = state.sheet.columns.iter().flat_map(|c| [c.title.as_str(), c.key.as_str()]);
    let near = did_you_mean(name, names);
    let titles: Vec<&str> = state.sheet.columns.iter().map(|c| c.title.as_str()).collect();
    format!("{} has no column “{name}”.{near} There are: {}.", state.sheet.title, titles.join(", "))
}

/// Where a field of a record stands in the master as found; without a field, its row's first cell.
pub fn place_of(state: &SheetState, record: &Record, field: Option<&FieldKey>, workbook: &Workbook) -> Option<Place> {
    let column = match field {
        None => 0,
        Some(field) => columns(state, workbook).get(state.sheet.position(field)?).copied().flatten()?,
    };
    Some(Place::cell(MASTER_FILE, &state.sheet.title, At::new(record.row?, column)))
}

/// What a discrepancy is about, by its ID or by a cell of its row.
fn by_discrepancy_row(master: &Master, text: &str) -> Result<Target, String> {
    let row = |pick: &&Pick| pick.place.cell.as_deref().and_then(At::parse).map(|at| at.row);
    let in_row = At::parse(text).and_then(|at| master.picks.iter().find(|p| row(p) == Some(at.row)));
    let id = in_row.map_or_else(|| text.to_uppercase(), |pick| pick.id.clone());
    by_discrepancy(master, &id)
        .ok_or_else(|| format!("“{text}” names no discrepancy of a record. Name it by its ID, such as D-0007."))
}

/// The record and field that a discrepancy is about, or was.
fn by_discrepancy(master: &Master, id: &str) -> Option<Target> {
    let field = |key: &str| (!key.is_empty()).then(|| FieldKey::from(key));
    if let Some((subject, _)) = master.memory.open.iter().find(|(_, o)| o.question.id == id && !id.is_empty()) {
        let state = master.sheet(&subject.sheet)?;
        let there = all_records(master, state).iter().any(|(key, ..)| *key == subject.record);
        let target = Target {
            sheet: subject.sheet.clone(),
            record: subject.record.clone(),
            field: field(subject.field.as_str()),
        };
        return there.then_some(target);
    }
    let row = master.decided.iter().rfind(|row| row.id == id)?;
    let state = master.sheets.iter().find(|s| s.sheet.title == row.sheet)?;
    Some(Target {
        sheet: state.sheet.key.clone(),
        record: by_id(master, state, &row.record)?,
        field: field_named(state, &row.field),
    })
}

/// `R-007.status` without a sheet: an ID belongs to one sheet.
fn target_without_sheet(master: &Master, text: &str) -> Result<Target, String> {
    let by_id = master.sheets.iter().find_map(|state| {
        let (record, field) = split(text).find_map(|(r, f)| Some((by_id(master, state, r)?, f)))?;
        Some(target_of_field(state, record, field))
    });
    by_id.or_else(|| by_discrepancy(master, &text.to_uppercase()).map(Ok)).unwrap_or_else(|| {
        Err(format!(
            "“{text}” names no record. Write it as 'Risks!R-007.status', 'Risks!R-007', or a cell as 'Risks!F12'."
        ))
    })
}

fn record_and_field(master: &Master, state: &SheetState, text: &str) -> Option<Result<Target, String>> {
    let (record, field) = split(text).find_map(|(record, field)| {
        // R7 is a cell, and short for R-007: only the exact ID of a record is taken for one.
        let found = by_id(master, state, record)
            .filter(|_| field.is_some() || At::parse(text).is_none() || is_exact(master, state, record));
        Some((found.or_else(|| by_name(master, state, record))?, field))
    })?;
    Some(target_of_field(state, record, field))
}

/// The whole text as a record; else cut at each dot, the last first, since names may hold dots.
fn split(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let cuts = text.rmatch_indices('.').map(|(i, _)| (text.get(..i).unwrap_or_default(), text.get(i + 1..)));
    std::iter::once((text, None)).chain(cuts)
}

fn target_of_field(state: &SheetState, record: RecordKey, field: Option<&str>) -> Result<Target, String> {
    let field = match field.map(str::trim) {
        None => None,
        Some(name) => Some(field_named(state, name).ok_or_else(|| no_field(state, name))?),
    };
    Ok(Target { sheet: state.sheet.key.clone(), record, field })
}

/// Key, ID and name of the records of a sheet, also of those that were removed.
fn all_records(master: &Master, state: &SheetState) -> Vec<(RecordKey, String, String)> {
    let name = |values: &[_]| natural_key_words(&state.sheet, values);
    let living = state.records.iter().map(|(key, r)| (key.clone(), r.id.clone(), name(&r.values)));
    let all = master.memory.records.get(&state.sheet.key).into_iter().flatten();
    let gone = all.filter(|(key, k)| k.gone && !state.records.contains_key(*key)).map(|(key, k)| {
        let values: Vec<_> =
            state.sheet.columns.iter().map(|c| k.values.get(&c.key).cloned().unwrap_or_default()).collect();
        (key.clone(), k.id.clone(), name(&values))
    });
    living.chain(gone).collect()
}

fn by_id(master: &Master, state: &SheetState, text: &str) -> Option<RecordKey> {
    let id = normalise_id(text.trim(), &state.sheet.id_prefix);
    let same = |known: &str| fold(known) == fold(text) || id.as_deref() == Some(known);
    all_records(master, state).into_iter().find(|(_, known, _)| !known.is_empty() && same(known)).map(|(key, ..)| key)
}

fn is_exact(master: &Master, state: &SheetState, text: &str) -> bool {
    all_records(master, state).iter().any(|(_, id, _)| fold(id) == fold(text))
}

fn by_name(master: &Master, state: &SheetState, text: &str) -> Option<RecordKey> {
    all_records(master, state)
        .into_iter()
        .find(|(_, _, name)| !name.is_empty() && fold(name) == fold(text))
        .map(|(key, ..)| key)
}

fn example(state: &SheetState) -> String {
    let first = state.records.values().find(|r| !r.id.is_empty());
    first.map_or_else(|| format!("{}001", state.sheet.id_prefix), |r| r.id.clone())
}

fn no_record(master: &Master, state: &SheetState, text: &str) -> String {
    let all = all_records(master, state);
    let names: Vec<&str> = all.iter().flat_map(|(_, id, name)| [id.as_str(), name.as_str()]).collect();
    let record = text.rsplit_once('.').map_or(text, |(record, _)| record);
    let near = nearest(record, names.iter().copied()).or_else(|| nearest(text, names.iter().copied()));
    let near = near.map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
    let ids: Vec<&str> = all.iter().map(|(_, id, _)| id.as_str()).collect();
    let there = match (ids.first(), ids.last()) {
        (Some(first), Some(last)) => format!("Its records are {first} to {last}."),
        _ => "It has no records.".to_owned(),
    };
    format!("{} has no record “{record}”.{near} {there}", state.sheet.title)
}

/// The record and field in a cell of the master as found.
fn in_cell(state: &SheetState, workbook: &Workbook, at: At) -> Result<Target, String> {
    let title = &state.sheet.title;
    let rows: Vec<u32> = state.records.values().filter_map(|r| r.row).collect();
    let Some((key, _)) = state.records.iter().find(|(_, r)| r.row == Some(at.row)) else {
        let there = match (rows.iter().min(), rows.iter().max()) {
            (Some(first), Some(last)) => format!("Its records stand in rows {} to {}.", first + 1, last + 1),
            _ => "It has no records.".to_owned(),
        };
        return Err(format!("cell {at} of {title} belongs to no record. {there}"));
    };
    let columns = columns(state, workbook);
    let field = columns.iter().position(|c| *c == Some(at.column)).and_then(|i| state.sheet.columns.get(i));
    match field {
        Some(column) => {
            Ok(Target { sheet: state.sheet.key.clone(), record: key.clone(), field: Some(column.key.clone()) })
        }
        None => Err(format!(
            "cell {at} of {title} is in a column of your own or in none; prekick keeps what stands there and compares nothing."
        )),
    }
}

/// Where the columns of a sheet stand in the master as found.
fn columns(state: &SheetState, workbook: &Workbook) -> Vec<Option<u16>> {
    let grid = workbook.sheets.iter().find(|g| fold_title(&g.title) == fold_title(&state.sheet.title));
    grid.and_then(|grid| locate(grid, &state.sheet)).map(|header| header.columns).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_dots_is_tried_whole_first() {
        let cuts: Vec<_> = split("Upgrade to 1.2.status").collect();
        assert_eq!(cuts[0], ("Upgrade to 1.2.status", None));
        assert_eq!(cuts[1], ("Upgrade to 1.2", Some("status")));
        assert_eq!(cuts[2], ("Upgrade to 1", Some("2.status")));
    }

    use crate::model::code::Code;
    use crate::model::decision_row::DecisionRow;
    use crate::model::finding::Question;
    use crate::model::grid::{Grid, GridRow, Raw, RawCell};
    use crate::model::memory::{KnownRecord, OpenDiscrepancy, Subject};
    use crate::model::template::{Column, Kind, Sheet};
    use crate::model::value::Value;
    use std::sync::Arc;

    /// Risks with, which is gone; issues with I-001.
    fn master() -> Master {
        let state = |key: &str, title: &str, prefix: &str, rows: &[(&str, &str, u32)]| {
            let mut sheet = Sheet::new("raid", key, title);
            sheet.id_prefix = prefix.into();
            sheet.natural_key = vec!["title".into()];
            sheet.columns = [("id", "ID"), ("title", "Title"), ("date_raised", "Date raised")]
                .map(|(key, title)| Column::new(key, title, Kind::Text))
                .to_vec();
            let mut state = SheetState::new(Arc::new(sheet));
            for (id, name, row) in rows {
                let values = vec![Value::text(*id), Value::text(*name), Value::Empty];
                let record = Record { id: (*id).into(), values, row: Some(*row), ..Record::default() };
                state.records.insert(format!("key-{id}").into(), record);
            }
            state
        };
        let risks = state("risks", "Risks", "R-", &[("R-007", "Upgrade to 1.2", 4), ("R-008", "Late data", 5)]);
        let sheets = vec![risks, state("issues", "Issues", "I-", &[("I-001", "Late data", 4)])];
        let mut master = Master { sheets, ..Master::default() };
        let gone = KnownRecord { id: "R-009".into(), gone: true, ..KnownRecord::default() };
        master.memory.records.insert("risks".into(), [("key-R-009".into(), gone)].into_iter().collect());
        let subject = Subject { sheet: "risks".into(), record: "key-R-008".into(), field: "title".into() };
        let question = Question { id: "D-0003".into(), ..Question::default() };
        let open = OpenDiscrepancy {
            code: Code::ConflictField,
            question,
            next_letter: 0,
            pending: None,
            members: Vec::new(),
            message: String::new(),
            written: None,
            not_applied: String::new(),
        };
        master.memory.open.insert(subject, open);
        let ended = |id: &str, field: &str| DecisionRow {
            id: id.into(),
            sheet: "Risks".into(),
            record: "R-007".into(),
            field: field.into(),
            ..DecisionRow::default()
        };
        master.decided = vec![ended("D-0001", "title"), ended("D-0001", "date_raised")];
        let place = Place::cell(MASTER_FILE, "Discrepancies", At::new(6, 9));
        master.picks = vec![Pick { id: "D-0003".into(), place, ..Pick::default() }];
        master
    }

    /// The master as found: somebody put the date before the title, and has a column of their own.
    fn found() -> Workbook {
        let titles = ["ID", "Date raised", "Title", "Mine"];
        let text = |t: &str| RawCell { raw: Raw::Text(t.into()), ..RawCell::default() };
        let cells = (0..).zip(titles).map(|(at, t)| (at, text(t))).collect();
        let risks = Grid { title: "Risks".into(), rows: vec![GridRow { number: 3, cells }], ..Grid::default() };
        Workbook { sheets: vec![risks], ..Workbook::default() }
    }

    fn meant(text: &str) -> Result<(String, Option<FieldKey>), String> {
        find_target(&master(), &found(), text)
            .map(|a| (format!("{} {}", a.sheet, a.record.as_str().trim_start_matches("key-")), a.field))
    }

    #[test]
    fn a_record_or_field_is_named_in_many_ways() {
        for (text, record, field) in [
            ("Risks!R-007", "risks R-007", None),
            ("risks!r-7", "risks R-007", None),
            ("'Risks'!R-007.title", "risks R-007", Some("title")),
            ("Risks!R-007.Date raised", "risks R-007", Some("date_raised")),
            ("Risks!late DATA", "risks R-008", None),
            ("Risks!Upgrade to 1.2", "risks R-007", None),
            ("Risks!Upgrade to 1.2.title", "risks R-007", Some("title")),
            ("Issues!Late data", "issues I-001", None),
            ("R-008.title", "risks R-008", Some("title")),
            ("I-001", "issues I-001", None),
            ("Risks!R-009", "risks R-009", None),
            ("Risks!B5", "risks R-007", Some("date_raised")),
            ("Risks!$C$6", "risks R-008", Some("title")),
            ("D-0003", "risks R-008", Some("title")),
            ("Discrepancies!D-0003", "risks R-008", Some("title")),
            ("Discrepancies!J7", "risks R-008", Some("title")),
            ("d-0001", "risks R-007", Some("date_raised")),
        ] {
            assert_eq!(meant(text), Ok((record.to_owned(), field.map(FieldKey::from))), "{text}");
        }
    }

    #[test]
    fn what_is_not_there_is_said_with_what_is_near() {
        for (text, said) in [
            ("Riskz!R-007", "Did you mean Risks?"),
            ("Risks!R-077", "Its records are R-007 to R-009."),
            ("Risks!Late dta", "Did you mean Late data?"),
            ("Risks!R-007.titel", "Did you mean Title?"),
            ("Risks!", "Name it as Risks!R-007."),
            ("Risks!B99", "Its records stand in rows 5 to 6."),
            ("Risks!D5", "a column of your own"),
            ("something", "names no record"),
            ("Discrepancies!D-0099", "names no discrepancy"),
        ] {
            let why = meant(text).unwrap_err();
            assert!(why.contains(said), "{text}: {why}");
        }
    }

    #[test]
    fn a_field_stands_where_its_column_now_is() {
        let master = master();
        let (state, workbook) = (&master.sheets[0], found());
        let record = &state.records["key-R-008"];
        for (field, cell) in [
            (None, Some("A6")),
            (Some("title"), Some("C6")),
            (Some("date_raised"), Some("B6")),
            (Some("nowhere"), None),
        ] {
            let place = place_of(state, record, field.map(FieldKey::from).as_ref(), &workbook);
            assert_eq!(place.and_then(|p| p.cell).as_deref(), cell, "{field:?}");
        }
    }
}
