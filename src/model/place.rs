//! Where something was found: a file, a sheet, a cell.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A source: file as given or relative to the engagement with `/`, sheet title, and cell in A1 form.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the engagement with `/`, or as the user named it.
    pub file: Option<String>,
    /// The title of the sheet as it stands in the file.
    pub sheet: Option<String>,
    /// The cell in A1 form, without `$` and without the sheet.
    pub cell: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), sheet: None, cell: None }
    }

    /// A sheet of a file.
    pub fn sheet(file: impl Into<String>, sheet: impl Into<String>) -> Self {
        Self { file: Some(file.into()), sheet: Some(sheet.into()), cell: None }
    }

    /// A cell of a sheet.
    pub fn cell(file: impl Into<String>, sheet: impl Into<String>, at: At) -> Self {
        Self { file: Some(file.into()), sheet: Some(sheet.into()), cell: Some(at.to_string()) }
    }
}

impl Place {
    /// Reduces an absolute path to the file's name; a relative path stays as it is.
    pub fn strip_folder(&mut self) {
        if let Some(file) = &mut self.file {
            *file = without_folder(file).to_owned();
        }
    }
}

/// The name of a file that was given by its whole path, on this or another system; a relative path as it is.
pub fn without_folder(file: &str) -> &str {
    let drive = file.split_once(':').is_some_and(|(d, rest)| d.len() == 1 && rest.starts_with(['/', '\\']));
    if drive || file.starts_with(['/', '\\']) { file.rsplit(['/', '\\']).next().unwrap_or(file) } else { file }
}

impl Place {
    /// What puts places in the order in which people read them: by file, sheet, row, then column. E5 comes before E10.
    pub fn in_order(&self) -> impl Ord + use<> {
        let at = self.cell.as_deref().and_then(At::parse);
        (self.file.clone(), self.sheet.clone(), at, self.cell.clone())
    }
}

impl std::fmt::Display for Place {
    /// `inbox/raid.xlsx, sheet Risks, cell C7`: the way a message names a place.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            self.file.clone(),
            self.sheet.as_ref().map(|s| format!("sheet {s}")),
            self.cell.as_ref().map(|c| format!("cell {c}")),
        ];
        let named: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&named.join(", "))
    }
}

/// The last row of a sheet, counted from 0: Excel and LibreOffice have 1,048,576 of them.
pub const LAST_ROW: u32 = 1_048_575;
/// The last column of a sheet, counted from 0: `XFD`.
pub const LAST_COLUMN: u16 = 16_383;

/// A cell's position in its sheet: row and column, both counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl At {
    /// The position at `row`, `column`, both from 0.
    pub fn new(row: u32, column: u16) -> Self {
        Self { row, column }
    }

    /// The position of a cell's name, with or without `$`: `B7`, `$B$7`. None where it is no name of a cell.
    pub fn parse(name: &str) -> Option<Self> {
        let bare = if name.contains('$') { Cow::Owned(name.replace('$', "")) } else { Cow::Borrowed(name) };
        let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, digits) = bare.split_at_checked(letters)?;
        if letters.len() > 3 || digits.starts_with(['+', '0']) {
            return None;
        }
        let column = u16::try_from(column_number(letters)?).ok()?;
        Some(Self::new(digits.parse::<u32>().ok()?.checked_sub(1)?, column))
    }
}

impl std::fmt::Display for At {
    /// A1 form.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write_letters(f, self.column)?;
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

/// The letters of a column counted from 0: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u16) -> String {
    let mut letters = String::with_capacity(3);
    // A String takes whatever is written to it.
    let _ = write_letters(&mut letters, column);
    letters
}

fn write_letters(to: &mut impl std::fmt::Write, column: u16) -> std::fmt::Result {
    if let Some(before) = (column / 26).checked_sub(1) {
        write_letters(to, before)?;
    }
    to.write_char(char::from(b'A' + (column % 26) as u8))
}

/// The column of letters in either case, counted from 0: `A` is 0, `AA` is 26. It may lie beyond [`LAST_COLUMN`]. None
/// for anything but one to four letters.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.len() > 4 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    letters.bytes().fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_paths_lose_their_folders() {
        for (given, left) in [
            ("/home/lena/mail/raid.xlsx", "raid.xlsx"),
            (r"C:\Users\Lena\raid.xlsx", "raid.xlsx"),
            (r"\\share\acme\raid.xlsx", "raid.xlsx"),
            ("inbox/ada/raid.xlsx", "inbox/ada/raid.xlsx"),
            ("../mail/raid.xlsx", "../mail/raid.xlsx"),
            ("raid: mine.xlsx", "raid: mine.xlsx"),
        ] {
            assert_eq!(without_folder(given), left);
        }
    }

    #[test]
    fn cells_are_named_as_excel_names_them() {
        for (row, column, name) in [
            (0, 0, "A1"),
            (6, 2, "C7"),
            (0, 25, "Z1"),
            (0, 26, "AA1"),
            (9, 701, "ZZ10"),
            (1_048_575, 16_383, "XFD1048576"),
        ] {
            assert_eq!(At::new(row, column).to_string(), name);
            assert_eq!(At::parse(name), Some(At::new(row, column)));
        }
    }

    #[test]
    fn names_of_cells_are_read_in_either_case_and_with_dollar_signs() {
        for (name, at) in
            [("$b$7", Some(At::new(6, 1))), ("aa10", Some(At::new(9, 26))), ("$f$12", Some(At::new(11, 5)))]
        {
            assert_eq!(At::parse(name), at, "{name}");
        }
        for name in ["", "B", "7", "B0", "B+7", "B07", "AAAA1", "B7x", "B:7", "R-007", "R007", "F12.status", "Ä1"] {
            assert_eq!(At::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_place_is_named_from_the_file_to_the_cell() {
        for (place, words) in [
            (Place::default(), ""),
            (Place::file("inbox/raid.xlsx"), "inbox/raid.xlsx"),
            (Place::sheet("inbox/raid.xlsx", "Risks"), "inbox/raid.xlsx, sheet Risks"),
            (Place::cell("inbox/raid.xlsx", "Risks", At::new(6, 2)), "inbox/raid.xlsx, sheet Risks, cell C7"),
        ] {
            assert_eq!(place.to_string(), words);
        }
    }

    #[test]
    fn places_are_read_row_by_row() {
        let mut cells = ["E10", "E5", "AA5", "B5", "", "A11"].map(|cell| Place {
            cell: Some(cell.to_owned()).filter(|c| !c.is_empty()),
            ..Place::sheet("a.xlsx", "Risks")
        });
        cells.sort_by_key(Place::in_order);
        let order: Vec<&str> = cells.iter().map(|place| place.cell.as_deref().unwrap_or_default()).collect();
        assert_eq!(order, ["", "B5", "E5", "AA5", "E10", "A11"]);
    }

    #[test]
    fn a_place_loses_the_folder_and_keeps_sheet_and_cell() {
        let mut place = Place::cell("/home/lena/raid.xlsx", "Risks", At::new(6, 2));
        place.strip_folder();
        assert_eq!(place, Place::cell("raid.xlsx", "Risks", At::new(6, 2)));
        let mut nowhere = Place::default();
        nowhere.strip_folder();
        assert_eq!(nowhere, Place::default());
    }
}
