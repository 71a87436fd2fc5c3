//! Which columns a copy carries of those that its recipient may see.

use super::asked::{about, given, open};
use super::*;
use crate::model::template::{Fill, FillValue, Starter, StarterCell};

fn detail(key: &str, kind: Kind) -> Column {
    Column { detail: true, ..column(key, kind) }
}

fn computed(key: &str, of: &[&str]) -> Column {
    let computed = Some(Computed::Product(of.iter().map(|k| (*k).into()).collect()));
    Column { computed, owner: Owner::Tool, ..detail(key, Kind::Computed) }
}

/// The first sheet of Ada's copy of this one.
fn copied(risks: SheetState, opens: Vec<(Subject, OpenDiscrepancy)>) -> OutgoingSheet {
    let template = template_of(&[&risks]);
    let mut master = master(vec![contacts(), risks]);
    master.memory.open.extend(opens);
    let sheet = Sheet::new("raid", "please_answer", "Please answer");
    let to = AskedOf { recipient: "ada", side: Owner::Customer, sheet: &sheet };
    outgoing(&master, &template, false).unwrap().asking(&master, to).without_empty_details(&master).sheets[0].clone()
}

#[test]
fn a_detail_is_carried_where_a_person_typed_into_it_in_a_record_that_is_seen() {
    let raised_by =
        Column { fill: Some(Fill { with: None, value: FillValue::Sender }), ..detail("raised_by", Kind::Person) };
    let columns = || {
        let number = |key: &str| detail(key, Kind::Integer);
        let columns = vec![detail("trigger", Kind::Text), raised_by.clone(), number("p"), computed("score", &["p"])];
        [columns, vec![column("status", Kind::Text), internal("visibility", Kind::Choice)]].concat()
    };
    let row = |id: &str, trigger: &str, side: &str| {
        let p = Value::Number(2.into());
        [text(id), text("Late"), text(trigger), text("Ada Park"), p.clone(), p, text("Open"), text(side)]
    };
    for (trigger, hidden, carried) in [
        ("", "", "id title p status"),
        ("", "A strike", "id title p status"),
        ("A strike", "", "id title trigger p status"),
    ] {
        let rows = [row("R-001", trigger, "Shared"), row("R-002", hidden, "Internal")];
        let out = copied(risks(columns(), &[("k1", &rows[0]), ("k2", &rows[1])]), Vec::new());
        assert_eq!(keys(&out).join(" "), carried);
        assert!(texts(&out).iter().all(|row| row.len() == keys(&out).len()), "{:?}", texts(&out));
    }
}

#[test]
fn what_a_usual_row_holds_makes_no_detail_worth_carrying_until_somebody_changes_it() {
    let starter = |title: &str, cell| Starter {
        cells: vec![("title".into(), StarterCell::Typed(title.into())), ("trigger".into(), cell)],
    };
    for (title, trigger, is_carried) in [
        ("Late", "A  strike", false),
        ("Late", "Two strikes", true),
        ("Later", "A strike", true),
        ("Reckoned", "2027-01-11", false),
    ] {
        let row = [text("R-001"), text(title), text(trigger)];
        let mut state = risks(vec![detail("trigger", Kind::Text)], &[("k1", &row)]);
        let starters = vec![
            starter("Late", StarterCell::Typed("A strike".into())),
            starter("Reckoned", StarterCell::Made(Expr::Field("start".into()))),
        ];
        state.sheet = Arc::new(Sheet { starters, ..(*state.sheet).clone() });
        assert_eq!(keys(&copied(state, Vec::new())).contains(&"trigger"), is_carried, "{title}: {trigger}");
    }
}

#[test]
fn a_detail_that_a_recipient_is_asked_about_is_carried() {
    let row = [text("R-001"), text("Late"), Value::Empty];
    for (by, is_carried) in [("ada", true), ("ben", false)] {
        let asked = vec![(about("k1", "trigger"), open(Code::ConflictField, vec![given(by, "A strike")]))];
        let state = risks(vec![detail("trigger", Kind::Text)], &[("k1", &row)]);
        assert_eq!(keys(&copied(state, asked)).contains(&"trigger"), is_carried, "{by}");
    }
}

#[test]
fn what_is_computed_brings_the_columns_that_it_is_made_of() {
    let row = [text("R-001"), text("Late"), Value::Empty, Value::Empty, Value::Empty];
    let of = |asked: bool| {
        let second = Column { detail: !asked, ..computed("second", &["first"]) };
        let columns = vec![detail("p", Kind::Integer), computed("first", &["p"]), second];
        keys(&copied(risks(columns, &[("k1", &row)]), Vec::new())).join(" ")
    };
    assert_eq!((of(false).as_str(), of(true).as_str()), ("id title", "id title p first second"));
}

#[test]
fn a_rule_about_a_column_that_is_not_carried_stays_behind() {
    let rule = |field: &str| rule(field, Expr::YesNo(false));
    let row = [text("R-001"), text("Late"), Value::Empty, text("Open")];
    let mut state = risks(vec![detail("trigger", Kind::Text), column("status", Kind::Text)], &[("k1", &row)]);
    state.sheet = Arc::new(Sheet { rules: vec![rule("trigger"), rule("status")], ..(*state.sheet).clone() });
    let out = copied(state, Vec::new());
    let left: Vec<&str> = out.sheet().rules.iter().filter_map(|r| r.field.as_ref()).map(|f| f.as_str()).collect();
    assert_eq!(left, ["status"]);
}
