//! What is undecided is put to the one who answered, on the sheet Please answer of the next copy; what comes back is a
//! proposal on the row of its discrepancy.

use crate::desk::{Book, Desk, codes};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

const SHEET: &str = "Please answer";

/// Ada and Ben say something else about one risk, and a run asks.
fn clash() -> Desk {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet"), ("Licences run out", "In May")]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "From Ada"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "From Ben"));
    desk.reconcile(1);
    desk
}

/// Makes the next copies, and answers questions in the newest one of a recipient: ID, answer, remark.
fn answer(desk: &Desk, who: &str, answers: &[(&str, &str, &str)]) {
    desk.run(&["generate", "raid"]);
    answer_again(desk, who, answers);
}

fn answer_again(desk: &Desk, who: &str, answers: &[(&str, &str, &str)]) {
    desk.back(who, |b| {
        for (id, answer, remark) in answers {
            b.sheet(SHEET).set(id, "Your answer", answer);
            b.sheet(SHEET).set(id, "Remark", remark);
        }
    });
}

/// What the copy asks that generate now gives for a recipient.
fn asked(desk: &Desk, who: &str) -> Vec<Vec<String>> {
    let done = desk.run(&["generate", "raid"]);
    let path = done.out.lines().find(|l| l.contains(&format!("raid.{who}."))).unwrap();
    questions(std::path::Path::new(path))
}

fn questions(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut book = Book::open(path);
    if !book.workbook.sheets.iter().any(|s| s.title == SHEET) {
        return Vec::new();
    }
    let sheet = book.sheet(SHEET);
    let titles =
        ["ID", "Entry", "Column", "Question", "What we have now", "Your earlier answer", "What others answered"];
    let ids = sheet.ids();
    ids.iter().map(|id| titles.iter().map(|t| sheet.get(id, t)).collect()).collect()
}

/// The texts of the rows of the Decisions sheet.
fn decisions(desk: &Desk) -> Vec<String> {
    let mut master = desk.master();
    let rows = &master.sheet("Decisions").grid.rows;
    rows.iter().map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string()).collect::<Vec<_>>().join(" | ")).collect()
}

fn row(desk: &Desk, id: &str, title: &str) -> String {
    desk.master().sheet("Discrepancies").get(id, title)
}

fn findings<'j>(report: &'j Json, code: &str) -> Vec<&'j Json> {
    report["findings"].as_array().unwrap().iter().filter(|f| f["code"].as_str().unwrap().starts_with(code)).collect()
}

#[test]
fn an_open_clash_is_asked_and_the_answer_is_a_proposal() {
    let desk = clash();
    let found = asked(&desk, "ada-park");
    let expected = [
        "D-0001",
        "Risks: R-001 Code freeze not agreed",
        "Description",
        "Your answer and another one differ. What is right?",
        "No date yet",
        "From Ada",
        "From Ben",
    ];
    assert_eq!(found, [expected.map(str::to_owned).to_vec()]);
    let ben = questions(&desk.copy_of("raid", "ben-ruiz"));
    assert_eq!(ben[0][5..], ["From Ben".to_owned(), "From Ada".to_owned()]);
    // The same questions are the same copy.
    let before = desk.files(&["outbox"]);
    desk.run(&["generate", "raid"]);
    assert_eq!(desk.files(&["outbox"]), before);

    answer_again(&desk, "ada-park", &[("D-0001", "Both are partly right", "ask the CAB")]);
    let report = desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet", "nothing is applied before somebody picks");
    let message = row(&desk, "D-0001", "What is wrong");
    assert!(message.ends_with("Ada Park answers “Both are partly right” and remarks “ask the CAB”."), "{message}");
    assert!(row(&desk, "D-0001", "Option C").starts_with("Both are partly right"), "{message}");
    let said = findings(&report, "decision/answered");
    assert_eq!(said.len(), 1, "{}", codes(&report));
    assert!(said[0]["place"]["cell"].as_str().unwrap().starts_with('H'), "{}", said[0]);
    // Once answered it is not asked again, while Ben still is.
    assert!(asked(&desk, "ada-park").is_empty());
    assert_eq!(questions(&desk.copy_of("raid", "ben-ruiz")).len(), 1);

    let again = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.reconcile(1);
    assert_eq!(std::fs::read(desk.path("master.xlsx")).unwrap(), again, "running again changes nothing");

    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", "Take the answer"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Both are partly right", "{}", codes(&report));
    assert!(decisions(&desk).iter().any(|l| l.contains("ask the CAB")), "{:?}", decisions(&desk));
    // The files still lie in inbox/, and say nothing new.
    let report = desk.reconcile(0);
    assert!(findings(&report, "decision/answer-late").is_empty(), "{}", codes(&report));
    assert!(asked(&desk, "ben-ruiz").is_empty());
}

#[test]
fn an_answer_that_agrees_with_the_master_keeps_it() {
    let desk = clash();
    answer(&desk, "ada-park", &[("D-0001", "No date yet", "")]);
    desk.reconcile(1);
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", "Take the answer"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
}

#[test]
fn answers_that_differ_decide_nothing() {
    let desk = clash();
    desk.run(&["generate", "raid"]);
    answer_again(&desk, "ada-park", &[("D-0001", "From Ben", "")]);
    answer_again(&desk, "ben-ruiz", &[("D-0001", "From Ada", "")]);
    desk.reconcile(1);
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", "Take the answer"));
    let report = desk.reconcile(1);
    let said = findings(&report, "decision/invalid");
    assert!(said[0]["message"].as_str().unwrap().contains("the answers differ"), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    // Ben thinks again: his newer file counts, his first answer is on Decisions.
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", ""));
    answer_again(&desk, "ben-ruiz", &[("D-0001", "From Ben", "")]);
    desk.reconcile(1);
    let lines = decisions(&desk);
    assert!(lines.iter().any(|l| l.contains("Ben Ruiz answers “From Ada”.")), "{lines:?}");
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", "Take the answer"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "From Ben");
}

#[test]
fn a_withdrawn_answer_is_none() {
    let desk = clash();
    answer(&desk, "ada-park", &[("D-0001", "Another one", "")]);
    desk.reconcile(1);
    assert!(row(&desk, "D-0001", "Option C").starts_with("Another one"));
    answer_again(&desk, "ada-park", &[("D-0001", "", "")]);
    desk.reconcile(1);
    assert!(!row(&desk, "D-0001", "What is wrong").contains("Another one"));
    assert!(decisions(&desk).iter().any(|l| l.contains("Another one")));
    assert_eq!(asked(&desk, "ada-park").len(), 1, "asked again");
}

#[test]
fn an_answer_that_comes_too_late_is_said() {
    let desk = clash();
    desk.run(&["generate", "raid"]);
    desk.run(&["decide", "D-0001", "--take", "A"]).must(0);
    answer_again(&desk, "ada-park", &[("D-0001", "Too late", "sorry")]);
    for _ in 0..2 {
        let report = desk.reconcile(0);
        let said = findings(&report, "decision/answer-late");
        assert!(said[0]["message"].as_str().unwrap().starts_with("D-0001, Risks: R-001"), "{}", codes(&report));
        assert!(said[0]["message"].as_str().unwrap().contains("“Too late; sorry”"), "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-001", "Description"), "From Ada");
    }
}

#[test]
fn what_a_column_refuses_is_asked_of_its_sender_and_refused_again() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Status", "Zebra"));
    desk.reconcile(1);
    let found = asked(&desk, "ada-park");
    assert_eq!(found[0][3], "Your answer could not be taken as it stands. Please give it again.");
    assert_eq!(found[0][5], "Zebra");
    answer_again(&desk, "ada-park", &[("D-0001", "Gnu", "")]);
    let report = desk.reconcile(1);
    let said = findings(&report, "decision/answer-unclear");
    assert!(said[0]["message"].as_str().unwrap().contains("“Gnu”"), "{}", codes(&report));
    // It is asked again, and what the next copy answers takes its place.
    answer(&desk, "ada-park", &[("D-0001", "closed", "")]);
    desk.reconcile(1);
    let message = row(&desk, "D-0001", "What is wrong");
    assert!(message.contains("answers “closed”") && !message.contains("Gnu"), "{message}");
    desk.run(&["decide", "D-0001", "--take", "the answer"]).must(0);
    assert_eq!(desk.value("Risks", "R-001", "Status"), "Closed");
}

#[test]
fn a_removed_row_and_a_row_that_may_be_there_are_asked() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet"), ("Licences run out", "In May")]);
    desk.back("ada-park", |b| {
        b.sheet("Risks").delete("R-002");
        b.sheet("Risks").add(&[("Title", "Code freeze is not agreed"), ("Description", "No date yet")]);
    });
    desk.reconcile(1);
    let found = asked(&desk, "ada-park");
    let asked: Vec<&str> = found.iter().map(|q| q[3].as_str()).collect();
    let removed =
        found.iter().find(|q| q[3].starts_with("This entry is no longer")).unwrap_or_else(|| panic!("{asked:?}"));
    let twin = found.iter().find(|q| q[3].starts_with("You added an entry")).unwrap_or_else(|| panic!("{asked:?}"));
    answer_again(&desk, "ada-park", &[(&removed[0], "Yes", ""), (&twin[0], "R-001 Code freeze not agreed", "")]);
    desk.reconcile(1);
    assert!(row(&desk, &twin[0], "What is wrong").contains("Ada Park answers “R-001"));
    desk.edit_master(|b| {
        for id in [&removed[0], &twin[0]] {
            b.sheet("Discrepancies").set(id, "Decision", "Take the answer");
        }
    });
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001"]);
}

#[test]
fn what_is_typed_elsewhere_on_the_sheet_is_said() {
    let desk = clash();
    desk.run(&["generate", "raid"]);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet(SHEET);
        sheet.set("D-0001", "Question", "I do not understand");
        let (below, column) = (sheet.records().last().unwrap() + 3, sheet.column("Your answer"));
        sheet.put(below, column, Raw::Text("By the way".into()));
    });
    let report = desk.reconcile(1).to_string();
    assert!(report.contains("I do not understand"), "{report}");
    assert!(report.contains("By the way"), "{report}");
}

#[test]
fn an_answer_survives_a_sort_and_a_lost_key_column() {
    let desk = clash();
    desk.run(&["generate", "raid"]);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet(SHEET);
        sheet.set("D-0001", "Your answer", "Found all the same");
        let key = sheet.column("Row key");
        for row in &mut sheet.grid.rows {
            row.cells.retain(|(c, _)| *c != key);
        }
    });
    desk.reconcile(1);
    assert!(row(&desk, "D-0001", "Option C").starts_with("Found all the same"));
}

#[test]
fn questions_can_be_left_out() {
    let desk = clash();
    desk.run(&["generate", "raid", "--no-questions"]);
    assert!(questions(&desk.copy_of("raid", "ada-park")).is_empty());
}

#[test]
fn a_question_speaks_the_language_of_its_recipient() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("Code freeze not agreed", "No date yet"));
        let mut contacts = b.sheet("Contacts");
        let row = contacts.records().into_iter().find(|r| contacts.text(*r, contacts.column("Name")) == "Ben Ruiz");
        let at = contacts.column("Language");
        contacts.put(row.unwrap(), at, Raw::Text("German".into()));
    });
    desk.run(&["generate", "raid"]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Status", "Mitigating"));
    desk.back("ben-ruiz", |b| b.sheet("Risiken").set("R-001", "Status", "Geschlossen"));
    desk.reconcile(1);
    desk.run(&["generate", "raid"]);
    let mut book = Book::open(&desk.copy_of("raid", "ben-ruiz"));
    let title = |book: &Book| book.workbook.sheets[0].title.clone();
    assert_eq!(title(&book), "Bitte beantworten");
    let texts: Vec<String> =
        book.workbook.sheets[0].rows.iter().flat_map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string())).collect();
    for word in ["Risiken: R-001 Code freeze not agreed", "Derzeitiger Stand", "Offen", "Geschlossen"] {
        assert!(texts.iter().any(|t| t == word), "{word}: {texts:?}");
    }
    assert!(!texts.iter().any(|t| t == "Closed" || t == "Open"), "{texts:?}");
    let mut sheet = book.sheet("Bitte beantworten");
    let (question, at) = (sheet.records()[0], sheet.column("Ihre Antwort"));
    sheet.put(question, at, Raw::Text("offen".into()));
    book.save(&desk.path("inbox").join(desk.copy_of("raid", "ben-ruiz").file_name().unwrap()));
    desk.reconcile(1);
    let message = row(&desk, "D-0001", "What is wrong");
    assert!(message.contains("Ben Ruiz answers “offen”."), "{message}");
    desk.edit_master(|b| b.sheet("Discrepancies").set("D-0001", "Decision", "Take the answer"));
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Risks", "R-001", "Status"), "Open", "what the master holds was the answer");
}

#[test]
fn a_customer_does_not_see_what_the_delivery_team_has_not_agreed_on() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let (name, receives) = (contacts.column("Name"), contacts.column("Receives"));
        let lena = contacts.records().into_iter().find(|r| contacts.text(*r, name) == "Lena Vogt");
        contacts.put(lena.unwrap(), receives, Raw::Text("raid".into()));
    });
    desk.run(&["generate", "raid"]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "From Ada"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "From Ben"));
    desk.back("lena-vogt", |b| b.sheet("Risks").set("R-001", "Description", "Sotto voce"));
    desk.reconcile(1);
    let ada = asked(&desk, "ada-park");
    assert_eq!(ada[0][6], "From Ben");
    let lena = asked(&desk, "lena-vogt");
    assert_eq!(lena[0][5..], ["Sotto voce".to_owned(), "From Ada\nFrom Ben".to_owned()]);
}

#[test]
fn questions_of_a_group_are_asked_one_by_one() {
    let titles: Vec<String> = (1..=25).map(|n| format!("Thing number {n} may break")).collect();
    let risks: Vec<(&str, &str)> = titles.iter().map(|t| (t.as_str(), "It may")).collect();
    let desk = Desk::with_risks(&risks);
    desk.back("ada-park", |b| {
        for id in b.sheet("Risks").ids() {
            b.sheet("Risks").set(&id, "Status", "Zebra");
        }
    });
    desk.reconcile(1);
    let found = asked(&desk, "ada-park");
    assert_eq!(found.len(), 25);
    assert!(found.iter().all(|q| q[0] == "D-0001"), "{found:?}");
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet(SHEET);
        let (entry, at) = (sheet.column("Entry"), sheet.column("Your answer"));
        for row in sheet.records().into_iter().take(2) {
            let said = if sheet.text(row, entry).contains("R-001 ") { "Closed" } else { "Monitor" };
            sheet.put(row, at, Raw::Text(said.into()));
        }
    });
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/answered").len(), 2, "{}", codes(&report));
    let mut master = desk.master();
    let sheet = master.sheet("Discrepancies");
    let answered: Vec<String> =
        sheet.ids().into_iter().filter(|id| sheet.get(id, "What is wrong").contains("Ada Park answers")).collect();
    assert_eq!(answered.len(), 2);
    desk.edit_master(|b| {
        for id in &answered {
            b.sheet("Discrepancies").set(id, "Decision", "Take the answer");
        }
    });
    desk.reconcile(1);
    assert_eq!(desk.value("Risks", "R-001", "Status"), "Closed");
    assert_eq!(desk.value("Risks", "R-003", "Status"), "Open");
    assert!(asked(&desk, "ada-park").len() == 23);
}

#[test]
fn an_undone_answer_is_heard_again() {
    let desk = clash();
    answer(&desk, "ada-park", &[("D-0001", "Said once", "")]);
    desk.reconcile(1);
    desk.run(&["undo"]).must(1);
    assert!(!row(&desk, "D-0001", "What is wrong").contains("Said once"));
    desk.reconcile(1);
    assert!(row(&desk, "D-0001", "What is wrong").contains("Ada Park answers “Said once”."));
    let why = desk.run(&["why", "Risks!R-001.description"]);
    assert!(why.out.contains("Ada Park answers “Said once”."), "{}", why.out);
}

/// What Excel makes of a typed answer is read as its column reads it.
#[test]
fn days_and_numbers_are_answered_as_such() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    for (who, day, number) in [("ada-park", "2027-02-12", "1"), ("ben-ruiz", "2027-03-12", "5")] {
        desk.back(who, |b| {
            b.sheet("Risks").set("R-001", "Mitigation due", day);
            b.sheet("Risks").set("R-001", "Probability", number);
        });
    }
    desk.reconcile(1);
    let found = asked(&desk, "ada-park");
    let of = |title: &str| found.iter().find(|q| q[2] == title).unwrap()[0].clone();
    let (day, number) = (of("Mitigation due"), of("Probability"));
    answer_again(&desk, "ada-park", &[(&day, "2027-02-26", ""), (&number, "3", "")]);
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "decision/answered").len(), 2, "{}", codes(&report));
    assert!(row(&desk, &day, "Option C").starts_with("2027-02-26"), "{}", row(&desk, &day, "What is wrong"));
    desk.edit_master(|b| {
        for id in [&day, &number] {
            b.sheet("Discrepancies").set(id, "Decision", "Take the answer");
        }
    });
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Mitigation due"), "2027-02-26");
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "3");
    let noise = findings(&report, "value/").iter().map(|f| f["message"].to_string()).collect::<Vec<_>>();
    assert!(noise.is_empty(), "{noise:?}");
}
