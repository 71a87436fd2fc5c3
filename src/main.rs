//! The program: parses the command line, carries out the command, and ends with its exit status.

use clap::Parser;
use prekick::cli::Cli;
use prekick::commands::{Console, execute, exit_status, today};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    cli.global.program = std::env::current_exe().ok();
    let mut console = Console::new(&cli.global);
    let today = cli.global.today.unwrap_or_else(|| today(&cli.global));
    ExitCode::from(exit_status(execute(&cli, today, &mut console), &console))
}
