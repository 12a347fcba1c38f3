//! The executable `substantive`: web server, mail, jobs and command line.
//!
//! The only part that knows the environment, the clock, chance and the network.
#![forbid(unsafe_code)]

mod chance;
mod commands;
mod database;
mod demo;
mod log;
mod mail;
mod web;

use clap::Parser;
use std::process::ExitCode;

/// Motions and manifesto sections, from first draft to the text that a meeting votes on.
#[derive(Parser)]
#[command(name = "substantive", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    commands::run(Cli::parse().command)
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn every_command_is_put_together_rightly() {
        Cli::command().debug_assert();
    }
}
