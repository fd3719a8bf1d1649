//! The `cairn` command: parses the command line and calls one command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A response consists of many small allocations, and each cache miss frees those of another response.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cairn::cli::main()
}
