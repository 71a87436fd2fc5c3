//! `prekick check --annotate`: the sender's mirror.

use crate::desk::{Book, Desk, codes};
use prekick::model::grid::Shown;
use std::io::Read;

const FIRST: &str = "What we found";

fn parts(path: &std::path::Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut out = String::from_utf8_lossy(&bytes).into_owned();
    for i in 0..zip.len() {
        let mut text = Vec::new();
        zip.by_index(i).unwrap().read_to_end(&mut text).unwrap();
        out.push_str(&String::from_utf8_lossy(&text));
    }
    out.to_lowercase()
}

/// A desk on which Ada's copy came back with a status that is none, and a note of hers beside it.
fn desk() -> (Desk, String) {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet"), ("Cutover too short", "Four hours")]);
    desk.run(&["generate"]);
    let path = desk.back("ada-park", |b| {
        let mut risks = b.sheet("Risks");
        risks.set("R-001", "Status", "Quite unheard of");
        risks.note("R-001", "Status", "Ada Park", "Is this right?");
        risks.set("R-002", "Description", "Six hours");
    });
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    (desk, name)
}

fn inbox(name: &str) -> String {
    format!("inbox/{name}.xlsx")
}

#[test]
fn without_the_flag_nothing_is_written_and_with_it_only_the_mirror() {
    let (desk, name) = desk();
    let file = desk.path(&inbox(&name));
    let all = ["inbox", "outbox", "reports", "history", "exports"];
    let before = desk.files(&all);
    let master = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.run(&["check", file.to_str().unwrap()]);
    assert_eq!(desk.files(&all), before);
    desk.run(&["check", "--annotate", file.to_str().unwrap()]);
    let mut after = desk.files(&all);
    let path = format!("reports/checked/{name}.checked.xlsx");
    let first = after.remove(&path).unwrap_or_else(|| panic!("{:?}", after.keys()));
    assert_eq!(after, before);
    assert_eq!(std::fs::read(desk.path("master.xlsx")).unwrap(), master);
    desk.run(&["check", "--annotate", file.to_str().unwrap()]);
    assert_eq!(std::fs::read(desk.path(&path)).unwrap(), first, "the same bytes again");
}

#[test]
fn a_mirror_holds_the_file_and_says_what_is_wrong_at_its_cell() {
    let (desk, name) = desk();
    let file = desk.path(&inbox(&name));
    desk.run(&["check", "--annotate", file.to_str().unwrap()]);
    let sent = Book::open(&file);
    let mut mirror = Book::open(&desk.path(&format!("reports/checked/{name}.checked.xlsx")));
    assert_eq!(mirror.workbook.sheets[0].title, FIRST);
    for grid in &sent.workbook.sheets {
        let twin = mirror.workbook.sheets.iter().find(|g| g.title == grid.title).unwrap();
        assert_eq!(twin.shown, grid.shown, "{}", grid.title);
        assert_eq!(twin.hidden_rows, grid.hidden_rows, "{}", grid.title);
        assert_eq!(twin.hidden_columns, grid.hidden_columns, "{}", grid.title);
        assert_eq!(twin.merged, grid.merged, "{}", grid.title);
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                let at = prekick::model::place::At::new(row.number, *column);
                let found = twin.cell(at).unwrap_or_else(|| panic!("{} {at}", grid.title));
                assert_eq!((&found.raw, found.struck), (&cell.raw, cell.struck), "{} {at}", grid.title);
            }
        }
    }
    assert!(mirror.workbook.sheets.iter().any(|g| g.title == "_prekick" && g.shown == Shown::VeryHidden));
    assert!(sent.workbook.properties.iter().all(|(k, v)| mirror.workbook.properties.get(k) == Some(v)));
    let risks = mirror.sheet("Risks");
    let at = prekick::model::place::At::new(risks.row("R-001"), risks.column("Status"));
    let note = risks.grid.notes.iter().find(|n| n.at == at).unwrap();
    assert!(note.text.starts_with("Is this right?"), "{}", note.text);
    assert!(note.text.contains("Quite unheard of"), "{}", note.text);
    let first = &mirror.workbook.sheets[0];
    let said: Vec<String> = first.rows.iter().flat_map(|r| &r.cells).map(|(_, c)| c.raw.to_string()).collect();
    assert!(said.contains(&at.to_string()) && said.iter().any(|t| t.contains("Quite unheard of")), "{said:?}");
}

#[test]
fn a_corrected_mirror_is_the_same_copy_and_nothing_of_ours_comes_back() {
    let (desk, name) = desk();
    let file = desk.path(&inbox(&name));
    desk.run(&["check", "--annotate", file.to_str().unwrap()]);
    let mut mirror = Book::open(&desk.path(&format!("reports/checked/{name}.checked.xlsx")));
    mirror.sheet("Risks").set("R-001", "Status", "Mitigating");
    std::fs::remove_file(&file).unwrap();
    mirror.save(&desk.path("inbox/corrected by ada.xlsx"));
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let text = report.to_string();
    assert!(!text.contains("prekick found") && !text.contains(FIRST), "{text}");
    assert!(!text.contains("file/no-base"), "{}", codes(&report));
    assert!(text.contains("Is this right?"), "her own note is still hers: {text}");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Six hours");
}

#[test]
fn what_is_typed_into_our_sheet_or_under_our_note_is_kept() {
    let (desk, name) = desk();
    let file = desk.path(&inbox(&name));
    desk.run(&["check", "--annotate", file.to_str().unwrap()]);
    let mut mirror = Book::open(&desk.path(&format!("reports/checked/{name}.checked.xlsx")));
    let first = &mut mirror.workbook.sheets[0];
    let row = first.rows.last_mut().unwrap();
    row.cells.push((
        9,
        prekick::model::grid::RawCell {
            raw: prekick::model::grid::Raw::Text("Zanzibar remark".into()),
            ..Default::default()
        },
    ));
    let risks = mirror.workbook.sheets.iter_mut().find(|g| g.title == "Risks").unwrap();
    risks.notes[0].text.push_str("\nUnderneath, a reply");
    std::fs::remove_file(&file).unwrap();
    mirror.save(&desk.path("inbox/corrected by ada.xlsx"));
    let text = desk.run(&["reconcile", "--format", "json"]).json().to_string();
    assert!(text.contains("Zanzibar remark") && text.contains("Underneath, a reply"), "{text}");
}

#[test]
fn nothing_of_the_master_or_of_others_is_in_a_mirror() {
    let (desk, name) = desk();
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "Quagga from Ben"));
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let side = contacts.column("Visibility");
        let row =
            contacts.add(&[("Name", "Quagga Person"), ("E-mail", "quagga@delivery.example"), ("Organisation", "AWS")]);
        contacts.put(row, side, prekick::model::grid::Raw::Text("Internal".into()));
        let mut risks = b.sheet("Risks");
        risks.set("R-001", "Owner", "Quagga Person");
        risks.set("R-002", "Description", "Quagga in the master");
        let side = risks.column("Visibility");
        let row = risks.add(&[("Title", "Quagga risk"), ("Description", "Quagga only for us")]);
        risks.put(row, side, prekick::model::grid::Raw::Text("Internal".into()));
    });
    let (a, all) = (desk.path(&inbox(&name)), desk.path("inbox"));
    let done = desk.run(&["check", "--annotate", "--format", "json", all.to_str().unwrap()]);
    let report = done.json();
    assert!(report.to_string().contains("conflict/field"), "{}", codes(&report));
    assert!(a.exists());
    let text = parts(&desk.path(&format!("reports/checked/{name}.checked.xlsx")));
    assert!(text.contains("there is another answer for this cell"));
    assert!(!text.contains("quagga"));
}

#[test]
fn a_mirror_is_never_put_where_a_run_reads_or_over_another_file() {
    let (desk, name) = desk();
    let file = desk.path(&inbox(&name));
    for below in ["inbox", "inbox/new", "reports/../inbox/x", "outbox"] {
        let to = format!("--annotate={}", desk.path(below).display());
        desk.run(&["check", &to, file.to_str().unwrap()]).must(2);
    }
    let other = desk.path(&format!("elsewhere/{name}.checked.xlsx"));
    std::fs::create_dir_all(other.parent().unwrap()).unwrap();
    std::fs::write(&other, "mine").unwrap();
    let to = format!("--annotate={}", desk.path("elsewhere").display());
    desk.run(&["check", &to, file.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
    assert!(desk.path(&format!("elsewhere/{name}-2.checked.xlsx")).exists());
}

#[test]
fn lists_without_a_copy_and_broken_files() {
    let (desk, _) = desk();
    let own = desk.path("own.csv");
    std::fs::write(&own, "Fruit;Colour\nPear;green\n").unwrap();
    let broken = desk.path("broken.xlsx");
    std::fs::write(&broken, "no workbook").unwrap();
    desk.run(&["check", "--annotate", own.to_str().unwrap(), broken.to_str().unwrap()]);
    let mirror = Book::open(&desk.path("reports/checked/own.checked.xlsx"));
    assert_eq!(mirror.workbook.sheets.len(), 2);
    assert!(!desk.path("reports/checked/broken.checked.xlsx").exists());
}
