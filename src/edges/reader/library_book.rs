//! What the reading library says of an .xlsx workbook: its sheets, formats and properties, and cells in any form.
//!
//! To open a whole workbook, the library reads all of its texts, which are most of a large file and are read here already.
//! So it is given a package of the parts alone that describe the workbook, and the whole only where a sheet needs it.

use super::cell_style::CellStyle;
use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::unreadable::Unreadable;
use calamine::{Reader, Sheet, SheetType, WorkbookProperties, Xlsx, XlsxError};
use std::io::{Cursor, Read, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A whole workbook as the library opens it.
pub(super) type WholeBook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The parts that describe a workbook, as far as it has them.
const DESCRIBING: [&str; 8] = [
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/theme/theme1.xml",
    "docProps/core.xml",
    "docProps/app.xml",
    "docProps/custom.xml",
];

/// A sheet without cells, by which the library gives the formats of the workbook.
const NO_CELLS: &[u8] = b"<worksheet><sheetData/></worksheet>";

/// A workbook as the library has opened it.
pub(super) struct LibraryBook<'a> {
    bytes: &'a [u8],
    whole: Option<WholeBook<'a>>,
    /// What is known of it without its cells.
    pub(super) description: Description,
}

/// What the library says of a workbook without its cells.
pub(super) struct Description {
    /// Its worksheets.
    pub(super) sheets: Vec<Sheet>,
    /// Whether it counts days from 1904.
    pub(super) epoch_1904: bool,
    /// Its cell formats, by their number.
    pub(super) styles: Vec<CellStyle>,
    /// Its properties.
    pub(super) properties: WorkbookProperties,
}

impl<'a> LibraryBook<'a> {
    /// The workbook by the parts that describe it; none where they leave anything open. `sheets` are the parts of its
    /// sheets.
    pub(super) fn described<'s>(
        bytes: &'a [u8],
        package: &mut UntrustedPackage<'_>,
        sheets: impl Iterator<Item = &'s String>,
    ) -> Option<Self> {
        let parts = describing_package(package, sheets)?;
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(parts)).ok()?;
        Some(Self { bytes, whole: None, description: Description::of(&mut book) })
    }

    /// The whole workbook.
    ///
    /// # Errors
    /// Where the library can't open it.
    pub(super) fn opened(bytes: &'a [u8], package: &mut UntrustedPackage<'_>) -> Result<Self, Unreadable> {
        let mut whole = open_whole(bytes, package)?;
        let description = Description::of(&mut whole);
        Ok(Self { bytes, whole: Some(whole), description })
    }

    /// The whole workbook, for a sheet that only the library can read.
    ///
    /// # Errors
    /// Where the library can't open it.
    pub(super) fn whole(&mut self, package: &mut UntrustedPackage<'_>) -> Result<&mut WholeBook<'a>, Unreadable> {
        let whole = match self.whole.take() {
            Some(whole) => whole,
            None => open_whole(self.bytes, package)?,
        };
        Ok(self.whole.insert(whole))
    }
}

impl Description {
    fn of<R: Read + Seek>(book: &mut Xlsx<R>) -> Self {
        let mut sheets = book.sheets_metadata().to_vec();
        sheets.retain(|s| s.typ == SheetType::WorkSheet);
        let styles = sheets.iter().find_map(|s| {
            let reader = book.worksheet_cells_reader(&s.name).ok()?;
            Some(reader.styles().iter().map(CellStyle::of).collect())
        });
        Self {
            epoch_1904: book.has_1904_epoch(),
            styles: styles.unwrap_or_default(),
            properties: book.workbook_properties().unwrap_or_default(),
            sheets,
        }
    }
}

fn open_whole<'a>(bytes: &'a [u8], package: &mut UntrustedPackage<'_>) -> Result<WholeBook<'a>, Unreadable> {
    package.check_sizes()?;
    calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| match e {
        XlsxError::Password => Unreadable::encrypted(),
        _ => Unreadable::damaged(),
    })
}

/// A package of the parts that describe a workbook, with sheets that are empty; none where one of them is damaged.
fn describing_package<'s>(
    package: &mut UntrustedPackage<'_>,
    sheets: impl Iterator<Item = &'s String>,
) -> Option<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for name in DESCRIBING {
        if package.has(name) {
            let part = package.bytes(name).ok().filter(|part| !part.is_empty())?;
            out.start_file(name, stored).ok()?;
            out.write_all(&part).ok()?;
        }
    }
    for name in sheets {
        out.start_file(name.as_str(), stored).ok()?;
        out.write_all(NO_CELLS).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}
