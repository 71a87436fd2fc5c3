//! Decisions given on the command line: which open discrepancies they are for, and what is put into their rows, as if it
//! had been typed on the sheet Discrepancies.

use crate::model::code::{Code, nearest_codes};
use crate::model::finding::Finding;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::model::place::Place;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Pick};
use crate::model::text::{count, did_you_mean, fold, nearest, slug};
use crate::steps::review::locate::{field_named, no_field, sheet_named};
use std::collections::BTreeSet;

/// Which open discrepancies are meant: those that fit everything given.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiscrepancyFilter<'a> {
    /// Only on this sheet, by key or title.
    pub sheet: Option<&'a str>,
    /// Only about this field, by key or title.
    pub field: Option<&'a str>,
    /// Only of this code.
    pub code: Option<&'a str>,
    /// Only those in which this recipient proposes something.
    pub by: Option<&'a str>,
}

/// What is put into the row of each discrepancy.
#[derive(Clone, Debug, Default)]
pub struct PresetDecision {
    /// The Decision cell; none leaves it as it is.
    pub decision: Option<String>,
    /// The My value cell.
    pub my_value: Option<String>,
    /// The Note cell.
    pub note: Option<String>,
}

/// The open discrepancies with these IDs, in the order given, each once. An `Err` names the first that is not open.
pub fn discrepancies_by_id(master: &Master, ids: &[String]) -> Result<Vec<String>, String> {
    let open: BTreeSet<&str> = open_rows(master).map(|(_, o)| o.question.id.as_str()).collect();
    let mut out: Vec<String> = Vec::new();
    for typed in ids {
        let id = full_id(typed);
        if !open.contains(id.as_str()) {
            return Err(not_open(master, typed, &id, &open));
        }
        if !out.contains(&id) {
            out.push(id);
        }
    }
    Ok(out)
}

/// The open discrepancies that fit. An `Err` says what is not there, or that none fits.
pub fn discrepancies_matching(master: &Master, filter: DiscrepancyFilter<'_>) -> Result<Vec<String>, String> {
    let sheet = filter.sheet.map(|name| sheet_named(master, name)).transpose()?;
    let fields = filter.field.map(|name| fields(master, sheet.map(|s| &s.sheet.key), name)).transpose()?;
    if let Some(code) = filter.code {
        known_code(master, code)?;
    }
    let by = filter.by.map(|name| recipient_key(master, name)).transpose()?;
    let fits = |subject: &Subject, open: &OpenDiscrepancy| {
        sheet.is_none_or(|s| s.sheet.key == subject.sheet)
            && fields.as_ref().is_none_or(|f| f.contains(&(subject.sheet.clone(), subject.field.clone())))
            && filter.code.is_none_or(|code| fold(open.code.as_str()) == fold(code))
            && by.as_ref().is_none_or(|by| contributors(open).any(|contributor| contributor == by))
    };
    let mut ids: Vec<String> =
        open_rows(master).filter(|(s, o)| fits(s, o)).map(|(_, o)| o.question.id.clone()).collect();
    ids.sort();
    if ids.is_empty() {
        let open = open_rows(master).count();
        let there = count(open, "discrepancy is", "discrepancies are");
        return Err(format!("no open discrepancy fits all of that; {there} open. Nothing was written."));
    }
    Ok(ids)
}

/// Puts a decision into the rows of these discrepancies, as if it had been typed there. Returns findings about other
/// decisions that it replaces.
pub fn put_decisions(master: &mut Master, ids: &[String], preset: &PresetDecision) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in ids {
        if !master.picks.iter().any(|p| p.id == *id) {
            // Somebody deleted the row; the discrepancy is open all the same.
            let place = Place::sheet(MASTER_FILE, "Discrepancies");
            master.picks.push(Pick { id: id.clone(), place, ..Pick::default() });
        }
        for pick in master.picks.iter_mut().filter(|p| p.id == *id) {
            let cells = [
                ("Decision", &mut pick.decision, &preset.decision),
                ("My value", &mut pick.my_value, &preset.my_value),
                ("Note", &mut pick.note, &preset.note),
            ];
            for (title, cell, new) in cells {
                let Some(new) = new else { continue };
                let before = std::mem::replace(cell, new.clone());
                let earlier = fold(&before);
                if earlier != fold(new) && !earlier.is_empty() && earlier != "later" {
                    let message = format!("{id}: {title} said “{before}” and now says “{new}”, which counts.");
                    findings.push(Finding::new(Code::DecisionReplaced, message).at(pick.place.clone()));
                }
            }
        }
    }
    findings
}

/// What is picked in the master for other discrepancies and will be carried out as well.
pub fn other_picks(master: &Master, ids: &[String]) -> Vec<String> {
    let open: BTreeSet<&str> = open_rows(master).map(|(_, o)| o.question.id.as_str()).collect();
    let picked = |p: &&Pick| !matches!(fold(&p.decision).as_str(), "" | "later");
    let others = master.picks.iter().filter(picked).filter(|p| open.contains(p.id.as_str()) && !ids.contains(&p.id));
    others.map(|p| p.id.clone()).collect()
}

/// The open discrepancies that have a row of their own.
fn open_rows(master: &Master) -> impl Iterator<Item = (&Subject, &OpenDiscrepancy)> {
    master.memory.open.iter().filter(|(_, o)| !o.question.id.is_empty())
}

/// The ID as prekick writes it: `D-0007` for `d-7`, `D7` and `7`.
fn full_id(typed: &str) -> String {
    let text = typed.trim().to_uppercase();
    let digits = text.strip_prefix('D').unwrap_or(&text).trim_start_matches('-');
    digits.parse::<u32>().map_or(text.clone(), |n| format!("D-{n:04}"))
}

fn number(id: &str) -> Option<u32> {
    id.strip_prefix("D-")?.parse().ok()
}

fn not_open(master: &Master, typed: &str, id: &str, open: &BTreeSet<&str>) -> String {
    let ended = master.decided.iter().rfind(|row| row.id == id);
    let ended = ended.map(|row| {
        let picked = if row.decision.is_empty() { String::new() } else { format!(" with “{}”", row.decision) };
        format!(" It ended on {}{picked} ({}).", row.date, row.result)
    });
    let mut near: Vec<&str> = open.iter().copied().collect();
    near.sort_by_key(|o| (number(o).zip(number(id)).map_or(u32::MAX, |(a, b)| a.abs_diff(b)), *o));
    near.truncate(3);
    let near = match near.as_slice() {
        [] => "No discrepancy is open.".to_owned(),
        near => format!("The nearest open ones are {}.", near.join(", ")),
    };
    format!("no open discrepancy has the ID {}.{} {near} Nothing was written.", typed.trim(), ended.unwrap_or_default())
}

/// The columns that have this key or title: of one sheet, or of all.
fn fields(master: &Master, sheet: Option<&SheetKey>, name: &str) -> Result<BTreeSet<(SheetKey, FieldKey)>, String> {
    let states = || master.sheets.iter().filter(|s| sheet.is_none_or(|key| s.sheet.key == *key));
    let found: BTreeSet<(SheetKey, FieldKey)> =
        states().filter_map(|s| Some((s.sheet.key.clone(), field_named(s, name)?))).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if let (Some(state), Some(_)) = (states().next(), sheet) {
        return Err(no_field(state, name));
    }
    let names = states().flat_map(|s| &s.sheet.columns).flat_map(|c| [c.title.as_str(), c.key.as_str()]);
    let near = did_you_mean(name, names);
    Err(format!("no sheet has a column “{name}”.{near}"))
}

fn known_code(master: &Master, code: &str) -> Result<(), String> {
    let open: BTreeSet<&str> = open_rows(master).map(|(_, o)| o.code.as_str()).collect();
    if open.iter().any(|c| fold(c) == fold(code)) || Code::known(code).is_some() {
        return Ok(());
    }
    let near = nearest(code, open.iter().copied()).or_else(|| nearest_codes(code).first().copied());
    let near = near.map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
    Err(format!("there is no code “{code}”.{near}"))
}

fn contributors(open: &OpenDiscrepancy) -> impl Iterator<Item = &str> {
    let candidates = open.question.candidates.iter().flat_map(|c| &c.contributors).map(|g| g.by.as_str());
    candidates.chain(open.pending.iter().map(|p| p.by.as_str()))
}

/// A recipient's key, by the key or the contact's name.
fn recipient_key(master: &Master, name: &str) -> Result<String, String> {
    let sent = master.memory.sent.values().map(|s| s.recipient.as_str());
    let slugs = master.memory.slugs.values().map(String::as_str);
    let known: BTreeSet<&str> = open_rows(master).flat_map(|(_, o)| contributors(o)).chain(sent).chain(slugs).collect();
    let same = |key: &&&str| fold(key) == fold(name) || **key == slug(name);
    known.iter().find(same).map(|key| (*key).to_owned()).ok_or_else(|| {
        let near = nearest(&slug(name), known.iter().copied())
            .map(|n| format!(" Did you mean {}?", master.name_of_recipient(n)));
        format!("nobody who was sent a copy is called “{name}”.{}", near.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::keys::CopyId;

    #[test]
    fn an_id_may_be_typed_short() {
        for typed in ["D-0007", "d-0007", " d7 ", "7", "D7"] {
            assert_eq!(full_id(typed), "D-0007", "{typed}");
        }
        assert_eq!(full_id("R-007"), "R-007");
    }

    use crate::model::decision_row::DecisionRow;
    use crate::model::finding::{Action, Candidate, Contributor, Question};
    use crate::model::memory::{Pending, SentCopy};
    use crate::model::state::SheetState;
    use crate::model::template::{Column, Kind, Sheet};
    use crate::model::value::Value;
    use std::sync::Arc;

    fn open(id: &str, code: Code, contributors: &[&str]) -> OpenDiscrepancy {
        let contributor =
            |by: &&str| Contributor { by: (*by).into(), copy: CopyId::default(), place: Place::default() };
        let contributors = contributors.iter().map(contributor).collect();
        let candidate =
            Candidate { letter: 0, value: Value::text("x"), action: Action::Set, contributors, refused: false };
        let question = Question { id: id.into(), candidates: vec![candidate], ..Question::default() };
        OpenDiscrepancy {
            code,
            question,
            next_letter: 1,
            pending: None,
            members: Vec::new(),
            message: String::new(),
            written: None,
            not_applied: String::new(),
        }
    }

    fn subject(sheet: &str, record: &str, field: &str) -> Subject {
        Subject { sheet: sheet.into(), record: record.into(), field: field.into() }
    }

    fn master() -> Master {
        let state = |key: &str, title: &str| {
            let mut sheet = Sheet::new("raid", key, title);
            sheet.columns =
                [("title", "Title"), ("status", "Status")].map(|(k, t)| Column::new(k, t, Kind::Text)).to_vec();
            SheetState::new(Arc::new(sheet))
        };
        let mut master =
            Master { sheets: vec![state("risks", "Risks"), state("issues", "Issues")], ..Master::default() };
        let waits = Pending { by: "ben-ruiz".into(), ..Pending::default() };
        master.memory.open.extend([
            (subject("risks", "k1", "status"), open("D-0002", Code::ConflictField, &["ada-park", "ben-ruiz"])),
            (subject("risks", "k2", "title"), open("D-0001", Code::ValueType, &["ada-park"])),
            (subject("issues", "k3", "status"), open("D-0004", Code::ConflictField, &["ada-park"])),
            (
                subject("issues", "k4~c", ""),
                OpenDiscrepancy { pending: Some(waits), ..open("D-0005", Code::RowPossibleDuplicate, &[]) },
            ),
            (subject("issues", "k5", "status"), open("", Code::ConflictField, &["ada-park"])),
        ]);
        master.memory.sent.insert("raid.cleo".into(), SentCopy { recipient: "cleo".into(), ..SentCopy::default() });
        master.decided = vec![DecisionRow {
            id: "D-0003".into(),
            date: "2026-11-20".into(),
            decision: "Take A".into(),
            result: "applied".into(),
            ..DecisionRow::default()
        }];
        master.picks = vec![
            Pick { id: "D-0001".into(), decision: "Keep master".into(), ..Pick::default() },
            Pick { id: "D-0002".into(), decision: "Later".into(), note: "see mail".into(), ..Pick::default() },
        ];
        master
    }

    #[test]
    fn every_open_discrepancy_that_fits_all_of_it_is_meant() {
        let none = DiscrepancyFilter::default();
        for (chosen, ids) in [
            (none, vec!["D-0001", "D-0002", "D-0004", "D-0005"]),
            (DiscrepancyFilter { sheet: Some("Risks"), ..none }, vec!["D-0001", "D-0002"]),
            (DiscrepancyFilter { field: Some("status"), ..none }, vec!["D-0002", "D-0004"]),
            (DiscrepancyFilter { field: Some("Status"), sheet: Some("issues"), ..none }, vec!["D-0004"]),
            (DiscrepancyFilter { code: Some("Conflict/Field"), ..none }, vec!["D-0002", "D-0004"]),
            (DiscrepancyFilter { by: Some("Ben Ruiz"), ..none }, vec!["D-0002", "D-0005"]),
            (DiscrepancyFilter { by: Some("ada-park"), code: Some("value/type"), ..none }, vec!["D-0001"]),
        ] {
            assert_eq!(discrepancies_matching(&master(), chosen).unwrap(), ids, "{chosen:?}");
        }
    }

    #[test]
    fn what_fits_nothing_or_is_not_there_is_refused() {
        let none = DiscrepancyFilter::default();
        for (chosen, why) in [
            (
                DiscrepancyFilter { by: Some("cleo"), ..none },
                "no open discrepancy fits all of that; 4 discrepancies are open",
            ),
            (DiscrepancyFilter { by: Some("ada-prak"), ..none }, "Did you mean ada-park?"),
            (DiscrepancyFilter { sheet: Some("Riskz"), ..none }, "Did you mean Risks?"),
            (DiscrepancyFilter { field: Some("statsu"), ..none }, "Did you mean"),
            (DiscrepancyFilter { code: Some("conflict/feild"), ..none }, "Did you mean conflict/field?"),
            (DiscrepancyFilter { sheet: Some("Risks"), field: Some("owner"), ..none }, "Risks has no column “owner”"),
        ] {
            let said = discrepancies_matching(&master(), chosen).unwrap_err();
            assert!(said.contains(why), "{chosen:?}: {said}");
        }
    }

    #[test]
    fn ids_are_taken_as_typed_each_once_and_one_that_is_not_open_stops_all() {
        let ids =
            |typed: &[&str]| discrepancies_by_id(&master(), &typed.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(ids(&["d4", "D-0001", "4"]).unwrap(), ["D-0004", "D-0001"]);
        let ended = ids(&["D-0001", "D-0003"]).unwrap_err();
        assert!(ended.contains("It ended on 2026-11-20 with “Take A” (applied)."), "{ended}");
        assert!(ended.contains("The nearest open ones are D-0002, D-0004, D-0001."), "{ended}");
    }

    #[test]
    fn a_pick_is_put_into_its_row_and_another_that_stood_there_is_said() {
        let mut master = master();
        let what = PresetDecision { decision: Some("Take A".into()), my_value: None, note: Some("agreed".into()) };
        let ids = ["D-0001", "D-0002", "D-0004"].map(str::to_owned);
        let said: Vec<String> = put_decisions(&mut master, &ids, &what).into_iter().map(|f| f.message).collect();
        assert_eq!(
            said,
            [
                "D-0001: Decision said “Keep master” and now says “Take A”, which counts.",
                "D-0002: Note said “see mail” and now says “agreed”, which counts.",
            ],
            "Later and an empty cell are no picks"
        );
        let picks: Vec<(&str, &str)> = master.picks.iter().map(|p| (p.id.as_str(), p.decision.as_str())).collect();
        assert_eq!(
            picks,
            [("D-0001", "Take A"), ("D-0002", "Take A"), ("D-0004", "Take A")],
            "a deleted row is there again"
        );
    }

    #[test]
    fn what_else_will_be_carried_out_is_told() {
        let mut master = master();
        master.picks.push(Pick { id: "D-0099".into(), decision: "Take A".into(), ..Pick::default() });
        assert_eq!(other_picks(&master, &["D-0002".into()]), ["D-0001"], "not Later, nor what is not open");
        assert!(other_picks(&master, &["D-0001".into()]).is_empty());
    }
}
