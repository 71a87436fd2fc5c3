//! Names, members, literals and lists of an expression: what each is, and of which type.

use super::syntax::{DEEPEST, ExpressionError, syntax_error, too_much};
use super::vocabulary::{labels, member_of, members};
use crate::edges::templates::checker::unknown;
use crate::model::calendar::Calendar;
use crate::model::condition::{EngagementFact, Expr, ExprType, Member};
use crate::model::delivery_side::DeliverySide;
use crate::model::template::{Column, Sheet};
use crate::model::text::nearest;
use crate::model::thresholds::{Threshold, Thresholds};
use cel::common::ast::{Expr as Cel, IdedExpr, LiteralValue, SourceInfo};
use rust_decimal::Decimal;

/// What an expression may refer to.
#[derive(Clone, Copy)]
pub(in crate::edges::templates) struct Scope<'a> {
    /// The sheets of all templates.
    pub(in crate::edges::templates) sheets: &'a [&'a Sheet],
    /// The sheet whose record is judged; none where a whole sheet is.
    pub(in crate::edges::templates) record: Option<&'a Sheet>,
}

/// Checks the names and types of a parsed expression while it makes the model's expression of it.
pub(super) struct TypeChecker<'a> {
    /// What it may refer to.
    pub(super) scope: Scope<'a>,
    /// Where each part of the expression is written.
    pub(super) source: &'a SourceInfo,
    /// Names that stand for the members of a list, with their types; the innermost is the last.
    pub(super) bound: Vec<(String, ExprType)>,
    /// How many parts it is within.
    pub(super) depth: usize,
}

/// An expression and its type.
pub(super) type Checked = Result<(Expr, ExprType), ExpressionError>;

/// Reads an expression, which may stand for a part of another, so many parts within it; gives it with its type.
pub(super) fn expression_within(scope: Scope<'_>, text: &str, depth: usize) -> Checked {
    if let Some(why) = too_much(text) {
        return Err(ExpressionError::new(0, why));
    }
    let parser = cel::Env::default().parser();
    let (tree, source) = parser.parse_with_source_info(text).map_err(|e| syntax_error(&e, text))?;
    TypeChecker::new(scope, &source, depth).check(&tree)
}

impl<'a> TypeChecker<'a> {
    /// A checker with no names bound, for an expression that is so many parts within another.
    pub(super) fn new(scope: Scope<'a>, source: &'a SourceInfo, depth: usize) -> Self {
        Self { scope, source, bound: Vec::new(), depth }
    }

    /// An error at a part of the expression.
    pub(super) fn wrong<T>(&self, at: &IdedExpr, message: impl Into<String>) -> Result<T, ExpressionError> {
        let start = self.source.offset_for(at.id).map_or(0, |(start, _)| start);
        Err(ExpressionError::new(usize::try_from(start).unwrap_or(0), message))
    }

    /// Checks a part of the expression.
    pub(super) fn check(&mut self, e: &IdedExpr) -> Checked {
        if self.depth >= DEEPEST {
            return self.wrong(e, format!("the expression is too deep: at most {DEEPEST} parts within each other"));
        }
        self.depth += 1;
        let checked = self.part(e);
        self.depth -= 1;
        checked
    }

    fn part(&mut self, e: &IdedExpr) -> Checked {
        match &e.expr {
            Cel::Literal(value) => self.literal(e, value),
            Cel::Ident(name) => self.name(e, name),
            Cel::Select(select) if !select.test => self.member(e, &select.operand, &select.field),
            Cel::List(list) => self.list(e, &list.elements),
            Cel::Call(call) => self.call(e, call),
            _ => self.wrong(e, "this part of CEL is not used in conditions"),
        }
    }

    fn literal(&self, e: &IdedExpr, value: &LiteralValue) -> Checked {
        let number = |n: Option<Decimal>| match n {
            Some(n) => Ok((Expr::Number(n), ExprType::Number)),
            None => self.wrong(e, "this number is out of all range"),
        };
        match value {
            LiteralValue::Boolean(b) => Ok((Expr::YesNo(*b.inner()), ExprType::YesNo)),
            LiteralValue::Int(n) => number(Some(Decimal::from(*n.inner()))),
            LiteralValue::UInt(n) => number(Some(Decimal::from(*n.inner()))),
            LiteralValue::Double(n) => number(Decimal::try_from(*n.inner()).ok()),
            LiteralValue::String(s) => Ok((Expr::Text(s.inner().to_owned()), ExprType::Text)),
            LiteralValue::Null => {
                self.wrong(e, "null is only compared with: x == null, x != null, or better filled(x)")
            }
            LiteralValue::Bytes(_) => self.wrong(e, "bytes are not used in conditions"),
        }
    }

    fn name(&self, e: &IdedExpr, name: &str) -> Checked {
        if let Some((_, kind)) = self.bound.iter().rev().find(|(n, _)| n == name) {
            return Ok((Expr::Bound(name.to_owned()), kind.clone()));
        }
        if let Some(sheet) = self.scope.record
            && let Some((member, kind)) = member_of(sheet, name)
        {
            let expr = match member {
                Member::Field(key) => Expr::Field(key),
                Member::Holders(letter) => Expr::Holders(letter),
                Member::Open => Expr::Open,
                Member::Term(term) => *term,
            };
            return Ok((expr, kind));
        }
        if let Some(sheet) = self.scope.record
            && let Some(term) = self.term(e, sheet, name)
        {
            return term;
        }
        if name == "today" {
            return Ok((Expr::Today, ExprType::Date));
        }
        if let Some(sheet) = self.scope.sheets.iter().find(|s| s.key == name) {
            return Ok((Expr::Records(name.into()), ExprType::List(Box::new(ExprType::Record(sheet.key.clone())))));
        }
        let names = self.names();
        match nearest(name, names.iter().copied()) {
            Some(_) => self.wrong(e, unknown("name", name, &names)),
            None => {
                let kinds = "a column of the sheet, the key of a sheet, today, setting or engagement";
                self.wrong(e, format!("there is no name `{name}`; expected {kinds}"))
            }
        }
    }

    fn names(&self) -> Vec<&str> {
        let own = self.scope.record.into_iter().flat_map(members);
        let bound = self.bound.iter().map(|(n, _)| n.as_str());
        let sheets = self.scope.sheets.iter().map(|s| s.key.as_str());
        own.chain(bound).chain(sheets).chain(["today", "setting", "engagement"]).collect()
    }

    fn member(&mut self, e: &IdedExpr, of: &IdedExpr, field: &str) -> Checked {
        if let Cel::Ident(name) = &of.expr
            && !self.bound.iter().any(|(n, _)| n == name)
        {
            match name.as_str() {
                "setting" => return self.setting(e, field),
                "engagement" => return self.fact(e, field),
                _ => {}
            }
        }
        let (of, kind) = self.check(of)?;
        let ExprType::Record(key) = &kind else {
            return self.wrong(e, format!("`.{field}` is asked of {}; only records have fields", kind.words()));
        };
        let sheet = self.scope.sheets.iter().find(|s| s.key == *key);
        if let Some(term) = sheet.and_then(|sheet| self.term(e, sheet, field)) {
            let (term, kind) = term?;
            return Ok((Expr::Of(Box::new(of), Member::Term(Box::new(term))), kind));
        }
        let (member, kind) = self.member_named(e, key.as_str(), field)?;
        Ok((Expr::Of(Box::new(of), member), kind))
    }

    /// The part of a condition that a name of a sheet stands for; none where the sheet has no such name.
    fn term(&self, e: &IdedExpr, sheet: &'a Sheet, name: &str) -> Option<Checked> {
        let (_, text) = sheet.terms.iter().find(|(term, _)| term == name)?;
        let scope = Scope { record: Some(sheet), ..self.scope };
        // A term that leads to itself ends where the expression becomes too deep.
        let read = expression_within(scope, text, self.depth + 1);
        Some(read.or_else(|why| self.wrong(e, format!("`{name}` stands for `{text}`: {}", why.message))))
    }

    /// What a record of a sheet has under a name.
    pub(super) fn member_named(
        &self,
        e: &IdedExpr,
        sheet: &str,
        field: &str,
    ) -> Result<(Member, ExprType), ExpressionError> {
        let Some(sheet) = self.scope.sheets.iter().find(|s| s.key == sheet) else {
            return self.wrong(e, format!("there is no sheet `{sheet}`"));
        };
        match member_of(sheet, field) {
            Some(found) => Ok(found),
            None => self.wrong(e, unknown(&format!("column of `{}`", sheet.key), field, &members(sheet))),
        }
    }

    fn setting(&self, e: &IdedExpr, name: &str) -> Checked {
        if Calendar::NAMES.contains(&name) {
            return Ok((Expr::Setting(name.to_owned()), ExprType::List(Box::new(ExprType::Date))));
        }
        if name == DeliverySide::ACTS {
            return Ok((Expr::Setting(name.to_owned()), ExprType::List(Box::new(ExprType::Text))));
        }
        let kind = match Thresholds::default().get(name) {
            Some(Threshold::Number(_)) => ExprType::Number,
            Some(Threshold::YesNo(_)) => ExprType::YesNo,
            Some(Threshold::Words(_)) => ExprType::List(Box::new(ExprType::Text)),
            None => {
                return self
                    .wrong(e, unknown("setting", name, &[&Thresholds::NAMES[..], &Calendar::NAMES[..]].concat()));
            }
        };
        Ok((Expr::Setting(name.to_owned()), kind))
    }

    fn fact(&self, e: &IdedExpr, name: &str) -> Checked {
        let Some(fact) = EngagementFact::ALL.into_iter().find(|f| f.word() == name) else {
            return self
                .wrong(e, unknown("word of the engagement", name, &EngagementFact::ALL.map(EngagementFact::word)));
        };
        let kind = match fact {
            EngagementFact::Start
            | EngagementFact::End
            | EngagementFact::Kickoff
            | EngagementFact::WorkStart
            | EngagementFact::Cutover => ExprType::Date,
            EngagementFact::BuildDays | EngagementFact::LeadDays => ExprType::Number,
            EngagementFact::Name | EngagementFact::Customer | EngagementFact::Stage | EngagementFact::DeliverySide => {
                ExprType::Text
            }
        };
        Ok((Expr::Engagement(fact), kind))
    }

    fn list(&mut self, e: &IdedExpr, elements: &[IdedExpr]) -> Checked {
        let mut kind = None;
        let mut out = Vec::new();
        for element in elements {
            let (expr, own) = self.check(element)?;
            if kind.as_ref().is_some_and(|k| *k != own) {
                return self.wrong(element, "the members of a list are of one type");
            }
            kind = Some(own);
            out.push(expr);
        }
        match kind {
            Some(kind) => Ok((Expr::List(out), ExprType::List(Box::new(kind)))),
            None => self.wrong(e, "an empty list says nothing"),
        }
    }

    /// Reports a text that is compared with a choice and is none of its labels.
    pub(super) fn labels_fit(
        &self,
        of: &IdedExpr,
        field: &Expr,
        at: &IdedExpr,
        text: &Expr,
    ) -> Result<(), ExpressionError> {
        let texts: Vec<&str> = match text {
            Expr::Text(t) => vec![t.as_str()],
            Expr::List(all) => {
                all.iter().filter_map(|e| if let Expr::Text(t) = e { Some(t.as_str()) } else { None }).collect()
            }
            _ => return Ok(()),
        };
        let Some(column) = self.column_of(of, field) else { return Ok(()) };
        let labels = labels(column);
        for text in texts.into_iter().filter(|t| !t.is_empty() && !labels.is_empty()) {
            if !labels.contains(&text) {
                return self.wrong(at, unknown(&format!("choice of `{}`", column.key), text, &labels));
            }
        }
        Ok(())
    }

    /// The column whose value an expression is.
    fn column_of(&self, at: &IdedExpr, expr: &Expr) -> Option<&'a Column> {
        match expr {
            Expr::Field(key) => self.scope.record?.column(key),
            Expr::Of(_, Member::Field(key)) => {
                let Cel::Select(select) = &at.expr else { return None };
                let mut again = TypeChecker {
                    scope: self.scope,
                    source: self.source,
                    bound: self.bound.clone(),
                    depth: self.depth,
                };
                let Ok((_, ExprType::Record(sheet))) = again.check(&select.operand) else { return None };
                self.scope.sheets.iter().find(|s| s.key == sheet)?.column(key)
            }
            _ => None,
        }
    }
}
