//! A cell's value as it is understood, and the one meaning of "the same value".

use super::typed::{is_blank, significant};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::str::FromStr;

/// What a field holds. Equality is the program's only meaning of "the same": texts are compared without leading and
/// trailing blanks and without characters that can't be seen, numbers by value, sets without order.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text as typed, with LF as line end. Also a choice (its label), a person (the contact's name), an e-mail, a link.
    Text(String),
    /// A number: integer, decimal, money, or whole percent (80 for 80 %).
    Number(Decimal),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// Several choices, letters or references, in their canonical order, each once.
    Set(Vec<String>),
    /// What was typed where the column refuses it: kept as it stands, and always reported.
    Unread(String),
}

/// What people read where a field holds nothing.
pub const EMPTY: &str = "(empty)";

impl Value {
    /// The value as people read it, [`EMPTY`] for none.
    pub fn shown(&self) -> String {
        if self.is_empty() { EMPTY.to_owned() } else { self.to_string() }
    }

    /// A text, or empty where there is nothing but blanks.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if is_blank(&text) { Self::Empty } else { Self::Text(text) }
    }

    /// A set, or empty where it has no member.
    pub fn set(members: Vec<String>) -> Self {
        if members.is_empty() { Self::Empty } else { Self::Set(members) }
    }

    /// Whether the field holds nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Whether the column refused it, so that it is kept as typed.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_))
    }

    /// The text, if it is one or was refused.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(t) | Self::Unread(t) => Some(t),
            _ => None,
        }
    }

    /// The members of a set; a text is a set of one.
    pub fn members(&self) -> Vec<String> {
        match self {
            Self::Set(m) => m.clone(),
            Self::Empty => Vec::new(),
            other => vec![other.to_string()],
        }
    }

    /// The JSON scalar or array of the report: dates `YYYY-MM-DD`, choices their label, percent 80.
    pub fn to_report(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Text(t) | Self::Unread(t) => t.clone().into(),
            Self::Number(n) => number_json(*n),
            Self::Date(d) => d.to_string().into(),
            Self::YesNo(b) => yes_no(*b).into(),
            Self::Set(m) => m.clone().into(),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::Text(_) => 1,
            Self::Number(_) => 2,
            Self::Date(_) => 3,
            Self::YesNo(_) => 4,
            Self::Set(_) => 5,
            Self::Unread(_) => 6,
        }
    }
}

/// The label of a yes-no value.
pub fn yes_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

fn number_json(n: Decimal) -> serde_json::Value {
    let n = n.normalize();
    if n.scale() == 0
        && let Ok(whole) = i64::from_str(&n.to_string())
    {
        return whole.into();
    }
    // A report is read by programs that know floats only; the exact digits are in the workbook.
    f64::from_str(&n.to_string()).map_or_else(|_| n.to_string().into(), Into::into)
}

impl std::fmt::Display for Value {
    /// The way a message and a CSV show the value; empty shows nothing.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(t) | Self::Unread(t) => f.write_str(t),
            Self::Number(n) => write!(f, "{}", n.normalize()),
            Self::Date(d) => write!(f, "{d}"),
            Self::YesNo(b) => f.write_str(yes_no(*b)),
            Self::Set(m) => f.write_str(&m.join(", ")),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) | (Self::Unread(a), Self::Unread(b)) if a == b => Ordering::Equal,
            (Self::Text(a), Self::Text(b)) | (Self::Unread(a), Self::Unread(b)) => significant(a).cmp(&significant(b)),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::YesNo(a), Self::YesNo(b)) => a.cmp(b),
            (Self::Set(a), Self::Set(b)) => sorted(a).cmp(&sorted(b)),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

fn sorted(members: &[String]) -> Vec<&String> {
    let mut out: Vec<&String> = members.iter().collect();
    out.sort();
    out
}

impl std::hash::Hash for Value {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Empty => {}
            Self::Text(t) | Self::Unread(t) => significant(t).hash(state),
            Self::Number(n) => n.normalize().hash(state),
            Self::Date(d) => d.hash(state),
            Self::YesNo(b) => b.hash(state),
            Self::Set(m) => sorted(m).hash(state),
        }
    }
}

/// The memory's form keeps the kind: `null`, `"text"`, `true`, `["A","R"]`, `{"n":"12.5"}`, `{"d":"2027-01-11"}`,
/// `{"u":"some day"}`. These are the names of the last three.
const NUMBER: &str = "n";
const DATE: &str = "d";
const UNREAD: &str = "u";

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(n) => serializer.collect_map([(NUMBER, n.normalize().to_string())]),
            Self::Date(d) => serializer.collect_map([(DATE, d.to_string())]),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Set(members) => members.serialize(serializer),
            Self::Unread(text) => serializer.collect_map([(UNREAD, text)]),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Takes a value from what is stored, which tells its kind.
struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a stored value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::YesNo(yes))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut stored: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = stored.next_element()? {
            members.push(member);
        }
        Ok(Value::Set(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut stored: A) -> Result<Value, A::Error> {
        let mut found = None;
        while let Some((name, text)) = stored.next_entry::<String, String>()? {
            let value = match name.as_str() {
                NUMBER => Value::Number(Decimal::from_str(&text).map_err(A::Error::custom)?),
                DATE => Value::Date(Date::from_str(&text).map_err(A::Error::custom)?),
                UNREAD => Value::Unread(text),
                _ => continue,
            };
            found.get_or_insert(value);
        }
        found.ok_or_else(|| A::Error::custom("a stored value of no known kind"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn all() -> Vec<Value> {
        vec![
            Value::Empty,
            Value::Text(" as typed\n".into()),
            Value::Number(Decimal::new(1250, 2)),
            Value::Date(date(2027, 1, 11)),
            Value::YesNo(false),
            Value::Set(vec!["R".into(), "A".into()]),
            Value::Unread("some day".into()),
        ]
    }

    #[test]
    fn a_value_comes_back_from_memory_as_it_went_in() {
        for value in all() {
            let stored = serde_json::to_string(&value).unwrap();
            let back: Value = serde_json::from_str(&stored).unwrap();
            assert_eq!(back, value, "{stored}");
            assert_eq!(back.to_string(), value.to_string());
        }
    }

    #[test]
    fn a_stored_value_tells_its_kind() {
        for (stored, value) in [
            ("null", Some(Value::Empty)),
            ("\"12\"", Some(Value::Text("12".into()))),
            ("true", Some(Value::YesNo(true))),
            ("[\"R\",\"A\"]", Some(Value::Set(vec!["R".into(), "A".into()]))),
            ("{\"n\":\"12.50\"}", Some(Value::Number(Decimal::new(125, 1)))),
            ("{\"d\":\"2027-01-11\"}", Some(Value::Date(date(2027, 1, 11)))),
            ("{\"later\":\"x\",\"u\":\"some day\"}", Some(Value::Unread("some day".into()))),
            ("12", None),
            ("{}", None),
            ("{\"n\":\"twelve\"}", None),
            ("{\"d\":\"11 January\"}", None),
        ] {
            assert_eq!(serde_json::from_str(stored).ok(), value, "{stored}");
        }
    }

    #[test]
    fn blanks_at_the_ends_what_cannot_be_seen_and_order_make_no_difference() {
        assert_eq!(Value::Text("cut\u{ad}over".into()), Value::Text("cutover\u{200b}".into()));
        assert_eq!(Value::Text("a ".into()), Value::Text(" a".into()));
        assert_eq!(Value::Set(vec!["A".into(), "R".into()]), Value::Set(vec!["R".into(), "A".into()]));
        assert_eq!(Value::Number(Decimal::new(20, 1)), Value::Number(Decimal::new(2, 0)));
        assert_ne!(Value::Text("2".into()), Value::Number(Decimal::new(2, 0)));
        assert_ne!(Value::Text("Open".into()), Value::Text("open".into()));
    }

    #[test]
    fn the_report_has_plain_scalars() {
        let reported: Vec<String> = all().iter().map(|v| v.to_report().to_string()).collect();
        assert_eq!(
            reported,
            ["null", "\" as typed\\n\"", "12.5", "\"2027-01-11\"", "\"No\"", "[\"R\",\"A\"]", "\"some day\""]
        );
    }

    #[test]
    fn equal_values_have_one_hash() {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let hash = |value: &Value| {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            hasher.finish()
        };
        for (a, b) in [
            (Value::Text("a ".into()), Value::Text(" a".into())),
            (Value::Text("a\u{200b}b".into()), Value::Text("ab".into())),
            (Value::Number(Decimal::new(20, 1)), Value::Number(Decimal::new(2, 0))),
            (Value::Set(vec!["A".into(), "R".into()]), Value::Set(vec!["R".into(), "A".into()])),
        ] {
            assert_eq!((&a, hash(&a)), (&b, hash(&b)), "{a:?}");
        }
    }

    #[test]
    fn nothing_but_blanks_is_empty() {
        for (value, empty) in [
            (Value::text(" \n"), true),
            (Value::text("\u{200b}\u{ad}"), true),
            (Value::text("0"), false),
            (Value::set(vec![]), true),
            (Value::set(vec!["A".into()]), false),
            (Value::YesNo(false), false),
        ] {
            assert_eq!(value.is_empty(), empty, "{value:?}");
        }
        assert_eq!((Value::Empty.shown().as_str(), Value::Empty.to_string().as_str()), ("(empty)", ""));
    }

    #[test]
    fn a_single_value_is_a_set_of_one() {
        assert_eq!(Value::text("Ada Park").members(), ["Ada Park"]);
        assert_eq!(Value::Set(vec!["A".into(), "R".into()]).members(), ["A", "R"]);
        assert!(Value::Empty.members().is_empty());
    }

    #[test]
    fn kinds_of_values_have_one_order() {
        let mut turned = all();
        turned.reverse();
        turned.sort();
        assert_eq!(turned, all(), "empty before text, number, date, yes-no, set, and unread last");
    }
}
