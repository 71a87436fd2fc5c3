//! Work that can't be left out when workbooks are reconciled: unpacking them and scanning their XML once, in parallel; and
//! packing what is written.

use rayon::prelude::*;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The argument with which this program reads the workbooks of the engagement named next.
pub const READ: &str = "--floor-read";

/// The same, and it packs the files of the folder named after it into one workbook.
pub const READ_AND_WRITE: &str = "--floor-read-and-write";

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
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    package.start_file("part", options).unwrap();
    package.write_all(&std::fs::read(part).unwrap()).unwrap();
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

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect()
}
