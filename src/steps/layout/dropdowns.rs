//! The hidden sheet of lists that drop-downs point to: each list once, whoever asks for it.

use crate::model::grid::Shown;
use crate::model::page::{Page, PageCell, PageRow, Role};
use crate::model::place::column_letters;
use crate::model::sheet_names::LISTS_SHEET;
use indexmap::IndexMap;

/// Lists in the making.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    lists: IndexMap<Vec<String>, String>,
}

impl Lists {
    /// The range of a list, as a drop-down's formula names it; the list is added where it is new. Empty lists have none.
    pub fn range(&mut self, title: &str, items: &[String]) -> Option<String> {
        if items.is_empty() {
            return None;
        }
        let next = self.lists.len();
        let (column, _) = match self.lists.get_full(items) {
            Some((i, _, title)) => (i, title.clone()),
            None => {
                self.lists.insert(items.to_vec(), title.to_owned());
                (next, title.to_owned())
            }
        };
        let letters = column_letters(u16::try_from(column).ok()?);
        Some(format!("='{}'!${letters}$2:${letters}${}", LISTS_SHEET, items.len() + 1))
    }

    /// All lists, in the order in which they were asked for: title and items.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.lists.iter().map(|(items, title)| (title.as_str(), items.as_slice()))
    }

    /// The hidden page.
    pub fn page(&self) -> Page {
        let longest = self.lists.keys().map(Vec::len).max().unwrap_or(0);
        let mut lines = vec![PageRow::of(self.lists.values().map(|title| PageCell::text(title, Role::Label)))];
        for n in 0..longest {
            let cells = (0u16..).zip(self.lists.keys());
            let cells = cells.filter_map(|(c, items)| Some((c, PageCell::text(items.get(n)?, Role::Plain))));
            lines.push(PageRow { cells: cells.collect(), ..PageRow::default() });
        }
        Page { title: LISTS_SHEET.into(), shown: Shown::Hidden, lines, ..Page::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;
    use crate::model::grid::Shown;

    fn items(items: &[&str]) -> Vec<String> {
        items.iter().map(|i| (*i).to_owned()).collect()
    }

    #[test]
    fn each_list_stands_once_whoever_asks_for_it() {
        let mut lists = Lists::default();
        let status = items(&["Open", "Closed"]);
        assert_eq!(lists.range("Status", &status).as_deref(), Some("='_lists'!$A$2:$A$3"));
        assert_eq!(lists.range("Owner", &items(&["Ada"])).as_deref(), Some("='_lists'!$B$2:$B$2"));
        assert_eq!(lists.range("State", &status).as_deref(), Some("='_lists'!$A$2:$A$3"), "the same list again");
        assert_eq!(lists.range("Nobody", &[]), None, "an empty list offers nothing");
        let all: Vec<(&str, usize)> = lists.all().map(|(title, items)| (title, items.len())).collect();
        assert_eq!(all, [("Status", 2), ("Owner", 1)]);
    }

    #[test]
    fn lists_stand_side_by_side_on_a_hidden_page() {
        let mut lists = Lists::default();
        lists.range("Status", &items(&["Open", "Closed"]));
        lists.range("Owner", &items(&["Ada"]));
        let page = lists.page();
        assert_eq!((page.title.as_str(), page.shown), ("_lists", Shown::Hidden));
        let columns: Vec<Vec<u16>> = page.lines.iter().map(|l| l.cells.iter().map(|(c, _)| *c).collect()).collect();
        assert_eq!(columns, [vec![0, 1], vec![0, 1], vec![0]], "titles, then the items of each below its title");
    }
}
