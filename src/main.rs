//! Parse, run the command, print the error chain, choose the exit code.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use scripta::printer::{self, Printer};
use scripta::{cli, commands, interrupt, pipeline};

/// A third of the time of small requests went into glibc's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static CANCEL: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    give_memory_back();
    outlive_file_limits();
    interrupt::listen(&CANCEL);
    pipeline::hush_decoder_panics();
    let matches = cli::command().get_matches();
    match commands::run(&matches, &CANCEL) {
        Ok(status) => ExitCode::from(status.code()),
        Err(error) => {
            Printer::plain().error(&printer::chain(&error));
            ExitCode::from(commands::code(&error))
        }
    }
}

/// Has large blocks given back to the system when they are freed. Recognition takes and frees blocks of
/// many megabytes on many threads, and glibc would keep a heap for each that only ever grows.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_memory_back() {
    const LARGE: libc::c_int = 4 << 20;
    #[expect(
        unsafe_code,
        reason = "there is no safe way to set it; nothing has been allocated by threads"
    )]
    // SAFETY: the call only sets a number, before any thread is started.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_memory_back() {}

/// Has a write beyond the limit of file sizes (`ulimit -f`) fail, as on a full disk, instead of
/// killing the program.
#[cfg(unix)]
fn outlive_file_limits() {
    #[expect(
        unsafe_code,
        reason = "there is no safe way to ignore a signal without a handler"
    )]
    // SAFETY: the call only has the signal ignored, before any thread is started.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

#[cfg(not(unix))]
fn outlive_file_limits() {}
