//! The functions of conditions, and what they look at beyond the record.

use super::*;

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
        let ids = Expr::Each { how: ListOperation::Map, over: b(over), name: "r".into(), body: b(body) };
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
        (Expr::Engagement(EngagementFact::Start), ExprValue::Date(date(2027, 1, 11))),
        (Expr::Engagement(EngagementFact::Kickoff), ExprValue::Date(date(2027, 1, 11))),
        (Expr::Engagement(EngagementFact::End), ExprValue::Unknown),
        (Expr::Engagement(EngagementFact::Customer), ExprValue::Text("Acme".into())),
        (Expr::Setting("hours_per_day".into()), n(engagement().thresholds.hours_per_day.into())),
        (Expr::Setting("raci_strict".into()), ExprValue::YesNo(engagement().thresholds.raci_strict)),
        (Expr::Setting("nothing".into()), ExprValue::Unknown),
    ] {
        assert_eq!(of(&expr, &[]), gives, "{expr:?}");
    }
    let alone = RuleTarget { context: None, sheet: &sheet(), values: &record(&[]) };
    for expr in [Expr::Today, Expr::Engagement(EngagementFact::Name), Expr::Setting("hours_per_day".into())] {
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
