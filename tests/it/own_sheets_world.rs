//! Masters that people worked in, and their packages part by part: the world of `own_sheets`.

use crate::desk::{Book, run_here};
use crate::programs::copy_folder;
use prekick::model::place::At;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

pub const BOTH: [&str; 2] = ["openpyxl.xlsx", "libreoffice.xlsx"];

/// An engagement whose master people have worked in, and a copy that came back.
pub struct Desk {
    pub root: PathBuf,
    _folder: tempfile::TempDir,
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

pub fn desk(master: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("e");
    copy_folder(&fixtures().join("programs/engagement"), &root);
    std::fs::copy(fixtures().join("own-sheets").join(master), root.join("master.xlsx")).unwrap();
    std::fs::create_dir_all(root.join("inbox")).unwrap();
    std::fs::copy(fixtures().join("programs/returned/openpyxl.xlsx"), root.join("inbox/raid.xlsx")).unwrap();
    Desk { root, _folder: folder }
}

impl Desk {
    #[track_caller]
    pub fn reconcile(&self) -> Json {
        let done = run_here(&["-C", &self.root.display().to_string(), "reconcile", "--format", "json"]);
        assert!(done.code < 2, "{}", done.err);
        done.json()
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.root.join("master.xlsx")).unwrap()
    }

    pub fn master(&self) -> Parts {
        Parts::of(&self.bytes())
    }

    /// Takes the decision that waits, so that the next run changes the master.
    pub fn decide(&self) {
        let bytes = self.bytes();
        let parts = Parts::of(&bytes);
        let sheet = parts.sheet("Discrepancies");
        assert!(parts.0[&sheet].contains("r=\"A5\""), "something waits");
        let column = Book::open(&self.root.join("master.xlsx")).sheet("Discrepancies").column("Decision");
        let cell = At::new(4, column).to_string();
        self.edit(&sheet, |text| {
            let at = text.find(&format!("<c r=\"{cell}\"")).unwrap();
            let end = at + text[at..].find("/>").unwrap() + 2;
            format!("{}<c r=\"{cell}\" t=\"inlineStr\"><is><t>Take A</t></is></c>{}", &text[..at], &text[end..])
        });
    }

    /// Changes a part of the master and nothing else of it.
    pub fn edit(&self, part: &str, change: impl Fn(&str) -> String) {
        self.repack(|parts| {
            let text = String::from_utf8(parts[part].clone()).unwrap();
            parts.insert(part.to_owned(), change(&text).into_bytes());
        });
    }

    /// Takes the master's package apart and puts it together again.
    pub fn repack(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) {
        let bytes = self.bytes();
        let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut parts = BTreeMap::new();
        for i in 0..zip.len() {
            let mut entry = zip.by_index(i).unwrap();
            let mut data = Vec::new();
            entry.read_to_end(&mut data).unwrap();
            parts.insert(entry.name().unwrap().to_string(), data);
        }
        change(&mut parts);
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, data) in parts {
            out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut out, &data).unwrap();
        }
        std::fs::write(self.root.join("master.xlsx"), out.finish().unwrap().into_inner()).unwrap();
    }
}

/// The parts of a package as text; pictures as what can be read of them.
pub struct Parts(pub BTreeMap<String, String>);

/// The value of an attribute in a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

/// The tags of a name.
pub fn tags<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let ends = |rest: &str| rest.starts_with([' ', '>', '/']);
    let starts = text.match_indices('<').filter(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix("x:").or_else(|| rest.strip_prefix("xdr:")).unwrap_or(rest);
        rest.strip_prefix(name).is_some_and(ends)
    });
    starts.map(|(at, _)| &text[at..at + text[at..].find('>').unwrap() + 1]).collect()
}

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = BTreeMap::new();
        for i in 0..zip.len() {
            let mut entry = zip.by_index(i).unwrap();
            let mut data = Vec::new();
            entry.read_to_end(&mut data).unwrap();
            parts.insert(entry.name().unwrap().to_string(), String::from_utf8_lossy(&data).into_owned());
        }
        Self(parts)
    }

    /// Where a part leads to: id, last word of the type, target.
    pub fn relations(&self, part: &str) -> Vec<(String, String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap();
        let Some(text) = self.0.get(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
        let of = |tag: &str| {
            let target = attribute(tag, "Target").unwrap();
            let mut steps: Vec<&str> = if target.starts_with('/') { vec![] } else { folder.split('/').collect() };
            for step in target.trim_start_matches('/').split('/') {
                if step == ".." {
                    steps.pop();
                } else {
                    steps.push(step);
                }
            }
            let target = if attribute(tag, "TargetMode").is_some() { target.to_owned() } else { steps.join("/") };
            let kind = attribute(tag, "Type").unwrap().rsplit('/').next().unwrap().to_owned();
            (attribute(tag, "Id").unwrap().to_owned(), kind, target)
        };
        tags(text, "Relationship").into_iter().map(of).collect()
    }

    /// The part of a sheet.
    #[track_caller]
    pub fn sheet(&self, title: &str) -> String {
        let book = &self.0["xl/workbook.xml"];
        let sheet = tags(book, "sheet").into_iter().find(|t| attribute(t, "name") == Some(title)).unwrap();
        let id = attribute(sheet, "r:id").unwrap();
        self.relations("xl/workbook.xml").into_iter().find(|(i, ..)| i == id).unwrap().2
    }

    /// The text of a sheet.
    pub fn text(&self, title: &str) -> &str {
        &self.0[&self.sheet(title)]
    }

    /// The parts of a kind that a part leads to.
    #[track_caller]
    pub fn related(&self, part: &str, kind: &str) -> Vec<&str> {
        let all = self.relations(part).into_iter().filter(|(_, k, _)| k == kind);
        all.map(|(_, _, target)| self.0[&target].as_str()).collect()
    }

    /// How many looks of each sort the workbook has.
    pub fn looks(&self) -> Vec<usize> {
        let styles = &self.0["xl/styles.xml"];
        ["font", "fill", "border", "xf", "dxf", "numFmt", "cellStyle"].iter().map(|t| tags(styles, t).len()).collect()
    }

    /// The look of a cell: its tag in cellXfs, and font, fill and number format as they stand.
    pub fn look(&self, sheet: &str, cell: &str) -> String {
        let styles = &self.0["xl/styles.xml"];
        let tag = tags(self.text(sheet), "c").into_iter().find(|t| attribute(t, "r") == Some(cell)).unwrap();
        let number = attribute(tag, "s").unwrap().parse::<usize>().unwrap();
        let section = |name: &str, end: &str| {
            let from = styles.find(&format!("<{name}")).unwrap();
            let from = from + styles[from..].find('>').unwrap() + 1;
            styles[from..from + styles[from..].find(end).unwrap()].to_owned()
        };
        let xf = tags(&section("cellXfs", "</cellXfs>"), "xf")[number].to_owned();
        let font: usize = attribute(&xf, "fontId").unwrap().parse().unwrap();
        let fill: usize = attribute(&xf, "fillId").unwrap().parse().unwrap();
        let formats = section("numFmts", "</numFmts>");
        let format =
            tags(&formats, "numFmt").into_iter().find(|t| attribute(t, "numFmtId") == attribute(&xf, "numFmtId"));
        let font = section("fonts", "</fonts>").split("</font>").nth(font).unwrap().to_owned();
        let fill = section("fills", "</fills>").split("</fill>").nth(fill).unwrap().to_owned();
        format!("{xf} {font} {fill} {}", format.and_then(|f| attribute(f, "formatCode")).unwrap_or_default())
    }

    /// Every relation leads to a part that is there, every part has a kind, and no two sheets share one.
    pub fn is_whole(&self) {
        let types = &self.0["[Content_Types].xml"];
        for name in self.0.keys().filter(|n| n.ends_with(".rels") && *n != "_rels/.rels") {
            let of = name.replacen("_rels/", "", 1);
            for (id, kind, target) in self.relations(of.trim_end_matches(".rels")) {
                assert!(target.contains("://") || self.0.contains_key(&target), "{name} {id} {kind} {target}");
            }
        }
        let names: BTreeSet<&str> = tags(types, "Override").iter().map(|t| attribute(t, "PartName").unwrap()).collect();
        let ends: BTreeSet<&str> = tags(types, "Default").iter().map(|t| attribute(t, "Extension").unwrap()).collect();
        for name in self.0.keys().filter(|n| *n != "[Content_Types].xml") {
            let end = name.rsplit('.').next().unwrap();
            assert!(names.contains(format!("/{name}").as_str()) || ends.contains(end), "{name} has no kind");
        }
    }
}

/// A sheet without the numbers of looks, which are counted anew with each workbook.
pub fn without_numbers(sheet: &str) -> String {
    let mut out = String::new();
    for (n, piece) in sheet.split('"').enumerate() {
        let is_number = n % 2 == 1 && [" s=", " style=", " dxfId="].iter().any(|name| out.ends_with(name));
        out.push_str(if is_number { "" } else { piece });
    }
    out
}

/// What stands between tags.
pub fn words(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split('<').skip(1) {
        out.push_str(piece.split_once('>').map_or("", |(_, words)| words));
        out.push('|');
    }
    out
}

#[track_caller]
pub fn holds(text: &str, what: &str) {
    assert!(text.contains(what), "{what} is not in: {}", &text[..text.len().min(6000)]);
}

/// What the sheet Budget of the fixtures holds, part by part.
pub fn budget_is_whole(master: &Parts, by: &str) {
    let (sheet, part) = (master.text("Budget"), master.sheet("Budget"));
    for what in
        ["COUNTIF(Risks!", "<mergeCell ref=\"A1:D1\"", "dataValidation", "Licences,Travel,Training", "colorScale"]
    {
        holds(sheet, what);
    }
    holds(sheet, "/SUM($C$4:$C$6)");
    holds(&words(sheet), "Budget of the steering committee");
    // Runs of a text keep their looks.
    holds(sheet, "yet</t>");
    assert!(!sheet.contains("t=\"s\""), "texts stand in their cells");
    let row = |n: &str| tags(sheet, "row").into_iter().find(|t| attribute(t, "r") == Some(n)).unwrap();
    assert!(["1", "true"].contains(&attribute(row("7"), "hidden").unwrap()));
    assert!(["1", "true"].contains(&attribute(row("5"), "hidden").unwrap()));
    let height: f64 = attribute(row("3"), "ht").unwrap().parse().unwrap();
    assert!((height - 28.0).abs() < 0.5, "{height}");
    let width: f64 = attribute(tags(sheet, "col")[0], "width").unwrap().parse().unwrap();
    assert!((width - 33.5).abs() < 0.3, "{width}");
    assert_eq!(
        tags(sheet, "filter").iter().filter_map(|t| attribute(t, "val")).collect::<Vec<_>>(),
        ["Licences", "Training"]
    );
    // LibreOffice without a window saves no frozen rows.
    let frozen = tags(sheet, "pane").first().and_then(|t| attribute(t, "ySplit"));
    assert_eq!(frozen, (by == "openpyxl.xlsx").then_some("3"), "{by}");

    let header = master.look("Budget", "A3");
    holds(&header, "7030A0");
    holds(&master.look("Budget", "A1"), "Georgia");
    holds(&master.look("Budget", "C4"), "EUR");
    // The conditional format's look is among those of the workbook.
    let rule = tags(sheet, "cfRule").into_iter().find(|t| attribute(t, "type") == Some("cellIs")).unwrap();
    let styles = &master.0["xl/styles.xml"];
    let looks = &styles[styles.find("<dxfs").unwrap()..styles.find("</dxfs>").unwrap()];
    let look = looks.split("</dxf>").nth(attribute(rule, "dxfId").unwrap().parse().unwrap()).unwrap();
    holds(look, "FFE699");

    let drawings = master.relations(&part).into_iter().filter(|(_, kind, _)| kind == "drawing").collect::<Vec<_>>();
    let [(_, _, drawing)] = drawings.as_slice() else { panic!("{by}: one drawing, not {drawings:?}") };
    let [chart] = master.related(drawing, "chart")[..] else { panic!("{by}: one chart") };
    holds(chart, "Amounts");
    holds(chart, "$C$4:$C$6");
    assert_eq!(master.related(drawing, "image").len(), 1, "{by}: one picture");
    let notes = master.related(&part, "comments");
    holds(notes[0], "Offer of the second of November");
    assert_eq!(master.related(&part, "vmlDrawing").len(), 1);
    holds(master.related(&part, "table")[0], "Rates");
    assert!(
        master
            .relations(&part)
            .iter()
            .any(|(_, kind, target)| kind == "hyperlink" && target.contains("harbour?a=1&amp;b=2"))
    );
}
