//! Work that can't be left out when workbooks are reconciled: unpacking them and scanning their XML once, in parallel; and
//! packing what is written.

use rayon::prelude::*;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The argument with which this program reads the workbooks of the engagement named next.
pub const READ: &str = "--floor-read";

/// The same, and it packs the files of the folder named after it into one workbook.
pub const READ_AND_WRITE: &str = "--floor-read-and-write";

/// The argument with which this program does the least with which the copies of the engagement named next can be merged; it
/// writes the master into the file named after it, if one is.
pub const LEAST: &str = "--floor-least";

/// The argument with which this program does the least with which the files named next can be merged into the last one: a
/// base, a master and what came back, all CSV or all xlsx.
pub const LEAST_MERGE: &str = "--floor-least-merge";

/// The argument with which this program does the least with which copies can be made: of the master named next, so many as the
/// number behind it says, into the folder named last.
pub const LEAST_GENERATE: &str = "--floor-least-generate";

pub fn read(args: &[String]) {
    read_all(Path::new(&args[0]));
}

/// Packs as quickly as deflate does: how tightly is the program's choice, not work that can't be left out.
pub fn read_and_write(args: &[String]) {
    let events = read_all(Path::new(&args[0]));
    let mut parts = files(Path::new(&args[1]));
    parts.sort();
    let packed: Vec<Vec<u8>> = parts.par_iter().map(|part| pack(part)).collect();
    let mut to = std::fs::File::create(Path::new(&args[1]).with_extension("packed")).unwrap();
    for bytes in &packed {
        to.write_all(bytes).unwrap();
    }
    assert!(events > 0);
}

/// Unpacks every part of every workbook and scans its XML for events.
fn read_all(engagement: &Path) -> usize {
    let mut workbooks = vec![engagement.join("master.xlsx")];
    for folder in ["inbox", "outbox"] {
        workbooks.extend(files(&engagement.join(folder)));
    }
    let events = workbooks.par_iter().map(|path| scan(&std::fs::read(path).unwrap())).sum();
    assert!(events > 0);
    events
}

fn scan(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut events = 0;
    for i in 0..archive.len() {
        let mut xml = String::new();
        if archive.by_index(i).unwrap().read_to_string(&mut xml).is_err() {
            continue;
        }
        let mut reader = quick_xml::reader::Reader::from_str(&xml);
        while let Ok(event) = reader.read_event() {
            if matches!(event, quick_xml::events::Event::Eof) {
                break;
            }
            events += 1;
        }
    }
    events
}

fn pack(part: &Path) -> Vec<u8> {
    packed(&std::fs::read(part).unwrap())
}

fn packed(part: &[u8]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    package.start_file("part", options).unwrap();
    package.write_all(part).unwrap();
    package.finish().unwrap().into_inner()
}

/// Writes the parts of a workbook into a folder, for [`READ_AND_WRITE`].
pub fn unpack(workbook: &Path, into: &Path) {
    std::fs::create_dir_all(into).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(workbook).unwrap()).unwrap();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let mut to = std::fs::File::create(into.join(format!("{i}.xml"))).unwrap();
        std::io::copy(&mut part, &mut to).unwrap();
    }
}

/// Reads each file once into values, compares each copy with what was sent, and writes the master once from its values, on
/// all cores. It matches no rows, checks nothing and remembers nothing.
pub fn least(args: &[String]) {
    let engagement = Path::new(&args[0]);
    let compare = |returned: PathBuf| {
        let sent = engagement.join("outbox").join(returned.file_name().unwrap());
        let (returned, sent) = rayon::join(|| Values::read(&returned), || Values::read(&sent));
        returned.differences(&sent)
    };
    let (master, differ) = rayon::join(
        || Values::read(&engagement.join("master.xlsx")),
        || files(&engagement.join("inbox")).into_par_iter().map(compare).sum::<usize>(),
    );
    assert!(differ > 0);
    if let Some(to) = args.get(1) {
        master.write(Path::new(to));
    }
}

/// Reads the master once and writes its values into each copy, on all cores.
pub fn least_generate(args: &[String]) {
    let (master, to) = (Values::read(Path::new(&args[0])), Path::new(&args[2]));
    std::fs::create_dir_all(to).unwrap();
    let copies = 0..args[1].parse::<usize>().unwrap();
    copies.into_par_iter().for_each(|n| master.write(&to.join(format!("{n}.xlsx"))));
}

/// Reads each file once into values, compares master and returned file with the base by the key in the first column, and writes
/// the master once, on all cores. It knows no types, and settles nothing.
pub fn least_merge(args: &[String]) {
    let (inputs, to) = (&args[..args.len() - 1], Path::new(args.last().unwrap()));
    if to.extension().is_some_and(|e| e == "csv") { least_of_csv(inputs, to) } else { least_of_xlsx(inputs, to) }
}

fn least_of_xlsx(inputs: &[String], to: &Path) {
    let read: Vec<Values> = inputs.par_iter().map(|path| Values::read(Path::new(path))).collect();
    let differ: usize = read[1..].par_iter().map(|copy| copy.rows_that_differ(&read[0])).sum();
    assert!(differ > 0);
    read[1].write(to);
}

fn least_of_csv(inputs: &[String], to: &Path) {
    let texts: Vec<String> = inputs.par_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let read: Vec<csv::StringRecord> = texts.par_iter().map(|text| all_cells(text)).collect();
    let width = texts[0].lines().next().unwrap().split(',').count();
    let keyed = |cells: &csv::StringRecord| -> std::collections::HashMap<String, usize> {
        (0..cells.len()).step_by(width).map(|at| (cells[at].to_owned(), at)).collect()
    };
    let base = keyed(&read[0]);
    let differ = |copy: &csv::StringRecord| {
        let rows = (0..copy.len()).step_by(width);
        let cells = |of: &csv::StringRecord, at: usize| (at..at + width).map(|n| of[n].to_owned()).collect::<Vec<_>>();
        rows.filter(|at| base.get(&copy[*at]).is_none_or(|row| cells(&read[0], *row) != cells(copy, *at))).count()
    };
    assert!(read[1..].par_iter().map(differ).sum::<usize>() > 0);
    let mut out = csv::Writer::from_path(to).unwrap();
    for at in (0..read[1].len()).step_by(width) {
        out.write_record((at..at + width).map(|n| &read[1][n])).unwrap();
    }
}

/// All cells of a table, one after another, in one piece of memory.
fn all_cells(text: &str) -> csv::StringRecord {
    let mut cells = csv::StringRecord::with_capacity(text.len(), text.len() / 10);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).unwrap() {
        row.iter().for_each(|cell| cells.push_field(cell));
    }
    cells
}

/// A workbook as the values of its cells.
#[derive(Default)]
struct Values {
    sheets: Vec<Vec<CellValue>>,
    texts: Vec<String>,
}

/// A cell: its name, whether its value is the number of a text, and the value.
struct CellValue {
    at: String,
    is_text: bool,
    value: String,
}

impl Values {
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut values = Self::default();
        for i in 0..archive.len() {
            let mut part = archive.by_index(i).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut xml = String::new();
            if name.ends_with(".xml") && part.read_to_string(&mut xml).is_ok() {
                match name.as_str() {
                    "xl/sharedStrings.xml" => values.texts = texts(&xml),
                    _ if name.starts_with("xl/worksheets/") => values.sheets.push(cells(&xml)),
                    _ => {}
                }
            }
        }
        values
    }

    fn shown<'v>(&'v self, cell: &'v CellValue) -> &'v str {
        if cell.is_text { &self.texts[cell.value.parse::<usize>().unwrap()] } else { &cell.value }
    }

    /// How many cells are not the same in another one.
    fn differences(&self, other: &Self) -> usize {
        let both = self.sheets.iter().zip(&other.sheets);
        both.map(|(ours, theirs)| {
            let theirs: std::collections::HashMap<&str, &str> =
                theirs.iter().map(|c| (c.at.as_str(), other.shown(c))).collect();
            ours.iter().filter(|c| theirs.get(c.at.as_str()) != Some(&self.shown(c))).count()
        })
        .sum()
    }

    /// How many rows of another one's first sheet are not the same here, by the key in their first cell.
    fn rows_that_differ(&self, other: &Self) -> usize {
        let known: std::collections::HashMap<&str, &[CellValue]> =
            other.rows().map(|row| (other.shown(&row[0]), row)).collect();
        let same = |row: &[CellValue]| {
            let other_row = known.get(self.shown(&row[0]));
            other_row.is_some_and(|known| {
                known.len() == row.len() && row.iter().zip(*known).all(|(a, b)| self.shown(a) == other.shown(b))
            })
        };
        self.rows().filter(|row| !same(row)).count()
    }

    /// The rows of the first sheet.
    fn rows(&self) -> impl Iterator<Item = &[CellValue]> {
        let number = |cell: &CellValue| cell.at.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        self.sheets[0].chunk_by(move |a, b| number(a) == number(b))
    }

    /// Packs all texts and cells.
    fn write(&self, to: &Path) {
        let sheets = self.sheets.par_iter().map(|cells| {
            let mut xml = String::new();
            for CellValue { at, is_text, value } in cells {
                let kind = if *is_text { " t=\"s\"" } else { "" };
                xml.push_str(&format!("<c r=\"{at}\"{kind}><v>{value}</v></c>"));
            }
            packed(xml.as_bytes())
        });
        let texts = || {
            let mut xml = String::new();
            for text in &self.texts {
                xml.push_str("<si><t>");
                xml.push_str(text);
                xml.push_str("</t></si>");
            }
            packed(xml.as_bytes())
        };
        let (mut packed, texts): (Vec<Vec<u8>>, _) = rayon::join(|| sheets.collect(), texts);
        packed.push(texts);
        std::fs::write(to, packed.concat()).unwrap();
    }
}

fn texts(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let (mut reader, mut texts) = (quick_xml::reader::Reader::from_str(xml), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.local_name().as_ref() == "si" => texts.push(String::new()),
            Event::Text(text) => texts.iter_mut().last().into_iter().for_each(|t| t.push_str(&text.xml10_content())),
            Event::Eof => return texts,
            _ => {}
        }
    }
}

fn cells(xml: &str) -> Vec<CellValue> {
    use quick_xml::events::Event;
    let (mut reader, mut cells, mut within) =
        (quick_xml::reader::Reader::from_str(xml), Vec::<CellValue>::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.local_name().as_ref() == "c" => {
                let mut cell = CellValue { at: String::new(), is_text: false, value: String::new() };
                for attribute in e.attributes().with_checks(false).flatten() {
                    match attribute.key.as_ref() {
                        "r" => cell.at = attribute.value.into_owned(),
                        "t" => cell.is_text = attribute.value == "s",
                        _ => {}
                    }
                }
                cells.push(cell);
            }
            Event::Start(e) if e.local_name().as_ref() == "v" => within = true,
            Event::End(e) if e.local_name().as_ref() == "v" => within = false,
            Event::Text(text) if within => {
                cells.iter_mut().last().into_iter().for_each(|c| c.value.push_str(&text.xml10_content()));
            }
            Event::Eof => return cells,
            _ => {}
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect()
}
