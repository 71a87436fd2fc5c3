//! An engagement that was begun before a template had a sheet goes on with it.

use crate::desk::Desk;

const MORE: &str = r#"key = "lessons"
title = "Lessons"
[[sheets]]
key = "lessons"
title = "Lessons"
id_prefix = "LL-"
natural_key = ["lesson"]
columns = [
  { key = "id", title = "ID", type = "text", owner = "tool" },
  { key = "lesson", title = "Lesson", type = "text", required = true },
]
"#;

fn lessons(desk: &Desk) {
    std::fs::create_dir_all(desk.path("workbook-templates")).unwrap();
    std::fs::write(desk.path("workbook-templates/lessons.toml"), MORE).unwrap();
}

#[test]
fn a_sheet_that_came_later_is_there_without_records() {
    let desk = Desk::new(&[]);
    lessons(&desk);
    desk.run(&["reconcile"]).must(0);
    desk.edit_master(|book| _ = book.sheet("Lessons").add(&[("Lesson", "Ask sooner")]));
    desk.run(&["reconcile"]).must(0);
    assert_eq!(desk.value("Lessons", "LL-001", "Lesson"), "Ask sooner");
}

#[test]
fn a_sheet_that_held_records_is_not_taken_for_new() {
    let desk = Desk::new(&[]);
    lessons(&desk);
    desk.run(&["reconcile"]).must(0);
    desk.edit_master(|book| _ = book.sheet("Lessons").add(&[("Lesson", "Ask sooner")]));
    desk.run(&["reconcile"]).must(0);
    desk.edit_master(|book| book.workbook.sheets.retain(|s| s.title != "Lessons"));
    let done = desk.run(&["reconcile"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("Lessons") && done.err.contains("history/"), "{}", done.err);
}
