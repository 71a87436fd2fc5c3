//! What is found in a workbook, wherever it stands by now, and what belongs to no table.

mod date_orders;
mod identity;
mod marks;
mod ours;

use super::identity::{Identity, copy_by_name, digest, fingerprint, identity};
use super::signature::{SIGNED, note, sign, without_feedback};
use super::{IngestContext, IngestedWorkbook, LeftoverKind, MarkKind, ingest, locate, missing_columns};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, GridRow, Note, Raw, RawCell, Workbook};
use crate::model::memory::{Memory, SentCopy};
use crate::model::place::At;
use crate::model::row_key;
use crate::model::sheet_names::{FEEDBACK_SHEET, IDENTITY_SHEET};
use crate::model::table::Table;
use crate::model::template::{Column, Kind, Owner, Sheet, Visibility};
use std::sync::Arc;

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.id_prefix = "R-".into();
    sheet.natural_key = vec!["title".into()];
    let mut area = Column::new("area", "Area", Kind::Text);
    area.aliases = vec!["Workstream".into()];
    let id = Column { owner: Owner::Tool, ..Column::new("id", "ID", Kind::Text) };
    sheet.columns =
        vec![id, Column::new("title", "Title", Kind::Text), area, Column::new("status", "Status", Kind::Text)];
    sheet
}

fn cell(text: &str) -> RawCell {
    RawCell { raw: Raw::Text(text.into()), ..RawCell::default() }
}

/// A sheet of the file: its rows by number, with their cells from the first column on; empty ones are left out.
fn grid(title: &str, rows: &[(u32, &[&str])]) -> Grid {
    let row = |(number, texts): &(u32, &[&str])| GridRow {
        number: *number,
        cells: (0..).zip(*texts).filter(|(_, t)| !t.is_empty()).map(|(at, t)| (at, cell(t))).collect(),
    };
    Grid { title: title.into(), rows: rows.iter().map(row).collect(), ..Grid::default() }
}

fn workbook(sheets: Vec<Grid>) -> Workbook {
    Workbook { sheets, ..Workbook::default() }
}

fn read_sheets(workbook: &Workbook, sheets: &[Arc<Sheet>]) -> IngestedWorkbook {
    let prefixes = sheets.iter().map(|s| (s.key.clone(), s.id_prefix.clone())).collect();
    ingest(workbook, IngestContext::new("a.xlsx", sheets, &prefixes))
}

fn read(grid: Grid) -> IngestedWorkbook {
    read_sheets(&workbook(vec![grid]), &[Arc::new(sheet())])
}

fn values(read: &IngestedWorkbook) -> Vec<Vec<String>> {
    read.tables[0].rows.iter().map(|r| r.values.iter().map(ToString::to_string).collect()).collect()
}

fn codes(read: &IngestedWorkbook) -> Vec<&Code> {
    read.findings.iter().map(|f| &f.code).collect()
}

fn leftovers(read: &IngestedWorkbook) -> Vec<(LeftoverKind, String, &str)> {
    read.leftovers.iter().map(|l| (l.kind, l.at.to_string(), l.text.as_str())).collect()
}

const TITLES: [&str; 4] = ["ID", "Title", "Area", "Status"];
const LATE: [&str; 4] = ["R-001", "Late data", "Network", "Open"];

#[test]
fn a_table_is_found_by_its_titles_wherever_they_stand() {
    for (titles, row, how) in [
        (vec!["ID", "Title", "Area", "Status"], vec!["R-001", "Late data", "Network", "Open"], "as sent"),
        (
            vec!["Status", "", "TITLE *", "id", " Area "],
            vec!["Open", "", "Late data", "R-001", "Network"],
            "moved and marked",
        ),
        (
            vec!["ID", "Title", "Workstream", "Status"],
            vec!["r1", "Late data", "Network", "Open"],
            "an alias, and an ID as typed",
        ),
    ] {
        for header in [0, 3, 40] {
            let found = read(grid("Risks", &[(header, &titles), (header + 1, &row)]));
            assert_eq!(values(&found), [LATE], "{how}, row {header}");
            assert_eq!(found.tables[0].rows[0].id.as_deref(), Some("R-001"), "{how}");
            assert_eq!(found.tables[0].header, header);
            assert!(found.findings.is_empty() && found.leftovers.is_empty(), "{how}: {found:?}");
        }
    }
}

#[test]
fn a_single_title_is_no_header_and_a_sheet_without_one_is_said() {
    let found = read(grid("Risks", &[(0, &["Title"]), (1, &["Late data"])]));
    assert!(found.tables.is_empty());
    assert_eq!(found.missing[0].finding.code, Code::SheetNoHeader);
    assert_eq!(leftovers(&found).len(), 2, "every cell is still said");
    let found = read(grid("Riskz", &[(0, &["nothing"])]));
    assert_eq!(found.missing[0].finding.code, Code::SheetMissing);
    assert!(
        found.missing[0].finding.message.contains("The nearest title is Riskz."),
        "{}",
        found.missing[0].finding.message
    );
}

#[test]
fn a_sheet_under_another_title_is_known_by_its_columns() {
    let found = read(grid("Tabelle1", &[(0, &TITLES), (1, &LATE)]));
    assert_eq!(values(&found), [LATE]);
    assert_eq!(codes(&found), [&Code::SheetRenamed]);
    // Fewer than three in five of its columns are too few.
    let mut wide = sheet();
    wide.columns.extend(["a", "b", "c"].map(|key| Column::new(key, key, Kind::Text)));
    let few = workbook(vec![grid("Tabelle1", &[(0, &["ID", "Title", "x"]), (1, &["R-001", "Late data", "y"])])]);
    assert!(read_sheets(&few, &[Arc::new(wide)]).tables.is_empty());
}

#[test]
fn a_sheet_that_is_titled_as_another_is_not_taken_for_it() {
    let issues = Sheet { key: "issues".into(), title: "Issues".into(), id_prefix: "I-".into(), ..sheet() };
    let both = [Arc::new(sheet()), Arc::new(issues)];
    let file = workbook(vec![grid("Issues", &[(0, &TITLES), (1, &["I-001", "x", "", ""])])]);
    let found = read_sheets(&file, &both);
    let keys: Vec<&str> = found.tables.iter().map(|t| t.sheet.key.as_str()).collect();
    assert_eq!(keys, ["issues"]);
    assert_eq!(found.missing[0].sheet, "risks");
}

const KEYS: [&str; 4] = ["risks.id", "risks.title", "risks.area", "risks.status"];

#[test]
fn a_renamed_column_is_known_by_its_hidden_key() {
    let found = read(grid("Risks", &[(0, &KEYS), (1, &["ID", "Title", "Where", "Status"]), (2, &LATE)]));
    assert_eq!(values(&found), [LATE]);
    assert_eq!(codes(&found), [&Code::ColumnRenamed]);
    assert!(found.findings[0].message.contains("Area now has the title Where"), "{}", found.findings[0].message);
    assert!(found.leftovers.is_empty(), "hidden keys are nobody's words");
    let untitled = read(grid("Risks", &[(0, &KEYS), (1, &["ID", "Title", "", "Status"]), (2, &LATE)]));
    assert_eq!(
        (values(&untitled), codes(&untitled)),
        (vec![LATE.map(str::to_owned).to_vec()], vec![&Code::ColumnRenamed])
    );
}

#[test]
fn hidden_keys_that_titles_contradict_do_not_count() {
    // Somebody moved the titles and left the keys behind: the title Where is no column then.
    let titles = ["Title", "ID", "Where", "Status"];
    let found = read(grid("Risks", &[(0, &KEYS), (1, &titles), (2, &["Late data", "R-001", "Network", "Open"])]));
    assert_eq!(values(&found), [["R-001", "Late data", "", "Open"]]);
    let unknown: Vec<(&str, &str)> = found.unknown.iter().map(|u| (u.title.as_str(), u.values[0].1.as_str())).collect();
    assert_eq!(unknown, [("Where", "Network")]);
}

#[test]
fn of_two_columns_with_one_title_the_first_is_read_and_the_other_kept() {
    let found = read(grid(
        "Risks",
        &[(0, &["ID", "Title", "Status", "Status"]), (1, &["R-001", "Late data", "Open", "Closed"])],
    ));
    assert_eq!(values(&found), [["R-001", "Late data", "", "Open"]]);
    assert_eq!(codes(&found), [&Code::ColumnAmbiguous]);
    assert_eq!(found.unknown[0].values, [(1, "Closed".to_owned())]);
}

#[test]
fn an_alias_takes_no_column_from_its_title() {
    let found = read(grid(
        "Risks",
        &[(0, &["ID", "Title", "Workstream", "Area"]), (1, &["R-001", "Late data", "old", "Network"])],
    ));
    assert_eq!(values(&found), [["R-001", "Late data", "Network", ""]]);
}

#[test]
fn a_column_that_no_template_knows_keeps_its_values() {
    let found = read(grid(
        "Risks",
        &[
            (0, &["ID", "Title", "Area", "Status", "Mood"]),
            (1, &["R-001", "Late data", "", "", "bad"]),
            (2, &["R-002", "x", "", "", ""]),
        ],
    ));
    let [mood] = &found.unknown[..] else { panic!("{:?}", found.unknown) };
    assert_eq!((mood.title.as_str(), mood.column), ("Mood", 4));
    assert_eq!(mood.values, [(1, "bad".to_owned())]);
}

#[test]
fn every_cell_outside_a_table_is_kept_with_its_reason() {
    let file = workbook(vec![
        grid(
            "Risks",
            &[
                (0, &["As of May"]),
                (2, &TITLES),
                (3, &LATE),
                (4, &["", "Second", "", "", "", "aside"]),
                (7, &["", "a remark"]),
            ],
        ),
        grid("Mine", &[(0, &["call Ben"])]),
        grid("_lists", &[(0, &["Open"])]),
    ]);
    let found = read_sheets(&file, &[Arc::new(sheet())]);
    assert_eq!(
        leftovers(&found),
        [
            (LeftoverKind::Above, "A1".into(), "As of May"),
            (LeftoverKind::Beside, "F5".into(), "aside"),
            (LeftoverKind::Outside, "B8".into(), "a remark"),
            (LeftoverKind::OtherSheet, "A1".into(), "call Ben"),
        ]
    );
    assert_eq!(values(&found).len(), 2, "a lone title directly below is a record, below a gap it is a remark");
}

#[test]
fn titles_that_stand_again_among_the_rows_are_no_record() {
    let found = read(grid("Risks", &[(0, &TITLES), (1, &LATE), (2, &TITLES), (3, &["R-002", "Next", "", ""])]));
    assert_eq!(values(&found).len(), 2);
    assert_eq!(leftovers(&found).len(), 4);
}

#[test]
fn a_record_may_be_called_as_its_column_is() {
    let found = read(grid("Risks", &[(0, &TITLES), (1, &LATE), (2, &["", "Title"])]));
    assert_eq!(values(&found)[1], ["", "Title", "", ""]);
}

#[test]
fn a_row_key_counts_only_as_it_was_made() {
    let sound = row_key::make(&["acme", "risks", "R-001"]);
    let titles = ["ID", "Title", "Area", "Status", "Row key"];
    for (key, kept) in [(sound.as_str(), Some(sound.clone())), ("R-001", None), ("0000000000001", None)] {
        let found = read(grid("Risks", &[(0, &titles), (1, &["R-001", "Late data", "", "", key])]));
        assert_eq!(found.tables[0].rows[0].row_key, kept.filter(|k| row_key::is_valid(k)), "{key}");
    }
    let prepared = read(grid("Risks", &[(0, &titles), (1, &["", "", "", "", &sound])]));
    assert!(prepared.tables[0].rows[0].row_key.is_some(), "an empty row is there by its key");
}

#[test]
fn missing_columns_are_one_finding_and_never_what_the_base_had_not_either() {
    let table = |titles: &[&str]| read(grid("Risks", &[(0, titles), (1, &["R-001", "x"])])).tables.remove(0);
    let mut hidden = sheet();
    hidden.columns[2].visibility = Visibility::Internal;
    let few = table(&["ID", "Title"]);
    let mut made = sheet();
    made.columns.push(Column::new("total", "Total", Kind::Computed));
    let whole = read_sheets(&workbook(vec![grid("Risks", &[(0, &TITLES), (1, &LATE)])]), &[Arc::new(made)]);
    assert_eq!(missing_columns(&whole.tables[0], None, true), None, "what the program makes is not missed");
    let reported = |base: Option<&Table>, whole| missing_columns(&few, base, whole).map(|f| (f.code, f.message));
    let (code, message) = reported(None, false).unwrap();
    assert_eq!(
        (code, message.as_str()),
        (Code::ColumnMissing, "The columns Area and Status are not in this sheet; nothing in them counts as emptied.")
    );
    assert_eq!(reported(Some(&few), false), None);
    let (_, message) = reported(Some(&table(&["ID", "Title", "Status"])), false).unwrap();
    assert!(message.starts_with("The column Status is not in this sheet"), "{message}");
    let internal = Table { sheet: Arc::new(hidden), ..few.clone() };
    let message = |whole| missing_columns(&internal, None, whole).unwrap().message;
    assert!(!message(false).contains("Area"), "internal ones are not missed in a copy");
    assert!(message(true).contains("Area"), "in the master they are");
}

#[test]
fn a_csv_is_the_sheet_that_its_name_or_its_ids_say() {
    let issues = Sheet { key: "issues".into(), title: "Issues".into(), id_prefix: "I-".into(), ..sheet() };
    let both = [Arc::new(sheet()), Arc::new(issues)];
    for (name, id, key) in [
        ("raid.ada-park.2026-11-22-issues", "", Some("issues")),
        ("raid.ada-park.2026-11-22-risks", "I-001", Some("risks")),
        ("export", "I-001", Some("issues")),
        ("export", "R-001", Some("risks")),
        ("export", "", None),
    ] {
        let file = Workbook {
            format: Format::Csv,
            ..workbook(vec![grid(name, &[(0, &TITLES), (1, &[id, "Late data", "x", "y"])])])
        };
        let found = read_sheets(&file, &both);
        assert_eq!(found.tables.first().map(|t| t.sheet.key.as_str()), key, "{name} {id}");
        assert!(found.findings.is_empty(), "a file's name is no sheet title");
    }
    let mut wide = sheet();
    wide.columns.extend(["a", "b", "c"].map(|key| Column::new(key, key, Kind::Text)));
    for (id, found) in [("R-001", 1), ("X-001", 0)] {
        let file = Workbook {
            format: Format::Csv,
            ..workbook(vec![grid("export", &[(0, &["ID", "Title", "x"]), (1, &[id, "Late data", "y"])])])
        };
        assert_eq!(read_sheets(&file, &[Arc::new(wide.clone())]).tables.len(), found, "few of its columns, and {id}");
    }
    let few =
        Workbook { format: Format::Csv, ..workbook(vec![grid("export", &[(0, &["Title", "x", "y"]), (1, &["a"])])]) };
    assert!(read_sheets(&few, &both).tables.is_empty());
}

#[test]
fn a_title_means_its_column_in_the_language_of_the_others() {
    use crate::model::language::Translation;
    let mut sheet = sheet();
    let word = |title: &str| Translation { title: Some(title.into()), ..Translation::default() };
    for (column, german, french) in [(1, "Titel", "Titre"), (2, "Bereich", "Secteur"), (3, "Stand", "Bereich")] {
        sheet.columns[column].words = [("de".to_owned(), word(german)), ("fr".to_owned(), word(french))].into();
    }
    // Bereich is the area in German, and here, to make it hard, the status in French.
    for (titles, language, area, status) in
        [(["ID", "Titel", "Bereich", "Stand"], "de", "x", "y"), (["ID", "Titre", "Bereich", "Secteur"], "fr", "y", "x")]
    {
        let found = locate(&grid("Risks", &[(0, &titles)]), &sheet).unwrap();
        assert_eq!(found.language.as_deref(), Some(language));
        let file = workbook(vec![grid("Risks", &[(0, &titles), (1, &["R-001", "Late", "x", "y"])])]);
        let read = read_sheets(&file, &[Arc::new(sheet.clone())]);
        assert_eq!(values(&read), [["R-001", "Late", area, status]], "{language}");
    }
}

#[test]
fn a_plain_number_in_a_csv_is_read_without_a_word_and_another_is_noted() {
    let mut counted = sheet();
    counted.columns[3].kind = Kind::Decimal;
    for (typed, read, noted) in
        [("7", "7", false), ("-7.5", "-7.5", false), ("7,5", "7.5", true), ("1 000", "1000", true)]
    {
        let rows: [(u32, &[&str]); 2] = [(0, &TITLES), (1, &["R-001", "Late data", "", typed])];
        let file = Workbook { format: Format::Csv, ..workbook(vec![grid("Risks", &rows)]) };
        let found = read_sheets(&file, &[Arc::new(counted.clone())]);
        let row = &found.tables[0].rows[0];
        assert_eq!((row.values[3].to_string().as_str(), !row.issues.is_empty()), (read, noted), "{typed}");
    }
}

#[test]
fn dates_typed_in_two_ways_in_one_column_are_said_once() {
    let mut days = sheet();
    days.columns[3].kind = Kind::Date;
    let rows: [(u32, &[&str]); 4] = [
        (0, &TITLES),
        (1, &["", "a", "x", "31.01.2027"]),
        (2, &["", "b", "x", "01/31/2027"]),
        (3, &["", "c", "x", "30.01.2027"]),
    ];
    let read = read_sheets(&workbook(vec![grid("Risks", &rows)]), &[Arc::new(days)]);
    let reported: Vec<&Finding> = read.findings.iter().filter(|f| f.code == Code::ValueDateForms).collect();
    assert_eq!(reported.len(), 1);
    assert!(reported[0].message.contains("D2") && reported[0].message.contains("D3"), "{}", reported[0].message);
}
