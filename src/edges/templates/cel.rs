//! Conditions: CEL read by the `cel` crate, and every name and type in it checked against the sheets of all templates,
//! so that a rule that can't be judged is refused when its template loads.

use super::cel_words::{EACHES, FUNCTIONS, comparison, each, gives, is_null, labels, member_of, members, operation};
use super::checker::unknown;
use crate::model::condition::{Comparison, Each, Expr, Fact, Function, Member, Operation, Type};
use crate::model::template::{Column, Sheet};
use crate::model::text::nearest;
use crate::model::thresholds::{Threshold, Thresholds};
use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators as op};
use rust_decimal::Decimal;

/// What an expression may speak of.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The sheets of all templates.
    pub(super) sheets: &'a [&'a Sheet],
    /// The sheet whose record is judged; none where a whole sheet is.
    pub(super) record: Option<&'a Sheet>,
}

/// What is wrong in an expression: at which character, and the sentence.
pub(super) type Wrong = (usize, String);

/// Longest expression that is read, in bytes: the parser goes down one level for each bracket.
const LONGEST: usize = 2000;

/// Deepest nesting of brackets and of parts that is read.
const DEEPEST: usize = 40;

/// Reads an expression and says what it gives.
pub(super) fn expression(scope: Scope<'_>, text: &str) -> Result<(Expr, Type), Wrong> {
    if let Some(why) = too_much(text) {
        return Err((0, why));
    }
    let parser = cel::Env::default().parser();
    let (tree, source) = parser.parse_with_source_info(text).map_err(|e| unreadable(&e, text))?;
    let mut reader = Reader { scope, source: &source, bound: Vec::new(), depth: 0 };
    reader.read(&tree)
}

/// Reads a condition: an expression that gives true or false.
pub(super) fn condition(scope: Scope<'_>, text: &str) -> Result<Expr, Wrong> {
    match expression(scope, text)? {
        (expr, Type::YesNo) => Ok(expr),
        (_, other) => Err((0, format!("this gives {}; a condition gives true or false", other.words()))),
    }
}

fn too_much(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("the expression is empty".into());
    }
    let mut depth = 0_usize;
    let mut deepest = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    (text.len() > LONGEST || deepest > DEEPEST)
        .then(|| format!("the expression is too long or too deep: at most {LONGEST} characters and {DEEPEST} brackets"))
}

/// The parser's complaint, in words of ours.
fn unreadable(errors: &cel::ParseErrors, text: &str) -> Wrong {
    let at = errors.errors.first().map_or(0, |e| offset(text, e.pos));
    let rest = text.get(text.char_indices().nth(at).map_or(text.len(), |(i, _)| i)..).unwrap_or_default();
    let hint = match rest.trim_start() {
        r if r.starts_with('=') && !r.starts_with("==") => " Write == to compare.",
        r if r.starts_with("and ") => " Write && for and.",
        r if r.starts_with("or ") => " Write || for or.",
        r if r.starts_with("not ") => " Write ! for not.",
        r if r.starts_with("<>") => " Write != for not equal.",
        "" => " It ends too early: a bracket or a value is missing.",
        _ if text.contains(" not ") || text.starts_with("not ") => " Write ! for not.",
        _ => "",
    };
    let near: String = rest.chars().take(12).collect();
    let near = if near.trim().is_empty() { "its end".to_owned() } else { format!("`{}`", near.trim()) };
    (at, format!("this can't be read as a condition, near {near}.{hint}"))
}

/// The character of a line and column, both as the parser counts: lines from 1, columns from 1.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(line).map(|l| l.chars().count()).sum();
    before + usize::try_from(column - 1).unwrap_or(0)
}

struct Reader<'a> {
    scope: Scope<'a>,
    source: &'a SourceInfo,
    bound: Vec<(String, Type)>,
    depth: usize,
}

type Read = Result<(Expr, Type), Wrong>;

impl<'a> Reader<'a> {
    fn wrong<T>(&self, at: &IdedExpr, message: impl Into<String>) -> Result<T, Wrong> {
        let start = self.source.offset_for(at.id).map_or(0, |(start, _)| start);
        Err((usize::try_from(start).unwrap_or(0), message.into()))
    }

    fn read(&mut self, e: &IdedExpr) -> Read {
        if self.depth >= DEEPEST {
            return self.wrong(e, format!("the expression is too deep: at most {DEEPEST} parts within each other"));
        }
        self.depth += 1;
        let read = self.part(e);
        self.depth -= 1;
        read
    }

    fn part(&mut self, e: &IdedExpr) -> Read {
        match &e.expr {
            Cel::Literal(value) => self.literal(e, value),
            Cel::Ident(name) => self.name(e, name),
            Cel::Select(select) if !select.test => self.member(e, &select.operand, &select.field),
            Cel::List(list) => self.list(e, &list.elements),
            Cel::Call(call) => self.call(e, call),
            _ => self.wrong(e, "this part of CEL is not used in conditions"),
        }
    }

    fn literal(&self, e: &IdedExpr, value: &LiteralValue) -> Read {
        let number = |n: Option<Decimal>| match n {
            Some(n) => Ok((Expr::Number(n), Type::Number)),
            None => self.wrong(e, "this number is out of all range"),
        };
        match value {
            LiteralValue::Boolean(b) => Ok((Expr::YesNo(*b.inner()), Type::YesNo)),
            LiteralValue::Int(n) => number(Some(Decimal::from(*n.inner()))),
            LiteralValue::UInt(n) => number(Some(Decimal::from(*n.inner()))),
            LiteralValue::Double(n) => number(Decimal::try_from(*n.inner()).ok()),
            LiteralValue::String(s) => Ok((Expr::Text(s.inner().to_owned()), Type::Text)),
            LiteralValue::Null => {
                self.wrong(e, "null is only compared with: x == null, x != null, or better filled(x)")
            }
            LiteralValue::Bytes(_) => self.wrong(e, "bytes are not used in conditions"),
        }
    }

    fn name(&self, e: &IdedExpr, name: &str) -> Read {
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
            };
            return Ok((expr, kind));
        }
        if name == "today" {
            return Ok((Expr::Today, Type::Date));
        }
        if let Some(sheet) = self.scope.sheets.iter().find(|s| s.key == name) {
            return Ok((Expr::Records(name.to_owned()), Type::List(Box::new(Type::Record(sheet.key.clone())))));
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

    fn member(&mut self, e: &IdedExpr, of: &IdedExpr, field: &str) -> Read {
        if let Cel::Ident(name) = &of.expr
            && !self.bound.iter().any(|(n, _)| n == name)
        {
            match name.as_str() {
                "setting" => return self.setting(e, field),
                "engagement" => return self.fact(e, field),
                _ => {}
            }
        }
        let (of, kind) = self.read(of)?;
        let Type::Record(key) = &kind else {
            return self.wrong(e, format!("`.{field}` is asked of {}; only records have fields", kind.words()));
        };
        let (member, kind) = self.member_named(e, key, field)?;
        Ok((Expr::Of(Box::new(of), member), kind))
    }

    fn member_named(&self, e: &IdedExpr, sheet: &str, field: &str) -> Result<(Member, Type), Wrong> {
        let Some(sheet) = self.scope.sheets.iter().find(|s| s.key == sheet) else {
            return self.wrong(e, format!("there is no sheet `{sheet}`"));
        };
        match member_of(sheet, field) {
            Some(found) => Ok(found),
            None => self.wrong(e, unknown(&format!("column of `{}`", sheet.key), field, &members(sheet))),
        }
    }

    fn setting(&self, e: &IdedExpr, name: &str) -> Read {
        let kind = match Thresholds::default().get(name) {
            Some(Threshold::Number(_)) => Type::Number,
            Some(Threshold::YesNo(_)) => Type::YesNo,
            Some(Threshold::Words(_)) => Type::List(Box::new(Type::Text)),
            None => return self.wrong(e, unknown("setting", name, &Thresholds::NAMES)),
        };
        Ok((Expr::Setting(name.to_owned()), kind))
    }

    fn fact(&self, e: &IdedExpr, name: &str) -> Read {
        let Some(fact) = Fact::ALL.into_iter().find(|f| f.word() == name) else {
            return self.wrong(e, unknown("word of the engagement", name, &Fact::ALL.map(Fact::word)));
        };
        let kind = match fact {
            Fact::Start | Fact::End | Fact::Kickoff => Type::Date,
            Fact::Name | Fact::Customer => Type::Text,
        };
        Ok((Expr::Engagement(fact), kind))
    }

    fn list(&mut self, e: &IdedExpr, elements: &[IdedExpr]) -> Read {
        let mut kind = None;
        let mut out = Vec::new();
        for element in elements {
            let (expr, own) = self.read(element)?;
            if kind.as_ref().is_some_and(|k| *k != own) {
                return self.wrong(element, "the members of a list are of one type");
            }
            kind = Some(own);
            out.push(expr);
        }
        match kind {
            Some(kind) => Ok((Expr::List(out), Type::List(Box::new(kind)))),
            None => self.wrong(e, "an empty list says nothing"),
        }
    }

    fn call(&mut self, e: &IdedExpr, call: &CallExpr) -> Read {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), call.args.as_slice()) {
            (op::LOGICAL_NOT, None, [a]) => Ok((Expr::Not(Box::new(self.truth(a)?)), Type::YesNo)),
            (op::LOGICAL_AND, None, [a, b]) => {
                Ok((Expr::And(Box::new(self.truth(a)?), Box::new(self.truth(b)?)), Type::YesNo))
            }
            (op::LOGICAL_OR, None, [a, b]) => {
                Ok((Expr::Or(Box::new(self.truth(a)?), Box::new(self.truth(b)?)), Type::YesNo))
            }
            (op::CONDITIONAL, None, [a, b, c]) => self.choice(e, a, b, c),
            (op::IN, None, [a, b]) => self.within(e, a, b),
            (op::NEGATE, None, [a]) => {
                let number = self.of_type(a, &Type::Number)?;
                let nought = Box::new(Expr::Number(Decimal::ZERO));
                Ok((Expr::Compute(Operation::Subtract, nought, Box::new(number)), Type::Number))
            }
            (_, None, [a, b]) if comparison(name).is_some() => {
                self.compared(e, comparison(name).unwrap_or(Comparison::Same), a, b)
            }
            (_, None, [a, b]) if operation(name).is_some() => {
                self.computed(e, operation(name).unwrap_or(Operation::Add), a, b)
            }
            (_, Some(over), [var, body]) if each(name).is_some() => {
                self.each(e, each(name).unwrap_or(Each::Exists), over, var, body)
            }
            ("where", Some(sheet), pairs) => self.among(e, sheet, pairs),
            (_, target, args) => self.function(e, name, target, args),
        }
    }

    fn truth(&mut self, e: &IdedExpr) -> Result<Expr, Wrong> {
        self.of_type(e, &Type::YesNo)
    }

    fn of_type(&mut self, e: &IdedExpr, wanted: &Type) -> Result<Expr, Wrong> {
        let (expr, kind) = self.read(e)?;
        if kind == *wanted {
            return Ok(expr);
        }
        let hint = match (&kind, wanted) {
            (Type::Text, Type::YesNo) => "; compare it, as in x == \"Yes\"",
            _ => "",
        };
        self.wrong(e, format!("this is {}, where {} is expected{hint}", kind.words(), wanted.words()))
    }

    fn choice(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr, c: &IdedExpr) -> Read {
        let a = self.truth(a)?;
        let (yes, kind) = self.read(b)?;
        let (no, other) = self.read(c)?;
        if kind != other {
            return self.wrong(e, format!("the two sides of ? : are {} and {}", kind.words(), other.words()));
        }
        Ok((Expr::If(Box::new(a), Box::new(yes), Box::new(no)), kind))
    }

    fn compared(&mut self, e: &IdedExpr, how: Comparison, a: &IdedExpr, b: &IdedExpr) -> Read {
        let same = matches!(how, Comparison::Same | Comparison::Other);
        if let Some(asked) = [(a, b), (b, a)].into_iter().find(|(_, x)| is_null(x)).map(|(x, _)| x) {
            let filled = Expr::Call(Function::Filled, vec![self.read(asked)?.0]);
            return match how {
                Comparison::Same => Ok((Expr::Not(Box::new(filled)), Type::YesNo)),
                Comparison::Other => Ok((filled, Type::YesNo)),
                _ => self.wrong(e, "null is neither less nor more than anything"),
            };
        }
        let (left, kind) = self.read(a)?;
        let (right, other) = self.read(b)?;
        if kind != other {
            return self.wrong(e, format!("{} can't be compared with {}", kind.words(), other.words()));
        }
        let orders = matches!(kind, Type::Number | Type::Date);
        let equals = matches!(kind, Type::Text | Type::YesNo);
        if !(orders || equals && same) {
            return self.wrong(e, format!("{} can't be compared like this", kind.words()));
        }
        self.labels_fit(a, &left, b, &right)?;
        self.labels_fit(b, &right, a, &left)?;
        Ok((Expr::Compare(how, Box::new(left), Box::new(right)), Type::YesNo))
    }

    /// A choice that is compared with a text which is none of its choices is a slip.
    fn labels_fit(&self, of: &IdedExpr, field: &Expr, at: &IdedExpr, text: &Expr) -> Result<(), Wrong> {
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

    /// The column that an expression is the value of.
    fn column_of(&self, at: &IdedExpr, expr: &Expr) -> Option<&'a Column> {
        match expr {
            Expr::Field(key) => self.scope.record?.column(key),
            Expr::Of(_, Member::Field(key)) => {
                let Cel::Select(select) = &at.expr else { return None };
                let mut again =
                    Reader { scope: self.scope, source: self.source, bound: self.bound.clone(), depth: self.depth };
                let Ok((_, Type::Record(sheet))) = again.read(&select.operand) else { return None };
                self.scope.sheets.iter().find(|s| s.key == sheet)?.column(key)
            }
            _ => None,
        }
    }

    fn within(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Read {
        let (member, kind) = self.read(a)?;
        let (list, of) = self.read(b)?;
        if of != Type::List(Box::new(kind.clone())) {
            return self.wrong(e, format!("{} can't be in {}", kind.words(), of.words()));
        }
        self.labels_fit(a, &member, b, &list)?;
        self.labels_fit(b, &list, a, &member)?;
        Ok((Expr::In(Box::new(member), Box::new(list)), Type::YesNo))
    }

    fn computed(&mut self, e: &IdedExpr, how: Operation, a: &IdedExpr, b: &IdedExpr) -> Read {
        let (left, kind) = self.read(a)?;
        let (right, other) = self.read(b)?;
        let gives = match (&kind, how, &other) {
            (Type::Number, _, Type::Number) | (Type::Date, Operation::Subtract, Type::Date) => Type::Number,
            (Type::Date, Operation::Add | Operation::Subtract, Type::Number)
            | (Type::Number, Operation::Add, Type::Date) => Type::Date,
            _ => {
                return self
                    .wrong(e, format!("{} and {} can't be computed with like this", kind.words(), other.words()));
            }
        };
        Ok((Expr::Compute(how, Box::new(left), Box::new(right)), gives))
    }

    fn each(&mut self, e: &IdedExpr, how: Each, over: &IdedExpr, var: &IdedExpr, body: &IdedExpr) -> Read {
        let Cel::Ident(name) = &var.expr else {
            return self.wrong(var, "the first word in the brackets is a name for each member");
        };
        let (list, kind) = self.read(over)?;
        let Type::List(of) = kind else {
            return self.wrong(e, format!("this goes through a list, and here is {}", kind.words()));
        };
        self.bound.push((name.clone(), (*of).clone()));
        let body = self.read(body);
        self.bound.pop();
        let (body, asked) = body?;
        if how != Each::Map && asked != Type::YesNo {
            return self.wrong(e, format!("the condition gives {}; expected true or false", asked.words()));
        }
        let gives = match how {
            Each::Exists | Each::All | Each::ExistsOne => Type::YesNo,
            Each::Filter => Type::List(of),
            Each::Map => Type::List(Box::new(asked)),
        };
        Ok((Expr::Each { how, over: Box::new(list), name: name.clone(), body: Box::new(body) }, gives))
    }

    fn among(&mut self, e: &IdedExpr, sheet: &IdedExpr, args: &[IdedExpr]) -> Read {
        let (Expr::Records(key), kind) = self.read(sheet)? else {
            return self.wrong(sheet, "`where` is asked of a sheet by its key");
        };
        let mut pairs = Vec::new();
        for pair in args.chunks(2) {
            let [field, value] = pair else {
                return self.wrong(e, "`where` takes pairs: a field in quotes and a value");
            };
            let Cel::Literal(LiteralValue::String(name)) = &field.expr else {
                return self.wrong(field, "the field is named in quotes");
            };
            let (member, of) = self.member_named(field, &key, name.inner())?;
            let (expr, given) = self.read(value)?;
            let fits = given == of || of == Type::List(Box::new(given.clone()));
            if !fits {
                return self
                    .wrong(value, format!("`{}` holds {}, and here is {}", name.inner(), of.words(), given.words()));
            }
            pairs.push((member, expr));
        }
        if pairs.is_empty() {
            return self.wrong(e, "`where` takes pairs: a field in quotes and a value");
        }
        Ok((Expr::Where { sheet: key, pairs }, kind))
    }

    fn function(&mut self, e: &IdedExpr, name: &str, target: Option<&IdedExpr>, args: &[IdedExpr]) -> Read {
        let Some((_, function)) = FUNCTIONS.iter().find(|(n, _)| *n == name) else {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(n, _)| *n).chain(EACHES.map(|(n, _)| n)).collect();
            return self.wrong(e, unknown("function", name, &names));
        };
        // `size(x)` and `x.size()` are the same.
        let all: Vec<&IdedExpr> = target.into_iter().chain(args).collect();
        let mut exprs = Vec::new();
        let mut kinds = Vec::new();
        for arg in &all {
            let (expr, kind) = self.read(arg)?;
            exprs.push(expr);
            kinds.push(kind);
        }
        match gives(*function, &kinds) {
            Some(kind) => Ok((Expr::Call(*function, exprs), kind)),
            None => {
                let said: Vec<String> = kinds.iter().map(Type::words).collect();
                self.wrong(e, format!("`{name}` can't be asked of {}", crate::model::text::and_list(&said)))
            }
        }
    }
}
