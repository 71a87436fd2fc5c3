//! Computed columns: their value, and the Excel formula that gives the same.

use crate::model::keys::FieldKey;
use crate::model::state::Master;
use crate::model::template::{Column, Computed, Kind, Sheet};
use crate::model::value::Value;
use crate::steps::validate::rules;
use crate::steps::validate::rules::formula::FormulaContext;
use rust_decimal::Decimal;
use std::sync::Arc;

/// The value of a computed column, from the values of its record in the order of the sheet's columns. Empty where a
/// column that it is made from is empty or could not be read.
pub fn computed_value(sheet: &Sheet, values: &[Value], column: &Column) -> Value {
    // No chain of computed columns is longer than the sheet is wide, so a circle ends here.
    value_of(sheet, values, column, sheet.columns.len())
}

/// The formula, without its equals sign, that gives in Excel what [`computed_value`] gives. `cell_of` names the record's cell
/// in a column, by the column's position in the sheet; its words are those of the `language` that the sheet is in.
pub fn computed_formula(sheet: &Sheet, column: &Column, cell_of: &dyn Fn(usize) -> String, language: &str) -> String {
    let made = match &column.computed {
        Some(Computed::Product(factors)) => product_formula(sheet, factors, cell_of),
        Some(Computed::Band { of, bands }) => band_formula(sheet, of, bands, cell_of),
        Some(Computed::Formula { expr, .. }) => {
            let context = FormulaContext {
                sheet,
                engagement: None,
                cell: cell_of,
                word: &|c, label| c.word(label, language).to_owned(),
            };
            rules::formula::column_formula(expr, &context)
        }
        Some(Computed::Approval(_)) | None => None,
    };
    made.unwrap_or_else(|| "\"\"".to_owned())
}

fn value_of(sheet: &Sheet, values: &[Value], column: &Column, depth: usize) -> Value {
    match &column.computed {
        Some(Computed::Product(factors)) => product(sheet, values, factors, depth),
        Some(Computed::Band { of, bands }) => band(sheet, values, of, bands, depth),
        Some(Computed::Formula { expr, .. }) => {
            rules::evaluate_column(expr, sheet, &with_computed(sheet, values, depth))
        }
        // What stands is known by the memory of approvals, not by the record.
        Some(Computed::Approval(_)) | None => Value::Empty,
    }
}

/// The values with the products in them, which a formula may use before they are written into the record.
fn with_computed(sheet: &Sheet, values: &[Value], depth: usize) -> Vec<Value> {
    let one = |(column, value): (&Column, &Value)| match (&column.computed, depth.checked_sub(1)) {
        (Some(Computed::Product(_) | Computed::Band { .. }), Some(depth)) => value_of(sheet, values, column, depth),
        _ => value.clone(),
    };
    sheet.columns.iter().zip(values).map(one).collect()
}

fn product(sheet: &Sheet, values: &[Value], factors: &[FieldKey], depth: usize) -> Value {
    let numbers = factors.iter().map(|key| as_cell_holds_it(sheet, values, key, depth));
    let product = numbers.into_iter().try_fold(Decimal::ONE, |product, n| product.checked_mul(n?));
    match product {
        Some(product) if !factors.is_empty() => Value::Number(product.normalize()),
        _ => Value::Empty,
    }
}

fn band(sheet: &Sheet, values: &[Value], of: &FieldKey, bands: &[(Decimal, String)], depth: usize) -> Value {
    let Some(number) = number(sheet, values, of, depth) else { return Value::Empty };
    let band = bands.iter().rev().find(|(from, _)| number >= *from);
    band.map_or(Value::Empty, |(_, label)| Value::text(label.clone()))
}

fn number(sheet: &Sheet, values: &[Value], key: &FieldKey, depth: usize) -> Option<Decimal> {
    let at = sheet.position(key)?;
    let column = sheet.columns.get(at)?;
    let value = match &column.computed {
        Some(_) => value_of(sheet, values, column, depth.checked_sub(1)?),
        None => values.get(at)?.clone(),
    };
    match value {
        Value::Number(n) => Some(n),
        _ => None,
    }
}

/// A percentage is 80 here and 0.8 in its cell; a product is made with what the cell holds.
fn as_cell_holds_it(sheet: &Sheet, values: &[Value], key: &FieldKey, depth: usize) -> Option<Decimal> {
    let number = number(sheet, values, key, depth)?;
    if is_percent(sheet, key) { number.checked_div(Decimal::ONE_HUNDRED) } else { Some(number) }
}

fn is_percent(sheet: &Sheet, key: &FieldKey) -> bool {
    sheet.column(key).is_some_and(|c| c.kind == Kind::Percent)
}

fn product_formula(sheet: &Sheet, factors: &[FieldKey], cell_of: &dyn Fn(usize) -> String) -> Option<String> {
    let cells: Option<Vec<String>> = factors.iter().map(|key| sheet.position(key).map(cell_of)).collect();
    let cells = cells.filter(|c| !c.is_empty())?;
    Some(format!("IF(COUNT({})={},{},\"\")", cells.join(","), cells.len(), cells.join("*")))
}

fn band_formula(
    sheet: &Sheet,
    of: &FieldKey,
    bands: &[(Decimal, String)],
    cell_of: &dyn Fn(usize) -> String,
) -> Option<String> {
    let cell = sheet.position(of).map(cell_of)?;
    let number = if is_percent(sheet, of) { format!("{cell}*100") } else { cell.clone() };
    // The bands ascend, so the highest is asked for first and each lower one in its other branch.
    let nested = bands.iter().fold("\"\"".to_owned(), |below, (from, label)| {
        format!("IF({number}>={},{},{below})", from.normalize(), quoted(label))
    });
    Some(format!("IF(ISNUMBER({cell}),{nested},\"\")"))
}

fn quoted(label: &str) -> String {
    format!("\"{}\"", label.replace('"', "\"\""))
}

/// Computes all computed columns of a master anew: what a file holds in them is never trusted.
pub fn compute_all(master: &mut Master) {
    for state in &mut master.sheets {
        let sheet = Arc::clone(&state.sheet);
        for (i, column) in sheet.columns.iter().enumerate().filter(|(_, c)| c.computed.is_some()) {
            for record in state.records.values_mut() {
                let value = computed_value(&sheet, &record.values, column);
                if let Some(slot) = record.values.get_mut(i) {
                    *slot = value;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{SheetKind, Visibility};

    fn sheet() -> Sheet {
        let computed =
            |key: &str, how: Computed| Column { computed: Some(how), ..Column::new(key, key, Kind::Computed) };
        let bands = vec![(Decimal::from(1), "Low".to_owned()), (Decimal::from(10), "\"High\"".to_owned())];
        Sheet {
            workbook: "raid".into(),
            key: "risks".into(),
            title: "Risks".into(),
            kind: SheetKind::Table,
            id_prefix: "R-".into(),
            natural_key: vec![],
            visibility: Visibility::Shared,
            prepared_rows: 0,
            help: String::new(),
            columns: vec![
                Column::new("p", "P", Kind::Integer),
                Column::new("i", "I", Kind::Integer),
                Column::new("share", "Share", Kind::Percent),
                computed("score", Computed::Product(vec!["p".into(), "i".into()])),
                computed("band", Computed::Band { of: "score".into(), bands: bands.clone() }),
                computed("cost", Computed::Product(vec!["i".into(), "share".into()])),
                computed("share_band", Computed::Band { of: "share".into(), bands }),
                computed("circle", Computed::Product(vec!["circle".into()])),
            ],
            ..Sheet::new("", "", "")
        }
    }

    fn n(n: i64) -> Value {
        Value::Number(Decimal::from(n))
    }

    #[test]
    fn computed_values_follow_their_inputs() {
        let sheet = sheet();
        let unread = Value::Unread("high".into());
        for (values, column, expected) in [
            ([n(3), n(4), Value::Empty], "score", n(12)),
            ([n(3), Value::Empty, Value::Empty], "score", Value::Empty),
            ([n(3), unread.clone(), Value::Empty], "score", Value::Empty),
            ([n(3), n(4), Value::Empty], "band", Value::Text("\"High\"".into())),
            ([n(3), n(3), Value::Empty], "band", Value::Text("Low".into())),
            ([n(2), n(5), Value::Empty], "band", Value::Text("\"High\"".into())),
            ([n(0), n(3), Value::Empty], "band", Value::Empty),
            ([Value::Empty, n(3), Value::Empty], "band", Value::Empty),
            ([Value::Empty, n(200), n(80)], "cost", n(160)),
            ([Value::Empty, Value::Empty, n(5)], "share_band", Value::Text("Low".into())),
            ([n(1), n(1), n(1)], "circle", Value::Empty),
        ] {
            assert_eq!(
                computed_value(&sheet, &values, sheet.column(column).unwrap()),
                expected,
                "{column} of {values:?}"
            );
        }
    }

    #[test]
    fn formulas_name_the_cells_of_the_record() {
        let sheet = sheet();
        let cell_of = |at: usize| format!("{}5", crate::model::place::column_letters(at as u16));
        for (column, expected) in [
            ("score", r#"IF(COUNT(A5,B5)=2,A5*B5,"")"#),
            ("band", r#"IF(ISNUMBER(D5),IF(D5>=10,"""High""",IF(D5>=1,"Low","")),"")"#),
            ("share_band", r#"IF(ISNUMBER(C5),IF(C5*100>=10,"""High""",IF(C5*100>=1,"Low","")),"")"#),
            ("p", r#""""#),
        ] {
            assert_eq!(computed_formula(&sheet, sheet.column(column).unwrap(), &cell_of, "en"), expected);
        }
    }
}
