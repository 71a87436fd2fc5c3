//! A row of the Decisions sheet: how a discrepancy ended. The sheet is its only store, so it is read back from there.

use crate::model::finding::{Candidate, Question};
use crate::model::place::column_letters;
use crate::model::shown_apart::shown_apart;
use crate::model::shown_names::{BETWEEN_RECIPIENTS, ShownNames, names_recipient};
use crate::model::value::Value;

/// The texts of a row's cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// ID of the discrepancy, `D-0001`.
    pub id: String,
    /// Day of the run in which it ended, `2026-11-22`.
    pub date: String,
    /// Title of the sheet; empty where it was about none.
    pub sheet: String,
    /// ID of the record; empty where it was about none.
    pub record: String,
    /// Title of the field; empty where it was about a whole record or file. Earlier versions wrote its key.
    pub field: String,
    /// What was wrong.
    pub message: String,
    /// What the master held.
    pub master: String,
    /// What there was to pick from, see `option_text`; then the values that waited and what was answered.
    pub options: String,
    /// The Decision cell.
    pub decision: String,
    /// The My value cell.
    pub my_value: String,
    /// The Note cell, and what people wrote beside the row in columns of their own.
    pub note: String,
    /// What came of it, in words.
    pub result: String,
}

/// An option of a settled discrepancy, as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenOption<'a> {
    /// The value; an emptied field is [`EMPTY`](crate::model::value::EMPTY).
    pub value: &'a str,
    /// The names of the recipients who proposed it; earlier versions wrote their keys.
    pub contributors: Vec<&'a str>,
}

/// Separates two options.
const BETWEEN: &str = "; ";

impl DecisionRow {
    /// The titles of the columns, in their order.
    pub const TITLES: [&str; 12] = [
        "ID",
        "Decided on",
        "Sheet",
        "Record",
        "Field",
        "What was wrong",
        "In the master",
        "Options",
        "Decision",
        "My value",
        "Note",
        "Result",
    ];

    /// What earlier versions called the column of sheets, which stood before that of records as it does now.
    pub const EARLIER_SHEET: &str = "Workbook";

    /// The row whose cell below a title is `cell(title)`.
    pub fn from_cells(cell: impl Fn(&str) -> String) -> Self {
        let [id, date, sheet, record, field, message, master, options, decision, my_value, note, result] =
            Self::TITLES.map(cell);
        Self { id, date, sheet, record, field, message, master, options, decision, my_value, note, result }
    }

    /// The cells in the order of [`Self::TITLES`].
    pub fn cells(&self) -> [&str; 12] {
        [
            &self.id,
            &self.date,
            &self.sheet,
            &self.record,
            &self.field,
            &self.message,
            &self.master,
            &self.options,
            &self.decision,
            &self.my_value,
            &self.note,
            &self.result,
        ]
    }

    /// The options that people could pick.
    pub fn seen_options(&self) -> Vec<SeenOption<'_>> {
        let mut out = Vec::new();
        let mut rest = self.options.as_str();
        for letter in 0u16.. {
            let start = format!("{}: ", column_letters(letter));
            let Some(from) = rest.find(&start).map(|at| at + start.len()) else { break };
            let next = format!("){BETWEEN}{}: ", column_letters(letter + 1));
            let tail = rest.get(from..).unwrap_or_default();
            let end = tail.find(&next).map_or(tail.len(), |at| at + 1);
            let one = tail.get(..end).unwrap_or_default();
            if let Some((value, by)) = one.rsplit_once(" (") {
                let by = by.split(')').next().unwrap_or_default();
                out.push(SeenOption { value, contributors: by.split(BETWEEN_RECIPIENTS).collect() });
            }
            rest = tail.get(end..).unwrap_or_default();
        }
        out
    }

    /// Whether a row without a record of its own, which stood for many discrepancies, stood for one of this record. Its message
    /// names each record with its cell in brackets or its value behind a colon.
    pub fn covers_record(&self, record: &str) -> bool {
        self.record.is_empty() && [" (", ": "].iter().any(|end| self.message.contains(&format!(" {record}{end}")))
    }

    /// Whether people decided on this value from the recipient with this key, who is now called `name`. `value` is as
    /// [`Value::shown`](crate::model::value::Value::shown) gives it. A row without a record stood for many discrepancies, and
    /// its options don't list their values.
    pub fn offered(&self, value: &str, contributor: &str, name: &str) -> bool {
        let listed = || self.options.contains(&format!("{value} ("));
        let gave = |by: &&str| *by == bracketless(name) || names_recipient(by, contributor);
        let theirs = || self.seen_options().iter().any(|option| option.contributors.iter().any(&gave));
        (self.record.is_empty() || listed()) && (theirs() || self.options.contains(contributor))
    }

    /// Whether it was about this field.
    pub fn is_about(&self, field: &str, title: &str) -> bool {
        self.field == field || self.field == title
    }
}

/// What the master held when a question was asked, and its options: `A: a value (Ada Park, Ben Ruiz); B: another (Carla)`,
/// behind them what `more` says.
pub fn options_text(
    question: &Question,
    names: &ShownNames,
    more: impl IntoIterator<Item = String>,
) -> (String, String) {
    let values: Vec<&Value> =
        std::iter::once(&question.master).chain(question.candidates.iter().map(|c| &c.value)).collect();
    let mut shown = shown_apart(&values, usize::MAX).into_iter();
    let master = shown.next().unwrap_or_default();
    let options = question.candidates.iter().zip(shown).map(|(candidate, shown)| option_text(candidate, &shown, names));
    (master, options.chain(more).collect::<Vec<_>>().join(BETWEEN))
}

/// `A: a value (Ada Park, Ben Ruiz)`.
fn option_text(candidate: &Candidate, shown: &str, names: &ShownNames) -> String {
    let mut by: Vec<String> = candidate.contributors.iter().map(|g| bracketless(names.person(&g.by))).collect();
    by.dedup();
    format!("{}: {shown} ({})", candidate.letters(), by.join(BETWEEN_RECIPIENTS))
}

/// A name without the brackets that end the list of names.
fn bracketless(name: &str) -> String {
    name.replace('(', "[").replace(')', "]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{Action, Contributor};
    use crate::model::keys::CopyId;
    use crate::model::place::Place;

    fn candidate(letter: u32, value: Value, contributors: &[&str]) -> Candidate {
        let contributor =
            |by: &&str| Contributor { by: (*by).into(), copy: CopyId::default(), place: Place::default() };
        let contributors = contributors.iter().map(contributor).collect();
        Candidate { letter, value, action: Action::Set, contributors, refused: false }
    }

    #[test]
    fn options_are_read_back_from_their_text() {
        let awkward = "Later (see mail); by B: us, (two)";
        let candidates = [
            candidate(0, Value::text("Open"), &["ada-park", "ben-ruiz"]),
            candidate(1, Value::text(awkward), &["carla"]),
            candidate(2, Value::Empty, &["ada-park"]),
        ];
        let question = Question { candidates: candidates.to_vec(), ..Question::default() };
        let (_, options) = options_text(&question, &ShownNames::default(), []);
        let row = DecisionRow { options, ..DecisionRow::default() };
        assert_eq!(
            row.options,
            "A: Open (ada-park, ben-ruiz); B: Later (see mail); by B: us, (two) (carla); C: (empty) (ada-park)"
        );
        let seen = |value, contributors: &[&'static str]| SeenOption { value, contributors: contributors.to_vec() };
        assert_eq!(
            row.seen_options(),
            [seen("Open", &["ada-park", "ben-ruiz"]), seen(awkward, &["carla"]), seen("(empty)", &["ada-park"])]
        );
    }

    #[test]
    fn a_row_is_read_back_from_its_cells() {
        let row = DecisionRow::from_cells(ToOwned::to_owned);
        assert_eq!(row.cells(), DecisionRow::TITLES);
        assert_eq!((row.sheet.as_str(), row.result.as_str()), ("Sheet", "Result"));
    }

    #[test]
    fn a_row_saw_what_its_options_list_and_a_row_of_many_what_its_givers_said() {
        let candidates = vec![candidate(0, Value::text("Open"), &["ada-park"])];
        let question = Question { candidates, ..Question::default() };
        let (_, options) = options_text(&question, &ShownNames::default(), []);
        let row =
            |record: &str| DecisionRow { record: record.into(), options: options.clone(), ..DecisionRow::default() };
        let ada = |record: &str, value: &str| row(record).offered(value, "ada-park", "Ada Brown");
        let carla = |record: &str| row(record).offered("Open", "carla", "Carla");
        assert!(ada("R-001", "Open") && !ada("R-001", "Closed") && !carla("R-001"));
        assert!(ada("", "Closed") && !carla(""));
    }

    #[test]
    fn a_recipient_is_known_by_the_name_of_then_or_of_now() {
        let row = |by: &str| DecisionRow {
            record: "R-001".into(),
            options: format!("A: Open ({by}); B: Closed (Carla)"),
            ..DecisionRow::default()
        };
        for (by, known) in
            [("Ada Park", true), ("Ada Brown [AWS]", true), ("Ben, Ada Park", true), ("ada-park", true), ("Ada", false)]
        {
            assert_eq!(row(by).offered("Open", "ada-park", "Ada Brown (AWS)"), known, "{by}");
        }
    }
}
