//! `prekick explain`: what the code of a finding means.

use super::console::Console;
use super::exit::CommandStatus;
use super::template::templates;
use crate::cli::Global;
use crate::steps::report::explain::{RuleWords, explain_code};
use anyhow::anyhow;

/// `prekick explain`
pub fn explain(global: &Global, code: &str, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let rules: Vec<RuleWords> = templates(global)?
        .iter()
        .flat_map(|t| &t.sheets)
        .flat_map(|s| {
            s.rules.iter().map(|r| RuleWords {
                code: r.code.to_string(),
                message: r.words(),
                help: r.help.clone(),
                severity: r.severity,
                sheet: s.title.clone(),
            })
        })
        .collect();
    let text = explain_code(code, &rules).map_err(|why| anyhow!("{why}"))?;
    console.result(text.trim_end());
    Ok(CommandStatus::Done)
}
