//! The ways in which a copy comes back: what programs and people do to a workbook that was filled in, each by its name.

use crate::desk::{Book, Sheet};
use crate::laws_world::SHEETS;
use prekick::model::grid::{Format, Grid, GridRow, Note, Raw, RawCell, Shown, Workbook};
use prekick::model::place::At;

/// One way. `number` chooses among sheets, records and columns.
pub struct Way {
    /// Its name.
    pub name: &'static str,
    /// Does every record of the master come out as from the copy itself? Else only nothing may be lost or misplaced.
    pub neutral: bool,
    /// Does it.
    pub act: fn(&mut Book, usize),
}

const fn neutral(name: &'static str, act: fn(&mut Book, usize)) -> Way {
    Way { name, neutral: true, act }
}

const fn telling(name: &'static str, act: fn(&mut Book, usize)) -> Way {
    Way { name, neutral: false, act }
}

/// All ways.
pub const WAYS: &[Way] = &[
    neutral("identity sheet lost", |b, _| b.workbook.sheets.retain(|g| g.title != "_prekick")),
    neutral("properties lost", |b, _| b.workbook.properties.clear()),
    neutral("identity sheet and properties lost", |b, _| {
        b.workbook.sheets.retain(|g| g.title != "_prekick");
        b.workbook.properties.clear();
    }),
    neutral("lists sheet lost", |b, _| b.workbook.sheets.retain(|g| g.title != "_lists")),
    neutral("key column deleted", |b, n| {
        b.with(n, |s| {
            if s.has("Row key") {
                s.delete_column("Row key")
            }
        })
    }),
    neutral("a row key typed over", |b, n| {
        b.with(n, |s| s.cell_of(n, "Row key", |c| c.raw = Raw::Text("oops".into())));
    }),
    neutral("key row deleted", |b, n| b.with(n, |s| s.drop_key_row())),
    neutral("everything hidden is shown", |b, _| {
        for grid in &mut b.workbook.sheets {
            (grid.hidden_rows, grid.hidden_columns, grid.shown) = (Vec::new(), Vec::new(), Shown::Visible);
        }
    }),
    neutral("sheet renamed", |b, n| b.with(n, |s| s.grid.title = format!("{} (2)", s.grid.title))),
    neutral("sheet moved to the end", |b, n| {
        if let Some(i) = b.position(n) {
            let grid = b.workbook.sheets.remove(i);
            b.workbook.sheets.push(grid);
        }
    }),
    neutral("sheet of their own added", |b, n| {
        let row = GridRow { number: 1, cells: vec![(1, text(&format!("our own sheet {n}")))] };
        let grid = Grid { title: format!("Ours {n}"), rows: vec![row], ..Grid::default() };
        b.workbook.sheets.insert(0, grid);
    }),
    neutral("two columns change places", |b, n| b.with(n, |s| s.swap_columns("Description", "Owner"))),
    neutral("all columns in reverse", |b, n| b.with(n, |s| s.reverse_columns())),
    neutral("column renamed", |b, n| b.with(n, |s| s.retitle("Description", "What it is about"))),
    neutral("column titles in capitals", |b, n| b.with(n, |s| s.each_title(|t| format!(" {} ", t.to_uppercase())))),
    neutral("column title emptied", |b, n| b.with(n, |s| s.retitle("Description", ""))),
    neutral("column added", |b, n| {
        b.with(n, |s| {
            let at = s.width() + 1;
            s.put(s.header, at, Raw::Text("Our remarks".into()));
            if let Some(row) = s.nth_record(n) {
                s.put(row, at, Raw::Text(format!("our remark {n}")));
            }
        });
    }),
    neutral("column removed that nobody typed in", |b, n| {
        b.with(n, |s| {
            if s.has("RAG") {
                s.delete_column("RAG")
            }
        });
    }),
    telling("column doubled", |b, n| {
        b.with(n, |s| {
            if !s.has("Description") {
                return;
            }
            let (from, to) = (s.column("Description"), s.width() + 1);
            for row in s.grid.rows.iter_mut().filter(|r| r.number >= s.header) {
                let cell = row.cells.iter().find(|(c, _)| *c == from).map(|(_, cell)| cell.clone());
                row.cells.extend(cell.map(|cell| (to, cell)));
            }
        });
    }),
    neutral("title block above", |b, n| {
        b.with(n, |s| {
            s.push_down(0, 5);
            s.put(0, 0, Raw::Text("Acme weekly".into()));
            s.put(2, 1, Raw::Text(format!("as of week {n}")));
        });
    }),
    neutral("blank rows above the header", |b, n| b.with(n, |s| s.push_down(s.header, 2))),
    neutral("group titles above the header", |b, n| {
        b.with(n, |s| {
            s.push_down(s.header, 1);
            let above = s.header;
            s.put(above, 1, Raw::Text("What it is".into()));
            s.grid.merged.push((At::new(above, 1), At::new(above, 4)));
        });
    }),
    neutral("two header cells merged", |b, n| {
        b.with(n, |s| {
            if s.has("Description") && s.column("Description") > 0 {
                let at = s.column("Description");
                let header = s.header;
                s.put(header, at, Raw::Empty);
                s.grid.merged.push((At::new(header, at - 1), At::new(header, at)));
            }
        });
    }),
    telling("two cells merged downwards", |b, n| {
        b.with(n, |s| {
            let rows = s.records();
            if let (true, [first, second, ..]) = (s.has("Description"), rows.as_slice()) {
                let at = s.column("Description");
                s.put(*second, at, Raw::Empty);
                s.grid.merged.push((At::new(*first, at), At::new(*second, at)));
            }
        });
    }),
    neutral("a blank row inserted", |b, n| b.with(n, |s| s.insert_blank(n))),
    telling("a new row inserted among the others", |b, n| {
        b.with(n, |s| {
            let at = s.nth_record(n).unwrap_or(s.header + 1);
            s.push_down(at, 1);
            s.new_record(at, n);
        });
    }),
    telling("a new row after a gap", |b, n| {
        b.with(n, |s| {
            let at = s.last_row() + 4;
            s.new_record(at, n);
        });
    }),
    telling("a new row right below", |b, n| {
        b.with(n, |s| {
            let at = s.records().last().map_or(s.header, |r| *r) + 1;
            s.new_record(at, n);
        });
    }),
    neutral("sorted", |b, n| b.with(n, |s| s.shuffle(n, &[]))),
    telling("sorted without the hidden key", |b, n| b.with(n, |s| s.shuffle(n, &["Row key"]))),
    telling("sorted without key and ID", |b, n| b.with(n, |s| s.shuffle(n, &["Row key", "ID"]))),
    neutral("filtered", |b, n| {
        b.with(n, |s| {
            let rows: Vec<u32> = s.records().into_iter().skip(n % 2).step_by(2).collect();
            s.grid.hidden_rows.extend(rows);
            s.grid.hidden_rows.sort_unstable();
            s.grid.hidden_rows.dedup();
        });
    }),
    telling("a row doubled with its key", |b, n| {
        b.with(n, |s| {
            if let Some(row) = s.nth_record(n) {
                s.copy_below(row);
            }
        });
    }),
    telling("a row copied and made another", |b, n| {
        b.with(n, |s| {
            if let Some(row) = s.nth_record(n) {
                s.copy_below(row);
                s.new_record(row + 1, n);
            }
        });
    }),
    neutral("a row deleted", |b, n| {
        b.with(n, |s| {
            let gone = s.nth_record(n);
            s.grid.rows.retain(|r| Some(r.number) != gone);
        });
    }),
    telling("a row emptied", |b, n| {
        b.with(n, |s| {
            let (gone, key) = (s.nth_record(n), s.has("Row key").then(|| s.column("Row key")));
            for row in s.grid.rows.iter_mut().filter(|r| Some(r.number) == gone) {
                row.cells.retain(|(c, _)| Some(*c) == key);
            }
        });
    }),
    neutral("two rows change places", |b, n| b.with(n, |s| s.swap_rows(n))),
    neutral("totals under the table", |b, n| {
        b.with(n, |s| {
            let at = s.last_row() + 2;
            s.put(at, 0, Raw::Text("Total".into()));
            s.put(at, 5, Raw::Number(17.0));
        });
    }),
    neutral("a legend under the table", |b, n| {
        b.with(n, |s| {
            let at = s.last_row() + 3;
            s.put(at, 1, Raw::Text("Green: all is well".into()));
            s.put(at + 1, 1, Raw::Text(format!("Amber: see page {n}")));
        });
    }),
    neutral("remarks beside the table", |b, n| {
        b.with(n, |s| {
            if let Some(row) = s.nth_record(n) {
                let at = s.width() + 3;
                s.put(row, at, Raw::Text(format!("beside {n}")));
            }
        });
    }),
    neutral("blank rows inside", |b, n| {
        b.with(n, |s| {
            s.insert_blank(n);
            s.insert_blank(n + 1);
        });
    }),
    neutral("the header once more in the middle", |b, n| {
        b.with(n, |s| {
            let header = s.grid.rows.iter().find(|r| r.number == s.header).unwrap().cells.clone();
            let at = s.nth_record(n).unwrap_or(s.header + 1);
            s.push_down(at, 1);
            s.grid.rows.push(GridRow { number: at, cells: header });
            s.grid.rows.sort_by_key(|r| r.number);
        });
    }),
    neutral("a copy of a copy", |b, _| {
        b.workbook.properties.clear();
        b.workbook.sheets.retain(|g| !g.title.starts_with('_'));
        for title in SHEETS {
            b.named(title, |s| s.drop_key_row());
        }
        for grid in &mut b.workbook.sheets {
            (grid.hidden_rows, grid.hidden_columns) = (Vec::new(), Vec::new());
        }
    }),
    neutral("only values pasted", |b, _| {
        for grid in &mut b.workbook.sheets {
            for (_, cell) in grid.rows.iter_mut().flat_map(|r| &mut r.cells) {
                (cell.formula, cell.fill, cell.struck) = (false, None, false);
            }
            for row in &mut grid.rows {
                row.cells.retain(|(_, c)| c.raw != Raw::Empty);
            }
        }
    }),
    neutral("a note on a cell", |b, n| b.with(n, |s| s.note_on(n, "Description", &format!("ask Lena {n}")))),
    neutral("a thread on a cell", |b, n| {
        b.with(n, |s| {
            s.note_on(n, "Title", &format!("is this so {n}"));
            s.note_on(n, "Title", &format!("yes it is {n}"));
        });
    }),
    neutral("a row struck out", |b, n| {
        b.with(n, |s| {
            let row = s.nth_record(n);
            for (_, cell) in s.grid.rows.iter_mut().filter(|r| Some(r.number) == row).flat_map(|r| &mut r.cells) {
                cell.struck = true;
            }
        });
    }),
    neutral("a cell struck out", |b, n| b.with(n, |s| s.cell_of(n, "Description", |c| c.struck = true))),
    neutral("words struck out", |b, n| {
        b.with(n, |s| {
            if let Some(at) = s.place_of(n, "Description") {
                let words = s.text(at.row, at.column).split(' ').next().unwrap_or_default().to_owned();
                if !words.is_empty() {
                    s.grid.struck_words.push((at, words));
                }
            }
        });
    }),
    neutral("a hidden row with data", |b, n| {
        b.with(n, |s| {
            s.grid.hidden_rows.extend(s.nth_record(n));
            s.grid.hidden_rows.sort_unstable();
            s.grid.hidden_rows.dedup();
        });
    }),
    neutral("a hidden column with data", |b, n| {
        b.with(n, |s| {
            if s.has("Owner") {
                s.grid.hidden_columns.push(s.column("Owner"));
                s.grid.hidden_columns.sort_unstable();
                s.grid.hidden_columns.dedup();
            }
        });
    }),
    neutral("a coloured row", |b, n| {
        b.with(n, |s| {
            let row = s.nth_record(n);
            for (_, cell) in s.grid.rows.iter_mut().filter(|r| Some(r.number) == row).flat_map(|r| &mut r.cells) {
                cell.fill = Some(0xFF_FF00);
            }
        });
    }),
    neutral("dates as text, ISO", |b, n| b.with(n, |s| s.each_date(|d| Raw::Text(d.to_string())))),
    neutral("dates in words", |b, n| {
        b.with(n, |s| {
            s.each_date(|d| {
                let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September"];
                let all = [&months[..], &["October", "November", "December"]].concat();
                Raw::Text(format!("{} {} {}", d.day(), all[d.month() as usize - 1], d.year()))
            });
        });
    }),
    neutral("dates as numbers", |b, n| b.with(n, |s| s.each_date(|d| Raw::Number(serial(d))))),
    telling("dates that may be two", |b, n| {
        b.with(n, |s| {
            if let Some(at) = s.place_of(n, "Date raised") {
                s.put(at.row, at.column, Raw::Text("03/04/2027".into()));
            }
        });
    }),
    neutral("numbers as text", |b, n| b.with(n, |s| s.each_number(|x| Raw::Text(format!("{x}"))))),
    neutral("numbers as text with blanks", |b, n| b.with(n, |s| s.each_number(|x| Raw::Text(format!(" {x}\u{a0}"))))),
    neutral("choices in capitals", |b, n| b.with(n, |s| s.each_text("Status", |t| t.to_uppercase()))),
    neutral("choices with blanks", |b, n| b.with(n, |s| s.each_text("Status", |t| format!("  {t} ")))),
    telling("a choice misspelt", |b, n| b.with(n, |s| s.cell_of(n, "Status", |c| c.raw = Raw::Text("Opne".into())))),
    telling("a choice nobody offered", |b, n| {
        b.with(n, |s| s.cell_of(n, "Status", |c| c.raw = Raw::Text(format!("ask Bob {n}"))));
    }),
    telling("an error in a cell", |b, n| {
        b.with(n, |s| s.cell_of(n, "Description", |c| c.raw = Raw::Error("#REF!".into())));
    }),
    telling("a formula without a value", |b, n| {
        b.with(n, |s| {
            s.cell_of(n, "Description", |c| (c.raw, c.formula) = (Raw::Uncalculated("B5&\"!\"".into()), true));
        });
    }),
    telling("blanks around texts", |b, n| b.with(n, |s| s.each_text("Description", |t| format!("\u{a0} {t}  ")))),
    telling("a text as long as a cell", |b, n| {
        b.with(n, |s| s.cell_of(n, "Description", |c| c.raw = Raw::Text("long ".repeat(6553) + "xx")));
    }),
    telling("a number in a column of text", |b, n| {
        b.with(n, |s| s.cell_of(n, "Description", |c| c.raw = Raw::Number(42.0)));
    }),
    telling("a date in a column of text", |b, n| {
        let day = jiff::civil::date(2027, 4, 3).at(0, 0, 0, 0);
        b.with(n, |s| s.cell_of(n, "Description", |c| c.raw = Raw::Date(day)));
    }),
    neutral("IDs typed in small letters", |b, n| b.with(n, |s| s.each_text("ID", |t| t.to_lowercase()))),
    neutral("IDs without their noughts", |b, n| b.with(n, |s| s.each_text("ID", |t| t.replace("-00", " ")))),
    neutral("IDs emptied", |b, n| b.with(n, |s| s.each_text("ID", |_| String::new()))),
    telling("one sheet as CSV", |b, n| as_csv(&mut b.workbook, n)),
];

fn text(text: &str) -> RawCell {
    RawCell { raw: Raw::Text(text.into()), ..RawCell::default() }
}

fn serial(day: jiff::civil::Date) -> f64 {
    f64::from(day.since(jiff::civil::date(1899, 12, 30)).unwrap().get_days())
}

/// One sheet, all of it text.
fn as_csv(workbook: &mut Workbook, n: usize) {
    let title = SHEETS[n % SHEETS.len()];
    workbook.sheets.retain(|g| g.title == title);
    workbook.format = Format::Csv;
    workbook.properties.clear();
    for grid in &mut workbook.sheets {
        let rows = std::mem::take(&mut grid.rows);
        let plain = |(at, cell): (u16, RawCell)| (!cell.raw.is_blank()).then(|| (at, text(&cell.raw.to_string())));
        let rows = rows
            .into_iter()
            .map(|r| GridRow { number: r.number, cells: r.cells.into_iter().filter_map(plain).collect() });
        *grid = Grid { title: title.to_lowercase(), rows: rows.collect(), ..Grid::default() };
    }
}

impl Book {
    fn position(&self, n: usize) -> Option<usize> {
        let title = SHEETS[n % SHEETS.len()];
        self.workbook.sheets.iter().position(|g| g.title.to_lowercase().starts_with(&title.to_lowercase()))
    }

    /// Does something to one of the data sheets, where it is still there.
    fn with(&mut self, n: usize, act: impl FnOnce(&mut Sheet<'_>)) {
        let title = self.position(n).and_then(|i| self.workbook.sheets.get(i)).map(|g| g.title.clone());
        if let Some(title) = title {
            let mut sheet = self.sheet(&title);
            // A sheet that no person could find a header on is left alone.
            if sheet.grid.rows.iter().any(|r| r.number == sheet.header) {
                act(&mut sheet);
            }
        }
    }

    fn named(&mut self, title: &str, act: impl FnOnce(&mut Sheet<'_>)) {
        if let Some(n) = SHEETS.iter().position(|s| *s == title) {
            self.with(n, act);
        }
    }
}

impl Sheet<'_> {
    pub fn has(&self, title: &str) -> bool {
        let header = self.grid.rows.iter().find(|r| r.number == self.header);
        header.is_some_and(|r| r.cells.iter().any(|(_, c)| c.raw.to_string().trim().eq_ignore_ascii_case(title)))
    }

    fn width(&self) -> u16 {
        self.grid.rows.iter().flat_map(|r| &r.cells).map(|(c, _)| *c).max().unwrap_or(0)
    }

    fn last_row(&self) -> u32 {
        self.grid.rows.last().map_or(self.header, |r| r.number)
    }

    fn nth_record(&self, n: usize) -> Option<u32> {
        let rows = self.records();
        rows.get(n % rows.len().max(1)).copied()
    }

    fn place_of(&self, n: usize, title: &str) -> Option<At> {
        self.has(title).then(|| self.nth_record(n).map(|row| At::new(row, self.column(title)))).flatten()
    }

    fn cell_of(&mut self, n: usize, title: &str, act: impl FnOnce(&mut RawCell)) {
        let Some(at) = self.place_of(n, title) else { return };
        let row = self.grid.rows.iter_mut().find(|r| r.number == at.row);
        if let Some((_, cell)) = row.and_then(|r| r.cells.iter_mut().find(|(c, _)| *c == at.column)) {
            act(cell);
        }
    }

    fn note_on(&mut self, n: usize, title: &str, text: &str) {
        if let Some(at) = self.place_of(n, title) {
            self.grid.notes.push(Note { at, author: Some("Ada Park".into()), text: text.into() });
        }
    }

    fn retitle(&mut self, from: &str, to: &str) {
        if self.has(from) {
            let (header, at) = (self.header, self.column(from));
            self.put(header, at, if to.is_empty() { Raw::Empty } else { Raw::Text(to.into()) });
        }
    }

    fn each_title(&mut self, act: impl Fn(&str) -> String) {
        let header = self.header;
        for row in self.grid.rows.iter_mut().filter(|r| r.number == header) {
            for (_, cell) in &mut row.cells {
                if let Raw::Text(title) = &cell.raw {
                    cell.raw = Raw::Text(act(title));
                }
            }
        }
    }

    fn each_cell(&mut self, act: impl Fn(&mut RawCell)) {
        let header = self.header;
        for (_, cell) in self.grid.rows.iter_mut().filter(|r| r.number > header).flat_map(|r| &mut r.cells) {
            act(cell);
        }
    }

    fn each_date(&mut self, act: impl Fn(jiff::civil::Date) -> Raw) {
        self.each_cell(|cell| {
            if let Raw::Date(at) = cell.raw {
                cell.raw = act(at.date());
            }
        });
    }

    fn each_number(&mut self, act: impl Fn(f64) -> Raw) {
        self.each_cell(|cell| {
            if let (Raw::Number(x), false) = (&cell.raw, cell.formula) {
                cell.raw = act(*x);
            }
        });
    }

    fn each_text(&mut self, title: &str, act: impl Fn(&str) -> String) {
        if !self.has(title) {
            return;
        }
        let (header, at) = (self.header, self.column(title));
        for row in self.grid.rows.iter_mut().filter(|r| r.number > header) {
            for (_, cell) in row.cells.iter_mut().filter(|(c, _)| *c == at) {
                if let Raw::Text(text) = &cell.raw {
                    let new = act(text);
                    cell.raw = if new.is_empty() { Raw::Empty } else { Raw::Text(new) };
                }
            }
            row.cells.retain(|(_, c)| c.raw != Raw::Empty || c.fill.is_some());
        }
    }

    /// The row of hidden column keys, which stands right above the header.
    fn drop_key_row(&mut self) {
        let is_key = |r: &GridRow| r.cells.iter().any(|(_, c)| c.raw.to_string().ends_with(".id"));
        self.grid.rows.retain(|r| r.number > self.header || !is_key(r));
    }

    /// Moves everything from a row on down.
    fn push_down(&mut self, from: u32, by: u32) {
        let down = |row: &mut u32| *row += if *row >= from { by } else { 0 };
        self.grid.rows.iter_mut().for_each(|r| down(&mut r.number));
        self.grid.hidden_rows.iter_mut().for_each(down);
        self.grid.notes.iter_mut().for_each(|n| down(&mut n.at.row));
        self.grid.struck_words.iter_mut().for_each(|(at, _)| down(&mut at.row));
        for (first, last) in &mut self.grid.merged {
            down(&mut first.row);
            down(&mut last.row);
        }
    }

    fn insert_blank(&mut self, n: usize) {
        if let Some(row) = self.nth_record(n) {
            self.push_down(row, 1);
        }
    }

    fn copy_below(&mut self, row: u32) {
        let copy = self.grid.rows.iter().find(|r| r.number == row).unwrap().cells.clone();
        self.push_down(row + 1, 1);
        self.grid.rows.push(GridRow { number: row + 1, cells: copy });
        self.grid.rows.sort_by_key(|r| r.number);
    }

    /// Types a record that was not there; what stood in its cells was the copy's.
    fn new_record(&mut self, row: u32, n: usize) {
        // Under whatever title: a copied text that names another record is typed again.
        for (_, cell) in self.grid.rows.iter_mut().filter(|r| r.number == row).flat_map(|r| &mut r.cells) {
            if matches!(&cell.raw, Raw::Text(text) if text.contains('«')) {
                cell.raw = Raw::Text(format!("«N{n}» described"));
            }
        }
        for (title, value) in [
            ("Title", format!("{} «N{n}»", ["Travel budget is frozen", "DNS entries lack an owner"][n % 2])),
            ("Description", format!("«N{n}» described")),
        ] {
            if self.has(title) {
                let at = self.column(title);
                self.put(row, at, Raw::Text(value));
            }
        }
    }

    fn swap_columns(&mut self, one: &str, other: &str) {
        if self.has(one) && self.has(other) {
            let (a, b) = (self.column(one), self.column(other));
            self.move_columns(|c| {
                if c == a {
                    b
                } else if c == b {
                    a
                } else {
                    c
                }
            });
        }
    }

    fn reverse_columns(&mut self) {
        let last = self.width();
        self.move_columns(|c| last.saturating_sub(c));
    }

    fn move_columns(&mut self, to: impl Fn(u16) -> u16) {
        for row in &mut self.grid.rows {
            row.cells.iter_mut().for_each(|(c, _)| *c = to(*c));
            row.cells.sort_by_key(|(c, _)| *c);
        }
        self.grid.hidden_columns.iter_mut().for_each(|c| *c = to(*c));
        self.grid.hidden_columns.sort_unstable();
        self.grid.notes.iter_mut().for_each(|n| n.at.column = to(n.at.column));
        self.grid.struck_words.iter_mut().for_each(|(at, _)| at.column = to(at.column));
        // Excel moves no part of a merged range.
        self.grid.merged.clear();
    }

    fn swap_rows(&mut self, n: usize) {
        let rows = self.records();
        if let (Some(a), Some(b)) = (rows.get(n % rows.len().max(1)), rows.get((n + 1) % rows.len().max(1))) {
            for row in &mut self.grid.rows {
                row.number = if row.number == *a {
                    *b
                } else if row.number == *b {
                    *a
                } else {
                    row.number
                };
            }
            self.grid.rows.sort_by_key(|r| r.number);
            let swap = |row: u32| {
                if row == *a {
                    *b
                } else if row == *b {
                    *a
                } else {
                    row
                }
            };
            self.grid.notes.iter_mut().for_each(|n| n.at.row = swap(n.at.row));
            self.grid.struck_words.iter_mut().for_each(|(at, _)| at.row = swap(at.row));
        }
    }

    /// Sorts the records by nothing in particular; the named columns stay where they are.
    fn shuffle(&mut self, n: usize, but: &[&str]) {
        let stay: Vec<u16> = but.iter().filter(|t| self.has(t)).map(|t| self.column(t)).collect();
        let rows = self.records();
        let cells = |sheet: &Self, row: u32| sheet.grid.rows.iter().find(|r| r.number == row).unwrap().cells.clone();
        let before: Vec<Vec<(u16, RawCell)>> = rows.iter().map(|r| cells(self, *r)).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|i| ((i + 1) * (2 * n + 3) * 7) % 11);
        for (place, from) in order.iter().enumerate() {
            let mut line: Vec<(u16, RawCell)> =
                before[*from].iter().filter(|(c, _)| !stay.contains(c)).cloned().collect();
            line.extend(before[place].iter().filter(|(c, _)| stay.contains(c)).cloned());
            line.sort_by_key(|(c, _)| *c);
            self.grid.rows.iter_mut().find(|r| r.number == rows[place]).unwrap().cells = line;
        }
        let moved = |row: u32| {
            let from = rows.iter().position(|r| *r == row)?;
            order.iter().position(|f| *f == from).map(|place| rows[place])
        };
        self.grid.notes.iter_mut().for_each(|n| n.at.row = moved(n.at.row).unwrap_or(n.at.row));
        self.grid.struck_words.iter_mut().for_each(|(at, _)| at.row = moved(at.row).unwrap_or(at.row));
        // Excel refuses to sort over merged cells.
        let header = self.header;
        self.grid.merged.retain(|(first, _)| first.row <= header);
    }
}
