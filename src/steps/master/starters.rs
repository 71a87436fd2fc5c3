//! Starters: the usual rows of most engagements, added to sheets that are still empty.

use crate::model::change_reason::ChangeReason;
use crate::model::engagement::Engagement;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::row_key;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record};
use crate::model::table::{natural_key, natural_words};
use crate::model::template::{Column, Sheet, Starter, StarterCell, Template};
use crate::model::text::fold_title;
use crate::model::value::Value;
use crate::steps::master::read::{expand_matrix, id_for, id_prefixes};
use crate::steps::validate::people::People;
use crate::steps::validate::rules::evaluate::evaluate;
use crate::steps::validate::rules::{ExprValue, RuleContext, rule_target};
use crate::steps::values::parse_typed;
use jiff::civil::Date;
use std::sync::Arc;

/// What was added.
#[derive(Clone, Debug, Default)]
pub struct AddedStarters {
    /// The new records as changes.
    pub changes: Vec<Change>,
    /// Titles of the sheets that got rows, and how many.
    pub filled: Vec<(String, usize)>,
    /// Titles of sheets that had records already.
    pub left: Vec<String>,
}

/// Adds the usual rows of the workbooks in `only` to their empty sheets; of all workbooks, where it is empty.
pub fn add_starters(
    master: &mut Master,
    templates: &[Template],
    only: &[String],
    engagement: &Engagement,
    today: Date,
) -> AddedStarters {
    let mut out = AddedStarters::default();
    let wanted = || templates.iter().filter(|t| only.is_empty() || only.contains(&t.key)).flat_map(|t| &t.sheets);
    // A matrix has a column for each record of another sheet, so the tables come first.
    let tables = wanted().filter(|s| s.across().is_none());
    for sheet in tables.chain(wanted().filter(|s| s.across().is_some())).filter(|s| !s.starters.is_empty()) {
        let state = master.sheet(&sheet.key);
        if state.is_none_or(|s| !s.records.is_empty() || !s.loose.is_empty()) {
            out.left.push(sheet.title.clone());
            continue;
        }
        let shaped = Arc::new(expand_matrix(sheet, master));
        for (n, starter) in sheet.starters.iter().enumerate() {
            let values = values(&shaped, starter, templates, engagement, today);
            out.changes.push(add(master, &shaped, n, values, engagement));
        }
        if let Some(state) = master.sheet_mut(&sheet.key) {
            state.sheet = shaped;
        }
        out.filled.push((sheet.title.clone(), sheet.starters.len()));
    }
    out
}

fn values(
    sheet: &Sheet,
    starter: &Starter,
    templates: &[Template],
    engagement: &Engagement,
    today: Date,
) -> Vec<Value> {
    let prefixes = id_prefixes(templates);
    let value = |column: &Column| {
        let role = column.role().map(|_| format!("role:{}", column.title));
        let is_it = |key: &str| match &role {
            Some(role) => fold_title(key) == fold_title(role),
            None => column.key == key,
        };
        match starter.cells.iter().find(|(key, _)| is_it(key.as_str())).map(|(_, cell)| cell) {
            None => Value::Empty,
            Some(StarterCell::Typed(text)) => parse_typed(text, column, &prefixes).0,
            Some(StarterCell::Made(expr)) => {
                let people = People::default();
                let world = RuleContext::new(&[], &|_, _| false, &people, today, engagement);
                match evaluate(expr, rule_target(&world, sheet, &[])) {
                    ExprValue::Date(day) => Value::Date(day),
                    ExprValue::Number(n) => Value::Number(n),
                    ExprValue::Text(text) => Value::text(text),
                    ExprValue::Unknown | ExprValue::YesNo(_) | ExprValue::List(_) | ExprValue::Record(..) => {
                        Value::Empty
                    }
                }
            }
        }
    };
    sheet.columns.iter().map(value).collect()
}

fn add(master: &mut Master, sheet: &Arc<Sheet>, n: usize, mut values: Vec<Value>, engagement: &Engagement) -> Change {
    let id = id_for(sheet, natural_key(sheet, &values).as_deref(), None, &mut master.memory);
    if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
        *slot = Value::text(id.clone());
    }
    let key = row_key::make(&[&engagement.id, "starter", sheet.key.as_str(), &n.to_string(), &id]);
    let place = Place::sheet(MASTER_FILE, &sheet.title);
    let change = Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: id.clone(),
        field: None,
        from: Value::Empty,
        to: Value::text(natural_words(sheet, &values)),
        reason: ChangeReason::AddedAsStarter,
        by: "master".into(),
        source: place.clone(),
        values: Vec::new(),
    };
    if let Some(state) = master.sheet_mut(&sheet.key) {
        state.records.insert(key.into(), Record { id, values, place: Some(place), ..Record::default() });
    }
    change
}

#[cfg(test)]
mod tests {
    use super::add_starters;
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
        sheet.starters = vec![
            starter(vec![("title", typed("Architect")), ("from", day)]),
            starter(vec![("title", typed("Sponsor"))]),
        ];
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
        assert_eq!(
            rows(&master, "raci"),
            [["AC-001", "Cut over", "", "A"]],
            "under the title of the role, in any case"
        );
        assert_eq!(added.filled, [("Roles".to_owned(), 2), ("RACI".to_owned(), 1)]);
        let said: Vec<(&str, String)> =
            added.changes.iter().map(|c| (c.record.as_str(), c.reason.to_string())).collect();
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
}
