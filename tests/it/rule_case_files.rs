//! Cases of rules as people write them: `fixtures/rules/WORKBOOK.md`, read into tables that can be checked.

use jiff::civil::{Date, date};
use prekick::model::calendar::Freeze;
use prekick::model::engagement::Engagement;
use prekick::model::finding::Finding;
use prekick::model::keys::SheetKey;
use prekick::model::stage::Stage;
use prekick::model::table::{Row, Table};
use prekick::model::template::Sheet;
use prekick::model::value::Value;
use prekick::steps::validate::check::check_tables;
use prekick::steps::validate::compute::computed_value;
use prekick::steps::validate::people::People;
use prekick::steps::values::parse_typed;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The day on which cases are judged.
pub const TODAY: Date = date(2026, 11, 22);

/// A section: the cases of one rule.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// File and heading, for messages.
    pub name: String,
    /// Key of the sheet.
    pub sheet: String,
    /// The rule's code.
    pub code: String,
    /// The worlds that are judged.
    pub cases: Vec<Case>,
    /// The message of the first case that breaks it.
    pub says: Option<String>,
}

/// One world and what is expected of its records.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Records by sheet: cells by column key. Of the rule's own sheet with what is expected.
    pub records: Vec<(String, Vec<Cells>)>,
    /// `breaks`, `keeps` or `-`, for each record of the rule's own sheet.
    pub expect: Vec<String>,
    /// Thresholds and days that are other than usual.
    pub settings: Vec<(String, String)>,
}

type Cells = Vec<(String, String)>;

/// All sections of all files.
pub fn sections() -> Vec<Section> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "md"));
    files.sort();
    files
        .iter()
        .flat_map(|f| read(&f.file_stem().unwrap().to_string_lossy(), &std::fs::read_to_string(f).unwrap()))
        .collect()
}

fn read(file: &str, text: &str) -> Vec<Section> {
    let workbook = text.lines().find_map(|l| l.strip_prefix("# ")).unwrap_or(file).trim();
    let parts = text.split("\n## ").skip(1);
    parts.map(|part| section(file, workbook, part)).collect()
}

fn section(file: &str, workbook: &str, text: &str) -> Section {
    let (heading, body) = text.split_once('\n').unwrap_or((text, ""));
    let (sheet, rule) = heading.trim().split_once(": ").unwrap_or_else(|| panic!("{file}: heading {heading}"));
    let mut section = Section {
        name: format!("{file}.md, {heading}"),
        sheet: sheet.trim().to_owned(),
        code: format!("rule/{workbook}-{}", rule.trim()),
        ..Section::default()
    };
    let mut given: Option<String> = None;
    let mut others: Vec<(String, Vec<Cells>)> = Vec::new();
    let mut settings = Vec::new();
    let mut own: Vec<Cells> = Vec::new();
    for block in blocks(body) {
        match block {
            Block::Line(line) => {
                if let Some(said) = line.strip_prefix("says:") {
                    section.says = Some(said.trim().to_owned());
                }
                given = line.strip_prefix("given ").map(|g| g.trim().trim_end_matches(':').to_owned());
            }
            Block::Table(rows) => match given.take().as_deref() {
                Some("settings") => settings.extend(rows.into_iter().map(|r| (cell(&r, "name"), cell(&r, "value")))),
                Some(other) => others.push((other.to_owned(), rows)),
                None => own.extend(rows),
            },
        }
    }
    let mut names: Vec<String> = Vec::new();
    for (n, row) in own.iter_mut().enumerate() {
        if row.iter().all(|(k, _)| k != "case") {
            row.push(("case".into(), format!("#{}", n + 1)));
        }
        let name = cell(row, "case");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |rows: &[Cells], name: &str| -> Vec<Cells> {
        rows.iter().filter(|r| r.iter().all(|(k, v)| k != "case" || v == name)).cloned().collect()
    };
    for name in names {
        let rows = of(&own, &name);
        let expect = rows.iter().map(|r| cell(r, "expect")).collect();
        let mut records: Vec<(String, Vec<Cells>)> = vec![(section.sheet.clone(), rows)];
        for (sheet, rows) in &others {
            let rows = of(rows, &name);
            match records.iter_mut().find(|(s, _)| s == sheet) {
                Some((_, there)) => there.extend(rows),
                None => records.push((sheet.clone(), rows)),
            }
        }
        section.cases.push(Case { name, records, expect, settings: settings.clone() });
    }
    section
}

enum Block {
    Line(String),
    Table(Vec<Cells>),
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if !line.starts_with('|') {
            if !line.is_empty() {
                out.push(Block::Line(line.to_owned()));
            }
            continue;
        }
        let titles = cells(line);
        let mut rows = Vec::new();
        while let Some(row) = lines.next_if(|l| l.trim().starts_with('|')) {
            let row = cells(row.trim());
            if row.iter().all(|c| !c.is_empty() && c.chars().all(|x| x == '-' || x == ':'))
                && row.len() > 1
                && rows.is_empty()
            {
                continue;
            }
            rows.push(titles.iter().cloned().zip(row).collect());
        }
        out.push(Block::Table(rows));
    }
    out
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|');
    let inner = if line.ends_with('|') && line.len() > 1 { &line[1..line.len() - 1] } else { inner };
    inner.split('|').map(|c| c.trim().replace("<br>", "\n")).collect()
}

fn cell(row: &Cells, key: &str) -> String {
    row.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()).unwrap_or_default()
}

/// `2027-12-15 to 2028-01-05`.
fn freeze(text: &str) -> Freeze {
    let (from, to) = text.split_once(" to ").unwrap();
    Freeze { name: String::new(), from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// The engagement of a case.
pub fn engagement(case: &Case) -> Engagement {
    let mut engagement = Engagement::new("test", "Test", "Acme", Some(date(2027, 1, 11)), Some(date(2027, 12, 17)));
    engagement.kickoff = engagement.start;
    engagement.stage = Stage::Baseline;
    let mut json = serde_json::to_value(&engagement.thresholds).unwrap();
    for (name, value) in &case.settings {
        let day = || value.parse::<Date>().ok();
        match name.as_str() {
            "engagement.start" => engagement.start = day(),
            "engagement.end" => engagement.end = day(),
            "engagement.kickoff" => engagement.kickoff = day(),
            "calendar.holidays" => engagement.calendar.holidays = vec![day().unwrap()],
            "calendar.freeze" => engagement.calendar.freezes = vec![freeze(value)],
            "engagement.stage" => engagement.stage = serde_json::from_value(value.as_str().into()).unwrap(),
            name => {
                let key = name.replace('_', "-");
                assert!(json.get(&key).is_some(), "there is no setting {name}");
                json[key] = serde_json::from_str(value).unwrap_or_else(|_| value.split(", ").collect());
            }
        }
    }
    engagement.thresholds = serde_json::from_value(json).unwrap();
    engagement
}

/// The tables of a case: one for every sheet.
pub fn tables(sheets: &[Arc<Sheet>], section: &Section, case: &Case) -> Vec<Table> {
    let sheets = || sheets.iter();
    let prefixes: BTreeMap<SheetKey, String> = sheets().map(|s| (s.key.clone(), s.id_prefix.clone())).collect();
    for (key, _) in &case.records {
        assert!(sheets().any(|s| s.key == **key), "{}: there is no sheet {key}", section.name);
    }
    let roles: Vec<(String, String)> = roles(case, prefixes.get("roles").map(String::as_str).unwrap_or_default());
    sheets()
        .map(|sheet| {
            let sheet = if sheet.across().is_some() { Arc::new(sheet.with_across(&roles)) } else { Arc::clone(sheet) };
            let rows = case
                .records
                .iter()
                .find(|(k, _)| sheet.key == k.as_str())
                .map(|(_, r)| r.as_slice())
                .unwrap_or_default();
            table(sheet, rows, &prefixes, &section.name)
        })
        .collect()
}

/// The roles of a case, with the IDs that they get.
fn roles(case: &Case, prefix: &str) -> Vec<(String, String)> {
    let rows = case.records.iter().find(|(k, _)| k == "roles").map(|(_, r)| r.as_slice()).unwrap_or_default();
    let id = |n: usize, row: &Cells| match cell(row, "id") {
        id if id.is_empty() => format!("{prefix}{:03}", n + 1),
        id => id,
    };
    rows.iter().enumerate().map(|(n, row)| (id(n, row), cell(row, "title"))).collect()
}

fn table(sheet: Arc<Sheet>, rows: &[Cells], prefixes: &BTreeMap<SheetKey, String>, name: &str) -> Table {
    let known = |title: &str| {
        ["case", "expect"].contains(&title)
            || sheet.columns.iter().any(|c| c.key == title || c.role().is_some() && c.title == title)
    };
    let mut out = Vec::new();
    for (n, cells) in rows.iter().enumerate() {
        for (title, _) in cells {
            assert!(known(title), "{name}: there is no column {title} in {}", sheet.key);
        }
        let mut id = cell(cells, "id");
        if id.is_empty() {
            id = format!("{}{:03}", sheet.id_prefix, n + 1);
        }
        let mut values: Vec<Value> = sheet
            .columns
            .iter()
            .map(|column| {
                if column.is_id() {
                    return Value::text(id.clone());
                }
                let by_key = cell(cells, column.key.as_str());
                let typed = if column.role().is_some() { cell(cells, &column.title) } else { by_key };
                let (value, trouble) = parse_typed(&typed, column, prefixes);
                let refused = trouble.filter(|t| t.refused).map(|t| t.message);
                assert!(refused.is_none(), "{name}: {} {typed:?}: {}", column.key, refused.unwrap_or_default());
                value
            })
            .collect();
        for (i, column) in sheet.columns.iter().enumerate().filter(|(_, c)| c.computed.is_some()) {
            let given = cell(cells, column.key.as_str());
            // The standing of an approval is the memory's, so a case may say it.
            values[i] = if given.is_empty() { computed_value(&sheet, &values, column) } else { Value::text(given) };
        }
        out.push(Row { number: n as u32 + 4, id: Some(id), values, ..Row::default() });
    }
    let present = (0..sheet.columns.len()).map(|i| u16::try_from(i).ok()).collect();
    let title = sheet.title.clone();
    Table { sheet, file: "cases.xlsx".into(), title, present, header: 3, rows: out }
}

/// What the checks find in a case.
pub fn findings(sheets: &[Arc<Sheet>], section: &Section, case: &Case) -> Vec<Finding> {
    let tables = tables(sheets, section, case);
    let all: Vec<&Table> = tables.iter().collect();
    let people = all.iter().find(|t| t.sheet.key == "contacts").map(|t| People::new(t)).unwrap_or_default();
    check_tables(&all, &people, TODAY, &engagement(case), "cases.xlsx")
}
