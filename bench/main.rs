//! The benchmark: compares Cairn in one run with nginx, with a bare loop and the framework alone that send a
//! constant, and with itself at other content sizes. `bench/README.md` describes the rows.

#![expect(clippy::print_stdout, reason = "the table is what a benchmark is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below what a float holds")]
#![expect(clippy::needless_pass_by_value, reason = "an error that becomes text is used up")]

mod builds;
mod corpus;
mod epoll_loop;
mod framework;
mod hits;
mod idle;
mod load;
mod memory_lock;
mod misses;
mod mixed;
mod publishing;
mod search;
mod servers;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use servers::Bench;
use table::Table;

/// The result of a step, with an error message.
type BenchResult<T> = Result<T, String>;

#[derive(Debug, Parser)]
#[command(about = "Measures Cairn against its peers; run it by `just bench`")]
struct Arguments {
    /// The binary of Cairn to measure
    #[arg(long, default_value = "target/dist/cairn")]
    cairn: PathBuf,
    /// The folder of the databases and files, which are kept between runs
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Number of rounds of each pair
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Duration of each measurement, in seconds
    #[arg(long, default_value_t = 4)]
    seconds: u32,
    /// Number of articles in the small, the middle and the large database
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    sizes: Vec<usize>,
    /// The parts to run
    #[arg(long, value_delimiter = ',', default_value = "hits,misses,reads,publish,search,size,start,rest,mixed")]
    parts: Vec<String>,
    /// Another build of Cairn: only the comparison of both builds is run
    #[arg(long, requires = "before_folder")]
    before: Option<PathBuf>,
    /// The databases of that build, created by the benchmark of its own checkout
    #[arg(long, requires = "before")]
    before_folder: Option<PathBuf>,
    /// Set by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    inner: Option<Inner>,
}

/// The processes that the benchmark starts from its own binary.
#[derive(Debug, clap::Subcommand)]
enum Inner {
    /// Send a constant response to every request, from a bare epoll loop
    #[command(hide = true)]
    Bare {
        /// The port on the loopback address
        port: u16,
        /// The file with the constant response: head and body
        answer: PathBuf,
    },
    /// Send a constant response to every request, from the framework that Cairn uses
    #[command(hide = true)]
    Framework {
        /// The port on the loopback address
        port: u16,
        /// The file with the constant response: head and body
        answer: PathBuf,
    },
}

/// The allocator of Cairn, so that the framework is measured with the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.inner {
        Some(Inner::Bare { port, answer }) => epoll_loop::serve(*port, answer),
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

fn run(arguments: &Arguments) -> BenchResult<()> {
    let [small, middle, large] = arguments.sizes[..] else { return Err("--sizes needs three numbers".to_owned()) };
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
        idle::start(&bench, middle, &mut table)?;
    }
    if wanted("rest") {
        idle::memory(&bench, &mut table)?;
    }
    if wanted("mixed") {
        mixed::by_zipf(&bench, middle, &mut table)?;
    }
    table.print();
    Ok(())
}
