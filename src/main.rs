//! The program: parses the command line, carries out the command, and ends with its exit status.

use clap::Parser;
use clap::error::Error;
use prekick::cli::Cli;
use prekick::commands::{Console, execute, exit_status, output_failure, today};
use std::io::Write;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return told_by_clap(&said),
    };
    cli.global.program = std::env::current_exe().ok();
    let mut console = Console::new(&cli.global);
    let today = cli.global.today.unwrap_or_else(|| today(&cli.global));
    ExitCode::from(exit_status(execute(&cli, today, &mut console), &console))
}

/// Prints help, the version, or what is wrong with the command line.
fn told_by_clap(said: &Error) -> ExitCode {
    let printed = said.print().and_then(|()| std::io::stdout().flush());
    match printed.err().as_ref().and_then(output_failure) {
        Some(failure) => {
            let _ = writeln!(std::io::stderr(), "prekick: {failure}");
            ExitCode::from(2)
        }
        None => ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(2)),
    }
}
