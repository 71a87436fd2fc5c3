use super::*;
use crate::model::engagement::{CarriedRecords, Exports, Limits, Strictness};
use crate::model::template::Visibility;
use jiff::civil::date;

const SHORT: &str = "id = \"acme-1\"\nname = \"Move\"\ncustomer = \"Acme\"\n";

fn short() -> Engagement {
    parse(SHORT).unwrap()
}

fn full() -> Engagement {
    let mut e = Engagement {
        name: "Umzug \"Nord\" # 1\\ä".into(),
        start: Some(date(2027, 1, 11)),
        end: Some(date(2027, 6, 30)),
        respond_within_days: 10,
        time_zone: "Europe/Berlin".into(),
        currency: "EUR".into(),
        language: "de".into(),
        mappings: Some("../practice/mappings".into()),
        protect: false,
        only: CarriedRecords::Mine,
        limits: Limits { cells: 1000, ..Limits::default() },
        ..short()
    };
    e.visibility.insert("risks.mitigation".into(), Visibility::Internal);
    e.columns.insert("*".into(), vec!["updates".into()]);
    e.kickoff = Some(date(2027, 1, 12));
    e.rules.insert("rule/raid-stale".into(), Strictness::Off);
    e.bands.insert("risks.rating".into(), vec![(1, "Low".into()), (10, "High".into())]);
    e.scales.insert("risks.impact".into(), ["Low", "High"].map(Into::into).to_vec());
    e.thresholds.stale_after_days = 21;
    let requests = &mut e.export.salesforce_resource_requests;
    requests.external_id = Some("Ref__c".into());
    requests.fields.insert("Type__c".into(), "=Billable".into());
    let role = [("Solution Architect".to_owned(), "Architect (L5)".to_owned())];
    requests.picklists.insert("role".into(), role.into_iter().collect());
    e
}

#[test]
fn a_new_file_says_what_it_was_made_from() {
    for e in [short(), full()] {
        let text = write_new(&e);
        assert_eq!(parse(&text).unwrap(), e, "{text}");
    }
}

#[test]
fn the_order_of_export_fields_is_kept() {
    let back = parse(&write_new(&full())).unwrap();
    let keys = |e: &Engagement| e.export.salesforce_resource_requests.fields.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&back), keys(&full()));
}

#[test]
fn a_new_file_explains_every_setting() {
    let text = write_new(&short());
    for key in [
        "id = \"acme-1\"",
        "# start = \"2027-01-11\"",
        "respond-within-days = 7",
        "time-zone = \"UTC\"",
        "protect = true",
        "only = \"all\"",
        "# [visibility]",
        "# [columns]",
        "# risks = [\"response\", \"contingency\"]",
        "# [limits]",
        "# cells = 5000000",
        "# [export.salesforce-resource-requests]",
        "# statuses = [\"Ready to Staff\"]",
        "# pse__Project__c = \"project\"",
    ] {
        assert!(text.lines().any(|l| l == key), "{key}\n{text}");
    }
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2).filter(|p| !p[1].starts_with('#') && p[1].contains(" = ")) {
        assert!(pair[0].starts_with("# "), "{} is not explained", pair[1]);
    }
}

#[test]
fn what_is_shown_as_a_comment_can_be_used() {
    let used: String = write_new(&short())
        .lines()
        .map(|l| {
            l.strip_prefix("# ").filter(|l| l.starts_with('[') || l.split_once(" = ").is_some_and(plain)).unwrap_or(l)
        })
        .map(|l| format!("{l}\n"))
        .collect();
    let e = parse(&used).unwrap_or_else(|errors| panic!("{errors:?}\n{used}"));
    assert_eq!((e.start, e.visibility.len(), e.columns["risks"].len()), (Some(date(2027, 1, 11)), 1, 2));
    assert_eq!((e.limits, e.export), (Limits::default(), Exports::default()));
}

/// Is it a setting of one plain key, as against a sentence that shows one?
fn plain((key, value): (&str, &str)) -> bool {
    let example = value.contains("{ ") || value.contains(" matches ");
    !example && !key.contains(' ')
}

#[test]
fn days_stand_with_or_without_quotation_marks() {
    for day in ["2027-01-11", "\"2027-01-11\""] {
        assert_eq!(parse(&format!("{SHORT}start = {day}\n")).unwrap().start, Some(date(2027, 1, 11)));
    }
}

#[test]
fn a_file_that_windows_saved_is_read() {
    let saved = format!("\u{feff}{}", SHORT.replace('\n', "\r\n"));
    assert_eq!(parse(&saved).unwrap(), short());
}

#[test]
fn each_mistake_is_named_with_its_place() {
    let cases: [(&str, usize, usize, &[&str]); 22] = [
        ("nmae = \"x\"", 4, 1, &["no setting “nmae”", "The nearest: “name”"]),
        ("respond-within-days = 0", 4, 23, &["“respond-within-days” is 0; expected 1 to 90."]),
        ("respond-within-days = -1", 4, 23, &["“respond-within-days”", "-1", "a whole number, 0 or more"]),
        ("respond-within-days = \"7\"", 4, 23, &["is the text “7”", "without quotation marks"]),
        ("protect = \"yes\"", 4, 11, &["“protect”", "is the text “yes”", "true or false"]),
        ("currency = \"EURO\"", 4, 12, &["“currency” is “EURO”; expected 3 characters."]),
        ("only = \"mien\"", 4, 8, &["“only” is “mien”; expected all or mine.", "The nearest: “mine”"]),
        ("currency = 3", 4, 12, &["“currency”", "is the number 3", "text between quotation marks"]),
        ("start = \"11/01/2027\"", 4, 9, &["“start” is not a day", "2027-01-11"]),
        ("end = 2027-02-30", 4, 0, &["can't be read"]),
        ("name = \"Again\"", 4, 1, &["this key is here a second time."]),
        ("language = en", 4, 12, &["quotation marks"]),
        ("just words", 4, 0, &["A setting is a line such as"]),
        ("statuses = [\"Draft\"]", 4, 1, &["It stands below the line [export.salesforce-resource-requests]."]),
        ("[limits]\ncells = 5", 5, 9, &["“limits.cells” is 5; expected 1000 to 100000000."]),
        ("[limits]\ncell = 5000", 5, 1, &["no setting “cell”", "“cells”"]),
        ("[visibility]\n\"risks.x\" = \"hidden\"", 5, 13, &["“visibility.risks.x” is “hidden”", "shared or internal"]),
        ("[visibility]\n\"risks.x\" = \"intrenal\"", 5, 13, &["The nearest: “internal”"]),
        ("[columns]\nrisks = \"response\"", 5, 9, &["“columns.risks”", "a list such as"]),
        (
            "[export.salesforce-resource-requests]\nstatuses = []",
            5,
            12,
            &["“export.salesforce-resource-requests.statuses” is empty; expected at least 1 entry."],
        ),
        ("[export.salesforce-resource-requests]\nsourcing = \"AWS\"", 5, 12, &["a list such as [\"AWS\"]"]),
        ("[export.salesforce-resource-request]\n", 4, 9, &["The nearest: “salesforce-resource-requests”"]),
    ];
    for (line, at_line, at_column, said) in cases {
        let errors = parse(&format!("{SHORT}{line}\n")).expect_err(line);
        assert_eq!(errors.len(), 1, "{errors:?}");
        let error = &errors[0];
        assert_eq!(error.line, at_line, "{line}: {error}");
        assert!(at_column == 0 || error.column == at_column, "{line}: {error}");
        for words in said {
            assert!(error.message.contains(words), "{line}: {error}");
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    let errors = parse("id = \"acme-1\"\nname = \"Move\"\n").unwrap_err();
    assert!(errors[0].message.contains("“customer” is missing"), "{errors:?}");
    assert_eq!((errors[0].line, errors[0].column), (1, 1));
}

#[test]
fn all_limits_are_told_at_once_from_top_to_bottom() {
    let text = "id = \"ab\"\nname = \"\"\ncustomer = \"Acme\"\ncurrency = \"euro\"\n[limits]\ncells = 1\n";
    let errors = parse(text).unwrap_err();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "line 1, column 6: “id” is “ab”; expected 4 to 64 characters.",
            "line 2, column 8: “name” is empty; expected 1 to 120 characters.",
            "line 4, column 12: “currency” is “euro”; expected 3 characters.",
            "line 6, column 9: “limits.cells” is 1; expected 1000 to 100000000.",
        ]
    );
}

#[test]
fn settings_that_do_not_fit_are_all_named_with_their_places() {
    let short = "id = \"acme-1\"\nname = \"Move\"\ncustomer = \"Acme\"\nstart = 2027-01-11\n";
    for (lines, said) in [
        ("end = 2027-01-10", vec!["line 5, column 7: “end” is 2027-01-10, before the start on 2027-01-11."]),
        ("end = 2027-01-11\nkickoff = 2027-01-11", vec![]),
        ("kickoff = 2027-01-10", vec!["line 5, column 11: “kickoff” is 2027-01-10, before the start"]),
        ("end = 2027-02-01\nkickoff = 2027-02-02", vec!["“kickoff” is 2027-02-02, after the end on 2027-02-01"]),
        ("time-zone = \"Berlin\"", vec!["The nearest: “Europe/Berlin”."]),
        ("currency = \"eur\"", vec!["three letters in capitals"]),
        ("currency = \"XXZ\"\ntime-zone = \"Nowhere\"", vec!["“XXZ”", "“Nowhere”"]),
    ] {
        let errors = parse(&format!("{short}{lines}\n")).err().unwrap_or_default();
        assert_eq!(errors.len(), said.len(), "{lines}: {errors:?}");
        for (error, said) in errors.iter().zip(said) {
            assert!(error.to_string().contains(said), "{lines}: {error}");
        }
    }
}
