//! A template file as it is written: every key may be missing, every word may be wrong, and each has its offset.

use crate::model::severity::Severity;
use crate::model::template::{Kind, Merge, MovesWhen, Owner, Visibility};
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A value and the byte offset at which it is written.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    pub(super) at: usize,
    pub(super) value: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        Ok(Self { at: spanned.span().start, value: spanned.into_inner() })
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A text and its offset.
pub(super) type LocatedText = Located<String>;

/// A workbook template for prekick.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "prekick workbook template", rename = "Template")]
pub(super) struct RawTemplate {
    /// The key of a built-in template that this file changes. The file then holds only what differs.
    pub(super) extends: Option<LocatedText>,
    /// The stable key of the workbook: small letters, digits and `_`.
    pub(super) key: Option<LocatedText>,
    /// What people call the workbook.
    pub(super) title: Option<LocatedText>,
    /// Raise it when the template changes in a way that a copy in the field would notice.
    pub(super) version: Option<Located<u32>>,
    /// May recipients see any of it?
    #[schemars(with = "Option<Visibility>")]
    pub(super) audience: Option<LocatedText>,
    /// Is it sent only to those whose Receives names it, and not to everyone who receives all?
    pub(super) on_request: Option<bool>,
    /// One or two sentences for the Read-me sheet.
    pub(super) purpose: Option<LocatedText>,
    /// The sheets in their order.
    pub(super) sheets: Option<Vec<Located<RawSheet>>>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sheet")]
pub(super) struct RawSheet {
    /// The stable key: small letters, digits and `_`; unique across all templates.
    #[schemars(required)]
    pub(super) key: Option<LocatedText>,
    /// The sheet's title, at most 31 characters; unique across all templates.
    pub(super) title: Option<LocatedText>,
    /// `table` (the default) or `matrix`.
    #[schemars(with = "Option<KindOfSheet>")]
    pub(super) kind: Option<LocatedText>,
    /// The beginning of the visible IDs, with a hyphen: `R-`.
    pub(super) id_prefix: Option<LocatedText>,
    /// Keys of the columns that name a record in words.
    pub(super) natural_key: Option<Located<Vec<LocatedText>>>,
    /// May recipients see the sheet?
    #[schemars(with = "Option<Visibility>")]
    pub(super) visibility: Option<LocatedText>,
    /// How many empty rows a copy offers for new records.
    pub(super) prepared_rows: Option<Located<u32>>,
    /// One short line above the table.
    pub(super) help: Option<LocatedText>,
    /// Of a matrix: the key of the sheet whose records are its columns.
    pub(super) across: Option<LocatedText>,
    /// Of a matrix: what a cell may hold.
    pub(super) letters: Option<Located<Vec<Located<RawChoice>>>>,
    /// The columns in their order; the first has the key `id`.
    pub(super) columns: Option<Vec<Located<RawColumn>>>,
    /// Names that stand for a part of a condition about one of its records: `done_on = "filled(actual) ? actual : forecast"`.
    pub(super) terms: Option<std::collections::BTreeMap<String, String>>,
    /// Conditions over one record.
    pub(super) rules: Option<Vec<Located<RawRule>>>,
    /// Choices of the column `status` with which a record is no longer open.
    #[serde(rename = "final")]
    pub(super) finals: Option<Vec<LocatedText>>,
    /// Key of the date column by which an open record should be done.
    pub(super) due: Option<LocatedText>,
    /// Choices of the column `status` with which that day is kept, though the record is still open.
    pub(super) due_kept: Option<Vec<LocatedText>>,
    /// Key of the person column of who has the record.
    pub(super) responsible: Option<LocatedText>,
    /// A living log: later changes in it void no approval of the checklist item that stands on it.
    pub(super) log: Option<Located<bool>>,
    /// Usual rows, put in by `prekick starters`: by column key, what a person would type. In a matrix, `roles` holds the
    /// letters by role title. A text that begins with `=` is an expression over `engagement`, `setting` and `contacts`; a list
    /// of texts names the usual rows that a reference points to.
    #[schemars(with = "Option<Vec<std::collections::BTreeMap<String, serde_json::Value>>>")]
    pub(super) starters: Option<Vec<Located<RawStarter>>>,
    /// Approvals that a record may be given.
    pub(super) approvals: Option<Vec<Located<RawApproval>>>,
}

/// A usual row.
pub(super) type RawStarter = indexmap::IndexMap<String, RawStarterCell>;

/// What a cell of a usual row holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text, a number, true, false, a list of texts, or the letters by role")]
pub(super) enum RawStarterCell {
    /// As typed.
    Text(String),
    /// A number.
    Number(Number),
    /// Yes or no.
    YesNo(bool),
    /// What the rows are called that it refers to.
    Names(Vec<String>),
    /// Letters by role title.
    Letters(indexmap::IndexMap<String, String>),
}

/// An approval: which columns say who decided what and when, and for which content.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Approval")]
pub(super) struct RawApproval {
    /// The stable key: small letters, digits and `_`.
    #[schemars(required)]
    pub(super) key: Option<LocatedText>,
    /// Key of the choice column of the decision.
    #[schemars(required)]
    pub(super) decision: Option<LocatedText>,
    /// The choices of it that approve.
    #[schemars(required)]
    pub(super) approved: Option<Vec<LocatedText>>,
    /// Key of the person column of who decided.
    #[schemars(required)]
    pub(super) by: Option<LocatedText>,
    /// Key of the date column of when.
    #[schemars(required)]
    pub(super) on: Option<LocatedText>,
    /// Keys of the columns that the approval is given for.
    #[schemars(required)]
    pub(super) covers: Option<Vec<LocatedText>>,
}

/// The words for the kind of a sheet; only the schema names them.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(
    dead_code,
    reason = "the checking pass reads the words itself, to say which is nearest; this is for the schema"
)]
enum KindOfSheet {
    Table,
    Matrix,
}

/// A column of a sheet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Column")]
pub(super) struct RawColumn {
    /// The stable key: small letters, digits and `_`.
    #[schemars(required)]
    pub(super) key: Option<LocatedText>,
    /// The header text, exactly.
    pub(super) title: Option<LocatedText>,
    /// Other titles it is known by.
    pub(super) aliases: Option<Vec<LocatedText>>,
    /// The type of its values.
    #[serde(rename = "type")]
    #[schemars(with = "Option<Kind>")]
    pub(super) kind: Option<LocatedText>,
    /// Must it be filled in, in every record?
    pub(super) required: Option<Located<bool>>,
    /// Must be filled in as soon as the column `status` is this choice or a later one.
    pub(super) required_from: Option<LocatedText>,
    /// Is it a detail, which a copy carries only where it holds something or is asked for?
    pub(super) detail: Option<Located<bool>>,
    /// What it is filled in with when a copy comes back and nobody has filled it in.
    pub(super) fill: Option<Located<RawFill>>,
    /// Of `choice` and `choices`: what may be picked.
    pub(super) choices: Option<Located<Vec<Located<RawChoice>>>>,
    /// Least number.
    pub(super) min: Option<Located<Number>>,
    /// Greatest number.
    pub(super) max: Option<Located<Number>>,
    /// Most characters.
    pub(super) max_length: Option<Located<u32>>,
    /// Of `reference`: keys of the sheets it may point to.
    pub(super) references: Option<Located<Vec<LocatedText>>>,
    /// Of `reference` and `person`: may it hold several?
    pub(super) many: Option<Located<bool>>,
    /// Of `person`: may it name a forum, a team or a role as well? `false` if not said.
    pub(super) forums: Option<Located<bool>>,
    /// Of `computed`: how it is made.
    pub(super) computed: Option<Located<RawComputed>>,
    /// Whose column it is; `either` if not said.
    #[schemars(with = "Option<Owner>")]
    pub(super) owner: Option<LocatedText>,
    /// May recipients see it? `shared` if not said, `internal` for commercial matter.
    #[schemars(with = "Option<Visibility>")]
    pub(super) visibility: Option<LocatedText>,
    /// Commercial matter is never shared, whatever a setting says.
    pub(super) commercial: Option<Located<bool>>,
    /// Is it part of what is approved with its sheet? If not, a change in it voids no approval; `true` if not said.
    pub(super) agreed: Option<Located<bool>>,
    /// Of `date`: does it move when the project moves? `no` if not said.
    #[schemars(with = "Option<MovesWhen>")]
    pub(super) moves: Option<LocatedText>,
    /// How proposals are merged; `replace` if not said.
    #[schemars(with = "Option<Merge>")]
    pub(super) merge: Option<LocatedText>,
    /// Width in characters.
    pub(super) width: Option<Located<u16>>,
    /// One sentence: what belongs here.
    pub(super) help: Option<LocatedText>,
    /// A good value, as people would type it.
    pub(super) example: Option<LocatedText>,
    /// Of a choice: may another word be typed as well? `false` if not said.
    pub(super) open: Option<Located<bool>>,
    /// Of a matrix: stands after the role columns.
    pub(super) after_matrix: Option<Located<bool>>,
    /// Of numbers with `min` and `max`: what each number means, the least first.
    pub(super) scale: Option<Located<Vec<String>>>,
}

/// A choice: its label alone, or with the other words that are understood as it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, rename = "Choice")]
pub(super) enum RawChoice {
    /// The label alone.
    Label(String),
    /// The label and its synonyms.
    Words(RawLabelAndSynonyms),
}

// By hand, because serde's own way to read one of two shapes forgets where an error was.
impl<'de> Deserialize<'de> for RawChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChoiceVisitor)
    }
}

struct ChoiceVisitor;

impl<'de> serde::de::Visitor<'de> for ChoiceVisitor {
    type Value = RawChoice;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a label in quotes, or { label = \"…\", synonyms = [\"…\"] }")
    }

    fn visit_str<E>(self, label: &str) -> Result<RawChoice, E> {
        Ok(RawChoice::Label(label.to_owned()))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<RawChoice, A::Error> {
        RawLabelAndSynonyms::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(RawChoice::Words)
    }
}

/// A label and its synonyms.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LabelAndSynonyms")]
pub(super) struct RawLabelAndSynonyms {
    /// What the drop-down shows.
    pub(super) label: String,
    /// Other words that are understood as it.
    #[serde(default)]
    pub(super) synonyms: Vec<String>,
}

/// How a computed column is made: `formula`, `product`, `band` with `bands`, or `approval`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Computed")]
pub(super) struct RawComputed {
    /// Keys of the number columns that are multiplied.
    pub(super) product: Option<Vec<LocatedText>>,
    /// Key of the column whose number is looked up in `bands`.
    pub(super) band: Option<LocatedText>,
    /// From which number on which label holds: `[[1, "Low"], [10, "High"]]`.
    pub(super) bands: Option<Located<Vec<(Number, String)>>>,
    /// Key of the approval whose standing it shows.
    pub(super) approval: Option<LocatedText>,
    /// An expression in CEL over the record, such as `quantity * hours`.
    pub(super) formula: Option<LocatedText>,
}

/// What a column is filled in with when a copy comes back.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Fill")]
pub(super) struct RawFill {
    /// `sender`, the contact whose copy it is; `day-returned`, the day on which the file was saved; or a choice of the column.
    #[schemars(required)]
    pub(super) value: Option<LocatedText>,
    /// Key of the column with which it is filled in; with a new record if not said.
    pub(super) with: Option<LocatedText>,
}

/// A condition over one record, or over a whole sheet, in CEL.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(super) struct RawRule {
    /// Its name in kebab-case; the finding's code is `rule/WORKBOOK-NAME`.
    #[schemars(required)]
    pub(super) name: Option<LocatedText>,
    /// How bad it is; `error` if not said.
    #[schemars(with = "Option<Severity>")]
    pub(super) severity: Option<LocatedText>,
    /// `record` (the default): judged for each record. `sheet`: judged once.
    #[schemars(with = "Option<RecordOrSheet>")]
    pub(super) over: Option<LocatedText>,
    /// To which records it applies: a condition in CEL.
    pub(super) when: Option<LocatedText>,
    /// What must hold: a condition in CEL, such as `start <= end`.
    pub(super) check: Option<LocatedText>,
    /// Key of the column where the finding stands and which lights up in the workbook.
    pub(super) field: Option<LocatedText>,
    /// What is wrong, in a sentence; `{…}` holds an expression, such as `{score}`.
    pub(super) message: Option<LocatedText>,
    /// What to do, in a sentence.
    pub(super) help: Option<LocatedText>,
    /// Does it block `prekick baseline`, whatever its severity?
    pub(super) blocks_baseline: Option<Located<bool>>,
}

/// The words for what a rule is judged over; only the schema names them.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "the checking pass reads the words itself; this is for the schema")]
enum RecordOrSheet {
    Record,
    Sheet,
}

/// A number as TOML writes it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number")]
pub(super) enum Number {
    /// Without decimals.
    Whole(i64),
    /// With decimals.
    Broken(f64),
}

impl Number {
    /// The number as the program keeps it; infinity and the like are none.
    pub(super) fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Whole(n) => Some(Decimal::from(n)),
            Self::Broken(n) => Decimal::try_from(n).ok(),
        }
    }
}
