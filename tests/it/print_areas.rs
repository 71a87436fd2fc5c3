//! What of a sheet is printed: what is filled in, unless somebody chose an area of their own.

use crate::desk::{Desk, risk};
use crate::merge_in_place::edited;
use std::io::{Cursor, Read};

const WORKBOOK: &str = "xl/workbook.xml";

/// The print area of the sheet Risks of the master, as its workbook names it.
fn area(desk: &Desk) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(desk.path("master.xlsx")).unwrap())).unwrap();
    let mut text = String::new();
    zip.by_name(WORKBOOK).unwrap().read_to_string(&mut text).unwrap();
    let areas = text.split("<definedName name=\"_xlnm.Print_Area\"").skip(1);
    let ranges = areas.filter_map(|rest| rest.split_once('>')?.1.split_once("</definedName>"));
    ranges.map(|(range, _)| range).find(|range| range.starts_with("Risks!")).unwrap().to_owned()
}

fn add_risks(desk: &Desk, count: usize) {
    desk.edit_master(|book| {
        for n in 0..count {
            book.sheet("Risks").add(&risk(&format!("One more, number {n}"), "It may happen."));
        }
    });
    assert!(desk.run(&["reconcile"]).code <= 1);
}

#[test]
fn the_area_grows_with_what_is_filled_in() {
    let desk = Desk::with_risks(&[("Late data", "The export is late.")]);
    let last_row = |area: &str| area.rsplit('$').next().unwrap().parse::<usize>().unwrap();
    let before = last_row(&area(&desk));
    assert_eq!(before, 4 + 1 + 5, "title and header, the record, and five empty rows");
    add_risks(&desk, 3);
    assert_eq!(last_row(&area(&desk)), before + 3);
}

#[test]
fn an_area_of_ones_own_stays() {
    let desk = Desk::with_risks(&[("Late data", "The export is late.")]);
    let (path, made) = (desk.path("master.xlsx"), area(&desk));
    let chosen = edited(&std::fs::read(&path).unwrap(), WORKBOOK, |text| {
        let own = format!(">{made}</definedName>");
        assert_eq!(text.matches(&own).count(), 1, "the other name has its sheet in quotation marks");
        text.replace(&own, ">Risks!$A$1:$C$7</definedName>")
    });
    std::fs::write(&path, chosen).unwrap();
    // Each run writes the master anew.
    for who in ["ada-park", "ben-ruiz"] {
        desk.back(who, |book| {
            book.sheet("Risks").add(&risk(&format!("Seen by {who}"), "It may happen."));
        });
        assert!(desk.run(&["reconcile"]).code <= 1);
        assert!(desk.value("Risks", if who == "ada-park" { "R-002" } else { "R-003" }, "Title").contains(who));
        assert_eq!(area(&desk), "Risks!$A$1:$C$7");
    }
}
