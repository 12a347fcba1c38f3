//! The project's own commands: `cargo xtask serve`, `test`, `build`, `check`, `prepare`,
//! `bench` and `torture`.

mod bench;
mod browser;
mod build;
mod check;
mod debian;
mod demo;
mod http;
mod interrupt;
mod postgres;
mod prepare;
mod process;
mod sbom;
mod serve;
mod site;
mod tally;
mod test;
mod toolchain;
mod tools;
mod torture;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, runs and checks Substantive.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures the text engine and the pages.
    Bench(bench::Options),
    /// Builds both halves: the executable and the site folder beside it.
    Build(build::Options),
    /// Builds, then serves on this machine.
    Serve(serve::Options),
    /// Checks what must hold of the tree besides the tests.
    Check,
    /// Writes down what the databases say about every query.
    Prepare(prepare::Options),
    /// Lists what the program is made of, as CycloneDX.
    Sbom(sbom::Options),
    /// Runs every test: Rust, both databases, both kinds of browser.
    Test(test::Options),
    /// Breaks what the server stands on, and counts what is lost.
    Torture(torture::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = interrupt::watch().and_then(|()| match arguments.command {
        Command::Bench(options) => bench::run(&options),
        Command::Build(options) => build::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Check => check::run(),
        Command::Prepare(options) => prepare::run(&options),
        Command::Sbom(options) => sbom::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Torture(options) => torture::run(&options),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Tells the person at the terminal what is being done, in one line.
///
/// Progress goes to standard error, so that results on standard output stay clean.
fn say(line: impl std::fmt::Display) {
    eprintln!("xtask: {line}");
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn every_command_is_put_together_rightly() {
        Arguments::command().debug_assert();
    }
}
