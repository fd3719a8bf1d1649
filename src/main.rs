//! The `cairn` command: parses the command line and calls one command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Answers are made of many small pieces, and each miss frees those of another.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cairn::cli::main()
}
