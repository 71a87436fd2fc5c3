//! `prekick demo`: a whole engagement from start to end, with what happens to workbooks in real life. It calls the same
//! steps and edges as the other commands, and types as people do: into the pages that they would have open in Excel.

mod content;
mod hand;
mod returned;
mod staffing;
mod tables;

use crate::cli::{Check, Cli, Color, Command, Export, Format, Generate, Global, Import, Starters};
use crate::commands::{
    Ended, Folder, Loaded, Ran, Voice, carry_out, contact_of, ended, load, new_engagement, plan, read_files, run_engine,
};
use crate::edges::{disk, writer};
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::page::Book;
use crate::model::text::count;
use crate::steps::master::write::{Showing, master_book};
use crate::steps::outgoing::audience::outgoing;
use crate::steps::outgoing::generate::{Envelope, asked_by, copy_book, language_of, recipients};
use anyhow::{Context, anyhow, bail};
use hand::Hand;
use jiff::civil::Date;
use returned::{RETURNED, Returned};
use std::path::{Path, PathBuf};

/// Where the sample is made if nothing is said.
const USUAL: &str = "prekick-demo";

/// `prekick demo`
pub fn demo(dir: Option<&Path>, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let root = dir.map_or_else(|| PathBuf::from(USUAL), Path::to_path_buf);
    if disk::exists(&root) && !(disk::is_folder(&root) && disk::is_empty(&root)) {
        bail!(
            "{} is there already and is not empty; name another folder, such as `prekick demo {USUAL}-2`. Nothing was changed.",
            root.display()
        );
    }
    let folder = Folder::at(root);
    let agreed = agree(&folder, today)?;
    own_list(&folder, today)?;
    command(
        &folder,
        today,
        Command::Generate(Generate {
            workbooks: Vec::new(),
            recipients: Vec::new(),
            blank: false,
            no_questions: false,
        }),
    )?;
    let sent = disk::files_below(&folder.outbox())?.len();
    for copy in &RETURNED {
        come_back(&folder, copy, today)?;
    }
    let first = reconcile(&folder, today)?;
    let decided = decide(&folder, &first, today)?;
    let second = reconcile(&folder, today)?;
    let export = Export { profile: Some("salesforce-resource-requests".into()), output: None, list: false };
    command(&folder, today, Command::Export(export))?;
    mirror(&folder, today)?;
    let story = Story { agreed, sent, first: &first, decided: &decided, second: &second };
    for line in story.lines(&folder) {
        voice.say(&line);
    }
    voice.answer(&folder.root.display().to_string());
    Ok(ended(&second.report.findings))
}

/// A supplier's risk list in a layout of its own: what is not certain of it waits in `mappings/`.
fn own_list(folder: &Folder, today: Date) -> anyhow::Result<()> {
    let file = folder.root.join("own-lists").join("quayline-risks.csv");
    disk::make_folder(&folder.root.join("own-lists")).context("the sample was not made")?;
    disk::carry_out(&[disk::Step::New { path: file.clone(), bytes: content::SUPPLIERS_LIST.into() }])?;
    command(folder, today, Command::Import(Import { file, target: None, toml: false }))?;
    Ok(())
}

/// The first copy that came back, to be mailed to its sender with what was found in it.
fn mirror(folder: &Folder, today: Date) -> anyhow::Result<()> {
    let files = disk::files_below(&folder.inbox())?;
    let is_first = |p: &&PathBuf| {
        let name = p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        RETURNED.first().is_some_and(|r| name.starts_with(&format!("{}.{}.", r.workbook, r.recipient)))
    };
    let file = files.iter().find(is_first).context("the first copy is not in the inbox")?.clone();
    command(folder, today, Command::Check(Check { files: vec![file], annotate: Some(None) }))?;
    Ok(())
}

/// Runs a command of the command line on the sample, without a word.
fn command(folder: &Folder, today: Date, command: Command) -> anyhow::Result<Ended> {
    let global = Global {
        engagement: Some(folder.root.clone()),
        today: Some(today),
        format: Format::Human,
        quiet: true,
        verbose: false,
        color: Color::Auto,
        program: None,
    };
    carry_out(&Cli { global, command }, today, &mut Voice::silent())
}

/// Makes the engagement and types into its master what is agreed before anything is sent; gives the number of records.
fn agree(folder: &Folder, today: Date) -> anyhow::Result<usize> {
    let day = |days: i64| {
        let day = today.checked_add(jiff::Span::new().days(days));
        day.with_context(|| format!("{today} lies too near the end of the calendar for a sample"))
    };
    let (start, end) = (day(30)?, day(240)?);
    let name = "Harbour database migration";
    let engagement = Engagement::new("harbour-demo", name, "Kestrel Harbour Authority", Some(start), Some(end));
    let contacts = [
        contact_of("Lena Vogt <lena.vogt@delivery.example>", true, "")?,
        contact_of("Marta Okoye <marta.okoye@kestrel.example>", false, &engagement.customer)?,
    ];
    new_engagement(&folder.root, &engagement, &contacts, today)?;
    edit_master(folder, today, |book| {
        content::FIRST.iter().try_for_each(|(sheet, rows)| fill(book, sheet, rows, today))?;
        tables::fill(book, tables::MORE, today, |sheet| sheet != "RACI")
    })?;
    reconcile(folder, today)?;
    // The roles have IDs now, and with them their columns in the RACI.
    edit_master(folder, today, |book| {
        fill(book, "RACI", staffing::ACTIVITIES, today)?;
        tables::fill(book, tables::MORE, today, |sheet| sheet == "RACI")
    })?;
    reconcile(folder, today)?;
    let usual = ["handover", "outcomes", "timeline", "communication", "governance", "checklist"];
    command(folder, today, Command::Starters(Starters { workbooks: usual.map(Into::into).to_vec() }))?;
    edit_master(folder, today, |book| tables::fill(book, tables::STARTED, today, |_| true))?;
    let agreed = reconcile(folder, today)?;
    Ok(agreed.outcome.master.sheets.iter().map(|s| s.records.len()).sum())
}

fn fill(book: &mut Book, sheet: &str, rows: &[hand::Typed<'_>], today: Date) -> anyhow::Result<()> {
    let mut hand = Hand::on(book, sheet, today)?;
    rows.iter().try_for_each(|row| hand.add(row))
}

/// Opens the master, lets a person edit it, and saves it.
fn edit_master(folder: &Folder, today: Date, edit: impl FnOnce(&mut Book) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let loaded = load(folder.clone(), true)?;
    let ran = run_engine(&loaded, read_files(&loaded, &[], None), today, true);
    let mut book = master_book(Showing {
        master: &ran.outcome.master,
        engagement: &loaded.engagement,
        findings: &ran.report.findings,
        sources: &ran.report.sources,
        today,
    });
    edit(&mut book)?;
    let bytes = writer::write(&book)?;
    disk::carry_out(&[disk::Step::Whole { path: folder.master(), bytes }])?;
    Ok(())
}

/// Puts a filled-in copy into the inbox, under the name it was sent with.
fn come_back(folder: &Folder, copy: &Returned, today: Date) -> anyhow::Result<()> {
    let loaded = load(folder.clone(), false)?;
    let (id, mut book) = copy_as_sent(&loaded, copy, today)?;
    (copy.did)(&mut book, today).with_context(|| format!("the copy {id} could not be filled in"))?;
    let bytes = writer::write(&book)?;
    disk::carry_out(&[disk::Step::New { path: folder.inbox().join(format!("{id}.xlsx")), bytes }])?;
    Ok(())
}

/// A copy as it lies in the outbox, with its ID.
fn copy_as_sent(loaded: &Loaded, copy: &Returned, today: Date) -> anyhow::Result<(String, Book)> {
    let mut memory = loaded.master.memory.clone();
    let everyone = recipients(&loaded.master, &mut memory, &loaded.templates);
    let missing = || anyhow!("no copy of {} was sent to {}", copy.workbook, copy.recipient);
    let recipient = everyone.iter().find(|r| r.key == copy.recipient).ok_or_else(missing)?;
    let template = loaded.templates.iter().find(|t| t.key == copy.workbook).ok_or_else(missing)?;
    let languages = &loaded.languages;
    let english = Language::english();
    let language = language_of(Some(recipient), &loaded.engagement, languages).unwrap_or(&english);
    let data = outgoing(&loaded.master, template, false).ok_or_else(missing)?.in_language(language);
    let sent = memory.sent.iter().find(|(_, s)| s.workbook == copy.workbook && s.recipient == copy.recipient);
    let (id, sent) = sent.ok_or_else(missing)?;
    let asked = asked_by(&loaded.master);
    let envelope = Envelope {
        copy: id.clone(),
        recipient: Some(recipient),
        engagement: &loaded.engagement,
        asked_by: &asked,
        today,
        language,
        fingerprint: sent.fingerprint.clone(),
    };
    Ok((id.clone(), copy_book(&data, &envelope)))
}

/// Reconciles what lies in the inbox.
fn reconcile(folder: &Folder, today: Date) -> anyhow::Result<Ran> {
    let loaded = load(folder.clone(), true)?;
    let files = disk::files_below(&folder.inbox())?;
    let mut ran = run_engine(&loaded, read_files(&loaded, &files, None), today, false);
    let plan = plan(&loaded, &mut ran.outcome, &ran.report, today, !files.is_empty())?;
    disk::carry_out(&plan.steps)?;
    Ok(ran)
}

/// Picks the second answer for what two people say about the test data; gives the discrepancy's ID and what was picked.
fn decide(folder: &Folder, ran: &Ran, today: Date) -> anyhow::Result<(String, String)> {
    let about = |f: &&Finding| f.record.as_deref() == Some("R-002") && f.field.as_deref() == Some("description");
    let question = ran.report.findings.iter().find(about).and_then(|f| f.question.as_ref());
    let question = question.ok_or_else(|| anyhow!("nothing is asked about R-002"))?;
    let pick = question.candidates.first().context("nothing is offered for R-002")?;
    let words = format!("Take {}", pick.letters());
    edit_master(folder, today, |book| {
        let mut hand = Hand::on(book, "Discrepancies", today)?;
        hand.set(&question.id, "Decision", &words)?;
        hand.set(&question.id, "Note", "Agreed on the phone with both.")
    })?;
    Ok((question.id.clone(), words))
}

/// What happened, to be told.
struct Story<'a> {
    agreed: usize,
    sent: usize,
    first: &'a Ran,
    decided: &'a (String, String),
    second: &'a Ran,
}

impl Story<'_> {
    fn lines(&self, folder: &Folder) -> Vec<String> {
        let summary = |ran: &Ran| {
            let asked = ran.report.findings.iter().filter(|f| f.question.is_some()).count();
            let added = ran.report.changes.iter().filter(|c| c.field.is_none()).count();
            (asked, added, ran.report.changes.len() - added)
        };
        let (asked, added, changed) = summary(self.first);
        let (open, _, _) = summary(self.second);
        let remarks = self.first.report.findings.iter().filter(|f| f.question.is_none()).count();
        let (id, words) = self.decided;
        vec![
            "Harbour database migration, for Kestrel Harbour Authority: a sample in which every name is invented."
                .into(),
            format!(
                "  1. {} were typed into the master: contacts, risks, roles, requests …",
                count(self.agreed, "record", "records")
            ),
            format!("  2. {} went out, each to one person (outbox/).", count(self.sent, "copy", "copies")),
            format!(
                "  3. {} came back (inbox/): pasted over, sorted by halves, struck out, with notes and remarks.",
                count(RETURNED.len(), "copy", "copies")
            ),
            format!(
                "  4. Reconciled: {} and {} taken over, {} to read, {} to decide.",
                count(added, "new record", "new records"),
                count(changed, "change", "changes"),
                count(remarks, "remark", "remarks"),
                asked
            ),
            format!("  5. {id} was decided in the master, as you would in Excel (“{words}”), and reconciled again."),
            "  6. The requests that are ready to staff lie in exports/, for Salesforce.".into(),
            "  7. The first copy lies in reports/checked/ with what was found at its cells, to mail back.".into(),
            "  8. A supplier's own risk list (own-lists/) waits for you to look through mappings/, then import it again.".into(),
            format!(
                "{} left for you. Open {} first, on its sheet Discrepancies:",
                count(open, "decision is", "decisions are"),
                folder.master().display()
            ),
            format!(
                "pick a decision in each row, save, close it, and run: prekick -C {} reconcile",
                folder.root.display()
            ),
            format!("Where a value comes from: prekick -C {} why {id}", folder.root.display()),
            format!("The report of the last run is {}.", folder.root.join("reports").join("latest.html").display()),
        ]
    }
}
