//! `prekick merge` and what is computed: a result is nobody's word, and what can't be kept is said.

use crate::desk::Done;
use crate::merge_in_place::{edited, run};
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::Workbook as Found;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value as Json;

/// Rows of cells: `=C2*D2→60` is a formula with its result, what reads as a number is one, the rest is text.
type Rows<'t> = &'t [&'t [&'t str]];

fn workbook(sheets: &[(&str, Rows<'_>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (title, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*title).unwrap();
        for (r, row) in (0..).zip(*rows) {
            for (c, text) in (0..).zip(*row) {
                if let Some((formula, result)) = text.split_once('→') {
                    sheet.write_formula(r, c, Formula::new(formula).set_result(result)).unwrap();
                } else if let Ok(n) = text.parse::<f64>() {
                    sheet.write(r, c, n).unwrap();
                } else {
                    sheet.write(r, c, *text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

struct Desk(tempfile::TempDir);

impl Desk {
    /// The base and the master alike.
    fn of(sheets: &[(&str, Rows<'_>)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("base.xlsx", workbook(sheets));
        desk.put("master.xlsx", workbook(sheets));
        desk
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn get(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    fn merge(&self, returned: &[&str], more: &[&str]) -> Done {
        let from = ["merge", "--base", "base.xlsx", "--master", "master.xlsx", "--key", "ID", "--returned"];
        run(self.0.path(), &[&from[..], returned, &["--report", "report.json"], more].concat())
    }

    /// The findings of the last report, each with its code and message.
    fn found(&self) -> Vec<(String, String)> {
        let report: Json = serde_json::from_slice(&self.get("report.json")).unwrap();
        let text = |f: &Json, key: &str| f[key].as_str().unwrap_or_default().to_owned();
        report["findings"].as_array().unwrap().iter().map(|f| (text(f, "code"), text(f, "message"))).collect()
    }

    fn said(&self, code: &str) -> Vec<String> {
        self.found().into_iter().filter(|(c, _)| c == code).map(|(_, m)| m).collect()
    }

    fn read(&self, name: &str) -> Found {
        reader::read(&self.get(name), name, &Limits::default()).unwrap()
    }

    /// The sheet as rows of texts.
    fn rows(&self, name: &str, sheet: &str) -> Vec<Vec<String>> {
        let book = self.read(name);
        let grid = book.sheets.iter().find(|s| s.title == sheet).unwrap_or_else(|| panic!("no {sheet}"));
        grid.rows.iter().map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string()).collect()).collect()
    }

    fn formula(&self, name: &str, sheet: &str, cell: &str) -> Option<String> {
        let all = reader::formulas(&self.get(name), sheet);
        all.into_iter().find(|(at, _)| at.to_string() == cell).map(|(_, text)| text)
    }
}

const COSTS: Rows<'_> = &[
    &["ID", "Cost", "Days", "Total"],
    &["R-1", "10", "2", "=B2*C2→20"],
    &["R-2", "20", "3", "=B3*C3→60"],
    &["R-3", "30", "1", "=B4*C4→30"],
];

/// The rows of `COSTS` with other cells in the row of R-2.
fn with_second<'t>(cells: &'t [&'t str]) -> Vec<&'t [&'t str]> {
    vec![COSTS[0], COSTS[1], cells, COSTS[3]]
}

#[test]
fn inputs_that_two_changed_make_no_clash_in_what_is_computed() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    desk.put("ada.xlsx", workbook(&[("Risks", &with_second(&["R-2", "21", "3", "=B3*C3→63"]))]));
    desk.put("ben.xlsx", workbook(&[("Risks", &with_second(&["R-2", "20", "4", "=B3*C3→80"]))]));
    desk.merge(&["ada.xlsx", "ben.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2][..3], ["R-2", "21", "4"]);
    assert_eq!(desk.formula("out.xlsx", "Risks", "D3").as_deref(), Some("B3*C3"));
    let said = desk.said("value/formula-kept").concat();
    assert!(said.contains("“63” in ada.xlsx") && said.contains("“80” in ben.xlsx"), "{said}");
    // A row that one removed was not changed by the others' computing.
    let without: Vec<&[&str]> = vec![COSTS[0], COSTS[1], COSTS[3]];
    desk.put("cy.xlsx", workbook(&[("Risks", &without)]));
    let other = with_second(&["R-2", "20", "3", "=B3*C3→61"]);
    desk.put("dee.xlsx", workbook(&[("Risks", &other)]));
    desk.merge(&["cy.xlsx", "dee.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks").len(), 3);
}

#[test]
fn what_was_typed_over_a_formula_counts_and_not_what_others_came_to() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    desk.put("ada.xlsx", workbook(&[("Risks", &with_second(&["R-2", "20", "3", "99"]))]));
    desk.put("ben.xlsx", workbook(&[("Risks", &with_second(&["R-2", "20", "4", "=B3*C3→80"]))]));
    desk.merge(&["ada.xlsx", "ben.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2], ["R-2", "20", "4", "99"]);
    assert!(desk.said("value/formula-replaced").concat().contains("=B3*C3"), "{:?}", desk.found());
}

/// As programs save formulas that do not compute.
fn uncomputed(bytes: &[u8]) -> Vec<u8> {
    edited(bytes, "xl/worksheets/sheet1.xml", |text| {
        let parts: Vec<&str> = text.split("</f><v>").collect();
        let (first, rest) = parts.split_first().unwrap();
        let rest = rest.iter().map(|part| format!("</f>{}", part.split_once("</v>").unwrap().1));
        std::iter::once((*first).to_owned()).chain(rest).collect()
    })
}

#[test]
fn formulas_that_were_not_computed_say_nothing() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    let mut rows = with_second(&["R-2", "25", "3", "=B3*C3→0"]);
    desk.put("ada.xlsx", uncomputed(&workbook(&[("Risks", &rows)])));
    desk.put("ben.xlsx", workbook(&[("Risks", &with_second(&["R-2", "20", "4", "=B3*C3→80"]))]));
    desk.merge(&["ada.xlsx", "ben.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2][..3], ["R-2", "25", "4"]);
    assert_eq!(desk.formula("out.xlsx", "Risks", "D2").as_deref(), Some("B2*C2"));
    // One in a new row has no value that could be merged, and that is said.
    rows.push(&["R-4", "5", "5", "=B5*C5→0"]);
    desk.put("ada.xlsx", uncomputed(&workbook(&[("Risks", &rows)])));
    desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[4], ["R-4", "5", "5"]);
    let said = desk.said("value/formula-error").concat();
    assert!(said.contains("B5*C5") && said.contains("ada.xlsx"), "{:?}", desk.found());
    // A base or a master that was not computed is no other than one that was.
    for name in ["base.xlsx", "master.xlsx"] {
        let computed = desk.get(name);
        desk.put(name, uncomputed(&computed));
        desk.put("ada.xlsx", workbook(&[("Risks", &with_second(&["R-2", "25", "3", "=B3*C3→75"]))]));
        desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
        assert_eq!(desk.rows("out.xlsx", "Risks")[2][1], "25", "{name}");
        assert_eq!(desk.formula("out.xlsx", "Risks", "D3").as_deref(), Some("B3*C3"), "{name}");
        desk.put(name, computed);
    }
}

#[test]
fn results_in_a_csv_are_typed_by_nobody() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    desk.put("ada.csv", "ID,Cost,Days,Total\nR-1,10,2,20\nR-2,21,3,63\nR-3,30,1,30\n");
    desk.merge(&["ada.csv"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2][..2], ["R-2", "21"]);
    assert_eq!(desk.formula("out.xlsx", "Risks", "D3").as_deref(), Some("B3*C3"));
    assert_eq!(desk.said("value/formula-replaced"), Vec::<String>::new());
}

#[test]
fn a_loss_is_said_in_every_way_and_never_written_over_the_master() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    let rows: Rows<'_> = &[
        &["ID", "Team", "Cost", "Days", "Total"],
        &["R-1", "Data", "10", "2", "=C2*D2→20"],
        &["R-2", "Data", "20", "3", "=C3*D3→60"],
        &["R-3", "Data", "30", "1", "=C4*D4→30"],
    ];
    desk.put("ada.xlsx", workbook(&[("Risks", rows)]));
    for more in [&["-q"][..], &["--format", "json"], &[]] {
        let done = desk.merge(&["ada.xlsx"], &[&["-o", "out.xlsx"], more].concat()).must(0);
        let said = "Only values were merged, because";
        assert!(done.err.contains(said) || done.out.contains(said), "{more:?}: {} {}", done.out, done.err);
        assert!(desk.said("file/not-carried").concat().contains(said), "{more:?}");
    }
    let before = desk.get("master.xlsx");
    let done = desk.merge(&["ada.xlsx"], &["-o", "master.xlsx"]).must(2);
    assert!(done.err.contains("name another file with -o"), "{}", done.err);
    assert_eq!(desk.get("master.xlsx"), before);
}

/// §8.48: where rows can't move, added ones come last and removed ones are left empty.
#[test]
fn added_rows_stand_at_the_end_and_removed_ones_are_empty_where_others_would_have_to_move() {
    let sums: Rows<'_> = &[&["Name", "Sum"], &["All", "=SUM(Risks!B2:B4)→60"]];
    let desk = Desk::of(&[("Risks", COSTS), ("Sums", sums)]);
    let added: Vec<&[&str]> = vec![COSTS[0], COSTS[1], &["R-9", "1", "1", "1"], COSTS[2], COSTS[3]];
    desk.put("ada.xlsx", workbook(&[("Risks", &added), ("Sums", sums)]));
    desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert!(desk.said("row/at-end").concat().contains("1 added row stands at the end"), "{:?}", desk.found());
    let ids = |file: &str| desk.rows(file, "Risks").iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(ids("out.xlsx"), ["ID", "R-1", "R-2", "R-3", "R-9"]);
    assert_eq!(desk.formula("out.xlsx", "Sums", "B2").as_deref(), Some("SUM(Risks!B2:B4)"));
    let removed: Vec<&[&str]> = vec![COSTS[0], COSTS[1], COSTS[3]];
    desk.put("ada.xlsx", workbook(&[("Risks", &removed), ("Sums", sums)]));
    desk.merge(&["ada.xlsx"], &["-o", "less.xlsx"]).must(0);
    assert!(desk.said("row/at-end").concat().contains("1 removed row is left empty"), "{:?}", desk.found());
    assert_eq!(desk.formula("less.xlsx", "Risks", "D4").as_deref(), Some("B4*C4"));
    assert_eq!(desk.formula("less.xlsx", "Risks", "D3"), None);
}

#[test]
fn formulas_never_speak_of_what_took_the_place_of_another() {
    let sums: Rows<'_> = &[&["Name", "Sum"], &["Cost of R-2", "=Risks!B3→20"]];
    let desk = Desk::of(&[("Risks", COSTS), ("Sums", sums)]);
    let rows: Vec<&[&str]> = vec![COSTS[0], COSTS[1], &["R-9", "7", "1", "=B3*C3→7"], COSTS[3]];
    desk.put("ada.xlsx", workbook(&[("Risks", &rows), ("Sums", sums)]));
    let done = desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]);
    assert!(done.err.contains("the formula in B2 speaks of a row that was removed (sheet Sums)"), "{}", done.err);
    assert_eq!(desk.rows("out.xlsx", "Sums")[1], ["Cost of R-2", "20"]);
    // A sum over the whole list means whatever is in it.
    let sums: Rows<'_> = &[&["Name", "Sum"], &["All", "=SUM(Risks!B2:B4)→60"]];
    let desk = Desk::of(&[("Risks", COSTS), ("Sums", sums)]);
    desk.put("ada.xlsx", workbook(&[("Risks", &rows), ("Sums", sums)]));
    let done = desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert!(!done.err.contains("Only values"), "{}", done.err);
    // Another column in the place of one that was left out.
    let other: Rows<'_> = &[
        &["ID", "Colour", "Days", "Total"],
        &["R-1", "red", "2", "20"],
        &["R-2", "blue", "3", "60"],
        &["R-3", "green", "1", "30"],
    ];
    desk.put("ada.xlsx", workbook(&[("Risks", other), ("Sums", sums)]));
    let done = desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]);
    assert!(done.err.contains("speaks of a column that was removed"), "{}", done.err);
}

#[test]
fn peoples_own_words_on_the_list_of_discrepancies_stay() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    desk.put("ada.xlsx", workbook(&[("Risks", &with_second(&["R-2", "21", "3", "=B3*C3→63"]))]));
    desk.put("ben.xlsx", workbook(&[("Risks", &with_second(&["R-2", "22", "3", "=B3*C3→66"]))]));
    let both = ["ada.xlsx", "ben.xlsx"];
    desk.merge(&both, &["-o", "out.xlsx"]).must(1);
    let titles = |name: &str| desk.read(name).sheets.iter().map(|s| s.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles("out.xlsx"), ["Risks", "Discrepancies"]);
    // As it is, it is written anew.
    desk.put("master.xlsx", desk.get("out.xlsx"));
    desk.merge(&both, &["-o", "again.xlsx"]).must(1);
    assert_eq!(titles("again.xlsx"), ["Risks", "Discrepancies"]);
    // With somebody's column it stays, and so does a sheet that only has its title.
    let list = desk.rows("out.xlsx", "Discrepancies");
    let mut lines: Vec<Vec<&str>> = list.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    lines[0].push("Decided");
    lines[1].push("Ada is right");
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    for (title, rows) in [("Discrepancies", lines.as_slice()), ("discrepancies", &[&["Topic"][..], &["Budget"]])] {
        desk.put("master.xlsx", workbook(&[("Risks", COSTS), (title, rows)]));
        desk.merge(&both, &["-o", "out.xlsx"]).must(1);
        assert_eq!(titles("out.xlsx"), ["Risks", title, "Discrepancies (2)"]);
        assert_eq!(desk.rows("out.xlsx", title).len(), rows.len());
        assert!(desk.rows("out.xlsx", "Discrepancies (2)").concat().iter().any(|t| t.contains("22")));
        desk.put("master.xlsx", desk.get("out.xlsx"));
        desk.merge(&both, &["-o", "again.xlsx"]).must(1);
        assert_eq!(titles("again.xlsx"), ["Risks", title, "Discrepancies (2)"], "again");
    }
}

/// §8.46: cells around a table are merged one by one.
#[test]
fn what_stands_above_the_titles_is_merged() {
    let titled = |status: &'static str| -> Vec<&'static [&'static str]> {
        let line: &'static [&'static str] =
            if status.is_empty() { &["Risk log"] } else { &["Status 9 April, reviewed"] };
        [&[line][..], COSTS].concat()
    };
    let desk = Desk::of(&[("Risks", &titled(""))]);
    desk.put("ada.xlsx", workbook(&[("Risks", &titled("new"))]));
    desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[0], ["Status 9 April, reviewed"]);
    assert_eq!(desk.formula("out.xlsx", "Risks", "D4").as_deref(), Some("B3*C3"), "as it was written");
}

#[test]
fn a_sheet_with_another_title_is_known_by_its_columns() {
    let teams: Rows<'_> = &[&["Team", "Lead"], &["Data", "Ada"]];
    let desk = Desk::of(&[("Risks", COSTS), ("Teams", teams)]);
    let rows = with_second(&["R-2", "21", "3", "=B3*C3→63"]);
    desk.put("ada.xlsx", workbook(&[("Risks of Ada", &rows), ("Teams", teams)]));
    desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2][1], "21");
    assert_eq!(desk.read("out.xlsx").sheets.len(), 2);
    assert!(desk.said("sheet/renamed").concat().contains("Risks of Ada in ada.xlsx"), "{:?}", desk.found());
    // Two that it could be are two new sheets.
    desk.put("ada.xlsx", workbook(&[("One", &rows), ("Two", &rows), ("Teams", teams)]));
    desk.merge(&["ada.xlsx"], &["-o", "out.xlsx"]).must(0);
    assert_eq!(desk.rows("out.xlsx", "Risks")[2][1], "20");
    assert_eq!(desk.read("out.xlsx").sheets.len(), 4);
}

#[test]
fn texts_of_a_csv_in_the_place_of_numbers_are_said() {
    let desk = Desk::of(&[("Risks", COSTS)]);
    desk.put("ada.csv", "ID,Cost,Days,Total\nR-1,10 k,2,20\nR-2,20 k,3,60\nR-3,30,1,30\n");
    desk.merge(&["ada.csv"], &["-o", "out.xlsx"]).must(0);
    let said = desk.said("value/type").concat();
    assert!(
        said.starts_with("2 texts stand in the column Cost of ada.csv") && said.contains("“10 k” for “10”"),
        "{said}"
    );
}
