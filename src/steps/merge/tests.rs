mod around;
mod damage;
mod pairing;
mod respelled;
mod sharing;

use super::*;
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::keys::FieldKey;
use crate::model::plain::PlainSheet;

/// A sheet from lines of cells parted by `|`.
fn sheet(file: &str, lines: &str) -> PlainSheet {
    let row = |(number, line): (u32, &str)| {
        let cell = |t: &str| RawCell { raw: Raw::Text(t.trim().to_owned()), ..RawCell::default() };
        let cells = (0_u16..).zip(line.split('|')).filter(|(_, t)| !t.trim().is_empty());
        GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
    };
    let rows = (0..).zip(lines.trim().lines()).map(row).collect();
    plain_sheet(&Grid { title: "Risks".into(), rows, ..Grid::default() }, file, true)
}

fn text(sheet: &PlainSheet) -> String {
    let titles = sheet.columns.iter().map(|c| c.title.clone()).collect::<Vec<_>>().join("|");
    let rows = sheet.rows.iter().map(|r| r.cells.iter().map(|c| c.raw.to_string()).collect::<Vec<_>>().join("|"));
    std::iter::once(titles).chain(rows).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn merged(key: &[&str], base: &str, master: &str, returned: &[&str], expected: &str, findings: &[&str]) {
    let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
    let returned: Vec<PlainSheet> = returned.iter().enumerate().map(|(n, r)| sheet(&format!("r{n}.csv"), r)).collect();
    let out = merge_sheets(
        &sheet("base.csv", base),
        &sheet("master.csv", master),
        &returned.iter().collect::<Vec<_>>(),
        &key,
    );
    let lines = expected.trim().lines().map(|l| l.split('|').map(str::trim).collect::<Vec<_>>().join("|"));
    assert_eq!(text(&out.sheet), lines.collect::<Vec<_>>().join("\n"), "{:#?}", out.findings);
    let codes: Vec<&str> = out.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, findings, "{:#?}", out.findings);
    let mut turned = returned;
    turned.reverse();
    let again =
        merge_sheets(&sheet("base.csv", base), &sheet("master.csv", master), &turned.iter().collect::<Vec<_>>(), &key);
    let sorted = |sheet: &PlainSheet| {
        let mut lines: Vec<String> = text(sheet).lines().map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&again.sheet), sorted(&out.sheet), "the order of files makes no difference");
}

const BASE: &str = "
id | Risk | Status
1 | Late | Open
2 | Lost | Open
3 | Cold | Open";

#[test]
fn clean_cells_of_several_files_are_all_taken() {
    let a = "id|Risk|Status\n1|Late|Closed\n2|Lost|Open\n3|Cold|Open";
    let b = "id|Risk|Status\n3|Cold|Open\n1|Later|Open\n2|Lost|Open";
    merged(&["id"], BASE, BASE, &[a, b], "id|Risk|Status\n1|Later|Closed\n2|Lost|Open\n3|Cold|Open", &[]);
    merged(&[], BASE, BASE, &[a, b], "id|Risk|Status\n1|Later|Closed\n2|Lost|Open\n3|Cold|Open", &[]);
}

#[test]
fn a_clash_keeps_the_master_and_the_clean_cells_beside_it_are_taken() {
    let a = "id|Risk|Status\n1|Late|Closed\n2|Lost|Open\n3|Cold|Open";
    let b = "id|Risk|Status\n1|Later|On hold\n2|Lost|Open\n3|Cold|Open";
    merged(&["id"], BASE, BASE, &[a, b], "id|Risk|Status\n1|Later|Open\n2|Lost|Open\n3|Cold|Open", &["conflict/field"]);
}

#[test]
fn what_one_removed_and_another_changed_is_asked_and_stays_as_the_master_has_it() {
    let without = "id|Risk|Status\n1|Late|Open\n3|Cold|Open";
    let edited = "id|Risk|Status\n1|Late|Open\n2|Lost|Closed\n3|Cold|Open";
    merged(&["id"], BASE, edited, &[without], edited, &["conflict/removed-and-edited"]);
    merged(&["id"], BASE, without, &[edited], without, &["conflict/removed-and-edited"]);
    merged(&["id"], BASE, BASE, &[without, edited], BASE, &["conflict/removed-and-edited"]);
    merged(&["id"], BASE, BASE, &[without, without], without, &[]);
    merged(&["id"], BASE, without, &[BASE], without, &[]);
}

#[test]
fn new_rows_stand_beside_their_neighbours_and_the_same_row_of_two_files_stands_once() {
    let a = "id|Risk|Status\n1|Late|Open\n9|New|Open\n2|Lost|Open\n3|Cold|Open";
    let b = "id|Risk|Status\n1|Late|Open\n9|New|Open\n2|Lost|Open\n3|Cold|Open\n8|More|Open";
    merged(&["id"], BASE, BASE, &[a, b], b, &[]);
    merged(&[], BASE, BASE, &[a, b], b, &[]);
    let other = "id|Risk|Status\n1|Late|Open\n9|Newer|Open\n2|Lost|Open\n3|Cold|Open";
    merged(&["id"], BASE, a, &[other], a, &["conflict/field"]);
}

#[test]
fn columns_move_come_go_and_change_their_titles() {
    let moved = "Status|id|Risk\nOpen|1|Late\nClosed|2|Lost\nOpen|3|Cold";
    merged(&["id"], BASE, BASE, &[moved], "id|Risk|Status\n1|Late|Open\n2|Lost|Closed\n3|Cold|Open", &[]);
    let renamed = "id|Risk|State\n1|Late|Open\n2|Lost|Closed\n3|Cold|Open";
    merged(&["id"], BASE, BASE, &[renamed], renamed, &[]);
    let added = "id|Owner|Risk|Status\n1|Ada|Late|Open\n2||Lost|Open\n3|Ben|Cold|Open";
    let all = "id|Owner|Risk|State\n1|Ada|Late|Open\n2||Lost|Closed\n3|Ben|Cold|Open";
    merged(&["id"], BASE, BASE, &[renamed, added], all, &[]);
    let fewer = "id|Risk\n1|Late\n2|Lost\n3|Cold";
    merged(&["id"], BASE, BASE, &[fewer], fewer, &["column/missing"]);
    merged(&["id"], BASE, renamed, &[fewer], renamed, &["conflict/removed-and-edited"]);
}

#[test]
fn the_same_value_written_otherwise_is_no_clash() {
    let base = "id|Cost\n1|2\n2|3";
    let written = "id|Cost\n1|2.0\n2|3";
    let changed = "id|Cost\n1|5\n2|3";
    merged(&["id"], base, base, &[written], base, &["value/coerced"]);
    merged(&["id"], base, base, &[written, changed], changed, &[]);
    let zeros = "id|Cost\n1|02\n2|3";
    merged(&["id"], base, changed, &[zeros], changed, &["conflict/field"]);
}

#[test]
fn rows_without_a_key_are_told_by_what_they_hold() {
    let base = "Risk|Owner|Status\nLate|Ada|Open\nLost|Ben|Open\nCold|Ada|Open\nWet|Cy|Open";
    let reworded = "Risk|Owner|Status\nToo late|Ada|Open\nLost|Ben|Closed\nCold|Ada|Open\nWet|Cy|Open";
    let sorted = "Risk|Owner|Status\nWet|Cy|Open\nLost|Dan|Open\nCold|Ada|Open\nLate|Ada|On hold";
    merged(
        &[],
        base,
        base,
        &[reworded, sorted],
        "Risk|Owner|Status\nToo late|Ada|On hold\nLost|Dan|Closed\nCold|Ada|Open\nWet|Cy|Open",
        &[],
    );
}

#[test]
fn rows_that_share_a_key_are_said_and_told_apart_by_content() {
    let base = "name|n\napple|1\napple|2\npear|3";
    let turned = "name|n\npear|3\napple|2\napple|9";
    merged(
        &["name"],
        base,
        base,
        &[turned],
        "name|n\napple|9\napple|2\npear|3",
        &["row/duplicate-key", "row/duplicate-key", "row/duplicate-key"],
    );
}

#[test]
fn a_comparison_lists_what_changed() {
    let from = sheet("a.csv", &format!("{BASE}\n5|Wet|Open"));
    let to = sheet("b.csv", "id|Risk|State|Owner\n3|Cold|Open\n5|Wet|Open\n1|Late|Closed\n4|New|Open|Ada");
    let found = diff_sheets(&from, &to, &["id".to_owned()]);
    let said: Vec<String> = found
        .changes
        .iter()
        .map(|c| {
            format!(
                "{} {} {}: {} > {}",
                c.reason,
                c.record,
                c.field.as_ref().map(FieldKey::as_str).unwrap_or(""),
                c.from,
                c.to
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "column renamed  Status: Status > State",
            "column added  Owner:  > Owner",
            "merged 1 Status: Open > Closed",
            "removed 2 :  > ",
            "added 4 :  > ",
        ]
    );
    assert!(found.reordered);
    assert!(diff_sheets(&from, &from, &[]).changes.is_empty());
}

#[test]
fn a_changed_key_is_said_also_where_it_makes_no_clash() {
    let base = "id|Risk|Owner|Status\n1|Late|Ada|Open\n2|Lost|Ben|Open\n3|Cold|Cy|Open";
    let rekeyed = "id|Risk|Owner|Status\n1|Late|Ada|Open\n7|Lost|Ben|Closed\n3|Cold|Cy|Open";
    merged(&["id"], base, base, &[rekeyed], rekeyed, &["row/key-changed"]);
    merged(&[], base, base, &[rekeyed], rekeyed, &["row/key-changed"]);
    let key = ["id".to_owned()];
    let (from, to) = (sheet("base.csv", base), sheet("r.csv", rekeyed));
    let out = merge_sheets(&from, &from, &[&to], &key);
    let said = &out.findings[0];
    assert!(said.message.contains("id “2” of the base may have become “7” in r.csv"), "{}", said.message);
    assert!(said.message.contains("two rows"), "{}", said.message);
    assert_eq!(said.place.as_ref().and_then(|p| p.cell.as_deref()), Some("A3"));
    assert_eq!((said.record.as_deref(), said.field.as_ref().map(FieldKey::as_str)), (Some("2"), Some("id")));
    assert!(said.question.is_none());
    assert_eq!(diff_sheets(&from, &to, &key).findings.len(), 1);
    let known = merge_sheets(&from, &from, &[&to], &[]);
    assert!(known.findings[0].message.contains("taken for the same row"), "{}", known.findings[0].message);
    // Another row with another key, and a table without a key, say nothing.
    let other = "id|Risk|Owner|Status\n1|Late|Ada|Open\n7|Wet|Di|Closed\n3|Cold|Cy|Open";
    merged(&["id"], base, base, &[other], other, &[]);
    let words = "Risk|Owner|Status\nLate|Ada|Open\nLost|Ben|Open\nCold|Ada|Open";
    let reworded = words.replace("Lost|Ben", "Gone|Ben");
    merged(&[], words, words, &[&reworded], &reworded, &[]);
}

#[test]
fn many_changed_keys_are_counted() {
    let rows =
        |from: usize| (0..30).map(move |n| format!("{}|risk {n}|owner {n}", n + from)).collect::<Vec<_>>().join("\n");
    let of = |from: usize| format!("id|Risk|Owner\n{}", rows(from));
    let (base, other) = (sheet("base.csv", &of(1)), sheet("r.csv", &of(101)));
    let out = merge_sheets(&base, &base, &[&other], &["id".to_owned()]);
    assert_eq!(out.findings.len(), 21);
    assert!(out.findings[20].message.contains("10 more rows"), "{}", out.findings[20].message);
}
