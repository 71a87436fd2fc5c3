//! `prekick template`: shows and checks workbook templates.

use super::console::Console;
use super::engagement::folder::Folder;
use super::exit::CommandStatus;
use crate::cli::{Global, TemplateCommand};
use crate::edges::{disk, templates};
use crate::model::template::Template;
use crate::model::text::did_you_mean;
use crate::steps::report::rules_page;
use crate::steps::validate::rules::formula::is_live;
use anyhow::{anyhow, bail};

/// `prekick template`
pub fn template(global: &Global, args: &TemplateCommand, console: &mut Console) -> anyhow::Result<CommandStatus> {
    match args {
        TemplateCommand::List => {
            let templates = templates(global)?;
            console.result(&if console.wants_json() {
                pretty(&templates::list_json(&templates))
            } else {
                templates::list_text(&templates).trim_end().to_owned()
            });
        }
        TemplateCommand::Show { key } => show(global, key, console)?,
        TemplateCommand::Check { file } => {
            let text = disk::read_text(file)?;
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if templates::is_language_file(&text) {
                let own = [(format!("languages/{name}"), text)];
                templates::load(&own).map_err(|errors| anyhow!("{}", joined(&errors)))?;
                console.message(&format!("{name} is a right language file."));
                return Ok(CommandStatus::Done);
            }
            let key = templates::key_of(&text);
            let all = templates::load(&[(name.clone(), text)]).map_err(|errors| anyhow!("{}", joined(&errors)))?;
            console.message(&format!("{name} is a right workbook template."));
            let own = all.iter().filter(|t| key.as_deref().is_none_or(|k| t.key == k)).flat_map(|t| &t.sheets);
            for rule in own.flat_map(|s| &s.rules) {
                let when = if is_live(rule) {
                    "while people type, and when a copy comes back"
                } else {
                    "when a copy comes back"
                };
                console.message(&format!("  {:<44} shown {when}", rule.code));
            }
        }
        TemplateCommand::Rules => {
            let templates = templates(global)?;
            console.result(&if console.wants_json() {
                pretty(&rules_page::rules_json(&templates))
            } else {
                rules_page::rules_markdown(&templates).trim_end().to_owned()
            });
        }
        TemplateCommand::Schema => console.result(&pretty(&templates::schema())),
    }
    Ok(CommandStatus::Done)
}

/// The templates of the engagement, where there is one, else the built-in ones.
pub fn templates(global: &Global) -> anyhow::Result<Vec<Template>> {
    match Folder::find(global) {
        Ok(folder) => folder.templates(Some(&folder.engagement()?)),
        Err(why) if global.engagement.is_some() => Err(why),
        Err(_) => templates::load(&[]).map_err(|errors| anyhow!("{}", joined(&errors))),
    }
}

fn show(global: &Global, key: &str, console: &Console) -> anyhow::Result<()> {
    let templates = templates(global)?;
    let Some(template) = templates.iter().find(|t| t.key == key) else {
        let keys: Vec<&str> = templates.iter().map(|t| t.key.as_str()).collect();
        let near = did_you_mean(key, keys.iter().copied());
        bail!("there is no workbook template {key}.{near} There are: {}.", keys.join(", "));
    };
    console.result(&if console.wants_json() {
        pretty(&templates::show_json(template))
    } else {
        templates::show_text(template).trim_end().to_owned()
    });
    Ok(())
}

fn pretty(json: &serde_json::Value) -> String {
    serde_json::to_string_pretty(json).unwrap_or_default()
}

fn joined(errors: &[templates::TemplateError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
