//! Frame headers of MPEG audio (ISO/IEC 11172-3, 13818-3, and "2.5") and of ADTS AAC (ISO/IEC 13818-7).

use symphonia::core::codecs::audio::{AudioCodecId, well_known};

/// Bytes that are needed to read any header.
pub(super) const HEADER_BYTES: usize = 9;

/// Kilobits a second by index, for MPEG-1 layers 1, 2 and 3, then for MPEG-2 layer 1 and layers 2 and 3.
const BIT_RATES: [[u32; 15]; 5] = [
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384,
    ],
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// ADTS sample rates by index.
const ADTS_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];

/// ADTS channels by configuration; 0 is told inside the stream, which isn't read here.
const ADTS_CHANNELS: [u8; 8] = [0, 1, 2, 3, 4, 5, 6, 8];

/// What stays the same from frame to frame while a stream's format does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) codec: AudioCodecId,
    pub(super) rate: u32,
    pub(super) channels: u8,
    /// Whether the rates are the halved ones of MPEG-2 and 2.5.
    pub(super) halved: bool,
}

/// One frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) layout: Layout,
    /// Bytes of the frame, header included.
    pub(super) length: usize,
    /// Bytes before what the decoder wants: 0 for MPEG audio, whose decoder reads the header itself.
    pub(super) skipped: usize,
    /// Samples per channel in the frame.
    pub(super) samples: u32,
    /// Whether a checksum of two bytes follows the header.
    pub(super) has_crc: bool,
}

impl Header {
    /// Reads the header at the beginning of `bytes`; `None` where there is none that can be decoded
    /// here: free-format MP3, and ADTS with several blocks in a frame, are left to ffmpeg.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let [0xff, second, ..] = *bytes else {
            return None;
        };
        if second & 0xf6 == 0xf0 {
            Self::adts(bytes)
        } else if second & 0xe0 == 0xe0 {
            Self::mpeg(bytes)
        } else {
            None
        }
    }

    fn mpeg(bytes: &[u8]) -> Option<Self> {
        let [_, second, third, fourth, ..] = *bytes else {
            return None;
        };
        // 0 is MPEG-2.5, 2 MPEG-2, 3 MPEG-1.
        let version = (second >> 3) & 3;
        let layer = 4 - ((second >> 1) & 3);
        let rate = [44_100, 48_000, 32_000].get(usize::from((third >> 2) & 3))?;
        if version == 1 || layer == 4 || fourth & 3 == 2 {
            return None;
        }
        let halved = version != 3;
        let rate = match version {
            0 => rate / 4,
            2 => rate / 2,
            _ => *rate,
        };
        let table = match (halved, layer) {
            (false, layer) => usize::from(layer) - 1,
            (true, 1) => 3,
            (true, _) => 4,
        };
        let bits = BIT_RATES[table].get(usize::from(third >> 4))? * 1_000;
        if bits == 0 {
            return None;
        }
        let padding = u32::from((third >> 1) & 1);
        let (codec, samples) = match (layer, halved) {
            (1, _) => (well_known::CODEC_ID_MP1, 384),
            (2, _) => (well_known::CODEC_ID_MP2, 1_152),
            (_, false) => (well_known::CODEC_ID_MP3, 1_152),
            (_, true) => (well_known::CODEC_ID_MP3, 576),
        };
        let length = match layer {
            1 => (12 * bits / rate + padding) * 4,
            _ => samples / 8 * bits / rate + padding,
        };
        Some(Self {
            layout: Layout {
                codec,
                rate,
                channels: if fourth >> 6 == 3 { 1 } else { 2 },
                halved,
            },
            length: usize::try_from(length).ok()?,
            skipped: 0,
            samples,
            has_crc: second & 1 == 0,
        })
    }

    fn adts(bytes: &[u8]) -> Option<Self> {
        let [_, second, third, fourth, fifth, sixth, seventh, ..] = *bytes else {
            return None;
        };
        let rate = *ADTS_RATES.get(usize::from((third >> 2) & 15))?;
        let channels = ADTS_CHANNELS[usize::from((third & 1) << 2 | fourth >> 6)];
        let length =
            usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth >> 5);
        let has_crc = second & 1 == 0;
        let skipped = if has_crc { 9 } else { 7 };
        // AAC LC alone; several blocks a frame can't be told apart without decoding.
        if third >> 6 != 1 || channels == 0 || seventh & 3 != 0 || length <= skipped {
            return None;
        }
        Some(Self {
            layout: Layout {
                codec: well_known::CODEC_ID_AAC,
                rate,
                channels,
                halved: false,
            },
            length,
            skipped,
            samples: 1_024,
            has_crc,
        })
    }

    /// Bytes between the header and a Xing tag: the side information (layer 3 alone has it).
    pub(super) fn side_information(&self) -> usize {
        match (self.layout.halved, self.layout.channels) {
            (false, 1) => 17,
            (false, _) => 32,
            (true, 1) => 9,
            (true, _) => 17,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_rate_channels_and_length() {
        // MPEG-1 layer 3, 128 kbit/s, 44.1 kHz, joint stereo.
        let header = Header::parse(&[0xff, 0xfb, 0x90, 0x64]).expect("a header");
        assert_eq!((header.length, header.samples), (417, 1_152));
        assert_eq!((header.layout.rate, header.layout.channels), (44_100, 2));
        // MPEG-2 layer 3, 32 kbit/s, 16 kHz, mono.
        let header = Header::parse(&[0xff, 0xf3, 0x48, 0xc4]).expect("a header");
        assert_eq!((header.length, header.samples), (144, 576));
        assert_eq!((header.layout.rate, header.layout.channels), (16_000, 1));
        // ADTS, AAC LC, 44.1 kHz, stereo, 371 bytes.
        let header = Header::parse(&[0xff, 0xf1, 0x50, 0x80, 0x2e, 0x7f, 0xfc]).expect("a header");
        assert_eq!((header.length, header.skipped), (371, 7));
        assert_eq!((header.layout.rate, header.layout.channels), (44_100, 2));
        for not in [
            &b"RIFF"[..],
            &[0xff, 0xff, 0xff, 0xff],
            &[0xff],
            &[],
            &[0xff, 0xfb, 0x00, 0x64],
        ] {
            assert_eq!(Header::parse(not), None, "{not:x?}");
        }
    }
}
