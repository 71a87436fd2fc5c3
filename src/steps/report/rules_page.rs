//! The rules of all templates on one page.

use crate::model::template::{Rule, Sheet, Template};
use crate::model::text::count;
use crate::steps::validate::rules::formula::is_live;
use serde_json::{Value, json};
use std::fmt::Write;

/// The page as Markdown.
pub fn rules_markdown(templates: &[Template]) -> String {
    let rules: usize = sheets(templates).map(|s| s.rules.len()).sum();
    let mut out = format!(
        "# The rules\n\n{} that a run checks the merged whole against. Made by `prekick template rules`.\n\nWhat lights up in \
         Excel while people type is marked with *live*; the others are checked when a copy comes back. What blocks a \
         baseline is marked, too; errors always do.\n",
        count(rules, "rule", "rules")
    );
    for template in templates {
        for sheet in template.sheets.iter().filter(|s| !s.rules.is_empty()) {
            let _ = writeln!(out, "\n## {}: {}\n", template.title, sheet.title);
            sheet.rules.iter().for_each(|rule| rule_item(&mut out, rule));
        }
    }
    out
}

/// The rules for scripts.
pub fn rules_json(templates: &[Template]) -> Value {
    let one = |sheet: &Sheet, rule: &Rule| {
        json!({
            "code": rule.code, "workbook": sheet.workbook, "sheet": sheet.key, "severity": rule.severity.word(),
            "over": if rule.whole_sheet { "sheet" } else { "record" }, "field": rule.field, "when": rule.source.0,
            "check": rule.source.1, "message": rule.words(), "help": rule.help, "live": is_live(rule),
            "blocks_baseline": rule.blocks_baseline,
        })
    };
    sheets(templates).flat_map(|s| s.rules.iter().map(move |r| one(s, r))).collect()
}

fn sheets(templates: &[Template]) -> impl Iterator<Item = &Sheet> {
    templates.iter().flat_map(|t| &t.sheets)
}

fn rule_item(out: &mut String, rule: &Rule) {
    let mut marks = vec![rule.severity.word().to_owned()];
    marks.extend(is_live(rule).then(|| "*live*".to_owned()));
    marks.extend(rule.blocks_baseline.then(|| "blocks a baseline".to_owned()));
    let _ = writeln!(out, "- `{}`: {}  \n  {} {}  ", rule.code, marks.join(", "), rule.words().trim(), rule.help);
    let when = rule.source.0.as_ref().map(|w| format!("when `{w}`, ")).unwrap_or_default();
    let _ = writeln!(out, "  {when}check `{}`", rule.source.1);
}
