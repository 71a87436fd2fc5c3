//! The codes of findings: a closed list, except for the rules of templates. A code never changes its text and is never
//! used again for something else, since scripts, settings and the master's memory hold it.

use crate::model::catalogue::{Entry, answers, approvals, exports, files, layout, rows, settings, values};
use crate::model::text::fold;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// Defines [`Area`] and [`Code`] from one table: area, variant, text and catalogue entry of every code.
macro_rules! codes {
    ($($area:ident = $prefix:literal { $($code:ident = $text:literal => $entry:expr,)+ })+) => {
        /// What a finding is about in general: the part of its code before the slash.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Area {
            $(#[doc = concat!("`", $prefix, "/…`")] $area,)+
            /// `rule/…`
            Rule,
        }

        /// What a finding is about, whatever its values: `area/what`.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[doc = concat!("`", $text, "`")] $code,)+)+
            /// `rule/WORKBOOK-NAME`, a rule of a template.
            Rule(RuleCode),
            /// A code that an earlier version stored in a master and that this one doesn't know.
            Retired(RetiredCode),
        }

        impl Area {
            fn parse(prefix: &str) -> Option<Self> {
                match prefix {
                    $($prefix => Some(Self::$area),)+
                    RULE => Some(Self::Rule),
                    _ => None,
                }
            }
        }

        impl Code {
            /// The codes of the catalogue, in alphabetical order of their texts.
            pub const ALL: &[Self] = &[$($(Self::$code,)+)+];

            /// Its text, as reports, JSON and the master's memory hold it.
            pub fn as_str(&self) -> &str {
                match self {
                    $($(Self::$code => $text,)+)+
                    Self::Rule(rule) => &rule.0,
                    Self::Retired(code) => &code.0,
                }
            }

            /// Its area; `None` for a retired code of a retired area.
            pub fn area(&self) -> Option<Area> {
                match self {
                    $($(Self::$code)|+ => Some(Area::$area),)+
                    Self::Rule(_) => Some(Area::Rule),
                    Self::Retired(code) => code.0.split_once('/').and_then(|(prefix, _)| Area::parse(prefix)),
                }
            }

            /// What the catalogue says about it; `None` for rules, whose words are in their templates, and retired codes.
            pub fn entry(&self) -> Option<&'static Entry> {
                match self {
                    $($(Self::$code => Some(&$entry),)+)+
                    Self::Rule(_) | Self::Retired(_) => None,
                }
            }
        }
    };
}

codes! {
    Approval = "approval" {
        ApprovalByAnother = "approval/by-another" => approvals::APPROVAL_BY_ANOTHER,
        ApprovalVoid = "approval/void" => approvals::APPROVAL_VOID,
    }
    Column = "column" {
        ColumnAmbiguous = "column/ambiguous" => layout::COLUMN_AMBIGUOUS,
        ColumnHidden = "column/hidden" => layout::COLUMN_HIDDEN,
        ColumnMissing = "column/missing" => layout::COLUMN_MISSING,
        ColumnRenamed = "column/renamed" => layout::COLUMN_RENAMED,
        ColumnUnknown = "column/unknown" => layout::COLUMN_UNKNOWN,
    }
    Comment = "comment" {
        CommentCell = "comment/cell" => rows::COMMENT_CELL,
    }
    Conflict = "conflict" {
        ConflictByPolicy = "conflict/by-policy" => answers::CONFLICT_BY_POLICY,
        ConflictField = "conflict/field" => answers::CONFLICT_FIELD,
        ConflictRemovedAndEdited = "conflict/removed-and-edited" => answers::CONFLICT_REMOVED_AND_EDITED,
    }
    Decision = "decision" {
        DecisionAnswerLate = "decision/answer-late" => answers::DECISION_ANSWER_LATE,
        DecisionAnswerUnclear = "decision/answer-unclear" => answers::DECISION_ANSWER_UNCLEAR,
        DecisionAnswered = "decision/answered" => answers::DECISION_ANSWERED,
        DecisionInvalid = "decision/invalid" => answers::DECISION_INVALID,
        DecisionReplaced = "decision/replaced" => answers::DECISION_REPLACED,
        DecisionStale = "decision/stale" => answers::DECISION_STALE,
        DecisionTakenBack = "decision/taken-back" => answers::DECISION_TAKEN_BACK,
    }
    Edit = "edit" {
        EditNotOwner = "edit/not-owner" => answers::EDIT_NOT_OWNER,
    }
    Export = "export" {
        ExportChanged = "export/changed" => exports::EXPORT_CHANGED,
        ExportInjection = "export/injection" => exports::EXPORT_INJECTION,
        ExportLoadFailed = "export/load-failed" => exports::EXPORT_LOAD_FAILED,
        ExportNothing = "export/nothing" => exports::EXPORT_NOTHING,
        ExportPicklist = "export/picklist" => exports::EXPORT_PICKLIST,
        ExportRejected = "export/rejected" => exports::EXPORT_REJECTED,
        ExportSettings = "export/settings" => exports::EXPORT_SETTINGS,
        ExportUnconfirmed = "export/unconfirmed" => exports::EXPORT_UNCONFIRMED,
    }
    File = "file" {
        FileAltered = "file/altered" => files::FILE_ALTERED,
        FileEncoding = "file/encoding" => files::FILE_ENCODING,
        FileEncrypted = "file/encrypted" => files::FILE_ENCRYPTED,
        FileForeign = "file/foreign" => files::FILE_FOREIGN,
        FileHeardAgain = "file/heard-again" => files::FILE_HEARD_AGAIN,
        FileIncomplete = "file/incomplete" => files::FILE_INCOMPLETE,
        FileLogDamaged = "file/log-damaged" => files::FILE_LOG_DAMAGED,
        FileMail = "file/mail" => files::FILE_MAIL,
        FileMemoryLost = "file/memory-lost" => files::FILE_MEMORY_LOST,
        FileNoBase = "file/no-base" => files::FILE_NO_BASE,
        FileNone = "file/none" => files::FILE_NONE,
        FileNotCarried = "file/not-carried" => files::FILE_NOT_CARRIED,
        FileNotWritten = "file/not-written" => files::FILE_NOT_WRITTEN,
        FileOrder = "file/order" => files::FILE_ORDER,
        FileOverdue = "file/overdue" => files::FILE_OVERDUE,
        FileReplaced = "file/replaced" => files::FILE_REPLACED,
        FileSavedBy = "file/saved-by" => files::FILE_SAVED_BY,
        FileSecondMaster = "file/second-master" => files::FILE_SECOND_MASTER,
        FileSentBy = "file/sent-by" => files::FILE_SENT_BY,
        FileTooLarge = "file/too-large" => files::FILE_TOO_LARGE,
        FileUnknownFormat = "file/unknown-format" => files::FILE_UNKNOWN_FORMAT,
        FileUnreadable = "file/unreadable" => files::FILE_UNREADABLE,
    }
    Reference = "reference" {
        ReferenceAmbiguous = "reference/ambiguous" => values::REFERENCE_AMBIGUOUS,
        ReferenceUnknown = "reference/unknown" => values::REFERENCE_UNKNOWN,
    }
    Row = "row" {
        RowAtEnd = "row/at-end" => rows::ROW_AT_END,
        RowColoured = "row/coloured" => rows::ROW_COLOURED,
        RowDuplicateId = "row/duplicate-id" => rows::ROW_DUPLICATE_ID,
        RowDuplicateKey = "row/duplicate-key" => rows::ROW_DUPLICATE_KEY,
        RowHidden = "row/hidden" => rows::ROW_HIDDEN,
        RowKeyChanged = "row/key-changed" => rows::ROW_KEY_CHANGED,
        RowKeyMismatch = "row/key-mismatch" => rows::ROW_KEY_MISMATCH,
        RowOutsideTable = "row/outside-table" => rows::ROW_OUTSIDE_TABLE,
        RowPossibleDuplicate = "row/possible-duplicate" => rows::ROW_POSSIBLE_DUPLICATE,
        RowRemoved = "row/removed" => rows::ROW_REMOVED,
        RowShuffled = "row/shuffled" => rows::ROW_SHUFFLED,
        RowStruckOut = "row/struck-out" => rows::ROW_STRUCK_OUT,
    }
    Setting = "setting" {
        SettingChanged = "setting/changed" => settings::SETTING_CHANGED,
        SettingConflict = "setting/conflict" => settings::SETTING_CONFLICT,
        SettingUnreadable = "setting/unreadable" => settings::SETTING_UNREADABLE,
    }
    Sheet = "sheet" {
        SheetMissing = "sheet/missing" => layout::SHEET_MISSING,
        SheetNoHeader = "sheet/no-header" => layout::SHEET_NO_HEADER,
        SheetRenamed = "sheet/renamed" => layout::SHEET_RENAMED,
    }
    Value = "value" {
        ValueChoice = "value/choice" => values::VALUE_CHOICE,
        ValueCoerced = "value/coerced" => values::VALUE_COERCED,
        ValueDateForms = "value/date-forms" => values::VALUE_DATE_FORMS,
        ValueDateOrder = "value/date-order" => values::VALUE_DATE_ORDER,
        ValueFormat = "value/format" => values::VALUE_FORMAT,
        ValueFormulaError = "value/formula-error" => values::VALUE_FORMULA_ERROR,
        ValueFormulaKept = "value/formula-kept" => values::VALUE_FORMULA_KEPT,
        ValueFormulaRange = "value/formula-range" => values::VALUE_FORMULA_RANGE,
        ValueFormulaReplaced = "value/formula-replaced" => values::VALUE_FORMULA_REPLACED,
        ValueLink = "value/link" => values::VALUE_LINK,
        ValueMerged = "value/merged" => values::VALUE_MERGED,
        ValueOutsideProject = "value/outside-project" => values::VALUE_OUTSIDE_PROJECT,
        ValuePostponed = "value/postponed" => values::VALUE_POSTPONED,
        ValueRange = "value/range" => values::VALUE_RANGE,
        ValueRequired = "value/required" => values::VALUE_REQUIRED,
        ValueStruckOut = "value/struck-out" => values::VALUE_STRUCK_OUT,
        ValueStruckWords = "value/struck-words" => values::VALUE_STRUCK_WORDS,
        ValueTruncated = "value/truncated" => values::VALUE_TRUNCATED,
        ValueType = "value/type" => values::VALUE_TYPE,
    }
}

/// The area of the codes of rules.
const RULE: &str = "rule";

impl Code {
    /// The catalogue's code with this text; case and blanks around it don't matter.
    pub fn known(text: &str) -> Option<Self> {
        let text = fold(text);
        Self::ALL.iter().find(|code| code.as_str() == text).cloned()
    }

    /// Whether it is a code of this area.
    pub fn is_in(&self, area: Area) -> bool {
        self.area() == Some(area)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// By text, so that rules stand between rows and sheets.
impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().find(|code| code.as_str() == text).cloned();
        Ok(known.unwrap_or_else(|| match text.split_once('/') {
            Some((RULE, _)) => Self::Rule(RuleCode(text)),
            _ => Self::Retired(RetiredCode(text)),
        }))
    }
}

/// The code of a rule of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleCode(String);

impl RuleCode {
    /// The code of the rule with this name on a sheet of this workbook.
    pub fn new(workbook: &str, name: &str) -> Self {
        Self(format!("{RULE}/{workbook}-{name}"))
    }

    /// Its text, as settings and reports hold it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq<RuleCode> for Code {
    fn eq(&self, other: &RuleCode) -> bool {
        matches!(self, Self::Rule(rule) if rule == other)
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A stored code that no list holds any more. Only deserialising makes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RetiredCode(String);

/// Up to three codes of the catalogue that someone who typed `typed` may have meant, the likeliest first.
pub fn nearest_codes(typed: &str) -> Vec<&'static str> {
    nearest_of(typed, Code::ALL.iter().map(Code::as_str))
}

/// Up to three of `codes` that someone who typed `typed` may have meant, the likeliest first.
pub fn nearest_of<'a>(typed: &str, codes: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = fold(typed);
    let mut scored: Vec<(f64, &str)> = codes.into_iter().map(|c| (likeness(&typed, c), c)).collect();
    scored.retain(|(score, _)| *score >= 0.5);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.truncate(3);
    scored.into_iter().map(|(_, c)| c).collect()
}

/// How well a typed code fits a code, from 0 to 1: as a whole, or as one of its two halves.
fn likeness(typed: &str, code: &str) -> f64 {
    let near = strsim::normalized_damerau_levenshtein;
    let (area, what) = code.split_once('/').unwrap_or((code, ""));
    let half = near(typed, area).max(near(typed, what)) * 0.9;
    near(typed, code).max(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> Code {
        serde_json::from_str(&format!("\"{text}\"")).unwrap()
    }

    #[test]
    fn codes_are_sorted_and_each_stands_once() {
        for pair in Code::ALL.windows(2) {
            assert!(pair[0] < pair[1], "{} before {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn a_code_lies_in_the_area_that_its_text_names() {
        let rule = Code::Rule(RuleCode::new("raid", "stale"));
        for code in Code::ALL.iter().chain([&rule]) {
            let prefix = code.as_str().split('/').next().unwrap();
            assert_eq!(Area::parse(prefix), code.area(), "{code}");
        }
    }

    #[test]
    fn a_stored_code_is_read_back_as_itself() {
        let rule = Code::Rule(RuleCode::new("raid", "stale"));
        assert_eq!(rule.as_str(), "rule/raid-stale");
        for code in Code::ALL.iter().chain([&rule]) {
            assert_eq!(stored(code.as_str()), *code);
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }

    #[test]
    fn a_stored_code_that_is_no_longer_known_keeps_its_text_and_area() {
        let (old, older) = (stored("value/odd"), stored("odd/value"));
        assert!(matches!((&old, &older), (Code::Retired(_), Code::Retired(_))));
        assert_eq!((old.as_str(), old.area()), ("value/odd", Some(Area::Value)));
        assert_eq!((older.as_str(), older.area()), ("odd/value", None));
        assert_eq!(serde_json::to_string(&old).unwrap(), "\"value/odd\"");
    }

    #[test]
    fn a_typed_code_is_known_whatever_its_case() {
        assert_eq!(Code::known(" Row/Removed "), Some(Code::RowRemoved));
        assert_eq!(Code::known("row"), None);
        assert_eq!(Code::known("rule/raid-stale"), None);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_code() {
        for (typed, meant) in [
            ("confilct/field", "conflict/field"),
            ("Row/Shufled", "row/shuffled"),
            ("not-owner", "edit/not-owner"),
            ("encrypted", "file/encrypted"),
            ("value-type", "value/type"),
        ] {
            let near = nearest_codes(typed);
            assert_eq!(near.first(), Some(&meant), "{typed}");
            assert!(near.len() <= 3);
        }
        assert_eq!(nearest_codes("decision"), ["decision/answer-late", "decision/answer-unclear", "decision/answered"]);
        assert!(nearest_codes("qqqq").is_empty());
    }
}
