//! A condition: an expression in CEL, the Common Expression Language, understood and checked when its template was read.
//!
//! One expression has two readers: [`crate::steps::validate::rules::evaluate`] evaluates it, [`crate::steps::validate::rules::formula`] writes it
//! as an Excel formula. What is empty or unread is *unknown*, as in SQL, and makes unknown what depends on it; see
//! [`Expr`] for the exceptions.

use rust_decimal::Decimal;

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    YesNo,
    /// A number.
    Number,
    /// A day; the difference of two is a number of days.
    Date,
    /// A text; empty is a value too.
    Text,
    /// Several of one type.
    List(Box<Type>),
    /// A record of the sheet with this key.
    Record(String),
}

impl Type {
    /// The type for people: `a number`.
    pub fn words(&self) -> String {
        match self {
            Self::YesNo => "true or false".into(),
            Self::Number => "a number".into(),
            Self::Date => "a date".into(),
            Self::Text => "a text".into(),
            Self::List(of) => format!("a list of {}", of.several()),
            Self::Record(sheet) => format!("a record of `{sheet}`"),
        }
    }

    fn several(&self) -> String {
        match self {
            Self::YesNo => "truths".into(),
            Self::Number => "numbers".into(),
            Self::Date => "dates".into(),
            Self::Text => "texts".into(),
            Self::List(of) => format!("lists of {}", of.several()),
            Self::Record(sheet) => format!("records of `{sheet}`"),
        }
    }
}

/// An expression. Comparing, computing and calling with something unknown gives unknown; `false && unknown` is false,
/// `true || unknown` is true, and [`Function::Filled`] of something unknown is false.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// True or false.
    YesNo(bool),
    /// A field of the record that is judged, by column key.
    Field(String),
    /// Of a matrix: the records across that hold this letter.
    Holders(String),
    /// The record's status is none of its sheet's final ones.
    Open,
    /// What a name stands for inside [`Expr::Each`].
    Bound(String),
    /// A field of another record: its column key, a letter, or `open`.
    Of(Box<Expr>, Member),
    /// All records of the sheet with this key.
    Records(String),
    /// The date of the run.
    Today,
    /// What the engagement says.
    Engagement(Fact),
    /// A threshold of the engagement, by name.
    Setting(String),
    /// `!a`
    Not(Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// `a < b` and the like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a in list`
    In(Box<Expr>, Box<Expr>),
    /// `a + b` and the like.
    Compute(Operation, Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `list.exists(name, body)` and its like.
    Each {
        /// What is done with the body's results.
        how: Each,
        /// The list.
        over: Box<Expr>,
        /// What a member is called in the body.
        name: String,
        /// What is asked of each member.
        body: Box<Expr>,
    },
    /// `sheet.where("field", value, …)`: the records of a sheet whose fields are, or contain, these values.
    Where {
        /// Key of the sheet.
        sheet: String,
        /// Field and value.
        pairs: Vec<(Member, Expr)>,
    },
    /// A function.
    Call(Function, Vec<Expr>),
}

/// What can be asked of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// The value of a column, by its key.
    Field(String),
    /// Of a matrix: who holds a letter.
    Holders(String),
    /// Is it open?
    Open,
}

/// What the engagement says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Its first day.
    Start,
    /// Its last day.
    End,
    /// The day of the kickoff.
    Kickoff,
    /// Its name.
    Name,
    /// The customer.
    Customer,
}

impl Fact {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Start, Self::End, Self::Kickoff, Self::Name, Self::Customer];

    /// The word after `engagement.`
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Kickoff => "kickoff",
            Self::Name => "name",
            Self::Customer => "customer",
        }
    }
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Same,
    /// `!=`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Does it hold of two things in this order?
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Same => order.is_eq(),
            Self::Other => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, which does not truncate.
    Divide,
}

/// What is done with a list, member by member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Does it hold for any?
    Exists,
    /// Does it hold for all?
    All,
    /// Does it hold for exactly one?
    ExistsOne,
    /// The members for which it holds.
    Filter,
    /// What it gives for each.
    Map,
}

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Is there anything?
    Filled,
    /// Members of a list, characters of a text.
    Size,
    /// The contact of a person's name.
    Contact,
    /// The sum of numbers.
    Sum,
    /// The least of numbers or dates.
    Min,
    /// The greatest of numbers or dates.
    Max,
    /// 1 for Monday to 7 for Sunday.
    Weekday,
    /// Days from Monday to Friday, both ends counted.
    Workdays,
    /// The latest `YYYY-MM-DD` in a text.
    LastDay,
    /// Does a text hold another?
    Contains,
    /// Does a text begin with another?
    StartsWith,
    /// Does a text end with another?
    EndsWith,
    /// Does a text hold one of these words, as a whole word in any case?
    Mentions,
    /// A text in small letters.
    Lower,
}

impl Expr {
    /// Calls `seen` with this expression and everything in it.
    pub fn walk(&self, seen: &mut dyn FnMut(&Expr)) {
        seen(self);
        match self {
            Self::Not(a) | Self::Of(a, _) => a.walk(seen),
            Self::And(a, b)
            | Self::Or(a, b)
            | Self::Compare(_, a, b)
            | Self::In(a, b)
            | Self::Compute(_, a, b)
            | Self::Each { over: a, body: b, .. } => {
                a.walk(seen);
                b.walk(seen);
            }
            Self::If(a, b, c) => {
                a.walk(seen);
                b.walk(seen);
                c.walk(seen);
            }
            Self::List(all) | Self::Call(_, all) => all.iter().for_each(|e| e.walk(seen)),
            Self::Where { pairs, .. } => pairs.iter().for_each(|(_, e)| e.walk(seen)),
            Self::Number(_)
            | Self::Text(_)
            | Self::YesNo(_)
            | Self::Field(_)
            | Self::Holders(_)
            | Self::Open
            | Self::Bound(_)
            | Self::Records(_)
            | Self::Today
            | Self::Engagement(_)
            | Self::Setting(_) => {}
        }
    }

    /// The keys of the columns of its own record that it looks at, each once; `open` looks at `status`.
    pub fn fields(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        self.walk(&mut |e| {
            let key = match e {
                Self::Field(key) => key.as_str(),
                Self::Open => "status",
                _ => return,
            };
            if !out.iter().any(|k| k == key) {
                out.push(key.to_owned());
            }
        });
        out
    }

    /// The letters of its own matrix row that it looks at, each once.
    pub fn letters(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        self.walk(&mut |e| {
            if let Self::Holders(letter) = e
                && !out.contains(letter)
            {
                out.push(letter.clone());
            }
        });
        out
    }
}

/// Can it be written as an Excel formula over its own record? Other records, texts that are searched for words, and
/// lists that are gone through can't.
pub fn in_a_cell(expr: &Expr) -> bool {
    let all = |parts: &[Expr]| parts.iter().all(in_a_cell);
    match expr {
        Expr::Number(_)
        | Expr::Text(_)
        | Expr::YesNo(_)
        | Expr::Field(_)
        | Expr::Open
        | Expr::Today
        | Expr::Engagement(_)
        | Expr::Setting(_) => true,
        Expr::Not(a) => in_a_cell(a),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Compare(_, a, b) | Expr::Compute(_, a, b) => {
            in_a_cell(a) && in_a_cell(b)
        }
        Expr::If(a, b, c) => in_a_cell(a) && in_a_cell(b) && in_a_cell(c),
        Expr::In(a, list) => matches!(&**list, Expr::List(of) if all(of)) && in_a_cell(a),
        Expr::Call(Function::Filled, of) => matches!(of.as_slice(), [Expr::Field(_) | Expr::Holders(_)]),
        Expr::Call(Function::Size, of) => match of.as_slice() {
            [Expr::Holders(_)] => true,
            [Expr::Field(_) | Expr::Records(_) | Expr::Where { .. } | Expr::Each { .. }] => false,
            [of] => in_a_cell(of),
            _ => false,
        },
        Expr::Call(
            Function::Weekday
            | Function::Workdays
            | Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Lower,
            of,
        ) => all(of),
        Expr::Holders(_)
        | Expr::Bound(_)
        | Expr::Of(..)
        | Expr::Records(_)
        | Expr::List(_)
        | Expr::Each { .. }
        | Expr::Where { .. }
        | Expr::Call(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    fn field(key: &str) -> Expr {
        Expr::Field(key.into())
    }

    fn boxed(expr: Expr) -> Box<Expr> {
        Box::new(expr)
    }

    #[test]
    fn a_comparison_holds_by_the_order_of_its_sides() {
        use Comparison::{AtLeast, AtMost, Less, More, Other, Same};
        for (comparison, less, equal, greater) in [
            (Same, false, true, false),
            (Other, true, false, true),
            (Less, true, false, false),
            (AtMost, true, true, false),
            (More, false, false, true),
            (AtLeast, false, true, true),
        ] {
            let held = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|order| comparison.holds(order));
            assert_eq!(held, [less, equal, greater], "{comparison:?}");
        }
    }

    #[test]
    fn a_condition_names_each_column_once_and_open_looks_at_the_status() {
        let late = Expr::Compare(Comparison::Less, boxed(field("due")), boxed(Expr::Today));
        let both = Expr::And(boxed(Expr::Not(boxed(late))), boxed(Expr::Or(boxed(Expr::Open), boxed(field("due")))));
        assert_eq!(both.fields(), ["due", "status"]);
    }

    #[test]
    fn the_columns_in_calls_lists_and_searches_are_seen() {
        let pairs = vec![(Member::Field("role".into()), field("role"))];
        let all = Expr::List(vec![
            Expr::Call(Function::Size, vec![field("a")]),
            Expr::If(boxed(field("b")), boxed(field("c")), boxed(field("d"))),
            Expr::Where { sheet: "roles".into(), pairs },
            Expr::Each { how: Each::All, over: boxed(field("e")), name: "x".into(), body: boxed(field("f")) },
            Expr::Of(boxed(field("g")), Member::Open),
            Expr::In(boxed(field("h")), boxed(Expr::List(vec![field("i")]))),
        ]);
        assert_eq!(all.fields(), ["a", "b", "c", "d", "role", "e", "f", "g", "h", "i"]);
    }

    #[test]
    fn a_condition_names_each_letter_of_its_row_once() {
        let size = |letter: &str| Expr::Call(Function::Size, vec![Expr::Holders(letter.into())]);
        let rule = Expr::And(boxed(size("A")), boxed(Expr::Or(boxed(size("R")), boxed(size("A")))));
        assert_eq!(rule.letters(), ["A", "R"]);
    }

    #[test]
    fn only_what_looks_at_its_own_record_is_a_formula_in_a_cell() {
        let call = |function, of| Expr::Call(function, of);
        let letter = || Expr::Holders("A".into());
        let records = || Expr::Records("risks".into());
        let of_other = || Expr::Of(boxed(field("owner")), Member::Field("mail".into()));
        for (expr, can) in [
            (Expr::Compare(Comparison::Less, boxed(field("due")), boxed(Expr::Today)), true),
            (Expr::Compare(Comparison::Less, boxed(of_other()), boxed(Expr::Today)), false),
            (Expr::And(boxed(field("a")), boxed(of_other())), false),
            (Expr::Not(boxed(of_other())), false),
            (Expr::If(boxed(Expr::Open), boxed(field("a")), boxed(of_other())), false),
            (Expr::In(boxed(field("a")), boxed(Expr::List(vec![Expr::Text("x".into())]))), true),
            (Expr::In(boxed(field("a")), boxed(field("many"))), false),
            (Expr::In(boxed(field("a")), boxed(Expr::List(vec![of_other()]))), false),
            (call(Function::Filled, vec![field("a")]), true),
            (call(Function::Filled, vec![letter()]), true),
            (call(Function::Filled, vec![of_other()]), false),
            (call(Function::Size, vec![letter()]), true),
            (call(Function::Size, vec![field("many")]), false),
            (call(Function::Size, vec![records()]), false),
            (call(Function::Size, vec![Expr::Text("abc".into())]), true),
            (call(Function::Mentions, vec![field("a"), Expr::Text("tbd".into())]), false),
            (call(Function::Weekday, vec![field("due")]), true),
            (call(Function::Contains, vec![field("a"), of_other()]), false),
            (letter(), false),
            (records(), false),
        ] {
            assert_eq!(in_a_cell(&expr), can, "{expr:?}");
        }
    }

    #[test]
    fn types_are_named_in_words() {
        let list = |of| Type::List(Box::new(of));
        for (found, words) in [
            (Type::YesNo, "true or false"),
            (Type::Number, "a number"),
            (list(Type::Text), "a list of texts"),
            (list(list(Type::Date)), "a list of lists of dates"),
            (Type::Record("risks".into()), "a record of `risks`"),
            (list(Type::Record("risks".into())), "a list of records of `risks`"),
        ] {
            assert_eq!(found.words(), words);
        }
    }
}
