//! The benchmark: Cairn beside nginx, beside a bare loop and the framework alone that answer a constant, and beside itself
//! with more content, in one run. `bench/README.md` says what each row means.

#![expect(clippy::print_stdout, reason = "the table is what a benchmark is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below what a float holds")]
#![expect(clippy::needless_pass_by_value, reason = "an error that becomes text is used up")]

mod bare;
mod builds;
mod corpus;
mod framework;
mod held;
mod hits;
mod load;
mod misses;
mod mixed;
mod publishing;
mod rest;
mod search;
mod servers;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use servers::Bench;
use table::Table;

/// What went wrong, in words.
type Outcome<T> = Result<T, String>;

#[derive(Debug, Parser)]
#[command(about = "Measures Cairn against its peers; run it by `just bench`")]
struct Arguments {
    /// The binary of Cairn to measure
    #[arg(long, default_value = "target/dist/cairn")]
    cairn: PathBuf,
    /// Where the databases and files are kept, from one run to the next
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// How many rounds each pair is measured in, one after the other
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// For how many seconds in each
    #[arg(long, default_value_t = 4)]
    seconds: u32,
    /// How many articles the small, the middle and the large database have
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    sizes: Vec<usize>,
    /// Only these parts
    #[arg(long, value_delimiter = ',', default_value = "hits,misses,reads,publish,search,size,start,rest,mixed")]
    parts: Vec<String>,
    /// Another build of Cairn: only the part that compares both is measured
    #[arg(long, requires = "before_folder")]
    before: Option<PathBuf>,
    /// The databases of that build, made by the benchmark of its own checkout
    #[arg(long, requires = "before")]
    before_folder: Option<PathBuf>,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    inner: Option<Inner>,
}

/// What the benchmark starts of itself.
#[derive(Debug, clap::Subcommand)]
enum Inner {
    /// Answers every request with a constant, from a bare loop around epoll
    #[command(hide = true)]
    Bare {
        /// The port of the loopback address
        port: u16,
        /// The file that has the constant: head and body
        answer: PathBuf,
    },
    /// Answers every request with a constant, from the framework that Cairn is made with
    #[command(hide = true)]
    Framework {
        /// The port of the loopback address
        port: u16,
        /// The file that has the constant: head and body
        answer: PathBuf,
    },
}

/// What Cairn has, so that the framework does not differ by it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.inner {
        Some(Inner::Bare { port, answer }) => bare::serve(*port, answer),
        Some(Inner::Framework { port, answer }) => framework::serve(*port, answer),
        None => run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("The benchmark did not finish: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    let [small, middle, large] = arguments.sizes[..] else { return Err("--sizes wants three numbers".to_owned()) };
    let bench = Bench::new(arguments, &arguments.cairn, &arguments.folder)?;
    let mut table = Table::default();
    if let (Some(before), Some(folder)) = (&arguments.before, &arguments.before_folder) {
        let other = Bench::new(arguments, before, folder)?;
        builds::measure(&bench, &other, [small, middle, large], &mut table)?;
        table.print();
        return Ok(());
    }
    let wanted = |part: &str| arguments.parts.iter().any(|wanted| wanted == part);
    if wanted("hits") {
        hits::measure(&bench, small, &mut table)?;
    }
    if wanted("misses") {
        misses::against_nginx(&bench, middle, &mut table)?;
    }
    if wanted("reads") {
        mixed::reads_while_publishing(&bench, middle, &mut table)?;
    }
    if wanted("publish") {
        publishing::measure(&bench, small, &mut table)?;
    }
    if wanted("search") {
        search::measure(&bench, middle, &mut table)?;
    }
    if wanted("size") {
        misses::by_size(&bench, small, &[middle, large], &mut table)?;
    }
    if wanted("start") {
        rest::start(&bench, middle, &mut table)?;
    }
    if wanted("rest") {
        rest::memory(&bench, &mut table)?;
    }
    if wanted("mixed") {
        mixed::by_zipf(&bench, middle, &mut table)?;
    }
    table.print();
    Ok(())
}
