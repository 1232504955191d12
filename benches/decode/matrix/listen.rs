//! Decodes a file twice: with the program's own reader, and with ffmpeg as a careful player would.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use scripta::pipeline::decode::{AudioReader, Selection};
use scripta::transcript::Warning;

use super::detect::{self, Measured, RATE};
use super::make;
use super::row::Row;

/// Seconds after which a decoder is taken for one that never ends; no file of the matrix has a minute.
const ENDLESS: usize = 600;

/// What the program's own reader made of a file.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The sound.
    pub sound: Measured,
    /// What was told.
    pub warnings: Vec<Warning>,
    /// Whether ffmpeg decoded it, from the beginning on.
    pub by_ffmpeg: bool,
    /// The track that was taken, from 1.
    pub track: usize,
}

/// Decodes a file with [`AudioReader`]; `Err` with what it said, or that it panicked.
pub fn ours(path: &Path) -> Result<Heard, String> {
    let run = catch_unwind(AssertUnwindSafe(|| read(path)));
    run.unwrap_or_else(|_| Err("it panicked".to_owned()))
}

fn read(path: &Path) -> Result<Heard, String> {
    let reader = AudioReader::open(path, Selection::default());
    let mut reader = reader.map_err(|error| error.to_string())?;
    let by_ffmpeg = reader.format().by_ffmpeg;
    let mut samples = Vec::new();
    while reader
        .next_block(&mut samples)
        .map_err(|error| error.to_string())?
    {
        if samples.len() > ENDLESS * RATE as usize {
            return Err("it doesn't end".to_owned());
        }
    }
    Ok(Heard {
        sound: detect::measure(&samples),
        warnings: reader.take_warnings(),
        by_ffmpeg,
        track: reader.format().track,
    })
}

/// Decodes a row's track with ffmpeg, which fills in what is missing between packets.
pub fn reference(path: &Path, row: &Row) -> Result<Measured, String> {
    let mut command = Command::new("ffmpeg");
    make::ffmpeg(&mut command);
    command
        .arg("-i")
        .arg(path)
        .arg("-map")
        .arg(format!("0:a:{}", row.track - 1));
    // Only where the file has one format: when that changes, ffmpeg begins its filters anew, and with
    // first_pts=0 fills in all of the time before as silence.
    let from_zero = if row.changes_format() {
        ""
    } else {
        ":first_pts=0"
    };
    let filter = format!("aresample=async=1{from_zero}");
    command.args(["-af", &filter, "-ac", "1", "-ar", "16000"]);
    // Mixed to whole numbers, channels count so that their sum can't clip; mixed to floats, it is 3 dB
    // louder.
    command.args(["-f", "s16le", "pipe:1"]);
    // Only with the pictures in use, sound that begins after them is in its place.
    command.args(["-map", "0:v?", "-c:v", "copy", "-f", "null", "-"]);
    let bytes = make::ran(&mut command, "ffmpeg").map_err(|error| format!("{error:?}"))?;
    let samples: Vec<f32> = bytes
        .chunks_exact(2)
        .map(|two| f32::from(i16::from_le_bytes([two[0], two[1]])) / 32_768.0)
        .collect();
    if samples.is_empty() {
        return Err("it gave no sound".to_owned());
    }
    Ok(detect::measure(&samples))
}
