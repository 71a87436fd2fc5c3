//! A mapping: which column of a spreadsheet in a layout of its own is which column of a template. A person confirms it once;
//! it is kept and used for every file whose tables have the same titles.

use crate::model::keys::{FieldKey, SheetKey};
use crate::model::place::Place;
use crate::model::text::fold_title;
use std::collections::BTreeMap;

/// What people pick for a column or table that is not to be read.
pub const LEAVE_OUT: &str = "leave out";

/// A mapping as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The file it is kept in, as findings name it.
    pub file: String,
    /// Whether a person has confirmed it.
    pub ready: bool,
    /// The tool whose exports it is about: its tables are known by some of their titles, and a person is asked.
    pub profile: Option<String>,
    /// What each table is.
    pub tables: Vec<TableMapping>,
}

/// What one table is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableMapping {
    /// Its titles, folded and sorted: by these it is known again, whatever its sheet is called.
    pub shape: Vec<String>,
    /// Only its rows of this kind, in a list where a column says what each row is: key of a sheet, or a letter that may mean two.
    pub kind: Option<String>,
    /// Key of the sheet that it is; none: it is left out.
    pub sheet: Option<SheetKey>,
    /// What each column is, by its title: key of a column, or none where it is left out.
    pub columns: BTreeMap<String, Option<FieldKey>>,
    /// What words of a scale count as.
    pub words: BTreeMap<String, u32>,
    /// Whom names in a list of who does what mean, by the folded name; none where a name is left out.
    pub names: BTreeMap<String, Option<String>>,
    /// Whether a person picked another sheet than was proposed, so that the columns were matched anew by their titles.
    pub moved: bool,
}

/// How a mapping names a column: its folded title, with a number where several have it.
pub fn title_keys<'t>(titles: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    titles
        .map(|title| {
            let folded = fold_title(title);
            let n = seen.entry(folded.clone()).and_modify(|n| *n += 1).or_insert(1);
            if *n == 1 { folded } else { format!("{folded} ({n})") }
        })
        .collect()
}

/// What a table probably is, for a person to confirm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableProposal {
    /// Title of the sheet in the file.
    pub title: String,
    /// Its header row as people count.
    pub row: u32,
    /// What the rows are that it is about, in words: `rows with Type = Risk`.
    pub rows: String,
    /// Its titles, folded and sorted.
    pub shape: Vec<String>,
    /// Only its rows of this kind: key of a sheet.
    pub kind: Option<String>,
    /// The sheet it is most like: key and title.
    pub sheet: Option<(SheetKey, String)>,
    /// How sure that is, in percent.
    pub sure: u8,
    /// Why.
    pub why: String,
    /// How many rows it holds.
    pub records: usize,
    /// Its columns.
    pub columns: Vec<ColumnProposal>,
    /// Words of scales and what they may count as.
    pub words: Vec<WordProposal>,
    /// Names in a list of who does what and whom they may mean.
    pub names: Vec<NameProposal>,
}

impl TableProposal {
    /// Whether a person must confirm it.
    pub fn is_asked(&self) -> bool {
        (self.sheet.is_some() && self.sure < 100)
            || !self.words.is_empty()
            || !self.names.is_empty()
            || self.columns.iter().any(|c| c.field.is_some() && c.sure < 100)
    }
}

/// What a column probably is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnProposal {
    /// Where it stands, from 0.
    pub at: u16,
    /// Its title as found.
    pub title: String,
    /// How a mapping names it.
    pub name: String,
    /// The first values.
    pub samples: Vec<String>,
    /// The column it is most like: key and title.
    pub field: Option<(FieldKey, String)>,
    /// How sure that is, in percent.
    pub sure: u8,
    /// Why.
    pub why: String,
}

/// What a word of a scale may count as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordProposal {
    /// The word as found.
    pub word: String,
    /// The titles of the columns in which it stands.
    pub columns: Vec<String>,
    /// The number; none where nothing is near.
    pub number: Option<u32>,
}

/// Whom a name in a list of who does what may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameProposal {
    /// The name as found.
    pub name: String,
    /// The titles of the columns in which it stands.
    pub columns: Vec<String>,
    /// The contact or role that is offered; a name that nobody has becomes a role.
    pub is: String,
    /// Why.
    pub why: String,
    /// Who else there is.
    pub options: Vec<String>,
}

/// A mapping as a person filled it in: texts that are not interpreted yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilledMapping {
    /// The file, as findings name it.
    pub file: String,
    /// Whether a person has confirmed it.
    pub ready: bool,
    /// The tool whose exports it is about.
    pub profile: Option<String>,
    /// The tables.
    pub tables: Vec<FilledTable>,
}

/// A table of a mapping as a person filled it in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilledTable {
    /// Its titles, folded and sorted.
    pub shape: Vec<String>,
    /// Only its rows of this kind.
    pub kind: Option<String>,
    /// What it is.
    pub sheet: FilledCell,
    /// What each column is, by the name of the column.
    pub columns: Vec<(String, FilledCell)>,
    /// What each word counts as.
    pub words: Vec<(String, FilledCell)>,
    /// Whom each name means.
    pub names: Vec<(String, FilledCell)>,
}

/// What a person picked or typed, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilledCell {
    /// The text.
    pub text: String,
    /// Where.
    pub place: Place,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_title_are_told_apart_by_numbers() {
        let titles = ["Owner", "Date", "owner *", " Owner"];
        assert_eq!(title_keys(titles.into_iter()), ["owner", "date", "owner (2)", "owner (3)"]);
    }

    #[test]
    fn a_mapping_is_asked_about_where_anything_in_it_is_unsure() {
        let known = || Some(("status".into(), "Status".to_owned()));
        let column =
            |field: Option<(FieldKey, String)>, sure| ColumnProposal { field, sure, ..ColumnProposal::default() };
        let sure = TableProposal {
            sheet: Some(("risks".into(), "Risks".to_owned())),
            sure: 100,
            columns: vec![column(known(), 100)],
            ..TableProposal::default()
        };
        for (proposal, asked) in [
            (sure.clone(), false),
            (TableProposal { sure: 99, ..sure.clone() }, true),
            (TableProposal { sheet: None, sure: 0, ..sure.clone() }, false),
            (TableProposal { words: vec![WordProposal::default()], ..sure.clone() }, true),
            (TableProposal { names: vec![NameProposal::default()], ..sure.clone() }, true),
            (TableProposal { columns: vec![column(known(), 99)], ..sure.clone() }, true),
            (TableProposal { columns: vec![column(None, 0)], ..sure.clone() }, false),
        ] {
            assert_eq!(proposal.is_asked(), asked, "{proposal:?}");
        }
    }
}
