//! What a file that was mailed back carries of ours is known again.

use super::*;

#[test]
fn a_note_of_ours_is_known_again_and_what_was_typed_beside_it_stays() {
    let ours = note("", "Status: no such choice.");
    for (text, left) in [
        (ours.clone(), None),
        (note("see mail", "Status: no such choice."), Some("see mail")),
        (format!("{ours}\nI mean Closed"), Some("I mean Closed")),
        (ours.replace("\n", "\r\n ").replace("\r\n prekick", "\nprekick"), None),
        (ours.replace("choice", "choise"), Some("whole")),
        ("just mine".into(), Some("just mine")),
    ] {
        let mut found = grid("Risks", &[(0, &TITLES), (1, &LATE)]);
        found.notes = vec![Note { at: At::new(1, 3), author: None, text: text.clone() }];
        let file = workbook(vec![found]);
        let read = without_feedback(&file);
        let kept = read.sheets[0].notes.first().map(|n| n.text.as_str());
        match left {
            Some("whole") => assert_eq!(kept, Some(text.as_str()), "what somebody changed is theirs"),
            _ if text.contains('\r') => {}
            _ => assert_eq!(kept, left, "{text:?}"),
        }
    }
}

#[test]
fn lines_of_ours_are_left_out_and_a_changed_one_stays() {
    let line = ["1", "Risks", "D5", "no such choice"];
    let mut first = grid(FEEDBACK_SHEET, &[(0, &line), (1, &["2", "Risks", "D6", "I changed this"])]);
    let signature = sign(line);
    for row in &mut first.rows {
        row.cells.push((SIGNED, cell(&signature)));
    }
    first.rows[0].cells.push((SIGNED + 1, cell("my remark")));
    let file = workbook(vec![first]);
    let read = without_feedback(&file);
    let texts: Vec<Vec<String>> =
        read.sheets[0].rows.iter().map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string()).collect()).collect();
    assert_eq!(texts, [vec!["my remark"], vec!["2", "Risks", "D6", "I changed this"]]);
}

#[test]
fn a_sheet_of_our_lines_alone_is_gone() {
    let line = ["1", "Risks", "D5", "no such choice"];
    let mut first = grid(FEEDBACK_SHEET, &[(0, &line)]);
    first.rows[0].cells.push((SIGNED, cell(&sign(line))));
    let file = workbook(vec![first, grid("Risks", &[(0, &TITLES)])]);
    assert_eq!(without_feedback(&file).sheets.len(), 1);
}

#[test]
fn blanks_that_programs_rewrite_do_not_break_a_signature() {
    assert_eq!(sign(["a b", "c"]), sign(["a\r\n b ", " c"]));
    assert_ne!(sign(["a b", "c"]), sign(["a b", "d"]));
}
