//! What is said, and where: people's text goes to stderr, what was asked for to stdout.

use crate::cli::{Color, Format, Global};
use std::io::Write;

/// Says things on stderr, and answers on stdout.
#[derive(Debug)]
pub struct Voice {
    /// How to answer.
    pub format: Format,
    /// Says only what went wrong.
    pub quiet: bool,
    /// Says more.
    pub verbose: bool,
    /// Keeps answers to itself as well.
    pub mute: bool,
}

impl Voice {
    /// The voice that the options ask for.
    pub fn new(global: &Global) -> Self {
        match global.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        Self { format: global.format, quiet: global.quiet, verbose: global.verbose, mute: false }
    }

    /// A voice that says nothing.
    pub fn silent() -> Self {
        Self { format: Format::Human, quiet: true, verbose: false, mute: true }
    }

    /// Says something to people.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            // A closed terminal is no reason to stop.
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// Says what went wrong.
    pub fn complain(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Answers with what was asked for.
    pub fn answer(&self, text: &str) {
        if !self.mute {
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    /// Answers in JSON, if that is wanted.
    pub fn answer_json(&self, json: &serde_json::Value) {
        if self.json() {
            self.answer(&serde_json::to_string_pretty(json).unwrap_or_default());
        }
    }

    /// Answers with bytes, exactly.
    pub fn answer_bytes(&self, bytes: &[u8]) {
        if self.mute {
            return;
        }
        let mut out = std::io::stdout();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// Is the answer to be JSON?
    pub fn json(&self) -> bool {
        self.format == Format::Json
    }
}
