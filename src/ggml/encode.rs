//! Numbers to blocks, exactly as ggml's reference code rounds them (`quantize_row_*_ref` in
//! `ggml-quants.c`), so that files are byte for byte those of whisper.cpp's own tool.

use half::f16;

use super::Kind;

/// The numbers as bytes; for quantised kinds, a whole number of blocks.
pub(super) fn encoded(kind: Kind, values: &[f32]) -> Vec<u8> {
    let (numbers, block) = kind.block();
    let mut out = Vec::with_capacity(values.len() / numbers * block);
    for values in values.chunks_exact(numbers) {
        match kind {
            Kind::F32 => out.extend(values[0].to_le_bytes()),
            Kind::F16 => out.extend(f16::from_f32(values[0]).to_le_bytes()),
            Kind::Q8_0 => {
                let largest = values
                    .iter()
                    .fold(0.0f32, |most, value| most.max(value.abs()));
                let scale = largest / 127.0;
                let steps = inverse(scale);
                out.extend(f16::from_f32(scale).to_le_bytes());
                #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
                let bytes = values.iter().map(|value| (value * steps).round() as i8);
                out.extend(bytes.map(i8::cast_unsigned));
            }
            Kind::Q4_0 => centred(values, 16, &mut out),
            Kind::Q5_0 => centred(values, 32, &mut out),
            Kind::Q4_1 => from_least(values, 16, &mut out),
            Kind::Q5_1 => from_least(values, 32, &mut out),
        }
    }
    out
}

/// What a step's inverse is taken for: blocks of zeros have none.
fn inverse(scale: f32) -> f32 {
    if scale == 0.0 { 0.0 } else { 1.0 / scale }
}

/// A block around zero: the number furthest from zero lies on the lowest of `levels`.
fn centred(values: &[f32], levels: u8, out: &mut Vec<u8>) {
    let further = |most: f32, value: &f32| {
        if value.abs() > most.abs() {
            *value
        } else {
            most
        }
    };
    let most = values.iter().fold(0.0, further);
    let half = f32::from(levels / 2);
    let scale = most / -half;
    let steps = inverse(scale);
    out.extend(f16::from_f32(scale).to_le_bytes());
    pack(values, levels, |value| value * steps + half + 0.5, out);
}

/// A block from its least number to its largest.
fn from_least(values: &[f32], levels: u8, out: &mut Vec<u8>) {
    let least = values.iter().copied().fold(f32::MAX, f32::min);
    let largest = values.iter().copied().fold(f32::MIN, f32::max);
    let scale = (largest - least) / f32::from(levels - 1);
    let steps = inverse(scale);
    out.extend(f16::from_f32(scale).to_le_bytes());
    out.extend(f16::from_f32(least).to_le_bytes());
    pack(values, levels, |value| (value - least) * steps + 0.5, out);
}

/// Levels of numbers, as 4 bits each, the first half of the block in the low ones; for 32 levels,
/// the fifth bits come before.
fn pack(values: &[f32], levels: u8, level: impl Fn(f32) -> f32, out: &mut Vec<u8>) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "levels lie from 0 to 32, and the cast rounds down as the reference does"
    )]
    let level = |value: &f32| (level(*value) as u8).min(levels - 1);
    let levels_of: Vec<u8> = values.iter().map(level).collect();
    if levels > 16 {
        let bits = levels_of.iter().enumerate();
        let fifth = bits.fold(0u32, |bits, (at, level)| bits | u32::from(level >> 4) << at);
        out.extend(fifth.to_le_bytes());
    }
    let (low, high) = levels_of.split_at(levels_of.len() / 2);
    out.extend(low.iter().zip(high).map(|(low, high)| low & 15 | high << 4));
}

#[cfg(test)]
mod tests {
    use super::super::block::decoded;
    use super::*;

    fn wave() -> Vec<f32> {
        (0..96u8)
            .map(|i| (f32::from(i) * 0.7).sin() * f32::from(i / 32))
            .collect()
    }

    #[test]
    fn numbers_come_back_within_a_step() {
        let wave = wave();
        // Steps of a block whose numbers reach from -2 to 2.
        for (kind, step) in [
            (Kind::F32, 0.0),
            (Kind::F16, 0.002),
            (Kind::Q8_0, 2.0 / 127.0),
            (Kind::Q5_1, 4.0 / 31.0),
            (Kind::Q5_0, 2.0 / 16.0),
            (Kind::Q4_1, 4.0 / 15.0),
            (Kind::Q4_0, 2.0 / 8.0),
        ] {
            let bytes = encoded(kind, &wave);
            let (numbers, block) = kind.block();
            assert_eq!(bytes.len(), wave.len() / numbers * block);
            let back = decoded(kind, &bytes);
            let furthest = back.iter().zip(&wave).map(|(a, b)| (a - b).abs());
            assert!(furthest.fold(0.0, f32::max) <= step + 0.002, "{kind:?}");
            // Zeros stay zeros, without a division by nothing.
            assert!(back[..32].iter().all(|value| *value == 0.0), "{kind:?}");
        }
    }

    #[test]
    fn what_was_stored_is_stored_the_same_again() {
        for kind in [Kind::F16, Kind::Q8_0, Kind::Q5_0, Kind::Q4_0] {
            let once = encoded(kind, &wave());
            assert_eq!(encoded(kind, &decoded(kind, &once)), once, "{kind:?}");
        }
    }
}
