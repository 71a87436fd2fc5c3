//! A CSV copy holds one sheet.

use crate::desk::{Desk, codes, findings};

/// A CSV file in inbox/ of the copy of Ada.
fn csv(desk: &Desk, name: &str, text: &str) {
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox").join(name), text).unwrap();
}

/// §8.27: a CSV copy holds one sheet, and nothing of the others counts as removed.
#[test]
fn a_csv_copy_holds_one_sheet() {
    for name in ["raid.ada-park.2026-11-22.csv", "raid.ada-park.2026-11-22-risks.csv"] {
        let desk = Desk::new(&["Ada Park"]);
        desk.edit_master(|b| {
            b.sheet("Risks").add(&crate::desk::risk("One", "first"));
            b.sheet("Issues").add(&[("Title", "An issue"), ("Description", "open")]);
        });
        desk.run(&["generate", "raid"]);
        csv(&desk, name, "ID,Title,Description\nR-001,One,changed\n");
        let done = desk.run(&["reconcile", "--format", "json"]);
        let report = done.json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), "changed", "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "row/removed").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "sheet/missing").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22", "{name}");
        assert_eq!(desk.master().sheet("Issues").records().len(), 1);
    }
}

/// A copy with four risks that are due, as it comes back as a CSV of a program that writes days in its own way.
fn due_in_csv(typed: [&str; 4]) -> (Desk, serde_json::Value) {
    due_in_csv_at("UTC", typed)
}

/// The same in an engagement of a time zone.
fn due_in_csv_at(zone: &str, typed: [&str; 4]) -> (Desk, serde_json::Value) {
    let desk = Desk::new(&["Ada Park"]);
    let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    let with_zone = settings.replace("time-zone = \"UTC\"", &format!("time-zone = \"{zone}\""));
    assert!(zone == "UTC" || with_zone != settings, "{settings}");
    std::fs::write(desk.path("engagement.toml"), with_zone).unwrap();
    desk.edit_master(|b| {
        for (title, due) in
            [("One", "2027-01-11"), ("Two", "2027-02-03"), ("Three", "2027-03-04"), ("Four", "2027-05-05")]
        {
            let mut risk = crate::desk::risk(title, "first");
            risk.push(("Mitigation due", due));
            b.sheet("Risks").add(&risk);
        }
    });
    desk.run(&["generate", "raid"]);
    let rows: String = (1..)
        .zip(["One", "Two", "Three", "Four"])
        .zip(typed)
        .map(|((n, title), due)| format!("R-00{n},{title},{due}\n"))
        .collect();
    csv(&desk, "raid.ada-park.2026-11-22-risks.csv", &format!("ID,Title,Mitigation due\n{rows}"));
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    (desk, report)
}

/// §8.40: what was sent tells the order of a column.
#[test]
fn days_of_an_untouched_copy_are_no_edits_in_whatever_order_a_program_writes_them() {
    for typed in [
        ["1/11/2027", "2/3/2027", "3/4/2027", "5/5/2027"],
        ["11/01/2027", "03/02/2027", "04/03/2027", "05/05/2027"],
        ["27/01/11", "27/02/03", "27/03/04", "27/05/05"],
    ] {
        let (_, report) = due_in_csv(typed);
        assert_eq!(report["summary"]["decisions_needed"], 0, "{typed:?}: {}", codes(&report));
        assert_eq!(report["changes"].as_array().map(Vec::len), Some(0), "{typed:?}");
        assert_eq!(findings(&report, "value/date-order").len(), 1, "said once: {}", codes(&report));
    }
}

#[test]
fn one_day_that_reads_one_way_says_how_the_others_are_meant() {
    let (desk, report) = due_in_csv(["13/11/2026", "04/06/2027", "04/03/2027", "05/05/2027"]);
    assert_eq!(report["summary"]["decisions_needed"], 0, "{}", codes(&report));
    for (id, due) in
        [("R-001", "2026-11-13"), ("R-002", "2027-06-04"), ("R-003", "2027-03-04"), ("R-004", "2027-05-05")]
    {
        assert_eq!(desk.value("Risks", id, "Mitigation due"), due, "{id}");
    }
    let said = findings(&report, "value/date-order");
    assert!(said[0]["message"].as_str().is_some_and(|m| m.contains("13/11/2026 in C2")), "{said:?}");
}

/// Who types days in several forms types them by hand, and one says nothing of the next.
#[test]
fn days_in_several_forms_do_not_tell_how_another_is_meant() {
    let (desk, report) = due_in_csv(["13 April 2027", "13/04/2027", "05/04/2027", "2027-05-05"]);
    assert_eq!(report["summary"]["decisions_needed"], 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Mitigation due"), "2027-04-13");
    assert_eq!(desk.value("Risks", "R-003", "Mitigation due"), "2027-03-04");
}

#[test]
fn days_that_contradict_each_other_are_asked() {
    let (desk, report) = due_in_csv(["13/11/2026", "11/13/2026", "04/06/2027", "05/05/2027"]);
    assert_eq!(report["summary"]["decisions_needed"], 1, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-003", "Mitigation due"), "2027-03-04");
    assert_eq!(findings(&report, "value/date-forms").len(), 1);
}

/// §8.39: the day of a moment is that of the engagement's time zone.
#[test]
fn a_moment_is_a_day_in_the_time_zone_of_the_engagement() {
    for (zone, day) in [("Europe/Berlin", "2027-01-12"), ("America/New_York", "2027-01-11")] {
        let typed = ["2027-01-11T23:30:00Z", "2027-02-03", "2027-03-04", "2027-05-05"];
        let (desk, report) = due_in_csv_at(zone, typed);
        assert_eq!(report["summary"]["decisions_needed"], 0, "{zone}: {}", codes(&report));
        assert_eq!(desk.value("Risks", "R-001", "Mitigation due"), day, "{zone}");
        let noted = findings(&report, "value/coerced");
        assert_eq!(noted.len(), usize::from(zone == "Europe/Berlin"), "a changed day is noted: {noted:?}");
    }
}

/// §8.38: a week without a year is one near the day on which the copy was sent.
#[test]
fn a_span_of_days_is_asked_with_its_first_and_last_day() {
    let (_, report) = due_in_csv(["KW 3", "Jan 11-15", "2027", "5/5/2027"]);
    let mut offered: Vec<Vec<&str>> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["code"] == "value/type")
        .map(|f| f["candidates"].as_array().unwrap().iter().filter_map(|c| c["value"].as_str()).collect())
        .collect();
    offered.sort_unstable();
    assert_eq!(
        offered,
        [
            vec!["2027", "2027-01-01", "2027-12-31"],
            vec!["Jan 11-15", "2027-01-11", "2027-01-15", "2015-01-11"],
            vec!["KW 3", "2027-01-18", "2027-01-24"],
        ]
    );
}

/// §3.6: the limits hold to a file's last finding; what is beyond them is one finding, and the other files are reconciled.
#[test]
fn more_new_rows_than_the_limits_allow_are_one_finding() {
    let desk = Desk::new(&["Ada Park", "Ben Ito"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("One", "first"));
    });
    desk.run(&["generate", "raid"]);
    let settings = desk.root.join("engagement.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(settings, format!("{text}\n[limits]\nmemory-megabytes = 128\n")).unwrap();
    let rows: String = (0..9000).map(|n| format!(",Title {n},\n")).collect();
    csv(&desk, "raid.ada-park.2026-11-22-risks.csv", &format!("ID,Title,Description\n{rows}"));
    csv(&desk, "raid.ben-ito.2026-11-22.csv", "ID,Title,Description\nR-001,One,changed\n");
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let refused = findings(&report, "file/too-large");
    let message = refused[0]["message"].as_str().unwrap();
    assert_eq!(refused.len(), 1, "{}", codes(&report));
    assert!(message.contains("9000 new rows") && message.contains("128 MB"), "{message}");
    assert_eq!(refused[0]["place"]["file"], "inbox/raid.ada-park.2026-11-22-risks.csv");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "changed", "{}", codes(&report));
    assert_eq!(desk.master().sheet("Risks").records().len(), 1);
}

/// §8.27: a CSV copy whose sheet is not told by its name or IDs is the one that its titles fit best; where they fit several
/// alike, it is asked for by name, and each cell is in the report. Nothing is left out in silence.
#[test]
fn a_csv_copy_whose_sheet_nothing_tells_is_an_error_with_all_its_cells() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("One", "first"));
    });
    desk.run(&["generate", "raid"]);
    let name = "raid.ada-park.2026-11-22.csv";
    let told = "Legend of the log,Keep the titles\n";
    csv(&desk, name, &format!("ID,Title,Description\n,Network is slow,at night\n,Risks,of many kinds\n{told}"));
    let done = desk.run(&["reconcile", "--format", "json"]).must(1);
    let report = done.json();
    let untold = findings(&report, "sheet/no-header");
    assert_eq!(untold.len(), 1, "{}", codes(&report));
    assert_eq!(untold[0]["severity"], "error");
    assert_eq!(untold[0]["place"]["file"], format!("inbox/{name}"));
    assert!(untold[0]["message"].as_str().unwrap().contains("Risks, "), "{}", untold[0]["message"]);
    assert!(
        untold[0]["help"].as_str().unwrap().contains("raid.ada-park.2026-11-22-Risks.csv"),
        "{}",
        untold[0]["help"]
    );
    let outside: String = findings(&report, "row/outside-table").iter().map(|f| f["message"].to_string()).collect();
    for typed in ["Network is slow", "at night", "Risks", "of many kinds", "Legend of the log", "Keep the titles"] {
        assert!(outside.contains(typed), "{typed} is not in {outside}");
    }
    std::fs::remove_file(desk.path("inbox").join(name)).unwrap();
    csv(&desk, "raid.ada-park.2026-11-22-Risks.csv", "ID,Title,Description\n,Network is slow,at night\n");
    desk.run(&["reconcile"]);
    assert_eq!(desk.master().sheet("Risks").records().len(), 2);
}

/// §8.27: of a copy that is known by its name, few titles tell the sheet if no other has as many of them.
#[test]
fn few_titles_tell_the_sheet_of_a_csv_copy_if_no_other_has_as_many() {
    let desk = Desk::new(&["Ada Park"]);
    desk.run(&["generate", "raid"]);
    csv(&desk, "raid.ada-park.2026-11-22.csv", "Title,Description,Probability\nNetwork is slow,at night,3\n");
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(desk.master().sheet("Risks").records().len(), 1, "{}", codes(&report));
    assert_eq!(findings(&report, "row/outside-table").len(), 0, "{}", codes(&report));
}
