//! The language of rules: what an expression gives, that it is CEL, and that nothing in it can stop the program.

use prekick::edges::templates;
use prekick::model::engagement::Engagement;
use prekick::model::keys::SheetKey;
use prekick::model::table::{Row, Table};
use prekick::model::value::Value;
use prekick::steps::validate::check::check_tables;
use prekick::steps::validate::people::People;
use prekick::steps::values::parse_typed;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const SHEET: &str = r#"key = "log"
title = "Log"
[[sheets]]
key = "entries"
title = "Entries"
id_prefix = "E-"
natural_key = ["title"]
final = ["Closed"]
columns = [
  { key = "id", title = "ID", type = "text", owner = "tool" },
  { key = "title", title = "Title", type = "text" },
  { key = "text", title = "Text", type = "text" },
  { key = "status", title = "Status", type = "choice", choices = ["Open", "Closed"] },
  { key = "p", title = "P", type = "decimal" },
  { key = "i", title = "I", type = "decimal" },
  { key = "share", title = "Share", type = "percent" },
  { key = "start", title = "Start", type = "date" },
  { key = "end", title = "End", type = "date" },
  { key = "yes", title = "Yes?", type = "yes-no" },
  { key = "owner", title = "Owner", type = "person" },
  { key = "areas", title = "Areas", type = "choices", choices = ["Scope", "Cost", "Time"] },
  { key = "links", title = "Links", type = "reference", references = ["entries"], many = true },
]
"#;

/// What an expression gives, as a message would say it, for the first of these records.
fn given(expr: &str, records: &[&[(&str, &str)]]) -> Result<String, String> {
    all_given(&[expr], records).map(|mut all| all.remove(0))
}

/// What each expression gives. The templates are loaded once for all of them.
fn all_given(exprs: &[impl AsRef<str>], records: &[&[(&str, &str)]]) -> Result<Vec<String>, String> {
    let rule = |(n, expr): (usize, &str)| {
        format!("[[sheets.rules]]\nname = \"value-{n}\"\ncheck = 'false'\nmessage = '''{{{expr}}}'''\n")
    };
    let text = SHEET.to_owned() + &exprs.iter().map(AsRef::as_ref).enumerate().map(rule).collect::<String>();
    let all = templates::load(&[("log.toml".to_owned(), text)]);
    let all = all.map_err(|e| e.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let prefixes: BTreeMap<SheetKey, String> =
        all.iter().flat_map(|t| &t.sheets).map(|s| (s.key.clone(), s.id_prefix.clone())).collect();
    let people = [("name", "Ada Park"), ("email", "ada@acme.example"), ("end", "2027-03-31")];
    let mut tables = Vec::new();
    for sheet in all.iter().flat_map(|t| &t.sheets) {
        let rows: &[&[(&str, &str)]] = match sheet.key.as_str() {
            "entries" => records,
            "contacts" => &[&people],
            _ => &[],
        };
        let rows = rows.iter().enumerate().map(|(n, cells)| {
            let mut values = vec![Value::Empty; sheet.columns.len()];
            for (key, typed) in *cells {
                let at = sheet.position(key).unwrap();
                values[at] = parse_typed(typed, &sheet.columns[at], &prefixes).0;
            }
            let id = format!("{}{:03}", sheet.id_prefix, n + 1);
            values[0] = Value::text(id.clone());
            Row { number: n as u32, id: Some(id), values, ..Row::default() }
        });
        let present = vec![None; sheet.columns.len()];
        let (file, title) = ("t.xlsx".to_owned(), sheet.title.clone());
        tables.push(Table { rows: rows.collect(), sheet: Arc::new(sheet.clone()), file, title, present, header: 0 });
    }
    let all: Vec<&Table> = tables.iter().collect();
    let people = People::new(all.iter().find(|t| t.sheet.key == "contacts").unwrap());
    let start = Some(jiff::civil::date(2027, 1, 11));
    let engagement = Engagement::new("test", "Test", "Acme", start, None);
    let found = check_tables(&all, &people, jiff::civil::date(2026, 11, 22), &engagement, "t.xlsx");
    let given = |n: usize| {
        let said = &found.iter().find(|f| f.code.as_str() == format!("rule/log-value-{n}")).unwrap().message;
        said.split_once(": ").map_or(said.as_str(), |(_, message)| message).to_owned()
    };
    Ok((0..exprs.len()).map(given).collect())
}

#[track_caller]
fn each_gives(cases: &[(&str, &str)], records: &[&[(&str, &str)]]) {
    let exprs: Vec<&str> = cases.iter().map(|(expr, _)| *expr).collect();
    for ((expr, expected), given) in cases.iter().zip(all_given(&exprs, records).unwrap()) {
        assert_eq!(given, *expected, "{expr}");
    }
}

const FIRST: &[(&str, &str)] = &[
    ("title", "One"),
    ("text", "Ask the Vendor by 2027-02-03, again 2027-02-10."),
    ("status", "Open"),
    ("p", "4"),
    ("i", "2.5"),
    ("share", "80%"),
    ("start", "2027-01-11"),
    ("end", "2027-01-22"),
    ("yes", "Yes"),
    ("owner", "Ada Park"),
    ("areas", "Scope, Cost"),
];
const SECOND: &[(&str, &str)] = &[("title", "Two"), ("status", "Closed"), ("p", "3"), ("links", "E-001, E-002")];

#[test]
fn what_expressions_give() {
    let cases = [
        ("p * i", "10"),
        ("p / i + 1", "2.6"),
        ("p / 0", "(empty)"),
        ("-p - 1", "-5"),
        ("share", "80"),
        ("end - start", "11"),
        ("start + 14", "2027-01-25"),
        ("end - 1", "2027-01-21"),
        ("today", "2026-11-22"),
        ("engagement.start", "2027-01-11"),
        ("engagement.kickoff - today", "50"),
        ("engagement.end", "(empty)"),
        ("setting.mitigation_from", "10"),
        ("weekday(start)", "1"),
        ("workdays(start, end)", "10"),
        ("workdays(end, start)", "-10"),
        ("last_day(text)", "2027-02-10"),
        ("size(text)", "47"),
        ("size(areas)", "2"),
        ("areas.size()", "2"),
        ("\"Cost\" in areas", "Yes"),
        ("\"Time\" in areas", "No"),
        ("status in [\"Open\", \"Closed\"]", "Yes"),
        ("open", "Yes"),
        ("text.contains(\"Vendor\")", "Yes"),
        ("text.contains(\"vendor\")", "No"),
        ("text.lower().contains(\"vendor\")", "Yes"),
        ("text.startsWith(\"Ask\") && !text.endsWith(\"x\")", "Yes"),
        ("text.mentions([\"vendor\", \"margin\"])", "Yes"),
        ("text.mentions([\"vend\"])", "No"),
        ("yes == \"Yes\"", "Yes"),
        ("filled(yes) && filled(p) && filled(areas) && !filled(links)", "Yes"),
        ("p != null", "Yes"),
        ("p > 3 ? \"high\" : \"low\"", "high"),
        ("entries", "(empty) and (empty)"),
        ("entries.map(e, e.title)", "One and Two"),
        ("entries.filter(e, e.open).map(e, e.id)", "E-001"),
        ("entries.exists(e, e.p < 4)", "Yes"),
        ("entries.all(e, e.p >= 3)", "Yes"),
        ("entries.exists_one(e, e.status == \"Closed\")", "Yes"),
        ("sum(entries.map(e, e.p))", "7"),
        ("max(entries.map(e, e.p))", "4"),
        ("min(entries.map(e, e.i))", "2.5"),
        ("entries.where(\"title\", \"two\").map(e, e.id)", "E-002"),
        ("entries.where(\"links\", id).map(e, e.id)", "E-002"),
        ("entries.where(\"status\", \"Closed\", \"p\", 3).size()", "1"),
        ("entries.where(\"owner\", \"\").size()", "0"),
        ("contact(owner).email", "ada@acme.example"),
        ("contact(owner).end < end", "No"),
        ("filled(contact(owner)) && !filled(contact(\"Nobody\"))", "Yes"),
        ("contact(\"Nobody\").email == \"x\"", "(empty)"),
    ];
    each_gives(&cases, &[FIRST, SECOND]);
}

#[test]
fn what_is_empty_is_unknown_and_one_side_may_decide_alone() {
    let empty: &[(&str, &str)] = &[("title", "One")];
    let cases = [
        ("p > 3", "(empty)"),
        ("!(p > 3)", "(empty)"),
        ("p > 3 || true", "Yes"),
        ("true || p > 3", "Yes"),
        ("p > 3 && false", "No"),
        ("false && p > 3", "No"),
        ("p > 3 && true", "(empty)"),
        ("p > 3 || false", "(empty)"),
        ("p > 3 ? 1 : 2", "(empty)"),
        ("p == null", "Yes"),
        ("start < end", "(empty)"),
        ("start + 1", "(empty)"),
        ("text == \"\"", "Yes"),
        ("text != \"x\"", "Yes"),
        ("size(text)", "0"),
        ("size(areas)", "0"),
        ("filled(p) || filled(start) || filled(text) || filled(areas)", "No"),
        ("open", "Yes"),
        ("entries.exists(e, e.p > 3)", "(empty)"),
        ("entries.all(e, e.p > 3)", "(empty)"),
        ("entries.filter(e, e.p > 3).size()", "0"),
        ("sum(entries.map(e, e.p))", "0"),
        ("max(entries.map(e, e.p))", "(empty)"),
        ("last_day(text)", "(empty)"),
    ];
    each_gives(&cases, &[empty]);
}

#[test]
fn what_could_not_be_read_is_filled_but_unknown() {
    let odd: &[(&str, &str)] = &[("title", "One"), ("p", "many"), ("start", "soon"), ("status", "Half done")];
    each_gives(&[("filled(p) && filled(start)", "Yes"), ("p > 3", "(empty)"), ("open", "(empty)")], &[odd]);
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    for (expr, expected) in [
        ("p == text", "a number can't be compared with a text"),
        ("text < title", "a text can't be compared like this"),
        ("start + end", "a date and a date can't be computed with like this"),
        ("open + 1", "true or false and a number can't be computed with like this"),
        ("status == \"open\"", "there is no choice of `status` `open`; did you mean `Open`?"),
        ("entries.exists(e, e.status == \"Opn\")", "there is no choice of `status` `Opn`"),
        ("entries.where(\"status\", 3)", "`status` holds a text, and here is a number"),
        ("entries.where(\"state\", \"x\")", "there is no column of `entries` `state`; did you mean `status`?"),
        ("entry.exists(e, e.open)", "there is no name `entry`"),
        ("p.exists(e, e > 1)", "this goes through a list, and here is a number"),
        ("owner.email", "`.email` is asked of a text; only records have fields"),
        ("sum(entries)", "`sum` can't be asked of a list of records of `entries`"),
        ("p and i", "Write && for and."),
        ("not open", "Write ! for not."),
        ("p > ", "It ends too early"),
        ("[1, \"a\"]", "the members of a list are of one type"),
        ("p > 3 ? 1 : \"x\"", "the two sides of ? : are a number and a text"),
    ] {
        let said = given(expr, &[FIRST]).unwrap_err();
        assert!(said.starts_with("log.toml:27:") && said.contains(expected), "{expr}: {said}");
    }
}

#[test]
fn an_expression_that_is_too_deep_is_refused_and_stops_nothing() {
    for expr in [
        format!("{}1{}", "(".repeat(3000), ")".repeat(3000)),
        format!("p{} > 0", " + 1".repeat(480)),
        "!".repeat(1500) + "open",
    ] {
        let said = given(&expr, &[FIRST]);
        assert!(said.is_err() || said.as_deref() == Ok("Yes"), "{said:?}");
    }
}

/// Expressions of the part that the `cel` crate's own interpreter knows, too; numbers as it wants them, with a point.
fn truth() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("p".to_owned()),
        Just("i".to_owned()),
        (-5_i32..6).prop_map(|n| format!("{n}.0")),
        (prop_oneof![Just("p"), Just("i")], prop_oneof![Just("+"), Just("-"), Just("*")], 0..5)
            .prop_map(|(a, op, n)| format!("({a} {op} {n}.0)")),
    ];
    let text = prop_oneof![
        Just("text".to_owned()),
        Just("title".to_owned()),
        Just("\"One\"".to_owned()),
        Just("\"\"".to_owned())
    ];
    let order = prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("=="), Just("!=")];
    let same = prop_oneof![Just("=="), Just("!=")];
    let leaf = prop_oneof![
        (number.clone(), order, number).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (text.clone(), same, text.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (text.clone(), text).prop_map(|(a, b)| format!("{a} in [{b}, \"Two\"]")),
        Just("[1.0, 2.0, 3.0].exists(x, x == p)".to_owned()),
        Just("[1.0, 2.0, 3.0].all(x, x <= p)".to_owned()),
        Just("[1.0, 2.0, 3.0].filter(x, x < p).size() == size([1.0, 2.0])".to_owned()),
        Just("title.startsWith(\"O\")".to_owned()),
        Just("title.contains(\"n\")".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    /// What we give is what the `cel` crate's own interpreter gives.
    #[test]
    fn it_is_cel(
        exprs in proptest::collection::vec(truth(), 10),
        p in -3_i32..6,
        i in -3_i32..6,
        text in "[OT]ne|Two|",
    ) {
        let mut context = cel::Context::default();
        context.add_variable_from_value("p", f64::from(p));
        context.add_variable_from_value("i", f64::from(i));
        context.add_variable_from_value("text", text.clone());
        context.add_variable_from_value("title", "One".to_owned());
        let (p, i) = (p.to_string(), i.to_string());
        let record: &[(&str, &str)] = &[("title", "One"), ("text", &text), ("p", &p), ("i", &i)];
        for (expr, ours) in exprs.iter().zip(all_given(&exprs, &[record]).unwrap()) {
            let theirs = cel::Program::compile(expr).unwrap().execute(&context).unwrap();
            let theirs = if theirs == cel::Value::Bool(true) { "Yes" } else { "No" };
            prop_assert_eq!(ours, theirs, "{}", expr);
        }
    }
}
