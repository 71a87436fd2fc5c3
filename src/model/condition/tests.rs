use super::*;
use std::cmp::Ordering;

fn field(key: &str) -> Expr {
    Expr::Field(key.into())
}

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

#[test]
fn a_comparison_holds_by_the_order_of_its_sides() {
    use Comparison::{AtLeast, AtMost, Less, More, Other, Same};
    for (comparison, less, equal, greater) in [
        (Same, false, true, false),
        (Other, true, false, true),
        (Less, true, false, false),
        (AtMost, true, true, false),
        (More, false, false, true),
        (AtLeast, false, true, true),
    ] {
        let held = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|order| comparison.holds(order));
        assert_eq!(held, [less, equal, greater], "{comparison:?}");
    }
}

#[test]
fn a_condition_names_each_column_once_and_open_looks_at_the_status() {
    let late = Expr::Compare(Comparison::Less, boxed(field("due")), boxed(Expr::Today));
    let both = Expr::And(boxed(Expr::Not(boxed(late))), boxed(Expr::Or(boxed(Expr::Open), boxed(field("due")))));
    assert_eq!(both.fields(), ["due", "status"]);
}

#[test]
fn the_columns_in_calls_lists_and_searches_are_seen() {
    let pairs = vec![(Member::Field("role".into()), field("role"))];
    let all = Expr::List(vec![
        Expr::Call(Function::Size, vec![field("a")]),
        Expr::If(boxed(field("b")), boxed(field("c")), boxed(field("d"))),
        Expr::Where { sheet: "roles".into(), pairs },
        Expr::Each { how: ListOperation::All, over: boxed(field("e")), name: "x".into(), body: boxed(field("f")) },
        Expr::Of(boxed(field("g")), Member::Open),
        Expr::In(boxed(field("h")), boxed(Expr::List(vec![field("i")]))),
    ]);
    assert_eq!(all.fields(), ["a", "b", "c", "d", "role", "e", "f", "g", "h", "i"]);
}

#[test]
fn a_condition_names_each_letter_of_its_row_once() {
    let size = |letter: &str| Expr::Call(Function::Size, vec![Expr::Holders(letter.into())]);
    let rule = Expr::And(boxed(size("A")), boxed(Expr::Or(boxed(size("R")), boxed(size("A")))));
    assert_eq!(rule.letters(), ["A", "R"]);
}

#[test]
fn only_what_looks_at_its_own_record_is_a_formula_in_a_cell() {
    let call = |function, of| Expr::Call(function, of);
    let letter = || Expr::Holders("A".into());
    let records = || Expr::Records("risks".into());
    let of_other = || Expr::Of(boxed(field("owner")), Member::Field("mail".into()));
    for (expr, can) in [
        (Expr::Compare(Comparison::Less, boxed(field("due")), boxed(Expr::Today)), true),
        (Expr::Compare(Comparison::Less, boxed(of_other()), boxed(Expr::Today)), false),
        (Expr::And(boxed(field("a")), boxed(of_other())), false),
        (Expr::Not(boxed(of_other())), false),
        (Expr::If(boxed(Expr::Open), boxed(field("a")), boxed(of_other())), false),
        (Expr::In(boxed(field("a")), boxed(Expr::List(vec![Expr::Text("x".into())]))), true),
        (Expr::In(boxed(field("a")), boxed(field("many"))), false),
        (Expr::In(boxed(field("a")), boxed(Expr::List(vec![of_other()]))), false),
        (call(Function::Filled, vec![field("a")]), true),
        (call(Function::Filled, vec![letter()]), true),
        (call(Function::Filled, vec![of_other()]), false),
        (call(Function::Size, vec![letter()]), true),
        (call(Function::Size, vec![field("many")]), false),
        (call(Function::Size, vec![records()]), false),
        (call(Function::Size, vec![Expr::Text("abc".into())]), true),
        (call(Function::Mentions, vec![field("a"), Expr::Text("tbd".into())]), false),
        (call(Function::Weekday, vec![field("due")]), true),
        (call(Function::Contains, vec![field("a"), of_other()]), false),
        (letter(), false),
        (records(), false),
    ] {
        assert_eq!(fits_a_cell_formula(&expr), can, "{expr:?}");
    }
}

#[test]
fn types_are_named_in_words() {
    let list = |of| ExprType::List(Box::new(of));
    for (found, words) in [
        (ExprType::YesNo, "true or false"),
        (ExprType::Number, "a number"),
        (list(ExprType::Text), "a list of texts"),
        (list(list(ExprType::Date)), "a list of lists of dates"),
        (ExprType::Record("risks".into()), "a record of `risks`"),
        (list(ExprType::Record("risks".into())), "a list of records of `risks`"),
    ] {
        assert_eq!(found.words(), words);
    }
}
