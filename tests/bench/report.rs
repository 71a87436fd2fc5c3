//! The table, printed line by line as it stands in the README.

use crate::Bench;
use crate::measure::{Job, Usage, take_turns};

/// Prints lines of a Markdown table.
pub struct Report;

/// A line's work, and its place among the jobs that take turns.
pub struct Line<'a> {
    pub work: String,
    pub ours: usize,
    /// What it is compared with, by the place among the jobs.
    pub beside: Vec<(&'a str, usize)>,
}

impl Report {
    pub fn begin() -> Self {
        println!(
            "\nTime, CPU time of all processes, peak memory of the largest one; the ratio is prekick's time to the other's\n"
        );
        println!("| work | prekick | beside it | ratio, of CPU time |");
        println!("| --- | --- | --- | --- |");
        Self
    }

    /// prekick's job and those of peers take turns: a line for each peer, or one without.
    pub fn compare(&mut self, bench: &Bench, work: &str, ours: Job, peers: Vec<Option<(String, Job)>>) {
        if !bench.wants(work) {
            return;
        }
        let (names, mut jobs): (Vec<String>, Vec<Job>) = peers.into_iter().flatten().unzip();
        jobs.push(ours);
        let beside = names.iter().enumerate().map(|(n, name)| (name.as_str(), n)).collect();
        let line = Line { work: work.to_owned(), ours: jobs.len() - 1, beside };
        self.lines(bench, &jobs, &[line]);
    }

    /// Jobs take turns, and lines are told of them.
    pub fn lines(&mut self, bench: &Bench, jobs: &[Job], lines: &[Line]) {
        let used = take_turns(bench.turns(), jobs);
        for line in lines {
            let ours = used[line.ours].as_ref().unwrap_or_else(|why| panic!("{}: {why}", line.work));
            if line.beside.is_empty() {
                println!("| {} | {} | | |", line.work, takes(ours));
            }
            for (name, other) in &line.beside {
                match &used[*other] {
                    Ok(other) => println!(
                        "| {} | {} | {name}: {} | {}, {} |",
                        line.work,
                        takes(ours),
                        takes(other),
                        ratio(ours.time.as_secs_f64(), other.time.as_secs_f64()),
                        ratio(ours.cpu.as_secs_f64(), other.cpu.as_secs_f64()),
                    ),
                    Err(why) => {
                        eprintln!("{name}: {why}");
                        println!("| {} | {} | {name} failed | |", line.work, takes(ours));
                    }
                }
            }
        }
    }

    /// A table of its own: how time and memory grow from the first size to the last.
    pub fn begin_growth(&mut self, sizes: &[usize]) {
        let sizes: Vec<String> = sizes.iter().map(|&size| thousands(size)).collect();
        println!("\nThe exponents of growth between each two sizes, of CPU time and of memory; 1 is linear\n");
        println!("| work | {} rows | CPU time grows by | memory by |", sizes.join(" · "));
        println!("| --- | --- | --- | --- |");
    }

    pub fn growth(&mut self, work: &str, sizes: &[usize], used: &[Usage]) {
        let all: Vec<String> = used.iter().map(takes).collect();
        let exponents = |of: fn(&Usage) -> f64| {
            let each = used.windows(2).zip(sizes.windows(2)).map(|(used, sizes)| {
                let grows = (of(&used[1]) / of(&used[0])).ln() / (sizes[1] as f64 / sizes[0] as f64).ln();
                format!("{grows:.2}")
            });
            each.collect::<Vec<_>>().join(" · ")
        };
        println!(
            "| {work} | {} | {} | {} |",
            all.join(" · "),
            exponents(|u| u.cpu.as_secs_f64()),
            exponents(|u| u.memory as f64)
        );
    }
}

/// A number with commas.
pub fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

fn takes(used: &Usage) -> String {
    let megabytes = used.memory as f64 / 1e6;
    format!("{}, CPU {}, {megabytes:.0} MB", seconds(used.time.as_secs_f64()), seconds(used.cpu.as_secs_f64()))
}

/// Three digits that count, at most.
fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 0.01 => format!("{:.1} ms", s * 1e3),
        s if s < 0.1 => format!("{:.0} ms", s * 1e3),
        s if s < 10.0 => format!("{s:.2} s"),
        s => format!("{s:.1} s"),
    }
}

fn ratio(ours: f64, other: f64) -> String {
    let ratio = ours / other;
    if ratio < 1.0 { format!("{ratio:.2} ×") } else { format!("{ratio:.1} ×") }
}
