//! `prekick export salesforce-resource-requests`: the requests as CSV files that Salesforce loads, one for each operation, the
//! rejected ones as another, and the manifest of what was sent.

use crate::cli::ExportArgs;
use crate::commands::console::Console;
use crate::commands::engagement::free_name::first_free_name;
use crate::commands::engagement::returned_files::ReturnedFiles;
use crate::commands::engagement::salesforce_loads::{REQUESTS, manifest_step, read_manifest};
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::commands::run_output::finding_line;
use crate::edges::csv_file;
use crate::edges::disk::{self, WriteStep};
use crate::edges::org_description::read_org_description;
use crate::model::as_table::as_table;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::org_object::OrgObject;
use crate::model::severity::Severity;
use crate::model::text::count;
use crate::steps::export::salesforce::{self, Export, LoadOperation, RequestsInput, instructions};
use anyhow::{Context, anyhow};
use jiff::civil::Date;
use std::path::Path;

/// Writes the requests that Salesforce does not have, or not as they are now.
pub fn salesforce_requests(
    session: &Session,
    args: &ExportArgs,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let run = session.run(ReturnedFiles::default(), today, true);
    let state = run
        .outcome
        .master
        .sheet(REQUESTS)
        .ok_or_else(|| anyhow!("there is no sheet resource_requests in any template"))?;
    let mut problems: Vec<Finding> = run.report.findings.clone();
    problems.extend(salesforce::requests_without_id(&session.typed));
    let previous = read_manifest(&session.folder)?;
    let org = args.org.as_deref().map(org_object).transpose()?;
    let to_stdout = args.output.as_deref().is_some_and(|p| p == Path::new("-"));
    // Standard output gets all requests, and nothing is remembered as sent.
    let mut out = salesforce::export(RequestsInput {
        requests: &as_table(state),
        settings: &session.engagement.export.salesforce_resource_requests,
        problems: &problems,
        previous: previous.as_ref().filter(|_| !to_stdout),
        org: org.as_ref(),
        today: &today.to_string(),
    });
    let refused = out.findings.iter().any(|f| f.code == Code::ExportSettings && f.severity == Severity::Error);
    if to_stdout {
        print_requests(&out, console);
    } else if !refused {
        write_requests(session, &mut out, args.output.as_deref(), today, console)?;
    }
    for finding in &out.findings {
        console.finding(finding.severity, &finding_line(finding));
    }
    for line in &out.news {
        console.message(line);
    }
    console.message(&if refused {
        "Nothing was written: the org would refuse the file.".into()
    } else {
        summary(&out)
    });
    let errors = !out.rejected.is_empty() || out.findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if errors { CommandStatus::NeedsAttention } else { CommandStatus::Done })
}

fn org_object(path: &Path) -> anyhow::Result<OrgObject> {
    let bytes = disk::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    read_org_description(&bytes)
        .map_err(|expected| anyhow!("{} is no description of an object: {expected}", path.display()))
}

fn print_requests(out: &Export, console: &Console) {
    let file = out.files().into_iter().next();
    let header = file.as_ref().map_or(&out.header, |f| &f.header);
    let rows = file.iter().flat_map(|f| &f.rows).map(Vec::as_slice);
    console.print_bytes(&csv_file::write(header, rows));
}

/// Writes a file for each operation, one for what was rejected, and what was sent; nothing where there is nothing to send.
fn write_requests(
    session: &Session,
    out: &mut Export,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<()> {
    let folder = session.folder.root.join("exports");
    let path = output.map_or_else(|| folder.join(free_name(&folder, today)), Path::to_path_buf);
    let files = out.files();
    let mut steps = Vec::new();
    let mut written = Vec::new();
    let mut names: Vec<(LoadOperation, String)> = Vec::new();
    for file in &files {
        // The file of new requests has the plain name, and so has the only one.
        let is_plain = file.operation != LoadOperation::Update || (files.len() == 1 && output.is_some());
        let path = if is_plain { path.clone() } else { path.with_extension("update.csv") };
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        out.manifest.sent_in(file.operation, &name);
        names.push((file.operation, name));
        let bytes = csv_file::write(&file.header, file.rows.iter().map(Vec::as_slice));
        steps.push(WriteStep::Whole { path: path.clone(), bytes: bytes.into() });
        written.push(path);
    }
    if !out.rejected.is_empty() {
        let rejected = path.with_extension("rejected.csv");
        steps.push(WriteStep::Whole { path: rejected.clone(), bytes: rejected_csv(out).into() });
        written.push(rejected);
    }
    if !files.is_empty() {
        steps.push(manifest_step(&session.folder, &out.manifest)?);
    }
    if steps.is_empty() {
        return Ok(());
    }
    disk::carry_out(&steps)?;
    for path in &written {
        console.result(&path.display().to_string());
    }
    if !names.is_empty() {
        console.message(&instructions(&session.engagement.export.salesforce_resource_requests, &names));
    }
    Ok(())
}

/// A name that no earlier export has: an export may be on its way into Salesforce, and is never replaced.
fn free_name(folder: &Path, today: Date) -> String {
    let stem = format!("salesforce-resource-requests.{today}");
    let endings = ["csv", "update.csv", "rejected.csv"];
    let is_free = |name: &str| endings.iter().all(|ending| !disk::exists(&folder.join(format!("{name}.{ending}"))));
    format!("{}.csv", first_free_name(&stem, is_free))
}

fn rejected_csv(out: &Export) -> Vec<u8> {
    let header: Vec<String> = ["Request", "Name", "Reasons", "Where"].map(ToOwned::to_owned).into();
    let rows: Vec<Vec<String>> = out
        .rejected
        .iter()
        .map(|r| vec![r.record.clone().unwrap_or_default(), r.name.clone(), r.reasons.join(" "), r.place.to_string()])
        .collect();
    csv_file::write(&header, rows.iter().map(Vec::as_slice))
}

fn summary(out: &Export) -> String {
    let of = |operation| out.rows.iter().filter(|r| r.operation == operation).count();
    let kinds = LoadOperation::ALL.map(|operation| (operation, of(operation)));
    let kinds: Vec<String> =
        kinds.iter().filter(|(_, n)| *n > 0).map(|(operation, n)| format!("{n} to {}", operation.name())).collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    format!(
        "{} to load{kinds}, {} unchanged, {} rejected.",
        count(out.rows.len(), "row", "rows"),
        out.unchanged,
        count(out.rejected.len(), "request", "requests")
    )
}
