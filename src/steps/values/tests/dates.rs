use super::*;

#[test]
fn dates_that_people_type() {
    check_texts(
        &column(Kind::Date),
        &[
            ("2027-04-13", "2027-04-13"),
            (" 2027-04-13 ", "2027-04-13"),
            ("2027/04/13", "2027-04-13 ~"),
            ("2027-4-3", "2027-04-03 ~"),
            ("20270413", "2027-04-13 ~"),
            ("13 April 2027", "2027-04-13 ~"),
            ("April 13, 2027", "2027-04-13 ~"),
            ("13-Apr-27", "2027-04-13 ~"),
            ("13th of April 2027", "2027-04-13 ~"),
            ("13. März 2027", "2027-03-13 ~"),
            ("1er août 2027", "2027-08-01 ~"),
            ("13 de diciembre de 2027", "2027-12-13 ~"),
            ("13.04.2027", "2027-04-13 ~"),
            ("03.04.2027", "2027-04-03 ~"),
            ("3.4.27", "2027-04-03 ~"),
            ("13/04/2027", "2027-04-13 ~"),
            ("04/13/2027", "2027-04-13 ~"),
            ("04/04/2027", "2027-04-04 ~"),
            ("03/04/2027", "! value/format [2027-04-03 | 2027-03-04]"),
            ("3-4-27", "! value/format [2027-04-03 | 2027-03-04]"),
            ("27-04-13", "! value/format [2013-04-27 | 2027-04-13]"),
            ("2027-04-13T00:00:00Z", "2027-04-13"),
            ("2027-04-13 10:30", "2027-04-13 ~"),
            ("2027-02-30", "! value/type []"),
            ("31/31/2027", "! value/type []"),
            ("April 2027", "! value/type []"),
            ("13-Apr", "! value/type []"),
            ("end of Q2", "! value/type []"),
            ("TBD", "! value/type []"),
            ("46490", "! value/type [2027-04-13]"),
            ("1999-12-31", "! value/range [2004-01-01]"),
            ("2101-01-01", "! value/range [2096-12-30]"),
            ("1950-01-01", "! value/range []"),
        ],
    );
    let both = message("03/04/2027", &column(Kind::Date));
    assert!(both.contains("3 April 2027 (2027-04-03) or 4 March 2027 (2027-03-04)"), "{both}");
    assert!(message("1999-12-31", &column(Kind::Date)).contains("1904"));
}

#[test]
fn dates_as_excel_holds_them() {
    check_raws(
        &column(Kind::Date),
        &[
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "2027-04-13"),
            (Raw::Date(datetime(2027, 4, 13, 10, 30, 0, 0)), "2027-04-13 ~"),
            (Raw::Date(datetime(1899, 12, 31, 10, 30, 0, 0)), "! value/type []"),
            (Raw::Date(datetime(1997, 4, 12, 0, 0, 0, 0)), "! value/range [2001-04-13]"),
            (Raw::Number(46_490.0), "2027-04-13 ~"),
            (Raw::Number(46_490.5), "2027-04-13 ~"),
            (Raw::Number(36_526.0), "2000-01-01 ~"),
            (Raw::Number(20_270_413.0), "2027-04-13 ~"),
            (Raw::Number(2027.0), "! value/range []"),
            (Raw::Number(-1.0), "! value/type []"),
            (Raw::Number(1e300), "! value/type []"),
            (Raw::YesNo(true), "! value/type []"),
        ],
    );
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

#[test]
fn how_dates_are_typed_has_a_name_where_it_is_certain() {
    let typed = |raw: Raw| RawCell { raw, ..RawCell::default() };
    for (text, form) in [
        ("31/01/2027", Some("as text with the day first")),
        ("31.1.27", Some("as text with the day first")),
        ("01/31/2027", Some("as text with the month first")),
        ("03/04/2027", None),
        ("2027-01-31", None),
        ("soon", None),
    ] {
        assert_eq!(date_form(&typed(Raw::Text(text.into()))), form, "{text}");
    }
    assert_eq!(date_form(&typed(Raw::Date(jiff::civil::date(2027, 1, 31).at(0, 0, 0, 0)))), Some("as a date of Excel"));
}
