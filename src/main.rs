//! Parse, carry out, end.

use clap::Parser;
use prekick::cli::Cli;
use prekick::commands::{Voice, carry_out};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    cli.global.program = std::env::current_exe().ok();
    let mut voice = Voice::new(&cli.global);
    let today = cli.global.today.unwrap_or_else(prekick::commands::today);
    match carry_out(&cli, today, &mut voice) {
        Ok(ended) => ExitCode::from(ended.status()),
        Err(why) => {
            voice.complain(&format!("prekick: {why:#}"));
            ExitCode::from(2)
        }
    }
}
