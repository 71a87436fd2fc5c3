//! What the columns of a table would be, if it is a list of who does what.

use super::column_match::ColumnMatch;
use super::find::FoundTable;
use super::guesses::guess_description;
use super::likeness::column_matches;
use super::plain_titles::plain_title;
use super::raci_entries::text_of;
use super::raci_parts::{ListPart, letter_titled, letters};
use super::sheet_titles::SheetTitles;
use super::titles::is_about;
use crate::model::grid::{Grid, Raw};
use crate::model::keys::SheetKey;
use crate::model::template::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How sure, in percent, a column is whose title is known, whatever its values are.
const TITLED: u8 = 60;
/// So many letters as titles make a list, even if no title is known for its activities.
const TELLING_LETTERS: usize = 3;
/// Marks under roles stand in so many columns at least.
const FEWEST_MARKED: usize = 4;

/// What the columns of a table are thought to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ListGuess {
    /// For each column of the table.
    pub(super) columns: Vec<PartGuess>,
    /// Whether cells hold names: then who is no contact and no role is asked.
    pub(super) names_in_cells: bool,
    /// How sure it is, in percent, that this is such a list.
    pub(super) sure: u8,
    pub(super) why: String,
}

/// What one column is thought to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartGuess {
    pub(super) part: Option<ListPart>,
    pub(super) sure: u8,
    pub(super) why: String,
}

/// A table that may be such a list.
pub(super) struct ListGuesser<'a> {
    pub(super) grid: &'a Grid,
    pub(super) table: &'a FoundTable,
    pub(super) matrix: &'a Arc<Sheet>,
    pub(super) roles: &'a Arc<Sheet>,
    pub(super) prefixes: &'a BTreeMap<SheetKey, String>,
}

impl ListGuesser<'_> {
    /// What its columns are; `None` where it is no list of who does what.
    pub(super) fn guess(&self) -> Option<ListGuess> {
        let marked = self.lettered(true);
        let named = self.lettered(false);
        if marked.len() >= FEWEST_MARKED {
            return self.with_activities(&marked, false);
        }
        if named.len() >= 2 && self.holds_names(&named) {
            return self.with_activities(&named, true);
        }
        match self.lines() {
            Some(lines) => self.with_activities(&lines, false),
            None => self.of_one_role(),
        }
    }

    /// A sheet named after the matrix with one column of letters: what one role does.
    fn of_one_role(&self) -> Option<ListGuess> {
        if !is_about(&self.grid.title, self.matrix) {
            return None;
        }
        let lettered: Vec<usize> = (0..self.table.columns.len()).filter(|n| self.holds_letters(*n)).collect();
        let [role] = lettered.as_slice() else { return None };
        let guess = self.with_activities(&[(*role, ListPart::Role)], false)?;
        let why = "its name and its columns, but it has the letters of one role alone".into();
        Some(ListGuess { sure: guess.sure.min(TITLED), why, ..guess })
    }

    /// The best guess at a table of which a person said that it is this matrix.
    pub(super) fn guess_forced(&self) -> ListGuess {
        let mut parts = self.lettered(false);
        if !self.holds_names(&parts) {
            parts.clear();
        }
        let mut matches = self.matches(&parts);
        matches.extend(guess_description(self.table, self.grid, self.matrix, &matches));
        let free = (0..self.table.columns.len()).filter(|n| !matches.iter().any(|m| m.found == *n));
        let roles: Vec<(usize, ListPart)> = if parts.is_empty() {
            free.filter(|n| self.holds_letters(*n)).map(|n| (n, ListPart::Role)).collect()
        } else {
            Vec::new()
        };
        let names_in_cells = !parts.is_empty();
        parts.extend(roles);
        let sure = TITLED / 2;
        ListGuess { columns: self.columns(&parts, &matches), names_in_cells, sure, why: "you said so".into() }
    }

    /// The columns titled with a letter; with `grouped`, those that stand under a role.
    fn lettered(&self, grouped: bool) -> Vec<(usize, ListPart)> {
        let columns = self.table.columns.iter().enumerate().filter(|(_, c)| !grouped || !c.group.is_empty());
        let titled = columns.filter_map(|(n, c)| Some((n, letter_titled(&c.title, letters(self.matrix))?)));
        titled.map(|(n, letter)| (n, ListPart::Letter(letter.to_owned()))).collect()
    }

    /// Whether these columns hold names, and neither marks nor letters.
    fn holds_names(&self, columns: &[(usize, ListPart)]) -> bool {
        let at = columns.iter().filter_map(|(n, _)| self.table.columns.get(*n)).map(|c| c.at);
        let cells: Vec<_> = at.flat_map(|at| self.table.values(self.grid, at)).map(|(_, c)| c).collect();
        let named = cells.iter().filter(|c| text_of(c).chars().count() > 1 && !self.reads(&text_of(c))).count();
        let texts = cells.iter().all(|c| matches!(c.raw, Raw::Text(_)));
        texts && named * 10 >= cells.len() * 8 && !cells.is_empty()
    }

    fn holds_letters(&self, found: usize) -> bool {
        let Some(column) = self.table.columns.get(found) else { return false };
        let values: Vec<String> = self.table.values(self.grid, column.at).map(|(_, c)| text_of(c)).collect();
        let good = values.iter().filter(|v| self.reads(v)).count();
        !values.is_empty() && good * 10 >= values.len() * 6
    }

    /// Whether a text is letters.
    fn reads(&self, text: &str) -> bool {
        let mut parts = text.split([',', '/', ' ', '&', '+']).filter(|p| !p.is_empty());
        parts.all(|p| letter_titled(p.trim_end_matches('*'), letters(self.matrix)).is_some())
    }

    /// A line for each activity and role: the columns of the role and of its letters.
    fn lines(&self) -> Option<Vec<(usize, ListPart)>> {
        let key = self.roles.natural_key.first().and_then(|k| self.roles.column(k))?;
        let titles: BTreeSet<String> =
            std::iter::once(&key.title).chain(&key.aliases).chain(&key.also).map(|t| plain_title(t)).collect();
        let is_key = |title: &str| titles.contains(&plain_title(title));
        let matches = self.matches(&[]);
        let activity = |n: usize| matches.iter().any(|m| m.found == n && self.is_key(m));
        let columns = || self.table.columns.iter().enumerate();
        let (who, _) = columns().find(|(n, c)| is_key(&c.title) && !activity(*n))?;
        if self.holds_letters(who) {
            return None;
        }
        let held = |n: usize| self.table.columns.get(n).map_or(0, |c| self.table.values(self.grid, c.at).count());
        let (letters, _) = columns().find(|(n, _)| *n != who && held(*n) >= 2 && self.holds_letters(*n))?;
        Some(vec![(who, ListPart::Who), (letters, ListPart::Letters)])
    }

    /// What the other columns are by their titles.
    fn matches(&self, parts: &[(usize, ListPart)]) -> Vec<ColumnMatch> {
        let titles = SheetTitles::new(self.matrix);
        let mut matches = column_matches(self.table, self.grid, &titles, self.prefixes).pairs;
        let is_role = |m: &ColumnMatch| self.matrix.columns.get(m.field).is_some_and(|c| c.role().is_some());
        matches.retain(|m| !is_role(m) && !parts.iter().any(|(n, _)| *n == m.found));
        matches
    }

    fn is_key(&self, m: &ColumnMatch) -> bool {
        self.matrix.natural_key.first().and_then(|k| self.matrix.position(k)) == Some(m.field)
    }

    /// The guess with the column of the activities: known by its title, or else guessed where the letters tell enough.
    fn with_activities(&self, parts: &[(usize, ListPart)], names_in_cells: bool) -> Option<ListGuess> {
        let mut matches = self.matches(parts);
        let known = matches.iter_mut().find(|m| self.is_key(m) && m.rank.is_some() && m.sure >= TITLED);
        let (sure, why) = if let Some(activity) = known {
            activity.sure = 100;
            (100, "its columns".to_owned())
        } else {
            let letters: BTreeSet<String> = parts.iter().map(|(_, p)| p.title(self.matrix)).collect();
            if !names_in_cells || letters.len() < TELLING_LETTERS {
                return None;
            }
            matches.extend(guess_description(self.table, self.grid, self.matrix, &matches));
            (TITLED, "its columns, but no title tells which one names the activities".to_owned())
        };
        let named = matches.iter().any(|m| self.is_key(m));
        let columns = self.columns(parts, &matches);
        named.then_some(ListGuess { columns, names_in_cells, sure, why })
    }

    fn columns(&self, parts: &[(usize, ListPart)], matches: &[ColumnMatch]) -> Vec<PartGuess> {
        let of = |n: usize| {
            if let Some((_, part)) = parts.iter().find(|(at, _)| *at == n) {
                return PartGuess { part: Some(part.clone()), sure: 100, why: "title".into() };
            }
            let matched = matches.iter().find(|m| m.found == n);
            let field = matched.and_then(|m| Some((m, self.matrix.columns.get(m.field)?)));
            field.map_or_else(
                || PartGuess { why: "like no column of the sheet".into(), ..PartGuess::default() },
                |(m, column)| PartGuess {
                    part: Some(ListPart::Field(column.key.clone())),
                    sure: m.sure,
                    why: m.why.clone(),
                },
            )
        };
        (0..self.table.columns.len()).map(of).collect()
    }
}
