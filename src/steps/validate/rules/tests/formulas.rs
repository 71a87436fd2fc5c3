//! The Excel formula that means the same as a condition.

use super::*;

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
            compare(Less, Expr::Engagement(EngagementFact::Start), field("due")),
            "IF(ISNUMBER($D5),NOT(DATE(2027,1,11)<$D5),FALSE)",
        ),
        (
            None,
            compare(Less, Expr::Engagement(EngagementFact::End), field("due")),
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
    let check = || call(Function::Filled, vec![field("title")]);
    let (sheet, engagement) = (sheet(), engagement());
    let (cell, word) = (|_: usize| "$B5".to_owned(), |_: &Column, label: &str| label.to_owned());
    let context = FormulaContext { sheet: &sheet, engagement: Some(&engagement), cell: &cell, word: &word };
    let whole = Rule { whole_sheet: true, ..rule(None, check()) };
    assert_eq!(violation_formula(&whole, &context), None);
    assert!(violation_formula(&rule(None, check()), &context).is_some());
    let whole = Rule { whole_sheet: true, ..rule(None, Expr::YesNo(true)) };
    assert!(!is_live(&whole) && is_live(&rule(None, Expr::YesNo(true))));
}
