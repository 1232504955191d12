//! What the processor can do, and whether whisper.cpp was built for more than that.

use std::ffi::c_int;

#[cfg(target_arch = "aarch64")]
use std::arch::is_aarch64_feature_detected as has;
#[cfg(target_arch = "x86_64")]
use std::arch::is_x86_feature_detected as has;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use whisper_rs::whisper_rs_sys as sys;

/// An instruction set: the name its makers gave it, whether this processor has it, and whether
/// whisper.cpp was built to use it (0 for no).
type Feature = (&'static str, bool, c_int);

/// The instruction sets that matter for speed. Not among them is AMX: whisper.cpp can be built for
/// it (`ggml_cpu_has_amx_int8`), but stable Rust can't ask a processor for it.
#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "whisper.cpp's functions give constants of the build"
)]
fn features() -> Vec<Feature> {
    // SAFETY: none of them takes anything or touches memory.
    unsafe {
        vec![
            ("sse3", has!("sse3"), sys::ggml_cpu_has_sse3()),
            ("ssse3", has!("ssse3"), sys::ggml_cpu_has_ssse3()),
            // There is nothing to ask for this one in whisper.cpp.
            ("sse4.2", has!("sse4.2"), 0),
            ("avx", has!("avx"), sys::ggml_cpu_has_avx()),
            ("avx2", has!("avx2"), sys::ggml_cpu_has_avx2()),
            ("fma", has!("fma"), sys::ggml_cpu_has_fma()),
            ("f16c", has!("f16c"), sys::ggml_cpu_has_f16c()),
            ("bmi2", has!("bmi2"), sys::ggml_cpu_has_bmi2()),
            ("avxvnni", has!("avxvnni"), sys::ggml_cpu_has_avx_vnni()),
            ("avx512f", has!("avx512f"), sys::ggml_cpu_has_avx512()),
            (
                "avx512vnni",
                has!("avx512vnni"),
                sys::ggml_cpu_has_avx512_vnni(),
            ),
            (
                "avx512vbmi",
                has!("avx512vbmi"),
                sys::ggml_cpu_has_avx512_vbmi(),
            ),
            (
                "avx512bf16",
                has!("avx512bf16"),
                sys::ggml_cpu_has_avx512_bf16(),
            ),
        ]
    }
}

/// The instruction sets that matter for speed. Not among them is SME: whisper.cpp can be built for it
/// (`ggml_cpu_has_sme`), but stable Rust can't ask a processor for it.
#[cfg(target_arch = "aarch64")]
#[expect(
    unsafe_code,
    reason = "whisper.cpp's functions give constants of the build"
)]
fn features() -> Vec<Feature> {
    // SAFETY: none of them takes anything or touches memory.
    unsafe {
        vec![
            ("neon", has!("neon"), sys::ggml_cpu_has_neon()),
            ("fp16", has!("fp16"), sys::ggml_cpu_has_fp16_va()),
            ("dotprod", has!("dotprod"), sys::ggml_cpu_has_dotprod()),
            ("i8mm", has!("i8mm"), sys::ggml_cpu_has_matmul_int8()),
            ("sve", has!("sve"), sys::ggml_cpu_has_sve()),
        ]
    }
}

/// Other processors are not asked.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn features() -> Vec<Feature> {
    Vec::new()
}

/// What the processor has of the instruction sets that matter for speed.
#[must_use]
pub fn cpu_features() -> Vec<&'static str> {
    let features = features();
    let there = features.iter().filter(|(_, is_there, _)| *is_there);
    there.map(|(name, ..)| *name).collect()
}

/// What whisper.cpp was built to use and the processor lacks: it would end the program with an
/// illegal instruction. The built-in engine looks at the processor first.
#[must_use]
pub fn missing_features() -> Vec<&'static str> {
    lacking(&features())
}

fn lacking(features: &[Feature]) -> Vec<&'static str> {
    let lacking = features
        .iter()
        .filter(|(_, is_there, used)| !is_there && *used != 0);
    lacking.map(|(name, ..)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_build_suits_this_machine() {
        assert_eq!(missing_features(), Vec::<&str>::new());
    }

    #[test]
    fn what_is_used_must_be_there() {
        let features = [
            ("used", true, 1),
            ("unused", false, 0),
            ("spare", true, 0),
            ("lacking", false, 1),
        ];
        assert_eq!(lacking(&features), ["lacking"]);
    }

    #[test]
    fn each_is_asked_for_once() {
        let features = features();
        for (index, feature) in features.iter().enumerate() {
            let rest = &features[index + 1..];
            assert!(rest.iter().all(|other| other.0 != feature.0));
        }
    }
}
