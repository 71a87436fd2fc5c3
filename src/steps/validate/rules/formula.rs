//! Conditions as Excel formulas, with the same meaning as [`mod@super::evaluate`]: what depends on an empty cell is unknown.
//!
//! Excel knows no unknown truth, so a condition becomes two formulas: one that says when it is true, one that says when it
//! is false. For something unknown neither holds.

use crate::model::condition::{Comparison, EngagementFact, Expr, ExprType, Function, Operation, fits_a_cell_formula};
use crate::model::engagement::Engagement;
use crate::model::frequency::{DAYS_BETWEEN, DAYS_OF_A_WEEK};
use crate::model::keys::FieldKey;
use crate::model::template::{Column, Kind, Rule, Sheet};
use crate::model::thresholds::Threshold;

/// Where a formula is written and in which language.
pub struct FormulaContext<'a> {
    /// The sheet with the columns that are shown.
    pub sheet: &'a Sheet,
    /// The engagement, for its days and thresholds; a computed column is made without it.
    pub engagement: Option<&'a Engagement>,
    /// The record's cell in a column, by the column's position.
    pub cell: &'a dyn Fn(usize) -> String,
    /// The word that a cell of this column shows for a label.
    pub word: &'a dyn Fn(&Column, &str) -> String,
}

impl std::fmt::Debug for FormulaContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormulaContext").field("sheet", &self.sheet.key).finish_non_exhaustive()
    }
}

/// The formula, without its equals sign, that is true in Excel where a record breaks the rule; none where the rule looks at
/// more than the record, or at a column that is not shown.
pub fn violation_formula(rule: &Rule, context: &FormulaContext<'_>) -> Option<String> {
    if rule.whole_sheet || !rule.conditions().all(fits_a_cell_formula) || !shows_all(rule, context.sheet) {
        return None;
    }
    let when = rule.when.as_ref().map(|when| context.truth(when, true));
    let check = context.truth(&rule.check, false)?;
    match when {
        Some(when) => Some(format!("AND({},{check})", when?)),
        None => Some(check),
    }
}

/// Whether the rule can be shown while people type, if all its columns are there.
pub fn is_live(rule: &Rule) -> bool {
    !rule.whole_sheet && rule.conditions().all(fits_a_cell_formula)
}

/// The formula of a computed column: its value, or an empty text where that is unknown.
pub fn column_formula(expr: &Expr, context: &FormulaContext<'_>) -> Option<String> {
    Some(format!("IF({},{},\"\")", context.known(expr)?, context.value(expr)?))
}

/// Whether the sheet shows every column that the rule looks at.
fn shows_all(rule: &Rule, sheet: &Sheet) -> bool {
    rule.conditions().flat_map(Expr::fields).all(|key| sheet.column(&key).is_some())
}

impl FormulaContext<'_> {
    /// When a condition is true, or when it is false.
    fn truth(&self, expr: &Expr, wanted: bool) -> Option<String> {
        let plain = |formula: String| if wanted { formula } else { format!("NOT({formula})") };
        Some(match expr {
            Expr::YesNo(b) => truth_word(*b == wanted),
            Expr::Setting(name) => match self.threshold(name)? {
                Threshold::YesNo(b) => truth_word(b == wanted),
                _ => return None,
            },
            Expr::Open => plain(format!("NOT({})", self.is_final()?)),
            Expr::Not(a) => self.truth(a, !wanted)?,
            Expr::And(a, b) | Expr::Or(a, b) => {
                let both = matches!(expr, Expr::And(..)) == wanted;
                let (a, b) = (self.truth(a, wanted)?, self.truth(b, wanted)?);
                if both { format!("AND({a},{b})") } else { format!("OR({a},{b})") }
            }
            Expr::If(a, b, c) => format!(
                "IF({},{},IF({},{},FALSE))",
                self.truth(a, true)?,
                self.truth(b, wanted)?,
                self.truth(a, false)?,
                self.truth(c, wanted)?
            ),
            Expr::Compare(how, a, b) => self.comparison(*how, a, b, wanted)?,
            Expr::In(a, list) => {
                let Expr::List(all) = &**list else { return None };
                let same: Option<Vec<String>> =
                    all.iter().map(|b| self.comparison(Comparison::Same, a, b, true)).collect();
                let any = format!("OR({})", same?.join(","));
                if wanted { any } else { self.if_known(&[&**a], format!("NOT({any})"))? }
            }
            Expr::Call(Function::Filled, of) => plain(self.filled(of.first()?)?),
            Expr::Call(function, of) => {
                let (text, part) = (self.value(of.first()?)?, self.value(of.get(1)?)?);
                plain(match function {
                    Function::Contains => format!("ISNUMBER(FIND({part},{text}))"),
                    Function::StartsWith => format!("EXACT(LEFT(TRIM({text}),LEN({part})),{part})"),
                    Function::EndsWith => format!("EXACT(RIGHT(TRIM({text}),LEN({part})),{part})"),
                    _ => return None,
                })
            }
            _ => return None,
        })
    }

    fn comparison(&self, how: Comparison, a: &Expr, b: &Expr, wanted: bool) -> Option<String> {
        let (left, right) = (self.value_beside(a, b)?, self.value_beside(b, a)?);
        let sign = match how {
            Comparison::Same => "=",
            Comparison::Other => "<>",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        };
        let free = self.is_free_text(a) || self.is_free_text(b);
        let held = match how {
            Comparison::Same if free => format!("EXACT(TRIM({left}),TRIM({right}))"),
            Comparison::Other if free => format!("NOT(EXACT(TRIM({left}),TRIM({right})))"),
            _ => format!("{left}{sign}{right}"),
        };
        let held = if wanted { held } else { format!("NOT({held})") };
        self.if_known(&[a, b], held)
    }

    /// False, where one of these is unknown.
    fn if_known(&self, of: &[&Expr], formula: String) -> Option<String> {
        let known: Option<Vec<String>> = of.iter().map(|e| self.known(e)).collect();
        let known: Vec<String> = known?.into_iter().filter(|k| k != "TRUE").collect();
        Some(match known.as_slice() {
            [] => formula,
            [one] => format!("IF({one},{formula},FALSE)"),
            several => format!("IF(AND({}),{formula},FALSE)", several.join(",")),
        })
    }

    /// When a value is known.
    fn known(&self, expr: &Expr) -> Option<String> {
        Some(match expr {
            Expr::Field(key) if self.is_measure(key)? => format!("ISNUMBER({})", self.cell_of(key)?),
            Expr::Engagement(fact) => truth_word(self.fact(*fact).is_some()),
            Expr::Compute(how, a, b) => {
                let mut parts = vec![self.known(a)?, self.known(b)?];
                // A literal divisor is known to be zero or not; only a cell must be tested.
                if *how == Operation::Divide && !matches!(&**b, Expr::Number(n) if !n.is_zero()) {
                    parts.push(format!("{}<>0", self.value(b)?));
                }
                parts.retain(|p| p != "TRUE");
                match parts.as_slice() {
                    [] => truth_word(true),
                    [one] => one.clone(),
                    several => format!("AND({})", several.join(",")),
                }
            }
            Expr::If(a, b, c) => format!(
                "IF({},{},IF({},{},FALSE))",
                self.truth(a, true)?,
                self.known(b)?,
                self.truth(a, false)?,
                self.known(c)?
            ),
            Expr::Call(Function::Weekday | Function::Workdays, of) => {
                let known: Option<Vec<String>> = of.iter().map(|e| self.known(e)).collect();
                format!("AND({})", known?.join(","))
            }
            _ => truth_word(true),
        })
    }

    /// A value beside the one that it is compared with: a label becomes the word that the other's column shows.
    fn value_beside(&self, expr: &Expr, other: &Expr) -> Option<String> {
        match (expr, other) {
            (Expr::Text(label), Expr::Field(key)) => Some(quoted(&(self.word)(self.sheet.column(key)?, label))),
            _ => self.value(expr),
        }
    }

    fn value(&self, expr: &Expr) -> Option<String> {
        Some(match expr {
            Expr::Number(n) => n.normalize().to_string(),
            Expr::Text(text) => quoted(text),
            Expr::Field(key) => {
                let cell = self.cell_of(key)?;
                match self.sheet.column(key)?.kind {
                    Kind::Percent => format!("ROUND({cell}*100,10)"),
                    _ if self.is_free_text(expr) => format!("({cell}&\"\")"),
                    _ => cell,
                }
            }
            Expr::Today => "TODAY()".to_owned(),
            Expr::Engagement(fact) => self.fact(*fact).unwrap_or_else(|| "0".to_owned()),
            Expr::Setting(name) => match self.threshold(name)? {
                Threshold::Number(n) => n.to_string(),
                _ => return None,
            },
            Expr::Compute(how, a, b) => {
                let sign = match how {
                    Operation::Add => "+",
                    Operation::Subtract => "-",
                    Operation::Multiply => "*",
                    Operation::Divide => "/",
                };
                format!("({}{sign}{})", self.value(a)?, self.value(b)?)
            }
            Expr::If(a, b, c) => format!("IF({},{},{})", self.truth(a, true)?, self.value(b)?, self.value(c)?),
            Expr::Call(Function::Size, of) => match of.first()? {
                Expr::Holders(letter) => self.holder_count(letter)?,
                text => format!("LEN(TRIM({}))", self.value(text)?),
            },
            Expr::Call(Function::Weekday, of) => format!("WEEKDAY({},2)", self.value(of.first()?)?),
            Expr::Call(Function::Workdays, of) => {
                format!("NETWORKDAYS({},{})", self.value(of.first()?)?, self.value(of.get(1)?)?)
            }
            Expr::Call(Function::DaysBetween, of) => self.days_between(of.first()?)?,
            Expr::Call(Function::Lower, of) => format!("LOWER({})", self.value(of.first()?)?),
            _ => return None,
        })
    }

    fn days_between(&self, frequency: &Expr) -> Option<String> {
        let cell = self.value(frequency)?;
        DAYS_BETWEEN.iter().rev().try_fold(DAYS_OF_A_WEEK.to_string(), |others, (label, days)| {
            let word = self.value_beside(&Expr::Text((*label).to_owned()), frequency)?;
            Some(format!("IF({cell}={word},{days},{others})"))
        })
    }

    fn filled(&self, of: &Expr) -> Option<String> {
        match of {
            Expr::Field(key) => Some(format!("TRIM({})<>\"\"", self.cell_of(key)?)),
            Expr::Holders(letter) => Some(format!("{}>0", self.holder_count(letter)?)),
            _ => None,
        }
    }

    /// How many role cells of the row hold a letter.
    fn holder_count(&self, letter: &str) -> Option<String> {
        let roles = || self.sheet.columns.iter().enumerate().filter(|(_, c)| c.role().is_some()).map(|(i, _)| i);
        let (first, last) = (roles().next()?, roles().next_back()?);
        Some(format!("COUNTIF({}:{},\"*{letter}*\")", (self.cell)(first), (self.cell)(last)))
    }

    /// Whether the status is one of the final ones.
    fn is_final(&self) -> Option<String> {
        let cell = self.cell_of(&"status".into())?;
        let column = self.sheet.column("status")?;
        let ends = self.sheet.finals.iter().map(|f| format!("{cell}={}", quoted(&(self.word)(column, f))));
        let ends: Vec<String> = ends.collect();
        if ends.is_empty() { None } else { Some(format!("OR({})", ends.join(","))) }
    }

    fn cell_of(&self, key: &FieldKey) -> Option<String> {
        self.sheet.position(key).map(self.cell)
    }

    fn is_measure(&self, key: &FieldKey) -> Option<bool> {
        Some(matches!(self.sheet.column(key)?.value_type(), ExprType::Number | ExprType::Date))
    }

    /// A text that is no choice; Excel's own comparison would ignore case.
    fn is_free_text(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Field(key) => self.sheet.column(key).is_some_and(|c| c.kind.is_free_text()),
            Expr::Call(Function::Lower, _) => true,
            _ => false,
        }
    }

    fn threshold(&self, name: &str) -> Option<Threshold> {
        self.engagement?.thresholds.get(name)
    }

    fn fact(&self, fact: EngagementFact) -> Option<String> {
        let engagement = self.engagement?;
        let day = match fact {
            EngagementFact::Start => engagement.start,
            EngagementFact::End => engagement.end,
            EngagementFact::Kickoff => engagement.kickoff_day(),
            EngagementFact::WorkStart => engagement.work_start(),
            EngagementFact::Cutover => engagement.proposed_cutover(),
            EngagementFact::BuildDays => return engagement.build_days().map(|days| days.to_string()),
            EngagementFact::LeadDays => return None,
            EngagementFact::Name => return Some(quoted(&engagement.name)),
            EngagementFact::Customer => return Some(quoted(&engagement.customer)),
            EngagementFact::Stage => return Some(quoted(engagement.stage.word())),
            EngagementFact::DeliverySide => return Some(quoted(&engagement.delivery.name)),
        };
        day.map(|d| format!("DATE({},{},{})", d.year(), d.month(), d.day()))
    }
}

fn truth_word(b: bool) -> String {
    if b { "TRUE" } else { "FALSE" }.to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
