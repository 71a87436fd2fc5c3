//! `prekick export salesforce-resource-requests`: the requests as a CSV that Salesforce loads, the rejected ones as another,
//! and the manifest of what was sent.

use crate::commands::console::Console;
use crate::commands::engagement::free_name::first_free_name;
use crate::commands::engagement::returned_files::ReturnedFiles;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::commands::run_output::finding_line;
use crate::edges::csv_file;
use crate::edges::disk::{self, WriteStep};
use crate::model::as_table::as_table;
use crate::model::finding::Finding;
use crate::model::severity::Severity;
use crate::model::text::count;
use crate::steps::export::salesforce::{self, Export, Manifest, instructions};
use anyhow::{Context, anyhow};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Writes the requests that are new or changed since the export before.
pub fn salesforce_requests(
    session: &Session,
    output: Option<&Path>,
    today: Date,
    console: &Console,
) -> anyhow::Result<CommandStatus> {
    let run = session.run(ReturnedFiles::default(), today, true);
    let settings = &session.engagement.export.salesforce_resource_requests;
    let state = run
        .outcome
        .master
        .sheet("resource_requests")
        .ok_or_else(|| anyhow!("there is no sheet resource_requests in any template"))?;
    let mut problems: Vec<Finding> = run.report.findings.clone();
    problems.extend(salesforce::requests_without_id(&session.typed));
    let folder = session.folder.root.join("exports");
    let manifest = folder.join("salesforce-resource-requests.manifest.json");
    let previous: Option<Manifest> = if disk::exists(&manifest) {
        Some(serde_json::from_slice(&disk::read(&manifest)?).context(
            "exports/salesforce-resource-requests.manifest.json is damaged; delete it to send everything again",
        )?)
    } else {
        None
    };
    let to_stdout = output.is_some_and(|p| p == Path::new("-"));
    // Standard output gets all requests, and nothing is remembered as sent.
    let out = salesforce::export(
        &as_table(state),
        settings,
        &problems,
        previous.as_ref().filter(|_| !to_stdout),
        &today.to_string(),
    );
    let rows: Vec<&[String]> = out.rows.iter().map(|r| r.values.as_slice()).collect();
    let bytes = csv_file::write(&out.header, rows.into_iter());
    if to_stdout {
        console.print_bytes(&bytes);
    } else {
        let files = RequestFiles { path: request_path(&folder, output, today), manifest };
        write_requests(session, &out, bytes, &files, console)?;
    }
    for finding in &out.findings {
        console.finding(finding.severity, &finding_line(finding));
    }
    console.message(&summary(&out));
    let errors = !out.rejected.is_empty() || out.findings.iter().any(|f| f.severity == Severity::Error);
    Ok(if errors { CommandStatus::NeedsAttention } else { CommandStatus::Done })
}

/// Where the requests go, and where what was sent is remembered.
struct RequestFiles {
    path: PathBuf,
    manifest: PathBuf,
}

fn request_path(folder: &Path, output: Option<&Path>, today: Date) -> PathBuf {
    output.map_or_else(|| folder.join(free_name(folder, today)), Path::to_path_buf)
}

fn write_requests(
    session: &Session,
    out: &Export,
    bytes: Vec<u8>,
    files: &RequestFiles,
    console: &Console,
) -> anyhow::Result<()> {
    let RequestFiles { path, manifest } = files;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let rejected = path.with_extension("rejected.csv");
    let mut steps = vec![WriteStep::Whole { path: path.clone(), bytes: bytes.into() }];
    if !out.rejected.is_empty() {
        steps.push(WriteStep::Whole { path: rejected.clone(), bytes: rejected_csv(out).into() });
    }
    steps.push(WriteStep::Whole { path: manifest.clone(), bytes: serde_json::to_vec_pretty(&out.manifest)?.into() });
    disk::carry_out(&steps)?;
    console.result(&path.display().to_string());
    if !out.rejected.is_empty() {
        console.result(&rejected.display().to_string());
    }
    console.message(&instructions(&session.engagement.export.salesforce_resource_requests, &name));
    Ok(())
}

/// A name that no earlier export has: an export may be on its way into Salesforce, and is never replaced.
fn free_name(folder: &Path, today: Date) -> String {
    let file = |name: &str| format!("{name}.csv");
    let stem = format!("salesforce-resource-requests.{today}");
    file(&first_free_name(&stem, |name| !disk::exists(&folder.join(file(name)))))
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
    format!(
        "{} to load, {} unchanged since the last export, {} rejected.",
        count(out.rows.len(), "row", "rows"),
        out.unchanged,
        count(out.rejected.len(), "request", "requests")
    )
}
