//! Settings that were typed on the sheet Start here of the master: taken into the engagement, and into `engagement.toml` when
//! the master is written.

use super::folder::Folder;
use super::surroundings::surroundings;
use crate::edges::disk::{self, WriteStep};
use crate::edges::{settings, templates};
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::language::Language;
use crate::model::start_setting::StartSetting;
use crate::model::state::Master;
use crate::model::template::Kind;
use crate::steps::master::start_here::{TypedSetting, setting_changed, setting_unreadable, typed_settings};

/// The settings as they were read, and as they are to be written.
#[derive(Clone, Debug)]
pub struct EditedSettings {
    before: String,
    after: String,
}

impl EditedSettings {
    /// What writes them.
    pub fn step(&self, folder: &Folder) -> WriteStep {
        WriteStep::Swap {
            path: folder.settings(),
            before: Some(self.before.clone().into_bytes()),
            bytes: self.after.clone().into_bytes(),
        }
    }
}

/// What the sheet Start here comes to.
#[derive(Clone, Debug, Default)]
pub struct TakenSettings {
    /// What is to be written, where something changed.
    pub edited: Option<EditedSettings>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
}

/// Takes what was typed into the engagement, and gives the master what it shows of it. What doesn't fit waits in its cell.
///
/// # Errors
/// Says why the settings can't be read.
pub fn take_typed_settings(
    folder: &Folder,
    workbook: &Workbook,
    master: &mut Master,
    engagement: &mut Engagement,
    languages: &[Language],
) -> anyhow::Result<TakenSettings> {
    master.delivery.clone_from(&engagement.delivery);
    let typed = typed_settings(workbook, master, engagement, &surroundings(engagement));
    let mut out = TakenSettings { findings: typed.findings, ..TakenSettings::default() };
    master.waiting_settings = typed.waiting;
    if typed.proposed.is_empty() {
        return Ok(out);
    }
    let before = disk::read_text(&folder.settings())?;
    let mut after = before.clone();
    let earlier = engagement.clone();
    for setting in taken_together(&before, typed.proposed, languages) {
        let TypedSetting { setting: which, value, raw, place } = setting.typed;
        match setting.refused {
            Some(why) => {
                out.findings.push(setting_unreadable(which, &why, place));
                master.waiting_settings.insert(which, raw);
            }
            None => {
                after = with(&after, which, &value);
                out.findings.push(setting_changed(which, &which.of(&earlier), &value, place));
            }
        }
    }
    if after != before {
        *engagement = parse(&after, languages).map_err(anyhow::Error::msg)?;
        out.edited = Some(EditedSettings { before, after });
    }
    Ok(out)
}

/// A typed setting, and why the others don't let it be.
struct JudgedSetting {
    typed: TypedSetting,
    refused: Option<String>,
}

/// Which settings can be taken: all of them, where they fit together; else each that fits what was taken before it.
fn taken_together(text: &str, typed: Vec<TypedSetting>, languages: &[Language]) -> Vec<JudgedSetting> {
    let all = typed.iter().fold(text.to_owned(), |text, one| with(&text, one.setting, &one.value));
    if parse(&all, languages).is_ok() {
        return typed.into_iter().map(|typed| JudgedSetting { typed, refused: None }).collect();
    }
    let mut so_far = text.to_owned();
    let mut judged = Vec::new();
    for typed in typed {
        let next = with(&so_far, typed.setting, &typed.value);
        let refused = parse(&next, languages).err();
        if refused.is_none() {
            so_far = next;
        }
        judged.push(JudgedSetting { typed, refused });
    }
    judged
}

fn with(text: &str, setting: StartSetting, value: &str) -> String {
    settings::with_setting(text, setting.key(), value, setting.kind() == Kind::Integer)
}

/// The engagement of a text, or what is wrong with it.
fn parse(text: &str, languages: &[Language]) -> Result<Engagement, String> {
    let wrong = |errors: Vec<settings::SettingsError>| {
        errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ")
    };
    let engagement = settings::parse(text).map_err(wrong)?;
    match templates::unknown_language(languages, &engagement.language) {
        Some(wrong) => Err(wrong),
        None => Ok(engagement),
    }
}
