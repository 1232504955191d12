//! The differential decoder test: some thousand generated files, decoded with the program and with ffmpeg.
//!
//! `cargo bench --bench decode -- --help` lists the options. Needs ffmpeg on PATH; LAME and SoX make some
//! of the files.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::format_push_string,
    clippy::match_same_arms,
    clippy::needless_for_each,
    clippy::similar_names,
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    clippy::trivially_copy_pass_by_ref,
    clippy::type_complexity,
    unreachable_pub,
    reason = "a bench casts small numbers, stops at surprises and prints what it finds; its rows are long \
              tables"
)]

mod matrix;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use matrix::run::{Options, Outcome, Ran};

/// Decodes generated files with the program and with ffmpeg, and compares.
#[derive(Debug, Parser)]
#[command(name = "decode")]
struct Arguments {
    /// Only combinations whose name contains this; several are allowed.
    #[arg(long)]
    filter: Vec<String>,
    /// A line for each combination, as it ends, with the recipe of what failed.
    #[arg(long, short)]
    verbose: bool,
    /// List the combinations.
    #[arg(long)]
    list: bool,
    /// Keep the files of what fails in this folder, with their recipes.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Combinations at a time [default: one a core].
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// Only a slice: one row of each fault.
    #[arg(long)]
    slice: bool,
    /// Print a line for each container and codec without a fault: who decodes it, and whether well.
    #[arg(long)]
    formats: bool,
    /// Cargo's own flag.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> std::io::Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut rows = if arguments.slice {
        matrix::slice()
    } else {
        matrix::all()
    };
    if !arguments.filter.is_empty() {
        let wanted = |name: &str| {
            arguments
                .filter
                .iter()
                .any(|part| name.contains(part.as_str()))
        };
        rows.retain(|row| wanted(&row.name()));
    }
    if arguments.formats {
        rows.retain(|row| row.fault.is_empty());
    }
    if arguments.list {
        rows.iter().for_each(|row| println!("{}", row.name()));
        return Ok(ExitCode::SUCCESS);
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let options = Options {
        jobs: arguments.jobs.unwrap_or(cores),
        keep: arguments.keep,
        known: matrix::KNOWN,
    };
    let begun = Instant::now();
    let verbose = arguments.verbose && !arguments.formats;
    let told = |ran: &Ran| {
        if verbose {
            tell(ran);
        }
    };
    let ran = matrix::run::run(&rows, &options, &told)?;
    if arguments.formats {
        formats(&ran);
    } else {
        summary(&ran, begun.elapsed().as_secs_f64());
    }
    let failed = ran
        .iter()
        .any(|ran| matches!(ran.outcome, Outcome::Failed(_)));
    Ok(ExitCode::from(u8::from(failed)))
}

/// A line for a row.
fn tell(ran: &Ran) {
    let name = ran.row.name();
    match &ran.outcome {
        Outcome::Passed(errors) => {
            let (length, place) = (errors.length * 1000.0, errors.place * 1000.0);
            println!("passed   {name}: length {length:.1} ms, markers {place:.1} ms off");
        }
        Outcome::Failed(what) => {
            println!("FAILED   {name}: {}\n{}", what.join("; "), ran.row.recipe());
        }
        Outcome::Known(why) => println!("known    {name}: {why}"),
        Outcome::Skipped(program) => println!("skipped  {name}: {program} is not on PATH"),
        Outcome::Dropped(reason) => println!("dropped  {name}: {reason}"),
    }
}

fn summary(ran: &[Ran], seconds: f64) {
    let count = |of: fn(&Outcome) -> bool| ran.iter().filter(|ran| of(&ran.outcome)).count();
    let passed = count(|outcome| matches!(outcome, Outcome::Passed(_)));
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let known = count(|outcome| matches!(outcome, Outcome::Known(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let dropped = count(|outcome| matches!(outcome, Outcome::Dropped(_)));
    for ran in ran {
        match &ran.outcome {
            Outcome::Failed(what) => println!("failed  {}: {}", ran.row.name(), what.join("; ")),
            Outcome::Known(why) => println!("known   {}: {why}", ran.row.name()),
            _ => {}
        }
    }
    let errors = || {
        ran.iter().filter_map(|ran| match &ran.outcome {
            Outcome::Passed(errors) => Some(errors),
            _ => None,
        })
    };
    let length = errors().map(|errors| errors.length).fold(0.0, f64::max) * 1000.0;
    let place = errors().map(|errors| errors.place).fold(0.0, f64::max) * 1000.0;
    println!(
        "combinations that ran         {:>5}",
        passed + failed + known
    );
    println!("  passed                      {passed:>5}");
    println!("  failed                      {failed:>5}");
    println!("  known                       {known:>5}");
    println!("skipped, a program isn't here {skipped:>5}");
    println!("dropped, can't be made        {dropped:>5}");
    println!("largest error that passed: length {length:.1} ms, marker {place:.1} ms");
    println!("{seconds:.0} s");
}

/// Who decodes each container and codec, and whether all of its sample rates and channels came out right.
fn formats(ran: &[Ran]) {
    let mut found: BTreeMap<(&str, &str, &str), bool> = BTreeMap::new();
    for ran in ran {
        let ok = match ran.outcome {
            Outcome::Passed(_) | Outcome::Known(_) => true,
            Outcome::Failed(_) => false,
            Outcome::Skipped(_) | Outcome::Dropped(_) => continue,
        };
        let by = if ran.by_ffmpeg == Some(false) {
            "native"
        } else {
            "ffmpeg"
        };
        let container = ran.row.file.unwrap_or(ran.row.container);
        *found.entry((container, ran.row.codec, by)).or_insert(true) &= ok;
    }
    for ((container, codec, by), ok) in found {
        println!(
            "{container} {codec} {by} {}",
            if ok { "ok" } else { "failed" }
        );
    }
}
