use super::*;

#[test]
fn tensors_lie_where_ctranslate2_has_them() {
    for (name, expected, index, of) in [
        (
            "encoder.positional_embedding",
            "encoder/position_encodings/encodings",
            0,
            1,
        ),
        (
            "decoder.token_embedding.weight",
            "decoder/embeddings/weight",
            0,
            1,
        ),
        ("encoder.conv1.bias", "encoder/conv1/bias", 0, 1),
        ("encoder.ln_post.weight", "encoder/layer_norm/gamma", 0, 1),
        (
            "decoder.blocks.2.attn_ln.bias",
            "decoder/layer_2/self_attention/layer_norm/beta",
            0,
            1,
        ),
        (
            "encoder.blocks.5.attn.value.bias",
            "encoder/layer_5/self_attention/linear_0/bias",
            2,
            3,
        ),
        (
            "decoder.blocks.0.cross_attn.key.weight",
            "decoder/layer_0/attention/linear_1/weight",
            0,
            2,
        ),
        (
            "decoder.blocks.0.mlp.2.weight",
            "decoder/layer_0/ffn/linear_1/weight",
            0,
            1,
        ),
    ] {
        let place = Place::of(name);
        assert_eq!(
            (place.name.as_str(), place.index, place.of),
            (expected, index, of)
        );
    }
}

/// A file with one variable of two rows.
fn file(version: u32, kind: &str, number: u8, numbers: &[u8]) -> Vec<u8> {
    let text = |text: &str| {
        let length = u16::try_from(text.len() + 1).expect("short");
        [&length.to_le_bytes()[..], text.as_bytes(), &[0]].concat()
    };
    let size = u32::try_from(numbers.len()).expect("short");
    [
        &version.to_le_bytes()[..],
        &text(kind),
        &3u32.to_le_bytes(),
        &2u32.to_le_bytes(),
        &text("w"),
        &[2],
        &2u32.to_le_bytes(),
        &2u32.to_le_bytes(),
        &[number],
        &size.to_le_bytes(),
        numbers,
        &text("w_scale"),
        &[1],
        &2u32.to_le_bytes(),
        &[0],
        &8u32.to_le_bytes(),
        &2.0f32.to_le_bytes(),
        &4.0f32.to_le_bytes(),
    ]
    .concat()
}

fn open(bytes: &[u8]) -> Result<Vec<f32>, ConvertError> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("model.bin"), bytes).expect("written");
    let folder = Folder::open(folder.path())?;
    folder.values("w", &folder.variables["w"])
}

#[test]
fn all_types_are_read_and_integers_scaled() {
    let integers = open(&file(6, WHISPER, 1, &[2, 4, 254, 8])).expect("read");
    assert_eq!(integers, [1.0, 2.0, -0.5, 2.0]);
    let halves: Vec<u8> = [0x3c00u16; 4]
        .iter()
        .flat_map(|half| half.to_le_bytes())
        .collect();
    assert_eq!(open(&file(5, WHISPER, 4, &halves)).expect("read"), [1.0; 4]);
    let floats: Vec<u8> = [1.5f32; 4]
        .iter()
        .flat_map(|float| float.to_le_bytes())
        .collect();
    assert_eq!(open(&file(4, WHISPER, 0, &floats)).expect("read"), [1.5; 4]);
}

#[test]
fn other_files_and_damaged_ones_are_refused() {
    let numbers = [2, 4, 254, 8];
    let refusal = |bytes: &[u8]| open(bytes).expect_err("refused").to_string();
    assert!(refusal(&file(3, WHISPER, 1, &numbers)).contains("version 3"));
    assert!(refusal(&file(6, "TransformerSpec", 1, &numbers)).contains("TransformerSpec"));
    assert!(refusal(&file(6, WHISPER, 9, &numbers)).contains("type 9"));
    assert!(refusal(&file(6, WHISPER, 1, &numbers[1..])).contains("3 bytes"));
    let sound = file(6, WHISPER, 1, &numbers);
    for length in 0..sound.len() {
        assert!(open(&sound[..length]).is_err(), "{length}");
    }
}
