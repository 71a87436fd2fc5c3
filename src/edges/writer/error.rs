//! Why a workbook can't be written, with the place of what stands in the way.

use crate::model::page::{OutputWorkbook, Page};
use crate::model::place::At;

/// Why a book can't be written; there are no bytes then.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// One cell can't be written.
    #[error("sheet {sheet}, cell {cell}: {why}")]
    Cell {
        /// The sheet's title.
        sheet: String,
        /// The cell in A1 form.
        cell: String,
        /// What is wrong and what was expected.
        why: String,
    },
    /// Something of a sheet can't be written.
    #[error("sheet {sheet}: {why}")]
    Sheet {
        /// The sheet's title.
        sheet: String,
        /// What is wrong and what was expected.
        why: String,
    },
    /// Something of the whole book can't be written.
    #[error("workbook {title}: {why}")]
    Book {
        /// The book's title.
        title: String,
        /// What is wrong and what was expected.
        why: String,
    },
}

/// An error about the whole workbook.
pub(super) fn in_book(book: &OutputWorkbook, why: impl ToString) -> WriteError {
    WriteError::Book { title: book.title.clone(), why: why.to_string() }
}

/// An error about a whole sheet.
pub(super) fn in_sheet(page: &Page, why: impl ToString) -> WriteError {
    WriteError::Sheet { sheet: page.title.clone(), why: why.to_string() }
}

/// An error about one cell.
pub(super) fn in_cell(page: &Page, row: u32, column: u16, why: impl ToString) -> WriteError {
    WriteError::Cell { sheet: page.title.clone(), cell: At::new(row, column).to_string(), why: why.to_string() }
}
