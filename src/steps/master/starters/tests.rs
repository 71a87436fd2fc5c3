use super::{add_starters, missing_days};
use crate::model::condition::{EngagementFact, Expr};
use crate::model::engagement::Engagement;
use crate::model::state::{Master, SheetState};
use crate::model::template::{
    Choice, Column, Kind, Owner, Sheet, SheetKind, Starter, StarterCell, Template, Visibility,
};
use crate::model::value::Value;
use jiff::civil::date;
use std::sync::Arc;

fn starter(cells: Vec<(&str, StarterCell)>) -> Starter {
    Starter { cells: cells.into_iter().map(|(key, cell)| (key.into(), cell)).collect() }
}

fn typed(text: &str) -> StarterCell {
    StarterCell::Typed(text.into())
}

fn roles() -> Sheet {
    let mut sheet = Sheet::new("raci", "roles", "Roles");
    sheet.id_prefix = "RO-".into();
    sheet.natural_key = vec!["title".into()];
    let id = Column { owner: Owner::Tool, ..Column::new("id", "ID", Kind::Text) };
    sheet.columns = vec![id, Column::new("title", "Title", Kind::Text), Column::new("from", "From", Kind::Date)];
    let day = StarterCell::Made(Expr::Engagement(EngagementFact::Start));
    sheet.starters =
        vec![starter(vec![("title", typed("Architect")), ("from", day)]), starter(vec![("title", typed("Sponsor"))])];
    sheet
}

fn raci() -> Sheet {
    let mut sheet = Sheet::new("raci", "raci", "RACI");
    sheet.id_prefix = "AC-".into();
    let letters = ["R", "A"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    sheet.kind = SheetKind::Matrix { across: "roles".into(), letters };
    let id = Column { owner: Owner::Tool, ..Column::new("id", "ID", Kind::Text) };
    sheet.columns = vec![id, Column::new("task", "Task", Kind::Text)];
    sheet.starters = vec![starter(vec![("task", typed("Cut over")), ("role:sponsor", typed("A"))])];
    sheet
}

fn template() -> Template {
    Template {
        key: "raci".into(),
        title: "RACI".into(),
        version: 1,
        audience: Visibility::Shared,
        on_request: false,
        purpose: String::new(),
        sheets: vec![raci(), roles()],
        words: Default::default(),
    }
}

fn master() -> Master {
    let sheets = [raci(), roles()].map(|sheet| SheetState::new(Arc::new(sheet))).to_vec();
    Master { sheets, ..Master::default() }
}

fn engagement() -> Engagement {
    Engagement::new("e-1", "Acme migration", "Acme", Some(date(2027, 1, 11)), None)
}

fn rows(master: &Master, key: &str) -> Vec<Vec<String>> {
    let records = master.sheet(key).unwrap().records.values();
    records.map(|r| r.values.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn usual_rows_fill_empty_sheets_and_a_matrix_comes_after_its_roles() {
    let mut master = master();
    let added = add_starters(&mut master, &[template()], &[], &engagement(), date(2026, 11, 22));
    assert_eq!(rows(&master, "roles"), [["RO-001", "Architect", "2027-01-11"], ["RO-002", "Sponsor", ""]]);
    assert_eq!(rows(&master, "raci"), [["AC-001", "Cut over", "", "A"]], "under the title of the role, in any case");
    assert_eq!(added.filled, [("Roles".to_owned(), 2), ("RACI".to_owned(), 1)]);
    let said: Vec<(&str, String)> = added.changes.iter().map(|c| (c.record.as_str(), c.reason.to_string())).collect();
    assert_eq!(said.len(), 3);
    assert!(said.iter().all(|(_, reason)| reason == "added as a usual row"), "{said:?}");
}

#[test]
fn a_sheet_that_holds_anything_is_left_as_it_is() {
    let mut master = master();
    add_starters(&mut master, &[template()], &[], &engagement(), date(2026, 11, 22));
    let again = add_starters(&mut master, &[template()], &[], &engagement(), date(2026, 11, 22));
    assert_eq!((again.changes.len(), again.left), (0, vec!["Roles".to_owned(), "RACI".to_owned()]));
    assert_eq!(rows(&master, "roles").len(), 2);
    let mut loose = self::master();
    loose.sheets[1].loose.push(vec![Value::text("R-001")]);
    let added = add_starters(&mut loose, &[template()], &[], &engagement(), date(2026, 11, 22));
    assert_eq!(added.left, ["Roles"], "also a row that waits");
}

#[test]
fn only_the_workbooks_that_are_named_get_rows() {
    let mut master = master();
    let none = add_starters(&mut master, &[template()], &["raid".into()], &engagement(), date(2026, 11, 22));
    assert!(none.changes.is_empty() && none.left.is_empty());
    let some = add_starters(&mut master, &[template()], &["raci".into()], &engagement(), date(2026, 11, 22));
    assert_eq!(some.changes.len(), 3);
}

#[test]
fn days_are_asked_for_where_a_row_that_would_be_added_has_one() {
    let nothing = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let templates = [template()];
    assert_eq!(missing_days(&master(), &templates, &[], &nothing), ["start"]);
    assert!(missing_days(&master(), &templates, &[], &engagement()).is_empty());
    assert!(missing_days(&master(), &templates, &["raid".into()], &nothing).is_empty());
    let mut filled = master();
    add_starters(&mut filled, &templates, &[], &engagement(), date(2026, 11, 22));
    assert!(missing_days(&filled, &templates, &[], &nothing).is_empty());
}

#[test]
fn each_fact_needs_the_days_that_it_is_made_of() {
    let nothing = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let kickoff = Engagement { kickoff: Some(date(2027, 1, 11)), ..nothing.clone() };
    for (fact, without, with_kickoff) in [
        (EngagementFact::Start, vec!["start"], vec!["start"]),
        (EngagementFact::End, vec!["end"], vec!["end"]),
        (EngagementFact::Kickoff, vec!["start"], vec![]),
        (EngagementFact::LeadDays, vec!["start"], vec![]),
        (EngagementFact::WorkStart, vec!["start"], vec!["start"]),
        (EngagementFact::Cutover, vec!["start", "end"], vec!["start", "end"]),
        (EngagementFact::Customer, vec![], vec![]),
    ] {
        let mut template = template();
        let cell = StarterCell::Made(Expr::Engagement(fact));
        template.sheets[1].starters = vec![starter(vec![("from", cell)])];
        let needed = |engagement| missing_days(&master(), &[template.clone()], &[], engagement);
        assert_eq!((needed(&nothing), needed(&kickoff)), (without, with_kickoff), "{fact:?}");
    }
}
