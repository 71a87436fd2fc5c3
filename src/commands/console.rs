//! Where output goes: messages for people to stderr, results to stdout; or both into memory, for a caller that runs a
//! command without a process of its own.

use crate::cli::{Color, Global, OutputFormat};
use crate::edges::library_words::io_words;
use crate::model::severity::Severity;
use crate::model::text::escaped;
use std::borrow::Cow;
use std::io::{ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

/// The output of a command: messages and errors for people, results for people or programs.
#[derive(Debug)]
pub struct Console {
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
    sink: Sink,
    /// Why results could not be written, the first time.
    failure: Mutex<Option<std::io::Error>>,
}

#[derive(Debug)]
enum Sink {
    Process,
    Captured(Mutex<CapturedOutput>),
    Nothing,
}

/// What a command wrote, for a caller in the same process.
#[derive(Debug, Default)]
pub struct CapturedOutput {
    /// Messages, without colours.
    pub stderr: String,
    /// Results, byte for byte.
    pub stdout: Vec<u8>,
}

impl Console {
    /// Writes to the streams of this process as the options ask for.
    pub fn new(global: &Global) -> Self {
        match global.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        Self {
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            sink: Sink::Process,
            failure: Mutex::default(),
        }
    }

    /// Collects in memory what would go to the streams.
    pub fn captured(global: &Global) -> Self {
        Self {
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            sink: Sink::Captured(Mutex::default()),
            failure: Mutex::default(),
        }
    }

    /// What was collected; empty for a console that writes to the streams.
    pub fn into_captured(self) -> CapturedOutput {
        match self.sink {
            Sink::Captured(output) => output.into_inner().unwrap_or_else(PoisonError::into_inner),
            Sink::Process | Sink::Nothing => CapturedOutput::default(),
        }
    }

    /// Writes nothing, except errors to stderr.
    pub fn silent() -> Self {
        Self {
            format: OutputFormat::Human,
            quiet: true,
            verbose: false,
            sink: Sink::Nothing,
            failure: Mutex::default(),
        }
    }

    /// Writes a message, unless `--quiet` was given.
    pub fn message(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Writes a finding, unless `--quiet` was given.
    pub fn finding(&self, severity: Severity, text: &str) {
        if !self.quiet {
            self.urgent_finding(severity, text);
        }
    }

    /// Writes a finding, also with `--quiet`.
    pub fn urgent_finding(&self, severity: Severity, text: &str) {
        let (bold, end) = match severity {
            Severity::Error => ("\u{1b}[1;31m", "\u{1b}[0m"),
            Severity::Warning => ("\u{1b}[33m", "\u{1b}[0m"),
            Severity::Info => ("", ""),
        };
        self.print_line(&format!("{bold}{}{end} {}", severity.word(), escaped(text)));
    }

    /// Writes what went wrong, also with `--quiet`.
    pub fn error(&self, text: &str) {
        self.print_line(&escaped(text));
    }

    /// The only colours are those that are put around text here; what files hold can bring none.
    fn print_line(&self, text: &str) {
        if let Sink::Captured(output) = &self.sink {
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            output.stderr.push_str(&format!("{}\n", anstream::adapter::strip_str(text)));
            return;
        }
        // A closed terminal is no reason to stop.
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Writes a result and a line break.
    pub fn result(&self, text: &str) {
        // JSON has its own escapes, and is for programs.
        let text = if self.wants_json() { Cow::Borrowed(text) } else { escaped(text) };
        self.print_bytes(format!("{text}\n").as_bytes());
    }

    /// Writes a result in JSON, if `--format json` was given.
    pub fn result_json(&self, json: &impl serde::Serialize) {
        if self.wants_json() {
            self.result(&serde_json::to_string_pretty(json).unwrap_or_default());
        }
    }

    /// Writes a result byte for byte.
    pub fn print_bytes(&self, bytes: &[u8]) {
        match &self.sink {
            Sink::Process => {
                let mut out = std::io::stdout();
                if let Err(why) = out.write_all(bytes).and_then(|()| out.flush()) {
                    self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
                }
            }
            Sink::Captured(output) => {
                output.lock().unwrap_or_else(PoisonError::into_inner).stdout.extend_from_slice(bytes);
            }
            Sink::Nothing => {}
        }
    }

    /// Why results could not be written; none where all were, or where nobody reads them any more.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(output_failure)
    }

    /// Whether results are wanted in JSON.
    pub fn wants_json(&self) -> bool {
        self.format == OutputFormat::Json
    }

    /// Whether all details are wanted.
    pub fn wants_details(&self) -> bool {
        self.verbose
    }
}

/// Why output could not be written; none where nobody reads it any more.
pub fn output_failure(why: &std::io::Error) -> Option<String> {
    (why.kind() != ErrorKind::BrokenPipe).then(|| format!("the output can't be written: {}.", io_words(why)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_console_keeps_errors_and_results_but_no_messages() {
        let console = Console {
            format: OutputFormat::Human,
            quiet: true,
            verbose: false,
            sink: Sink::Captured(Mutex::default()),
            failure: Mutex::default(),
        };
        console.message("a message");
        console.finding(Severity::Error, "a finding");
        console.urgent_finding(Severity::Warning, "a loss");
        console.error("an error");
        console.result("a result");
        console.result_json(&serde_json::json!({}));
        let output = console.into_captured();
        assert_eq!(output.stderr, "warning a loss\nan error\n");
        assert_eq!(output.stdout, b"a result\n");
    }

    #[test]
    fn what_files_hold_reaches_no_terminal_as_a_command() {
        let console = Console { quiet: false, sink: Sink::Captured(Mutex::default()), ..Console::silent() };
        console.message("\u{1b}[31mred");
        console.finding(Severity::Error, "\u{9b}2J gone");
        console.result("\u{202e}txt.exe");
        let output = console.into_captured();
        assert_eq!(output.stderr, "\\u{1b}[31mred\nerror \\u{9b}2J gone\n");
        assert_eq!(output.stdout, b"\\u{202e}txt.exe\n");
    }
}
