//! Texts that a workbook keeps in one place for all its cells.

use super::look_list::canonical;
use super::walk::{Walk, What, plain, prefix};

/// The shared texts of a workbook, each as it stands between its tags, without prefixes.
#[derive(Default)]
pub(super) struct Strings(Vec<String>);

impl Strings {
    pub(super) fn read(text: &str) -> Self {
        let mut walk = Walk::new(text);
        let (mut found, mut own) = (Vec::new(), None);
        while let Some(piece) = walk.next() {
            match piece.what {
                What::Open(tag) if own.is_none() => own = Some(prefix(&tag.name).to_owned()),
                What::Open(tag) if tag.local() == "si" => {
                    let inner = walk.finish();
                    let end = inner.rfind("</").unwrap_or(inner.len());
                    let own = own.as_deref().unwrap_or_default();
                    found.push(in_one_prefix(inner.get(..end).unwrap_or_default(), own));
                }
                What::Empty(tag) if tag.local() == "si" => found.push(String::new()),
                _ => {}
            }
        }
        Self(found)
    }

    /// A text with its runs.
    pub(super) fn rich(&self, number: usize) -> Option<&str> {
        self.0.get(number).map(String::as_str)
    }

    /// A text without its runs.
    pub(super) fn plain(&self, number: usize) -> Option<String> {
        let (mut walk, mut out) = (Walk::new(self.rich(number)?), String::new());
        let mut reading = false;
        while let Some(piece) = walk.next() {
            match piece.what {
                What::Open(tag) if tag.local() == "rPh" => drop(walk.finish()),
                What::Open(tag) => reading = tag.local() == "t",
                What::Close(_) => reading = false,
                What::Other if reading => out.push_str(&plain(piece.raw)),
                _ => {}
            }
        }
        Some(out)
    }
}

/// As it stands, but for a prefix of the part that it comes from.
fn in_one_prefix(inner: &str, own: &str) -> String {
    if own.is_empty() { inner.to_owned() } else { canonical(inner, own) }
}
