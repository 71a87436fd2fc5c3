//! What a condition gives, above all where something is empty, and the Excel formula that means the same.

use super::evaluate::evaluate;
use super::formula::{FormulaContext, is_live, violation_formula};
use super::*;
use crate::model::code::RuleCode;
use crate::model::condition::{Comparison, Each, Expr, Fact, Function, Member, Operation};
use crate::model::engagement::Engagement;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::template::{Choice, Column, Kind, Piece, Rule, Sheet, SheetKind};
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
        (Each::Exists, vec![Some(1), Some(5)], YES),
        (Each::Exists, vec![Some(1), None, Some(5)], YES),
        (Each::Exists, vec![Some(1), None], ExprValue::Unknown),
        (Each::Exists, vec![Some(1)], NO),
        (Each::Exists, vec![], NO),
        (Each::All, vec![Some(4), Some(5)], YES),
        (Each::All, vec![Some(1), None], NO),
        (Each::All, vec![Some(4), None], ExprValue::Unknown),
        (Each::All, vec![], YES),
        (Each::ExistsOne, vec![Some(4), Some(1)], YES),
        (Each::ExistsOne, vec![Some(4), Some(5)], NO),
        (Each::ExistsOne, vec![Some(4), Some(5), None], NO),
        (Each::ExistsOne, vec![Some(4), None], ExprValue::Unknown),
        (Each::ExistsOne, vec![Some(1)], NO),
        (Each::Filter, vec![Some(4), None, Some(1)], ExprValue::List(vec![n(4)])),
        (Each::Map, vec![Some(4), Some(1)], ExprValue::List(vec![YES, NO])),
    ] {
        assert_eq!(of(&scores(how, &members), &[]), gives, "{how:?} {members:?}");
    }
}

#[test]
fn an_inner_name_hides_an_outer_one() {
    let x = || Expr::Bound("x".into());
    let each = |over: Vec<Expr>, body: Expr| Expr::Each {
        how: Each::Map,
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

#[test]
fn functions_give_what_their_names_say() {
    let day = |text: &str| call(Function::LastDay, vec![words(text)]);
    let list = |all: &[i64]| Expr::List(all.iter().map(|i| number(*i)).collect());
    let one_unknown = || Expr::List(vec![number(2), field("score"), number(5)]);
    let texts = |function, text: &str, part: &str| call(function, vec![words(text), words(part)]);
    for (expr, gives) in [
        (call(Function::Size, vec![words(" äbc ")]), n(3)),
        (call(Function::Size, vec![list(&[1, 2])]), n(2)),
        (call(Function::Sum, vec![list(&[1, 2, 3])]), n(6)),
        (call(Function::Sum, vec![one_unknown()]), n(7)),
        (call(Function::Sum, vec![list(&[])]), n(0)),
        (call(Function::Min, vec![one_unknown()]), n(2)),
        (call(Function::Max, vec![one_unknown()]), n(5)),
        (call(Function::Min, vec![list(&[])]), ExprValue::Unknown),
        (call(Function::Weekday, vec![Expr::Today]), n(7)),
        (call(Function::Weekday, vec![field("due")]), ExprValue::Unknown),
        (day("on 2026-11-20, then 2026-11-22; 2026-11-21"), ExprValue::Date(TODAY)),
        (day("12026-11-22 2026-11-221 2026/11/22 2026-13-01"), ExprValue::Unknown),
        (day("äöü 2026-11-22"), ExprValue::Date(TODAY)),
        (day(""), ExprValue::Unknown),
        (texts(Function::Contains, "late data", "te da"), YES),
        (texts(Function::Contains, "late data", "Late"), NO),
        (texts(Function::StartsWith, "  late data", "late"), YES),
        (texts(Function::StartsWith, "too late", "late"), NO),
        (texts(Function::EndsWith, "too late ", "late"), YES),
        (texts(Function::EndsWith, "late data", "late"), NO),
        (call(Function::Lower, vec![words("LATE")]), ExprValue::Text("late".into())),
        (call(Function::Contains, vec![number(1), words("1")]), ExprValue::Unknown),
    ] {
        assert_eq!(of(&expr, &[]), gives, "{expr:?}");
    }
}

#[test]
fn a_word_is_mentioned_only_as_a_whole() {
    let words_in = |text: &str, list: &[&str]| {
        let list = Expr::List(list.iter().map(|w| words(w)).collect());
        of(&call(Function::Mentions, vec![words(text), list]), &[])
    };
    for (text, list, gives) in [
        ("To be TBD", vec!["tbd"], YES),
        ("tbd.", vec!["tbd"], YES),
        ("(tbd)", vec!["tbd"], YES),
        ("tbds", vec!["tbd"], NO),
        ("xtbd", vec!["tbd"], NO),
        ("xtbd tbd", vec!["tbd"], YES),
        ("to  be defined", vec!["to be defined"], YES),
        ("to be", vec!["to be defined", "be"], YES),
        ("anything", vec![""], NO),
        ("", vec!["tbd"], NO),
    ] {
        assert_eq!(words_in(text, &list), gives, "{text:?} {list:?}");
    }
}

#[test]
fn workdays_are_counted_with_both_ends_as_excel_does() {
    // 2026-11-22 is a Sunday.
    for (to, days) in [
        (date(2026, 11, 22), 0),
        (date(2026, 11, 23), 1),
        (date(2026, 11, 27), 5),
        (date(2026, 11, 29), 5),
        (date(2026, 11, 30), 6),
        (date(2026, 12, 22), 22),
        (date(2026, 11, 20), -1),
        (date(2026, 11, 16), -5),
    ] {
        let expr = call(Function::Workdays, vec![Expr::Today, field("due")]);
        assert_eq!(of(&expr, &[("due", Value::Date(to))]), n(days), "{to}");
    }
}

#[test]
fn other_records_are_found_by_their_values_and_archived_ones_are_not() {
    let risk = |id: &str, title: &str, score: i64, archived: bool| {
        record(&[
            ("id", Value::text(id)),
            ("title", Value::text(title)),
            ("score", Value::Number(score.into())),
            ("archived", Value::YesNo(archived)),
            ("tags", Value::Set(vec!["a".into(), id.into()])),
        ])
    };
    let others = || {
        vec![
            risk("R-1", "Late", 5, false),
            risk("R-2", " LATE", 7, false),
            risk("R-3", "late", 9, true),
            risk("R-4", "", 1, false),
        ]
    };
    let found = |pairs: Vec<(&str, Expr)>| {
        let pairs = pairs.into_iter().map(|(key, e)| (Member::Field(key.into()), e)).collect();
        let over = Expr::Where { sheet: "risks".into(), pairs };
        let body = Expr::Of(b(Expr::Bound("r".into())), Member::Field("id".into()));
        let ids = Expr::Each { how: Each::Map, over: b(over), name: "r".into(), body: b(body) };
        in_world(&ids, &record(&[("title", Value::text("late"))]), others()).to_string()
    };
    for (pairs, ids) in [
        (vec![("title", field("title"))], "R-1 and R-2"),
        (vec![("title", field("title")), ("score", number(7))], "R-2"),
        (vec![("tags", words("R-4"))], "R-4"),
        (vec![("title", words(""))], "(none)"),
        (vec![("score", field("score"))], "(none)"),
        (vec![("title", words("other"))], "(none)"),
    ] {
        assert_eq!(found(pairs.clone()), ids, "{pairs:?}");
    }
    let all = call(Function::Size, vec![Expr::Records("risks".into())]);
    assert_eq!(in_world(&all, &record(&[]), others()), n(3));
    let nowhere = call(Function::Size, vec![Expr::Records("nowhere".into())]);
    assert_eq!(in_world(&nowhere, &record(&[]), others()), n(0));
}

#[test]
fn the_engagement_says_its_days_names_and_thresholds() {
    for (expr, gives) in [
        (Expr::Engagement(Fact::Start), ExprValue::Date(date(2027, 1, 11))),
        (Expr::Engagement(Fact::Kickoff), ExprValue::Date(date(2027, 1, 11))),
        (Expr::Engagement(Fact::End), ExprValue::Unknown),
        (Expr::Engagement(Fact::Customer), ExprValue::Text("Acme".into())),
        (Expr::Setting("hours_per_day".into()), n(engagement().thresholds.hours_per_day.into())),
        (Expr::Setting("raci_strict".into()), ExprValue::YesNo(engagement().thresholds.raci_strict)),
        (Expr::Setting("nothing".into()), ExprValue::Unknown),
    ] {
        assert_eq!(of(&expr, &[]), gives, "{expr:?}");
    }
    let alone = RuleTarget { context: None, sheet: &sheet(), values: &record(&[]) };
    for expr in [Expr::Today, Expr::Engagement(Fact::Name), Expr::Setting("hours_per_day".into())] {
        assert_eq!(evaluate(&expr, alone), ExprValue::Unknown, "a computed column is made without them");
    }
}

#[test]
fn letters_of_a_matrix_are_known_unless_a_cell_could_not_be_read() {
    let mut raci = Sheet::new("raci", "raci", "RACI");
    raci.kind = SheetKind::Matrix { across: "roles".into(), letters: Vec::new() };
    raci.columns = ["id", "role:RO-1", "role:RO-2"].map(|k| Column::new(k, k, Kind::Choices)).to_vec();
    let letters = |texts: [&str; 2]| {
        let set = |t: &str| {
            if t == "?" { Value::Unread("?".into()) } else { Value::set(t.chars().map(String::from).collect()) }
        };
        vec![Value::text("A-1"), set(texts[0]), set(texts[1])]
    };
    for (cells, holders) in [
        (["A", "R"], ExprValue::List(vec![ExprValue::Text("RO-1".into())])),
        (["AR", "A"], ExprValue::List(vec![ExprValue::Text("RO-1".into()), ExprValue::Text("RO-2".into())])),
        (["", "R"], ExprValue::List(Vec::new())),
        (["A", "?"], ExprValue::Unknown),
    ] {
        let judged = RuleTarget { context: None, sheet: &raci, values: &letters(cells) };
        assert_eq!(evaluate(&Expr::Holders("A".into()), judged), holders, "{cells:?}");
    }
    let no_roles = RuleTarget { context: None, sheet: &sheet(), values: &record(&[]) };
    assert_eq!(evaluate(&Expr::Holders("A".into()), no_roles), ExprValue::Unknown, "no roles yet");
}

fn rule(when: Option<Expr>, check: Expr) -> Rule {
    Rule {
        code: RuleCode::new("raid", "x"),
        severity: Severity::Warning,
        whole_sheet: false,
        when,
        check,
        field: None,
        message: vec![Piece::Text("Score is ".into()), Piece::Value(field("score")), Piece::Text(".".into())],
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

/// The formula of a rule over row 5, with the labels of the sheet in German.
fn formula(when: Option<Expr>, check: Expr) -> Option<String> {
    let (sheet, engagement) = (sheet(), engagement());
    let cell = |i: usize| format!("${}5", crate::model::place::column_letters(u16::try_from(i).unwrap()));
    let word = |_: &Column, label: &str| if label == "Open" { "Offen".to_owned() } else { label.to_owned() };
    violation_formula(
        &rule(when, check),
        &FormulaContext { sheet: &sheet, engagement: Some(&engagement), cell: &cell, word: &word },
    )
}

#[test]
fn a_rule_becomes_the_formula_that_is_true_where_it_is_broken() {
    use Comparison::{AtLeast, Less, Other, Same};
    let status = || field("status");
    for (when, check, written) in [
        (None, compare(AtLeast, field("score"), number(3)), "IF(ISNUMBER($E5),NOT($E5>=3),FALSE)"),
        (None, compare(Less, field("due"), Expr::Today), "IF(ISNUMBER($D5),NOT($D5<TODAY()),FALSE)"),
        (None, compare(Same, status(), words("Open")), "NOT($C5=\"Offen\")"),
        (None, compare(Same, field("title"), words("a\"b")), "NOT(EXACT(TRIM(($B5&\"\")),TRIM(\"a\"\"b\")))"),
        (None, compare(Other, field("title"), words("x")), "NOT(NOT(EXACT(TRIM(($B5&\"\")),TRIM(\"x\"))))"),
        (None, call(Function::Filled, vec![field("title")]), "NOT(TRIM($B5)<>\"\")"),
        (None, Expr::Not(b(call(Function::Filled, vec![field("title")]))), "TRIM($B5)<>\"\""),
        (None, Expr::Open, "NOT(NOT(OR($C5=\"Closed\")))"),
        (Some(Expr::Open), Expr::YesNo(false), "AND(NOT(OR($C5=\"Closed\")),TRUE)"),
        (None, Expr::And(b(Expr::YesNo(true)), b(Expr::YesNo(false))), "OR(FALSE,TRUE)"),
        (None, Expr::Or(b(Expr::YesNo(true)), b(Expr::YesNo(false))), "AND(FALSE,TRUE)"),
        (None, compare(AtLeast, field("share"), number(80)), "IF(ISNUMBER($F5),NOT(ROUND($F5*100,10)>=80),FALSE)"),
        (
            None,
            Expr::In(b(status()), b(Expr::List(vec![words("Open"), words("Closed")]))),
            "NOT(OR($C5=\"Offen\",$C5=\"Closed\"))",
        ),
        (
            None,
            compare(Less, Expr::Engagement(Fact::Start), field("due")),
            "IF(ISNUMBER($D5),NOT(DATE(2027,1,11)<$D5),FALSE)",
        ),
        (
            None,
            compare(Less, Expr::Engagement(Fact::End), field("due")),
            "IF(AND(FALSE,ISNUMBER($D5)),NOT(0<$D5),FALSE)",
        ),
        (None, call(Function::Contains, vec![field("title"), words("x")]), "NOT(ISNUMBER(FIND(\"x\",($B5&\"\"))))"),
    ] {
        assert_eq!(formula(when, check.clone()).as_deref(), Some(written), "{check:?}");
    }
}

#[test]
fn a_quotient_is_unknown_where_it_would_divide_by_nought() {
    let quotient = |by: Expr| Expr::Compute(Operation::Divide, b(number(6)), b(by));
    let more = |by: Expr| compare(Comparison::More, quotient(by), number(1));
    assert_eq!(formula(None, more(number(3))).as_deref(), Some("NOT((6/3)>1)"));
    assert_eq!(
        formula(None, more(field("score"))).as_deref(),
        Some("IF(AND(ISNUMBER($E5),$E5<>0),NOT((6/$E5)>1),FALSE)")
    );
}

#[test]
fn a_rule_that_looks_beyond_its_record_has_no_formula() {
    let others = call(Function::Size, vec![Expr::Records("risks".into())]);
    for check in [
        compare(Comparison::More, others, number(1)),
        call(Function::Mentions, vec![field("title"), Expr::List(vec![words("tbd")])]),
        call(Function::Filled, vec![field("hidden")]),
    ] {
        assert_eq!(formula(None, check.clone()), None, "{check:?}");
    }
    let whole = Rule { whole_sheet: true, ..rule(None, Expr::YesNo(true)) };
    assert!(!is_live(&whole) && is_live(&rule(None, Expr::YesNo(true))));
}
