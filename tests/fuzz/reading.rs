//! What every target does with a file: it is read as a returned copy would be, by the limits of a small machine, and what
//! was read is understood against every sheet that is known.
#![allow(dead_code, reason = "each target uses what it needs")]

use prekick::edges::{templates, reader};
use prekick::steps::ingest::{IngestContext, ingest};
use prekick::steps::master::read::id_prefixes;
use prekick::steps::ingest::identity::{digest, fingerprint, identity};
use prekick::model::engagement::Limits;
use prekick::model::keys::SheetKey;
use prekick::model::template::Sheet;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::{Arc, LazyLock};

/// Panics inside the reading libraries are caught by the reader, and are no finds; what gets out of it still is.
pub fn quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

struct Known {
    sheets: Vec<Arc<Sheet>>,
    prefixes: BTreeMap<SheetKey, String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let templates = templates::load(&[]).unwrap_or_default();
    let sheets = templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    Known { sheets, prefixes: id_prefixes(&templates) }
});

/// Reads and understands.
pub fn read(bytes: &[u8], name: &str) {
    let limits = Limits { file_megabytes: 4, unpacked_megabytes: 16, cells: 50_000, ..Limits::default() };
    let Ok(workbook) = reader::read(bytes, name, &limits) else { return };
    let _ = (identity(&workbook), fingerprint(&workbook));
    let looking = IngestContext { file: name, sheets: &KNOWN.sheets, prefixes: &KNOWN.prefixes, language: None };
    let _ = digest(&ingest(&workbook, looking));
}

/// A package with these parts, stored as they are.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
