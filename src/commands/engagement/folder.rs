//! The folder of an engagement: where its files are, how findings name them, and its settings and templates.

use super::free_name::first_free_name;
use crate::cli::Global;
use crate::edges::reader::process::Readers;
use crate::edges::{disk, settings, templates};
use crate::model::encoding_name::encoding_named;
use crate::model::engagement::{Engagement, Limits};
use crate::model::grid::Workbook;
use crate::model::keys::CopyId;
use crate::model::memory::RunRecord;
use crate::model::template::Template;
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
            return Ok(Self { root: root.clone(), readers: readers(global, root) });
        }
        #[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
        let here = std::env::current_dir().context("the current folder can't be read")?;
        let found = here.ancestors().find(|dir| disk::exists(&dir.join("engagement.toml")));
        let root = found.ok_or_else(|| anyhow!("no engagement.toml here or above. Go into an engagement's folder, name it with -C, or make one with `prekick init`."))?;
        Ok(Self { root: root.to_path_buf(), readers: readers(global, root) })
    }

    /// The master.
    pub fn master(&self) -> PathBuf {
        self.root.join("master.xlsx")
    }

    /// The copies that were sent.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// The copy with an id, as it was sent.
    pub fn copy(&self, id: &CopyId) -> PathBuf {
        self.outbox().join(format!("{id}.xlsx"))
    }

    /// The earlier masters in `history/`, in the order of their names.
    pub fn earlier_masters(&self) -> Vec<PathBuf> {
        let mut files = disk::workbooks_in(&self.root.join("history"));
        files.retain(|p| p.to_string_lossy().ends_with(".master.xlsx"));
        files
    }

    /// Where returned copies are dropped.
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// The log of every change.
    pub fn change_log(&self) -> PathBuf {
        self.root.join("history").join("changes.csv")
    }

    /// Where the master with these bytes, which that run wrote, is kept when it is replaced. An earlier one is never
    /// overwritten.
    pub fn kept_master_path(&self, bytes: &[u8], run: &RunRecord) -> PathBuf {
        let folder = self.root.join("history");
        // A master without its memory does not know its run.
        let number = if run.number > 0 { run.number } else { self.last_run() };
        let stem = [format!("{number:04}"), run.date.clone()].into_iter().filter(|p| !p.is_empty());
        let stem = stem.collect::<Vec<_>>().join("-");
        let path_of = |name: &str| folder.join(format!("{name}.master.xlsx"));
        path_of(&first_free_name(&stem, |name| {
            let path = path_of(name);
            !(disk::exists(&path) && disk::read(&path).is_ok_and(|there| there != bytes))
        }))
    }

    /// The highest number of a run in history/.
    pub fn last_run(&self) -> u32 {
        let earlier = disk::workbooks_in(&self.root.join("history"));
        let names = earlier.iter().filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        names.filter_map(|n| n.split(['-', '.']).next()?.parse().ok()).max().unwrap_or(0)
    }

    /// The workbook in a file; `None` where it can't be read within the limits.
    pub fn workbook_at(&self, path: &Path, limits: &Limits) -> Option<Workbook> {
        let (bytes, false) = disk::read_at_most(path, limits.file_megabytes << 20).ok()? else { return None };
        self.readers.read(&bytes, &self.name_of(path), limits).ok()
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
        // The same file by another path: a relative one, or one through a link.
        let whole = disk::canonical(&self.root).zip(disk::canonical(path));
        let inside = whole.and_then(|(root, path)| path.strip_prefix(root).map(plain).ok());
        inside.unwrap_or_else(|| path.display().to_string())
    }

    /// The file of the settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join("engagement.toml")
    }

    /// The settings.
    pub fn engagement(&self) -> anyhow::Result<Engagement> {
        let text = disk::read_text(&self.settings())?;
        settings::parse(&text).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(|e| format!("engagement.toml, {e}")).collect();
            anyhow!("{}", lines.join("\n"))
        })
    }

    /// The templates: the built-in ones, and the engagement's own over them.
    pub fn templates(&self, engagement: Option<&Engagement>) -> anyhow::Result<Vec<Template>> {
        self.all_templates(engagement).map(|all| all.templates)
    }

    /// The templates, the sheet of questions, and the languages that copies can be written in.
    pub fn all_templates(&self, engagement: Option<&Engagement>) -> anyhow::Result<templates::LoadedTemplates> {
        let own = own_templates(&self.root.join("workbook-templates"))?;
        let mut all = templates::load_all(&own).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(|e| format!("workbook-templates/{e}")).collect();
            anyhow!("{}", lines.join("\n"))
        })?;
        if let Some(engagement) = engagement {
            if let Some(wrong) = templates::unknown_language(&all.languages, &engagement.language) {
                bail!("engagement.toml: {wrong}");
            }
            templates::set_delivery(&mut all.templates, &engagement.delivery);
            let wrong = templates::set_visibility(&mut all.templates, &engagement.visibility);
            if !wrong.is_empty() {
                bail!("engagement.toml, visibility: {}", wrong.join("\n"));
            }
            let wrong = templates::set_columns(&mut all.templates, &engagement.columns);
            if !wrong.is_empty() {
                bail!("engagement.toml, columns: {}", wrong.join("\n"));
            }
            let wrong = templates::set_rules(&mut all.templates, engagement);
            if !wrong.is_empty() {
                bail!("engagement.toml: {}", wrong.join("\n"));
            }
        }
        Ok(all)
    }
}

/// What reads files; the settings say in which encoding texts are that don't tell it. What is wrong with them is said
/// where they are read as a whole.
fn readers(global: &Global, root: &Path) -> Arc<Readers> {
    let settings = disk::read_text(&root.join("engagement.toml")).ok().and_then(|text| settings::parse(&text).ok());
    let usual = settings.and_then(|e| e.encoding).and_then(|name| encoding_named(&name).ok());
    Arc::new(Readers::new(global.program.clone()).for_text_in(global.encoding).or_usually_in(usual))
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
