//! How time and memory grow from a thousand rows to a hundred thousand.

use crate::Bench;
use crate::engagement::{Engagement, State};
use crate::measure::{Job, Usage, take_turns};
use crate::plain_files::PlainFiles;
use crate::report::Report;
use crate::works::{EDITS, diff_args, merge_args};

/// Measures a work on so many rows.
type Measure = fn(&Bench, usize) -> Usage;

pub fn measure(bench: &Bench, report: &mut Report) {
    let sizes = [1_000, 10_000, 100_000].map(|size| bench.size(size, size / 500));
    let works: [(&str, Measure); 6] = [
        ("growth of `merge` 3 CSV by key", |bench, rows| merge(bench, "csv", rows)),
        ("growth of `merge` 3 xlsx by key", |bench, rows| merge(bench, "xlsx", rows)),
        ("growth of `diff` 2 CSV by key", |bench, rows| diff(bench, "csv", rows)),
        ("growth of `diff` 2 xlsx by key", |bench, rows| diff(bench, "xlsx", rows)),
        ("growth of `check` a returned copy", check),
        ("growth of `reconcile` a returned copy", reconcile),
    ];
    let mut works = works.into_iter().filter(|(work, _)| bench.wants(work)).peekable();
    if works.peek().is_some() {
        report.begin_growth(&sizes);
    }
    for (work, measure) in works {
        let used = sizes.map(|rows| measure(bench, rows));
        report.growth(work.trim_start_matches("growth of "), &sizes, &used);
    }
}

fn merge(bench: &Bench, ending: &str, rows: usize) -> Usage {
    let files = PlainFiles::new(ending, rows, 2, EDITS);
    median(bench, Job::prekick(bench, merge_args(&files)))
}

fn diff(bench: &Bench, ending: &str, rows: usize) -> Usage {
    let files = PlainFiles::new(ending, rows, 1, EDITS);
    median(bench, Job::prekick(bench, diff_args(&files)))
}

fn check(bench: &Bench, rows: usize) -> Usage {
    let engagement = Engagement::new(bench, 1, rows);
    let file = engagement.returned_file().display().to_string();
    median(bench, Job::prekick(bench, engagement.args(&["check", &file, "-q"])))
}

fn reconcile(bench: &Bench, rows: usize) -> Usage {
    let engagement = Engagement::new(bench, 1, rows);
    let job = Job::prekick(bench, engagement.args(&["reconcile", "-q"]));
    let used = median(bench, job.after(|| engagement.restore(State::Returned)));
    engagement.expect_read(1, rows);
    used
}

fn median(bench: &Bench, job: Job) -> Usage {
    take_turns(bench.turns(), &[job]).swap_remove(0).unwrap()
}
