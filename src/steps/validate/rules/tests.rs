//! What a condition gives, above all where something is empty, and the Excel formula that means the same.

mod formulas;
mod functions;

use super::evaluate::evaluate;
use super::formula::{FormulaContext, is_live, violation_formula};
use super::*;
use crate::model::code::RuleCode;
use crate::model::condition::{Comparison, EngagementFact, Expr, Function, ListOperation, Member, Operation};
use crate::model::engagement::Engagement;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::template::{Choice, Column, Kind, MessagePiece, Rule, Sheet, SheetKind};
use crate::model::value::Value;
use crate::steps::validate::people::People;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 22);

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    let column = |key: &str, kind| Column::new(key, key, kind);
    sheet.columns = vec![
        column("id", Kind::Text),
        column("title", Kind::Text),
        column("status", Kind::Choice),
        column("due", Kind::Date),
        column("score", Kind::Integer),
        column("share", Kind::Percent),
        column("tags", Kind::Choices),
        column("archived", Kind::YesNo),
    ];
    sheet.columns[2].choices = ["Open", "Closed"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    sheet.finals = vec!["Closed".into()];
    sheet
}

/// A record with these values; all else is empty.
fn record(filled: &[(&str, Value)]) -> Vec<Value> {
    let sheet = sheet();
    let mut values = vec![Value::Empty; sheet.columns.len()];
    for (key, value) in filled {
        values[sheet.position(key).unwrap()] = value.clone();
    }
    values
}

fn table(sheet: Sheet, rows: Vec<Vec<Value>>) -> Table {
    let row = |values: Vec<Value>| Row { id: Some(values[0].to_string()), values, ..Row::default() };
    let rows = rows.into_iter().map(row).collect();
    let present = (0..u16::try_from(sheet.columns.len()).unwrap()).map(Some).collect();
    Table { title: sheet.title.clone(), sheet: Arc::new(sheet), file: "m.xlsx".into(), present, header: 3, rows }
}

fn engagement() -> Engagement {
    Engagement::new("e-1", "Acme migration", "Acme", Some(date(2027, 1, 11)), None)
}

/// What an expression gives for a record, in a world of these records.
fn in_world(expr: &Expr, values: &[Value], others: Vec<Vec<Value>>) -> ExprValue {
    let (people, engagement) = (People::default(), engagement());
    let table = table(sheet(), others);
    let world = RuleContext::new(&[&table], &|_, _| true, &people, TODAY, &engagement);
    evaluate(expr, RuleTarget { context: Some(&world), sheet: &sheet(), values })
}

fn of(expr: &Expr, filled: &[(&str, Value)]) -> ExprValue {
    in_world(expr, &record(filled), Vec::new())
}

fn b(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

fn field(key: &str) -> Expr {
    Expr::Field(key.into())
}

fn number(n: i64) -> Expr {
    Expr::Number(n.into())
}

fn words(text: &str) -> Expr {
    Expr::Text(text.into())
}

fn n(n: i64) -> ExprValue {
    ExprValue::Number(n.into())
}

fn call(function: Function, of: Vec<Expr>) -> Expr {
    Expr::Call(function, of)
}

fn compare(how: Comparison, left: Expr, right: Expr) -> Expr {
    Expr::Compare(how, b(left), b(right))
}

fn unknown() -> Expr {
    compare(Comparison::Less, field("due"), Expr::Today)
}

const YES: ExprValue = ExprValue::YesNo(true);
const NO: ExprValue = ExprValue::YesNo(false);

#[test]
fn an_empty_number_or_date_is_unknown_and_an_empty_text_is_a_text() {
    for (expr, gives) in [
        (field("due"), ExprValue::Unknown),
        (field("score"), ExprValue::Unknown),
        (field("title"), ExprValue::Text(String::new())),
        (field("status"), ExprValue::Text(String::new())),
        (field("tags"), ExprValue::List(Vec::new())),
        (field("nowhere"), ExprValue::Unknown),
        (compare(Comparison::Less, field("due"), Expr::Today), ExprValue::Unknown),
        (compare(Comparison::Same, field("status"), words("Open")), NO),
        (compare(Comparison::Other, field("status"), words("Open")), YES),
        (Expr::Not(b(unknown())), ExprValue::Unknown),
        (Expr::Compute(Operation::Add, b(field("score")), b(number(1))), ExprValue::Unknown),
    ] {
        assert_eq!(of(&expr, &[]), gives, "{expr:?}");
    }
    for key in ["title", "due", "score", "status"] {
        let unread = [(key, Value::Unread("some day".into()))];
        assert_eq!(of(&field(key), &unread), ExprValue::Unknown, "what could not be read is unknown: {key}");
    }
}

#[test]
fn and_or_follow_the_truth_table_with_unknowns() {
    let all = [(Expr::YesNo(true), Some(true)), (Expr::YesNo(false), Some(false)), (unknown(), None)];
    for (left, l) in &all {
        for (right, r) in &all {
            let and = match (l, r) {
                (Some(false), _) | (_, Some(false)) => NO,
                (Some(true), Some(true)) => YES,
                _ => ExprValue::Unknown,
            };
            let or = match (l, r) {
                (Some(true), _) | (_, Some(true)) => YES,
                (Some(false), Some(false)) => NO,
                _ => ExprValue::Unknown,
            };
            assert_eq!(of(&Expr::And(b(left.clone()), b(right.clone())), &[]), and, "{l:?} and {r:?}");
            assert_eq!(of(&Expr::Or(b(left.clone()), b(right.clone())), &[]), or, "{l:?} or {r:?}");
        }
    }
    for (when, gives) in [(Expr::YesNo(true), n(1)), (Expr::YesNo(false), n(2)), (unknown(), ExprValue::Unknown)] {
        assert_eq!(of(&Expr::If(b(when), b(number(1)), b(number(2))), &[]), gives);
    }
}

#[test]
fn a_record_is_open_until_its_status_is_a_final_one() {
    for (status, open) in [
        (Value::text("Open"), YES),
        (Value::text("closed"), NO),
        (Value::Empty, YES),
        (Value::Unread("clsoed".into()), ExprValue::Unknown),
    ] {
        assert_eq!(of(&Expr::Open, &[("status", status.clone())]), open, "{status:?}");
    }
}

#[test]
fn dates_and_numbers_are_computed_with() {
    use Operation::{Add, Divide, Multiply, Subtract};
    let due = [("due", Value::Date(date(2026, 12, 2))), ("score", Value::Number(5.into()))];
    for (how, left, right, gives) in [
        (Subtract, field("due"), Expr::Today, n(10)),
        (Subtract, Expr::Today, field("due"), n(-10)),
        (Add, field("due"), number(30), ExprValue::Date(date(2027, 1, 1))),
        (Add, number(30), field("due"), ExprValue::Date(date(2027, 1, 1))),
        (Subtract, field("due"), number(2), ExprValue::Date(date(2026, 11, 30))),
        (Add, field("due"), field("due"), ExprValue::Unknown),
        (Divide, field("score"), number(2), ExprValue::Number(Decimal::new(25, 1))),
        (Divide, field("score"), number(0), ExprValue::Unknown),
        (Multiply, field("score"), number(3), n(15)),
        (Add, field("due"), number(9_999_999), ExprValue::Unknown),
        (Add, words("a"), number(1), ExprValue::Unknown),
    ] {
        let expr = Expr::Compute(how, b(left), b(right));
        assert_eq!(of(&expr, &due), gives, "{expr:?}");
    }
}

#[test]
fn texts_are_compared_without_blanks_at_their_ends_and_with_case() {
    for (title, same) in [("late", YES), (" late ", YES), ("Late", NO), ("late data", NO)] {
        assert_eq!(
            of(&compare(Comparison::Same, field("title"), words("late")), &[("title", Value::text(title))]),
            same
        );
    }
}

#[test]
fn a_list_holds_a_value_or_not_and_nothing_is_known_of_an_unknown_one() {
    let list = |all: Vec<Expr>| Expr::List(all);
    let within = |a: Expr, all: Expr| Expr::In(b(a), b(all));
    let filled = [("status", Value::text("Open")), ("tags", Value::Set(vec!["a".into()]))];
    for (expr, gives) in [
        (within(field("status"), list(vec![words("Closed"), words("Open")])), YES),
        (within(field("status"), list(vec![words("Closed")])), NO),
        (within(words("a"), field("tags")), YES),
        (within(words("b"), field("tags")), NO),
        (within(field("due"), list(vec![Expr::Today])), ExprValue::Unknown),
        (within(words("a"), field("title")), ExprValue::Unknown),
    ] {
        assert_eq!(of(&expr, &filled), gives, "{expr:?}");
    }
}

#[test]
fn what_is_asked_of_each_member_follows_from_all_that_is_known() {
    let scores = |how, of: &[Option<i64>]| {
        let all = of.iter().map(|n| n.map_or(field("score"), number)).collect();
        let body = compare(Comparison::More, Expr::Bound("x".into()), number(3));
        Expr::Each { how, over: b(Expr::List(all)), name: "x".into(), body: b(body) }
    };
    for (how, members, gives) in [
        (ListOperation::Exists, vec![Some(1), Some(5)], YES),
        (ListOperation::Exists, vec![Some(1), None, Some(5)], YES),
        (ListOperation::Exists, vec![Some(1), None], ExprValue::Unknown),
        (ListOperation::Exists, vec![Some(1)], NO),
        (ListOperation::Exists, vec![], NO),
        (ListOperation::All, vec![Some(4), Some(5)], YES),
        (ListOperation::All, vec![Some(1), None], NO),
        (ListOperation::All, vec![Some(4), None], ExprValue::Unknown),
        (ListOperation::All, vec![], YES),
        (ListOperation::ExistsOne, vec![Some(4), Some(1)], YES),
        (ListOperation::ExistsOne, vec![Some(4), Some(5)], NO),
        (ListOperation::ExistsOne, vec![Some(4), Some(5), None], NO),
        (ListOperation::ExistsOne, vec![Some(4), None], ExprValue::Unknown),
        (ListOperation::ExistsOne, vec![Some(1)], NO),
        (ListOperation::Filter, vec![Some(4), None, Some(1)], ExprValue::List(vec![n(4)])),
        (ListOperation::Map, vec![Some(4), Some(1)], ExprValue::List(vec![YES, NO])),
    ] {
        assert_eq!(of(&scores(how, &members), &[]), gives, "{how:?} {members:?}");
    }
}

#[test]
fn an_inner_name_hides_an_outer_one() {
    let x = || Expr::Bound("x".into());
    let each = |over: Vec<Expr>, body: Expr| Expr::Each {
        how: ListOperation::Map,
        over: b(Expr::List(over)),
        name: "x".into(),
        body: b(body),
    };
    let nested = each(vec![number(1)], Expr::List(vec![each(vec![number(2)], x()), x()]));
    assert_eq!(of(&nested, &[]), ExprValue::List(vec![ExprValue::List(vec![ExprValue::List(vec![n(2)]), n(1)])]));
    assert_eq!(of(&x(), &[]), ExprValue::Unknown);
}

#[test]
fn a_field_is_filled_also_where_it_could_not_be_read() {
    for (filled, expr, gives) in [
        (vec![], field("due"), NO),
        (vec![("due", Value::Unread("some day".into()))], field("due"), YES),
        (vec![("due", Value::Date(TODAY))], field("due"), YES),
        (vec![("title", Value::text("x"))], field("title"), YES),
        (vec![], field("title"), NO),
        (vec![], Expr::List(Vec::new()), NO),
        (vec![], Expr::List(vec![number(1)]), YES),
        (vec![], words("  "), NO),
        (vec![], unknown(), NO),
        (vec![], Expr::Today, YES),
    ] {
        assert_eq!(of(&call(Function::Filled, vec![expr.clone()]), &filled), gives, "{expr:?} {filled:?}");
    }
}

fn rule(when: Option<Expr>, check: Expr) -> Rule {
    Rule {
        code: RuleCode::new("raid", "x"),
        severity: Severity::Warning,
        whole_sheet: false,
        when,
        check,
        field: None,
        message: vec![
            MessagePiece::Text("Score is ".into()),
            MessagePiece::Value(field("score")),
            MessagePiece::Text(".".into()),
        ],
        help: String::new(),
        blocks_baseline: false,
        source: (None, String::new()),
    }
}

#[test]
fn a_rule_is_broken_only_where_it_surely_does_not_hold() {
    let large = || compare(Comparison::More, field("score"), number(3));
    let is_open = || compare(Comparison::Same, field("status"), words("Open"));
    for (when, status, score, said) in [
        (None, "Open", Some(2), Some("Score is 2.")),
        (None, "Open", Some(4), None),
        (None, "Open", None, None),
        (Some(is_open()), "Open", Some(2), Some("Score is 2.")),
        (Some(is_open()), "Closed", Some(2), None),
        (Some(unknown()), "Open", Some(2), None),
    ] {
        let score = score.map_or(Value::Empty, |n: i64| Value::Number(n.into()));
        let values = record(&[("status", Value::text(status)), ("score", score)]);
        let judged = RuleTarget { context: None, sheet: &sheet(), values: &values };
        assert_eq!(violation(&rule(when.clone(), large()), judged).as_deref(), said, "{when:?} {status}");
    }
}
