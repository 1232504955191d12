//! Which attention heads of a model follow the audio.

use super::ggml::Header;
use super::tokens::Specials;

/// Vocabulary of large-v3 and what descends from it: one language more.
const THIRD: usize = 51_866;

/// Layers and heads, found by OpenAI by inspection of each of its models (`_ALIGNMENT_HEADS` in
/// `whisper/__init__.py`).
type Heads = &'static [(usize, usize)];

#[rustfmt::skip]
mod known {
    use super::Heads;

    pub(super) const TINY: Heads = &[(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)];
    pub(super) const TINY_EN: Heads =
        &[(1, 0), (2, 0), (2, 5), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)];
    pub(super) const BASE: Heads =
        &[(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)];
    pub(super) const BASE_EN: Heads = &[(3, 3), (4, 7), (5, 1), (5, 5), (5, 7)];
    pub(super) const SMALL: Heads = &[
        (5, 3), (5, 9), (8, 0), (8, 4), (8, 7), (8, 8), (9, 0), (9, 7), (9, 9), (10, 5),
    ];
    pub(super) const SMALL_EN: Heads = &[
        (6, 6), (7, 0), (7, 3), (7, 8), (8, 2), (8, 5), (8, 7), (9, 0), (9, 4), (9, 8), (9, 10),
        (10, 0), (10, 1), (10, 2), (10, 3), (10, 6), (10, 11), (11, 2), (11, 4),
    ];
    pub(super) const MEDIUM: Heads = &[(13, 15), (15, 4), (15, 15), (16, 1), (20, 0), (23, 4)];
    pub(super) const MEDIUM_EN: Heads = &[
        (11, 4), (14, 1), (14, 12), (14, 14), (15, 4), (16, 0), (16, 4), (16, 9), (17, 12),
        (17, 14), (18, 7), (18, 10), (18, 15), (20, 0), (20, 3), (20, 9), (20, 14), (21, 12),
    ];
    pub(super) const LARGE_V1: Heads = &[
        (9, 19), (11, 2), (11, 4), (11, 17), (22, 7), (22, 11), (22, 17), (23, 2), (23, 15),
    ];
    pub(super) const LARGE_V2: Heads = &[
        (10, 12), (13, 17), (16, 11), (16, 12), (16, 13), (17, 15), (17, 16), (18, 4), (18, 11),
        (18, 19), (19, 11), (21, 2), (21, 3), (22, 3), (22, 9), (22, 12), (23, 5), (23, 7),
        (23, 13), (25, 5), (26, 1), (26, 12), (27, 15),
    ];
    pub(super) const LARGE_V3: Heads = &[
        (7, 0), (10, 17), (12, 18), (13, 12), (16, 1), (17, 14), (19, 11), (21, 4), (24, 1),
        (25, 6),
    ];
    pub(super) const LARGE_V3_TURBO: Heads =
        &[(2, 4), (2, 11), (3, 3), (3, 6), (3, 11), (3, 14)];
}

/// The heads of a model. Where they aren't known, as for distilled models, all of the upper half
/// of the layers are taken, as OpenAI's `model.py` does.
pub(super) fn heads(header: &Header, file_name: &str) -> Vec<(usize, usize)> {
    let multilingual = Specials::of(header).multilingual;
    let third = header.vocabulary >= THIRD;
    let shape = (header.audio_layers, header.text_layers, header.text_heads);
    let known = match shape {
        (4, 4, 6) if multilingual => known::TINY,
        (4, 4, 6) => known::TINY_EN,
        (6, 6, 8) if multilingual => known::BASE,
        (6, 6, 8) => known::BASE_EN,
        (12, 12, 12) if multilingual => known::SMALL,
        (12, 12, 12) => known::SMALL_EN,
        (24, 24, 16) if multilingual => known::MEDIUM,
        (24, 24, 16) => known::MEDIUM_EN,
        (32, 32, 20) if third => known::LARGE_V3,
        // The first two large models differ in nothing but their weights.
        (32, 32, 20) if file_name.contains("v1") => known::LARGE_V1,
        (32, 32, 20) => known::LARGE_V2,
        (32, 4, 20) if third => known::LARGE_V3_TURBO,
        _ => {
            let layers = header.text_layers / 2..header.text_layers;
            let of_layer = |layer| (0..header.text_heads).map(move |head| (layer, head));
            return layers.flat_map(of_layer).collect();
        }
    };
    known.to_vec()
}
