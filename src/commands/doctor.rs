//! `scripta doctor`: what this machine has, what is missing, and what mends it.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::ArgMatches;
use serde_json::{Value, json};
use sysinfo::{Disks, System};

use super::ExitStatus;
use super::models::{print, size};
use crate::config::Settings;
use crate::engine::device::{self, DeviceWanted};
use crate::ggml::{Fault, Model};
use crate::models::fetch::{self, FetchModelError};
use crate::models::hub::HubError;
use crate::models::{ComputeType, Weights, folders, serving};
use crate::pipeline::probe::ffmpeg_version;
use crate::printer::{Printer, sentence};
use crate::store::{Filter, Store};
use crate::work::{self, store_url};

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it should be.
    Good,
    /// Missing, and not needed by all.
    Note,
    /// To be mended.
    Bad,
}

/// What was found of one thing.
struct Finding {
    what: &'static str,
    state: State,
    found: String,
    /// What to do about it; empty where there is nothing to do.
    mend: String,
}

impl Finding {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self::new(what, State::Good, found, "")
    }

    fn new(
        what: &'static str,
        state: State,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            what,
            state,
            found: found.into(),
            mend: mend.into(),
        }
    }

    fn json(&self) -> Value {
        let state = match self.state {
            State::Good => "ok",
            State::Note => "note",
            State::Bad => "problem",
        };
        json!({"what": self.what, "state": state, "found": self.found, "mend": self.mend})
    }

    fn line(&self) -> String {
        let mark = match self.state {
            State::Good => "ok  ",
            State::Note => "note",
            State::Bad => "BAD ",
        };
        let mend = match self.mend.as_str() {
            "" => String::new(),
            mend => format!("\n{:15}→ {mend}", ""),
        };
        format!("{mark}  {:<9}{}{mend}\n", self.what, self.found)
    }
}

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let findings = [
        Finding::good("scripta", build()),
        cpu(),
        memory(),
        gpu(settings),
        model(settings),
        data(),
        database(settings),
        ffmpeg(),
        token(settings),
        hub(settings, cancel),
    ];
    let text = if matches.get_flag("json") {
        let findings: Vec<Value> = findings.iter().map(Finding::json).collect();
        serde_json::to_string_pretty(&findings)? + "\n"
    } else {
        findings.iter().map(Finding::line).collect()
    };
    print(printer, &text)?;
    let is_bad = |finding: &Finding| finding.state == State::Bad;
    Ok(if findings.iter().any(is_bad) {
        ExitStatus::Failure
    } else {
        ExitStatus::Success
    })
}

fn build() -> String {
    let devices = device::built_for().join(", ");
    let models = if cfg!(feature = "bundled-models") {
        "with models"
    } else {
        "without models"
    };
    format!(
        "{}, {} {}, {models}, for {devices}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
    )
}

fn cpu() -> Finding {
    let mut system = System::new();
    system.refresh_cpu_list(sysinfo::CpuRefreshKind::nothing());
    let brand = system
        .cpus()
        .first()
        .map(|cpu| cpu.brand().trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let found = format!(
        "{}, {cores} cores for this program, {}",
        brand
            .filter(|brand| !brand.is_empty())
            .unwrap_or_else(|| "CPU".to_owned()),
        device::cpu_features().join(" "),
    );
    match device::missing_features().as_slice() {
        [] => Finding::good("cpu", found),
        missing => Finding::new(
            "cpu",
            State::Bad,
            found,
            format!(
                "this program was built for {}, which this processor lacks: {}",
                missing.join(" "),
                if cfg!(target_arch = "x86_64") {
                    "take the x86-64-v2 build"
                } else {
                    "build it on this machine"
                },
            ),
        ),
    }
}

fn memory() -> Finding {
    let mut system = System::new();
    system.refresh_memory();
    let limit = system.cgroup_limits().map(|limits| limits.total_memory);
    let total = limit.unwrap_or(u64::MAX).min(system.total_memory());
    let free = system.available_memory().min(total);
    let found = format!("{} of {} free", size(free), size(total));
    if free < 600_000_000 {
        let mend = "the bundled model needs 0.5 GB: end other programs, or give --model tiny";
        return Finding::new("memory", State::Bad, found, mend);
    }
    Finding::good("memory", found)
}

fn gpu(settings: &Settings) -> Finding {
    match device::choose(settings.device) {
        Ok(_) if settings.device == DeviceWanted::Cpu => {
            Finding::good("gpu", "none used: the device is set to cpu")
        }
        Ok(chosen) if chosen.is_gpu() => Finding::good("gpu", chosen.to_string()),
        Ok(_) => Finding::new("gpu", State::Note, "none used", device::why_no_gpu()),
        Err(reason) => Finding::new("gpu", State::Bad, "none", reason),
    }
}

fn model(settings: &Settings) -> Finding {
    match serving(&settings.model, settings.compute_type) {
        Err(error) => Finding::new(
            "model",
            State::Bad,
            settings.model.clone(),
            sentence(&error),
        ),
        Ok(located) => match &located.weights {
            Weights::Static(_) => {
                let found = format!("{}, inside the program ({})", located.name, located.file);
                Finding::good("model", found)
            }
            Weights::File(path) => {
                let found = format!("{} at {}", located.name, path.display());
                match Model::open(path) {
                    Ok(_) | Err(Fault::Kind(_)) => Finding::good("model", found),
                    Err(fault) => Finding::new(
                        "model",
                        State::Bad,
                        found,
                        format!("{fault}: pull it again"),
                    ),
                }
            }
        },
    }
}

/// The folder of models and history, and the space it has.
fn data() -> Finding {
    let Some(folder) = folders()
        .pop()
        .and_then(|models| Some(models.parent()?.to_owned()))
    else {
        let mend = "set HOME, or give --db and models by path";
        return Finding::new("data", State::Note, "no home folder", mend);
    };
    let made = std::fs::create_dir_all(&folder).and_then(|()| tempfile::tempfile_in(&folder));
    let free = free_space(&folder);
    let shown = folder.display();
    let found = match free {
        Some(free) => format!("{shown}, {} free", size(free)),
        None => shown.to_string(),
    };
    match (made, free) {
        (Err(error), _) => {
            let mend =
                format!("it can't be written ({error}): allow writing it, or give --no-history");
            Finding::new("data", State::Bad, found, mend)
        }
        (Ok(_), Some(free)) if free < 200_000_000 => Finding::new(
            "data",
            State::Bad,
            found,
            "free some space: models and history lie here",
        ),
        _ => Finding::good("data", found),
    }
}

/// Bytes that are free on the disk of a folder.
fn free_space(folder: &Path) -> Option<u64> {
    let folder = folder.canonicalize().ok()?;
    let disks = Disks::new_with_refreshed_list();
    let holds = disks
        .iter()
        .filter(|disk| folder.starts_with(disk.mount_point()));
    let disk = holds.max_by_key(|disk| disk.mount_point().as_os_str().len())?;
    Some(disk.available_space())
}

fn database(settings: &Settings) -> Finding {
    let open = || -> anyhow::Result<String> {
        let url = store_url(settings)?;
        let store = Store::open(&url)?;
        let filter = Filter {
            limit: Some(1),
            ..Filter::default()
        };
        store.tasks(&filter)?;
        Ok(crate::store::redacted(&url))
    };
    match open() {
        Ok(url) => Finding::good("database", url),
        Err(error) => {
            let mend = "mend it, or give --no-history";
            Finding::new("database", State::Bad, crate::printer::chain(&error), mend)
        }
    }
}

fn ffmpeg() -> Finding {
    match ffmpeg_version() {
        Some(version) => Finding::good("ffmpeg", version),
        None => Finding::new(
            "ffmpeg",
            State::Note,
            "not on PATH",
            "only WMA, AMR, AC-3, FLV, AVI and other rare formats need it: apt install ffmpeg",
        ),
    }
}

fn token(settings: &Settings) -> Finding {
    if work::hub(settings).has_token() {
        Finding::good("token", "there is one for the Hugging Face hub")
    } else {
        let mend = "only gated models need one: set HF_TOKEN";
        Finding::new("token", State::Note, "none for the Hugging Face hub", mend)
    }
}

/// Whether models can be downloaded.
fn hub(settings: &Settings, cancel: &AtomicBool) -> Finding {
    let hub = work::hub(settings);
    let endpoint = hub.endpoint().to_owned();
    if hub.is_offline() {
        return Finding::new("hub", State::Note, "not asked: offline", "");
    }
    match fetch::offered("tiny", ComputeType::Auto, &hub, cancel) {
        Ok(()) => Finding::good("hub", endpoint),
        Err(FetchModelError::Hub(error)) if matches!(*error, HubError::Transfer { .. }) => {
            let mend = "models that are here work without it; for others, see the network, a proxy \
                        (HTTPS_PROXY) or a mirror (HF_ENDPOINT)";
            Finding::new(
                "hub",
                State::Note,
                format!("{endpoint} can't be reached"),
                mend,
            )
        }
        Err(error) => Finding::new("hub", State::Note, endpoint, sentence(&error)),
    }
}
