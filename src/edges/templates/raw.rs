//! A template file as it is written: every key may be missing, every word may be wrong, and each has its offset.

use crate::model::severity::Severity;
use crate::model::template::{Kind, Merge, Owner, Visibility};
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A value and the byte offset at which it was said.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub(super) at: usize,
    pub(super) is: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        Ok(Self { at: spanned.span().start, is: spanned.into_inner() })
    }
}

impl<T: JsonSchema> JsonSchema for Said<T> {
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

/// A word and its offset.
pub(super) type Word = Said<String>;

/// A workbook template for prekick.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "prekick workbook template", rename = "Template")]
pub(super) struct RawTemplate {
    /// The key of a built-in template that this file changes. The file then holds only what differs.
    pub(super) extends: Option<Word>,
    /// The stable key of the workbook: small letters, digits and `_`.
    pub(super) key: Option<Word>,
    /// What people call the workbook.
    pub(super) title: Option<Word>,
    /// Raise it when the template changes in a way that a copy in the field would notice.
    pub(super) version: Option<Said<u32>>,
    /// May recipients see any of it?
    #[schemars(with = "Option<Visibility>")]
    pub(super) audience: Option<Word>,
    /// One or two sentences for the Read-me sheet.
    pub(super) purpose: Option<Word>,
    /// The sheets in their order.
    pub(super) sheets: Option<Vec<Said<RawSheet>>>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sheet")]
pub(super) struct RawSheet {
    /// The stable key: small letters, digits and `_`; unique across all templates.
    #[schemars(required)]
    pub(super) key: Option<Word>,
    /// The sheet's title, at most 31 characters; unique across all templates.
    pub(super) title: Option<Word>,
    /// `table` (the default) or `matrix`.
    #[schemars(with = "Option<KindOfSheet>")]
    pub(super) kind: Option<Word>,
    /// The beginning of the visible IDs, with a hyphen: `R-`.
    pub(super) id_prefix: Option<Word>,
    /// Keys of the columns that name a record in words.
    pub(super) natural_key: Option<Said<Vec<Word>>>,
    /// May recipients see the sheet?
    #[schemars(with = "Option<Visibility>")]
    pub(super) visibility: Option<Word>,
    /// How many empty rows a copy offers for new records.
    pub(super) prepared_rows: Option<Said<u32>>,
    /// One short line above the table.
    pub(super) help: Option<Word>,
    /// Of a matrix: the key of the sheet whose records are its columns.
    pub(super) across: Option<Word>,
    /// Of a matrix: what a cell may hold.
    pub(super) letters: Option<Said<Vec<Said<RawChoice>>>>,
    /// The columns in their order; the first has the key `id`.
    pub(super) columns: Option<Vec<Said<RawColumn>>>,
    /// Conditions over one record.
    pub(super) rules: Option<Vec<Said<RawRule>>>,
    /// Choices of the column `status` with which a record is no longer open.
    #[serde(rename = "final")]
    pub(super) finals: Option<Vec<Word>>,
    /// Key of the date column by which an open record should be done.
    pub(super) due: Option<Word>,
    /// Key of the person column of who has the record.
    pub(super) responsible: Option<Word>,
    /// A living log: later changes in it void no approval of the checklist item that stands on it.
    pub(super) log: Option<Said<bool>>,
    /// Usual rows, put in by `prekick starters`: by column key, what a person would type. In a matrix, `roles` holds the
    /// letters by role title. A text that begins with `=` is an expression over `engagement` and `setting`.
    #[schemars(with = "Option<Vec<std::collections::BTreeMap<String, serde_json::Value>>>")]
    pub(super) starters: Option<Vec<Said<RawStarter>>>,
    /// Approvals that a record may be given.
    pub(super) approvals: Option<Vec<Said<RawApproval>>>,
}

/// A usual row.
pub(super) type RawStarter = indexmap::IndexMap<String, RawCell>;

/// What a cell of a usual row holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text, a number, true, false, or the letters by role")]
pub(super) enum RawCell {
    /// As typed.
    Text(String),
    /// A number.
    Number(Number),
    /// Yes or no.
    YesNo(bool),
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
    pub(super) key: Option<Word>,
    /// Key of the choice column of the decision.
    #[schemars(required)]
    pub(super) decision: Option<Word>,
    /// The choices of it that approve.
    #[schemars(required)]
    pub(super) approved: Option<Vec<Word>>,
    /// Key of the person column of who decided.
    #[schemars(required)]
    pub(super) by: Option<Word>,
    /// Key of the date column of when.
    #[schemars(required)]
    pub(super) on: Option<Word>,
    /// Keys of the columns that the approval is given for.
    #[schemars(required)]
    pub(super) covers: Option<Vec<Word>>,
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
    pub(super) key: Option<Word>,
    /// The header text, exactly.
    pub(super) title: Option<Word>,
    /// Other titles it is known by.
    pub(super) aliases: Option<Vec<Word>>,
    /// The type of its values.
    #[serde(rename = "type")]
    #[schemars(with = "Option<Kind>")]
    pub(super) kind: Option<Word>,
    /// Must it be filled in, in every record?
    pub(super) required: Option<Said<bool>>,
    /// Must be filled in as soon as the column `status` is this choice or a later one.
    pub(super) required_from: Option<Word>,
    /// Of `choice` and `choices`: what may be picked.
    pub(super) choices: Option<Said<Vec<Said<RawChoice>>>>,
    /// Least number.
    pub(super) min: Option<Said<Number>>,
    /// Greatest number.
    pub(super) max: Option<Said<Number>>,
    /// Most characters.
    pub(super) max_length: Option<Said<u32>>,
    /// Of `reference`: keys of the sheets it may point to.
    pub(super) references: Option<Said<Vec<Word>>>,
    /// Of `reference` and `person`: may it hold several?
    pub(super) many: Option<Said<bool>>,
    /// Of `computed`: how it is made.
    pub(super) computed: Option<Said<RawComputed>>,
    /// Whose column it is; `either` if not said.
    #[schemars(with = "Option<Owner>")]
    pub(super) owner: Option<Word>,
    /// May recipients see it? `shared` if not said, `internal` for commercial matter.
    #[schemars(with = "Option<Visibility>")]
    pub(super) visibility: Option<Word>,
    /// Commercial matter is never shared, whatever a setting says.
    pub(super) commercial: Option<Said<bool>>,
    /// How proposals are merged; `replace` if not said.
    #[schemars(with = "Option<Merge>")]
    pub(super) merge: Option<Word>,
    /// Width in characters.
    pub(super) width: Option<Said<u16>>,
    /// One sentence: what belongs here.
    pub(super) help: Option<Word>,
    /// A good value, as people would type it.
    pub(super) example: Option<Word>,
    /// Of a matrix: stands after the role columns.
    pub(super) after_matrix: Option<Said<bool>>,
    /// Of numbers with `min` and `max`: what each number means, the least first.
    pub(super) scale: Option<Said<Vec<String>>>,
}

/// A choice: its label alone, or with the other words that are understood as it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged, rename = "Choice")]
pub(super) enum RawChoice {
    /// The label alone.
    Label(String),
    /// The label and its synonyms.
    Words(RawWords),
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
        RawWords::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(RawChoice::Words)
    }
}

/// A label and its synonyms.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LabelAndSynonyms")]
pub(super) struct RawWords {
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
    pub(super) product: Option<Vec<Word>>,
    /// Key of the column whose number is looked up in `bands`.
    pub(super) band: Option<Word>,
    /// From which number on which label holds: `[[1, "Low"], [10, "High"]]`.
    pub(super) bands: Option<Said<Vec<(Number, String)>>>,
    /// Key of the approval whose standing it shows.
    pub(super) approval: Option<Word>,
    /// An expression in CEL over the record, such as `quantity * hours`.
    pub(super) formula: Option<Word>,
}

/// A condition over one record, or over a whole sheet, in CEL.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule")]
pub(super) struct RawRule {
    /// Its name in kebab-case; the finding's code is `rule/WORKBOOK-NAME`.
    #[schemars(required)]
    pub(super) name: Option<Word>,
    /// How bad it is; `error` if not said.
    #[schemars(with = "Option<Severity>")]
    pub(super) severity: Option<Word>,
    /// `record` (the default): judged for each record. `sheet`: judged once.
    #[schemars(with = "Option<RecordOrSheet>")]
    pub(super) over: Option<Word>,
    /// To which records it applies: a condition in CEL.
    pub(super) when: Option<Word>,
    /// What must hold: a condition in CEL, such as `start <= end`.
    pub(super) check: Option<Word>,
    /// Key of the column where the finding stands and which lights up in the workbook.
    pub(super) field: Option<Word>,
    /// What is wrong, in a sentence; `{…}` holds an expression, such as `{score}`.
    pub(super) message: Option<Word>,
    /// What to do, in a sentence.
    pub(super) help: Option<Word>,
    /// Does it block `prekick baseline`, whatever its severity?
    pub(super) blocks_baseline: Option<Said<bool>>,
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
