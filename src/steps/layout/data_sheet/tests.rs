//! How a data sheet stands on its page: what is locked, offered, lit up and hidden.

use super::sheet_page;
use crate::model::code::RuleCode;
use crate::model::condition::{Comparison, Expr};
use crate::model::engagement::Engagement;
use crate::model::keys::FieldKey;
use crate::model::language::Language;
use crate::model::page::{Allow, CellBlock, Content, Page, PageCell, Role};
use crate::model::severity::Severity;
use crate::model::template::{Choice, Column, Computed, Kind, Owner, Required, Rule, Sheet, SheetKind};
use crate::model::value::Value;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::layout::{ContentRow, SheetContent};
use rust_decimal::Decimal;

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.natural_key = vec!["title".into()];
    sheet.help = "One line for each risk.".into();
    let column = |key: &str, kind| Column::new(key, key.to_uppercase(), kind);
    sheet.columns = vec![
        Column { owner: Owner::Tool, ..column("id", Kind::Text) },
        Column { required: Required::Always, max_length: Some(80), ..column("title", Kind::Text) },
        column("status", Kind::Choice),
        column("cost", Kind::Integer),
        column("share", Kind::Percent),
        Column {
            owner: Owner::Tool,
            computed: Some(Computed::Product(vec!["cost".into(), "share".into()])),
            ..column("total", Kind::Computed)
        },
        column("owner", Kind::Person),
    ];
    sheet.columns[2].choices = ["Open", "Closed"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    sheet.columns[3].min = Some(Decimal::ONE);
    sheet.columns[3].max = Some(Decimal::TEN);
    sheet
}

/// The page of one record and two prepared rows, in which only the status is locked.
fn page_of(sheet: &Sheet) -> (Page, Lists) {
    page_for(sheet, false)
}

fn page_for(sheet: &Sheet, for_recipient: bool) -> (Page, Lists) {
    page_with(sheet, for_recipient, vec!["key-8".into(), String::new()])
}

fn page_with(sheet: &Sheet, for_recipient: bool, prepared: Vec<String>) -> (Page, Lists) {
    let engagement = Engagement::new("e-1", "Acme migration", "Acme", None, None);
    let values = vec![
        Value::text("R-001"),
        Value::text("Late"),
        Value::text("Open"),
        Value::Number(5.into()),
        Value::Number(80.into()),
        Value::Number(400.into()),
        Value::Empty,
    ];
    let row = ContentRow { row_key: "key-1".into(), values, fills: vec![(1, 0xFF_0000)], ..ContentRow::default() };
    let own = [("Mine".to_owned(), vec![Some("call Ben".to_owned())])];
    let mut lists = Lists::default();
    let content = SheetContent {
        sheet,
        subtitle: "Acme migration",
        rows: vec![row],
        prepared,
        open: &|c| !c.is_tool() && c.key != "status",
        for_recipient,
        people: &["Ada Park".into()],
        references: &|_| Vec::new(),
        own: &own,
        protect: true,
        holders: &[],
        engagement: &engagement,
        language: &Language::english(),
    };
    (sheet_page(&content, &mut lists), lists)
}

fn cell(page: &Page, row: usize, column: u16) -> &PageCell {
    &page.lines[row].cells.iter().find(|(c, _)| *c == column).unwrap().1
}

fn texts(page: &Page, row: usize) -> Vec<String> {
    let text = |c: &PageCell| match &c.content {
        Content::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    page.lines[row].cells.iter().map(|(_, c)| text(c)).collect()
}

#[test]
fn a_sheet_has_its_title_its_help_the_hidden_keys_and_the_header() {
    let (page, _) = page_of(&sheet());
    assert_eq!(texts(&page, 0), ["Risks · Acme migration"]);
    assert_eq!(texts(&page, 1), ["One line for each risk."]);
    assert!(page.lines[2].hidden, "column keys are the program's own");
    assert_eq!(texts(&page, 2)[..2], ["risks.id", "risks.title"]);
    assert_eq!(texts(&page, 3), ["ID", "TITLE", "STATUS", "COST", "SHARE", "TOTAL", "OWNER", "Mine", "Row key"]);
    let roles: Vec<Role> = page.lines[3].cells.iter().take(2).map(|(_, c)| c.role).collect();
    assert_eq!(roles, [Role::Header, Role::HeaderRequired]);
}

#[test]
fn the_row_key_is_the_last_column_hidden_and_unlocked() {
    let (page, _) = page_of(&sheet());
    let hidden: Vec<usize> = page.columns.iter().enumerate().filter(|(_, c)| c.hidden).map(|(i, _)| i).collect();
    assert_eq!(hidden, [8]);
    assert_eq!(cell(&page, 4, 8).content, Content::Text("key-1".into()));
    assert!(cell(&page, 4, 8).unlocked, "or Excel would refuse to sort");
    assert_eq!(cell(&page, 5, 8).content, Content::Text("key-8".into()), "a prepared row has one, too");
    assert!(!page.lines[6].cells.iter().any(|(c, _)| *c == 8), "and one without has none");
}

#[test]
fn only_what_the_reader_may_fill_in_is_unlocked() {
    let (page, _) = page_of(&sheet());
    let open: Vec<u16> = page.lines[4].cells.iter().filter(|(_, c)| c.unlocked).map(|(c, _)| *c).collect();
    assert_eq!(open, [1, 3, 4, 6, 7, 8], "also columns of their own");
    assert_eq!((cell(&page, 4, 2).role, cell(&page, 4, 1).role), (Role::Locked, Role::Entry));
    assert_eq!(cell(&page, 4, 1).fill, Some(0xFF_0000), "with the fill that somebody gave it");
}

#[test]
fn values_stand_as_excel_counts_with_them() {
    let (page, _) = page_of(&sheet());
    assert_eq!(cell(&page, 4, 3).content, Content::Number(5.into()));
    assert_eq!(cell(&page, 4, 4).content, Content::Percent(80.into()));
    assert_eq!(cell(&page, 4, 6).content, Content::Blank);
    assert_eq!(cell(&page, 4, 7).content, Content::Text("call Ben".into()));
    let Content::Formula { formula, result } = &cell(&page, 4, 5).content else { panic!("{:?}", cell(&page, 4, 5)) };
    assert!(formula.contains("D5") && formula.contains("E5"), "{formula}");
    assert_eq!(**result, Content::Number(400.into()));
}

#[test]
fn a_column_offers_what_it_takes_over_all_its_rows() {
    let (page, lists) = page_of(&sheet());
    let taken = |column: u16| page.validations.iter().find(|v| v.block.first.column == column);
    assert_eq!(taken(0), None, "nobody fills in the ID");
    assert_eq!(taken(1).map(|v| &v.allow), Some(&Allow::Length(80)));
    let list = taken(2).unwrap();
    assert_eq!(
        (&list.allow, list.lenient, list.block),
        (&Allow::List("='_lists'!$A$2:$A$3".into()), false, CellBlock::new(4, 2, 6, 2))
    );
    assert_eq!(taken(3).map(|v| &v.allow), Some(&Allow::Integer(1, 10)));
    let people = taken(6).unwrap();
    assert!(people.lenient, "somebody may be no contact yet");
    let titles: Vec<&str> = lists.all().map(|(title, _)| title).collect();
    assert_eq!(titles, ["STATUS", "OWNER"]);
}

#[test]
fn a_required_cell_lights_up_while_its_row_holds_anything_else() {
    let (page, _) = page_of(&sheet());
    let formulas: Vec<(&str, u16)> =
        page.highlights.iter().map(|h| (h.formula.as_str(), h.block.first.column)).collect();
    assert_eq!(formulas, [("AND(B5=\"\",OR($C5<>\"\",$D5<>\"\",$E5<>\"\",$G5<>\"\"))", 1)]);
}

#[test]
fn in_a_copy_an_empty_cell_of_a_new_row_lights_up_only_where_it_identifies_the_row() {
    let mut sheet = sheet();
    for column in 2..=3 {
        sheet.columns[column].required = Required::Always;
    }
    let formulas = |for_recipient| {
        let (page, _) = page_for(&sheet, for_recipient);
        page.highlights.iter().map(|h| (h.formula.clone(), h.block.first.column)).collect::<Vec<_>>()
    };
    let title = ("AND(B5=\"\",OR($C5<>\"\",$D5<>\"\",$E5<>\"\",$G5<>\"\"))".to_owned(), 1);
    let cost = |known: &str| (format!("AND(D5=\"\"{known},OR($B5<>\"\",$C5<>\"\",$E5<>\"\",$G5<>\"\"))"), 3);
    assert_eq!(formulas(true), [title.clone(), cost(",$A5<>\"\"")], "a row without an ID is new; the status is locked");
    assert_eq!(formulas(false), [title, cost("")]);
}

fn rule(severity: Severity, field: Option<&str>) -> Rule {
    Rule {
        code: RuleCode::new("raid", "x"),
        severity,
        whole_sheet: false,
        when: None,
        check: Expr::Compare(Comparison::More, Box::new(Expr::Field("cost".into())), Box::new(Expr::Number(3.into()))),
        field: field.map(FieldKey::from),
        message: Vec::new(),
        help: "Type more.".into(),
        blocks_baseline: false,
        source: (None, String::new()),
    }
}

#[test]
fn in_a_copy_a_rule_lights_up_no_cell_that_its_reader_cannot_fill_in() {
    let mut sheet = sheet();
    sheet.rules = ["cost", "status", "total"].map(|field| rule(Severity::Error, Some(field))).to_vec();
    let lit = |for_recipient| {
        let (page, _) = page_for(&sheet, for_recipient);
        page.highlights.iter().skip(1).map(|h| (h.block.first.column, h.formula.clone())).collect::<Vec<_>>()
    };
    let formula = |known: &str| format!("AND(TRIM($B5)<>\"\",{known}IF(ISNUMBER($D5),NOT($D5>3),FALSE))");
    assert_eq!(lit(true), [(3, formula("OR($A5<>\"\",$D5<>\"\"),"))], "status is locked, and the total computed");
    assert_eq!(lit(false), [(3, formula("")), (2, formula("")), (5, formula(""))]);
}

#[test]
fn what_breaks_a_rule_lights_up_by_its_severity() {
    let mut sheet = sheet();
    sheet.rules =
        vec![rule(Severity::Error, Some("cost")), rule(Severity::Warning, None), rule(Severity::Info, Some("cost"))];
    let (page, _) = page_of(&sheet);
    let lit: Vec<(u16, Role)> = page.highlights.iter().skip(1).map(|h| (h.block.first.column, h.role)).collect();
    assert_eq!(lit, [(3, Role::Error), (1, Role::Warning)], "its own column, else what names the record; info none");
    assert_eq!(page.highlights[1].formula, "AND(TRIM($B5)<>\"\",IF(ISNUMBER($D5),NOT($D5>3),FALSE))");
    let prompt = page.validations.iter().find(|v| v.block.first.column == 3).and_then(|v| v.prompt.as_ref()).unwrap();
    assert!(prompt.1.contains("If it lights up: Type more."), "{}", prompt.1);
}

#[test]
fn traffic_lights_and_bands_show_what_they_say() {
    let mut sheet = sheet();
    sheet.columns[2].choices =
        ["Red", "Amber", "Green"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    let bands =
        [(1, "Low"), (5, "Medium"), (9, "High")].map(|(n, label)| (Decimal::from(n), label.to_owned())).to_vec();
    sheet.columns[5].computed = Some(Computed::Band { of: "cost".into(), bands });
    let (page, _) = page_of(&sheet);
    let lit: Vec<(&str, Role)> = page.highlights.iter().skip(1).map(|h| (h.formula.as_str(), h.role)).collect();
    assert_eq!(
        lit,
        [
            ("C5=\"Red\"", Role::Error),
            ("C5=\"Amber\"", Role::Warning),
            ("C5=\"Green\"", Role::Good),
            ("F5=\"High\"", Role::Error),
            ("F5=\"Medium\"", Role::Warning),
        ]
    );
}

#[test]
fn the_filter_holds_all_rows_and_the_name_stays_in_sight() {
    let (page, _) = page_of(&sheet());
    assert_eq!(page.filter, Some(CellBlock::new(3, 0, 6, 7)), "not the hidden key");
    assert_eq!((page.freeze, page.repeat, page.protect), (Some((4, 2)), Some((3, 3)), true));
}

#[test]
fn what_is_filled_in_is_printed_with_five_empty_rows_at_most() {
    for (prepared, last_row) in [(0, 4), (2, 6), (9, 9)] {
        let (page, _) = page_with(&sheet(), false, vec![String::new(); prepared]);
        assert_eq!(page.printed, Some(CellBlock::new(0, 0, last_row, 7)), "{prepared} prepared rows");
    }
}

#[test]
fn the_letters_of_a_matrix_are_coloured_in_the_columns_of_its_roles_alone() {
    let mut matrix = sheet();
    let letters = ["R", "A"].map(|l| Choice { label: l.into(), synonyms: Vec::new() }).to_vec();
    matrix.kind = SheetKind::Matrix { across: "roles".into(), letters };
    matrix.columns.push(Column::new("role:RO-001", "Engagement Manager", Kind::Choices));
    let (page, _) = page_of(&matrix);
    let letters = page.highlights.iter().filter(|h| h.formula.contains("SEARCH"));
    let looks: Vec<(u16, u16, Role)> = letters.map(|h| (h.block.first.column, h.block.last.column, h.role)).collect();
    assert_eq!(looks, [(7, 7, Role::Title), (7, 7, Role::Good)], "A stands out before R");
}
