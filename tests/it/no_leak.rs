//! §3.3: what is internal never leaves. A word is planted in every internal column and row of every sheet; then it is
//! in no part and no byte of any copy.

use crate::desk::Desk;
use prekick::edges::templates;
use prekick::model::grid::{Grid, GridRow, Raw, RawCell};
use prekick::model::template::{Kind, Sheet, Visibility};
use std::io::Read;

const WORD: &str = "Quagga";
const NUMBER: f64 = 918_273.0;

/// What is planted in an internal column: the word, or a number or date that stands nowhere else.
fn planted(kind: Kind) -> Raw {
    match kind {
        Kind::Integer | Kind::Decimal | Kind::Money | Kind::Percent => Raw::Number(NUMBER),
        Kind::Date => Raw::Date(jiff::civil::datetime(2031, 7, 13, 0, 0, 0, 0)),
        _ => Raw::Text(format!("{WORD} {kind:?}")),
    }
}

/// Fills a row of a master sheet: internal columns are planted; in an internal row every column is.
fn plant(desk: &Desk, sheet: &Sheet, row_is_internal: bool) {
    desk.edit_master(|b| {
        let mut grid = b.sheet(&sheet.title);
        let row = grid.records().last().map_or(grid.header + 1, |r| r + 1);
        for column in &sheet.columns {
            if column.computed.is_some() || column.key == "visibility" {
                continue;
            }
            let secret = row_is_internal || column.visibility == Visibility::Internal || column.commercial;
            let at = grid.column(&column.title);
            if column.is_id() {
                continue;
            }
            if secret {
                grid.put(row, at, planted(column.kind));
            } else if sheet.natural_key.contains(&column.key) {
                grid.put(row, at, Raw::Text(format!("Shown in {}", sheet.title)));
            }
        }
        if let Some(side) = sheet.column("visibility").filter(|_| row_is_internal) {
            let at = grid.column(&side.title);
            grid.put(row, at, Raw::Text("Internal".into()));
        }
    });
}

/// Every part of a package, unpacked, and the package itself.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = vec![("the bytes".to_owned(), bytes.to_vec())];
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).unwrap();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        out.push((part.name().unwrap().to_string(), text));
    }
    out
}

/// The same of a mail as well: what it says, and the parts of what it carries.
fn parts_of_any(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    if bytes.starts_with(b"PK") {
        return parts(bytes);
    }
    if bytes.starts_with(b"BEGIN:") {
        return vec![("the entries".to_owned(), String::from_utf8_lossy(bytes).replace("\r\n ", "").into_bytes())];
    }
    let mail = mail_parser::MessageParser::default().parse(bytes).unwrap();
    let mut out = vec![("the mail".to_owned(), bytes.to_vec())];
    out.push(("its subject".to_owned(), mail.subject().unwrap_or_default().into()));
    out.extend(mail.body_text(0).map(|text| ("its text".to_owned(), text.as_bytes().to_vec())));
    out.extend(mail.attachments().flat_map(|file| parts_of_any(file.contents())));
    out
}

#[track_caller]
fn clean(desk: &Desk, words: &[&str]) {
    clean_in(desk, "outbox", words);
}

#[track_caller]
fn clean_in(desk: &Desk, folder: &str, words: &[&str]) {
    let copies = desk.files(&[folder]);
    assert!(copies.len() > 4, "{:?}", copies.keys());
    for (name, bytes) in &copies {
        assert!(!name.to_lowercase().contains(&WORD.to_lowercase()), "{name}");
        for (part, bytes) in parts_of_any(bytes) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            let wide: Vec<u8> = WORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(!bytes.windows(wide.len()).any(|w| w == wide), "{name}, {part}");
            for word in words {
                let at = text.find(&word.to_lowercase());
                let near = at.map(|at| text[at.saturating_sub(80)..].chars().take(160).collect::<String>());
                assert!(at.is_none(), "{word} is in {name}, {part}: {near:?}");
            }
        }
    }
}

/// The agenda of a meeting whose attendees may see what is shared.
#[track_caller]
fn no_agenda_leaks(desk: &Desk) {
    for form in ["md", "html", "json"] {
        let path = desk.path(&format!("agenda.{form}"));
        desk.run(&["agenda", "Shown in Meetings", "-o", path.to_str().unwrap()]).must(0);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("Shown in Decision log"), "{text}");
        for word in [WORD, "918273", "47677", "2031-07-13"] {
            assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{word}: {text}");
        }
    }
}

#[test]
fn a_planted_word_is_in_no_byte_of_any_copy() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let templates = templates::load(&[]).unwrap();
    let mut internal_columns = 0;
    for sheet in templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()) {
        internal_columns += sheet.columns.iter().filter(|c| c.visibility == Visibility::Internal).count();
        plant(&desk, sheet, sheet.visibility == Visibility::Internal);
        if sheet.column("visibility").is_some() {
            plant(&desk, sheet, true);
        }
    }
    assert!(internal_columns > 20, "{internal_columns}");
    desk.edit_master(|b| {
        // A shared record that names what is internal, and what people keep beside the tables.
        let mut risks = b.sheet("Risks");
        let row = risks.add(&crate::desk::risk("Shown with an owner nobody may know", "Its description"));
        let owner = risks.column("Owner");
        risks.put(row, owner, planted(Kind::Text));
        let last = risks.grid.rows.iter().flat_map(|r| r.cells.iter().map(|(c, _)| *c)).max().unwrap() + 1;
        let header = risks.header;
        risks.put(header, last, Raw::Text(format!("{WORD} column")));
        risks.put(row, last, Raw::Text(format!("{WORD} in a column of our own")));
        let title = risks.column("Title");
        risks.grid.notes.push(prekick::model::grid::Note {
            at: prekick::model::place::At::new(row, title),
            author: Some(format!("{WORD} author")),
            text: format!("{WORD} in a note"),
        });
        b.workbook.sheets.push(Grid {
            title: format!("{WORD} sheet"),
            rows: vec![GridRow {
                number: 0,
                cells: vec![(0, RawCell { raw: Raw::Text(WORD.into()), ..RawCell::default() })],
            }],
            ..Grid::default()
        });
    });
    let contacts = desk.master().sheet("Contacts").records().len();
    assert!(contacts >= 5, "{contacts}");
    // The owner is the internal contact, by its name.
    desk.run(&["generate", "--calendar"]);
    desk.run(&["generate", "--blank"]);
    desk.run(&["generate", "--one-file", "--calendar", "--today", "2026-11-23"]);
    assert!(desk.files(&["outbox/packets"]).len() > 1, "{:?}", desk.files(&["outbox"]).keys());
    for profile in ["calendar", "contacts-vcard"] {
        let done = desk.run(&["export", profile, "-o", "-"]).must(0);
        let text = done.out.replace("\r\n ", "");
        assert!(text.starts_with("BEGIN:") && !text.to_lowercase().contains(&WORD.to_lowercase()), "{text}");
    }
    no_agenda_leaks(&desk);
    let master = String::from_utf8_lossy(
        &parts(&std::fs::read(desk.path("master.xlsx")).unwrap())
            .iter()
            .flat_map(|(_, b)| b.clone())
            .collect::<Vec<_>>(),
    )
    .to_lowercase();
    assert!(master.matches("quagga").count() > internal_columns, "the words are in the master");
    clean(&desk, &[WORD, "918273", "47677", "2031-07-13"]);
    // The same after a run, with decisions and notes on them.
    desk.back("ada-park", |b| {
        let id = b.sheet("Risks").ids().first().cloned().unwrap();
        b.sheet("Risks").set(&id, "Description", "From Ada");
    });
    desk.back("ben-ruiz", |b| {
        let id = b.sheet("Risks").ids().first().cloned().unwrap();
        b.sheet("Risks").set(&id, "Description", "From Ben");
    });
    desk.reconcile(1);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Discrepancies");
        for id in sheet.ids() {
            sheet.set(&id, "Note", WORD);
        }
    });
    desk.reconcile(1);
    desk.run(&["generate", "raid"]);
    let asked = desk.files(&["outbox"]).into_iter().filter(|(name, bytes)| {
        let all = if name.ends_with(".xlsx") { parts(bytes) } else { Vec::new() };
        all.iter()
            .any(|(name, part)| name == "xl/workbook.xml" && String::from_utf8_lossy(part).contains("Please answer"))
    });
    assert_eq!(asked.count(), 2, "both are asked what they differ in");
    clean(&desk, &[WORD, "918273", "47677", "2031-07-13"]);
    no_agenda_leaks(&desk);
    // What reminds of it, and the level above.
    desk.run(&["remind", "--today", "2027-02-01"]);
    desk.run(&["remind", "--escalate", "--today", "2027-02-08"]);
    let reminders = desk.files(&["outbox"]).into_keys().filter(|name| name.contains(".reminder.")).count();
    assert!(reminders >= 2, "{reminders}");
    clean(&desk, &[WORD, "918273", "47677", "2031-07-13"]);
    // And what is mailed back to the senders, of copies that others answered differently.
    for (name, bytes) in desk.files(&["outbox", "inbox"]) {
        if name.ends_with(".eml") {
            continue;
        }
        let to = desk.path("back").join(name.replace('/', "-"));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    desk.run(&["check", "--annotate", &desk.path("back").display().to_string()]).must(1);
    clean_in(&desk, "reports/checked", &[WORD, "918273", "47677", "2031-07-13"]);
}

/// §8.25: a reference to an internal record is left out of the copy, and comes to no harm when the copy returns.
#[test]
fn a_reference_to_an_internal_record_is_left_out_and_survives() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let side = contacts.column("Visibility");
        let row = contacts.add(&[
            ("Name", "Quagga Person"),
            ("E-mail", "quagga@delivery.example"),
            ("Organisation", "AWS"),
            ("Project role", "Engagement Manager"),
            ("Lead?", "No"),
            ("SteerCo member?", "No"),
        ]);
        contacts.put(row, side, Raw::Text("Internal".into()));
        b.sheet("Risks").set("R-001", "Owner", "Quagga Person");
    });
    desk.run(&["reconcile"]);
    desk.run(&["generate"]);
    clean(&desk, &[WORD]);
    let newest = desk.path("outbox/raid.ada-park.2026-11-22-2.xlsx");
    let mut book = crate::desk::Book::open(&newest);
    assert_eq!(book.sheet("Risks").get("R-001", "Owner"), "");
    book.sheet("Risks").set("R-001", "Description", "A date at last");
    book.save(&desk.path("inbox/raid.ada-park.2026-11-22-2.xlsx"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Owner"), "Quagga Person", "{}", crate::desk::codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "A date at last");
}
