//! Compares what the program heard of a file with what ffmpeg heard, or with what the recipe put there.

use super::detect::{Marker, Measured};
use super::listen::Heard;
use super::row::{Loss, Row};
use super::signal::Truth;

/// Largest differences that pass, in seconds: of the length, and of a marker.
const LENGTH: f64 = 0.030;
const PLACE: f64 = 0.020;
/// Seconds within which a found marker stands for an expected one.
const NEAR: f64 = 0.25;

/// How far the program was off in a file that passed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Errors {
    /// Of the length, in seconds.
    pub length: f64,
    /// Of the marker that is farthest off, in seconds.
    pub place: f64,
}

/// One expectation: ffmpeg's answer, or the recipe's.
struct Expected {
    by: &'static str,
    markers: Vec<f64>,
    duration: f64,
    /// Level of all of it, and of the markers, where known.
    levels: Option<(f64, f64)>,
}

/// What differs; `Ok` with the errors if nothing does. It's enough to agree with ffmpeg or with the
/// recipe: ffmpeg cuts some containers at whole packets only, and a recipe doesn't know what a codec
/// adds at its ends.
pub fn judge(
    row: &Row,
    heard: &Result<Heard, String>,
    reference: &Result<Measured, String>,
) -> Result<Errors, Vec<String>> {
    let heard = match heard {
        Ok(_) if row.loss == Loss::Refused => {
            return Err(vec!["it was decoded; it should be refused".to_owned()]);
        }
        Err(_) if row.loss == Loss::Refused => return Ok(Errors::default()),
        Ok(heard) => heard,
        Err(reason) => return Err(vec![format!("not decoded: {reason}")]),
    };
    let mut differences = warnings(row, heard);
    if heard.track != row.track {
        differences.push(format!(
            "track {} was taken, not {}",
            heard.track, row.track
        ));
    }
    let candidates = expectations(row, reference);
    let mut found = Vec::new();
    for expected in &candidates {
        match compare(row, &heard.sound, expected) {
            Ok(errors) if differences.is_empty() => return Ok(errors),
            Ok(_) => {
                found.clear();
                break;
            }
            Err(different) => {
                let by = expected.by;
                found.extend(different.into_iter().map(|what| format!("{what} ({by})")));
            }
        }
    }
    if candidates.is_empty() {
        found.push("neither ffmpeg nor the recipe knows what is to be heard".to_owned());
    }
    differences.extend(found);
    Err(differences)
}

fn expectations(row: &Row, reference: &Result<Measured, String>) -> Vec<Expected> {
    let levels = reference
        .as_ref()
        .ok()
        .map(|sound| (sound.level, level(&sound.markers)));
    let by_ffmpeg = reference.as_ref().ok().map(|sound| Expected {
        by: "ffmpeg",
        markers: sound.markers.iter().map(|marker| marker.at).collect(),
        duration: sound.duration,
        levels,
    });
    let by_recipe = row
        .truth
        .clone()
        .map(|Truth { markers, duration }| Expected {
            by: "the recipe",
            markers,
            duration,
            levels,
        });
    by_ffmpeg.into_iter().chain(by_recipe).collect()
}

/// Median level of some markers.
fn level(markers: &[Marker]) -> f64 {
    let mut levels: Vec<f64> = markers.iter().map(|marker| marker.level).collect();
    levels.sort_by(f64::total_cmp);
    levels.get(levels.len() / 2).copied().unwrap_or(0.0)
}

fn warnings(row: &Row, heard: &Heard) -> Vec<String> {
    let lost: Vec<&str> = (heard.warnings.iter())
        .filter(|warning| warning.lost)
        .map(|warning| warning.text.as_str())
        .collect();
    let what = match (row.loss, lost.len()) {
        (Loss::None, 0) | (Loss::Told, 1) | (Loss::Maybe, 0 | 1) | (Loss::Refused, _) => {
            return Vec::new();
        }
        (Loss::Told, 0) => "the loss is not told".to_owned(),
        (Loss::None, _) => format!("false alarm: {}", lost.join(" | ")),
        (_, count) => format!("{count} warnings: {}", lost.join(" | ")),
    };
    vec![what]
}

fn compare(row: &Row, found: &Measured, expected: &Expected) -> Result<Errors, Vec<String>> {
    let mut differences = Vec::new();
    let length = found.duration - expected.duration;
    if length.abs() > LENGTH + row.slack {
        let (found, expected) = (found.duration, expected.duration);
        differences.push(format!("{found:.3} s long instead of {expected:.3} s"));
    }
    let checked = |at: &f64| row.free.is_none_or(|(from, to)| !(from..to).contains(at));
    let wanted: Vec<f64> = expected.markers.iter().copied().filter(checked).collect();
    let mut left: Vec<f64> = (found.markers.iter().map(|marker| marker.at))
        .filter(checked)
        .collect();
    let mut worst = (0.0_f64, 0.0_f64);
    let mut missing = Vec::new();
    for &at in &wanted {
        let off = |place: f64| (place - at).abs();
        let nearest = (0..left.len()).min_by(|a, b| off(left[*a]).total_cmp(&off(left[*b])));
        match nearest.filter(|index| off(left[*index]) < NEAR) {
            Some(index) => {
                let error = left.remove(index) - at;
                if error.abs() > worst.0.abs() {
                    worst = (error, at);
                }
            }
            None => missing.push(at),
        }
    }
    let listed = |places: &[f64]| {
        let texts: Vec<String> = places.iter().map(|at| format!("{at:.2}")).collect();
        texts.join(", ")
    };
    if !missing.is_empty() {
        differences.push(format!("no marker at {} s", listed(&missing)));
    }
    if !left.is_empty() {
        differences.push(format!("a marker at {} s", listed(&left)));
    }
    if worst.0.abs() > PLACE + row.slack {
        let (error, at) = (worst.0 * 1000.0, worst.1);
        differences.push(format!("markers up to {error:+.0} ms off, at {at:.2} s"));
    }
    if let Some((whole, markers)) = expected.levels {
        let by_markers = level(&found.markers) - markers;
        if by_markers.abs() > row.level && !found.markers.is_empty() {
            differences.push(format!("markers {by_markers:+.1} dB"));
        }
        let by_power = found.level - whole;
        if row.free.is_none() && by_power.abs() > row.level {
            differences.push(format!("level {by_power:+.1} dB"));
        }
    }
    if differences.is_empty() {
        return Ok(Errors {
            length: length.abs(),
            place: worst.0.abs(),
        });
    }
    Err(differences)
}
