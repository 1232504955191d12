//! The command line of `scripta models`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, value_parser};

use super::{switch, with_settings_of};
use crate::ggml::Kind;

const EXAMPLES: &str = "Examples:
  scripta models list
  scripta models pull small large-v3-turbo-q5_0
  scripta models pull align-de                     wav2vec2 model for German word times
  scripta models pull hf:OWNER/REPO:ggml-model.bin
  scripta models convert ./faster-whisper-medium   CTranslate2, Hugging Face or OpenAI to ggml
  scripta models quantize small-f16 --to q5_0

Downloads lie in the cache that all clients of the Hugging Face hub share (HF_HOME); HF_ENDPOINT
names a mirror, HF_TOKEN opens gated models.";

pub(super) fn command() -> Command {
    let group = "models";
    Command::new(group)
        .about("See, get, check, convert and remove models")
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings_of(group, list()))
        .subcommand(with_settings_of(group, pull()))
        .subcommand(with_settings_of(group, rm()))
        .subcommand(with_settings_of(group, path()))
        .subcommand(with_settings_of(group, verify()))
        .subcommand(with_settings_of(group, prune()))
        .subcommand(with_settings_of(group, convert()))
        .subcommand(with_settings_of(group, quantize()))
}

fn list() -> Command {
    Command::new("list")
        .about("List the models: those in the program, on this machine, and on the hub")
        .arg(switch("here", "Only those that need no download"))
        .arg(switch("json", "As JSON"))
}

fn pull() -> Command {
    Command::new("pull")
        .about("Download models; what is here already is not asked for again")
        .arg(names(
            "Names such as small or small-q5_1, align-LANGUAGE, community-1, or hf:OWNER/REPO:FILE",
        ))
}

fn rm() -> Command {
    Command::new("rm")
        .about("Remove models from this machine")
        .arg(names(
            "As for pull; a name without a kind removes all its files",
        ))
}

fn path() -> Command {
    Command::new("path")
        .about("Print where a model's file lies")
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .required(true)
                .help("As for pull"),
        )
}

fn verify() -> Command {
    Command::new("verify")
        .about("Check the models on this machine: known ones by their hash, others by reading them")
        .arg(names("Models to check [default: all]").required(false))
}

fn prune() -> Command {
    Command::new("prune")
        .about("Remove what downloads that were given up have left")
        .arg(switch("dry_run", "Only say what would go"))
}

fn convert() -> Command {
    let command = Command::new("convert")
        .about("Make a ggml file of a Whisper model in another form")
        .arg(
            Arg::new("source")
                .value_name("SOURCE")
                .help("A folder of CTranslate2's or Hugging Face's, or an OpenAI file (.pt)")
                .required(true)
                .value_parser(value_parser!(std::path::PathBuf)),
        )
        .arg(
            Arg::new("tokenizer")
                .long("tokenizer")
                .value_name("FILE")
                .help("What the tokens stand for, where no vocabulary lies beside the model: vocab.json, tokenizer.json, vocabulary.txt, .tiktoken or a ggml file")
                .value_parser(value_parser!(std::path::PathBuf)),
        )
        .arg(
            Arg::new("name")
                .long("name")
                .value_name("NAME")
                .help("What the model shall be called [default: after the folder or file]"),
        );
    with_output(command, Some("f16"))
}

fn quantize() -> Command {
    let command = Command::new("quantize")
        .about("Make a smaller file of a model")
        .arg(
            Arg::new("source")
                .value_name("MODEL")
                .help("A name or a ggml file, best of f16 or f32")
                .required(true),
        );
    with_output(command, None)
}

fn with_output(command: Command, default: Option<&'static str>) -> Command {
    let kinds = Kind::ALL.iter().map(|kind| kind.name());
    let to = Arg::new("to")
        .long("to")
        .value_name("KIND")
        .help("How matrices are stored")
        .value_parser(PossibleValuesParser::new(kinds));
    let to = match default {
        Some(kind) => to.default_value(kind),
        None => to.required(true),
    };
    command
        .arg(to)
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .help("File to write [default: in the models folder, where its name finds it]")
                .value_parser(value_parser!(std::path::PathBuf)),
        )
        .arg(switch("overwrite", "Replace a file that exists"))
}

fn names(help: &'static str) -> Arg {
    Arg::new("names")
        .value_name("NAME")
        .help(help)
        .required(true)
        .num_args(1..)
}
