//! Lists that describe each record and give it no title: the first clause of the description becomes the title.

use super::fitted_matrices::MadeColumn;
use super::sheet_titles::describing_fields;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::template::{Kind, Sheet};
use crate::model::text::{fold, one_line};
use crate::steps::ingest::Header;
use std::collections::BTreeSet;

/// How long a title may be, in characters.
const LONGEST: usize = 80;
/// A shorter clause, in characters, is no title where the sentence goes on.
const SHORTEST: usize = 12;

/// A column of titles that was made.
pub(super) struct MadeTitles {
    pub(super) made: MadeColumn,
    pub(super) finding: Finding,
}

/// Adds a column of titles to a table that describes its records and does not title them.
pub(super) fn make_titles(part: &mut Grid, header: &mut Header, sheet: &Sheet, file: &str) -> Option<MadeTitles> {
    let [key] = sheet.natural_key.as_slice() else { return None };
    let title = sheet.position(key)?;
    let is_text = sheet.columns.get(title).is_some_and(|c| c.kind == Kind::Text);
    if !is_text || header.columns.get(title).copied().flatten().is_some() {
        return None;
    }
    let long = |i: &usize| sheet.columns.get(*i).is_some_and(|c| c.kind == Kind::LongText);
    let told = describing_fields(sheet).into_iter().find(long)?;
    let from = header.columns.get(told).copied().flatten()?;
    let right = part.rows.iter().flat_map(|r| &r.cells).map(|(at, _)| *at).max()?;
    let at = right.checked_add(1)?;
    let mut used: BTreeSet<String> = BTreeSet::new();
    for row in part.rows.iter_mut().filter(|r| r.number > header.row) {
        let Some(text) = row.cell(from).filter(|c| !c.raw.is_blank()).map(|c| c.raw.to_string()) else { continue };
        let text = unlike(first_clause(&text), &text, &mut used);
        row.cells.push((at, RawCell { raw: Raw::Text(text), ..RawCell::default() }));
    }
    *header.columns.get_mut(title)? = Some(at);
    let name = |i: usize| sheet.columns.get(i).map(|c| c.title.as_str()).unwrap_or_default();
    let message = format!(
        "The list has no titles, so the first clause of each {} became the {} of its record.",
        name(told),
        name(title)
    );
    let finding = Finding::new(Code::ColumnRenamed, message)
        .severity(Severity::Info)
        .help("Nothing needs to be done; shorten a title in the master where it does not read well.")
        .on(sheet)
        .at(Place::cell(file, &part.title, At::new(header.row, from)));
    Some(MadeTitles { made: MadeColumn { sheet: part.title.clone(), at, from }, finding })
}

/// The first clause of a text, of at most 80 characters: its first sentence, or what of it stands before a comma, else as
/// many words as there is room for.
fn first_clause(text: &str) -> String {
    let line = one_line(text.trim().lines().next().unwrap_or_default());
    let sentence = before(&line, &[". ", "! ", "? ", "; ", "。"]).trim_end_matches(['.', ';', '。']);
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let clause = before(sentence, &[", ", ": ", " - ", " – ", " — ", "、"]);
    if (SHORTEST..=LONGEST).contains(&clause.chars().count()) {
        return clause.to_owned();
    }
    words_up_to(sentence, LONGEST)
}

/// What of a text stands before the first of these marks.
fn before<'t>(text: &'t str, marks: &[&str]) -> &'t str {
    let end = marks.iter().filter_map(|m| text.find(m)).min();
    end.and_then(|end| text.get(..end)).unwrap_or(text).trim()
}

/// As many whole words of a text as there is room for, with a mark that more follows.
fn words_up_to(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split(' ') {
        if out.chars().count() + word.chars().count() + 2 > most {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.is_empty() {
        out = text.chars().take(most - 1).collect();
    }
    format!("{out}…")
}

/// A title that no other row has: where two descriptions begin alike, more of the second, else a number behind it.
fn unlike(title: String, text: &str, used: &mut BTreeSet<String>) -> String {
    if used.insert(fold(&title)) {
        return title;
    }
    let more = one_line(text);
    let more = if more.chars().count() <= LONGEST { more } else { words_up_to(&more, LONGEST) };
    if used.insert(fold(&more)) {
        return more;
    }
    let short = words_up_to(&title, LONGEST - 6).trim_end_matches('…').to_owned();
    let short = if title.chars().count() + 6 <= LONGEST { title } else { short };
    let numbered = (2..).map(|n| format!("{short} ({n})")).find(|t| used.insert(fold(t)));
    numbered.unwrap_or(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_clause_of_a_description_is_a_title() {
        let long = "The vendor of the payroll system may end its support before the new system is in use everywhere";
        for (text, title) in [
            ("Access to the source is late", "Access to the source is late"),
            ("Access is late. The vendor must open the port.", "Access is late"),
            ("Line one\nLine two", "Line one"),
            (
                "Licences run out in May, which is long before the last of all databases will have been moved to the cloud",
                "Licences run out in May",
            ),
            (long, "The vendor of the payroll system may end its support before the new system is…"),
        ] {
            let made = first_clause(text);
            assert_eq!(made, title);
            assert!(made.chars().count() <= LONGEST, "{made}");
        }
    }

    #[test]
    fn no_two_rows_get_one_title() {
        let mut used = BTreeSet::new();
        let mut of = |text: &str| unlike(first_clause(text), text, &mut used);
        assert_eq!(of("Late. In May."), "Late");
        assert_eq!(of("Late. In June."), "Late. In June.");
        assert_eq!(of("Late"), "Late (2)");
        assert_eq!(of("Late"), "Late (3)");
    }
}
