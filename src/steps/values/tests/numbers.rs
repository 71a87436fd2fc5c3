use super::*;

#[test]
fn whole_numbers() {
    let scored = Column {
        min: Some(Decimal::ONE),
        max: Some(Decimal::from(5)),
        scale: ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"].map(Into::into).to_vec(),
        ..column(Kind::Integer)
    };
    check_texts(
        &scored,
        &[
            ("3", "3"),
            (" 3 ", "3"),
            ("3.0", "3"),
            ("Likely", "4 ~"),
            ("2.5", "! value/type [2 | 3]"),
            ("5.5", "! value/type [5]"),
            ("9", "! value/range [5]"),
            ("-1", "! value/range [1]"),
            ("TBD", "! value/type []"),
            ("3-4", "! value/type [3 | 4]"),
        ],
    );
    check_texts(&column(Kind::Integer), &[("1,234", "1234 ~"), ("1.234", "1234 ~"), ("1 234", "1234 ~"), ("007", "7")]);
    check_raws(
        &scored,
        &[
            (Raw::Number(3.0), "3"),
            (Raw::Number(0.85), "! value/type [4 | 5 | 1]"),
            (Raw::Number(6.0), "! value/range [5]"),
            (Raw::Number(f64::NAN), "! value/range []"),
            (Raw::YesNo(true), "! value/type []"),
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "! value/type []"),
        ],
    );
    assert!(message("9", &scored).contains("is 9, but a number from 1 to 5 is expected"));
}

#[test]
fn numbers_with_decimals() {
    check_texts(
        &Column::new("hours", "Field hours", Kind::Decimal),
        &[
            ("40", "40"),
            ("12.50", "12.5"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("40 h", "40 ~"),
            ("40 hours", "40 ~"),
            ("40hrs.", "40 ~"),
            ("12,5", "12.5 ~"),
            ("1,234.50", "1234.5 ~"),
            ("1.234,50", "1234.5 ~"),
            ("1 234,50", "1234.5 ~"),
            ("1\u{a0}234,50", "1234.5 ~"),
            ("1'234.50", "1234.5 ~"),
            ("1,234", "! value/type [1234 | 1.234]"),
            ("-1,234", "! value/type [-1234 | -1.234]"),
            ("1.200", "! value/type [1200 | 1.2]"),
            ("1.234", "1.234"),
            ("40 days", "! value/type [320]"),
            ("TBD", "! value/type []"),
            ("$40", "! value/type [40]"),
            ("80%", "! value/type [0.8]"),
            ("99999999999999999999999999999999", "! value/type []"),
        ],
    );
    check_texts(
        &Column::new("lead", "Field days", Kind::Decimal),
        &[("5 days", "5 ~"), ("5 h", "! value/type [0.625]")],
    );
    check_raws(&column(Kind::Decimal), &[(Raw::Number(0.1 + 0.2), "0.3"), (Raw::Number(1e300), "! value/range []")]);
}

#[test]
fn amounts_of_money() {
    check_texts(
        &Column { min: Some(Decimal::from(-1000)), ..column(Kind::Money) },
        &[
            ("1250.50", "1250.5"),
            ("$1,250.50", "1250.5 ~"),
            ("US$ 1,250.50", "1250.5 ~"),
            ("1.250,50 €", "1250.5 ~"),
            ("EUR 1250", "1250 ~"),
            ("1250 usd", "1250 ~"),
            ("-$500", "-500 ~"),
            ("$-500", "-500 ~"),
            ("(500)", "-500 ~"),
            ("-5000", "! value/range [-1000]"),
            ("1.234", "! value/type [1234 | 1.234]"),
            ("0.125", "0.125"),
            ("5k", "! value/type [5000]"),
            ("$", "! value/type []"),
        ],
    );
}

#[test]
fn percentages() {
    let percent = Column { min: Some(Decimal::ZERO), max: Some(Decimal::ONE_HUNDRED), ..column(Kind::Percent) };
    check_texts(
        &percent,
        &[
            ("80%", "80"),
            ("80 %", "80"),
            ("80", "80"),
            ("0.8", "80 ~"),
            ("0,8", "80 ~"),
            ("0.5%", "0.5"),
            ("1", "1"),
            ("0", "0"),
            ("120%", "! value/range [100]"),
            ("half", "! value/type []"),
        ],
    );
    for (number, shown_so, expected) in [
        (0.8, true, "80"),
        (1.0, true, "100"),
        (0.07, true, "7"),
        (80.0, true, "! value/range [80]"),
        (0.8, false, "80 ~"),
        (80.0, false, "80"),
        (1.0, false, "1"),
        (-0.5, false, "! value/range [0]"),
    ] {
        assert_eq!(shown(Raw::Number(number), shown_so, &percent), expected, "{number} {shown_so}");
    }
}

#[test]
fn plain_numbers_count_from_the_workbooks_own_first_day() {
    let prefixes = BTreeMap::new();
    let read_there = |n: f64, kind: Kind| {
        let reading = Reading { epoch_1904: true, ..Reading::new(&prefixes) };
        let (value, issue) = read(&RawCell { raw: Raw::Number(n), ..RawCell::default() }, &column(kind), &reading);
        (value.to_string(), issue.map(|i| i.code))
    };
    assert_eq!(read_there(44_649.0, Kind::Date), ("2026-03-30".to_owned(), Some(Code::ValueCoerced)));
    assert_eq!(read_there(7.0, Kind::Date), ("7".to_owned(), Some(Code::ValueType)));
    assert_eq!(read_there(44_649.0, Kind::Integer), ("44649".to_owned(), None));
}
