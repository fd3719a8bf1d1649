//! The `cairn` command: parses the command line and calls one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    cairn::cli::main()
}
