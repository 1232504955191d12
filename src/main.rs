//! Parse, run the command, print the error chain, choose the exit code.

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use scripta::printer::{self, Printer};
use scripta::{cli, commands, interrupt, pipeline};

static CANCEL: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
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
