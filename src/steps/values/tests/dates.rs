use super::*;

#[test]
fn a_question_about_a_day_says_what_is_in_doubt() {
    for (typed, said) in [
        (
            "03/04/2027",
            "which could be 3 April 2027 (2027-04-03) or 4 March 2027 (2027-03-04). Type it as 2027-04-03 or",
        ),
        ("2027-02-30", "and there is no 30 February 2027;"),
        ("Jan 2027", "which is a month and not one day;"),
        ("13-Apr", "which is a day without a year;"),
        ("Tue 11 Jan 2027", "and 2027-01-11 is a Monday and no Tuesday;"),
        ("13.04.99", "with a year that may be of this century or the last;"),
        ("11 Jan 2027?", "which is not one day for certain;"),
        ("2027-01-10T23:00:00Z", "the time zone of the project is not known."),
        ("1999-12-31", "counts days from 1904"),
    ] {
        let said_so = message(typed, &column(Kind::Date));
        assert!(said_so.contains(said), "{typed}: {said_so}");
    }
}

#[test]
fn an_order_that_is_known_reads_what_is_open_and_nothing_else() {
    let prefixes = BTreeMap::new();
    for (typed, order, expected) in [
        ("03/04/2027", DateOrder::DayFirst, Some("2027-04-03")),
        ("03/04/2027", DateOrder::MonthFirst, Some("2027-03-04")),
        ("13/04/2027", DateOrder::MonthFirst, Some("2027-04-13")),
        ("27/01/11", DateOrder::YearFirst, Some("2027-01-11")),
        ("27/01/11", DateOrder::MonthFirst, None),
        ("Jan 2027", DateOrder::DayFirst, None),
        ("Jan 11-15", DateOrder::MonthFirst, None),
    ] {
        let cell = RawCell { raw: Raw::Text(typed.into()), ..RawCell::default() };
        let reading = Reading { order: Some(order), ..Reading::new(&prefixes) };
        let (value, issue) = read(&cell, &column(Kind::Date), &reading);
        let taken = issue.is_none_or(|i| !i.refused).then(|| value.to_string());
        assert_eq!(taken.as_deref(), expected, "{typed} with {}", order.words());
    }
}

#[test]
fn only_dates_in_digits_depend_on_an_order() {
    let days =
        |text: &str| days_by_order(&RawCell { raw: Raw::Text(text.into()), ..RawCell::default() }).map(|d| d.len());
    for (typed, readings) in [
        ("03/04/2027", Some(2)),
        ("13/04/2027", Some(1)),
        ("03/04/2027 0:00", Some(2)),
        ("28/04/27", Some(2)),
        ("13.04.2027", Some(1)),
        ("03.04.2027", None),
        ("2027-04-03", None),
        ("3 April 2027", None),
        ("03/04/2027?", None),
        ("soon", None),
    ] {
        assert_eq!(days(typed), readings, "{typed}");
    }
}

#[test]
fn what_excel_makes_of_a_text_by_itself_is_told_from_an_edit() {
    for (before, now, by_itself) in [
        ("007", "7", true),
        ("007", "8", false),
        ("0", "0", false),
        ("3-4", "2026-04-03", true),
        ("3-4", "2026-03-04", true),
        ("1/2", "2027-01-02", true),
        ("MAR-1", "2026-03-01", true),
        ("SEPT 27", "2027-09-01", true),
        ("3-4", "2026-05-03", false),
        ("in March", "2026-03-01", false),
        ("2026-03-01", "2026-03-01", false),
    ] {
        assert_eq!(is_auto_converted(before, now), by_itself, "{before} {now}");
    }
}
