//! Packages of masters in which something is wrong: what is people's is carried or not, and nothing ever stops by itself.

use prekick::edges::preserve::{carry_over, shapes, survey};
use prekick::edges::writer;
use prekick::model::page::{CellBlock, OutputWorkbook, Page, PageCell, PageRow, Role};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

type Parts = BTreeMap<String, Vec<u8>>;

fn taken_apart() -> Parts {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/own-sheets/openpyxl.xlsx");
    let bytes = std::fs::read(path).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut parts = Parts::new();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let mut data = Vec::new();
        entry.read_to_end(&mut data).unwrap();
        parts.insert(entry.name().unwrap().to_string(), data);
    }
    parts
}

fn together(parts: &Parts) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        out.start_file(name, stored).unwrap();
        out.write_all(data).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Two of prekick's sheets, and two that are to be carried.
fn pages(carried: &[&str]) -> OutputWorkbook {
    let page = |title: &str| Page {
        title: title.into(),
        lines: vec![PageRow::of([PageCell::text(title, Role::Title)])],
        filter: Some(CellBlock::new(0, 0, 3, 0)),
        criteria: vec![(0, "<filterColumn colId=\"7\"><filters><filter val=\"2\"/></filters></filterColumn>".into())],
        ..Page::default()
    };
    let mut pages = vec![page("Summary"), page("Risks")];
    pages.extend(carried.iter().map(|t| Page { title: (*t).into(), carried: true, ..Page::default() }));
    OutputWorkbook { title: "Master".into(), pages, ..OutputWorkbook::default() }
}

/// The part, spoilt in every way there is.
fn spoilt(data: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(data).into_owned();
    let digits = |with: &str| {
        let mut out = String::new();
        for (n, piece) in text.split('"').enumerate() {
            let number = n % 2 == 1 && !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
            out.push_str(if n == 0 { "" } else { "\"" });
            out.push_str(if number { with } else { piece });
        }
        out.into_bytes()
    };
    vec![
        Vec::new(),
        data[..data.len() / 3].to_vec(),
        data[..data.len() * 2 / 3].to_vec(),
        digits("99999999999999999999"),
        digits("4294967295"),
        digits("0"),
        digits("-1"),
        text.replace('>', "").into_bytes(),
        text.replace("</", "<").into_bytes(),
        text.replace('"', "'").into_bytes(),
        text.replace("rId", "r\u{e4}Id\u{1F600}").into_bytes(),
        text.replace("=\"", "=\"\u{1F600}&#x110000;").into_bytes(),
        data.iter().map(|b| b ^ 0x80).collect(),
    ]
}

#[test]
fn no_package_stops_it_and_what_comes_out_can_be_opened() {
    let parts = taken_apart();
    let own = ["Budget".to_owned(), "Old notes".to_owned()];
    let mut carried = 0;
    // Of the sheets, those that lead to other parts.
    let leads = |name: &str| parts.contains_key(&format!("{}.rels", name.replace("worksheets/", "worksheets/_rels/")));
    let matters = |name: &str| {
        !name.ends_with(".png")
            && !name.contains("docProps")
            && (!name.starts_with("xl/worksheets/sheet") || leads(name))
    };
    for (name, data) in parts.iter().filter(|(name, _)| matters(name)) {
        for wrong in spoilt(data) {
            let mut parts = parts.clone();
            parts.insert(name.clone(), wrong);
            let master = together(&parts);
            let _ = shapes(&master);
            let whole = survey(&master, &own).unwrap_or_default().whole;
            let promised: Vec<&str> = whole.iter().map(String::as_str).collect();
            let pages = pages(&promised);
            let new = writer::write(&pages).unwrap();
            // What was promised is carried, or nothing is written at all.
            let Ok(bytes) = carry_over(new, &master, &pages) else { continue };
            carried += promised.len();
            let open = |bytes: &[u8]| prekick::edges::reader::read(bytes, "master.xlsx", &Default::default());
            let read = match open(&bytes) {
                Ok(read) => read,
                // A master that can't be read stops the command before anything is carried.
                Err(e) => {
                    assert!(open(&master).is_err(), "{name}: {e}");
                    continue;
                }
            };
            let titles: Vec<String> = read.sheets.into_iter().map(|g| g.title).collect();
            assert_eq!(titles.len(), 2 + promised.len(), "{name}: {titles:?}");
        }
    }
    assert!(carried > 100, "{carried}");
}
