//! The engagement's folder: what is read from it before anything else happens.

use crate::cli::Global;
use crate::edges::change_log::{self, ChangeLog};
use crate::edges::reader::process::Readers;
use crate::edges::{disk, preserve, reader, settings, templates, writer};
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::engagement::{Engagement, Limits};
use crate::model::finding::Finding;
use crate::model::grid::{Raw, Workbook};
use crate::model::language::Language;
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Memory, RunRecord};
use crate::model::place::Place;
use crate::model::preserved_parts::PreservedParts;
use crate::model::report::Change;
use crate::model::state::Master;
use crate::model::template::{Sheet, Template};
use crate::steps::master::read::{absorb_edits, not_carried, own_cells, read_master};
use crate::steps::master::rebuild;
use crate::steps::master::write::{MasterView, typed_over};
use anyhow::{Context, anyhow, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of an engagement.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it is.
    pub root: PathBuf,
    /// What reads files that people return.
    pub readers: Arc<Readers>,
}

impl Folder {
    /// The folder at a path; files are read in this process.
    pub fn at(root: PathBuf) -> Self {
        Self { root, readers: Arc::default() }
    }

    /// The folder that the options name, or the one at or above the current folder that holds `engagement.toml`.
    pub fn find(global: &Global) -> anyhow::Result<Self> {
        if let Some(root) = &global.engagement {
            if !disk::exists(&root.join("engagement.toml")) {
                bail!("{} is no engagement: it has no engagement.toml. Make one with `prekick init`.", root.display());
            }
            return Ok(Self { root: root.clone(), readers: readers(global) });
        }
        #[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
        let here = std::env::current_dir().context("the current folder can't be read")?;
        let found = here.ancestors().find(|dir| disk::exists(&dir.join("engagement.toml")));
        let root = found.ok_or_else(|| anyhow!("no engagement.toml here or above. Go into an engagement's folder, name it with -C, or make one with `prekick init`."))?;
        Ok(Self { root: root.to_path_buf(), readers: readers(global) })
    }

    /// The master.
    pub fn master(&self) -> PathBuf {
        self.root.join("master.xlsx")
    }

    /// The copies that were sent.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// Where returned copies are dropped.
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// The log of every change.
    pub fn change_log(&self) -> PathBuf {
        self.root.join("history").join("changes.csv")
    }

    /// Where the master with these bytes, which that run wrote, is kept when another takes its place. One that lies there
    /// already is never replaced.
    pub fn kept_as(&self, bytes: &[u8], run: &RunRecord) -> PathBuf {
        let folder = self.root.join("history");
        // A master without its memory does not know its run.
        let number = if run.number > 0 { run.number } else { self.last_run() };
        let plain = [format!("{number:04}"), run.date.clone()].into_iter().filter(|p| !p.is_empty());
        let plain = plain.collect::<Vec<_>>().join("-");
        let mut path = folder.join(format!("{plain}.master.xlsx"));
        let mut n = 2;
        while disk::exists(&path) && disk::read(&path).is_ok_and(|there| there != bytes) {
            path = folder.join(format!("{plain}-{n}.master.xlsx"));
            n += 1;
        }
        path
    }

    /// The highest number of a run in history/.
    pub fn last_run(&self) -> u32 {
        let earlier = disk::workbooks_in(&self.root.join("history"));
        let names = earlier.iter().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        names.filter_map(|n| n.split(['-', '.']).next()?.parse().ok()).max().unwrap_or(0)
    }

    /// How findings name a file: relative to the engagement with `/`, or as it was given.
    pub fn name_of(&self, path: &Path) -> String {
        let plain = |inside: &Path| {
            let parts = inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned());
            parts.collect::<Vec<_>>().join("/")
        };
        if let Ok(inside) = path.strip_prefix(&self.root) {
            return plain(inside);
        }
        // The same file by another road: a relative path, or one that leads through a link.
        let whole = disk::canonical(&self.root).zip(disk::canonical(path));
        let inside = whole.and_then(|(root, path)| path.strip_prefix(root).map(plain).ok());
        inside.unwrap_or_else(|| path.display().to_string())
    }

    /// The settings.
    pub fn engagement(&self) -> anyhow::Result<Engagement> {
        let path = self.root.join("engagement.toml");
        let text = disk::read_text(&path)?;
        settings::parse(&text).map_err(|errors| {
            let said: Vec<String> = errors.iter().map(|e| format!("engagement.toml, {e}")).collect();
            anyhow!("{}", said.join("\n"))
        })
    }

    /// The templates: the built-in ones, and the engagement's own over them.
    pub fn templates(&self, engagement: Option<&Engagement>) -> anyhow::Result<Vec<Template>> {
        self.all_templates(engagement).map(|all| all.templates)
    }

    /// The same, with the sheet of questions and the languages that copies can be written in.
    pub fn all_templates(&self, engagement: Option<&Engagement>) -> anyhow::Result<templates::LoadedTemplates> {
        let own = own_templates(&self.root.join("workbook-templates"))?;
        let mut all = templates::load_all(&own).map_err(|errors| {
            let said: Vec<String> = errors.iter().map(|e| format!("workbook-templates/{e}")).collect();
            anyhow!("{}", said.join("\n"))
        })?;
        if let Some(engagement) = engagement {
            let wrong = templates::set_visibility(&mut all.templates, &engagement.visibility);
            if !wrong.is_empty() {
                bail!("engagement.toml, visibility: {}", wrong.join("\n"));
            }
            let wrong = templates::set_rules(&mut all.templates, engagement);
            if !wrong.is_empty() {
                bail!("engagement.toml: {}", wrong.join("\n"));
            }
        }
        Ok(all)
    }
}

fn readers(global: &Global) -> Arc<Readers> {
    Arc::new(Readers::new(global.program.clone()))
}

/// The engagement's own template files, and its language files, whose names keep their folder.
fn own_templates(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for path in disk::files_below(folder)? {
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let language = path.strip_prefix(folder).is_ok_and(|inside| inside.starts_with("languages"));
            let name = if language { format!("languages/{name}") } else { name };
            out.push((name, disk::read_text(&path)?));
        }
    }
    Ok(out)
}

/// An engagement, read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its folder.
    pub folder: Folder,
    /// Its settings.
    pub engagement: Engagement,
    /// Its templates.
    pub templates: Vec<Template>,
    /// The sheet on which recipients are asked what is open.
    pub answers: Option<Sheet>,
    /// The languages that copies can be written in.
    pub languages: Vec<Language>,
    /// The master's state.
    pub master: Master,
    /// The master as found.
    pub workbook: Workbook,
    /// The master's bytes.
    pub bytes: Vec<u8>,
    /// What was typed in the master since the last run.
    pub typed: Vec<Change>,
    /// What there is to say about the master.
    pub findings: Vec<Finding>,
    /// The log of changes.
    pub log: ChangeLog,
    /// Was the memory lost without anything to rebuild it from?
    pub ask_all: bool,
}

/// What people typed does not depend on the day.
const NO_DAY: jiff::civil::Date = jiff::civil::Date::ZERO;

/// Reads an engagement. With `to_write`, the master must be free to be written.
pub fn load(folder: Folder, to_write: bool) -> anyhow::Result<Loaded> {
    let engagement = folder.engagement()?;
    let templates::LoadedTemplates { templates, answers, languages } = folder.all_templates(Some(&engagement))?;
    if to_write {
        refuse_if_open(&folder)?;
    }
    let bytes = disk::read(&folder.master()).with_context(|| restore_hint(&folder))?;
    let workbook = reader::read(&bytes, "master.xlsx", &Limits::own())
        .map_err(|e| anyhow!("master.xlsx can't be read: {} {}", e.message, restore_hint(&folder)))?;
    let log = change_log::decode(&if disk::exists(&folder.change_log()) {
        disk::read(&folder.change_log())?
    } else {
        Vec::new()
    });
    let floor = |memory: &Memory| floor(&folder, &log, memory);
    let (mut master, mut findings) =
        read_master(&workbook, &templates, &engagement.id, &floor, writer::style::is_own_fill)
            .map_err(|why| anyhow!("{why} {}", newest(&folder)))?;
    let lost = findings.iter().any(|f| f.code == Code::FileMemoryLost);
    let ask_all = lost && !rebuild::rebuild_memory(&mut master, &lines(&log), &copies_in(&folder.outbox()));
    let typed = absorb_edits(&mut master);
    let typed = if lost { Vec::new() } else { typed };
    master.memory.engagement.clone_from(&engagement.id);
    findings.extend(second_masters(&folder, &engagement));
    let own: Vec<String> = master.own_sheets.iter().map(|g| g.title.clone()).collect();
    let cells_only = || PreservedParts { is_cells_only: true, ..PreservedParts::default() };
    master.preserved = preserve::survey(&bytes, &own).unwrap_or_else(cells_only);
    let formulas = |sheet: &str| reader::formulas(&bytes, sheet);
    own_cells(&workbook, &mut master, &formulas, writer::style::is_own_fill);
    let kept = folder.name_of(&folder.kept_as(&bytes, &master.memory.run));
    findings.extend(not_carried(&master, &workbook, &kept));
    if !lost {
        let view = MasterView { master: &master, engagement: &engagement, findings: &[], today: NO_DAY };
        findings.extend(typed_over(view, &workbook, &kept));
    }
    Ok(Loaded {
        folder,
        engagement,
        templates,
        answers,
        languages,
        master,
        workbook,
        bytes,
        typed,
        findings,
        log,
        ask_all,
    })
}

/// The lines of the log, without those that an undo took back: what they say is to be heard again.
fn lines(log: &ChangeLog) -> Vec<&LoggedChange> {
    let about = |l: &LoggedChange| (l.sheet.clone(), l.record.clone(), l.field.clone());
    let mut stand: Vec<&LoggedChange> = Vec::new();
    for line in &log.lines {
        if matches!(line.reason, ChangeReason::Undo(_)) {
            let taken = stand.iter().rposition(|l| about(l) == about(line) && l.to == line.from);
            taken.map(|i| stand.remove(i));
        } else {
            stand.push(line);
        }
    }
    stand
}

/// IDs that were given at some time, so that none is given twice: those in the log of changes, and those in copies of
/// which the memory knows nothing, because it was lost or an earlier master was put back.
fn floor(folder: &Folder, log: &ChangeLog, memory: &Memory) -> Vec<String> {
    let logged = log.lines.iter().map(|l| l.record.clone());
    let decided = log.lines.iter().filter_map(|l| decision_id(&l.reason));
    logged.chain(decided).chain(in_unknown_copies(folder, memory)).collect()
}

fn in_unknown_copies(folder: &Folder, memory: &Memory) -> Vec<String> {
    let mut out = Vec::new();
    for path in disk::workbooks_in(&folder.outbox()) {
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if memory.sent.contains_key(&stem) {
            continue;
        }
        let limits = Limits::default();
        let Ok((bytes, false)) = disk::read_at_most(&path, limits.file_megabytes << 20) else { continue };
        let Ok(workbook) = folder.readers.read(&bytes, &folder.name_of(&path), &limits) else { continue };
        let cells = workbook.sheets.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells);
        // IDs stand in the first column of every sheet.
        out.extend(cells.filter(|(column, _)| *column == 0).filter_map(|(_, c)| match &c.raw {
            Raw::Text(text) => Some(text.trim().to_owned()),
            _ => None,
        }));
    }
    out
}

/// The stems of the workbooks in a folder: the ids of copies.
fn copies_in(folder: &Path) -> Vec<String> {
    let files = disk::workbooks_in(folder);
    files.iter().filter_map(|p| p.file_stem()).map(|s| s.to_string_lossy().into_owned()).collect()
}

fn decision_id(reason: &ChangeReason) -> Option<String> {
    reason.decided_id().map(|id| format!("decision:{id}"))
}

fn refuse_if_open(folder: &Folder) -> anyhow::Result<()> {
    let lock = folder.root.join("~$master.xlsx");
    if disk::exists(&lock) {
        let user =
            disk::read(&lock).ok().and_then(|bytes| lock_user(&bytes)).map(|u| format!(" by {u}")).unwrap_or_default();
        bail!(
            "master.xlsx is open in Excel{user}, or was when Excel ended: ~$master.xlsx lies beside it. Close the workbook there; if nobody has it open, delete ~$master.xlsx. Nothing was written."
        );
    }
    let lock = folder.root.join(".~lock.master.xlsx#");
    if disk::exists(&lock) {
        let text = disk::read_text(&lock).unwrap_or_default();
        let user = text.split(',').map(str::trim).find(|part| !part.is_empty());
        let user = user.map(|u| format!(" by {u}")).unwrap_or_default();
        bail!(
            "master.xlsx is open in LibreOffice{user}, or was when LibreOffice ended: .~lock.master.xlsx# lies beside it. Close the workbook there; if nobody has it open, delete .~lock.master.xlsx#. Nothing was written."
        );
    }
    disk::is_writable(&folder.master()).context("nothing was written")?;
    Ok(())
}

/// The user that a lock file names: its length, then its text.
fn lock_user(bytes: &[u8]) -> Option<String> {
    let length = usize::from(*bytes.first()?);
    let name = bytes.get(1..=length)?;
    let text: String = String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn restore_hint(folder: &Folder) -> String {
    format!("master.xlsx is missing or can't be read; nothing was written. {}", newest(folder))
}

fn newest(folder: &Folder) -> String {
    let history = disk::files_below(&folder.root.join("history")).unwrap_or_default();
    let newest = history.iter().rfind(|p| p.to_string_lossy().ends_with(".master.xlsx"));
    newest.map_or_else(
        || "There is no earlier master in history/ yet.".to_owned(),
        |p| format!("The newest earlier master is {}.", folder.name_of(p)),
    )
}

/// Other files beside the master that carry this engagement's memory: copies that a synchronised drive made of a conflict.
fn second_masters(folder: &Folder, engagement: &Engagement) -> Vec<Finding> {
    let beside = disk::workbooks_in(&folder.root);
    let mut out = Vec::new();
    for path in beside.into_iter().filter(|p| *p != folder.master()) {
        let limits = Limits::default();
        let Ok((bytes, false)) = disk::read_at_most(&path, limits.file_megabytes << 20) else { continue };
        let Ok(workbook) = folder.readers.read(&bytes, &folder.name_of(&path), &limits) else { continue };
        let ours = workbook.properties.get("prekick.engagement") == Some(&engagement.id);
        if ours && workbook.properties.contains_key("prekick.master") {
            let name = folder.name_of(&path);
            let message = format!(
                "{name} is another master of this engagement, such as a synchronised drive leaves after a conflict; it was not read."
            );
            out.push(Finding::new(Code::FileSecondMaster, message).at(Place::file(name)));
        }
    }
    out
}
