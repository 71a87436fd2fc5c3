//! The works of the table: what is measured on which files, and beside what.

use crate::Bench;
use crate::engagement::{Engagement, State};
use crate::floor;
use crate::measure::Job;
use crate::plain_files::{Edits, PlainFiles, TITLES, Table};
use crate::report::{Line, Report, thousands};

/// A twentieth of the rows edited, a hundredth gone and a hundredth new.
pub const EDITS: Edits = Edits { changed: 50, removed: 10, added: 10 };

/// Reconciling and generating.
pub fn engagements(bench: &Bench, report: &mut Report) {
    let sizes = [(bench.size(200, 4), bench.size(60, 20)), (bench.size(5, 2), bench.size(10_000, 200))];
    for (copies, rows) in sizes {
        let of = format!("{copies} copies of {} × 12", thousands(rows));
        let (reconcile, generate) = (format!("`reconcile` {of}"), format!("`generate` {of}"));
        if bench.wants(&reconcile) || bench.wants(&generate) {
            let engagement = Engagement::new(bench, copies, rows);
            if bench.wants(&reconcile) {
                measure_reconcile(bench, report, &engagement, &reconcile);
                engagement.expect_read(copies, rows);
            }
            if bench.wants(&generate) {
                measure_generate(bench, report, &engagement, (&generate, copies, rows));
            }
        }
    }
}

/// Reconciles what came back, and again with nothing new, beside the floors.
fn measure_reconcile(bench: &Bench, report: &mut Report, engagement: &Engagement, work: &str) {
    let (kept, parts) = (engagement.kept(State::Returned), engagement.beside("parts"));
    let least = engagement.beside("least.xlsx");
    let reconcile = || Job::prekick(bench, engagement.args(&["reconcile", "-q"]));
    let jobs = [
        reconcile().after(|| engagement.restore(State::Returned)),
        reconcile().after(|| {
            if !parts.exists() {
                floor::unpack(&engagement.root().join("master.xlsx"), &parts);
            }
        }),
        Job::floor([floor::READ.as_ref(), kept.as_os_str()]),
        Job::floor([floor::READ_AND_WRITE.as_ref(), kept.as_os_str(), parts.as_os_str()]),
        Job::floor([floor::LEAST.as_ref(), kept.as_os_str(), least.as_os_str()]),
        Job::floor([floor::LEAST.as_ref(), kept.as_os_str()]),
    ];
    let read = ("floor, unpacking and scanning", 2);
    let first = vec![
        read,
        ("floor, and packing the master", 3),
        ("least work: values read, copies compared, master written", 4),
    ];
    let again = vec![read, ("least work: values read, copies compared", 5)];
    report.lines(
        bench,
        &jobs,
        &[
            Line { work: work.to_owned(), ours: 0, beside: first },
            Line { work: format!("{work}, again with nothing new"), ours: 1, beside: again },
        ],
    );
}

/// Makes all copies from a filled master.
fn measure_generate(
    bench: &Bench,
    report: &mut Report,
    engagement: &Engagement,
    (work, copies, rows): (&str, usize, usize),
) {
    let (csv, out) = (engagement.beside("rows.csv"), engagement.beside("written"));
    Table::base(rows).save(&csv);
    std::fs::create_dir_all(&out).unwrap();
    let ours =
        Job::prekick(bench, engagement.args(&["generate", "bench", "-q"])).after(|| engagement.restore(State::Filled));
    let (master, number) = (engagement.kept(State::Filled).join("master.xlsx"), copies.to_string());
    let least = Job::floor([floor::LEAST_GENERATE.as_ref(), master.as_os_str(), number.as_ref(), out.as_os_str()]);
    let least = Some(("least work: master read, its values written into each copy".to_owned(), least));
    let peer = bench.peers.script("XlsxWriter, rows only", "write.py", &[&csv, &out, &copies.to_string()]);
    report.compare(bench, work, ours, vec![least, peer]);
}

/// Merging and comparing without an engagement.
pub fn spreadsheets(bench: &Bench, report: &mut Report) {
    let (small, large) = (bench.size(10_000, 100), bench.size(100_000, 300));
    for ending in ["csv", "xlsx"] {
        for rows in [small, large] {
            let kind = if ending == "csv" { "CSV" } else { "xlsx" };
            let work = format!("`merge` 3 {kind} of {} × 12 by key", thousands(rows));
            if bench.wants(&work) {
                measure_merge(bench, report, (&work, ending, rows));
            }
        }
    }
    let work = format!("`diff` 2 CSV of {} × 12 by key", thousands(large));
    if bench.wants(&work) {
        let files = PlainFiles::new("csv", large, 1, EDITS);
        let ours = Job::prekick(bench, diff_args(&files));
        let args: [&dyn AsRef<std::path::Path>; 6] =
            [&"--file1", &files.base, &"--file2", &files.copies[0], &"--key", &TITLES[0]];
        report.compare(bench, &work, ours, vec![bench.peers.program("csvdiff", "csvdiff", &args)]);
    }
    measure_merge_of_many(bench, report);
}

fn measure_merge(bench: &Bench, report: &mut Report, (work, ending, rows): (&str, &str, usize)) {
    let files = PlainFiles::new(ending, rows, 2, EDITS);
    let (base, ours, theirs) = (&files.base, &files.copies[0], &files.copies[1]);
    let by_polars = files.beside(&format!("polars.{ending}"));
    let by_dolt = files.beside("doltlite.csv");
    let to = files.beside(&format!("least.{ending}"));
    let least = Job::floor([
        floor::LEAST_MERGE.as_ref(),
        base.as_os_str(),
        ours.as_os_str(),
        theirs.as_os_str(),
        to.as_os_str(),
    ]);
    let least = Some(("least work: values read, rows compared, master written".to_owned(), least));
    let peers = match ending {
        "csv" => vec![
            least,
            bench.peers.script("polars", "merge_polars.py", &[base, ours, theirs, &by_polars]),
            bench.peers.script("doltlite", "merge_doltlite.py", &[base, ours, theirs, &by_dolt]),
        ],
        _ => vec![
            least,
            bench.peers.script(
                "polars, fastexcel and XlsxWriter, values only",
                "merge_polars.py",
                &[base, ours, theirs, &by_polars],
            ),
        ],
    };
    report.compare(bench, work, Job::prekick(bench, merge_args(&files)), peers);
    if ending == "csv" {
        for (peer, theirs) in [("polars", &by_polars), ("doltlite", &by_dolt)] {
            crate::peers::compare_rows(peer, &files.beside("merged.csv"), theirs);
        }
    }
}

fn measure_merge_of_many(bench: &Bench, report: &mut Report) {
    let copies = bench.size(200, 4);
    let work = format!("`merge` a base and {copies} xlsx of 60 × 12 by key");
    if !bench.wants(&work) {
        return;
    }
    // Each person edits a row or two and adds one now and then, so that few of their edits clash.
    let files = PlainFiles::new("xlsx", 60, copies, Edits { changed: 20, removed: 0, added: 2 });
    let ours = Job::prekick(bench, merge_args(&files));
    let out = files.beside("pandas.xlsx");
    let peer = |what, engine: &str| {
        let mut args: Vec<&dyn AsRef<std::path::Path>> = vec![&engine, &out, &files.base];
        args.extend(files.copies.iter().map(|c| c as &dyn AsRef<std::path::Path>));
        bench.peers.script(what, "merge_pandas.py", &args)
    };
    let to = files.beside("least.xlsx");
    let mut args = vec![floor::LEAST_MERGE.as_ref(), files.base.as_os_str()];
    args.extend(files.copies.iter().map(|c| c.as_os_str()));
    args.push(to.as_os_str());
    let peers = vec![
        Some(("least work: values read, rows compared, master written".to_owned(), Job::floor(args))),
        peer("pandas and openpyxl, values only", "openpyxl"),
        peer("pandas and calamine, values only", "calamine"),
    ];
    report.compare(bench, &work, ours, peers);
}

/// Merges the copies; the first is the master.
pub fn merge_args(files: &PlainFiles) -> Vec<String> {
    let ending = files.base.extension().unwrap().display();
    let out = files.beside(&format!("merged.{ending}")).display().to_string();
    let name = |path: &std::path::Path| path.display().to_string();
    let mut args = ["merge", "-q", "--key", TITLES[0], "-o", &out, "--base", &name(&files.base), "--master"]
        .map(str::to_owned)
        .to_vec();
    args.extend([name(&files.copies[0]), "--returned".to_owned()]);
    args.extend(files.copies[1..].iter().map(|c| name(c)));
    args
}

/// Compares the base with the first copy.
pub fn diff_args(files: &PlainFiles) -> Vec<String> {
    let names = [&files.base, &files.copies[0]].map(|path| path.display().to_string());
    ["diff", "--key", TITLES[0], &names[0], &names[1]].map(str::to_owned).to_vec()
}

/// Commands that are answered at once.
pub fn small_commands(bench: &Bench, report: &mut Report) {
    let explain = Job::prekick(bench, ["explain", "conflict/field"]);
    report.compare(bench, "`explain`", explain, vec![]);
    let work = "`status` of the demo";
    if bench.wants(work) {
        let folder = tempfile::tempdir().unwrap();
        let demo = folder.path().join("demo").display().to_string();
        Job::prekick(bench, ["demo", "-q", &demo]).run().unwrap();
        report.compare(bench, work, Job::prekick(bench, ["-C", &demo, "status"]), vec![]);
    }
}
