//! How the numbers of a tensor are stored: alone, or in blocks of 32 with a common scale.

use half::f16;

/// A way to store numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Floats of 32 bits.
    F32,
    /// Floats of 16 bits.
    F16,
    /// 4 bits and a scale.
    Q4_0,
    /// 4 bits, a scale and a least value.
    Q4_1,
    /// 5 bits and a scale.
    Q5_0,
    /// 5 bits, a scale and a least value.
    Q5_1,
    /// 8 bits and a scale.
    Q8_0,
}

impl Kind {
    /// All of them, the most exact first.
    pub const ALL: &[Self] = &[
        Self::F32,
        Self::F16,
        Self::Q8_0,
        Self::Q5_1,
        Self::Q5_0,
        Self::Q4_1,
        Self::Q4_0,
    ];

    /// Its name in the names of files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Q4_0 => "q4_0",
            Self::Q4_1 => "q4_1",
            Self::Q5_0 => "q5_0",
            Self::Q5_1 => "q5_1",
            Self::Q8_0 => "q8_0",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.name() == name)
    }

    /// The kind of a number in a tensor's head (`enum ggml_type`).
    pub(super) fn of(number: u32) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.number() == number)
    }

    /// Its number in a tensor's head.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q5_0 => 6,
            Self::Q5_1 => 7,
            Self::Q8_0 => 8,
        }
    }

    /// What a file's header says when most tensors are of this kind: `enum ggml_ftype`, with the
    /// version of the quantised blocks (`GGML_QNT_VERSION`, 2) in the thousands.
    pub(super) fn of_file(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2_002,
            Self::Q4_1 => 2_003,
            Self::Q8_0 => 2_007,
            Self::Q5_0 => 2_008,
            Self::Q5_1 => 2_009,
        }
    }

    /// Numbers and bytes of a block of a kind that only whisper.cpp reads (`type_traits` in `ggml.c`).
    pub(super) fn foreign_block(number: u32) -> Option<(usize, usize)> {
        Some(match number {
            // The K-quants: Q2_K to Q6_K.
            10 => (256, 84),
            11 | 21 => (256, 110),
            12 => (256, 144),
            13 => (256, 176),
            14 => (256, 210),
            // The IQ-quants, in no order.
            16 => (256, 66),
            17 => (256, 74),
            18 => (256, 98),
            19 => (256, 50),
            20 => (32, 18),
            22 => (256, 82),
            23 => (256, 136),
            29 => (256, 56),
            // BF16.
            30 => (1, 2),
            _ => return None,
        })
    }

    /// Whether a file's header may say that most tensors are of this kind (`enum ggml_ftype`);
    /// whisper.cpp ends the process over any other number.
    pub(super) fn is_of_file(number: u32) -> bool {
        matches!(number % 1_000, 0..=3 | 7..=24)
    }

    /// Whether numbers share a scale.
    #[must_use]
    pub fn is_quantised(self) -> bool {
        self.block().0 > 1
    }

    /// Numbers and bytes of a block.
    pub(super) fn block(self) -> (usize, usize) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q8_0 => (32, 34),
        }
    }
}

/// The numbers in whole blocks.
pub(super) fn decoded(kind: Kind, bytes: &[u8]) -> Vec<f32> {
    let (numbers, block) = kind.block();
    let mut out = Vec::with_capacity(bytes.len() / block * numbers);
    for block in bytes.chunks_exact(block) {
        let half = |at: usize| f16::from_le_bytes([block[at], block[at + 1]]).to_f32();
        let word = |at: usize| {
            u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]])
        };
        match kind {
            Kind::F32 => out.push(f32::from_bits(word(0))),
            Kind::F16 => out.push(half(0)),
            Kind::Q8_0 => {
                let scale = half(0);
                let bytes = block[2..].iter();
                out.extend(bytes.map(|q| scale * f32::from(q.cast_signed())));
            }
            Kind::Q4_0 => nibbles(half(0), -8.0 * half(0), 0, &block[2..], &mut out),
            Kind::Q4_1 => nibbles(half(0), half(2), 0, &block[4..], &mut out),
            Kind::Q5_0 => nibbles(half(0), -16.0 * half(0), word(2), &block[6..], &mut out),
            Kind::Q5_1 => nibbles(half(0), half(2), word(4), &block[8..], &mut out),
        }
    }
    out
}

/// Sixteen bytes of two numbers each, the low halves first; `fifth` holds a fifth bit of each.
fn nibbles(scale: f32, offset: f32, fifth: u32, bytes: &[u8], out: &mut Vec<f32>) {
    let low = bytes.iter().map(|byte| byte & 15);
    let high = bytes.iter().map(|byte| byte >> 4);
    out.extend(low.chain(high).enumerate().map(|(index, four)| {
        let bit = u8::from(fifth >> index & 1 == 1) << 4;
        scale * f32::from(four | bit) + offset
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_name_and_number() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(*kind));
            assert_eq!(Kind::of(kind.number()), Some(*kind));
        }
        assert_eq!((Kind::named("q6_k"), Kind::of(14)), (None, None));
    }

    #[test]
    fn blocks_are_read() {
        let one = 0x3c00u16.to_le_bytes();
        let two = 0x4000u16.to_le_bytes();
        let eight = [&two[..], &[255; 32]].concat();
        assert_eq!(decoded(Kind::Q8_0, &eight), [-2.0; 32]);
        let four = [&one[..], &[0x1f; 16]].concat();
        let numbers = decoded(Kind::Q4_0, &four);
        assert_eq!((numbers[0], numbers[15], numbers[16]), (7.0, 7.0, -7.0));
        let offset = [&one[..], &two, &[0x1f; 16]].concat();
        assert_eq!(decoded(Kind::Q4_1, &offset)[16], 3.0);
        // The first and the last have the fifth bit.
        let fifth = [&one[..], &[1, 0, 0, 128], &[0; 16]].concat();
        let numbers = decoded(Kind::Q5_0, &fifth);
        assert_eq!((numbers[0], numbers[1], numbers[31]), (0.0, -16.0, 0.0));
        let fifth = [&one[..], &two, &[1, 0, 0, 128], &[0; 16]].concat();
        let numbers = decoded(Kind::Q5_1, &fifth);
        assert_eq!((numbers[0], numbers[1], numbers[31]), (18.0, 2.0, 18.0));
    }
}
