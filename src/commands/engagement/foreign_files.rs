//! Returned files that are no copies: read where their tables are clear or a mapping says what they are, else asked about.

use super::mappings::{StoredMappings, stored_mappings};
use super::rejected::{left_out_file, unknown_file, unsure_file};
use super::returned_files::{AddedRoles, ReturnedFiles};
use super::session::Session;
use super::surroundings::surroundings;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::mapping::TableProposal;
use crate::model::place::{Place, without_folder};
use crate::model::state::Master;
use crate::model::template::{Owner, Sheet, Visibility};
use crate::steps::adopt::{
    Adopted, Adopting, FittedMatrices, Fitting, LayoutDecision, LayoutRequest, PromisedId, TableRegions, adopt,
    asked_as_well, decide_layout, fit_matrices, is_clear, mapping_question,
};
use crate::steps::ingest::incoming::{Incoming, RefusedFile};
use crate::steps::master::read::{id_prefixes, shared_sheets};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// What comes of reading a file: the file itself, and what else is read with it.
pub(super) type FilesRead = Vec<Result<Incoming, Box<RefusedFile>>>;

/// Reads files that are no copies; what several of them need is put together at the end.
pub(super) struct ForeignFiles<'a> {
    session: &'a Session,
    mappings: OnceLock<StoredMappings>,
    proposals: Mutex<Vec<(String, Vec<TableProposal>)>>,
    promised: Mutex<Vec<PromisedId>>,
    /// Files that name roles which the master does not have.
    with_roles: Mutex<Vec<(String, Workbook)>>,
}

impl<'a> ForeignFiles<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self {
            session,
            mappings: OnceLock::new(),
            proposals: Mutex::default(),
            promised: Mutex::default(),
            with_roles: Mutex::default(),
        }
    }

    /// A file that is merged without a base where its tables are clear or a mapping says what they are, else asked about.
    pub(super) fn read(&self, name: &str, sha256: String, found: &Workbook) -> FilesRead {
        let stored = self.stored();
        let mut master = self.session.master.clone();
        let fitted = self.fit(name, found, &mut master);
        let sheets = self.sheets(&master);
        let (workbook, kept, lists) = (&fitted.workbook, stored.mappings.as_slice(), fitted.lists.as_slice());
        let request = LayoutRequest { workbook, name, sheets: &sheets, kept, lists, ask_all: false };
        let decided = decide_layout(request, &id_prefixes(&self.session.templates));
        match asked_as_well(decided, &fitted, None) {
            LayoutDecision::Take(mut tables) if tables.decided || is_clear(&tables) => {
                if !fitted.added.is_empty()
                    && let Ok(mut all) = self.with_roles.lock()
                {
                    all.push((name.to_owned(), found.clone()));
                }
                tables.made.extend(fitted.made);
                tables.findings.extend(fitted.findings);
                self.adopt_tables(name, sha256, &fitted.workbook, &tables)
            }
            LayoutDecision::Ask(proposals) if proposals.iter().any(|p| p.sheet.is_some()) => {
                let finding =
                    stored.findings.first().cloned().unwrap_or_else(|| mapping_question(name, &proposals, None));
                if stored.findings.is_empty()
                    && let Ok(mut all) = self.proposals.lock()
                {
                    all.push((name.to_owned(), proposals));
                }
                vec![Err(Box::new(unsure_file(name, sha256, finding)))]
            }
            LayoutDecision::LeftOut(mappings) => vec![Err(Box::new(left_out_file(name, sha256, &mappings)))],
            _ => vec![Err(Box::new(unknown_file(name, sha256)))],
        }
    }

    fn stored(&self) -> &StoredMappings {
        self.mappings.get_or_init(|| {
            let all = self.session.templates.iter().flat_map(|t| &t.sheets);
            let all: Vec<Arc<Sheet>> = all.cloned().map(Arc::new).collect();
            stored_mappings(&self.session.folder, &all, &self.session.engagement)
        })
    }

    fn sheets(&self, master: &Master) -> Vec<Arc<Sheet>> {
        let shared = self.session.templates.iter().filter(|t| t.audience == Visibility::Shared);
        let by_key: BTreeMap<&str, Vec<Arc<Sheet>>> =
            shared.map(|t| (t.key.as_str(), shared_sheets(t, master))).collect();
        by_key.into_values().flatten().map(open_matrix).collect()
    }

    fn fit(&self, name: &str, workbook: &Workbook, master: &mut Master) -> FittedMatrices {
        let Session { templates, engagement, .. } = self.session;
        let sheets = self.sheets(master);
        let kept = &self.stored().mappings;
        let fitting =
            Fitting { file: name, sheets: &sheets, templates, engagement: &engagement.id, kept, forced: false };
        fit_matrices(workbook, fitting, master)
    }

    /// Puts together what the files need: mappings to be looked through, IDs, and roles in the order of the files.
    pub(super) fn finish(self, out: &mut ReturnedFiles) {
        let mut with_roles = std::mem::take(&mut *self.with_roles.lock().unwrap_or_else(|e| e.into_inner()));
        with_roles.sort_by(|a, b| a.0.cmp(&b.0));
        if !with_roles.is_empty() {
            let mut roles = AddedRoles { master: self.session.master.clone(), added: Vec::new() };
            for (name, workbook) in with_roles {
                roles.added.extend(self.fit(&name, &workbook, &mut roles.master).added);
            }
            out.roles = Some(Box::new(roles));
        }
        out.proposals = self.proposals.into_inner().unwrap_or_default();
        out.proposals.sort_by(|a, b| a.0.cmp(&b.0));
        out.promised = self.promised.into_inner().unwrap_or_default();
        out.promised.sort_by(|a, b| (&a.sheet, &a.id, &a.name).cmp(&(&b.sheet, &b.id, &b.name)));
        out.promised.dedup_by(|later, first| later.sheet == first.sheet && later.id == first.id);
    }

    fn adopt_tables(&self, name: &str, sha256: String, workbook: &Workbook, tables: &TableRegions) -> FilesRead {
        let copy = format!("file:{}", without_folder(name)).into();
        let adopting = Adopting {
            name,
            sha256: &sha256,
            templates: &self.session.templates,
            master: &self.session.master,
            named: false,
            copy: &copy,
            surroundings: Some(&surroundings(&self.session.engagement)),
        };
        let Ok(Adopted { mut files, findings, promised }) = adopt(workbook, tables, adopting) else {
            return vec![Err(Box::new(unknown_file(name, sha256)))];
        };
        if let Ok(mut all) = self.promised.lock() {
            all.extend(promised);
        }
        if let Some(first) = files.first_mut().filter(|first| first.base.is_none()) {
            let message = "It is no copy that prekick sent, so the file is compared with the master alone: every difference is asked, and nothing counts as removed.";
            first.findings.push(
                Finding::new(Code::FileNoBase, message)
                    .help("Nothing needs to be done, if the file is meant to be merged.")
                    .at(Place::file(name)),
            );
        }
        if let Some(first) = files.first_mut() {
            first.findings.extend(findings);
        }
        files.into_iter().map(Ok).collect()
    }
}

/// A matrix in somebody's own layout says what its rows are; whose column that is, is known of copies alone.
fn open_matrix(sheet: Arc<Sheet>) -> Arc<Sheet> {
    if sheet.across().is_none() {
        return sheet;
    }
    let mut sheet = Arc::unwrap_or_clone(sheet);
    for column in sheet.columns.iter_mut().filter(|c| !c.is_tool() && c.visibility == Visibility::Shared) {
        column.owner = Owner::Either;
    }
    Arc::new(sheet)
}
