//! Tables of the sample that are typed into sheets: a heading names the sheet, the first line the columns. Where a column
//! is `ID`, the row is there already and is filled in.

use super::simulated_user::SimulatedUser;
use crate::model::page::OutputWorkbook;
use jiff::civil::Date;

/// More of what is agreed at the start.
pub const MORE: &str = include_str!("../../../fixtures/demo/harbour.md");

/// What is filled in beside the starters.
pub const STARTED: &str = include_str!("../../../fixtures/demo/harbour-started.md");

/// Types the tables of these sheets into the book.
pub fn fill(book: &mut OutputWorkbook, text: &str, today: Date, wanted: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    for part in text.split("\n## ").skip(1) {
        let sheet = part.lines().next().unwrap_or_default().trim();
        if wanted(sheet) {
            let mut user = SimulatedUser::on(book, sheet, today)?;
            table(&mut user, part)?;
        }
    }
    Ok(())
}

fn table(user: &mut SimulatedUser<'_>, text: &str) -> anyhow::Result<()> {
    let mut lines = text.lines().filter(|l| l.starts_with('|'));
    let titles = cells(lines.next().unwrap_or_default());
    for line in lines.skip(1) {
        let cells: Vec<(&str, &str)> =
            titles.iter().copied().zip(cells(line)).filter(|(_, typed)| !typed.is_empty()).collect();
        match cells.split_first() {
            Some((("ID", id), rest)) => rest.iter().try_for_each(|(title, typed)| user.set(id, title, typed))?,
            Some(_) => user.add(&cells)?,
            None => {}
        }
    }
    Ok(())
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(str::trim).collect()
}
