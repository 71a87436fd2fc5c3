use super::*;
use crate::model::code::Code;
use crate::model::template::{Column, Kind, Sheet, SheetKind, Visibility};
use std::sync::Arc;

fn sheet(key: &str, columns: Vec<Column>) -> Arc<Sheet> {
    Arc::new(Sheet {
        workbook: "contacts".into(),
        key: key.into(),
        title: key.into(),
        kind: SheetKind::Table,
        id_prefix: "C-".into(),
        natural_key: vec![],
        visibility: Visibility::Shared,
        prepared_rows: 0,
        help: String::new(),
        columns,
        ..Sheet::new("", "", "")
    })
}

fn table(sheet: Arc<Sheet>, rows: Vec<Row>) -> Table {
    Table { sheet, file: "master.xlsx".into(), title: "T".into(), present: vec![], header: 0, rows }
}

fn people() -> People {
    let columns = vec![
        Column::new("id", "ID", Kind::Text),
        Column::new("name", "Name", Kind::Text),
        Column::new("email", "E-mail", Kind::Email),
    ];
    let contacts = [
        ("C-001", "Ada Park", "ada@acme.example"),
        ("C-002", "Søren Li", "soren@acme.example"),
        ("C-003", "Ben Cole", "ben@acme.example"),
        ("C-004", "Ben Cole", ""),
    ];
    let rows = contacts.map(|(id, name, email)| Row {
        id: Some(id.into()),
        values: [id, name, email].map(Value::text).into(),
        ..Row::default()
    });
    People::new(&table(sheet("contacts", columns), rows.into()))
}

#[test]
fn a_contact_is_known_by_name_mail_and_id() {
    let one = |name: &str| Resolved::One(name.into());
    let unknown = |nearest: &[&str]| Resolved::Unknown { nearest: nearest.iter().map(|n| (*n).to_owned()).collect() };
    for (typed, who) in [
        ("Ada Park", one("Ada Park")),
        ("  ada  PARK ", one("Ada Park")),
        ("ADA@acme.example", one("Ada Park")),
        ("mailto:ada@acme.example", one("Ada Park")),
        ("Ada P. <ada@acme.example>", one("Ada Park")),
        ("Ada Park <ada@home.example>", one("Ada Park")),
        ("Dr. Ada Park", one("Ada Park")),
        ("Prof. Dr. Park, Ada", one("Ada Park")),
        ("Ms Søren Li, PhD", one("Søren Li")),
        ("c1", one("Ada Park")),
        ("C-002", one("Søren Li")),
        ("ben@acme.example", one("ben@acme.example")),
        ("C-004", one("C-004")),
        ("Ben Cole", Resolved::Ambiguous(vec!["ben@acme.example".into(), "C-004".into()])),
        ("Park, Ada", one("Ada Park")),
        ("Ada Prak", unknown(&["Ada Park"])),
        ("Migration team", unknown(&[])),
        ("TBD", unknown(&[])),
    ] {
        assert_eq!(people().resolve(typed), who, "{typed:?}");
    }
}

#[test]
fn synonyms_become_names_and_nothing_else_changes() {
    let many = Column { many: true, ..Column::new("team", "Team", Kind::Person) };
    let columns = vec![Column::new("owner", "Owner", Kind::Person), many, Column::new("note", "Note", Kind::Text)];
    let set = |names: &[&str]| Value::set(names.iter().map(|n| (*n).to_owned()).collect());
    for (owner, team, owner_now, team_now, issues) in [
        ("c1", set(&["ada@acme.example", "Ada Park", "X Y"]), "Ada Park", set(&["Ada Park", "X Y"]), 2),
        ("Ada Park ", set(&["Søren Li"]), "Ada Park", set(&["Søren Li"]), 0),
        ("Ben Cole", Value::Empty, "Ben Cole", Value::Empty, 0),
        ("ben@acme.example", Value::Empty, "ben@acme.example", Value::Empty, 0),
        ("Ada Prak", Value::Unread("?".into()), "Ada Prak", Value::Unread("?".into()), 0),
    ] {
        let row = Row { values: vec![Value::text(owner), team, Value::text("c1")], ..Row::default() };
        let mut table = table(sheet("risks", columns.clone()), vec![row]);
        resolve_table(&mut table, &people(), None);
        let row = &table.rows[0];
        assert_eq!(row.values, [Value::text(owner_now), team_now, Value::text("c1")], "{owner}");
        assert_eq!(row.issues.len(), issues, "{owner}");
        assert!(
            row.issues.values().all(|d| d.code == Code::ValueCoerced && !d.refused && d.message.contains("Ada Park"))
        );
    }
}

const PERSONS: &str = include_str!("../../../../tests/values/persons.md");

/// The rows of the tables of a page that have so many cells, without headings.
fn table_rows(cells: usize) -> Vec<Vec<&'static str>> {
    let lines = PERSONS.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    let cut = |line: &'static str| line.trim_matches('|').split('|').map(|c| c.trim_matches(' ')).collect();
    lines.map(cut).filter(|row: &Vec<&str>| row.len() == cells && row[0] != "ID" && row[0] != "typed").collect()
}

fn contacts_of_the_table() -> People {
    let columns = vec![
        Column::new("id", "ID", Kind::Text),
        Column::new("name", "Name", Kind::Text),
        Column::new("email", "E-mail", Kind::Email),
    ];
    let row = |cells: Vec<&str>| Row {
        id: Some(cells[0].into()),
        values: cells.into_iter().map(Value::text).collect(),
        ..Row::default()
    };
    People::new(&table(sheet("contacts", columns), table_rows(3).into_iter().map(row).collect()))
}

/// What a cell of a copy is read as, and who is offered.
fn shown(people: &People, typed: &str, sender: Option<&str>) -> (String, String) {
    let columns = vec![Column::new("owner", "Owner", Kind::Person)];
    let row = Row { values: vec![Value::text(typed)], ..Row::default() };
    let mut table = table(sheet("risks", columns), vec![row]);
    resolve_table(&mut table, people, sender);
    let row = &table.rows[0];
    let now = row.values[0].to_string();
    match people.resolve(&now) {
        Resolved::One(_) => (format!("{now}{}", if row.issues.is_empty() { "" } else { " noted" }), String::new()),
        Resolved::Ambiguous(several) => (String::new(), several.join(", ")),
        Resolved::Unknown { nearest } => (String::new(), nearest.join(", ")),
    }
}

#[test]
fn persons_are_read_as_the_table_says() {
    let people = contacts_of_the_table();
    let rows = table_rows(4);
    assert!(rows.len() >= 60, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let typed = row[0].strip_prefix('`').and_then(|t| t.strip_suffix('`')).expect("typed is quoted");
        let found = shown(&people, typed, Some(row[1]).filter(|s| !s.is_empty()));
        if (found.0.as_str(), found.1.as_str()) != (row[2], row[3]) {
            wrong.push(format!(
                "| {} | {} | {} | {} |, and not {} | {}",
                row[0], row[1], found.0, found.1, row[2], row[3]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_comma_parts_persons_and_the_parts_of_a_name() {
    let people = contacts_of_the_table();
    let many = Column { many: true, ..Column::new("team", "Team", Kind::Person) };
    let read = |names: &[&str]| {
        let value = Value::set(names.iter().map(|n| (*n).to_owned()).collect());
        read_persons(value, &many, &people, None).members()
    };
    for (names, persons) in [
        (vec!["Hansen", "Dirk", "Li", "Søren"], vec!["Dirk Hansen", "Søren Li"]),
        (vec!["Dirk Hansen", "Søren Li"], vec!["Dirk Hansen", "Søren Li"]),
        (vec!["Dirk Hansen", "Li", "Søren"], vec!["Dirk Hansen", "Søren Li"]),
        (vec!["Hansen", "Søren Li"], vec!["Hansen", "Søren Li"]),
        (vec!["Vendor", "Dirk"], vec!["Vendor", "Dirk"]),
    ] {
        assert_eq!(read(&names), persons);
    }
}

#[test]
fn a_contact_with_a_title_is_known_without_it() {
    let columns = vec![Column::new("id", "ID", Kind::Text), Column::new("name", "Name", Kind::Text)];
    let rows = ["Dr. Lena Vogt", "Okoye, Ms. Marta", "Dr. Li"]
        .map(|name| Row { values: ["", name].map(Value::text).into(), ..Row::default() });
    let people = People::new(&table(sheet("contacts", columns), rows.into()));
    for (typed, who) in [
        ("Lena Vogt", Some("Dr. Lena Vogt")),
        ("Vogt, Lena", Some("Dr. Lena Vogt")),
        ("Mrs Lena Vogt", Some("Dr. Lena Vogt")),
        ("Marta Okoye", Some("Okoye, Ms. Marta")),
        ("Li", None),
        ("Dr. Dr.", None),
    ] {
        assert_eq!(people.name_of(typed).as_deref(), who, "{typed}");
    }
}
