//! What is made of a real model, and of small ones in every form.

use std::path::PathBuf;

use super::*;

fn bundled() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin").into()
}

#[test]
fn the_bundled_model_is_quantised_to_itself() {
    let mut made = Vec::new();
    quantise(&bundled(), Kind::Q5_0, &mut made, &|_, _| {}).expect("made");
    assert!(made == std::fs::read(bundled()).expect("a file"));
}

#[test]
fn the_filters_are_those_of_the_bundled_model() {
    let model = Model::open(&bundled()).expect("a model");
    let made = filters::mel(80);
    assert_eq!(made.len(), model.filters.len());
    for (made, stored) in made.iter().zip(&model.filters) {
        assert_eq!(made.to_bits(), stored.to_bits());
    }
    // Every band of the models with 128 hears something.
    let finer = filters::mel(128);
    assert!(
        finer
            .chunks(crate::ggml::BINS)
            .all(|band| band.iter().sum::<f32>() > 0.0)
    );
}

/// A safetensors file of tensors without any numbers to speak of: all that the dimensions are read from.
fn checkpoint(folder: &Path, mels: usize, width: usize, tokens: usize) {
    let mut header = serde_json::Map::new();
    let mut add = |name: &str, shape: &[usize]| {
        // Empty tensors may have any shape with a zero in it; these have their numbers nowhere.
        let entry = serde_json::json!({ "dtype": "I8", "shape": shape, "data_offsets": [0, 0] });
        header.insert(format!("model.{name}"), entry);
    };
    add("encoder.conv1.weight", &[width, mels, 3]);
    for (side, context) in [("encoder", 1500), ("decoder", 448)] {
        add(&format!("{side}.embed_positions.weight"), &[context, width]);
        add(&format!("{side}.layers.0.fc1.weight"), &[4 * width, width]);
    }
    add("decoder.embed_tokens.weight", &[tokens, width]);
    let header = serde_json::to_vec(&header).expect("JSON");
    let length = u64::try_from(header.len()).expect("short").to_le_bytes();
    let file = [&length[..], &header].concat();
    std::fs::write(folder.join("model.safetensors"), file).expect("written");
    std::fs::write(folder.join("config.json"), r#"{"model_type": "whisper"}"#).expect("written");
}

#[test]
fn dimensions_of_no_model_are_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let tokenizer = bundled();
    for (mels, width, tokens, part) in [
        (1 << 40, 512, 51_865, "dimensions"),
        (1 << 19, 512, 51_865, "bands"),
        (80, 48, 51_865, "dimensions"),
        // Sound so far: what is missing is the numbers.
        (80, 512, 51_865, "type I8"),
        // One more than there should be, which would move all that stand for no text.
        (80, 512, 51_866, "it has 51866 tokens"),
        (128, 512, 51_867, "it has 51867 tokens"),
        (128, 512, 51_866, "type I8"),
    ] {
        checkpoint(folder.path(), mels, width, tokens);
        let made = convert(
            folder.path(),
            Some(&tokenizer),
            Kind::F16,
            Vec::new(),
            &|_, _| {},
        );
        let refusal = made.expect_err("refused").to_string();
        assert!(refusal.contains(part), "{mels} {width}: {refusal}");
    }
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refusal = |path: &Path| {
        let refused = convert(path, None, Kind::F16, Vec::new(), &|_, _| {});
        refused.expect_err("refused").to_string()
    };
    assert!(refusal(folder.path()).contains("CTranslate2 folder"));
    assert!(refusal(&folder.path().join("nothing.pt")).contains("can be converted"));
    let file = folder.path().join("other.pt");
    std::fs::write(&file, "no zip").expect("written");
    assert!(refusal(&file).contains("damaged"));
    std::fs::write(folder.path().join("model.bin"), [0; 100]).expect("written");
    assert!(refusal(folder.path()).contains("version 0"));
}
