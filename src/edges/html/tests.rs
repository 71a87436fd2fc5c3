use super::*;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Action;
use crate::model::report::FileStatus;
use crate::model::value::Value as Held;

fn option_of(letter: u32, value: &str, by: &str) -> Candidate {
    let place = Place { cell: Some("G7".into()), ..Place::sheet(format!("inbox/raid.{by}.xlsx"), "Risks") };
    let contributors = vec![Contributor { by: by.into(), copy: format!("raid.{by}").into(), place }];
    Candidate { letter, value: Held::text(value), action: Action::Set, contributors, refused: letter == 1 }
}

fn report() -> Report {
    let place = Place { cell: Some("G7".into()), ..Place::sheet("inbox/raid.bob.xlsx", "Risks") };
    let mut asked = Finding::new(Code::ConflictField, "Two recipients gave different owners.")
        .at(place.clone())
        .record(Some("R-007"));
    asked.field = Some("owner".into());
    asked.help = "Ask both, then pick one.".into();
    asked.question = Some(Question {
        id: "D-0001".into(),
        since: "2026-11-22".into(),
        master: Held::Empty,
        sent: Held::text("Ann Example"),
        candidates: vec![option_of(0, "<script>alert(1)</script>", "bob"), option_of(1, "Jane & Co", "jane-doe")],
    });
    let mut told = Finding::new(Code::ValueType, "\"soon\" is not a date; expected 2027-01-31.").at(place.clone());
    told.severity = Severity::Warning;
    let source = SourceFile {
        file: "inbox/raid.bob.xlsx".into(),
        status: FileStatus::Merged,
        rows: 12,
        ..SourceFile::default()
    };
    let change = Change {
        sheet: "Risks".into(),
        record: "R-001".into(),
        field: Some("status".into()),
        from: Held::text("Open"),
        to: Held::text("Closed"),
        reason: ChangeReason::Merged,
        by: "bob".into(),
        source: place,
        ..Change::default()
    };
    Report {
        engagement: "Acme <migration>".into(),
        today: "2026-11-22".into(),
        sources: vec![source],
        changes: vec![change],
        findings: vec![asked, told],
        ..Report::default()
    }
}

/// The page with slashes as a browser shows them.
fn shown(report: &Report) -> String {
    page(&Arc::new(report.clone())).replace("&#x2f;", "/")
}

#[test]
fn what_people_typed_is_text_and_nothing_else() {
    let page = shown(&report());
    assert!(page.contains("&lt;script&gt;"), "shown");
    assert!(!page.contains("<script"), "not run");
    assert!(page.contains("Acme &lt;migration&gt;"));
    assert!(page.contains("Jane &amp; Co"));
}

#[test]
fn the_headline_says_what_waits() {
    let mut report = report();
    assert!(page(&Arc::new(report.clone())).contains("1 question waits for a decision, 1 of them new."));
    report.findings.remove(0);
    assert!(page(&Arc::new(report.clone())).contains("Nothing needs a decision."));
    assert!(!page(&Arc::new(report.clone())).contains("What to ask whom"));
}

#[test]
fn a_question_stands_under_everyone_who_answered_it_and_is_told_once() {
    let page = shown(&report());
    assert_eq!(page.matches("href=\"#D-0001\"").count(), 2, "bob and jane-doe");
    assert_eq!(page.matches("id=\"D-0001\"").count(), 1);
    for said in ["Option A", "Option B", "(empty)", "As sent", "inbox/raid.jane-doe.xlsx, sheet Risks, cell G7"] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn findings_changes_and_files_are_listed() {
    let page = shown(&report());
    for said in ["is not a date; expected 2027-01-31.", "value/type", "Closed", "merged", "sheet Risks, cell G7"] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = shown(&report());
    for foreign in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.trim_start().starts_with("<!doctype html>"));
}

#[test]
fn an_empty_report_is_a_page_too() {
    assert!(page(&Arc::default()).contains("Nothing needs a decision."));
}
