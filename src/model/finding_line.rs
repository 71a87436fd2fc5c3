//! Findings as lines: those of one code in one column of one sheet are one line, with the rows behind it.

use crate::model::code::{Area, Code};
use crate::model::finding::Finding;
use crate::model::gaps::is_gap;
use crate::model::keys::FieldKey;
use crate::model::severity::Severity;
use crate::model::text::count;
use indexmap::IndexMap;

/// How many of the rows behind a line are named.
const NAMED: usize = 5;

/// Findings that are said as one: of one code and severity, in one column of one sheet of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingLine<'f> {
    /// The one whose message is said.
    pub first: &'f Finding,
    /// The others.
    pub more: Vec<&'f Finding>,
}

/// What the findings of a line have in common.
#[derive(PartialEq, Eq, Hash)]
struct Shared<'f> {
    code: &'f Code,
    severity: Severity,
    is_asked: bool,
    file: Option<&'f str>,
    workbook: Option<&'f str>,
    sheet: &'f str,
    field: Option<&'f FieldKey>,
}

impl<'f> FindingLine<'f> {
    /// The lines of these findings, each at the place of its first one.
    pub fn of(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        let mut known: IndexMap<Shared<'f>, usize> = IndexMap::new();
        for finding in findings {
            let at = shared(finding).map(|shared| *known.entry(shared).or_insert(lines.len()));
            match at.and_then(|at| lines.get_mut(at)) {
                Some(line) => line.more.push(finding),
                None => lines.push(Self { first: finding, more: Vec::new() }),
            }
        }
        lines
    }

    /// The lines without those that the message of a question quotes: a pick that was not carried out is said where it is asked again.
    pub fn said_once(mut lines: Vec<Self>) -> Vec<Self> {
        let asked: Vec<&Finding> = lines.iter().map(|line| line.first).collect();
        lines.retain(|line| !line.findings().all(|finding| is_quoted(finding, &asked)));
        lines
    }

    /// All of its findings.
    pub fn findings(&self) -> impl Iterator<Item = &'f Finding> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// `Also in 7 more rows: …`; nothing where it is one finding.
    pub fn more_words(&self) -> String {
        if self.more.is_empty() {
            return String::new();
        }
        let rows = if self.more.iter().all(|f| f.record.is_some()) { ["row", "rows"] } else { ["place", "places"] };
        let [one, many] = rows.map(|what| format!("more {what}"));
        let names: Vec<String> = self.more.iter().filter_map(|f| row_name(f)).take(NAMED).collect();
        let end = if self.more.len() > NAMED { ", …" } else { "." };
        let names = if names.is_empty() { ".".to_owned() } else { format!(": {}{end}", names.join(", ")) };
        format!("Also in {}{names}", count(self.more.len(), &one, &many))
    }

    /// Puts first what is asked, then what is wrong with what people typed, by severity, and last what is still empty.
    pub fn sort(lines: &mut [Self]) {
        lines.sort_by_key(|line| (line.first.question.is_none(), is_gap(line.first), line.first.severity));
    }
}

/// Whether a finding about a decision is said in the message of one of these questions.
pub fn is_quoted(finding: &Finding, asked: &[&Finding]) -> bool {
    let quotes = |asked: &&Finding| asked.question.is_some() && asked.message.contains(&finding.message);
    finding.question.is_none() && finding.code.is_in(Area::Decision) && asked.iter().any(quotes)
}

/// What a finding has in common with others; nothing where it is about a file, or about many rows already.
fn shared(finding: &Finding) -> Option<Shared<'_>> {
    if !finding.members.is_empty() {
        return None;
    }
    Some(Shared {
        code: &finding.code,
        severity: finding.severity,
        is_asked: finding.question.is_some(),
        file: finding.place.as_ref().and_then(|place| place.file.as_deref()),
        workbook: finding.workbook.as_deref(),
        sheet: finding.sheet.as_deref()?,
        field: finding.field.as_ref(),
    })
}

/// Which row one of many findings is about: `D-0007 (R-004)`, `R-004`, `C7`.
fn row_name(finding: &Finding) -> Option<String> {
    let cell = finding.place.as_ref().and_then(|place| place.cell.clone());
    let row = finding.record.clone().or(cell);
    match (&finding.question, row) {
        (Some(question), Some(row)) if !question.id.is_empty() => Some(format!("{} ({row})", question.id)),
        (Some(question), None) if !question.id.is_empty() => Some(question.id.clone()),
        (_, row) => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{GroupMember, Question};
    use crate::model::place::{At, Place};

    fn empty(record: &str, field: &str, row: u32) -> Finding {
        let place = Place::cell("master.xlsx", "Risks", At::new(row, 4));
        Finding::new(Code::ValueRequired, format!("Owner of {record} is empty."))
            .record(Some(record))
            .field(field)
            .at(place)
    }

    fn shown(lines: &[FindingLine<'_>]) -> Vec<String> {
        lines.iter().map(|line| format!("{} {}", line.first.message, line.more_words())).collect()
    }

    #[test]
    fn findings_of_one_column_are_one_line_with_the_rows_behind_it() {
        let mut findings: Vec<Finding> = (1..=8).map(|n| empty(&format!("R-00{n}"), "owner", n)).collect();
        findings.insert(1, empty("R-001", "impact", 1));
        assert_eq!(
            shown(&FindingLine::of(&findings)),
            [
                "Owner of R-001 is empty. Also in 7 more rows: R-002, R-003, R-004, R-005, R-006, …",
                "Owner of R-001 is empty. ",
            ]
        );
    }

    #[test]
    fn what_differs_in_anything_but_the_row_is_a_line_of_its_own() {
        let first = || empty("R-001", "owner", 1);
        let elsewhere = |file| first().at(Place::cell(file, "Risks", At::new(2, 4)));
        let asked = |id: &str| Finding { question: Some(Question { id: id.into(), ..Question::default() }), ..first() };
        let many = Finding { members: vec![GroupMember::default()], ..first() };
        for (other, one_line) in [
            (empty("R-002", "owner", 2), true),
            (empty("R-002", "impact", 2), false),
            (Finding { severity: Severity::Info, ..first() }, false),
            (Finding { code: Code::ValueType, ..first() }, false),
            (Finding { sheet: Some("Issues".into()), ..first() }, false),
            (Finding { workbook: Some("scope".into()), ..first() }, false),
            (elsewhere("inbox/raid.csv"), false),
            (asked("D-0001"), false),
            (many.clone(), false),
        ] {
            let findings = [first(), other];
            assert_eq!(FindingLine::of(&findings).len() == 1, one_line, "{:?}", findings[1]);
        }
        let files =
            [Finding::new(Code::FileOverdue, "Ada's is late."), Finding::new(Code::FileOverdue, "Bo's is late.")];
        assert_eq!(FindingLine::of(&files).len(), 2, "each is about another person");
        assert_eq!(FindingLine::of(&[many.clone(), many]).len(), 2, "each has rows of its own");
    }

    #[test]
    fn questions_behind_a_line_are_named_with_their_ids() {
        let asked = |id: &str, record: &str| {
            let question = Question { id: id.into(), ..Question::default() };
            Finding { question: Some(question), code: Code::ConflictField, ..empty(record, "owner", 1) }
        };
        let findings = [asked("D-0001", "R-001"), asked("D-0007", "R-004")];
        assert_eq!(
            shown(&FindingLine::of(&findings)),
            ["Owner of R-001 is empty. Also in 1 more row: D-0007 (R-004)."]
        );
    }

    #[test]
    fn a_pick_that_a_question_quotes_is_said_there_alone() {
        let said = "The decision “Take C” for D-0001 can't be carried out: there is no option C.";
        let pick = Finding::new(Code::DecisionInvalid, said).record(Some("R-001"));
        let question = Finding {
            question: Some(Question::default()),
            message: format!("Two values. {said}"),
            ..empty("R-001", "owner", 1)
        };
        let other = Finding { message: "Two values.".into(), ..question.clone() };
        for (asked, lines) in [(question, 1), (other, 2)] {
            let findings = [pick.clone(), asked];
            assert_eq!(FindingLine::said_once(FindingLine::of(&findings)).len(), lines, "{}", findings[1].message);
        }
    }

    #[test]
    fn questions_come_first_and_gaps_last() {
        let asked = Finding { question: Some(Question::default()), ..empty("R-001", "owner", 1) };
        let gap = Finding { severity: Severity::Error, is_gap: true, ..empty("R-002", "owner", 2) };
        let typo = Finding::new(Code::ValueType, "No number.").severity(Severity::Error);
        let remark = Finding::new(Code::ValueCoerced, "80 was read as 80 %.").severity(Severity::Info);
        let findings = [gap, remark, typo, asked];
        let mut lines = FindingLine::of(&findings);
        FindingLine::sort(&mut lines);
        let codes: Vec<&str> = lines.iter().map(|l| l.first.code.as_str()).collect();
        assert_eq!(codes, ["value/required", "value/type", "value/coerced", "value/required"]);
    }
}
