//! Reads what people typed on the sheet Start here: a setting is taken three-way, by what the sheet showed when it was written,
//! what it holds now, and what `engagement.toml` says.

use crate::model::code::Code;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Raw, RawCell, Workbook};
use crate::model::place::{At, Place};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::start_setting::{START_HERE, StartSetting};
use crate::model::state::Master;
use crate::model::surroundings::Surroundings;
use crate::model::template::Column;
use crate::model::text::fold_title;
use crate::model::value::Value;
use crate::steps::values::{Reading, read};
use std::collections::BTreeMap;

/// The column of the values, and that of the marks by which the rows are known.
pub const VALUE_COLUMN: u16 = 1;
/// The hidden column that says which setting a row is.
pub const MARK_COLUMN: u16 = 3;

/// What the sheet Start here proposes.
#[derive(Clone, Debug, Default)]
pub struct TypedSettings {
    /// What is to be taken, if it fits the other settings.
    pub proposed: Vec<TypedSetting>,
    /// What can't be taken; it stays in its cell.
    pub waiting: BTreeMap<StartSetting, Raw>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
}

/// A setting that was typed.
#[derive(Clone, Debug)]
pub struct TypedSetting {
    /// Which one.
    pub setting: StartSetting,
    /// Its value, as the settings write it; empty to take it out.
    pub value: String,
    /// What the cell holds.
    pub raw: Raw,
    /// Where it stands.
    pub place: Place,
}

/// Whether a sheet is the one that prekick writes, and not a sheet of people's own with its title.
pub fn is_start_here(grid: &Grid) -> bool {
    let titled = START_HERE.iter().any(|title| fold_title(title) == fold_title(&grid.title));
    titled && StartSetting::ALL.into_iter().any(|setting| row_of(grid, setting).is_some())
}

/// The settings as the sheet shows them once it is written.
pub fn shown_settings(master: &Master, engagement: &Engagement) -> BTreeMap<StartSetting, String> {
    let shown = |setting: StartSetting| match master.waiting_settings.contains_key(&setting) {
        true => master.memory.settings.get(&setting).cloned(),
        false => Some(setting.of(engagement)),
    };
    StartSetting::ALL.into_iter().filter_map(|setting| Some((setting, shown(setting)?))).collect()
}

/// What people typed on the sheet since it was written.
pub fn typed_settings(
    workbook: &Workbook,
    master: &Master,
    engagement: &Engagement,
    surroundings: &Surroundings,
) -> TypedSettings {
    let mut out = TypedSettings::default();
    let Some(grid) = workbook.sheets.iter().find(|grid| is_start_here(grid)) else { return out };
    for setting in StartSetting::ALL {
        let Some(row) = row_of(grid, setting) else { continue };
        let at = At::new(row, VALUE_COLUMN);
        let place = Place::cell(MASTER_FILE, &grid.title, at);
        let cell = grid.cell(at).cloned().unwrap_or_default();
        let in_file = setting.of(engagement);
        let before = master.memory.settings.get(&setting);
        let value = match read_setting(setting, &cell, surroundings) {
            Ok(value) => value,
            Err(why) => {
                out.findings.push(setting_unreadable(setting, &why, place));
                out.waiting.insert(setting, cell.raw);
                continue;
            }
        };
        if value == in_file || before == Some(&value) {
            continue;
        }
        if before == Some(&in_file) {
            out.proposed.push(TypedSetting { setting, value, raw: cell.raw, place });
        } else {
            out.findings.push(conflict(setting, &value, &in_file, place));
            out.waiting.insert(setting, cell.raw);
        }
    }
    out
}

/// The row of a setting.
fn row_of(grid: &Grid, setting: StartSetting) -> Option<u32> {
    let mark = setting.mark();
    let is_marked = |cell: &RawCell| matches!(&cell.raw, Raw::Text(text) if text.trim() == mark);
    grid.rows.iter().find(|row| row.cell(MARK_COLUMN).is_some_and(is_marked)).map(|row| row.number)
}

/// What a cell says, as the settings write it, or why it can't be a setting.
fn read_setting(setting: StartSetting, cell: &RawCell, surroundings: &Surroundings) -> Result<String, String> {
    if cell.raw.is_blank() {
        let missing = || format!("{} is empty; it needs a value.", setting.title());
        return if setting.is_optional() { Ok(String::new()) } else { Err(missing()) };
    }
    let column = Column::new(setting.key(), setting.title(), setting.kind());
    let prefixes = BTreeMap::new();
    let reading = Reading { surroundings: Some(surroundings), ..Reading::new(&prefixes) };
    match read(cell, &column, &reading) {
        (Value::Unread(_), issue) => Err(issue.map(|issue| issue.message).unwrap_or_default()),
        (value, _) => Ok(as_settings_write(setting, value.to_string().trim())),
    }
}

/// Words that the settings have in small letters or in capitals, however they were typed.
fn as_settings_write(setting: StartSetting, text: &str) -> String {
    match setting {
        StartSetting::Stage | StartSetting::Language => text.to_lowercase(),
        StartSetting::Currency => text.to_uppercase(),
        _ => text.to_owned(),
    }
}

/// The finding about a value that no setting can have.
pub fn setting_unreadable(setting: StartSetting, why: &str, place: Place) -> Finding {
    let message = format!("{} on the sheet {} can't be taken: {why}", setting.title(), START_HERE[0]);
    Finding::new(Code::SettingUnreadable, message).help(setting.help()).field(setting.key()).at(place)
}

/// The finding about a setting that was taken.
pub fn setting_changed(setting: StartSetting, from: &str, to: &str, place: Place) -> Finding {
    let message = format!(
        "{} was changed from {} to {} on the sheet {}; engagement.toml follows.",
        setting.title(),
        shown(from),
        shown(to),
        START_HERE[0]
    );
    Finding::new(Code::SettingChanged, message).field(setting.key()).at(place)
}

fn conflict(setting: StartSetting, typed: &str, in_file: &str, place: Place) -> Finding {
    let (typed, in_file) = (shown(typed), shown(in_file));
    let message = format!(
        "{} is {typed} on the sheet {} and {in_file} in engagement.toml; both were changed. The file counts.",
        setting.title(),
        START_HERE[0]
    );
    let help = format!("Type {in_file} on {}, or write {typed} into engagement.toml.", START_HERE[0]);
    Finding::new(Code::SettingConflict, message).help(help).field(setting.key()).at(place)
}

fn shown(value: &str) -> &str {
    if value.is_empty() { crate::model::value::EMPTY } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::GridRow;
    use jiff::civil::date;

    fn workbook(cells: &[(StartSetting, Raw)]) -> Workbook {
        let text = |text: String| RawCell { raw: Raw::Text(text), ..RawCell::default() };
        let row = |(n, (setting, raw)): (u32, &(StartSetting, Raw))| GridRow {
            number: n,
            cells: vec![
                (VALUE_COLUMN, RawCell { raw: raw.clone(), ..RawCell::default() }),
                (MARK_COLUMN, text(setting.mark())),
            ],
        };
        let rows = (4..).zip(cells).map(row).collect();
        Workbook { sheets: vec![Grid { title: "Start here".into(), rows, ..Grid::default() }], ..Workbook::default() }
    }

    #[test]
    fn a_setting_is_taken_three_way_and_what_is_typed_is_never_lost() {
        let typed = |text: &str| Raw::Text(text.to_owned());
        let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
        // What the sheet showed, what it holds, what the file says; what is taken, and what is said.
        for (before, cell, file, taken, said) in [
            (Some("2027-01-18"), typed("2027-01-18"), "2027-01-18", None, None),
            (Some("2027-01-18"), typed("2027-02-01"), "2027-01-18", Some("2027-02-01"), None),
            (Some("2027-01-18"), typed("1 Feb 2027"), "2027-01-18", Some("2027-02-01"), None),
            (Some("2027-01-18"), Raw::Date(day("2027-02-01").into()), "2027-01-18", Some("2027-02-01"), None),
            (Some("2027-01-18"), Raw::Empty, "2027-01-18", Some(""), None),
            (Some("2027-01-18"), typed("2027-01-18"), "2027-02-01", None, None),
            (Some("2027-01-18"), typed("2027-02-01"), "2027-02-01", None, None),
            (Some("2027-01-18"), typed("2027-02-01"), "2027-03-01", None, Some("setting/conflict")),
            (Some("2027-01-18"), typed("in spring"), "2027-01-18", None, Some("setting/unreadable")),
            (None, typed("2027-02-01"), "2027-01-18", None, Some("setting/conflict")),
        ] {
            let engagement =
                Engagement { kickoff: Some(day(file)), ..Engagement::new("e-1", "Acme", "Acme", None, None) };
            let mut master = Master::default();
            master.memory.settings.extend(before.map(|b| (StartSetting::Kickoff, b.to_owned())));
            let workbook = workbook(&[(StartSetting::Kickoff, cell.clone())]);
            let found = typed_settings(&workbook, &master, &engagement, &Surroundings::default());
            let value = found.proposed.first().map(|p| p.value.as_str());
            assert_eq!(value, taken, "{before:?} {cell:?} {file}");
            assert_eq!(found.findings.first().map(|f| f.code.as_str()), said, "{before:?} {cell:?} {file}");
            let waits = found.waiting.get(&StartSetting::Kickoff);
            assert_eq!(waits, said.map(|_| &cell), "what can't be taken stays in its cell");
        }
    }

    #[test]
    fn a_setting_that_needs_a_value_can_t_be_emptied() {
        let engagement = Engagement::new("e-1", "Acme", "Acme", Some(date(2027, 1, 18)), None);
        let mut master = Master::default();
        master.memory.settings = shown_settings(&master, &engagement);
        let workbook =
            workbook(&[(StartSetting::Stage, Raw::Empty), (StartSetting::Currency, Raw::Text("eur".into()))]);
        let found = typed_settings(&workbook, &master, &engagement, &Surroundings::default());
        assert_eq!(found.findings.len(), 1, "{:?}", found.findings);
        assert_eq!(found.proposed.iter().map(|p| p.value.as_str()).collect::<Vec<_>>(), ["EUR"]);
    }

    #[test]
    fn a_sheet_of_people_s_own_is_not_ours() {
        let ours = workbook(&[(StartSetting::Stage, Raw::Empty)]);
        assert!(is_start_here(&ours.sheets[0]));
        let theirs = Grid { title: "Start here".into(), ..Grid::default() };
        let renamed = Grid { title: "Old settings".into(), ..ours.sheets[0].clone() };
        assert!(!is_start_here(&theirs) && !is_start_here(&renamed));
    }
}
