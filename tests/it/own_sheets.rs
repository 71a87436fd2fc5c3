//! What people put into the master is there after a run: sheets of their own, part by part, and what they did to prekick's
//! sheets. fixtures/own-sheets holds the masters, as openpyxl and LibreOffice saved them.

use crate::desk::{codes, findings};
use crate::own_sheets_world::{BOTH, Parts, attribute, budget_is_whole, desk, holds, tags, without_numbers, words};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_sheet_of_peoples_own_comes_back_whole() {
    for by in BOTH {
        let desk = desk(by);
        let report = desk.reconcile();
        assert!(!report["changes"].as_array().unwrap().is_empty(), "the run changed the master");
        assert!(findings(&report, "file/not-carried").is_empty(), "{by}: {}", codes(&report));
        let master = desk.master();
        master.is_whole();
        budget_is_whole(&master, by);
        let notes = master.sheet("Old notes");
        holds(&words(&master.0[&notes]), "Kept for the record");
        holds(&master.0[&notes], "BudgetTotal");
        holds(master.related(&notes, "comments")[0], "Nobody reads this");
        let book = &master.0["xl/workbook.xml"];
        let titles: Vec<&str> = tags(book, "sheet").iter().filter_map(|t| attribute(t, "name")).collect();
        assert_eq!((titles[0], titles[1]), ("Budget", "Start here"), "{by}: it stands where people put it");
        let old = tags(book, "sheet").into_iter().find(|t| attribute(t, "name") == Some("Old notes")).unwrap();
        assert_eq!(attribute(old, "state"), Some("hidden"));
        holds(&words(book), "Budget!$C$4:$C$6");
        let areas = tags(book, "definedName").into_iter().filter(|t| attribute(t, "name") == Some("_xlnm.Print_Area"));
        assert_eq!(areas.filter(|t| attribute(t, "localSheetId") == Some("0")).count(), 1, "{by}");
    }
}

#[test]
fn what_people_drew_on_prekicks_sheets_is_still_there() {
    for by in BOTH {
        let desk = desk(by);
        for run in 0..3 {
            desk.reconcile();
            if run == 1 {
                desk.decide();
            }
        }
        let master = desk.master();
        let drawing = |title: &str| {
            let all = master.relations(&master.sheet(title));
            all.into_iter().find(|(_, kind, _)| kind == "drawing").unwrap().2
        };
        let risks = drawing("Risks");
        let [chart] = master.related(&risks, "chart")[..] else { panic!("{by}: one chart on Risks") };
        holds(chart, "Where risks stand");
        assert_eq!(tags(master.text("Risks"), "drawing").len(), 1);
        // Its own charts are drawn once, and the picture stands beside them.
        let summary = drawing("Summary");
        assert_eq!(master.related(&summary, "image").len(), 1, "{by}");
        let text = &master.0[&summary];
        assert_eq!(text.matches("name=\"prekick: ").count(), 2, "{by}");
        let numbers: Vec<&str> = tags(text, "cNvPr").iter().filter_map(|t| attribute(t, "id")).collect();
        assert_eq!(numbers.len(), 3, "{by}: {numbers:?}");
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 3, "{by}: {numbers:?}");
    }
}

#[test]
fn again_is_the_same_and_looks_do_not_grow() {
    for by in BOTH {
        let desk = desk(by);
        desk.reconcile();
        let (first, bytes) = (desk.master(), desk.bytes());
        desk.reconcile();
        assert!(bytes == desk.bytes(), "{by}: an unchanged run does not write");
        desk.decide();
        let report = desk.reconcile();
        assert!(!report["changes"].as_array().unwrap().is_empty(), "{by}: the decision was applied");
        let second = desk.master();
        second.is_whole();
        budget_is_whole(&second, by);
        // Prekick's own marks are fewer now that nothing waits; people's looks are as many as before.
        let (before, after) = (first.looks(), second.looks());
        assert!(after.iter().zip(&before).all(|(after, before)| after <= before), "{by}: {before:?} {after:?}");
        for title in ["Budget", "Old notes"] {
            assert_eq!(without_numbers(first.text(title)), without_numbers(second.text(title)), "{by}: {title}");
        }
        for cell in ["A1", "A3", "C4", "D5"] {
            let shown = |m: &Parts| m.look("Budget", cell).split_once('>').unwrap().1.to_owned();
            assert_eq!(shown(&first), shown(&second), "{by}: {cell}");
        }
        let mut names: Vec<&String> = first.0.keys().collect();
        let there: Vec<&String> = second.0.keys().collect();
        names.retain(|n| !n.contains("omments") && !n.contains("vmlDrawing"));
        assert!(names.iter().all(|n| there.contains(n)), "{by}: {names:?} {there:?}");
        assert!(there.len() <= first.0.len() + 1, "{by}: parts do not grow");
    }
}

#[test]
fn the_same_master_gives_the_same_bytes() {
    let run = || {
        let desk = desk("libreoffice.xlsx");
        desk.reconcile();
        desk.bytes()
    };
    assert!(run() == run());
}

/// The letters of the column with a title, and the row of a record, on the sheet Risks.
fn column(master: &[u8], title: &str) -> usize {
    let book = prekick::edges::reader::read(master, "master.xlsx", &Default::default()).unwrap();
    let grid = book.sheets.iter().find(|g| g.title == "Risks").unwrap();
    let header = grid.rows.iter().find(|r| r.number == 3).unwrap();
    usize::from(header.cells.iter().find(|(_, c)| c.raw.to_string() == title).unwrap().0) + 1
}

/// The `col` tag that a column has.
fn col(sheet: &str, column: usize) -> &str {
    let bound = |t: &str, name: &str| attribute(t, name).unwrap().parse::<usize>().unwrap();
    tags(sheet, "col").into_iter().find(|t| bound(t, "min") <= column && column <= bound(t, "max")).unwrap()
}

#[test]
fn widths_heights_filters_and_what_is_hidden_stay_as_people_set_them() {
    for by in BOTH {
        let desk = desk(by);
        for run in 0..3 {
            let report = desk.reconcile();
            if run == 1 {
                assert!(report["changes"].as_array().unwrap().is_empty());
                desk.decide();
                continue;
            }
            let (master, bytes) = (desk.master(), desk.bytes());
            let sheet = master.text("Risks");
            let width: f64 = attribute(col(sheet, column(&bytes, "Title")), "width").unwrap().parse().unwrap();
            assert!((width - 55.71).abs() < 0.2, "{by}: {width}");
            assert_eq!(attribute(col(sheet, column(&bytes, "Category")), "hidden"), Some("1"), "{by}");
            // A column that nobody touched is as wide as ever.
            let usual = attribute(col(sheet, column(&bytes, "Status")), "width").unwrap();
            assert!(usual.ends_with(".7109375"), "{by}: {usual}");
            let row = |n: &str| tags(sheet, "row").into_iter().find(|t| attribute(t, "r") == Some(n)).unwrap();
            assert_eq!(attribute(row("6"), "ht"), Some("66"), "{by}");
            assert_eq!(
                attribute(row("8"), "hidden"),
                (run == 0).then_some("1"),
                "{by}: R-004 is gone after the decision"
            );
            assert_eq!(attribute(row("5"), "hidden"), None);
            let filter = tags(sheet, "filterColumn")[0];
            let at: usize = attribute(filter, "colId").unwrap().parse().unwrap();
            assert_eq!(at + 1, column(&bytes, "Probability"), "{by}");
            assert_eq!(attribute(tags(sheet, "filter")[0], "val"), Some("2"));
        }
    }
}

/// On the lists that prekick keeps of its runs, too: the message may be wider, and a column out of sight.
#[test]
fn widths_on_prekicks_lists_stay_as_people_set_them() {
    let desk = desk("openpyxl.xlsx");
    desk.reconcile();
    let of = |title: &str, column: usize| {
        let master = desk.master();
        let col = col(master.text(title), column).to_owned();
        let hidden = attribute(&col, "hidden") == Some("1");
        (attribute(&col, "width").unwrap().parse::<f64>().unwrap(), hidden)
    };
    let sheets = [("Discrepancies", 6), ("Decisions", 8), ("Changes", 9), ("Sources", 2)];
    let usual = sheets.map(|(title, column)| of(title, column));
    assert!(usual.iter().all(|(_, hidden)| !hidden));
    for (title, column) in sheets {
        let part = desk.master().sheet(title);
        desk.edit(&part, |text| {
            let tag = col(text, column).to_owned();
            let own = format!("<col min=\"{column}\" max=\"{column}\" width=\"91.5\" customWidth=\"1\"/>");
            let rest =
                |from: usize, to: usize| tag.replacen(&min_max(&tag), &format!("min=\"{from}\" max=\"{to}\""), 1);
            let number = |name: &str| attribute(&tag, name).unwrap().parse::<usize>().unwrap();
            let (min, max) = (number("min"), number("max"));
            let before = if min < column { rest(min, column - 1) } else { String::new() };
            let after = if column < max { rest(column + 1, max) } else { String::new() };
            text.replacen(&tag, &format!("{before}{own}{after}"), 1)
        });
    }
    desk.decide();
    for _ in 0..2 {
        desk.reconcile();
        for (title, column) in sheets {
            let (width, _) = of(title, column);
            assert!((width - 91.5).abs() < 0.2, "{title}: {width}");
        }
        let (untouched, _) = of("Decisions", 7);
        assert!(untouched < 40.0, "{untouched}");
    }
}

fn min_max(tag: &str) -> String {
    let of = |name: &str| attribute(tag, name).unwrap().to_owned();
    format!("min=\"{}\" max=\"{}\"", of("min"), of("max"))
}

/// The formula and the result in a cell of the sheet Risks.
fn formula(sheet: &str, cell: &str) -> (String, String) {
    let from = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} is there"));
    let inside = &sheet[from..from + sheet[from..].find("</c>").unwrap()];
    let of = |tag: &str| inside.split_once(&format!("<{tag}>")).map_or("", |(_, rest)| rest.split('<').next().unwrap());
    (of("f").to_owned(), of("v").to_owned())
}

#[test]
fn formulas_in_peoples_own_columns_move_with_their_records() {
    for by in BOTH {
        let desk = desk(by);
        desk.reconcile();
        let (bytes, master) = (desk.bytes(), desk.master());
        let letters =
            |title: &str| prekick::model::place::column_letters(u16::try_from(column(&bytes, title) - 1).unwrap());
        let (ours, a, b) = (letters("Our score"), letters("Probability"), letters("Impact"));
        let result = if by == "openpyxl.xlsx" { "" } else { "16" };
        for row in 5..9 {
            let found = formula(master.text("Risks"), &format!("{ours}{row}"));
            assert_eq!(found, (format!("{a}{row}*{b}{row}+10"), result.to_owned()), "{by}");
        }
        // A formula for R-005, which stands in row 9, and one for R-003 that speaks of another row.
        desk.edit(&master.sheet("Risks"), |text| {
            let mut text = text.to_owned();
            for (row, formula) in [(9, format!("${a}9+{b}$9")), (7, format!("{a}7-{a}9"))] {
                let from = text.find(&format!("<c r=\"{ours}{row}\"")).unwrap();
                let (head, rest) = text.split_at(from);
                let end = rest.find('>').unwrap();
                let end = if rest[..=end].ends_with("/>") { end + 1 } else { rest.find("</c>").unwrap() + 4 };
                text = format!("{head}<c r=\"{ours}{row}\"><f>{formula}</f><v>7</v></c>{}", &rest[end..]);
            }
            text
        });
        let report = desk.reconcile();
        assert!(findings(&report, "file/not-carried").is_empty(), "{by}: nothing moved yet: {}", codes(&report));
        desk.decide();
        let report = desk.reconcile();
        let mut said = findings(&report, "file/not-carried");
        // The chart over rows 5 to 8 shows another record in row 8 now; what speaks of all rows is as right as before.
        let chart = said.iter().position(|f| f["message"].as_str().unwrap().contains("chart on the sheet Risks"));
        said.remove(chart.unwrap_or_else(|| panic!("{by}: {said:?}")));
        assert_eq!(said.len(), 1, "{by}: {said:?}");
        let message = said[0]["message"].as_str().unwrap();
        assert!(message.contains(&format!("={a}7-{a}9")) && message.contains("“7”"), "{message}");
        assert_eq!(said[0]["place"]["cell"].as_str(), Some(format!("{ours}7").as_str()));
        let kept = message.split("kept as ").nth(1).unwrap().trim_end_matches('.');
        assert!(desk.root.join(kept).exists(), "{kept} is there");
        let master = desk.master();
        let sheet = master.text("Risks");
        assert_eq!(
            formula(sheet, &format!("{ours}8")),
            (format!("${a}8+{b}$8"), "7".into()),
            "{by}: R-005 is in row 8"
        );
        assert_eq!(formula(sheet, &format!("{ours}7")), (String::new(), "7".into()), "{by}: its value stays");
        assert_eq!(formula(sheet, &format!("{ours}5")).0, format!("{a}5*{b}5+10"));
    }
}

/// Puts text before the last place where a mark stands in a part.
fn before(parts: &mut BTreeMap<String, Vec<u8>>, part: &str, mark: &str, added: &str) {
    let text = String::from_utf8(parts[part].clone()).unwrap();
    let at = text.rfind(mark).unwrap_or_else(|| panic!("{mark} is in {part}"));
    parts.insert(part.to_owned(), format!("{}{added}{}", &text[..at], &text[at..]).into_bytes());
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A pivot table on Budget, as Excel writes it: the table, its cache and the records of that, and the list in the workbook.
fn with_pivot(parts: &mut BTreeMap<String, Vec<u8>>, sheet: &str) {
    let spaces = format!("xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"");
    let rels = |target: &str, word: &str, id: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"{id}\" Type=\"{OFFICE}/{word}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let mut put = |name: &str, text: String| drop(parts.insert(name.to_owned(), text.into_bytes()));
    put(
        "xl/pivotTables/pivotTable1.xml",
        format!(
            "<pivotTableDefinition {spaces} name=\"PivotTable1\" cacheId=\"4\" dataCaption=\"Values\"><location ref=\"K3:L5\" firstHeaderRow=\"1\" firstDataRow=\"1\" firstDataCol=\"1\"/><pivotFields count=\"2\"><pivotField axis=\"axisRow\" showAll=\"0\"><items count=\"2\"><item x=\"0\"/><item t=\"default\"/></items></pivotField><pivotField dataField=\"1\" showAll=\"0\"/></pivotFields><rowFields count=\"1\"><field x=\"0\"/></rowFields><rowItems count=\"1\"><i><x/></i></rowItems><colItems count=\"1\"><i/></colItems><dataFields count=\"1\"><dataField name=\"Sum\" fld=\"1\" numFmtId=\"4\"/></dataFields></pivotTableDefinition>"
        ),
    );
    put(
        "xl/pivotTables/_rels/pivotTable1.xml.rels",
        rels("../pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition", "rId1"),
    );
    put(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        format!(
            "<pivotCacheDefinition {spaces} r:id=\"rId1\" refreshOnLoad=\"1\" recordCount=\"1\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A3:C6\" sheet=\"Budget\"/></cacheSource><cacheFields count=\"2\"><cacheField name=\"Item\" numFmtId=\"0\"><sharedItems count=\"1\"><s v=\"Licences\"/></sharedItems></cacheField><cacheField name=\"Amount\" numFmtId=\"0\"><sharedItems containsSemiMixedTypes=\"0\" containsString=\"0\" containsNumber=\"1\" minValue=\"800\" maxValue=\"2600\"/></cacheField></cacheFields></pivotCacheDefinition>"
        ),
    );
    put(
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
        rels("pivotCacheRecords1.xml", "pivotCacheRecords", "rId1"),
    );
    put(
        "xl/pivotCache/pivotCacheRecords1.xml",
        format!("<pivotCacheRecords {spaces} count=\"1\"><r><x v=\"0\"/><n v=\"1200.5\"/></r></pivotCacheRecords>"),
    );
    let (folder, file) = sheet.rsplit_once('/').unwrap();
    let link = |id: &str, word: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{word}\" Target=\"{target}\"/>")
    };
    before(
        parts,
        &format!("{folder}/_rels/{file}.rels"),
        "</Relationships>",
        &link("rId77", "pivotTable", "/xl/pivotTables/pivotTable1.xml"),
    );
    before(
        parts,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        &link("rId77", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
    );
    before(
        parts,
        "xl/workbook.xml",
        "</workbook>",
        &format!("<pivotCaches><pivotCache cacheId=\"4\" xmlns:r=\"{OFFICE}\" r:id=\"rId77\"/></pivotCaches>"),
    );
    let kinds = [
        ("pivotTables/pivotTable1", "pivotTable"),
        ("pivotCache/pivotCacheDefinition1", "pivotCacheDefinition"),
        ("pivotCache/pivotCacheRecords1", "pivotCacheRecords"),
    ];
    for (part, kind) in kinds {
        before(
            parts,
            "[Content_Types].xml",
            "</Types>",
            &format!("<Override PartName=\"/xl/{part}.xml\" ContentType=\"{KIND}.{kind}+xml\"/>"),
        );
    }
}

#[test]
fn pivots_of_own_sheets_come_along_with_their_caches() {
    let desk = desk("openpyxl.xlsx");
    let sheet = desk.master().sheet("Budget");
    desk.repack(|parts| with_pivot(parts, &sheet));
    for run in 0..2 {
        let report = desk.reconcile();
        let said = findings(&report, "file/not-carried");
        assert!(said.iter().all(|f| !f["message"].as_str().unwrap().contains("pivot")), "{said:?}");
        let master = desk.master();
        master.is_whole();
        let part = master.sheet("Budget");
        holds(master.related(&part, "pivotTable")[0], "PivotTable1");
        let table = master.relations(&part).into_iter().find(|(_, kind, _)| kind == "pivotTable").unwrap().2;
        let (_, _, cache) = master.relations(&table).remove(0);
        holds(&master.0[&cache], "sheet=\"Budget\"");
        holds(master.related(&cache, "pivotCacheRecords")[0], "1200.5");
        let book = &master.0["xl/workbook.xml"];
        let [entry] = tags(book, "pivotCache")[..] else { panic!("one cache in {book}") };
        let listed =
            master.relations("xl/workbook.xml").into_iter().find(|(_, kind, _)| kind == "pivotCacheDefinition");
        let (id, _, target) = listed.unwrap();
        assert_eq!(
            (attribute(entry, "cacheId"), attribute(entry, "r:id"), target),
            (Some("4"), Some(id.as_str()), cache)
        );
        if run == 0 {
            desk.decide();
        }
    }
}

#[test]
fn what_is_not_carried_is_said_with_its_sheet_and_where_it_will_be() {
    let desk = desk("openpyxl.xlsx");
    let (budget, risks) = (desk.master().sheet("Budget"), desk.master().sheet("Risks"));
    desk.repack(|parts| {
        parts.insert("xl/vbaProject.bin".into(), b"macros".to_vec());
        let link = |word: &str| {
            format!("<Relationship Id=\"rId88\" Type=\"{OFFICE}/{word}\" Target=\"/xl/{word}s/{word}1.xml\"/>")
        };
        for (sheet, word) in [(&budget, "slicer"), (&risks, "pivotTable")] {
            let (folder, file) = sheet.rsplit_once('/').unwrap();
            parts.insert(format!("xl/{word}s/{word}1.xml"), b"<x/>".to_vec());
            before(parts, &format!("{folder}/_rels/{file}.rels"), "</Relationships>", &link(word));
        }
        let ext = format!(
            "<extLst><ext uri=\"slicers\"><s xmlns:r=\"{OFFICE}\" r:id=\"rId88\"/></ext><ext uri=\"kept\"/></extLst>"
        );
        before(parts, &budget, "</worksheet>", &ext);
    });
    let report = desk.reconcile();
    let said: Vec<(Option<&str>, &str)> = findings(&report, "file/not-carried")
        .iter()
        .map(|f| (f["place"]["sheet"].as_str(), f["message"].as_str().unwrap()))
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (sheet, what) in [(None, "macros"), (Some("Budget"), "slicers"), (Some("Risks"), "pivot tables")] {
        let (_, message) = said.iter().find(|(s, _)| *s == sheet).unwrap_or_else(|| panic!("{sheet:?}: {said:?}"));
        assert!(message.contains(what), "{message}");
        let kept = message.split("kept as ").nth(1).unwrap().trim_end_matches('.');
        assert!(desk.root.join(kept).exists(), "{kept} is there");
    }
    let master = desk.master();
    master.is_whole();
    let sheet = master.text("Budget");
    assert!(
        !sheet.contains("rId88") && sheet.contains("uri=\"kept\""),
        "what led to the slicer is gone, and only that"
    );
    let report = desk.reconcile();
    assert!(findings(&report, "file/not-carried").is_empty(), "what is gone is not said again: {}", codes(&report));
}

#[test]
fn a_damaged_own_sheet_keeps_its_values_and_is_said() {
    let desk = desk("openpyxl.xlsx");
    let notes = desk.master().sheet("Old notes");
    desk.edit(&notes, |text| format!("{}</worksheet>", text.replace("</worksheet>", "<extLst><ext>")));
    let report = desk.reconcile();
    let said = findings(&report, "file/not-carried");
    assert_eq!(said.len(), 1, "{}", codes(&report));
    assert_eq!(said[0]["place"]["sheet"], "Old notes");
    assert!(said[0]["message"].as_str().unwrap().contains("everything but its values, since it is damaged"));
    let master = prekick::edges::reader::read(&desk.bytes(), "master.xlsx", &Default::default()).unwrap();
    let grid = master.sheets.iter().find(|g| g.title == "Old notes").unwrap();
    assert!(grid.rows.iter().flat_map(|r| &r.cells).any(|(_, c)| c.raw.to_string() == "Kept for the record"));
    budget_is_whole(&desk.master(), "openpyxl.xlsx");
}

#[test]
fn what_stands_beside_and_below_a_table_stays_there() {
    let desk = desk("openpyxl.xlsx");
    desk.reconcile();
    let (bytes, risks) = (desk.bytes(), desk.master().sheet("Risks"));
    let letters = prekick::model::place::column_letters(u16::try_from(column(&bytes, "Probability") - 1).unwrap());
    desk.edit(&risks, |text| {
        let mut text = text.to_owned();
        // Beside R-003 in row 7 and R-005 in row 9; below the table a sum, and one that speaks of a single other row.
        for (row, cell) in [(7, "<c r=\"AZ7\"><v>42</v></c>"), (9, "<c r=\"AZ9\" t=\"str\"><v>Ask Ben</v></c>")] {
            let from = text.find(&format!("<row r=\"{row}\"")).unwrap();
            let end = from + text[from..].find("</row>").unwrap();
            text.insert_str(end, cell);
        }
        let below = format!(
            "<row r=\"70\"><c r=\"{letters}70\"><f>SUM({letters}5:{letters}60)</f><v>9</v></c></row><row r=\"72\"><c r=\"{letters}72\"><f>{letters}9*2</f><v>8</v></c></row>"
        );
        text.replace("</sheetData>", &format!("{below}</sheetData>"))
    });
    let edited = desk.bytes();
    let report = desk.reconcile();
    assert!(findings(&report, "file/not-carried").is_empty(), "{}", codes(&report));
    assert!(edited == desk.bytes(), "nothing to change, nothing written");
    desk.decide();
    let report = desk.reconcile();
    let said: Vec<&str> =
        findings(&report, "file/not-carried").iter().filter_map(|f| f["place"]["cell"].as_str()).collect();
    assert_eq!(said, [format!("{letters}72")], "{}", codes(&report));
    let master = desk.master();
    let sheet = master.text("Risks");
    assert_eq!(formula(sheet, "AZ7").1, "42");
    assert_eq!(formula(sheet, &format!("{letters}70")), (format!("SUM({letters}5:{letters}60)"), "9".into()));
    assert_eq!(formula(sheet, &format!("{letters}72")), (String::new(), "8".into()), "its value stays");
    let book = prekick::edges::reader::read(&desk.bytes(), "master.xlsx", &Default::default()).unwrap();
    let grid = book.sheets.iter().find(|g| g.title == "Risks").unwrap();
    let beside = grid.cell(prekick::model::place::At::new(7, 51)).map(|c| c.raw.to_string());
    assert_eq!(beside.as_deref(), Some("Ask Ben"), "it went up with R-005");
    let bytes = desk.bytes();
    desk.reconcile();
    assert!(bytes == desk.bytes(), "again is the same");
}

#[test]
fn rows_are_as_high_as_their_texts_until_people_say_otherwise() {
    let desk = crate::desk::Desk::with_risks(&[("Code freeze", "Short"), ("Test data", "Short")]);
    let height = |row: &str| {
        let master = Parts::of(&std::fs::read(desk.path("master.xlsx")).unwrap());
        let sheet = master.text("Risks").to_owned();
        let row = tags(&sheet, "row").into_iter().find(|t| attribute(t, "r") == Some(row)).unwrap();
        attribute(row, "ht").map_or(15.0, |h| h.parse::<f64>().unwrap())
    };
    let low = height("5");
    desk.back("ada-park", |book| book.sheet("Risks").set("R-001", "Description", &"A long text. ".repeat(40)));
    desk.reconcile(0);
    let high = height("5");
    assert!(high > low, "{low} {high}");
    desk.back("ada-park", |book| book.sheet("Risks").set("R-001", "Description", "Short again"));
    desk.reconcile(0);
    assert_eq!(height("5"), low, "a height of prekick's own is not taken for one that people set");
}

#[test]
fn a_sheet_that_is_a_chart_stays_where_it_is() {
    let desk = desk("openpyxl.xlsx");
    let master = desk.master();
    let drawing =
        master.relations(&master.sheet("Budget")).into_iter().find(|(_, kind, _)| kind == "drawing").unwrap().2;
    let chart = master.relations(&drawing).into_iter().find(|(_, kind, _)| kind == "chart").unwrap().2;
    desk.repack(|parts| {
        let spaces = format!("xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"");
        let link = |id: &str, word: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{word}\" Target=\"{target}\"/>")
        };
        let rels = |inside: String| {
            format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>")
        };
        parts.insert("xl/charts/chart9.xml".into(), parts[&chart].clone());
        let mut put = |name: &str, text: String| drop(parts.insert(name.to_owned(), text.into_bytes()));
        put("xl/chartsheets/sheet1.xml", format!("<chartsheet {spaces}><sheetPr/><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"/></sheetViews><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/><drawing r:id=\"rId1\"/></chartsheet>"));
        put("xl/chartsheets/_rels/sheet1.xml.rels", rels(link("rId1", "drawing", "../drawings/drawing9.xml")));
        put("xl/drawings/_rels/drawing9.xml.rels", rels(link("rId1", "chart", "../charts/chart9.xml")));
        put("xl/drawings/drawing9.xml", format!("<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><xdr:absoluteAnchor><xdr:pos x=\"0\" y=\"0\"/><xdr:ext cx=\"9300000\" cy=\"6000000\"/><xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr><xdr:cNvPr id=\"2\" name=\"Chart 1\"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:r=\"{OFFICE}\" r:id=\"rId1\"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>"));
        for (part, kind) in [("chartsheets/sheet1", format!("{KIND}.chartsheet+xml")), ("drawings/drawing9", "application/vnd.openxmlformats-officedocument.drawing+xml".into()), ("charts/chart9", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml".into())] {
            before(parts, "[Content_Types].xml", "</Types>", &format!("<Override PartName=\"/xl/{part}.xml\" ContentType=\"{kind}\"/>"));
        }
        before(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", &link("rId99", "chartsheet", "chartsheets/sheet1.xml"));
        before(parts, "xl/workbook.xml", "<sheet name=\"Discrepancies\"", &format!("<sheet xmlns:r=\"{OFFICE}\" name=\"Burn-up\" sheetId=\"99\" r:id=\"rId99\"/>"));
    });
    for run in 0..2 {
        let report = desk.reconcile();
        assert!(!codes(&report).contains("Burn-up"), "{}", codes(&report));
        let master = desk.master();
        master.is_whole();
        let part = master.sheet("Burn-up");
        assert!(master.0[&part].contains("<chartsheet") && !master.0[&part].contains("tabSelected"));
        let drawing = &master.relations(&part)[0].2;
        holds(master.related(drawing, "chart")[0], "Amounts");
        let book = &master.0["xl/workbook.xml"];
        let titles: Vec<&str> = tags(book, "sheet").iter().filter_map(|t| attribute(t, "name")).collect();
        assert_eq!(titles[..4], ["Budget", "Start here", "Summary", "Burn-up"]);
        let link = master.relations("xl/workbook.xml").into_iter().find(|(_, _, target)| *target == part).unwrap();
        assert_eq!(link.1, "chartsheet");
        let bytes = desk.bytes();
        desk.reconcile();
        assert!(bytes == desk.bytes(), "again is the same");
        if run == 0 {
            desk.decide();
        }
    }
}
