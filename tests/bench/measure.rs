//! What a run of a program takes: time, CPU time and memory.
//!
//! A program is started by a small process, which is this benchmark with the argument [`ONE`]: on Linux, the peak memory of a
//! process includes what its parent held when it started it.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4 as _;

/// The argument with which this program runs the rest of its arguments and prints what that took.
pub const ONE: &str = "--measure-one";

/// The day that prekick takes as today.
pub const TODAY: &str = "2026-11-22";

/// What a run takes.
#[derive(Clone, Copy)]
pub struct Usage {
    pub time: Duration,
    /// User and system time of all its processes.
    pub cpu: Duration,
    /// Peak memory of its largest process, in bytes.
    pub memory: u64,
}

/// A program that takes its turn.
pub struct Job<'a> {
    command: Vec<OsString>,
    /// The highest exit status that is not a failure.
    highest: i32,
    /// What comes before each run and isn't measured.
    before: Box<dyn Fn() + 'a>,
}

impl<'a> Job<'a> {
    /// A program that ends with 0.
    pub fn new(program: &Path, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let mut command = vec![program.into()];
        command.extend(args.into_iter().map(Into::into));
        Self { command, highest: 0, before: Box::new(|| ()) }
    }

    /// A run of prekick, which ends with 1 where there is something to decide.
    pub fn prekick(bench: &crate::Bench, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self { highest: 1, ..Self::new(&bench.program, args) }
    }

    /// Work of this program itself, in a process of its own like the others.
    pub fn floor(args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self::new(&std::env::current_exe().unwrap(), args)
    }

    /// Does this before each run.
    pub fn after(mut self, before: impl Fn() + 'a) -> Self {
        self.before = Box::new(before);
        self
    }

    /// One run. An error is what the program said about its failure.
    pub fn run(&self) -> Result<Usage, String> {
        (self.before)();
        let done = Command::new(std::env::current_exe().unwrap())
            .arg(ONE)
            .args(&self.command)
            .env("PREKICK_TODAY", TODAY)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&done.stdout);
        let numbers: Vec<u64> = printed.split_whitespace().map_while(|n| n.parse().ok()).collect();
        match numbers[..] {
            [status, time, cpu, memory] if status <= self.highest as u64 => {
                Ok(Usage { time: Duration::from_nanos(time), cpu: Duration::from_nanos(cpu), memory })
            }
            _ => Err(format!("{:?} failed: {printed}{}", self.command, String::from_utf8_lossy(&done.stderr))),
        }
    }
}

/// Each runs in turn, so often; the median of each.
pub fn take_turns(turns: usize, jobs: &[Job]) -> Vec<Result<Usage, String>> {
    let mut runs: Vec<Result<Vec<Usage>, String>> = jobs.iter().map(|_| Ok(Vec::new())).collect();
    for _ in 0..turns {
        for (job, of_job) in jobs.iter().zip(&mut runs) {
            if let Ok(usages) = of_job {
                match job.run() {
                    Ok(usage) => usages.push(usage),
                    Err(why) => *of_job = Err(why),
                }
            }
        }
    }
    runs.into_iter().map(|of_job| of_job.map(|usages| median(&usages))).collect()
}

fn median(usages: &[Usage]) -> Usage {
    fn middle<T: Ord>(values: impl Iterator<Item = T>) -> T {
        let mut values: Vec<T> = values.collect();
        values.sort();
        let half = values.len() / 2;
        values.swap_remove(half)
    }
    Usage {
        time: middle(usages.iter().map(|u| u.time)),
        cpu: middle(usages.iter().map(|u| u.cpu)),
        memory: middle(usages.iter().map(|u| u.memory)),
    }
}

/// Runs a program and prints its exit status, its time and CPU time in nanoseconds, and its peak memory in bytes.
pub fn one(command: &[String]) {
    let started = Instant::now();
    let mut child = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).spawn().unwrap();
    let used = child.wait4().unwrap();
    let time = started.elapsed();
    // A program that a signal has ended has no status; 255 is a failure for all of them.
    let status = used.status.code().unwrap_or(255);
    let cpu = used.rusage.utime + used.rusage.stime;
    let line = format!("{status} {} {} {}", time.as_nanos(), cpu.as_nanos(), used.rusage.maxrss);
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}
