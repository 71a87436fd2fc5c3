//! The map of open risks.

use super::records::{open_records, value};
use crate::model::page::Role;
use crate::model::readiness::{RiskCell, RiskMap};
use crate::model::state::{Record, SheetState};
use crate::model::template::{Computed, Sheet};
use crate::model::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The most steps of a scale that is shown as a map.
const WIDEST: u32 = 7;

/// Open risks by probability and impact; none where these are not scales.
pub(super) fn risk_map(state: &SheetState) -> Option<RiskMap> {
    let sheet = &state.sheet;
    let (low, high) = scale(sheet, "probability")?;
    let (least, most) = scale(sheet, "impact")?;
    let at = |p: u32, i: u32| {
        let is = |record: &Record, key: &str, n: u32| *value(sheet, record, key) == Value::Number(Decimal::from(n));
        let (band, rank) = rating(sheet, p * i).unwrap_or_default();
        let count = open_records(state).filter(|r| is(r, "probability", p) && is(r, "impact", i)).count();
        RiskCell { impact: i, count, band, rank }
    };
    let line = |p| (p, (least..=most).map(|i| at(p, i)).collect());
    Some(RiskMap { lines: (low..=high).rev().map(line).collect() })
}

fn scale(sheet: &Sheet, key: &str) -> Option<(u32, u32)> {
    let column = sheet.column(key)?;
    let (low, high) = (column.min?.to_u32()?, column.max?.to_u32()?);
    (low <= high && high - low < WIDEST).then_some((low, high))
}

/// The label of a score, its position among all labels, and how many there are.
fn rating(sheet: &Sheet, score: u32) -> Option<(String, (usize, usize))> {
    let bands = sheet.columns.iter().find_map(|c| match &c.computed {
        Some(Computed::Band { of, bands }) if of == "score" => Some(bands),
        _ => None,
    })?;
    let at = bands.iter().rposition(|(from, _)| Decimal::from(score) >= *from)?;
    Some((bands.get(at)?.1.clone(), (at, bands.len())))
}

/// How a rating is shown: the highest as an error, the lowest as good.
pub fn rating_role(rank: (usize, usize)) -> Role {
    match rank {
        (_, 0) => Role::Cell,
        (at, of) if at + 1 == of => Role::Error,
        (at, of) if at + 2 >= of && at > 0 => Role::Warning,
        (0, _) => Role::Good,
        _ => Role::Cell,
    }
}
