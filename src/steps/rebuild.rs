//! Rebuilding a lost memory from what else remembers: the log of changes and the Decisions sheet.

use crate::things::memory::{Subject, Word, WordKey, WordKind};
use crate::things::place::Place;
use crate::things::state::Master;
use crate::things::value::Value;

/// A line of the log of changes.
#[derive(Clone, Copy, Debug)]
pub struct LoggedChange<'a> {
    /// Title of the sheet.
    pub sheet: &'a str,
    /// ID of the record.
    pub record: &'a str,
    /// Key of the field.
    pub field: &'a str,
    /// The value since.
    pub to: &'a str,
    /// Who said it.
    pub by: &'a str,
    /// The file it was typed in.
    pub file: &'a str,
}

/// Puts back which words of which copies were heard. Gives whether there was anything to rebuild from.
pub fn rebuild(master: &mut Master, log: &[LoggedChange<'_>]) -> bool {
    let heard = log
        .iter()
        .filter(|l| l.by != "master" && !l.field.is_empty())
        .filter_map(|l| word(master, l))
        .collect::<Vec<_>>();
    for (key, word) in heard {
        master.memory.words.insert(key, word);
    }
    !log.is_empty() || !master.decided.is_empty()
}

fn word(master: &Master, line: &LoggedChange<'_>) -> Option<(WordKey, Word)> {
    let state = master.sheets.iter().find(|s| s.sheet.title == line.sheet)?;
    let (record, held) = state.records.iter().find(|(_, r)| r.id == line.record)?;
    let at = state.sheet.position(line.field)?;
    let column = state.sheet.columns.get(at)?;
    let prefixes = master.sheets.iter().map(|s| (s.sheet.key.clone(), s.sheet.id_prefix.clone())).collect();
    let (value, _) = crate::steps::read_value::parse_typed(line.to, column, &prefixes);
    // What the master still holds is surely right in kind; the log is text.
    let value = held.values.get(at).filter(|v| v.to_string() == line.to).cloned().unwrap_or(value);
    let file = line.file.rsplit('/').next().unwrap_or(line.file);
    let copy = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
    let subject = Subject { sheet: state.sheet.key.clone(), record: record.clone(), field: line.field.to_owned() };
    let word = Word {
        value,
        base: Value::Empty,
        kind: WordKind::Value,
        by: line.by.to_owned(),
        place: Place::file(line.file),
        trouble: None,
        open: false,
    };
    Some((WordKey { subject, copy }, word))
}
