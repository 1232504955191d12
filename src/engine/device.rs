//! Where models are computed: the processor, or a GPU in a build for one.

use std::fmt;
use std::str::FromStr;

pub use super::cpu::{cpu_features, missing_features};

/// What a user asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceWanted {
    /// A GPU if there is one, else the processor.
    Auto,
    /// The processor.
    Cpu,
    /// A GPU of a kind, by its number.
    Gpu(Kind, usize),
}

/// The ways in which GPUs are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// NVIDIA's.
    Cuda,
    /// Any with a Vulkan driver.
    Vulkan,
    /// Apple's.
    Metal,
    /// AMD's ROCm.
    Hip,
    /// Intel's oneAPI.
    Sycl,
}

/// The kinds and whether this program was built for them.
const KINDS: &[(Kind, &str, bool)] = &[
    (Kind::Cuda, "cuda", cfg!(feature = "cuda")),
    (Kind::Metal, "metal", cfg!(feature = "metal")),
    (Kind::Hip, "hip", cfg!(feature = "hipblas")),
    (Kind::Sycl, "sycl", cfg!(feature = "sycl")),
    (Kind::Vulkan, "vulkan", cfg!(feature = "vulkan")),
];

impl Kind {
    fn name(self) -> &'static str {
        let entry = KINDS.iter().find(|entry| entry.0 == self);
        entry.map_or("", |entry| entry.1)
    }

    /// The cargo feature of a build for it.
    fn feature(self) -> &'static str {
        match self {
            Self::Hip => "hipblas",
            other => other.name(),
        }
    }

    fn is_built(self) -> bool {
        KINDS.iter().any(|entry| entry.0 == self && entry.2)
    }

    /// How many of its devices there are, where that can be asked.
    fn count(self) -> usize {
        match self {
            #[cfg(feature = "cuda")]
            Self::Cuda => {
                // Looking makes a context on each, which takes its time.
                static FOUND: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
                *FOUND.get_or_init(|| {
                    (0..16)
                        .take_while(|index| candle_core::Device::new_cuda(*index).is_ok())
                        .count()
                })
            }
            #[cfg(feature = "metal")]
            Self::Metal => usize::from(candle_core::Device::new_metal(0).is_ok()),
            #[cfg(feature = "vulkan")]
            Self::Vulkan => whisper_rs::vulkan::list_devices().len(),
            // The others are not asked: whisper.cpp computes on the processor where they are missing.
            other => usize::from(other.is_built()),
        }
    }
}

impl FromStr for DeviceWanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim().to_lowercase();
        let (name, index) = text.split_once(':').unwrap_or((&text, "0"));
        let kind = KINDS.iter().find(|entry| entry.1 == name);
        match (name, kind, index.parse()) {
            ("auto", ..) if !text.contains(':') => Ok(Self::Auto),
            ("cpu", ..) if !text.contains(':') => Ok(Self::Cpu),
            (_, Some((kind, ..)), Ok(index)) => Ok(Self::Gpu(*kind, index)),
            _ => Err(
                "expected auto, cpu, cuda, vulkan, metal, hip or sycl, the last five perhaps \
                      with a number, such as cuda:1"
                    .to_owned(),
            ),
        }
    }
}

/// Where models are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// On the processor.
    Cpu,
    /// On a GPU, by its number.
    Gpu(Kind, usize),
}

impl Device {
    /// Whether it is a GPU.
    #[must_use]
    pub fn is_gpu(self) -> bool {
        self.gpu().is_some()
    }

    /// The GPU's number.
    #[must_use]
    pub fn gpu(self) -> Option<usize> {
        match self {
            Self::Cpu => None,
            Self::Gpu(_, index) => Some(index),
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => formatter.write_str("cpu"),
            Self::Gpu(kind, index) => write!(formatter, "{}:{index}", kind.name()),
        }
    }
}

/// What this program was built for, the processor among it.
#[must_use]
pub fn built_for() -> Vec<&'static str> {
    let gpus = KINDS.iter().filter(|entry| entry.2);
    ["cpu"]
        .into_iter()
        .chain(gpus.map(|entry| entry.1))
        .collect()
}

/// The device for what is wanted.
///
/// # Errors
/// When it isn't there, with what would mend it.
pub fn choose(wanted: DeviceWanted) -> Result<Device, String> {
    match wanted {
        DeviceWanted::Cpu => Ok(Device::Cpu),
        DeviceWanted::Auto => {
            let mut built = KINDS.iter().filter(|entry| entry.2);
            let found = built.find(|entry| entry.0.count() > 0);
            Ok(found.map_or(Device::Cpu, |entry| Device::Gpu(entry.0, 0)))
        }
        DeviceWanted::Gpu(kind, _) if !kind.is_built() => Err(format!(
            "this program was built for {} only: build it with --features {}, or use cpu",
            built_for().join(", "),
            kind.feature(),
        )),
        DeviceWanted::Gpu(kind, index) => {
            let count = kind.count();
            if index < count {
                Ok(Device::Gpu(kind, index))
            } else {
                let name = kind.name();
                Err(format!(
                    "{name}:{index} is not there: this machine has {count} for {name}; use cpu"
                ))
            }
        }
    }
}

/// Why `auto` takes no GPU here.
#[must_use]
pub fn why_no_gpu() -> String {
    match built_for().as_slice() {
        [_] => "this build computes on the processor; --features cuda, vulkan or metal make others"
            .to_owned(),
        [_, gpus @ ..] => format!(
            "no device for {} was found: see its driver",
            gpus.join(" or ")
        ),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named() {
        assert_eq!("auto".parse(), Ok(DeviceWanted::Auto));
        assert_eq!(" CPU ".parse(), Ok(DeviceWanted::Cpu));
        assert_eq!("cuda".parse(), Ok(DeviceWanted::Gpu(Kind::Cuda, 0)));
        assert_eq!("vulkan:2".parse(), Ok(DeviceWanted::Gpu(Kind::Vulkan, 2)));
        for wrong in ["", "tpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0", "auto:1"] {
            assert!(wrong.parse::<DeviceWanted>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_there_is_refused_with_what_mends_it() {
        assert_eq!(choose(DeviceWanted::Cpu), Ok(Device::Cpu));
        for (kind, name, built) in KINDS {
            let refused = choose(DeviceWanted::Gpu(*kind, 99)).expect_err("not there");
            let feature = kind.feature();
            let mend = if *built {
                format!("{name}:99 is not there")
            } else {
                format!("--features {feature}, or use cpu")
            };
            assert!(refused.contains(&mend), "{refused}");
        }
        assert!(!built_for().is_empty() && !why_no_gpu().is_empty());
    }

    #[test]
    fn the_features_that_are_named_are_those_of_the_package() {
        let package = include_str!("../../Cargo.toml");
        for (kind, ..) in KINDS {
            let feature = format!("\n{} = [", kind.feature());
            assert!(package.contains(&feature), "{kind:?}");
        }
    }
}
